//! A system of the size people look at: four namespaces, a queue, a database, policies, and some mistakes.

use readylint_emit::EdgeState;

use crate::sketch::Sketch;

const NAMESPACES: [&str; 4] = ["frontend", "api", "consumer", "data"];

/// A voting app in four namespaces.
pub(crate) fn voting() -> Sketch {
    let mut it = Sketch::default();
    for namespace in NAMESPACES {
        let number = it.node("Namespace", "", namespace);
        it.0.nodes[number].file = format!("deploy/{namespace}.yaml");
    }
    let app = App::add(&mut it);
    app.entry(&mut it);
    app.configuration(&mut it);
    app.storage_and_identity(&mut it);
    app.scaling(&mut it);
    app.policies(&mut it);
    app.traffic(&mut it);
    for number in 0..it.0.nodes.len() {
        let namespace = it.0.nodes[number].namespace.clone();
        if let Some(home) = NAMESPACES.iter().position(|it| Some(*it) == namespace.as_deref()) {
            it.edge(number, "in-namespace", home);
        }
    }
    it
}

struct App {
    vote: Served,
    result: Served,
    votes: Served,
    results: Served,
    audit: Served,
    worker: Served,
    tally: Served,
    postgres: Served,
    nats: Served,
    redis: Served,
    backup: usize,
}

impl App {
    fn add(it: &mut Sketch) -> Self {
        Self {
            vote: workload(it, "Deployment", "frontend", "vote"),
            result: workload(it, "Deployment", "frontend", "result"),
            votes: workload(it, "Deployment", "api", "votes"),
            results: workload(it, "Deployment", "api", "results"),
            audit: workload(it, "Deployment", "api", "audit"),
            worker: workload(it, "Deployment", "consumer", "worker"),
            tally: workload(it, "Deployment", "consumer", "tally"),
            postgres: workload(it, "StatefulSet", "data", "postgres"),
            nats: workload(it, "StatefulSet", "data", "nats"),
            redis: workload(it, "StatefulSet", "data", "redis"),
            backup: it.node("CronJob", "data", "postgres-backup"),
        }
    }

    fn entry(&self, it: &mut Sketch) {
        let ingress = it.node("Ingress", "frontend", "public");
        it.edge(ingress, "ing-svc", self.vote.service);
        it.edge(ingress, "ing-svc", self.result.service);
        it.missing(ingress, "ing-tls-secret", "vote-example-com-tls");
        it.outside(ingress, "ing-class", "nginx");
        let admin = it.node("Ingress", "api", "admin");
        it.edge(admin, "ing-svc", self.audit.service);
        it.missing(admin, "ing-svc", "admin-ui:8080");
    }

    fn configuration(&self, it: &mut Sketch) {
        for (namespace, name, users) in [
            ("frontend", "vote-config", vec![self.vote.workload, self.result.workload]),
            ("api", "api-config", vec![self.votes.workload, self.results.workload, self.audit.workload]),
            ("consumer", "worker-config", vec![self.worker.workload, self.tally.workload]),
            ("data", "postgres-config", vec![self.postgres.workload, self.backup]),
        ] {
            let config = it.node("ConfigMap", namespace, name);
            for user in users {
                it.edge(user, "env-config", config);
                it.edge(user, "env-config", config);
            }
        }
        let nats_config = it.node("ConfigMap", "data", "nats-config");
        it.edge(self.nats.workload, "mounts-config", nats_config);
        let api_secret = it.node("Secret", "api", "postgres-credentials");
        for user in [self.votes.workload, self.results.workload] {
            it.edge(user, "env-secret", api_secret);
        }
        it.edge(self.audit.workload, "env-secret", api_secret).resolved = false;
        let data_secret = it.node("Secret", "data", "postgres-superuser");
        it.edge(self.postgres.workload, "env-secret", data_secret);
        it.edge(self.backup, "env-secret", data_secret);
        it.missing(self.worker.workload, "env-secret", "postgres-credentials/password");
        it.missing(self.tally.workload, "env-secret", "postgres-credentials/password");
        it.missing(self.backup, "env-secret", "backup-bucket/access-key");
        it.missing(self.vote.workload, "pull-secret", "registry");
        it.missing(self.result.workload, "pull-secret", "registry");
    }

    fn storage_and_identity(&self, it: &mut Sketch) {
        let class = it.node("StorageClass", "", "fast");
        let reader = it.node("ClusterRole", "", "secret-reader");
        for (workload, name) in [
            (self.postgres.workload, "data-postgres-0"),
            (self.nats.workload, "data-nats-0"),
            (self.redis.workload, "redis-data"),
        ] {
            let claim = it.node("PersistentVolumeClaim", "data", name);
            it.edge(workload, "claim-template", claim);
            it.edge(claim, "pvc-class", class);
        }

        let account = it.node("ServiceAccount", "consumer", "worker");
        it.edge(self.worker.workload, "uses-sa", account);
        it.edge(self.tally.workload, "uses-sa", account);
        let binding = it.node("RoleBinding", "consumer", "worker-reads-secrets");
        it.edge(binding, "binding-role", reader);
        it.edge(binding, "binding-subject", account);
    }

    fn scaling(&self, it: &mut Sketch) {
        for target in [self.vote, self.result, self.votes, self.results, self.worker] {
            let (namespace, name) = identity(it, target.workload);
            let scaler = it.node("HorizontalPodAutoscaler", &namespace, &name);
            it.edge(scaler, "hpa-target", target.workload);
        }
        for target in [self.vote, self.votes, self.results, self.postgres, self.nats] {
            let (namespace, name) = identity(it, target.workload);
            let budget = it.node("PodDisruptionBudget", &namespace, &name);
            it.edge(budget, "pdb-pods", target.workload);
        }
    }

    /// Everything is denied, then some of it allowed.
    fn policies(&self, it: &mut Sketch) {
        for (namespace, pods) in [
            ("frontend", vec![self.vote.workload, self.result.workload]),
            ("api", vec![self.votes.workload, self.results.workload, self.audit.workload]),
            ("consumer", vec![self.worker.workload, self.tally.workload]),
            ("data", vec![self.postgres.workload, self.nats.workload, self.redis.workload, self.backup]),
        ] {
            let policy = it.node("NetworkPolicy", namespace, "default-deny");
            for pod in pods {
                it.edge(policy, "netpol-pods", pod);
            }
        }
        for (namespace, name, pod, peer) in [
            ("frontend", "vote-from-ingress", self.vote.workload, None),
            ("frontend", "result-from-ingress", self.result.workload, None),
            ("api", "votes-from-vote", self.votes.workload, Some(self.vote.workload)),
            ("api", "results-from-result", self.results.workload, Some(self.result.workload)),
            ("data", "nats-from-api", self.nats.workload, Some(self.votes.workload)),
            ("data", "nats-from-worker", self.nats.workload, Some(self.worker.workload)),
            ("data", "postgres-from-worker", self.postgres.workload, Some(self.worker.workload)),
            ("data", "postgres-from-results", self.postgres.workload, Some(self.results.workload)),
        ] {
            let policy = it.node("NetworkPolicy", namespace, name);
            it.edge(policy, "netpol-pods", pod);
            match peer {
                Some(peer) => it.edge(policy, "netpol-peer", peer),
                None => it.outside(policy, "netpol-peer", "namespace ingress-nginx"),
            };
        }
    }

    /// Who talks to whom.
    fn traffic(&self, it: &mut Sketch) {
        for (from, to, port, state) in [
            (self.vote, self.votes, 8080, EdgeState::Plain),
            (self.result, self.results, 8080, EdgeState::Plain),
            (self.votes, self.nats, 4222, EdgeState::Plain),
            (self.votes, self.redis, 6379, EdgeState::Blocked),
            (self.results, self.postgres, 5432, EdgeState::Plain),
            (self.audit, self.postgres, 5432, EdgeState::Blocked),
            (self.worker, self.nats, 4222, EdgeState::Plain),
            (self.worker, self.postgres, 5432, EdgeState::Plain),
            (self.tally, self.redis, 6379, EdgeState::Unknown),
        ] {
            it.edge(from.workload, "url-svc", to.service);
            it.flow(from.workload, to.workload, &format!("TCP {port}"), state);
        }
        it.missing(self.result.workload, "url-svc", "results-live.api.svc:8080");
        it.edge(self.backup, "backup-datastore", self.postgres.workload);
    }
}

#[derive(Clone, Copy)]
struct Served {
    workload: usize,
    service: usize,
}

fn workload(it: &mut Sketch, kind: &str, namespace: &str, name: &str) -> Served {
    let workload = it.node(kind, namespace, name);
    it.0.nodes[workload].api_version = String::from("apps/v1");
    let service = it.node("Service", namespace, name);
    it.edge(service, "svc-pods", workload);
    it.edge(service, "svc-port", workload);
    if kind == "StatefulSet" {
        it.edge(workload, "governing-svc", service);
    }
    it.edge(workload, "owns-pod", workload);
    Served { workload, service }
}

fn identity(it: &Sketch, number: usize) -> (String, String) {
    let node = &it.0.nodes[number];
    (node.namespace.clone().unwrap_or_default(), node.name.clone().unwrap_or_default())
}
