//! Certificates: cert-manager, its shims for Ingress and Gateway, and the serving certificates of OpenShift.

use readylint_yaml::Node;

use super::copies::copies;
use super::{Keys, Product, Products, at_path, items, text};
use crate::{Kind, Resource};

/// What an issued Secret holds. An ACME issuer may leave `ca.crt` out, which the manifest does not show.
const TLS_KEYS: [&str; 3] = ["tls.crt", "tls.key", "ca.crt"];

/// Certificate: `secretName`, and the keys that keystores and further formats add (cert-manager API reference,
/// `CertificateSpec`).
pub(super) fn certificate(products: &mut Products<'_, '_>) {
    let Some(spec) = products.resource.spec() else { return };
    let Some(product) = Product::named_by(Kind::Secret, spec.get("secretName")) else {
        return;
    };
    let mut keys = TLS_KEYS.to_vec();
    for (store, made) in
        [("jks", ["keystore.jks", "truststore.jks"]), ("pkcs12", ["keystore.p12", "truststore.p12"])]
    {
        let creates = at_path(spec, &["keystores", store, "create"]).and_then(Node::as_bool);
        if creates == Some(true) {
            keys.extend(made);
        }
    }
    for format in items(spec, "additionalOutputFormats") {
        match text(format, "type") {
            Some("DER") => keys.push("key.der"),
            Some("CombinedPEM") => keys.push("tls-combined.pem"),
            _ => {}
        }
    }
    let product = product.with_keys(Keys::of(keys));
    copies(products, &product, spec.get("secretTemplate"));
    products.push(product);
}

/// Issuer and `ClusterIssuer` with an ACME server: the key of their account, unless they are told to take one that is there
/// (`disableAccountKeyGeneration`). That of a `ClusterIssuer` is in the namespace that cert-manager is told, by default its
/// own.
pub(super) fn account_key(products: &mut Products<'_, '_>) {
    let acme = products.resource.spec().and_then(|spec| spec.get("acme"));
    let is_given =
        |acme: &Node<'_>| acme.get("disableAccountKeyGeneration").and_then(Node::as_bool).unwrap_or(false);
    let Some(reference) =
        acme.filter(|acme| !is_given(acme)).and_then(|acme| acme.get("privateKeySecretRef"))
    else {
        return;
    };
    let key = text(reference, "key").unwrap_or("tls.key");
    let is_cluster = products.resource.kind() == Kind::ClusterIssuer;
    let product = Product::named_by(Kind::Secret, reference.get("name")).map(|product| {
        let product = product.with_keys(Keys::of([key]));
        product.certain_if(!is_cluster).in_namespace(is_cluster.then_some("cert-manager"))
    });
    products.push(product);
}

/// Ingress and Gateway with an issuer annotation: a Certificate for each Secret that they name.
pub(super) fn of_shim(products: &mut Products<'_, '_>) {
    let resource = products.resource;
    let Some(spec) = resource.spec() else { return };
    if !asks_for_certificates(resource) {
        return;
    }
    let names: Vec<Node<'_>> = match resource.kind() {
        Kind::Ingress => items(spec, "tls").filter_map(|tls| tls.get("secretName")).collect(),
        _ => items(spec, "listeners").flat_map(shimmed_references).filter_map(|it| it.get("name")).collect(),
    };
    for name in names {
        let product = Product::named_by(Kind::Secret, Some(name));
        products.push(product.map(|product| product.with_keys(Keys::of(TLS_KEYS))));
    }
}

/// The references of a listener for which cert-manager makes a Certificate: to Secrets of the Gateway's own namespace.
fn shimmed_references(listener: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let references = listener.get("tls").into_iter().flat_map(|tls| items(tls, "certificateRefs"));
    references.filter(|reference| {
        let is_secret = text(*reference, "kind").is_none_or(|kind| kind == "Secret");
        let is_core = text(*reference, "group").is_none();
        is_secret && is_core && text(*reference, "namespace").is_none()
    })
}

/// Whether an annotation hands the certificates to a controller: cert-manager (its own, and the one that it took over from
/// kube-lego), or Gardener's.
fn asks_for_certificates(resource: Resource<'_>) -> bool {
    const ISSUERS: [&str; 5] = [
        "cert-manager.io/issuer",
        "cert-manager.io/cluster-issuer",
        "cert-manager.io/issuer-kind",
        "certmanager.k8s.io/issuer",
        "certmanager.k8s.io/cluster-issuer",
    ];
    let annotations = resource.metadata().annotations();
    ISSUERS.into_iter().any(|key| annotations.get(key).is_some())
        || annotations.get("kubernetes.io/tls-acme") == Some("true")
        || annotations.get("cert.gardener.cloud/purpose") == Some("managed")
}

/// The Secret that OpenShift's service CA operator writes for an annotated Service.
pub(super) fn serving(products: &mut Products<'_, '_>) {
    let annotations = products.resource.metadata().annotations();
    for key in [
        "service.beta.openshift.io/serving-cert-secret-name",
        "service.alpha.openshift.io/serving-cert-secret-name",
    ] {
        let product = Product::named_by(Kind::Secret, annotations.value(key));
        products.push(product.map(|product| product.with_keys(Keys::of(["tls.crt", "tls.key"]))));
    }
}
