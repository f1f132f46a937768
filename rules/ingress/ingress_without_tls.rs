//! Hosts that are served to the outside without TLS.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, OptionKind, OptionSpec, OptionValues, Profile, Rule, RuleContext};
use readylint_kube::{Ingress, Kind, Labels, Resource};
use readylint_yaml::Node;

use super::plain_listener::{PlainHost, plain_hosts};
use super::tls_elsewhere::{certifies, is_annotated, is_issued, is_local};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &[
        "PO:tlsSettingsMissing",
        "KY:require-ingress-https",
        "KY:check-routes",
        "KY:unique-routes",
        "KUB:C-0263",
        "TS:0002",
    ],
    readiness: &["S2-1.1-d", "S3-1.6-a", "S3-6.1", "S3-10.6", "S4-1.2-f", "S4-6.2-a1"],
    yields_to: &[],
    options: &[ANNOTATIONS, CLASSES],
    check: Check::Kinds(&[Kind::Ingress, Kind::Gateway, Kind::Route], check),
};

const ANNOTATIONS: OptionSpec = OptionSpec {
    key: "upstream-tls-annotations",
    kind: OptionKind::Strings(&[]),
    help: "Annotations which say that TLS ends before or behind the controller.",
};

const CLASSES: OptionSpec = OptionSpec {
    key: "upstream-tls-classes",
    kind: OptionKind::Strings(&["cloudflare-tunnel", "ngrok"]),
    help: "Classes of Ingresses and Gateways for which something before the controller ends TLS.",
};

/// How many other Ingresses, and hosts of each, are asked for a certificate of the same host; with more,
/// nothing is said.
const OTHERS: usize = 1024;

/// Where cert-manager reads that an Ingress wants certificates.
const ISSUERS: [&str; 3] =
    ["cert-manager.io/cluster-issuer", "cert-manager.io/issuer", "kubernetes.io/tls-acme"];

struct Options<'a> {
    annotations: Vec<&'a str>,
    classes: Vec<&'a str>,
}

impl<'a> Options<'a> {
    fn read(values: &'a OptionValues) -> Self {
        Self { annotations: values.strings(&ANNOTATIONS), classes: values.strings(&CLASSES) }
    }

    /// Whether TLS is said in another place than the object's own field.
    fn is_elsewhere(&self, resource: Resource<'_>) -> bool {
        let spec = resource.spec();
        let field = |key| spec.and_then(|spec| spec.get(key)).and_then(Node::text);
        let class = field("gatewayClassName").or_else(|| class_of(resource));
        class.is_some_and(|class| self.classes.contains(&class))
            || is_annotated(resource.metadata().annotations(), &self.annotations)
    }
}

fn check(cx: &RuleContext<'_>, resource: Resource<'_>) {
    if Options::read(cx.options()).is_elsewhere(resource) {
        return;
    }
    match Ingress::of(resource) {
        Some(ingress) => check_ingress(cx, ingress),
        None if resource.kind() == Kind::Gateway => check_gateway(cx, resource),
        None => check_route(cx, resource),
    }
}

fn check_ingress(cx: &RuleContext<'_>, ingress: Ingress<'_>) {
    let hosts: Vec<Option<&str>> =
        ingress.rules().map(|rule| rule.get("host").and_then(Node::text)).collect();
    if hosts.is_empty() || solves_challenges(ingress) || are_local(&hosts) {
        return cx.not_applicable();
    }
    let Some(spec) = ingress.spec() else { return };
    if ingress.tls().next().is_some() || have_tls_of_others(ingress, &hosts) {
        return;
    }
    let finding = without_tls(ingress.resource(), spec, &hosts);
    let annotations = ingress.metadata().annotations();
    cx.report(match ISSUERS.into_iter().find_map(|key| annotations.value(key)) {
        Some(issuer) => {
            finding.label(issuer.grip(), "cert-manager makes certificates only for hosts under `tls`")
        }
        None => finding,
    });
}

/// Whether it only answers the challenges of ACME, which come over plain HTTP (RFC 8555, 8.3).
fn solves_challenges(ingress: Ingress<'_>) -> bool {
    let paths = ingress.paths().map(|path| path.get("path").and_then(Node::text).unwrap_or_default());
    let mut paths = paths.peekable();
    ingress.metadata().labels().get("acme.cert-manager.io/http01-solver") == Some("true")
        || (paths.peek().is_some() && paths.all(|path| path.starts_with("/.well-known/acme-challenge")))
}

fn are_local(hosts: &[Option<&str>]) -> bool {
    hosts.iter().all(|host| host.is_some_and(is_local))
}

/// The class that `ingress` names.
fn class_of(ingress: Resource<'_>) -> Option<&str> {
    let field = ingress.spec().and_then(|spec| spec.get("ingressClassName")).and_then(Node::text);
    field.or_else(|| ingress.metadata().annotation("kubernetes.io/ingress.class"))
}

/// Whether other Ingresses have certificates for all of `hosts`, or may have: controllers that join what they find for a host,
/// such as ingress-nginx, use them for it. One of another class is for another controller; one that names no class may be
/// for any.
fn have_tls_of_others(ingress: Ingress<'_>, hosts: &[Option<&str>]) -> bool {
    let class = class_of(ingress.resource());
    let is_joined = |other: &Resource<'_>| {
        other.id() != ingress.id() && class.zip(class_of(*other)).is_none_or(|(own, other)| own == other)
    };
    let all = ingress.graph().of_kind(Kind::Ingress);
    let others = all.take(OTHERS + 1).filter(is_joined).filter_map(Ingress::of);
    let lists = others.flat_map(Ingress::tls).filter_map(|tls| tls.get("hosts"));
    let patterns: Vec<&str> = lists.flat_map(Node::items).filter_map(Node::text).take(OTHERS + 1).collect();
    // among what is not looked at there may be one
    let is_cut_short =
        patterns.len() > OTHERS || ingress.graph().of_kind(Kind::Ingress).nth(OTHERS).is_some();
    let has = |host: Option<&str>| host.is_some_and(|host| patterns.iter().any(|one| certifies(one, host)));
    is_cut_short || (!patterns.is_empty() && hosts.iter().copied().all(has))
}

fn check_route(cx: &RuleContext<'_>, route: Resource<'_>) {
    let Some(spec) = route.spec() else { return cx.not_applicable() };
    let host = spec.get("host").and_then(Node::text);
    let has_tls = spec.get("tls").is_some_and(|tls| !tls.is_empty());
    if !has_tls && !is_issued(route.metadata().annotations()) && !are_local(&[host]) {
        cx.report(without_tls(route, spec, &[host]));
    }
}

fn check_gateway(cx: &RuleContext<'_>, gateway: Resource<'_>) {
    let options = Options::read(cx.options());
    let infrastructure = gateway.spec().and_then(|spec| spec.get("infrastructure"));
    let passed_on = infrastructure.and_then(|infrastructure| infrastructure.get("annotations"));
    if is_annotated(Labels::new(passed_on), &options.annotations) {
        return;
    }
    let Some(hosts) = plain_hosts(gateway) else { return cx.not_applicable() };
    for PlainHost { listener, host, route } in hosts {
        let place = listener.get("protocol").unwrap_or(listener);
        let what = host.map_or("its routes".to_owned(), |host| format!("`{host}`"));
        let finding = Finding::new(format!("{} serves {what} over plain HTTP only", gateway.title()))
            .at(place)
            .here("no other listener takes these requests over TLS")
            .note(CONSEQUENCE)
            .help("add a listener with `protocol: HTTPS` and a certificate, and send on to it from here");
        cx.report(match route {
            Some(route) => {
                finding.label(route.anchor().grip(), format!("{} is reached by it", route.title()))
            }
            None => finding,
        });
    }
}

const CONSEQUENCE: &str =
    "what is sent, passwords and session cookies too, can be read and changed on its way";

fn without_tls(resource: Resource<'_>, spec: Node<'_>, hosts: &[Option<&str>]) -> Finding {
    let served = match hosts {
        [Some(host)] => format!("`{host}`"),
        [Some(host), rest @ ..] => format!("`{host}` and {} more", rest.len()),
        _ => "requests for any host".to_owned(),
    };
    let finding = Finding::new(format!("{} serves {served} without TLS", resource.title()));
    let finding = match spec.get("tls") {
        Some(tls) => finding.at(tls).here("nothing under `tls`"),
        None => finding.at_missing(spec, "tls").here("no `tls` here"),
    };
    finding.note(CONSEQUENCE).help("add `tls` with a certificate, for example one that cert-manager renews")
}
