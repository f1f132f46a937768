//! TLS that is not said by the `tls` of an Ingress: annotations of controllers, and the hosts that need none.

use readylint_kube::Labels;

/// What an annotation must say.
enum Says {
    /// Anything.
    Something,
    /// `true`.
    True,
    /// A text with this word in it.
    Word(&'static str),
    /// A list with commas of only these.
    Only(&'static [&'static str]),
}

/// Annotations that give an Ingress or a Gateway its certificate, or say that TLS ends before or behind the controller: those
/// of the documentation of each controller. What many Ingresses share (an `IngressGroup` of the AWS controller, a canary
/// of ingress-nginx) may have the certificate in another one, which cannot be told.
const ANNOTATIONS: &[(&str, Says)] = &[
    ("alb.ingress.kubernetes.io/certificate-arn", Says::Something),
    ("alb.ingress.kubernetes.io/listen-ports", Says::Word("HTTPS")),
    ("alb.ingress.kubernetes.io/ssl-redirect", Says::Something),
    ("alb.ingress.kubernetes.io/group.name", Says::Something),
    ("service.beta.kubernetes.io/aws-load-balancer-ssl-cert", Says::Something),
    ("networking.gke.io/managed-certificates", Says::Something),
    ("networking.gke.io/certmap", Says::Something),
    ("ingress.gcp.kubernetes.io/pre-shared-cert", Says::Something),
    ("appgw.ingress.kubernetes.io/appgw-ssl-certificate", Says::Something),
    ("traefik.ingress.kubernetes.io/router.tls", Says::True),
    ("traefik.ingress.kubernetes.io/router.tls.certresolver", Says::Something),
    ("traefik.ingress.kubernetes.io/router.entrypoints", Says::Word("websecure")),
    ("konghq.com/protocols", Says::Only(&["https", "grpcs"])),
    ("nginx.ingress.kubernetes.io/canary", Says::True),
    ("nginx.ingress.kubernetes.io/ssl-passthrough", Says::True),
    ("haproxy-ingress.github.io/ssl-passthrough", Says::True),
    ("haproxy.org/ssl-passthrough", Says::True),
    ("ingress.kubernetes.io/ssl-passthrough", Says::True),
    // only useful where something before the controller ends TLS, as its documentation says
    ("nginx.ingress.kubernetes.io/force-ssl-redirect", Says::True),
    ("external-dns.alpha.kubernetes.io/cloudflare-proxied", Says::True),
];

/// Annotations by which a controller fills in the `tls` of a Route.
const ISSUERS_OF_ROUTES: [&str; 4] = [
    "cert-manager.io/issuer-name",
    "cert-manager.io/issuer",
    "cert-manager.io/cluster-issuer",
    "kubernetes.io/tls-acme",
];

/// Whether `annotations`, or one of the keys in `declared`, say that TLS is there all the same.
pub(super) fn is_annotated(annotations: Labels<'_>, declared: &[&str]) -> bool {
    let says = |text: &str, says: &Says| match says {
        Says::Something => !text.is_empty(),
        Says::True => text == "true",
        Says::Word(word) => text.contains(word),
        Says::Only(words) => text.split(',').all(|part| words.contains(&part.trim())),
    };
    let is_declared = |key: &&str| annotations.get(key).is_some_and(|text| text != "false");
    ANNOTATIONS.iter().any(|(key, what)| annotations.get(key).is_some_and(|text| says(text, what)))
        || declared.iter().any(is_declared)
}

/// Whether a controller gives a Route with these annotations its `tls`.
pub(super) fn is_issued(annotations: Labels<'_>) -> bool {
    ISSUERS_OF_ROUTES.iter().any(|key| annotations.get(key).is_some())
}

/// Whether no one outside can ask for `host`, so that no authority issues a certificate for it (RFC 6761, RFC 6762).
pub(super) fn is_local(host: &str) -> bool {
    let (before, last) = host.rsplit_once('.').unwrap_or(("", host));
    last.eq_ignore_ascii_case("localhost") || (!before.is_empty() && last.eq_ignore_ascii_case("local"))
}

/// Whether a certificate for `pattern`, perhaps with a leading `*.` that stands for one label, is good for `host`.
pub(super) fn certifies(pattern: &str, host: &str) -> bool {
    if pattern.eq_ignore_ascii_case(host) {
        return true;
    }
    let parent = host.split_once('.').map(|(_, parent)| parent);
    pattern.strip_prefix("*.").zip(parent).is_some_and(|(base, parent)| base.eq_ignore_ascii_case(parent))
}
