use super::support::*;

#[test]
fn service_accounts() {
    let account = |name| object("v1/ServiceAccount", name, "");
    let pod = |spec| deployment("web", "", "", spec);
    for (docs, expected) in [
        (vec![pod("serviceAccountName: api"), account("api")], "ServiceAccount/api"),
        (vec![pod("serviceAccount: api"), account("api")], "ServiceAccount/api"),
        (vec![pod("serviceAccountName: \"\", serviceAccount: api"), account("api")], "ServiceAccount/api"),
        (vec![pod("serviceAccountName: apt"), account("api")], "missing"),
        (vec![pod(""), account("default")], "ServiceAccount/default"),
        (vec![pod("")], "built-in"),
        (vec![pod("serviceAccountName: default")], "built-in"),
        (vec![pod("serviceAccountName: api"), account("shop/api")], "missing"),
    ] {
        check(&docs, "uses-sa", &[&format!("Deployment/web:pod -> {expected}")]);
    }
    check_sites(&[pod("serviceAccountName: api")], "uses-sa", &["api"]);
}

#[test]
fn environment() {
    let container = "envFrom: [{configMapRef: {name: a}}, {secretRef: {name: s, optional: true}}], \
        env: [{name: A, valueFrom: {configMapKeyRef: {name: b, key: k}}}, \
        {name: B, valueFrom: {secretKeyRef: {name: t, key: k}}}, {name: C, value: x}]";
    let docs = [
        deployment("web", "", container, ""),
        object("v1/ConfigMap", "a", ""),
        object("v1/Secret", "t", "data: {k: eA==}"),
    ];
    let api = "Deployment/web:container api";
    check(&docs, "env-config", &[&format!("{api} -> ConfigMap/a"), &format!("{api} -> missing")]);
    check(&docs, "env-secret", &[&format!("{api} -> missing (optional)"), &format!("{api} -> Secret/t")]);
    check_sites(&docs, "env-config", &["a", "b"]);
    check_sites(&docs, "env-secret", &["s", "t"]);
}

#[test]
fn keys() {
    let env = |reference: &str| {
        deployment("web", "", &format!("env: [{{name: A, valueFrom: {{{reference}}}}}]"), "")
    };
    let config = |body: &str| object("v1/ConfigMap", "c", body);
    let secret = |body: &str| object("v1/Secret", "s", body);
    let (of_config, of_secret) = ("configMapKeyRef: {name: c, key: k}", "secretKeyRef: {name: s, key: k}");
    for (reference, target, relation, to, site) in [
        (of_config, config("data: {k: x}"), "env-config", "ConfigMap/c", "c"),
        // the kubelet reads `data` alone into environments
        (of_config, config("binaryData: {k: eA==}"), "env-config", "ConfigMap/c without it", "k"),
        (of_config, config("data: {K: x}"), "env-config", "ConfigMap/c without it", "k"),
        (of_config, config("stringData: {k: x}"), "env-config", "ConfigMap/c without it", "k"),
        (of_config, object("v1/ConfigMap", "shop/c", "data: {k: x}"), "env-config", "missing", "c"),
        (of_config, secret("data: {k: x}"), "env-config", "missing", "c"),
        (of_secret, secret("data: {k: eA==}"), "env-secret", "Secret/s", "s"),
        (of_secret, secret("stringData: {k: x}"), "env-secret", "Secret/s", "s"),
        (of_secret, secret("type: kubernetes.io/service-account-token"), "env-secret", "Secret/s", "s"),
        (of_secret, secret("data: {other: eA==}"), "env-secret", "Secret/s without it", "k"),
        // what is written without data gets it from elsewhere, or before it is applied
        (of_secret, secret(""), "env-secret", "Secret/s", "s"),
        (of_secret, secret("data: {}"), "env-secret", "Secret/s", "s"),
        (of_secret, secret("stringData: 'ENC[AES256_GCM,data:x]'"), "env-secret", "Secret/s", "s"),
        (of_secret, secret("data: {'ENC[AES256_GCM,data:x]': eA==}"), "env-secret", "Secret/s", "s"),
        (
            "secretKeyRef: {name: s, key: tls.key}",
            secret("type: kubernetes.io/tls, data: {ca.crt: eA==}"),
            "env-secret",
            "Secret/s",
            "s",
        ),
        (
            "secretKeyRef: {name: s, key: tls.pem}",
            secret("type: kubernetes.io/tls, data: {ca.crt: eA==}"),
            "env-secret",
            "Secret/s without it",
            "tls.pem",
        ),
        (
            "secretKeyRef: {name: s, key: k, optional: true}",
            secret("data: {other: eA==}"),
            "env-secret",
            "Secret/s without it (optional)",
            "k",
        ),
        ("secretKeyRef: {name: s, key: }", secret("data: {}"), "env-secret", "Secret/s", "s"),
    ] {
        let docs = [env(reference), target];
        check(&docs, relation, &[&format!("Deployment/web:container api -> {to}")]);
        check_sites(&docs, relation, &[site]);
    }
    check_asked(&[env(of_secret)], "env-secret", &["s/k"]);
}

#[test]
fn claims_that_velero_restores() {
    let mount = "volumes: [{name: d, persistentVolumeClaim: {claimName: d}}]";
    let restore = |spec: &str| object("velero.io/v1/Restore", "velero/r", &format!("spec: {{{spec}}}"));
    let found = "produced by Restore/velero/r";
    for (spec, to) in [
        ("", found),
        ("includedNamespaces: ['*']", found),
        ("includedNamespaces: [lager, shop]", found),
        ("includedNamespaces: [lager], namespaceMapping: {lager: shop}", found),
        ("includedNamespaces: [lager]", "missing"),
    ] {
        let docs = [deployment("shop/web", "", "", mount), restore(spec)];
        check(&docs, "mounts-pvc", &[&format!("Deployment/shop/web:pod -> {to}")]);
    }
    let docs = [deployment("shop/web", "", "envFrom: [{secretRef: {name: s}}]", ""), restore("")];
    check(&docs, "env-secret", &["Deployment/shop/web:container api -> missing"]);
}

#[test]
fn keys_of_made_secrets() {
    let env = |key: &str| {
        let env = format!("env: [{{name: A, valueFrom: {{secretKeyRef: {{name: s, key: {key}}}}}}}]");
        deployment("shop/web", "", &env, "")
    };
    let external = |name: &str, data: &str| {
        object("external-secrets.io/v1/ExternalSecret", name, &format!("spec: {{{data}}}"))
    };
    for (docs, to) in [
        (vec![external("shop/s", "data: [{secretKey: k}]")], "produced by ExternalSecret/shop/s"),
        (
            vec![external("shop/s", "data: [{secretKey: other}]")],
            "produced by ExternalSecret/shop/s without it",
        ),
        (vec![external("shop/s", "dataFrom: [{}]")], "produced by ExternalSecret/shop/s"),
        (vec![external("lager/s", "data: [{secretKey: k}]")], "missing"),
        (
            vec![
                object("v1/Secret", "shop/s", ""),
                external("shop/s", "target: {creationPolicy: Merge}, data: [{secretKey: k}]"),
            ],
            "Secret/shop/s",
        ),
    ] {
        let docs = [vec![env("k")], docs].concat();
        check(&docs, "env-secret", &[&format!("Deployment/shop/web:container api -> {to}")]);
    }
}

#[test]
fn keys_of_files() {
    let pod = |source: &str| deployment("web", "", "", &format!("volumes: [{{name: a, {source}}}]"));
    let config = object("v1/ConfigMap", "c", "data: {a: x, b: y}");
    let to = |to: &str| format!("Deployment/web:pod -> {to}");
    let items = "items: [{key: a, path: a}, {key: d, path: d}]";
    let both = [to("ConfigMap/c"), to("ConfigMap/c without it")];
    let both: Vec<&str> = both.iter().map(String::as_str).collect();
    check(&[pod(&format!("configMap: {{name: c, {items}}}")), config.clone()], "mounts-config", &both);
    let projected = pod(&format!("projected: {{sources: [{{configMap: {{name: c, {items}}}}}]}}"));
    check(&[projected, config], "mounts-config", &both);
    // files are made from both
    let binary = object("v1/ConfigMap", "c", "data: {a: x}, binaryData: {d: eA==}");
    let whole = [to("ConfigMap/c"), to("ConfigMap/c")];
    let whole: Vec<&str> = whole.iter().map(String::as_str).collect();
    check(&[pod(&format!("configMap: {{name: c, {items}}}")), binary], "mounts-config", &whole);
    // a missing object is missed once
    let alone = [pod(&format!("configMap: {{name: c, {items}}}"))];
    check(&alone, "mounts-config", &[&to("missing")]);
    check_sites(&alone, "mounts-config", &["c"]);
    let secret = [
        pod(&format!("secret: {{secretName: c, {items}, optional: true}}")),
        object("v1/Secret", "c", "data: {a: eA==}"),
    ];
    check(&secret, "mounts-secret", &[&to("Secret/c (optional)"), &to("Secret/c without it (optional)")]);
    check_asked(&secret, "mounts-secret", &["c/a", "c/d"]);
}

#[test]
fn environment_of_init_containers() {
    let spec = "initContainers: [{name: init, envFrom: [{configMapRef: {name: a}}]}]";
    check(&[deployment("web", "", "", spec)], "env-config", &["Deployment/web:container init -> missing"]);
}

#[test]
fn empty_names_are_no_references() {
    let container = "envFrom: [{configMapRef: {name: \"\"}}, {configMapRef: {name: }}, {configMapRef: }, {}]";
    check(&[deployment("web", "", container, "")], "env-config", &[]);
}

#[test]
fn volumes() {
    let spec = "volumes: [{name: a, configMap: {name: c}}, {name: b, secret: {secretName: s, optional: true}}, \
        {name: c, persistentVolumeClaim: {claimName: d}}, \
        {name: d, projected: {sources: [{configMap: {name: p}}, {secret: {name: q}}, {serviceAccountToken: {}}]}}, \
        {name: e, csi: {driver: secrets-store.csi.k8s.io, volumeAttributes: {secretProviderClass: v}}}, \
        {name: f, csi: {driver: other, volumeAttributes: {secretProviderClass: w}}}]";
    let docs = [
        deployment("web", "", "", spec),
        object("v1/ConfigMap", "p", ""),
        object("v1/Secret", "s", ""),
        object("v1/PersistentVolumeClaim", "d", ""),
        object("secrets-store.csi.x-k8s.io/v1/SecretProviderClass", "v", ""),
    ];
    let pod = "Deployment/web:pod";
    check(&docs, "mounts-config", &[&format!("{pod} -> missing"), &format!("{pod} -> ConfigMap/p")]);
    check(&docs, "mounts-secret", &[&format!("{pod} -> Secret/s (optional)"), &format!("{pod} -> missing")]);
    check(&docs, "mounts-pvc", &[&format!("{pod} -> PersistentVolumeClaim/d")]);
    check(&docs[..1], "mounts-pvc", &[&format!("{pod} -> missing")]);
    let ephemeral =
        deployment("web", "", "", "volumes: [{name: tmp, ephemeral: {volumeClaimTemplate: {spec: {}}}}]");
    check(&[ephemeral], "mounts-pvc", &[&format!("{pod} -> generated tmp")]);
    check(&docs, "mounts-csi", &[&format!("{pod} -> SecretProviderClass/v")]);
    check(&docs[..1], "mounts-csi", &[&format!("{pod} -> missing")]);
    check_sites(&docs, "mounts-config", &["c", "p"]);
    check_sites(&docs, "mounts-secret", &["s", "q"]);
}

#[test]
fn published_config_maps() {
    let spec = "volumes: [{name: a, configMap: {name: kube-root-ca.crt}}]";
    check(&[deployment("web", "", "", spec)], "mounts-config", &["Deployment/web:pod -> built-in"]);
    for (name, key, expected, site) in [
        ("kube-root-ca.crt", "ca.crt", "built-in", "kube-root-ca.crt"),
        ("kube-root-ca.crt", "nope", "missing", "nope"),
        ("openshift-service-ca.crt", "service-ca.crt", "built-in", "openshift-service-ca.crt"),
        ("openshift-service-ca.crt", "ca.crt", "missing", "ca.crt"),
    ] {
        let spec = format!("volumes: [{{configMap: {{name: {name}, items: [{{key: {key}}}]}}}}]");
        let env = format!("env: [{{name: A, valueFrom: {{configMapKeyRef: {{name: {name}, key: {key}}}}}}}]");
        let docs = [deployment("web", "", &env, &spec)];
        check(&docs, "mounts-config", &[&format!("Deployment/web:pod -> {expected}")]);
        check(&docs, "env-config", &[&format!("Deployment/web:container api -> {expected}")]);
        check_sites(&docs, "env-config", &[site]);
    }
}

#[test]
fn secrets_of_csi_volumes() {
    let volume = "volumes: [{name: a, csi: {driver: x, nodePublishSecretRef: {name: creds}}}]";
    let docs = [deployment("shop/web", "", "", volume), object("v1/Secret", "shop/creds", "")];
    let pod = "Deployment/shop/web:pod";
    check(&docs, "mounts-secret", &[&format!("{pod} -> Secret/shop/creds")]);
    check(&docs[..1], "mounts-secret", &[&format!("{pod} -> missing")]);
}

#[test]
fn pull_secrets() {
    let docs = [
        deployment("web", "", "", "imagePullSecrets: [{name: registry}, {name: other}]"),
        object("v1/ServiceAccount", "api", "imagePullSecrets: [{name: registry}]"),
        object("v1/Secret", "registry", ""),
    ];
    check(
        &docs,
        "pull-secret",
        &[
            "Deployment/web:pod -> Secret/registry",
            "Deployment/web:pod -> missing",
            "ServiceAccount/api -> Secret/registry",
        ],
    );
}

#[test]
fn classes_of_pods() {
    let spec = "runtimeClassName: gvisor, priorityClassName: high";
    let docs = [
        deployment("shop/web", "", "", spec),
        object("node.k8s.io/v1/RuntimeClass", "gvisor", ""),
        object("scheduling.k8s.io/v1/PriorityClass", "high", ""),
    ];
    check(&docs, "runtime-class", &["Deployment/shop/web:pod -> RuntimeClass/gvisor"]);
    check(&docs, "priority-class", &["Deployment/shop/web:pod -> PriorityClass/high"]);
    check(&docs[..1], "runtime-class", &["Deployment/shop/web:pod -> missing"]);
    check(&docs[..1], "priority-class", &["Deployment/shop/web:pod -> missing"]);
    let system = deployment("web", "", "", "priorityClassName: system-node-critical");
    check(&[system], "priority-class", &["Deployment/web:pod -> built-in"]);
}

#[test]
fn governing_services() {
    let set = |service| object("apps/v1/StatefulSet", "db", &format!("spec: {{serviceName: {service}}}"));
    let service = object("v1/Service", "db", "spec: {clusterIP: None}");
    check(&[set("db"), service.clone()], "governing-svc", &["StatefulSet/db -> Service/db"]);
    check(&[set("dbs"), service.clone()], "governing-svc", &["StatefulSet/db -> missing"]);
    check(&[set("\"\""), service], "governing-svc", &[]);
}

#[test]
fn classes_of_claims() {
    let claim = |spec: &str| object("v1/PersistentVolumeClaim", "data", &format!("spec: {{{spec}}}"));
    let fast = object("storage.k8s.io/v1/StorageClass", "fast", "");
    let default = "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: std, annotations: \
        {storageclass.kubernetes.io/is-default-class: \"true\"}}}"
        .to_owned();
    let from = "PersistentVolumeClaim/data";
    check(
        &[claim("storageClassName: fast"), fast.clone()],
        "pvc-class",
        &[&format!("{from} -> StorageClass/fast")],
    );
    check(&[claim("storageClassName: slow"), fast.clone()], "pvc-class", &[&format!("{from} -> missing")]);
    check(
        &[claim(""), fast.clone(), default.clone()],
        "pvc-class",
        &[&format!("{from} -> StorageClass/std")],
    );
    check(&[claim(""), fast], "pvc-class", &[]);
    // the empty class turns dynamic provisioning off
    check(&[claim("storageClassName: \"\""), default.clone()], "pvc-class", &[]);
    // the older annotation goes before the field
    for (class, spec, expected) in [
        ("fast", "", Some("StorageClass/fast")),
        ("fast", "storageClassName: std", Some("StorageClass/fast")),
        ("slow", "", Some("missing")),
        ("\"\"", "storageClassName: std", None),
    ] {
        let annotation = format!("annotations: {{volume.beta.kubernetes.io/storage-class: {class}}}");
        let claim = claim(spec).replacen("metadata: {", &format!("metadata: {{{annotation}, "), 1);
        let expected: Vec<String> = expected.into_iter().map(|to| format!("{from} -> {to}")).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(
            &[claim, object("storage.k8s.io/v1/StorageClass", "fast", ""), default.clone()],
            "pvc-class",
            &expected,
        );
    }
    check_asked(&[claim(""), default], "pvc-class", &["std"]);
}

#[test]
fn classes_of_claim_templates() {
    let fast = object("storage.k8s.io/v1/StorageClass", "fast", "");
    let default = "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: std, annotations: \
        {storageclass.kubernetes.io/is-default-class: \"true\"}}}"
        .to_owned();
    for (template, expected) in [
        ("spec: {storageClassName: fast}", Some("StorageClass/fast")),
        ("spec: {storageClassName: slow}", Some("missing")),
        ("spec: {}", Some("StorageClass/std")),
        ("", Some("StorageClass/std")),
        ("spec: {storageClassName: \"\"}", None),
        (
            "metadata: {annotations: {volume.beta.kubernetes.io/storage-class: fast}}, spec: {}",
            Some("StorageClass/fast"),
        ),
    ] {
        let set = format!("spec: {{volumeClaimTemplates: [{{{template}}}]}}");
        let set = object("apps/v1/StatefulSet", "db", &set);
        let volumes = format!("volumes: [{{name: a, ephemeral: {{volumeClaimTemplate: {{{template}}}}}}}]");
        let pod = deployment("web", "", "", &volumes);
        for (owner, from) in [
            (set, "StatefulSet/db:/spec/volumeClaimTemplates/0"),
            (pod, "Deployment/web:/spec/template/spec/volumes/0/ephemeral/volumeClaimTemplate"),
        ] {
            let expected: Vec<String> = expected.iter().map(|to| format!("{from} -> {to}")).collect();
            let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
            check(&[owner, fast.clone(), default.clone()], "pvc-class", &expected);
        }
    }
}

#[test]
fn volumes_of_claims() {
    let claim = |name, spec: &str| object("v1/PersistentVolumeClaim", name, &format!("spec: {{{spec}}}"));
    let volume = |name, spec: &str| object("v1/PersistentVolume", name, &format!("spec: {{{spec}}}"));
    check(
        &[claim("shop/data", "volumeName: disk"), volume("disk", "")],
        "pvc-pv",
        &["PersistentVolumeClaim/shop/data -> PersistentVolume/disk"],
    );
    check(&[claim("data", "volumeName: disk")], "pvc-pv", &["PersistentVolumeClaim/data -> missing"]);
    check(
        &[
            claim("shop/data", ""),
            volume("mine", "claimRef: {name: data, namespace: shop}"),
            volume("other", "claimRef: {name: data, namespace: dev}"),
        ],
        "pvc-pv",
        &["PersistentVolumeClaim/shop/data -> PersistentVolume/mine"],
    );
}

#[test]
fn autoscalers() {
    let target = |kind: &str, name: &str, version: &str| {
        let version = if version.is_empty() { String::new() } else { format!("apiVersion: {version}, ") };
        format!("spec: {{scaleTargetRef: {{{version}kind: {kind}, name: {name}}}}}")
    };
    let web = deployment("web", "", "", "");
    for version in ["v1", "v2beta1", "v2beta2", "v2"] {
        let hpa = object(
            &format!("autoscaling/{version}/HorizontalPodAutoscaler"),
            "hpa",
            &target("Deployment", "web", "apps/v1"),
        );
        check(&[web.clone(), hpa], "hpa-target", &["HorizontalPodAutoscaler/hpa -> Deployment/web"]);
    }
    for (kind, name, version, to) in [
        ("Deployment", "wbe", "apps/v1", "missing"),
        ("StatefulSet", "web", "apps/v1", "missing"),
        ("Deployment", "web", "", "missing"),
        ("Deployment", "web", "extensions/v1beta1", "missing"),
        ("Deployment", "web", "example.com/v1", "missing"),
        ("Cache", "store", "example.com/v1", "Cache/store"),
    ] {
        let hpa = object("autoscaling/v2/HorizontalPodAutoscaler", "hpa", &target(kind, name, version));
        let docs = [web.clone(), object("example.com/v1/Cache", "store", ""), hpa];
        check(&docs, "hpa-target", &[&format!("HorizontalPodAutoscaler/hpa -> {to}")]);
        check_sites(&docs, "hpa-target", &[name]);
    }
}

#[test]
fn scaled_objects() {
    let scaled = |target: &str| {
        object("keda.sh/v1alpha1/ScaledObject", "so", &format!("spec: {{scaleTargetRef: {{{target}}}}}"))
    };
    let docs = |target| {
        [deployment("web", "", "", ""), workload("apps/v1/StatefulSet", "db", "", "", ""), scaled(target)]
    };
    let made = "ScaledObject/so -> generated keda-hpa-so";
    check(&docs("name: web"), "scaledobj-target", &["ScaledObject/so -> Deployment/web", made]);
    check(
        &docs("name: db, kind: StatefulSet"),
        "scaledobj-target",
        &["ScaledObject/so -> StatefulSet/db", made],
    );
    check(&docs("name: db"), "scaledobj-target", &["ScaledObject/so -> missing", made]);
    check(&docs(""), "scaledobj-target", &[made]);
}

#[test]
fn claims_replace_volumes_of_their_name() {
    let volumes = "volumes: [{name: data, persistentVolumeClaim: {claimName: gone}}, \
                   {name: data2, persistentVolumeClaim: {claimName: gone}}]";
    let template = format!("template: {{spec: {{containers: [{{name: api}}], {volumes}}}}}");
    let claims = "volumeClaimTemplates: [{metadata: {name: data}}]";
    for (kind, expected) in [("StatefulSet", 1), ("Deployment", 2)] {
        let body = format!("spec: {{{claims}, {template}}}");
        let documents = [object(&format!("apps/v1/{kind}"), "shop/db", &body)];
        let edge = format!("{kind}/shop/db:pod -> missing");
        check(&documents, "mounts-pvc", &vec![edge.as_str(); expected]);
    }
}
