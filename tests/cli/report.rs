//! `readylint report`: the tables, their formats, and how it ends.

use serde_json::{Value, json};

use crate::harness::{Project, readylint, repository};

/// Two workloads that talk to each other, one of them shut off.
const SHOP: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  template:
    metadata: {labels: {app: web}}
    spec:
      imagePullSecrets: [{name: registry}]
      containers:
        - name: web
          image: registry.example.com:5000/web:1.2.3@sha256:0fad5f5ae306031c888f9e8dc50a8b260b723c7603c6138b5d2f08870e2f7fee
          ports: [{name: http, containerPort: 8080}]
          env:
            - {name: KEY, valueFrom: {secretKeyRef: {name: keys, key: main}}}
            - {name: MAIL_URL, value: \"https://mail.example.com/send\"}
            - {name: STOCK_URL, value: \"http://[2001:db8::1]:80\"}
            - {name: LEDGER_HOST, value: 198.51.100.7}
            - {name: LEDGER_PORT, value: \"9000\"}
          resources: {requests: {cpu: 100m}, limits: {cpu: 200m, memory: 64Mi}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: data}
spec:
  template:
    metadata: {labels: {app: db}}
    spec:
      serviceAccountName: db
      containers:
        - name: db
          image: postgres
          ports: [{name: sql, containerPort: 5432}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: data}
spec: {podSelector: {}, policyTypes: [Ingress]}
---
apiVersion: v1
kind: Namespace
metadata: {name: data}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 10
---
apiVersion: v1
kind: Secret
metadata: {name: keys, namespace: shop}
stringData: {main: hunter2-hunter2}
---
apiVersion: v1
kind: Secret
metadata: {name: unused, namespace: shop}
stringData: {main: hunter2-hunter2}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: db, namespace: data}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: view, namespace: data}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: db, namespace: data}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: data}
rules: [{apiGroups: [\"\"], resources: [configmaps], resourceNames: [settings], verbs: [get]}]
";

fn json<const N: usize>(args: [&str; N]) -> Value {
    let project = Project::new(&[("shop.yaml", SHOP)]);
    let all: Vec<&str> = ["report"].into_iter().chain(args).chain([".", "--format", "json"]).collect();
    project.readylint([]).args(all).run().ends_with(0).json()
}

/// The values of `keys` in each row, a hyphen for null.
fn told(report: &Value, keys: &[&str]) -> Vec<String> {
    let row =
        |row: &Value| keys.iter().map(|key| row[key].as_str().unwrap_or("-")).collect::<Vec<_>>().join(" ");
    report["rows"].as_array().unwrap().iter().map(row).collect()
}

#[test]
fn traffic() {
    let report = json(["traffic"]);
    assert_eq!(report["version"], 1);
    let flows = report["flows"].as_array().unwrap();
    assert_eq!(flows.len(), 7, "two workloads to two ports, and three references that leave the cluster");
    let web = json!({"kind": "Deployment", "namespace": "shop", "name": "web"});
    let db = json!({"kind": "StatefulSet", "namespace": "data", "name": "db"});
    let find = |from: &Value, to: &Value| {
        flows.iter().find(|flow| flow["from"] == *from && flow["to"] == *to).unwrap()
    };
    let denied = find(&web, &db);
    assert_eq!(denied["port"], 5432);
    assert_eq!(denied["protocol"], "TCP");
    assert_eq!(denied["verdict"], "denied");
    let policy = &denied["policies"][0];
    assert_eq!(
        [&policy["namespace"], &policy["name"], &policy["direction"], &policy["file"]],
        ["data", "closed", "ingress", "shop.yaml"]
    );
    let offset = usize::try_from(policy["range"]["start"]["offset"].as_u64().unwrap()).unwrap();
    assert!(SHOP[..offset].ends_with("podSelector: "), "it points at what isolates");
    let allowed = find(&db, &web);
    assert_eq!((&allowed["verdict"], &allowed["policies"]), (&json!("allowed"), &json!([])));
    let mail = &flows[4];
    assert_eq!(mail["to"]["cidr"], "0.0.0.0/0");
    assert_eq!((&mail["from"], &mail["port"], &mail["verdict"]), (&web, &json!(443), &json!("allowed")));
    assert_eq!((&flows[6]["to"]["cidr"], &flows[6]["port"]), (&json!("198.51.100.7/32"), &json!(9000)));
    assert_eq!(flows[5]["to"], json!({"cidr": "2001:db8::1/128"}));
    let narrowed = json(["traffic", "--namespace", "data"]);
    assert_eq!(narrowed["flows"].as_array().unwrap().len(), 3, "those that start or end there");
}

#[test]
fn images() {
    let report = json(["images"]);
    let rows = report["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    let web = &rows[0];
    assert_eq!(
        [&web["registry"], &web["repository"], &web["tag"]],
        ["registry.example.com:5000", "web", "1.2.3"]
    );
    assert!(web["digest"].as_str().unwrap().starts_with("sha256:0fad"));
    assert!(web["image"].as_str().unwrap().starts_with("registry.example.com:5000/web:1.2.3@sha256:"));
    let db = &rows[1];
    assert_eq!(
        (&db["image"], &db["tag"], &db["registry"]),
        (&json!("postgres"), &Value::Null, &json!("docker.io"))
    );
}

#[test]
fn secrets() {
    let report = json(["secrets"]);
    let rows = told(&report, &["secret", "key", "consumer", "container", "status"]);
    assert_eq!(
        rows,
        ["keys main web web found", "registry - web - not in the input", "unused - - - not consumed"]
    );
}

#[test]
fn resources() {
    let report = json(["resources"]);
    let rows = report["rows"].as_array().unwrap();
    let cpu = rows.iter().find(|row| row["name"] == "web" && row["resource"] == "cpu").unwrap();
    assert_eq!((&cpu["minReplicas"], &cpu["maxReplicas"]), (&json!(3), &json!(10)), "the autoscaler decides");
    assert_eq!(
        [&cpu["podRequest"], &cpu["requestsAtMin"], &cpu["requestsAtMax"], &cpu["limitsAtMax"]],
        ["100m", "300m", "1", "2"]
    );
    let memory = rows.iter().find(|row| row["name"] == "web" && row["resource"] == "memory").unwrap();
    assert_eq!(memory["podRequest"], "64Mi", "a request defaults to the limit");
    let unlimited = rows.iter().find(|row| row["name"] == "db" && row["resource"] == "memory").unwrap();
    assert_eq!(unlimited["podLimit"], "unlimited");
}

#[test]
fn rbac() {
    let report = json(["rbac"]);
    let rows = report["rows"].as_array().unwrap();
    let [row, unused] = rows.as_slice() else { panic!("{rows:#?}") };
    assert_eq!(
        (&unused["name"], &unused["verbs"]),
        (&json!("default"), &Value::Null),
        "of the pods that name none"
    );
    assert_eq!(
        [
            &row["namespace"],
            &row["name"],
            &row["scope"],
            &row["verbs"],
            &row["resources"],
            &row["resourceNames"]
        ],
        ["data", "db", "data", "get", "configmaps", "settings"]
    );
}

#[test]
fn formats() {
    let project = Project::new(&[("shop.yaml", SHOP)]);
    for table in ["traffic", "rbac", "secrets", "images", "resources"] {
        let print =
            |format: &str| project.run(["report", table, ".", "--format", format]).ends_with(0).stdout;
        assert_eq!(project.run(["report", table]).ends_with(0).stdout, print("table"), "the default");
        assert!(
            print("markdown").contains("| --- |") || print("markdown").contains("|---|"),
            "{}",
            print("markdown")
        );
        let csv = print("csv");
        let columns = csv.lines().next().unwrap().split(',').count();
        assert!(columns > 4 && csv.contains("\r\n"), "{csv}");
        assert_eq!(serde_json::from_str::<Value>(&print("json")).unwrap()["version"], 1);
        for format in ["table", "markdown", "csv", "json"] {
            assert!(!print(format).contains("hunter2"), "a secret in {table} as {format}");
        }
    }
}

#[test]
fn ends_well_whatever_is_shown() {
    let empty = Project::new(&[("notes.txt", "nothing")]);
    empty.run(["report", "images"]).ends_with(0).tells("there is no object here");
    empty.run(["report", "images", "nowhere"]).ends_with(2);
    empty.run(["report", "pictures"]).ends_with(2);
    empty.run(["report"]).ends_with(2);
    readylint(&repository()).args(["report", "images", "-"]).stdin(SHOP).run().ends_with(0);
}

/// A Deployment `api` that may read pods, and a database that only it is let in to.
fn copy(verbs: &str) -> String {
    format!(
        "\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: api}}
spec:
  template:
    metadata: {{labels: {{app: api}}}}
    spec:
      serviceAccountName: api
      containers: [{{name: api, image: api:1, ports: [{{containerPort: 80}}], resources: {{requests: {{cpu: 1}}}}}}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {{name: api}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {{name: api}}
rules: [{{apiGroups: [\"\"], resources: [pods, nodes], verbs: [{verbs}]}}, {{nonResourceURLs: [/metrics], verbs: [get]}}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {{name: api}}
roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: Role, name: api}}
subjects: [{{kind: ServiceAccount, name: api}}]
"
    )
}

#[test]
fn copies_in_folders_neither_hide_each_other_nor_add_up() {
    let project = Project::new(&[("dev/api.yaml", &copy("get")), ("prod/api.yaml", &copy("\"*\""))]);
    let rows =
        |table: &str| project.run(["report", table, "--format", "json"]).ends_with(0).json()["rows"].clone();
    let verbs: Vec<Value> = rows("rbac").as_array().unwrap().iter().map(|row| row["verbs"].clone()).collect();
    assert_eq!(verbs, ["get", "*"]);
    let rows = rows("resources");
    let totals: Vec<[&Value; 2]> = rows
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["kind"] == "total" && row["resource"] == "cpu")
        .map(|row| [&row["name"], &row["requestsAtMax"]])
        .collect();
    assert_eq!(totals, [[&json!("dev"), &json!("1")], [&json!("prod"), &json!("1")]]);
    let traffic = project.run(["report", "traffic", "--format", "json"]).json();
    assert_eq!(traffic["flows"].as_array().unwrap().len(), 2, "a copy talks to its own neighbours");
}

#[test]
fn only_effective_permissions() {
    let project = Project::new(&[("api.yaml", &copy("get"))]);
    let report = project.run(["report", "rbac", "--format", "json"]).json();
    let rows = report["rows"].as_array().unwrap();
    // a RoleBinding grants neither URLs nor what has no namespace
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!((&rows[0]["resources"], &rows[0]["urls"]), (&json!("pods"), &Value::Null));
}

#[test]
fn permissions_of_accounts_that_only_pods_name() {
    let manifests = "\
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: shop}
spec: {containers: [{name: a, image: a:1}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: all}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: 'system:serviceaccounts:shop'}]
";
    let project = Project::new(&[("a.yaml", manifests)]);
    let report = project.run(["report", "rbac", "--namespace", "shop", "--format", "json"]).json();
    let account =
        report["rows"].as_array().unwrap().iter().find(|row| row["kind"] == "ServiceAccount").unwrap();
    assert_eq!(
        [&account["name"], &account["scope"], &account["verbs"], &account["via"]],
        ["default", "cluster", "*", "system:serviceaccounts:shop"]
    );
}

#[test]
fn secrets_of_other_namespaces_and_of_the_configuration() {
    let manifests = "\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: g, namespace: gw}
spec: {listeners: [{name: a, port: 443, tls: {certificateRefs: [{name: c1, namespace: certs}, {name: c2, namespace: certs}]}}]}
---
apiVersion: v1
kind: Secret
metadata: {name: c1, namespace: certs}
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: rg, namespace: certs}
spec: {from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: gw}], to: [{group: '', kind: Secret, name: c1}]}
---
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata: {name: t, namespace: gw}
spec:
  configMapTargetRef: [{parameter: q, name: settings, key: z}]
  secretTargetRef: [{parameter: p, name: declared, key: k}]
";
    let externals = "externals: [{kind: Secret, namespace: gw, name: declared}]\n";
    let project = Project::new(&[("a.yaml", manifests), ("readylint.yaml", externals)]);
    let report = project.run(["report", "secrets", "--format", "json"]).ends_with(0).json();
    let rows = told(&report, &["namespace", "secret", "key", "consumer", "status"]);
    assert_eq!(
        rows,
        ["certs c1 - g found", "certs c2 - g not in the input", "gw declared k t made elsewhere"]
    );
}

#[test]
fn flows_to_hosts_of_either_address_family() {
    let policy = |cidr: &str| {
        format!(
            "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p}}\n\
             spec: {{podSelector: {{}}, policyTypes: [Egress], egress: [{{to: [{{ipBlock: {{cidr: '{cidr}'}}}}]}}]}}\n"
        )
    };
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: web:1, \
        env: [{name: API_URL, value: 'https://api.example.com'}]}]}\n";
    for (policies, verdict) in [
        (String::new(), "allowed"),
        (policy("::/0"), "unknown"),
        (policy("0.0.0.0/0"), "unknown"),
        (policy("0.0.0.0/0") + &policy("::/0").replace("name: p", "name: q"), "allowed"),
        (policy("10.0.0.0/8").replace("to:", "ports: [{port: 1}], to:"), "denied"),
    ] {
        let project = Project::new(&[("a.yaml", &(pod.to_owned() + &policies))]);
        let report = project.run(["report", "traffic", "--format", "json"]).json();
        assert_eq!(report["flows"][0]["verdict"], verdict, "{policies}");
    }
    let secret = pod
        .replace("value: 'https://api.example.com'", "valueFrom: {secretKeyRef: {name: s, key: u}}")
        + "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {u: 'https://hidden.example.com'}\n";
    let project = Project::new(&[("a.yaml", &secret)]);
    let report = project.run(["report", "traffic", "--format", "json"]).json();
    assert_eq!(report["flows"][0]["to"], json!({"cidr": "0.0.0.0/0"}));
    assert_eq!(report["flows"][0]["verdict"], "allowed");
}

#[test]
fn an_account_of_several_folders_is_told_once() {
    let pod = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{containers: [{{name: a, image: a:1}}]}}\n"
        )
    };
    let binding = "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b, namespace: shop}\n\
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}\n\
        subjects: [{kind: ServiceAccount, name: default, namespace: shop}]\n";
    let project = Project::new(&[("a/x.yaml", &pod("x")), ("b/y.yaml", &pod("y")), ("rbac/r.yaml", binding)]);
    let report = project.run(["report", "rbac", "--format", "json"]).json();
    assert_eq!(report["rows"].as_array().unwrap().len(), 1, "{report:#}");
}
