//! Command lines of database clients and of backup tools: which program runs, and which host it is given.

use super::Engine;

/// How many bytes of one command are read, and how many words of it.
const LENGTH: usize = 16 * 1024;

/// A call of a client in a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientCall<'a> {
    /// The program, without its folder.
    pub program: &'a str,
    /// The engine it speaks to; `None` if it copies files or whole clusters.
    pub engine: Option<Engine>,
    /// The host it is given by an option.
    pub host: Option<Word<'a>>,
    /// The port it is given by an option.
    pub port: Option<&'a str>,
    /// Whether it makes a backup.
    pub is_backup: bool,
}

/// A word of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// Its text, without quotes.
    pub text: &'a str,
    /// The number of the item it stands in.
    pub item: usize,
    /// Where it starts in that item, in bytes.
    pub offset: usize,
}

impl<'a> Word<'a> {
    /// What is left behind its first `length` bytes.
    fn after(self, length: usize) -> Self {
        Self { text: self.text.get(length..).unwrap_or_default(), offset: self.offset + length, ..self }
    }
}

/// What a program is.
struct Client {
    name: &'static str,
    engine: Option<Engine>,
    /// Options for the host and for the port.
    host: &'static [&'static str],
    port: &'static [&'static str],
    backup: Backup,
}

/// Whether a program makes backups.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Backup {
    Never,
    Always,
    /// Only with this word.
    With(&'static str),
}

const fn client(
    name: &'static str,
    engine: Engine,
    host: &'static [&'static str],
    port: &'static [&'static str],
    backup: Backup,
) -> Client {
    Client { name, engine: Some(engine), host, port, backup }
}

const fn copier(name: &'static str, backup: Backup) -> Client {
    Client { name, engine: None, host: &[], port: &[], backup }
}

const LIBPQ: (&[&str], &[&str]) = (&["-h", "--host"], &["-p", "--port"]);
const MYSQL: (&[&str], &[&str]) = (&["-h", "--host"], &["-P", "--port"]);
const MONGO: (&[&str], &[&str]) = (&["-h", "--host"], &["--port"]);
const REDIS: (&[&str], &[&str]) = (&["-h"], &["-p"]);
const NO: &[&str] = &[];

/// The programs, with the options of their own manuals.
const CLIENTS: &[Client] = &[
    client("psql", Engine::PostgreSql, LIBPQ.0, LIBPQ.1, Backup::Never),
    client("pg_isready", Engine::PostgreSql, LIBPQ.0, LIBPQ.1, Backup::Never),
    client("pg_restore", Engine::PostgreSql, LIBPQ.0, LIBPQ.1, Backup::Never),
    client("pg_dump", Engine::PostgreSql, LIBPQ.0, LIBPQ.1, Backup::Always),
    client("pg_dumpall", Engine::PostgreSql, LIBPQ.0, LIBPQ.1, Backup::Always),
    client("pg_basebackup", Engine::PostgreSql, LIBPQ.0, LIBPQ.1, Backup::Always),
    client("pgbackrest", Engine::PostgreSql, &["--pg1-host"], &["--pg1-port"], Backup::With("backup")),
    client("wal-g", Engine::PostgreSql, NO, NO, Backup::With("backup-push")),
    client("wal-e", Engine::PostgreSql, NO, NO, Backup::With("backup-push")),
    client("barman", Engine::PostgreSql, NO, NO, Backup::With("backup")),
    client("mysql", Engine::MySql, MYSQL.0, MYSQL.1, Backup::Never),
    client("mysqladmin", Engine::MySql, MYSQL.0, MYSQL.1, Backup::Never),
    client("mysqldump", Engine::MySql, MYSQL.0, MYSQL.1, Backup::Always),
    client("mysqlpump", Engine::MySql, MYSQL.0, MYSQL.1, Backup::Always),
    client("mariadb", Engine::MariaDb, MYSQL.0, MYSQL.1, Backup::Never),
    client("mariadb-dump", Engine::MariaDb, MYSQL.0, MYSQL.1, Backup::Always),
    client("mariadb-backup", Engine::MariaDb, MYSQL.0, MYSQL.1, Backup::Always),
    client("mariabackup", Engine::MariaDb, MYSQL.0, MYSQL.1, Backup::Always),
    client("xtrabackup", Engine::MySql, &["--host"], &["--port"], Backup::Always),
    client("mydumper", Engine::MySql, MYSQL.0, MYSQL.1, Backup::Always),
    client("mongo", Engine::MongoDb, &["--host"], &["--port"], Backup::Never),
    client("mongosh", Engine::MongoDb, &["--host"], &["--port"], Backup::Never),
    client("mongorestore", Engine::MongoDb, MONGO.0, MONGO.1, Backup::Never),
    client("mongodump", Engine::MongoDb, MONGO.0, MONGO.1, Backup::Always),
    client("redis-cli", Engine::Redis, REDIS.0, REDIS.1, Backup::With("--rdb")),
    client("valkey-cli", Engine::Valkey, REDIS.0, REDIS.1, Backup::With("--rdb")),
    client("etcdctl", Engine::Etcd, &["--endpoints"], NO, Backup::With("snapshot")),
    client("influx", Engine::InfluxDb, &["--host"], NO, Backup::With("backup")),
    client("influxd", Engine::InfluxDb, &["-host"], NO, Backup::With("backup")),
    client("clickhouse-backup", Engine::ClickHouse, NO, NO, Backup::Always),
    client("clickhouse-client", Engine::ClickHouse, &["-h", "--host"], &["--port"], Backup::With("BACKUP")),
    client("cockroach", Engine::CockroachDb, &["--host"], &["--port"], Backup::With("BACKUP")),
    client("consul", Engine::Consul, &["-http-addr", "--http-addr"], NO, Backup::With("snapshot")),
    client("nats", Engine::Nats, &["-s", "--server"], NO, Backup::With("backup")),
    client("arangodump", Engine::ArangoDb, NO, NO, Backup::Always),
    client("couchbackup", Engine::CouchDb, NO, NO, Backup::Always),
    client("cbbackupmgr", Engine::Couchbase, &["-c", "--cluster"], NO, Backup::With("backup")),
    client("neo4j-admin", Engine::Neo4j, NO, NO, Backup::With("backup")),
    copier("restic", Backup::With("backup")),
    copier("kopia", Backup::With("snapshot")),
    copier("borg", Backup::With("create")),
    copier("borgmatic", Backup::Always),
    copier("velero", Backup::With("backup")),
];

/// The calls of clients in the items of a command, which may be words or scripts. Options count up to the next call.
pub fn client_calls<'a>(items: impl IntoIterator<Item = &'a str>) -> Vec<ClientCall<'a>> {
    let mut calls: Vec<(ClientCall<'a>, &Client)> = Vec::new();
    let mut words = words(items).peekable();
    while let Some(word) = words.next() {
        let program = word.text.rsplit('/').next().unwrap_or(word.text);
        if let Some(client) = CLIENTS.iter().find(|client| client.name == program) {
            let is_backup = client.backup == Backup::Always;
            let call = ClientCall { program, engine: client.engine, host: None, port: None, is_backup };
            calls.push((call, client));
            continue;
        }
        let Some((call, client)) = calls.last_mut() else { continue };
        call.is_backup |= matches!(client.backup, Backup::With(wanted) if wanted == word.text);
        let option = word.text.split_once('=').map_or(word.text, |(option, _)| option);
        let (is_host, is_port) = (client.host.contains(&option), client.port.contains(&option));
        if !is_host && !is_port {
            call.host = call.host.or_else(|| glued(client, word));
            continue;
        }
        let value = if option.len() < word.text.len() {
            Some(word.after(option.len() + 1))
        } else {
            words.next_if(|next| !next.text.starts_with('-'))
        };
        match value.filter(|value| !value.text.is_empty()) {
            Some(value) if is_host => call.host = Some(value),
            Some(value) => call.port = Some(value.text),
            None => {}
        }
    }
    calls.into_iter().map(|(call, _)| call).collect()
}

/// The host in `-hpostgres`.
fn glued<'a>(client: &Client, word: Word<'a>) -> Option<Word<'a>> {
    let is_glued =
        |option: &&&str| option.len() == 2 && word.text.len() > 2 && word.text.starts_with(**option);
    client.host.iter().find(is_glued).map(|option| word.after(option.len()))
}

/// The words of the items, without quotes.
fn words<'a>(items: impl IntoIterator<Item = &'a str>) -> impl Iterator<Item = Word<'a>> {
    let mut left = LENGTH;
    items.into_iter().enumerate().flat_map(move |(item, text)| {
        let end = (0..=text.len().min(left)).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
        left -= end;
        let mut offset = 0;
        // all separators are one byte long
        let parts = text[..end].split(|c: char| c.is_ascii_whitespace() || ";&|()`\"'\\".contains(c));
        let words = parts.map(move |text| {
            let word = Word { text, item, offset };
            offset += text.len() + 1;
            word
        });
        words.filter(|word| !word.text.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls() {
        for (items, expected) in [
            (&["pg_dump", "-h", "db", "-p", "5433", "votes"][..], "pg_dump PostgreSQL 2:db 5433 backup"),
            (&["pg_dump", "-hdb"], "pg_dump PostgreSQL 1:db - backup"),
            (&["pg_dump", "--host=db", "-Fc"], "pg_dump PostgreSQL 1:db - backup"),
            (&["sh", "-c", "set -e\npg_dump -h db | gzip > /b/x.gz"], "pg_dump PostgreSQL 2:db - backup"),
            (&["/usr/bin/mysqldump", "-h", "db", "-P", "1"], "mysqldump MySQL 2:db 1 backup"),
            (&["mysql", "-h", "$(HOST)"], "mysql MySQL 2:$ - "),
            (&["redis-cli", "-h", "r", "--rdb", "/d"], "redis-cli Redis 2:r - backup"),
            (&["redis-cli", "-h", "r", "ping"], "redis-cli Redis 2:r - "),
            (
                &["sh", "-c", "until pg_isready -h a; do sleep 1; done; pg_dump -h b"],
                "pg_isready PostgreSQL 2:a - ; pg_dump PostgreSQL 2:b - backup",
            ),
            (&["restic", "backup", "/data"], "restic - - - backup"),
            (&["restic", "check"], "restic - - - "),
            (&["pg_dump", "-h"], "pg_dump PostgreSQL - - backup"),
            (&["pg_dump", "-h", "-p", "1"], "pg_dump PostgreSQL - 1 backup"),
            (&["echo", "-h", "db"], ""),
            (&[], ""),
        ] {
            let calls = client_calls(items.iter().copied()).into_iter().map(|call| {
                let engine = call.engine.map_or("-", Engine::as_str);
                let host = call.host.map_or("-".into(), |host| {
                    assert!(items[host.item][host.offset..].starts_with(host.text));
                    format!("{}:{}", host.item, host.text)
                });
                let backup = if call.is_backup { "backup" } else { "" };
                format!("{} {engine} {host} {} {backup}", call.program, call.port.unwrap_or("-"))
            });
            assert_eq!(calls.collect::<Vec<_>>().join("; "), expected, "{items:?}");
        }
    }
}
