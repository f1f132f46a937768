//! Each rule is silent on kinds it does not read (rule conduct 1): one small, right object of every built-in kind is
//! linted alone, with all rules on, in a closed world, hidden findings shown.
#![allow(clippy::panic)]

use readylint::diagnostics::Confidence;
use readylint::engine::{Check, Profile};
use readylint::kube::World;
use readylint::{Linter, Report, Settings, catalogue};

/// Kinds that run no pods: API version, kind, and what such an object holds at least.
const OTHERS: &[(&str, &str, &str)] = &[
    ("v1", "Binding", "target: {kind: Node, name: node-1}"),
    ("v1", "ConfigMap", "data: {theme: dark}"),
    ("v1", "Endpoints", "subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 80}]}]"),
    ("v1", "Event", "involvedObject: {kind: Pod, name: web}\nreason: Started"),
    ("v1", "LimitRange", "spec: {limits: [{type: Container, max: {cpu: '1'}}]}"),
    ("v1", "Namespace", ""),
    ("v1", "Node", "spec: {taints: [{key: gpu, effect: NoSchedule}]}"),
    (
        "v1",
        "PersistentVolume",
        "spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], csi: {driver: d.example.com, volumeHandle: v}}",
    ),
    (
        "v1",
        "PersistentVolumeClaim",
        "spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, storageClassName: fast}",
    ),
    ("v1", "ResourceQuota", "spec: {hard: {pods: '10'}}"),
    ("v1", "Secret", "stringData: {user: shop}"),
    ("v1", "ServiceAccount", "imagePullSecrets: [{name: registry}]"),
    (
        "admissionregistration.k8s.io/v1",
        "MutatingWebhookConfiguration",
        "webhooks: [{name: a.example.com, sideEffects: None, admissionReviewVersions: [v1], clientConfig: {service: \
         {name: hook, namespace: tools}}}]",
    ),
    (
        "admissionregistration.k8s.io/v1",
        "ValidatingAdmissionPolicy",
        "spec: {validations: [{expression: 'true'}], matchConstraints: {resourceRules: []}}",
    ),
    (
        "admissionregistration.k8s.io/v1",
        "ValidatingAdmissionPolicyBinding",
        "spec: {policyName: policy, validationActions: [Deny]}",
    ),
    (
        "admissionregistration.k8s.io/v1",
        "ValidatingWebhookConfiguration",
        "webhooks: [{name: a.example.com, sideEffects: None, admissionReviewVersions: [v1], clientConfig: {service: \
         {name: hook, namespace: tools}}}]",
    ),
    (
        "apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        "spec: {group: example.com, scope: Namespaced, names: {kind: Theme, plural: themes}, versions: [{name: v1, \
         served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}",
    ),
    (
        "apiregistration.k8s.io/v1",
        "APIService",
        "spec: {group: g.example.com, version: v1, groupPriorityMinimum: 1, versionPriority: 1, service: {name: api, \
         namespace: tools}}",
    ),
    (
        "apps/v1",
        "ControllerRevision",
        "revision: 1\ndata: {spec: {template: {spec: {containers: [{name: a}]}}}}",
    ),
    (
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        "spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 3}",
    ),
    (
        "certificates.k8s.io/v1",
        "CertificateSigningRequest",
        "spec: {request: Zm9v, signerName: example.com/signer, usages: [client auth]}",
    ),
    ("certificates.k8s.io/v1beta1", "ClusterTrustBundle", "spec: {trustBundle: ca}"),
    ("coordination.k8s.io/v1", "Lease", "spec: {holderIdentity: web, leaseDurationSeconds: 15}"),
    (
        "discovery.k8s.io/v1",
        "EndpointSlice",
        "addressType: IPv4\nendpoints: [{addresses: [10.0.0.1]}]\nports: [{port: 80}]",
    ),
    (
        "events.k8s.io/v1",
        "Event",
        "eventTime: 2026-11-21T18:00:00.000000Z\nregarding: {kind: Pod, name: web}\nreason: Started\naction: Start\ntype: Normal\nreportingController: example.com/controller\nreportingInstance: web",
    ),
    (
        "flowcontrol.apiserver.k8s.io/v1",
        "FlowSchema",
        "spec: {priorityLevelConfiguration: {name: low}, matchingPrecedence: 1000}",
    ),
    ("flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfiguration", "spec: {type: Exempt}"),
    (
        "networking.k8s.io/v1",
        "Ingress",
        "spec: {tls: [{hosts: [shop.example.com]}], rules: [{host: shop.example.com, http: {paths: [{path: /, pathType: \
         Prefix, backend: {service: {name: storefront, port: {number: 80}}}}]}}]}",
    ),
    ("networking.k8s.io/v1", "IngressClass", "spec: {controller: example.com/controller}"),
    (
        "networking.k8s.io/v1",
        "IPAddress",
        "spec: {parentRef: {resource: services, name: web, namespace: shop}}",
    ),
    (
        "networking.k8s.io/v1",
        "NetworkPolicy",
        "spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: [{ports: [{port: http}]}]}",
    ),
    ("networking.k8s.io/v1", "ServiceCIDR", "spec: {cidrs: [10.96.0.0/16]}"),
    ("node.k8s.io/v1", "RuntimeClass", "handler: gvisor"),
    ("policy/v1", "PodDisruptionBudget", "spec: {maxUnavailable: 0, selector: {matchLabels: {app: web}}}"),
    (
        "rbac.authorization.k8s.io/v1",
        "ClusterRole",
        "rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]",
    ),
    (
        "rbac.authorization.k8s.io/v1",
        "ClusterRoleBinding",
        "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\nsubjects: [{kind: \
         ServiceAccount, name: web, namespace: shop}]",
    ),
    ("rbac.authorization.k8s.io/v1", "Role", "rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]"),
    (
        "rbac.authorization.k8s.io/v1",
        "RoleBinding",
        "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}\nsubjects: [{kind: User, name: ann}]",
    ),
    (
        "resource.k8s.io/v1",
        "ResourceClaim",
        "spec: {devices: {requests: [{name: gpu, exactly: {deviceClassName: gpu}}]}}",
    ),
    (
        "resource.k8s.io/v1",
        "ResourceClaimTemplate",
        "spec: {spec: {devices: {requests: [{name: gpu, exactly: {deviceClassName: gpu}}]}}}",
    ),
    ("resource.k8s.io/v1", "DeviceClass", "spec: {selectors: [{cel: {expression: 'true'}}]}"),
    (
        "resource.k8s.io/v1",
        "ResourceSlice",
        "spec: {driver: d.example.com, nodeName: node-1, pool: {name: p, generation: 1, resourceSliceCount: 1}}",
    ),
    ("scheduling.k8s.io/v1", "PriorityClass", "value: 1000"),
    ("storage.k8s.io/v1", "CSIDriver", "spec: {attachRequired: false}"),
    ("storage.k8s.io/v1", "CSINode", "spec: {drivers: []}"),
    ("storage.k8s.io/v1", "CSIStorageCapacity", "storageClassName: fast"),
    ("storage.k8s.io/v1", "StorageClass", "provisioner: d.example.com"),
    (
        "storage.k8s.io/v1",
        "VolumeAttachment",
        "spec: {attacher: d.example.com, nodeName: node-1, source: {persistentVolumeName: v}}",
    ),
    ("storage.k8s.io/v1", "VolumeAttributesClass", "driverName: d.example.com\nparameters: {iops: '4000'}"),
    // kinds of others: never an error
    ("example.com/v1", "Service", "spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}"),
    ("example.com/v1", "PodDisruptionBudget", "spec: {maxUnavailable: 0, selector: {}}"),
    ("example.com/v1", "Theme", "spec: {image: web, replicas: 1, selector: {app: web}}"),
];

/// Kinds of the above that are deprecated as such, or have no other version in the oldest supported release.
const OUTDATED: &[(&str, &str)] =
    &[("v1", "Endpoints"), ("certificates.k8s.io/v1beta1", "ClusterTrustBundle")];

/// Kinds that run pods: API version, kind, and the keys above the pod's `spec`.
const WORKLOADS: &[(&str, &str, &[&str])] = &[
    ("v1", "Pod", &[]),
    ("v1", "PodTemplate", &["template"]),
    ("v1", "ReplicationController", &["spec", "template"]),
    ("apps/v1", "DaemonSet", &["spec", "template"]),
    ("apps/v1", "Deployment", &["spec", "template"]),
    ("apps/v1", "ReplicaSet", &["spec", "template"]),
    ("apps/v1", "StatefulSet", &["spec", "template"]),
    ("batch/v1", "CronJob", &["spec", "jobTemplate", "spec", "template"]),
    ("batch/v1", "Job", &["spec", "template"]),
];

/// What objects a check may look at.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Reads {
    /// Every object or document: a right one alone gives it nothing to report, all the same.
    All,
    /// Objects with a pod template.
    Pods,
    /// The built-in kinds of these names.
    Kinds(Vec<&'static str>),
    /// No object: charts, files of the repository, readylint's own inputs.
    Nothing,
}

fn reads(check: Check) -> Reads {
    match check {
        Check::Document(_) | Check::Resource(_) | Check::Schema(_) | Check::Bundle(_) => Reads::All,
        Check::Workload(_) | Check::PodTemplate(_) | Check::Container(_) => Reads::Pods,
        Check::Kinds(kinds, _) => Reads::Kinds(kinds.iter().map(|kind| kind.as_str()).collect()),
        Check::Service(_) => Reads::Kinds(vec!["Service"]),
        Check::Ingress(_) => Reads::Kinds(vec!["Ingress"]),
        Check::NetworkPolicy(_) => Reads::Kinds(vec!["NetworkPolicy"]),
        Check::PodDisruptionBudget(_) => Reads::Kinds(vec!["PodDisruptionBudget"]),
        Check::HorizontalPodAutoscaler(_) => Reads::Kinds(vec!["HorizontalPodAutoscaler"]),
        Check::Chart(_) | Check::Repository(_) | Check::Engine => Reads::Nothing,
    }
}

/// Lints one manifest with everything on that could make a rule speak.
fn lint(text: &str) -> Report {
    let settings = Settings {
        profile: Profile::All,
        min_confidence: Confidence::Low,
        world: World { closed: true, ..World::default() },
        ..Settings::default()
    };
    let report = Linter::new().settings(settings).lint([("object.yaml", text)]);
    assert_eq!(report.coverage.resources, 1, "not linted: {:?}\n{text}", report.coverage);
    report
}

fn object(api_version: &str, kind: &str, rest: &str) -> String {
    // the names of these follow from their fields
    let name = match kind {
        "CustomResourceDefinition" => "themes.example.com",
        "APIService" => "v1.g.example.com",
        "IPAddress" => "10.0.0.7",
        _ => "web",
    };
    format!("apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: {name}, namespace: shop}}\n{rest}\n")
}

/// How many subjects the rule examined.
fn examined(report: &Report, id: &str) -> u64 {
    report.rules.iter().find(|rule| rule.id == id).map_or(0, |rule| rule.examined)
}

#[test]
fn kinds_without_pods() {
    let catalogue = catalogue();
    for &(api_version, kind, rest) in OTHERS {
        let report = lint(&object(api_version, kind, rest));
        for entry in catalogue.entries() {
            let may_read = match reads(entry.rule.check) {
                Reads::All => true,
                Reads::Kinds(read) => read.contains(&kind) && !api_version.starts_with("example.com/"),
                Reads::Pods | Reads::Nothing => false,
            };
            let examined = examined(&report, entry.id);
            assert!(may_read || examined == 0, "`{}` reads {api_version} {kind}", entry.id);
            assert!(
                may_read || report.active().all(|diagnostic| diagnostic.rule.as_str() != entry.id),
                "`{}` reports on {api_version} {kind}",
                entry.id
            );
        }
        // without any configuration nobody says a word about such an object
        let report = Linter::new().lint([("object.yaml", object(api_version, kind, rest))]);
        let found: Vec<String> = report
            .active()
            .map(|diagnostic| format!("{}: {}", diagnostic.rule, diagnostic.message))
            .collect();
        if OUTDATED.contains(&(api_version, kind)) {
            assert!(matches!(&found[..], [one] if one.starts_with("deprecated-api-version: ")), "{found:#?}");
        } else {
            assert!(found.is_empty(), "{api_version} {kind}: {found:#?}");
        }
    }
}

#[test]
fn kinds_with_pods() {
    const SPEC: &str = "{restartPolicy: RESTART, containers: [{name: web, image: web}]}";
    let catalogue = catalogue();
    for &(api_version, kind, path) in WORKLOADS {
        let restart = if kind.ends_with("Job") { "Never" } else { "Always" };
        let spec = format!("spec: {}", SPEC.replace("RESTART", restart));
        let rest = path.iter().rev().fold(spec, |inner, key| format!("{key}: {{{inner}}}"));
        let report = lint(&object(api_version, kind, &rest));
        for entry in catalogue.entries() {
            let may_read = match reads(entry.rule.check) {
                Reads::All | Reads::Pods => true,
                Reads::Kinds(read) => read.contains(&kind),
                Reads::Nothing => false,
            };
            assert!(may_read || examined(&report, entry.id) == 0, "`{}` reads {kind}", entry.id);
            assert!(
                may_read || report.active().all(|diagnostic| diagnostic.rule.as_str() != entry.id),
                "`{}` reports on {kind}",
                entry.id
            );
        }
        // the walk is not vacuous: rules about containers do see this one
        assert!(examined(&report, "latest-image-tag") > 0, "nobody reads the containers of {kind}");
        assert!(
            report.active().any(|diagnostic| diagnostic.rule.as_str() == "latest-image-tag"),
            "the image of {kind} goes unseen"
        );
    }
}

#[test]
fn a_service_without_pods() {
    let rest = "spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}";
    let report = lint(&object("v1", "Service", rest));
    let found: Vec<&str> = report.active().map(|diagnostic| diagnostic.rule.as_str()).collect();
    assert_eq!(found, ["service-selects-nothing"]);
}
