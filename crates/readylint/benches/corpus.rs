//! A generated corpus of realistic application manifests: what a platform repository holds, no CRDs.
//!
//! Deterministic: the same size gives the same bytes. Every application has a folder with the files that a team would
//! write; names, images, labels, comments and lists vary, and about one application in ten has a flaw.

use std::fmt::Write as _;

/// A file of the corpus: its path and its text.
pub(crate) struct File {
    /// Relative path with `/`.
    pub(crate) name: String,
    /// The manifest.
    pub(crate) text: String,
}

/// Files of `bytes` bytes together, or a little more.
pub(crate) fn generate(bytes: usize) -> Vec<File> {
    let mut files = Vec::new();
    let mut size = 0;
    for number in 0.. {
        for (name, text) in App::new(number).files() {
            size += text.len();
            files.push(File { name: format!("apps/app-{number:04}/{name}"), text });
        }
        if size >= bytes {
            break;
        }
    }
    files
}

/// Numerical Recipes' linear congruential generator: enough to vary names.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len() as u64) as usize]
    }
}

const NOUNS: [&str; 12] = [
    "orders",
    "billing",
    "search",
    "catalog",
    "inventory",
    "checkout",
    "profile",
    "mailer",
    "gateway",
    "pricing",
    "audit",
    "shipping",
];
const ROLES: [&str; 6] = ["api", "worker", "web", "sync", "importer", "scheduler"];
const TEAMS: [&str; 8] =
    ["payments", "storefront", "logistics", "identity", "insights", "platform", "growth", "support"];
const WORDS: [&str; 10] =
    ["timeout", "retries", "region", "level", "endpoint", "feature", "pool", "cache", "batch", "limit"];

struct App {
    random: Random,
    name: String,
    namespace: String,
    team: &'static str,
    port: u64,
    flawed: bool,
}

impl App {
    fn new(number: u64) -> Self {
        let mut random = Random(number.wrapping_mul(7919).wrapping_add(17));
        let team = random.pick(&TEAMS);
        Self {
            name: format!("{}-{}-{number}", random.pick(&NOUNS), random.pick(&ROLES)),
            namespace: format!("{team}-{}", number % 40),
            team,
            port: 8000 + random.below(900),
            flawed: random.below(10) == 0,
            random,
        }
    }

    fn files(mut self) -> Vec<(&'static str, String)> {
        let mut files = vec![
            ("config.yaml", self.config()),
            ("deployment.yaml", self.deployment()),
            ("service.yaml", self.service()),
            ("autoscaling.yaml", self.autoscaling()),
            ("network-policy.yaml", self.network_policy()),
        ];
        if self.random.below(4) == 0 {
            files.push(("cronjob.yaml", self.cron_job()));
        }
        if self.random.below(6) == 0 {
            files.push(("statefulset.yaml", self.stateful_set()));
        }
        files
    }

    fn metadata(&self, name: &str, indent: usize) -> String {
        let pad = " ".repeat(indent);
        let (namespace, team, app) = (&self.namespace, self.team, &self.name);
        format!(
            "{pad}name: {name}\n{pad}namespace: {namespace}\n{pad}labels:\n{pad}  app.kubernetes.io/name: {app}\n\
             {pad}  app.kubernetes.io/part-of: {team}\n{pad}  app.kubernetes.io/managed-by: platform\n"
        )
    }

    fn config(&mut self) -> String {
        let mut text = format!(
            "# Settings of {}; secrets come from the vault\napiVersion: v1\nkind: ConfigMap\nmetadata:\n",
            self.name
        );
        text += &self.metadata(&format!("{}-config", self.name), 2);
        text += "data:\n";
        for number in 0..4 + self.random.below(8) {
            let word = self.random.pick(&WORDS);
            let value = self.random.below(900);
            let _ = writeln!(text, "  {}_{number}: \"{value}\"", word.to_uppercase());
        }
        text += "  application.yaml: |\n    server:\n      shutdown: graceful\n    logging:\n      level: info\n      format: json\n";
        let _ = write!(
            text,
            "---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n{}",
            self.metadata(&self.name, 2)
        );
        text += "automountServiceAccountToken: false\n";
        text
    }

    fn container(&mut self, name: &str, image_tag: &str) -> String {
        let port = self.port;
        let config =
            if self.flawed { format!("{}-confg", self.name) } else { format!("{}-config", self.name) };
        let mut text = format!(
            "        - name: {name}\n          image: registry.example.com/{}/{name}:{image_tag}\n          imagePullPolicy: IfNotPresent\n          args: [\"serve\", \"--port={port}\"]\n          ports:\n            - name: http\n              containerPort: {port}\n              protocol: TCP\n            - name: metrics\n              containerPort: {}\n          envFrom:\n            - configMapRef:\n                name: {config}\n          env:\n            - name: POD_NAME\n              valueFrom:\n                fieldRef:\n                  fieldPath: metadata.name\n            - name: DATABASE_URL\n              valueFrom:\n                secretKeyRef:\n                  name: {}-database\n                  key: url\n",
            self.team,
            port + 1000,
            self.name
        );
        for _ in 0..self.random.below(6) {
            let (word, value) = (self.random.pick(&WORDS), self.random.below(5000));
            let _ = write!(
                text,
                "            - name: APP_{}_{value}\n              value: \"{value}\"\n",
                word.to_uppercase()
            );
        }
        text += "          resources:\n            requests:\n              cpu: 100m\n              memory: 128Mi\n            limits:\n              memory: 256Mi\n";
        text += "          readinessProbe:\n            httpGet:\n              path: /ready\n              port: http\n            periodSeconds: 5\n          livenessProbe:\n            httpGet:\n              path: /live\n              port: http\n            failureThreshold: 6\n";
        text += "          securityContext:\n            allowPrivilegeEscalation: false\n            readOnlyRootFilesystem: true\n            capabilities:\n              drop: [\"ALL\"]\n";
        text += "          volumeMounts:\n            - name: tmp\n              mountPath: /tmp\n            - name: config\n              mountPath: /etc/app\n              readOnly: true\n";
        text
    }

    fn pod_spec(&mut self, name: &str) -> String {
        let tag = if self.flawed {
            "latest".to_owned()
        } else {
            format!("{}.{}.{}", self.random.below(5), self.random.below(30), self.random.below(10))
        };
        let app = self.name.clone();
        format!(
            "    spec:\n      serviceAccountName: {app}\n      securityContext:\n        runAsNonRoot: true\n        runAsUser: 10001\n        seccompProfile:\n          type: RuntimeDefault\n      topologySpreadConstraints:\n        - maxSkew: 1\n          topologyKey: topology.kubernetes.io/zone\n          whenUnsatisfiable: ScheduleAnyway\n          labelSelector:\n            matchLabels:\n              app.kubernetes.io/name: {app}\n      containers:\n{}      volumes:\n        - name: tmp\n          emptyDir: {{}}\n        - name: config\n          configMap:\n            name: {app}-config\n",
            self.container(name, &tag)
        )
    }

    fn deployment(&mut self) -> String {
        let (app, team) = (self.name.clone(), self.team);
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n{}  annotations:\n    example.com/owner: \"team-{team}\"\nspec:\n  # the autoscaler decides how many\n  revisionHistoryLimit: 5\n  selector:\n    matchLabels:\n      app.kubernetes.io/name: {app}\n  template:\n    metadata:\n      labels:\n        app.kubernetes.io/name: {app}\n        app.kubernetes.io/part-of: {team}\n      annotations:\n        checksum/config: \"{:08x}\"\n{}",
            self.metadata(&app, 2),
            self.random.below(u64::from(u32::MAX)),
            self.pod_spec("app")
        )
    }

    fn service(&mut self) -> String {
        let app = &self.name;
        format!(
            "apiVersion: v1\nkind: Service\nmetadata:\n{}spec:\n  type: ClusterIP\n  selector:\n    app.kubernetes.io/name: {app}\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n    - name: metrics\n      port: 9090\n      targetPort: metrics\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n{}  annotations:\n    cert-manager.io/cluster-issuer: letsencrypt\nspec:\n  ingressClassName: nginx\n  tls:\n    - hosts: [\"{app}.example.com\"]\n      secretName: {app}-tls\n  rules:\n    - host: {app}.example.com\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: {app}\n                port:\n                  name: http\n",
            self.metadata(app, 2),
            self.metadata(app, 2)
        )
    }

    fn autoscaling(&mut self) -> String {
        let app = &self.name;
        let budget = if self.flawed { 2 } else { 1 };
        format!(
            "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n{}spec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: {app}\n  minReplicas: 2\n  maxReplicas: 10\n  metrics:\n    - type: Resource\n      resource:\n        name: cpu\n        target:\n          type: Utilization\n          averageUtilization: 70\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n{}spec:\n  minAvailable: {budget}\n  selector:\n    matchLabels:\n      app.kubernetes.io/name: {app}\n",
            self.metadata(app, 2),
            self.metadata(app, 2)
        )
    }

    fn network_policy(&mut self) -> String {
        let (app, port) = (&self.name, self.port);
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n{}spec:\n  podSelector:\n    matchLabels:\n      app.kubernetes.io/name: {app}\n  policyTypes: [Ingress, Egress]\n  ingress:\n    - from:\n        - namespaceSelector:\n            matchLabels:\n              kubernetes.io/metadata.name: ingress-nginx\n      ports:\n        - port: {port}\n  egress:\n    - to:\n        - namespaceSelector:\n            matchLabels:\n              kubernetes.io/metadata.name: kube-system\n      ports:\n        - protocol: UDP\n          port: 53\n",
            self.metadata(app, 2)
        )
    }

    fn cron_job(&mut self) -> String {
        let app = self.name.clone();
        let spec = self
            .pod_spec("cleanup")
            .replace("\n      ", "\n          ")
            .replace("    spec:", "        spec:");
        format!(
            "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n{}spec:\n  schedule: \"{} 3 * * *\"\n  concurrencyPolicy: Forbid\n  jobTemplate:\n    spec:\n      backoffLimit: 2\n      template:\n        metadata:\n          labels:\n            app.kubernetes.io/name: {app}-cleanup\n{spec}          restartPolicy: Never\n",
            self.metadata(&format!("{app}-cleanup"), 2),
            self.random.below(60)
        )
    }

    fn stateful_set(&mut self) -> String {
        let app = self.name.clone();
        let spec = self.pod_spec("cache");
        format!(
            "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n{}spec:\n  serviceName: {app}-cache\n  replicas: 3\n  selector:\n    matchLabels:\n      app.kubernetes.io/name: {app}-cache\n  template:\n    metadata:\n      labels:\n        app.kubernetes.io/name: {app}-cache\n{spec}  volumeClaimTemplates:\n    - metadata:\n        name: data\n      spec:\n        accessModes: [ReadWriteOnce]\n        resources:\n          requests:\n            storage: 10Gi\n---\napiVersion: v1\nkind: Service\nmetadata:\n{}spec:\n  clusterIP: None\n  selector:\n    app.kubernetes.io/name: {app}-cache\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n",
            self.metadata(&format!("{app}-cache"), 2),
            self.metadata(&format!("{app}-cache"), 2)
        )
    }
}
