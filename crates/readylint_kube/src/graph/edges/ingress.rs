//! Ingresses, the Services and certificates they use, and who issues those.

use readylint_yaml::{Node, NodeId};

use super::Edges;
use super::gateway::gateway_certificates;
use super::objects::ObjectReference;
use super::ports::WantedPort;
use crate::graph::fields::{items, text, text_of};
use crate::graph::{Relation, Target};
use crate::{Kind, Resource};

/// The annotation that named the class before `spec.ingressClassName`.
const CLASS_ANNOTATION: &str = "kubernetes.io/ingress.class";

/// The port name with which the AWS load balancer controller reads the backend from an annotation.
const ANNOTATED_ACTION: &str = "use-annotation";

/// The group of cert-manager.
const CERT_MANAGER: &str = "cert-manager.io";

pub(super) fn derive(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    match resource.kind() {
        Kind::Ingress => {
            class(edges);
            backends(edges);
            certificates(edges);
            issuers(edges);
        }
        Kind::Gateway => {
            gateway_certificates(edges);
            issuers(edges);
        }
        Kind::Certificate => certificate_issuer(edges),
        _ => {}
    }
}

/// The class by field, else by annotation, else the default one of the input. The annotation is compared by controllers
/// with a name of their own, so that no IngressClass need exist for it.
fn class(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let spec = resource.spec();
    let root = edges.root();
    if let Some(site) = spec.and_then(|spec| spec.get("ingressClassName")).filter(|it| text_of(*it).is_some())
    {
        return edges.reference(root, Relation::IngressClass, Some(site), false);
    }
    if let Some(site) = resource.metadata().annotations().value(CLASS_ANNOTATION) {
        let Some(name) = text_of(site) else { return };
        let to = match edges.resolve(Kind::IngressClass, None, name) {
            Target::Missing => Target::External,
            to => to,
        };
        return edges.push(root, Relation::IngressClass, site, to, false);
    }
    let default = resource.graph().of_kind(Kind::IngressClass).find(|class| is_default(*class));
    if let (Some(class), Some(site)) = (default, spec) {
        let to = Target::Found(class.end());
        let name = class.name().unwrap_or_default();
        edges.push_asking(root, Relation::IngressClass, site, to, (name, false));
    }
}

fn is_default(class: Resource<'_>) -> bool {
    class.metadata().annotation("ingressclass.kubernetes.io/is-default-class") == Some("true")
}

/// The backend of every path, and the default one: `service` of networking/v1, `serviceName` of the betas. A `resource` is no
/// Service.
fn backends(edges: &mut Edges<'_, '_>) {
    let Some(spec) = edges.resource.spec() else { return };
    let root = edges.root();
    for key in ["defaultBackend", "backend"] {
        if let Some(backend) = spec.get(key) {
            self::backend(edges, root, backend);
        }
    }
    for rule in items(spec, "rules") {
        for path in rule.get("http").into_iter().flat_map(|http| items(http, "paths")) {
            if let Some(backend) = path.get("backend") {
                self::backend(edges, path.resolved().id(), backend);
            }
        }
    }
}

fn backend<'g>(edges: &mut Edges<'_, 'g>, from: NodeId, backend: Node<'g>) {
    let service = backend.get("service");
    let name = service.and_then(|service| service.get("name")).or_else(|| backend.get("serviceName"));
    let v1_port = service.and_then(|service| service.get("port"));
    let v1_port = v1_port.and_then(|port| {
        let number = port.get("number").filter(|number| !number.is_null());
        number.or_else(|| port.get("name"))
    });
    let port = v1_port.or_else(|| backend.get("servicePort")).filter(|port| text_of(*port).is_some());
    let Some(site) = name else { return };
    let Some(name) = text_of(site) else { return };
    let Some((port, port_text)) = port.and_then(|port| Some((port, text_of(port)?))) else {
        let to = edges.resolve(Kind::Service, edges.resource.namespace_symbol(), name);
        return edges.push(from, Relation::IngressService, site, to, false);
    };
    let asked = format!("{name}:{port_text}");
    let to = if port_text == ANNOTATED_ACTION {
        Target::External
    } else {
        let to = edges.resolve(Kind::Service, edges.resource.namespace_symbol(), name);
        WantedPort::of(port).map_or(to, |wanted| edges.with_port(to, &wanted))
    };
    let site = if matches!(to, Target::Incomplete(_)) { port } else { site };
    edges.push_asking(from, Relation::IngressService, site, to, (&asked, false));
}

/// The Secrets of `tls`; an entry without `secretName` takes the controller's default certificate.
fn certificates(edges: &mut Edges<'_, '_>) {
    let Some(spec) = edges.resource.spec() else { return };
    for tls in items(spec, "tls") {
        edges.reference(tls.resolved().id(), Relation::IngressTls, tls.get("secretName"), false);
    }
}

/// The issuer that annotations of an Ingress or a Gateway name (cert-manager, "Annotated Ingress resource"). With
/// `kubernetes.io/tls-acme` alone it is the default one of the controller's configuration.
fn issuers(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let annotations = resource.metadata().annotations();
    let root = edges.root();
    if let Some((site, name)) = annotated(resource, "cert-manager.io/cluster-issuer") {
        let to = edges.resolve(Kind::ClusterIssuer, None, name);
        edges.push(root, Relation::IngressIssuer, site, to, false);
    }
    if let Some((site, name)) = annotated(resource, "cert-manager.io/issuer") {
        let word = |key| annotations.get(key).filter(|word: &&str| !word.is_empty());
        let reference = ObjectReference {
            group: word("cert-manager.io/issuer-group").unwrap_or(CERT_MANAGER),
            kind: word("cert-manager.io/issuer-kind").unwrap_or("Issuer"),
            namespace: resource.namespace(),
            name,
            site,
        };
        edges.refer_to(root, Relation::IngressIssuer, Some(reference));
    }
}

fn annotated<'g>(resource: Resource<'g>, key: &str) -> Option<(Node<'g>, &'g str)> {
    let site = resource.metadata().annotations().value(key)?;
    Some((site, text_of(site)?))
}

/// `issuerRef`: an Issuer of the own namespace by default. Issuers of other groups are those of external controllers.
fn certificate_issuer(edges: &mut Edges<'_, '_>) {
    let resource = edges.resource;
    let Some(node) = resource.spec().and_then(|spec| spec.get("issuerRef")) else {
        return;
    };
    let reference = ObjectReference::of(node, (CERT_MANAGER, "Issuer"), resource.namespace());
    let reference = reference.map(|reference| ObjectReference {
        group: text(node, "group").unwrap_or(CERT_MANAGER),
        namespace: resource.namespace(),
        ..reference
    });
    edges.refer_to(edges.root(), Relation::CertificateIssuer, reference);
}
