//! Command lines of database clients and of backup tools: which program runs, and which host it is given.

use std::ops::Range;

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
    /// Whether another command ends before it.
    is_first: bool,
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
    let mut words = words(items).into_iter().peekable();
    // whether the words are still those of the last call
    let mut is_open = false;
    while let Some(word) = words.next() {
        is_open &= !word.is_first;
        let program = word.text.rsplit('/').next().unwrap_or(word.text);
        if let Some(client) = CLIENTS.iter().find(|client| client.name == program) {
            let is_backup = client.backup == Backup::Always;
            let call = ClientCall { program, engine: client.engine, host: None, port: None, is_backup };
            calls.push((call, client));
            is_open = true;
            continue;
        }
        let Some((call, client)) = calls.last_mut() else { continue };
        call.is_backup |= matches!(client.backup, Backup::With(wanted) if wanted == word.text);
        if !is_open {
            continue;
        }
        let option = word.text.split_once('=').map_or(word.text, |(option, _)| option);
        let (is_host, is_port) = (client.host.contains(&option), client.port.contains(&option));
        if !is_host && !is_port {
            call.host = call.host.or_else(|| glued(client, word));
            continue;
        }
        let value = if option.len() < word.text.len() {
            Some(word.after(option.len() + 1))
        } else {
            words.next_if(|next| !next.text.starts_with('-') && !next.is_first)
        };
        match value.filter(|value| !value.text.is_empty()) {
            Some(value) if is_host => call.host = Some(value),
            Some(value) => call.port = Some(value.text),
            None => {}
        }
    }
    calls.into_iter().map(|(call, _)| call).collect()
}

/// The host in `-hpostgres`; `-help` and `-health_check` are other options.
fn glued<'a>(client: &Client, word: Word<'a>) -> Option<Word<'a>> {
    let is_glued =
        |option: &&&str| option.len() == 2 && word.text.len() > 2 && word.text.starts_with(**option);
    let host = client.host.iter().find(is_glued).map(|option| word.after(option.len()))?;
    let is_option = host.text.contains('_') || matches!(word.text, "-help" | "-host" | "-hostname");
    Some(host).filter(|_| !is_option)
}

/// The words of the items, without quotes and comments, in their first bytes.
fn words<'a>(items: impl IntoIterator<Item = &'a str>) -> Vec<Word<'a>> {
    let mut words = Vec::new();
    let mut left = LENGTH;
    for (item, text) in items.into_iter().enumerate() {
        let end = (0..=text.len().min(left)).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
        left -= end;
        words_of(item, &text[..end], &mut words);
    }
    words
}

fn words_of<'a>(item: usize, text: &'a str, words: &mut Vec<Word<'a>>) {
    // all of them are one byte long
    let is_separator = |byte: u8| byte.is_ascii_whitespace() || b";&|()`\"'\\".contains(&byte);
    let bytes = text.as_bytes();
    let mut comments = shell_comments(text).into_iter().peekable();
    let (mut at, mut quote, mut is_first) = (0, None, false);
    while let Some(&byte) = bytes.get(at) {
        if let Some(comment) = comments.next_if(|comment| comment.start <= at) {
            at = at.max(comment.end);
            continue;
        }
        let next = bytes.get(at + 1).copied();
        match byte {
            // a line that goes on, a quote that is none
            b'\\' if matches!(next, Some(b'\n' | b'"' | b'\'')) => at += 1,
            b'"' | b'\'' if quote == Some(byte) => quote = None,
            b'"' | b'\'' if quote.is_none() => quote = Some(byte),
            b';' | b'|' | b'\n' if quote.is_none() => is_first = true,
            b'&' if quote.is_none() && next == Some(b'&') => is_first = true,
            _ if is_separator(byte) => {}
            _ => {
                let length = bytes[at..].iter().take_while(|&&byte| !is_separator(byte)).count();
                words.push(Word { text: &text[at..at + length], item, offset: at, is_first });
                is_first = false;
                at += length;
                continue;
            }
        }
        at += 1;
    }
}

/// Where the comments of a shell script stand, in order. Quotes that a line leaves open do not reach into the next.
pub fn shell_comments(script: &str) -> Vec<Range<usize>> {
    let mut comments = Vec::new();
    let mut offset = 0;
    for line in script.split_inclusive('\n') {
        let (mut quote, mut before) = (None, b' ');
        for (at, byte) in line.bytes().enumerate() {
            match byte {
                _ if quote == Some(byte) && (byte == b'\'' || before != b'\\') => quote = None,
                b'"' | b'\'' if quote.is_none() && before != b'\\' => quote = Some(byte),
                b'#' if quote.is_none() && (before.is_ascii_whitespace() || b";&|()".contains(&before)) => {
                    comments.push(offset + at..offset + line.trim_end_matches('\n').len());
                    break;
                }
                _ => {}
            }
            before = byte;
        }
        offset += line.len();
    }
    comments
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
            (&["sh", "-c", "mysql -u x && vttablet -h y"], "mysql MySQL - - "),
            (&["sh", "-c", "mysql -u x; y -h z | psql -hdb"], "mysql MySQL - - ; psql PostgreSQL 2:db - "),
            (&["sh", "-c", "mysql -u x\n-h y"], "mysql MySQL - - "),
            (&["sh", "-c", "mysql -u x \\\n  -h y"], "mysql MySQL 2:y - "),
            (&["sh", "-c", "mysql -e 'a; b\nc' -h y"], "mysql MySQL 2:y - "),
            (&["sh", "-c", "mysql 2>&1 -h y"], "mysql MySQL 2:y - "),
            (&["sh", "-c", "# mysql -h x\nmysql -h y # -h z"], "mysql MySQL 2:y - "),
            (&["sh", "-c", "mysql -h; y"], "mysql MySQL - - "),
            (&["mysql", "-health_check", "5s"], "mysql MySQL - - "),
            (&["mysql", "-help"], "mysql MySQL - - "),
            (&["clickhouse-client", "<<E\nBACKUP\nE"], "clickhouse-client ClickHouse - - backup"),
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

    #[test]
    fn comments() {
        for (script, expected) in [
            ("", &[][..]),
            ("# a\nb # c\n#d", &["# a", "# c", "#d"]),
            ("echo '# a' \"# b\" c#d $# ${#e}", &[]),
            ("echo \"a \\\" # b\" # c", &["# c"]),
            ("echo don't\n# a", &["# a"]),
            ("a;#b", &["#b"]),
        ] {
            let found: Vec<&str> = shell_comments(script).into_iter().map(|range| &script[range]).collect();
            assert_eq!(found, expected, "{script}");
        }
    }
}
