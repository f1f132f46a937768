//! Datastores by image.

use readylint_yaml::Node;

use crate::{Container, ContainerPort, ContainerRole, LifecycleClass, PodTemplate};
use readylint_scalars::{Engine, ImageReference};

/// How many bytes of a command are looked at for the programs it starts.
const COMMAND: usize = 4096;

/// A pod template that keeps data, and what says so.
#[derive(Clone, Copy, Debug)]
pub struct Datastore<'g> {
    /// The engine.
    pub engine: Engine,
    /// The container that runs it.
    pub container: Container<'g>,
    /// Its `image`, which is the evidence.
    pub image: Node<'g>,
    /// The declared port that is one of the engine's, which supports it.
    pub port: Option<ContainerPort<'g>>,
}

/// The datastore that the pods of `pod` run, by the image of a long-running container. `None` for Jobs, hooks and tests;
/// for containers whose command is a client or a shell; and for caches beside an application, which keep nothing that
/// other pods rely on: a container of another program than the engine's helpers makes the pod an application, unless
/// the workload is called after the engine.
pub fn datastore_of(pod: PodTemplate<'_>) -> Option<Datastore<'_>> {
    // most pods have no such image, and the look at an image is the cheapest
    let datastore = pod.containers().find_map(of_container)?;
    if pod.workload().class() != LifecycleClass::Service {
        return None;
    }
    let is_other = |container: Container<'_>| {
        container.role() == ContainerRole::Main && of_container(container).is_none() && !is_helper(container)
    };
    let name = pod.resource().name().unwrap_or_default();
    let is_called_so =
        || name.split('-').any(|word| Engine::of_word(&word.to_ascii_uppercase()) == Some(datastore.engine));
    (!pod.containers().any(is_other) || is_called_so()).then_some(datastore)
}

fn of_container(container: Container<'_>) -> Option<Datastore<'_>> {
    if !container.role().is_long_running() {
        return None;
    }
    let image = container.image()?;
    let engine = Engine::of_image(&ImageReference::parse(image.text()?).ok()?)?;
    if !is_server(container) {
        return None;
    }
    let listens = |port: &ContainerPort<'_>| {
        port.number()
            .and_then(|number| u16::try_from(number).ok())
            .is_some_and(|number| engine.listens_on(number))
    };
    let port = container.ports().find(listens);
    Some(Datastore { engine, container, image, port })
}

/// Whether the container runs what its image is for: it has no command of its own, or one that starts no client.
fn is_server(container: Container<'_>) -> bool {
    let words = |key| container.node().get(key).into_iter().flat_map(Node::items).filter_map(Node::text);
    let mut command = words("command").chain(words("args"));
    let Some(first) = command.next() else { return true };
    let program = first.rsplit('/').next().unwrap_or(first);
    if is_client(program) {
        return false;
    }
    if !matches!(program, "sh" | "bash" | "ash" | "dash" | "tini" | "dumb-init") {
        return true;
    }
    let rest = command.flat_map(|text| {
        let end = (0..=text.len().min(COMMAND)).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
        text[..end].split(|c: char| c.is_whitespace() || ";&|()\"'`$={}".contains(c))
    });
    let mut runs_client = false;
    for word in rest {
        let program = word.rsplit('/').next().unwrap_or(word);
        if is_server_program(program) {
            return true;
        }
        runs_client |= is_client(program);
    }
    !runs_client
}

/// The programs that server images start.
fn is_server_program(program: &str) -> bool {
    const PROGRAMS: [&str; 22] = [
        "postgres",
        "postmaster",
        "patroni",
        "mysqld",
        "mysqld_safe",
        "mariadbd",
        "mongod",
        "mongos",
        "redis-server",
        "valkey-server",
        "keydb-server",
        "memcached",
        "nats-server",
        "rabbitmq-server",
        "minio",
        "etcd",
        "cassandra",
        "clickhouse-server",
        "zkServer.sh",
        "kafka-server-start.sh",
        "redpanda",
        "elasticsearch",
    ];
    PROGRAMS.contains(&program) || matches!(program, "docker-entrypoint.sh" | "entrypoint.sh" | "run.sh")
}

/// The clients and tools that server images hold besides, and what waits for a debugger.
fn is_client(program: &str) -> bool {
    const PROGRAMS: [&str; 31] = [
        "psql",
        "pg_dump",
        "pg_dumpall",
        "pg_restore",
        "pg_basebackup",
        "pg_isready",
        "pgbench",
        "mysql",
        "mysqldump",
        "mysqladmin",
        "mariadb",
        "mariadb-dump",
        "mariadb-admin",
        "mongo",
        "mongosh",
        "mongodump",
        "mongorestore",
        "redis-cli",
        "redis-benchmark",
        "valkey-cli",
        "rabbitmqadmin",
        "nats",
        "etcdctl",
        "etcdutl",
        "mc",
        "cqlsh",
        "clickhouse-client",
        "influx",
        "sleep",
        "tail",
        "crond",
    ];
    PROGRAMS.contains(&program)
        || program
            .strip_prefix("kafka-")
            .is_some_and(|rest| rest.strip_suffix(".sh").is_some_and(|rest| rest != "server-start"))
}

/// Whether the container helps a datastore or a mesh: exporters, reloaders, proxies, loggers.
fn is_helper(container: Container<'_>) -> bool {
    const WORDS: [&str; 26] = [
        "exporter",
        "metrics",
        "reloader",
        "proxy",
        "proxyv2",
        "envoy",
        "agent",
        "backup",
        "pgbackrest",
        "wal",
        "sidecar",
        "config",
        "vector",
        "fluent",
        "fluentd",
        "fluentbit",
        "promtail",
        "sentinel",
        "operator",
        "bootstrap",
        "pgbouncer",
        "manager",
        "logger",
        "haproxy",
        "init",
        "watcher",
    ];
    let reference = container.image().and_then(Node::text).and_then(|text| ImageReference::parse(text).ok());
    let image = reference.as_ref().map_or("", ImageReference::base_name);
    let names = [container.name(), image];
    names.iter().any(|name| name.split(['-', '_', '.']).any(|word| WORDS.contains(&word)))
}
