//! What datastores are used for, which only their clients tell (D5).

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::datastore_of;
use super::operators::datastore_of_resource;
use crate::facts::endpoints::{ContactedEndpoint, endpoints_of};
use crate::facts::environment::Environment;
use crate::{Container, Edge, PodTemplate, Relation, Resource, ResourceGraph, ResourceId, Target};
use readylint_scalars::Engine;

/// What a datastore is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DatastoreRole {
    /// The truth about something.
    Database,
    /// What can be made again.
    Cache,
    /// Tasks and messages on their way.
    Broker,
    /// Events that consumers read at their own pace.
    Stream,
    /// What programs remember between requests: sessions, results, locks, leaders.
    StateStore,
    /// Files.
    ObjectStore,
}

/// The roles of all datastores of a graph.
#[derive(Debug, Default)]
pub struct DatastoreRoles {
    by_datastore: FxHashMap<ResourceId, Vec<DatastoreRole>>,
}

impl DatastoreRoles {
    /// Asks the clients of all datastores of `graph`: the edges `url-datastore` say who they are, schemes and names of
    /// variables what for. Takes time in proportion to the environments of the clients.
    pub fn of(graph: &ResourceGraph) -> Self {
        let mut roles = Self::default();
        for pod in graph.pod_templates() {
            let id = pod.resource().id();
            let edges: Vec<&Edge> =
                graph.edges_from(id).filter(|edge| edge.relation == Relation::UrlDatastore).collect();
            if !edges.is_empty() {
                roles.take_client(graph, pod, &edges);
            }
        }
        roles
    }

    fn take_client(&mut self, graph: &ResourceGraph, pod: PodTemplate<'_>, edges: &[&Edge]) {
        // by place and address, as the edges were made
        let mut datastores: FxHashMap<_, Vec<ResourceId>> = FxHashMap::default();
        for edge in edges {
            if let Target::Found(end) = edge.to {
                let key = (edge.from.node, edge.site, graph.asked(edge));
                datastores.entry(key).or_default().push(end.resource);
            }
        }
        for container in pod.containers() {
            for contact in endpoints_of(container) {
                let Some(site) = contact.site(container) else { continue };
                let key = (container.node().id(), site, Cow::Owned(contact.address()));
                for &datastore in datastores.get(&key).into_iter().flatten() {
                    let own = self.by_datastore.entry(datastore).or_default();
                    for role in roles_of(graph.resource(datastore), container, &contact) {
                        if let Err(at) = own.binary_search(&role) {
                            own.insert(at, role);
                        }
                    }
                }
            }
        }
    }

    /// The roles of the datastore `id`, sorted; empty if its clients do not tell.
    pub fn roles(&self, id: ResourceId) -> &[DatastoreRole] {
        self.by_datastore.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Whether something in the input is a client of the datastore `id`.
    pub fn has_clients(&self, id: ResourceId) -> bool {
        self.by_datastore.contains_key(&id)
    }

    /// Whether the datastore `id` is nothing but a cache.
    pub fn is_pure_cache(&self, id: ResourceId) -> bool {
        self.roles(id) == [DatastoreRole::Cache]
    }
}

fn roles_of(
    datastore: Resource<'_>,
    client: Container<'_>,
    contact: &ContactedEndpoint<'_>,
) -> impl Iterator<Item = DatastoreRole> {
    let pod = datastore.graph().pod_template_of(datastore.id());
    let engine = pod.and_then(datastore_of).map(|datastore| datastore.engine);
    let engine = engine.or_else(|| datastore_of_resource(datastore).map(|datastore| datastore.engine));
    let by_engine = engine.and_then(role_of_engine);
    // what is for one thing is not asked: the brokers of Kafka are called so
    let is_open = matches!(by_engine, None | Some(DatastoreRole::Database));
    let by_name = contact.name.as_deref().filter(|_| is_open).and_then(role_of_name);
    let streams = engine.is_some_and(may_stream) && reads_stream(client);
    let by_stream = streams.then_some(DatastoreRole::Stream);
    by_name.into_iter().chain(by_engine).chain(by_stream)
}

/// What engines are for that are for one thing only.
fn role_of_engine(engine: Engine) -> Option<DatastoreRole> {
    Some(match engine {
        Engine::Redis | Engine::Valkey | Engine::KeyDb | Engine::Dragonfly => return None,
        Engine::Memcached => DatastoreRole::Cache,
        Engine::RabbitMq | Engine::ActiveMq | Engine::Nats => DatastoreRole::Broker,
        Engine::Kafka | Engine::Redpanda | Engine::Pulsar => DatastoreRole::Stream,
        Engine::Minio | Engine::SeaweedFs | Engine::Garage => DatastoreRole::ObjectStore,
        Engine::Etcd | Engine::ZooKeeper | Engine::Consul => DatastoreRole::StateStore,
        _ => DatastoreRole::Database,
    })
}

/// What the name of a variable says: `CELERY_BROKER_URL`, `CACHE_URL`, `CELERY_RESULT_BACKEND`, `SESSION_STORE_HOST`.
fn role_of_name(name: &str) -> Option<DatastoreRole> {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_ascii_uppercase);
    words.into_iter().find_map(|word| {
        Some(match word.as_str() {
            "BROKER" | "BROKERS" | "QUEUE" | "QUEUES" | "SIDEKIQ" | "BULL" | "BULLMQ" | "RQ" | "RESQUE"
            | "TASKS" => DatastoreRole::Broker,
            "CACHE" | "CACHES" | "CACHING" => DatastoreRole::Cache,
            "RESULT" | "RESULTS" | "SESSION" | "SESSIONS" | "STATE" | "LOCK" | "LOCKS" | "RATELIMIT" => {
                DatastoreRole::StateStore
            }
            "STREAM" | "STREAMS" => DatastoreRole::Stream,
            _ => return None,
        })
    })
}

fn may_stream(engine: Engine) -> bool {
    engine.speaks_like(Engine::Redis) || engine.speaks_like(Engine::Kafka) || engine == Engine::Nats
}

/// Whether the environment of `client` names a stream or a group of consumers.
fn reads_stream(client: Container<'_>) -> bool {
    Environment::of(client).iter().any(|variable| {
        let name = variable.name.to_ascii_uppercase();
        ["STREAM", "STREAM_NAME", "STREAM_KEY", "CONSUMER_GROUP", "CONSUMER_NAME", "GROUP_NAME"]
            .iter()
            .any(|end| name.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('_')))
    })
}
