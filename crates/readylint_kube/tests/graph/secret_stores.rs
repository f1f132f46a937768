//! Stores of `ExternalSecrets`, and edges from makers to their Secrets.

use super::support::*;

#[test]
fn stores() {
    let group = "external-secrets.io/v1";
    let others = [
        object(&format!("{group}/SecretStore"), "shop/vault", ""),
        object(&format!("{group}/ClusterSecretStore"), "vault", ""),
    ];
    for (place, spec, expected) in [
        ("shop/db", "secretStoreRef: {name: vault}", vec!["SecretStore/shop/vault"]),
        ("shop/db", "secretStoreRef: {name: vault, kind: SecretStore}", vec!["SecretStore/shop/vault"]),
        (
            "shop/db",
            "secretStoreRef: {name: vault, kind: ClusterSecretStore}",
            vec!["ClusterSecretStore/vault"],
        ),
        ("shop/db", "secretStoreRef: {name: valut}", vec!["missing"]),
        ("dev/db", "secretStoreRef: {name: vault}", vec!["missing"]),
        ("shop/db", "data: [{sourceRef: {storeRef: {name: vault}}}]", vec!["SecretStore/shop/vault"]),
        (
            "shop/db",
            "secretStoreRef: {name: a}, dataFrom: [{sourceRef: {storeRef: {name: vault, kind: ClusterSecretStore}}}]",
            vec!["missing", "ClusterSecretStore/vault"],
        ),
        ("shop/db", "dataFrom: [{sourceRef: {generatorRef: {kind: Password, name: p}}}]", vec![]),
        ("shop/db", "secretStoreRef: {name: \"\"}", vec![]),
    ] {
        let secret = object(&format!("{group}/ExternalSecret"), place, &format!("spec: {{{spec}}}"));
        let docs: Vec<String> = [secret].into_iter().chain(others.clone()).collect();
        let expected: Vec<String> =
            expected.iter().map(|to| format!("ExternalSecret/{place} -> {to}")).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(&docs, "es-store", &expected);
    }
    for (reference, expected) in [
        (
            "name: vault, kind: ClusterSecretStore",
            &["ClusterExternalSecret/db -> ClusterSecretStore/vault"][..],
        ),
        ("name: other, kind: ClusterSecretStore", &["ClusterExternalSecret/db -> missing"]),
        // one in each namespace
        ("name: vault", &[]),
    ] {
        let spec = format!("spec: {{externalSecretSpec: {{secretStoreRef: {{{reference}}}}}}}");
        let cluster = object(&format!("{group}/ClusterExternalSecret"), "db", &spec);
        let docs: Vec<String> = [cluster].into_iter().chain(others.clone()).collect();
        check(&docs, "es-store", expected);
    }
}

#[test]
fn made_secrets() {
    let secret = |name: &str| object("v1/Secret", name, "");
    let external = |spec: &str| {
        object("external-secrets.io/v1/ExternalSecret", "shop/db", &format!("spec: {{target: {{{spec}}}}}"))
    };
    let from = "ExternalSecret/shop/db";
    for (docs, expected) in [
        (vec![external("name: login")], format!("{from} -> generated login")),
        (vec![external("name: login"), secret("shop/login")], format!("{from} -> Secret/shop/login")),
        (vec![external("name: login"), secret("dev/login")], format!("{from} -> generated login")),
        // what is merged needs something to be merged into
        (vec![external("creationPolicy: Merge")], format!("{from} -> missing")),
        (vec![external("creationPolicy: Merge"), secret("shop/db")], format!("{from} -> Secret/shop/db")),
    ] {
        check(&docs, "produces-secret", &[&expected]);
    }
    check(&[external("creationPolicy: None")], "produces-secret", &[]);
    let copied = secret("base/pull").replacen(
        "metadata: {",
        "metadata: {annotations: {replicator.v1.mittwald.de/replicate-to: \"shop,dev\"}, ",
        1,
    );
    check(
        &[copied, secret("dev/pull")],
        "produces-secret",
        &["Secret/base/pull -> generated shop/pull", "Secret/base/pull -> Secret/dev/pull"],
    );
    let cluster = object(
        "external-secrets.io/v1/ClusterExternalSecret",
        "all",
        "spec: {namespaces: [shop], externalSecretSpec: {}}",
    );
    check(&[cluster], "produces-secret", &["ClusterExternalSecret/all -> generated all"]);
    let token =
        "{apiVersion: v1, kind: Secret, type: kubernetes.io/service-account-token, metadata: {name: t, \
        annotations: {kubernetes.io/service-account.name: api}}}"
            .to_owned();
    check(&[token], "produces-secret", &[]);
    let bundle = object("trust.cert-manager.io/v1alpha1/Bundle", "roots", "");
    check(&[bundle], "produces-secret", &[]);
}

#[test]
fn references_to_what_is_made() {
    let certificate = object("cert-manager.io/v1/Certificate", "shop/web", "spec: {secretName: web-tls}");
    let bundle = object("trust.cert-manager.io/v1alpha1/Bundle", "roots", "");
    let volumes = "volumes: [{name: a, secret: {secretName: web-tls}}, {name: b, configMap: {name: roots}}, \
        {name: c, persistentVolumeClaim: {claimName: data-db-0}}]";
    let set =
        object("apps/v1/StatefulSet", "shop/db", "spec: {volumeClaimTemplates: [{metadata: {name: data}}]}");
    let docs =
        |place: &str| [deployment(place, "", "", volumes), certificate.clone(), bundle.clone(), set.clone()];
    let pod = "Deployment/shop/web:pod";
    check(&docs("shop/web"), "mounts-secret", &[&format!("{pod} -> produced by Certificate/shop/web")]);
    check(&docs("shop/web"), "mounts-config", &[&format!("{pod} -> produced by Bundle/roots")]);
    check(&docs("shop/web"), "mounts-pvc", &[&format!("{pod} -> produced by StatefulSet/shop/db")]);
    check(&docs("dev/web"), "mounts-secret", &["Deployment/dev/web:pod -> missing"]);
    check(&docs("dev/web"), "mounts-config", &["Deployment/dev/web:pod -> produced by Bundle/roots"]);
    check(&docs("dev/web"), "mounts-pvc", &["Deployment/dev/web:pod -> missing"]);
}

#[test]
fn destinations_of_vault() {
    for kind in ["VaultStaticSecret", "VaultDynamicSecret", "VaultPKISecret"] {
        for (create, expected) in [
            ("", "missing".to_owned()),
            (", create: false", "missing".to_owned()),
            (", create: true", format!("produced by {kind}/shop/v")),
        ] {
            let spec = format!("spec: {{destination: {{name: login{create}}}}}");
            let maker = object(&format!("secrets.hashicorp.com/v1beta1/{kind}"), "shop/v", &spec);
            let container = "envFrom: [{secretRef: {name: login}}]";
            let docs =
                [deployment("shop/web", "", container, ""), maker, object("v1/Secret", "shop/login", "")];
            let from = "Deployment/shop/web:container api";
            check(&docs[..2], "env-secret", &[&format!("{from} -> {expected}")]);
            check(&docs, "env-secret", &[&format!("{from} -> Secret/shop/login")]);
        }
    }
}

#[test]
fn what_one_group_adds_to_what_another_makes() {
    let external = |name: &str, policy: &str| {
        let spec = format!("spec: {{target: {{name: login, creationPolicy: {policy}}}}}");
        object("external-secrets.io/v1/ExternalSecret", name, &spec)
    };
    let web = deployment("shop/web", "", "envFrom: [{secretRef: {name: login}}]", "");
    let (app, base) = ([web, external("shop/more", "Merge")], [external("shop/login", "Owner")]);
    check_groups(&[("app", &app)], "env-secret", &["Deployment/shop/web:container api -> missing"]);
    let groups: [(&str, &[String]); 2] = [("app", &app), ("base", &base)];
    let graph = "Deployment/shop/web:container api -> produced by ExternalSecret/shop/";
    check_groups(&groups, "env-secret", &[&format!("{graph}login")]);
}

#[test]
fn keys_of_encrypted_manifests() {
    // SOPS leaves the keys readable
    let secret = object(
        "v1/Secret",
        "shop/db",
        "data: {password: \"ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]\"}, sops: {version: 3.9.0}",
    );
    for (key, expected) in [("password", "Secret/shop/db"), ("user", "Secret/shop/db without it")] {
        let container = format!("env: [{{name: A, valueFrom: {{secretKeyRef: {{name: db, key: {key}}}}}}}]");
        let docs = [deployment("shop/web", "", &container, ""), secret.clone()];
        check(&docs, "env-secret", &[&format!("Deployment/shop/web:container api -> {expected}")]);
    }
}

#[test]
fn keys_of_what_is_made() {
    let external =
        |spec: &str| object("external-secrets.io/v1/ExternalSecret", "shop/db", &format!("spec: {{{spec}}}"));
    let cluster = object("postgresql.cnpg.io/v1/Cluster", "shop/pg", "spec: {bootstrap: {recovery: {}}}");
    for (maker, name, key, expected) in [
        (external("data: [{secretKey: a}]"), "db", "a", "produced by ExternalSecret/shop/db"),
        (external("data: [{secretKey: a}]"), "db", "b", "produced by ExternalSecret/shop/db without it"),
        (external("dataFrom: [{extract: {key: x}}]"), "db", "b", "produced by ExternalSecret/shop/db"),
        // what is only added to a Secret does not make one
        (external("target: {creationPolicy: Merge}, data: [{secretKey: a}]"), "db", "b", "missing"),
        // which may not exist at all
        (cluster, "pg-app", "b", "produced by Cluster/shop/pg"),
    ] {
        let container =
            format!("env: [{{name: A, valueFrom: {{secretKeyRef: {{name: {name}, key: {key}}}}}}}]");
        let docs = [deployment("shop/web", "", &container, ""), maker];
        check(&docs, "env-secret", &[&format!("Deployment/shop/web:container api -> {expected}")]);
    }
    let merged = external("target: {creationPolicy: Merge}, data: [{secretKey: a}]");
    for (key, expected) in
        [("a", "Secret/shop/db"), ("x", "Secret/shop/db"), ("b", "Secret/shop/db without it")]
    {
        let container = format!("env: [{{name: A, valueFrom: {{secretKeyRef: {{name: db, key: {key}}}}}}}]");
        let docs = [
            deployment("shop/web", "", &container, ""),
            merged.clone(),
            object("v1/Secret", "shop/db", "data: {x: eA==}"),
        ];
        check(&docs, "env-secret", &[&format!("Deployment/shop/web:container api -> {expected}")]);
    }
}

/// The edges of `relation` that lead to Secrets, as `what is asked for -> target`.
fn credentials(documents: &[String], relation: &str) -> String {
    let graph = graph_of(documents);
    let found = edges(&graph, relation);
    let of_relation = graph.edges().iter().filter(|edge| edge.relation.as_str() == relation);
    let lines = found
        .iter()
        .zip(of_relation)
        .map(|(edge, asked)| format!("{} -> {}", graph.asked(asked), edge.split_once(" -> ").unwrap().1));
    lines.collect::<Vec<_>>().join("; ")
}

#[test]
fn credentials_of_issuers() {
    for (spec, expected) in [
        ("ca: {secretName: root}", "root -> Secret/shop/root"),
        ("ca: {secretName: roots}", "roots -> missing"),
        ("selfSigned: {}", ""),
        ("acme: {privateKeySecretRef: {name: account}}", "account -> generated account"),
        ("acme: {privateKeySecretRef: {name: root}}", "root -> Secret/shop/root"),
        (
            "acme: {disableAccountKeyGeneration: true, privateKeySecretRef: {name: account}}",
            "account -> missing",
        ),
        (
            "acme: {externalAccountBinding: {keyID: x, keySecretRef: {name: dns, key: token}}}",
            "dns/token -> Secret/shop/dns",
        ),
        (
            "acme: {solvers: [{http01: {}}, {dns01: {cloudflare: {apiTokenSecretRef: {name: dns, key: token}}}}]}",
            "dns/token -> Secret/shop/dns",
        ),
        (
            "acme: {solvers: [{dns01: {route53: {secretAccessKeySecretRef: {name: dns, key: nope}}}}]}",
            "dns/nope -> Secret/shop/dns without it",
        ),
        // whatever a solver of somebody else takes
        ("acme: {solvers: [{dns01: {webhook: {config: {tokenSecretRef: {name: x, key: y}}}}}]}", ""),
        ("vault: {auth: {tokenSecretRef: {name: dns, key: token}}}", "dns/token -> Secret/shop/dns"),
        ("vault: {auth: {appRole: {roleId: x, secretRef: {name: none, key: y}}}}", "none/y -> missing"),
        ("vault: {auth: {kubernetes: {role: x, serviceAccountRef: {name: api}}}}", ""),
        ("venafi: {tpp: {credentialsRef: {name: dns}}}", "dns -> Secret/shop/dns"),
    ] {
        let secrets =
            [object("v1/Secret", "shop/root", ""), object("v1/Secret", "shop/dns", "data: {token: eA==}")];
        let issuer = |kind: &str, name: &str| {
            object(&format!("cert-manager.io/v1/{kind}"), name, &format!("spec: {{{spec}}}"))
        };
        let docs: Vec<String> = secrets.iter().cloned().chain([issuer("Issuer", "shop/i")]).collect();
        assert_eq!(credentials(&docs, "cert-issuer"), expected, "{spec}");
        // theirs are in the namespace of cert-manager, unless it is told another one
        let of_cluster = secrets.map(|secret| secret.replace("namespace: shop", "namespace: cert-manager"));
        let docs: Vec<String> = of_cluster.into_iter().chain([issuer("ClusterIssuer", "i")]).collect();
        let mut expected = expected.replace("/shop/", "/cert-manager/");
        if let Some((asked, _)) = expected.split_once(" -> missing") {
            expected = format!("{asked} -> external {asked}");
        }
        assert_eq!(credentials(&docs, "cert-issuer"), expected, "cluster: {spec}");
    }
}

#[test]
fn account_keys_of_issuers() {
    let issuer = "spec: {acme: {privateKeySecretRef: {name: account}}}";
    let docs = |place: &str| {
        [
            object("cert-manager.io/v1/Issuer", "shop/i", issuer),
            deployment(place, "", "", "volumes: [{secret: {secretName: account}}]"),
        ]
    };
    check(&docs("shop/w"), "mounts-secret", &["Deployment/shop/w:pod -> produced by Issuer/shop/i"]);
    check(&docs("dev/w"), "mounts-secret", &["Deployment/dev/w:pod -> missing"]);
    check(&docs("dev/w"), "produces-secret", &["Issuer/shop/i -> generated account"]);
}

#[test]
fn credentials_of_stores() {
    for (provider, own, cluster) in [
        (
            "aws: {auth: {secretRef: {accessKeyIDSecretRef: {name: aws, key: id}, secretAccessKeySecretRef: {name: aws, key: nope}}}}",
            "aws/id -> Secret/shop/aws; aws/nope -> Secret/shop/aws without it",
            "",
        ),
        (
            "vault: {auth: {tokenSecretRef: {name: aws, namespace: dev, key: id}}}",
            "aws/id -> Secret/shop/aws",
            "aws/id -> missing",
        ),
        (
            "vault: {auth: {tokenSecretRef: {name: aws, namespace: shop, key: id}}}",
            "aws/id -> Secret/shop/aws",
            "aws/id -> Secret/shop/aws",
        ),
        ("azurekv: {authSecretRef: {clientId: {name: none, key: id}}}", "none/id -> missing", ""),
        ("doppler: {auth: {secretRef: {dopplerToken: {name: aws}}}}", "aws -> Secret/shop/aws", ""),
        ("kubernetes: {auth: {serviceAccount: {name: api}}}", "", ""),
        ("vault: {auth: {kubernetes: {serviceAccountRef: {name: api}}}}", "", ""),
        ("vault: {caProvider: {type: ConfigMap, name: ca, key: ca.crt}}", "", ""),
        ("vault: {caProvider: {type: Secret, name: aws, key: id}}", "aws/id -> Secret/shop/aws", ""),
        (
            "webhook: {headers: {name: x, key: y}, secrets: [{name: a, secretRef: {name: aws, key: id}}]}",
            "aws/id -> Secret/shop/aws",
            "",
        ),
        ("fake: {data: [{key: a, value: b}]}", "", ""),
    ] {
        let secret = object("v1/Secret", "shop/aws", "data: {id: eA==}");
        let spec = format!("spec: {{provider: {{{provider}}}}}");
        let store = |kind: &str, name| object(&format!("external-secrets.io/v1/{kind}"), name, &spec);
        assert_eq!(
            credentials(&[secret.clone(), store("SecretStore", "shop/s")], "es-store"),
            own,
            "{provider}"
        );
        assert_eq!(
            credentials(&[secret, store("ClusterSecretStore", "s")], "es-store"),
            cluster,
            "{provider}"
        );
    }
}
