//! Copies of Secrets and ConfigMaps in other namespaces, and what controllers write into those that are there.

use readylint_yaml::Node;

use super::{Keys, Product, Products, Reach, at_path, items, text, text_of};
use crate::graph::namespaces::Namespaces;
use crate::views::{LabelSelector, Labels, SelectorScope};
use crate::{Kind, Resource};

/// How many selectors of one object are held against the namespaces of the input.
const SELECTORS: usize = 64;

/// The namespaces of these names and those that one of `selectors` selects.
pub(super) fn joined_namespaces<'g>(
    from: Resource<'g>,
    selectors: impl Iterator<Item = Node<'g>>,
    names: &[&str],
) -> Namespaces {
    let graph = from.graph();
    let mut all = graph.namespaces_of(from.id(), names.iter().copied());
    for (number, selector) in selectors.filter(|selector| !selector.is_null()).enumerate() {
        if number == SELECTORS {
            all.cannot_tell = true;
            break;
        }
        let selector = LabelSelector::new(Some(selector), SelectorScope::Nothing, SelectorScope::Everything);
        match graph.namespaces_by(from.id(), selector) {
            Namespaces::These(these) => all = all.joined(these),
            everything => return everything,
        }
    }
    Namespaces::These(all)
}

/// A trust-manager Bundle: a ConfigMap, a Secret or both of its name, in the namespaces that its target selects, by
/// default in all (API reference, `BundleTarget`).
pub(super) fn bundle(products: &mut Products<'_, '_>) {
    let Some((name, site)) = products.own_name() else { return };
    let target = products.resource.spec().and_then(|spec| spec.get("target"));
    let selector = target.and_then(|target| target.get("namespaceSelector")).filter(|it| !it.is_null());
    let reach = match selector {
        Some(selector) => joined_namespaces(products.resource, std::iter::once(selector), &[]),
        None => Namespaces::All,
    };
    let formats = target.and_then(|target| target.get("additionalFormats"));
    let formats = formats.into_iter().flat_map(Node::entries).filter_map(|it| text(it.value, "key"));
    let formats: Vec<&str> = formats.collect();
    let made = [("configMap", Kind::ConfigMap), ("secret", Kind::Secret)];
    let made = made.map(|(key, kind)| (target.and_then(|target| target.get(key)), kind));
    let is_silent = made.iter().all(|(field, _)| field.is_none());
    for (field, kind) in made {
        let key = field.and_then(|field| text(field, "key"));
        let keys = key.map_or(Keys::Unknown, |key| Keys::of(formats.iter().copied().chain([key])));
        // the oldest versions made a ConfigMap without being asked
        if field.is_some() || (is_silent && kind == Kind::ConfigMap) {
            products
                .push(Product::new(kind, name, site).with_keys(keys).reaching(Reach::Chosen(reach.clone())));
        }
    }
}

/// A Secret or ConfigMap of the input: its copies, and the keys that controllers write into it.
pub(super) fn of_object(products: &mut Products<'_, '_>) {
    let resource = products.resource;
    let Some((name, site)) = products.own_name() else { return };
    let node = resource.node();
    let keys = Keys::of_maps([node.get("data"), node.get("stringData"), node.get("binaryData")]);
    let own = Product::new(resource.kind(), name, site);
    copies(products, &own.clone().with_keys(keys), resource.metadata().node());
    let written = match resource.kind() {
        Kind::Secret => written_into_secret(resource),
        _ => written_into_map(resource),
    };
    products.push(written.map(|keys| own.with_keys(keys).added_if(true)));
}

/// What controllers write into a Secret: the tokens controller of kube-controller-manager, and those that fill a Secret
/// which annotations hand to them.
fn written_into_secret(resource: Resource<'_>) -> Option<Keys> {
    let annotations = resource.metadata().annotations();
    let is_token = text(resource.node(), "type") == Some("kubernetes.io/service-account-token");
    if is_token && annotations.get("kubernetes.io/service-account.name").is_some() {
        return Some(Keys::of(["ca.crt", "namespace", "token"]));
    }
    if let Some(keys) = annotations.get("secret-generator.v1.mittwald.de/autogenerate") {
        return Some(Keys::of(keys.split(',').map(str::trim)));
    }
    is_filled_by_annotation(annotations).then_some(Keys::Unknown)
}

/// What controllers write into a ConfigMap: OpenShift's certificate authorities, and copies.
fn written_into_map(resource: Resource<'_>) -> Option<Keys> {
    let metadata = resource.metadata();
    if metadata.annotation("service.beta.openshift.io/inject-cabundle") == Some("true") {
        return Some(Keys::of(["service-ca.crt"]));
    }
    if metadata.labels().get("config.openshift.io/inject-trusted-cabundle") == Some("true") {
        return Some(Keys::of(["ca-bundle.crt"]));
    }
    is_filled_by_annotation(metadata.annotations()).then_some(Keys::Unknown)
}

/// Annotations that make an object the copy of another one, or that let a controller generate its content.
fn is_filled_by_annotation(annotations: Labels<'_>) -> bool {
    const KEYS: [&str; 4] = [
        "replicator.v1.mittwald.de/replicate-from",
        "reflector.v1.k8s.emberstack.com/reflects",
        "secret-generator.v1.mittwald.de/type",
        "secretgen.carvel.dev/image-pull-secret",
    ];
    KEYS.into_iter().any(|key| annotations.get(key).is_some())
}

/// The copies that annotations ask for: of reflector (<https://github.com/emberstack/kubernetes-reflector>) and replicator
/// (<https://github.com/mittwald/kubernetes-replicator>). `metadata` is that which `product` gets.
pub(super) fn copies(products: &mut Products<'_, '_>, product: &Product, metadata: Option<Node<'_>>) {
    let annotations = Labels { node: metadata.and_then(|metadata| metadata.get("annotations")) };
    if annotations.is_empty() {
        return;
    }
    let copy = |site: Node<'_>, reach: NamespacePatterns| {
        let copy = Product { site: site.id(), is_addition: false, ..product.clone() };
        copy.certain_if(reach.is_certain).reaching(reach.reach)
    };
    let reflector = |key: &str| annotations.value(&format!("reflector.v1.k8s.emberstack.com/{key}"));
    let is_true = |node: Option<Node<'_>>| node.and_then(Node::text) == Some("true");
    if is_true(reflector("reflection-allowed"))
        && let Some(site) = reflector("reflection-auto-enabled").filter(|site| is_true(Some(*site)))
    {
        let named = ["reflection-auto-namespaces", "reflection-allowed-namespaces"];
        let list = named.into_iter().find_map(|key| text_of(reflector(key)?)).unwrap_or(".*");
        products.push(copy(site, NamespacePatterns::of(list)));
    }
    if let Some(site) = annotations.value("replicator.v1.mittwald.de/replicate-to")
        && let Some(list) = text_of(site)
    {
        products.push(copy(site, NamespacePatterns::of(list)));
    }
    if let Some(site) = annotations.value("replicator.v1.mittwald.de/replicate-to-matching") {
        // a selector in one string; which namespaces carry the labels is not looked up
        products.push(copy(site, NamespacePatterns::anywhere()));
    }
}

/// Namespaces that a list of names and regular expressions means.
struct NamespacePatterns {
    reach: Reach,
    is_certain: bool,
}

impl NamespacePatterns {
    /// Of the expressions only the one that means everything is read; with others it cannot be told.
    fn of(list: &str) -> Self {
        let parts = || list.split(',').map(str::trim).filter(|part| !part.is_empty());
        let is_name = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if parts().any(|part| matches!(part, ".*" | "*" | "^.*$")) {
            return Self { reach: Reach::Chosen(Namespaces::All), is_certain: true };
        }
        if parts().all(is_name) {
            return Self { reach: Reach::Named(parts().map(str::to_owned).collect()), is_certain: true };
        }
        Self::anywhere()
    }

    fn anywhere() -> Self {
        Self { reach: Reach::Chosen(Namespaces::All), is_certain: false }
    }
}

/// Objects that `generate` rules of Kyverno make. A name with a variable in it is not known; a namespace with one may be any.
pub(super) fn generated(products: &mut Products<'_, '_>) {
    let spec = products.resource.spec();
    let is_unknown = |text: &str| text.contains("{{");
    for rule in spec.into_iter().flat_map(|spec| items(spec, "rules")) {
        let Some(generate) = rule.get("generate") else { continue };
        let kind = match text(generate, "kind") {
            Some("Secret") => Kind::Secret,
            Some("ConfigMap") => Kind::ConfigMap,
            _ => continue,
        };
        let Some(product) = Product::named_by(kind, generate.get("name")) else {
            continue;
        };
        if is_unknown(&product.name) {
            continue;
        }
        let content = generate.get("data");
        let keys = content.map_or(Keys::Unknown, |content| {
            Keys::of_maps(["data", "stringData"].map(|key| at_path(content, &[key])))
        });
        // the rule makes it for what it matches, which comes later
        let product = product.with_keys(keys).certain_if(false);
        products.push(match text(generate, "namespace") {
            Some(namespace) if !is_unknown(namespace) => product.in_namespace(Some(namespace)),
            _ => product.reaching(Reach::Chosen(Namespaces::All)),
        });
    }
}
