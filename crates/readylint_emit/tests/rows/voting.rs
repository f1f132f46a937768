//! A system of the size people look at: four namespaces, a queue, a database, policies, and some mistakes.

use readylint_emit::EdgeState;

use crate::sketch::Sketch;

/// A voting app in four namespaces.
pub(crate) fn voting() -> Sketch {
    let mut it = Sketch::default();
    let namespaces = ["frontend", "api", "consumer", "data"];
    for namespace in namespaces {
        let number = it.node("Namespace", "", namespace);
        it.0.nodes[number].file = format!("deploy/{namespace}.yaml");
    }
    let class = it.node("StorageClass", "", "fast");
    let reader = it.node("ClusterRole", "", "secret-reader");

    let vote = workload(&mut it, "Deployment", "frontend", "vote");
    let result = workload(&mut it, "Deployment", "frontend", "result");
    let votes = workload(&mut it, "Deployment", "api", "votes");
    let results = workload(&mut it, "Deployment", "api", "results");
    let audit = workload(&mut it, "Deployment", "api", "audit");
    let worker = workload(&mut it, "Deployment", "consumer", "worker");
    let tally = workload(&mut it, "Deployment", "consumer", "tally");
    let postgres = workload(&mut it, "StatefulSet", "data", "postgres");
    let nats = workload(&mut it, "StatefulSet", "data", "nats");
    let redis = workload(&mut it, "StatefulSet", "data", "redis");
    let backup = it.node("CronJob", "data", "postgres-backup");

    // Entry.
    let ingress = it.node("Ingress", "frontend", "public");
    it.edge(ingress, "ing-svc", vote.service);
    it.edge(ingress, "ing-svc", result.service);
    it.missing(ingress, "ing-tls-secret", "vote-example-com-tls");
    it.outside(ingress, "ing-class", "nginx");
    let admin = it.node("Ingress", "api", "admin");
    it.edge(admin, "ing-svc", audit.service);
    it.missing(admin, "ing-svc", "admin-ui:8080");

    // Configuration and secrets.
    for (namespace, name, users) in [
        ("frontend", "vote-config", vec![vote.workload, result.workload]),
        ("api", "api-config", vec![votes.workload, results.workload, audit.workload]),
        ("consumer", "worker-config", vec![worker.workload, tally.workload]),
        ("data", "postgres-config", vec![postgres.workload, backup]),
    ] {
        let config = it.node("ConfigMap", namespace, name);
        for user in users {
            it.edge(user, "env-config", config);
            it.edge(user, "env-config", config);
        }
    }
    let nats_config = it.node("ConfigMap", "data", "nats-config");
    it.edge(nats.workload, "mounts-config", nats_config);
    let api_secret = it.node("Secret", "api", "postgres-credentials");
    for user in [votes.workload, results.workload] {
        it.edge(user, "env-secret", api_secret);
    }
    it.edge(audit.workload, "env-secret", api_secret).resolved = false;
    let data_secret = it.node("Secret", "data", "postgres-superuser");
    it.edge(postgres.workload, "env-secret", data_secret);
    it.edge(backup, "env-secret", data_secret);
    it.missing(worker.workload, "env-secret", "postgres-credentials/password");
    it.missing(tally.workload, "env-secret", "postgres-credentials/password");
    it.missing(backup, "env-secret", "backup-bucket/access-key");
    it.missing(vote.workload, "pull-secret", "registry");
    it.missing(result.workload, "pull-secret", "registry");

    // Storage.
    for (workload, name) in [
        (postgres.workload, "data-postgres-0"),
        (nats.workload, "data-nats-0"),
        (redis.workload, "redis-data"),
    ] {
        let claim = it.node("PersistentVolumeClaim", "data", name);
        it.edge(workload, "claim-template", claim);
        it.edge(claim, "pvc-class", class);
    }

    // Identity.
    let account = it.node("ServiceAccount", "consumer", "worker");
    it.edge(worker.workload, "uses-sa", account);
    it.edge(tally.workload, "uses-sa", account);
    let binding = it.node("RoleBinding", "consumer", "worker-reads-secrets");
    it.edge(binding, "binding-role", reader);
    it.edge(binding, "binding-subject", account);

    // Scaling and budgets.
    for target in [vote, result, votes, results, worker] {
        let (namespace, name) = identity(&it, target.workload);
        let scaler = it.node("HorizontalPodAutoscaler", &namespace, &name);
        it.edge(scaler, "hpa-target", target.workload);
    }
    for target in [vote, votes, results, postgres, nats] {
        let (namespace, name) = identity(&it, target.workload);
        let budget = it.node("PodDisruptionBudget", &namespace, &name);
        it.edge(budget, "pdb-pods", target.workload);
    }

    // Policies: everything is denied, then some of it allowed.
    for (namespace, pods) in [
        ("frontend", vec![vote.workload, result.workload]),
        ("api", vec![votes.workload, results.workload, audit.workload]),
        ("consumer", vec![worker.workload, tally.workload]),
        ("data", vec![postgres.workload, nats.workload, redis.workload, backup]),
    ] {
        let policy = it.node("NetworkPolicy", namespace, "default-deny");
        for pod in pods {
            it.edge(policy, "netpol-pods", pod);
        }
    }
    for (namespace, name, pod, peer) in [
        ("frontend", "vote-from-ingress", vote.workload, None),
        ("frontend", "result-from-ingress", result.workload, None),
        ("api", "votes-from-vote", votes.workload, Some(vote.workload)),
        ("api", "results-from-result", results.workload, Some(result.workload)),
        ("data", "nats-from-api", nats.workload, Some(votes.workload)),
        ("data", "nats-from-worker", nats.workload, Some(worker.workload)),
        ("data", "postgres-from-worker", postgres.workload, Some(worker.workload)),
        ("data", "postgres-from-results", postgres.workload, Some(results.workload)),
    ] {
        let policy = it.node("NetworkPolicy", namespace, name);
        it.edge(policy, "netpol-pods", pod);
        match peer {
            Some(peer) => drop(it.edge(policy, "netpol-peer", peer).clone()),
            None => drop(it.outside(policy, "netpol-peer", "namespace ingress-nginx").clone()),
        }
    }

    // Who talks to whom.
    for (from, to, port, state) in [
        (vote, votes, 8080, EdgeState::Plain),
        (result, results, 8080, EdgeState::Plain),
        (votes, nats, 4222, EdgeState::Plain),
        (votes, redis, 6379, EdgeState::Blocked),
        (results, postgres, 5432, EdgeState::Plain),
        (audit, postgres, 5432, EdgeState::Blocked),
        (worker, nats, 4222, EdgeState::Plain),
        (worker, postgres, 5432, EdgeState::Plain),
        (tally, redis, 6379, EdgeState::Unknown),
    ] {
        it.edge(from.workload, "url-svc", to.service);
        it.flow(from.workload, to.workload, &format!("TCP {port}"), state);
    }
    it.missing(result.workload, "url-svc", "results-live.api.svc:8080");
    it.edge(backup, "backup-datastore", postgres.workload);

    let count = it.0.nodes.len();
    for number in 0..count {
        let namespace = it.0.nodes[number].namespace.clone();
        let home = namespaces.iter().position(|it| Some(*it) == namespace.as_deref());
        if let Some(home) = home {
            it.edge(number, "in-namespace", home);
        }
    }
    it
}

#[derive(Clone, Copy)]
struct Served {
    workload: usize,
    service: usize,
}

fn workload(it: &mut Sketch, kind: &str, namespace: &str, name: &str) -> Served {
    let workload = it.node(kind, namespace, name);
    it.0.nodes[workload].api_version = "apps/v1".to_owned();
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
