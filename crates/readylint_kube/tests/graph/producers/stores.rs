//! Secrets from stores.

use readylint_kube::Kind;

use super::*;
use crate::support::*;

#[test]
fn external_secrets() {
    for version in ["v1alpha1", "v1beta1", "v1"] {
        let kind = format!("external-secrets.io/{version}/ExternalSecret");
        let of = |spec: &str| vec![object(&kind, "shop/db", &format!("spec: {{{spec}}}"))];
        let by = "ExternalSecret/shop/db";
        for (spec, place, expected) in [
            ("data: [{secretKey: a}, {secretKey: b}]", "shop/db", format!("{by} at db: a b")),
            ("", "shop/db", format!("{by} at db: ")),
            ("target: {name: login}", "shop/login", format!("{by} at login: ")),
            ("target: {name: login}", "shop/db", "nothing".into()),
            ("target: {name: \"\"}", "shop/db", format!("{by} at db: ")),
            ("data: []", "dev/db", "nothing".into()),
            ("data: []", "db", "nothing".into()),
            ("data: [{secretKey: a}], dataFrom: [{extract: {key: x}}]", "shop/db", format!("{by} at db: ?")),
            ("target: {creationPolicy: None}", "shop/db", "nothing".into()),
            ("target: {creationPolicy: Orphan}", "shop/db", format!("{by} at db: ")),
            (
                "target: {creationPolicy: Merge}, data: [{secretKey: a}]",
                "shop/db",
                format!("{by} at db: a, added"),
            ),
            (
                "target: {template: {data: {url: x}}}, data: [{secretKey: a}]",
                "shop/db",
                format!("{by} at db: url"),
            ),
            // what the template does not take over is not in the Secret
            (
                "target: {template: {data: {url: x}}}, dataFrom: [{extract: {key: x}}]",
                "shop/db",
                format!("{by} at db: url"),
            ),
            (
                "target: {template: {mergePolicy: Merge, data: {url: x}}}, data: [{secretKey: a}]",
                "shop/db",
                format!("{by} at db: a url"),
            ),
            (
                "target: {template: {type: Opaque}}, data: [{secretKey: a}]",
                "shop/db",
                format!("{by} at db: a"),
            ),
            ("target: {template: {templateFrom: [{literal: x}]}}", "shop/db", format!("{by} at db: ?")),
            ("target: {manifest: {apiVersion: v1, kind: ConfigMap}}", "shop/db", "nothing".into()),
        ] {
            assert_eq!(made(&of(spec), SECRET, place), expected, "{version} {spec}");
        }
        let map = of("target: {manifest: {apiVersion: v1, kind: ConfigMap}}, data: [{secretKey: a}]");
        assert_eq!(made(&map, Kind::ConfigMap, "shop/db"), format!("{by} at db: a"));
    }
}

#[test]
fn cluster_external_secrets() {
    let kind = "external-secrets.io/v1/ClusterExternalSecret";
    let of = |spec: &str| {
        vec![
            object(
                kind,
                "all",
                &format!("spec: {{{spec}, externalSecretSpec: {{data: [{{secretKey: a}}]}}}}"),
            ),
            object("v1/Namespace", "shop", "labels: team: web; spec: {}"),
            object("v1/Namespace", "dev", "labels: team: api; spec: {}"),
            deployment("open/web", "", "", ""),
            deployment("shop/web", "", "", ""),
        ]
    };
    let by = "ClusterExternalSecret/all";
    let all = format!("{by} at all: a");
    let uncertain = format!("{by} at all: a, uncertain");
    check_made(
        &of("namespaces: [shop, open]"),
        SECRET,
        &[("shop/all", &all), ("open/all", &all), ("dev/all", "nothing"), ("all", &uncertain)],
    );
    // the labels of `open` are unknown
    for selector in
        ["namespaceSelector: {matchLabels: {team: web}}", "namespaceSelectors: [{matchLabels: {team: web}}]"]
    {
        let cases = [("shop/all", all.as_str()), ("dev/all", "nothing"), ("open/all", uncertain.as_str())];
        check_made(&of(selector), SECRET, &cases);
    }
    check_made(&of("namespaceSelectors: [{}]"), SECRET, &[("shop/all", &all), ("never-seen/all", &all)]);
    let named = of("externalSecretName: login, namespaces: [shop]");
    check_made(&named, SECRET, &[("shop/login", &format!("{by} at login: a")), ("shop/all", "nothing")]);
}

#[test]
fn sealed_secrets() {
    let of = |spec: &str| {
        vec![object("bitnami.com/v1alpha1/SealedSecret", "shop/db", &format!("spec: {{{spec}}}"))]
    };
    let by = "SealedSecret/shop/db at db";
    for (spec, place, expected) in [
        ("encryptedData: {a: x, b: y}", "shop/db", format!("{by}: a b")),
        ("encryptedData: {a: x}, template: {data: {c: z}}", "shop/db", format!("{by}: a c")),
        ("encryptedData: {a: x}", "dev/db", "nothing".into()),
        // the controller overwrites the name of the template
        ("encryptedData: {a: x}, template: {metadata: {name: login}}", "shop/db", format!("{by}: a")),
        ("encryptedData: {a: x}, template: {metadata: {name: login}}", "shop/login", "nothing".into()),
        ("data: AgB0", "shop/db", format!("{by}: ?")),
    ] {
        assert_eq!(made(&of(spec), SECRET, place), expected, "{spec}");
    }
    let copied = of("encryptedData: {a: x}, template: {metadata: {annotations: \
        {replicator.v1.mittwald.de/replicate-to: \"dev,prod\"}}}");
    check_made(
        &copied,
        SECRET,
        &[("dev/db", "SealedSecret/shop/db at \"dev,prod\": a"), ("test/db", "nothing")],
    );
}

#[test]
fn provider_classes() {
    let class = object(
        "secrets-store.csi.x-k8s.io/v1/SecretProviderClass",
        "shop/vault",
        "spec: {secretObjects: [{secretName: db, data: [{objectName: o, key: password}]}]}",
    );
    let pod = |place: &str| {
        let volume = "volumes: [{name: v, csi: {driver: secrets-store.csi.k8s.io, volumeAttributes: \
            {secretProviderClass: vault}}}]";
        deployment(place, "", "", volume)
    };
    let by = "SecretProviderClass/shop/vault at db: password";
    check_made(&[class.clone(), pod("shop/web")], SECRET, &[("shop/db", by), ("dev/db", "nothing")]);
    // synced only while a pod mounts it
    check_made(std::slice::from_ref(&class), SECRET, &[("shop/db", "nothing")]);
    check_made(&[class, pod("dev/web")], SECRET, &[("shop/db", "nothing")]);
}

#[test]
fn operators_of_stores() {
    let of = |kind: &str, spec: &str| vec![object(kind, "shop/x", &format!("spec: {{{spec}}}"))];
    for (kind, spec, place, expected) in [
        (
            "secrets.hashicorp.com/v1beta1/VaultStaticSecret",
            "destination: {name: db, create: true}",
            "shop/db",
            "VaultStaticSecret/shop/x at db: ?",
        ),
        (
            "secrets.hashicorp.com/v1beta1/VaultDynamicSecret",
            "destination: {name: db}",
            "shop/db",
            "VaultDynamicSecret/shop/x at db: ?, added",
        ),
        (
            "secrets.hashicorp.com/v1beta1/VaultPKISecret",
            "destination: {name: db, create: true}",
            "dev/db",
            "nothing",
        ),
        (
            "secrets.infisical.com/v1alpha1/InfisicalSecret",
            "managedSecretReference: {secretName: db, secretNamespace: dev}",
            "dev/db",
            "InfisicalSecret/shop/x at db: ?",
        ),
        (
            "secrets.infisical.com/v1alpha1/InfisicalSecret",
            "managedKubeSecretReferences: [{secretName: a}, {secretName: db}]",
            "shop/db",
            "InfisicalSecret/shop/x at db: ?",
        ),
        (
            "secrets.doppler.com/v1alpha1/DopplerSecret",
            "managedSecret: {name: db, namespace: dev}",
            "dev/db",
            "DopplerSecret/shop/x at db: ?",
        ),
        ("secrets.doppler.com/v1alpha1/DopplerSecret", "managedSecret: {name: db}", "dev/db", "nothing"),
        ("onepassword.com/v1/OnePasswordItem", "itemPath: x", "shop/x", "OnePasswordItem/shop/x at x: ?"),
        ("example.com/v1/OnePasswordItem", "itemPath: x", "shop/x", "nothing"),
        (
            "spv.no/v2beta1/AzureKeyVaultSecret",
            "output: {secret: {name: db}}",
            "shop/db",
            "AzureKeyVaultSecret/shop/x at db: ?",
        ),
        ("access.strimzi.io/v1alpha1/KafkaAccess", "", "shop/x", "KafkaAccess/shop/x at x: ?"),
        ("access.strimzi.io/v1alpha1/KafkaAccess", "secretName: k", "shop/k", "KafkaAccess/shop/x at k: ?"),
        ("access.strimzi.io/v1alpha1/KafkaAccess", "secretName: k", "shop/x", "nothing"),
        (
            "database.example.org/v1/PostgreSQLInstance",
            "writeConnectionSecretToRef: {name: db}",
            "shop/db",
            "PostgreSQLInstance/shop/x at db: ?",
        ),
        (
            "isindir.github.com/v1alpha3/SopsSecret",
            "secretTemplates: [{name: db, stringData: {a: x}}]",
            "shop/db",
            "SopsSecret/shop/x at db: a",
        ),
    ] {
        assert_eq!(made(&of(kind, spec), SECRET, place), expected, "{kind} {spec}");
    }
    let annotations = "operator.1password.io/item-path: vaults/a, operator.1password.io/item-name: login";
    let web = annotated("apps/v1/Deployment", "shop/web", annotations, "spec: {template: {spec: {}}}");
    check_made(&[web], SECRET, &[("shop/login", "Deployment/shop/web at login: ?")]);
}
