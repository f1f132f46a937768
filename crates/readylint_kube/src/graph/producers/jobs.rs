//! Programs in pods that make Secrets: certificate generators of charts, and what draws a password at the first start.

use readylint_yaml::Node;

use super::{Keys, Product, Products, Reach};
use crate::views::Container;

/// Generators of which the image's last path segment is known, with the keys that they write; none listed: unknown.
const GENERATORS: [(&str, &[&str]); 4] = [
    // ingress-nginx, kube-prometheus-stack; `--cert-name` and `--key-name` rename two of the keys
    ("kube-webhook-certgen", &["ca", "cert", "key"]),
    // Cilium: `--ca-secret-name`, `--hubble-server-cert-secret-name`…
    ("certgen", &[]),
    // Consul: `gossip-encryption-autogenerate`
    ("consul-k8s", &[]),
    ("consul-k8s-control-plane", &[]),
];

/// The Secrets that the containers of a Job make, if they are of a known generator: those that its arguments name.
pub(super) fn certificates(products: &mut Products<'_, '_>) {
    let pod = products.resource.graph().pod_template_of(products.resource.id());
    for container in pod.into_iter().flat_map(crate::PodTemplate::containers) {
        if let Some(keys) = generator(container) {
            of_container(products, container, keys);
        }
    }
}

fn generator(container: Container<'_>) -> Option<&'static [&'static str]> {
    let image = container.image_reference()?.ok()?;
    GENERATORS.iter().find(|(name, _)| *name == image.base_name()).map(|(_, keys)| *keys)
}

fn of_container(products: &mut Products<'_, '_>, container: Container<'_>, keys: &[&str]) {
    let flags = flags(container);
    let value = |wanted: &str| flags.iter().find(|flag| flag.name == wanted).map(|flag| flag.value);
    let keys = if keys.is_empty() {
        Keys::Unknown
    } else {
        Keys::of(keys.iter().map(|&key| value(&format!("{key}-name")).unwrap_or(key)))
    };
    // `$(POD_NAMESPACE)` is the Job's own one
    let namespace = value("namespace").filter(|namespace| !namespace.contains('$'));
    let reach = namespace.map_or(Reach::Own, |namespace| Reach::Named(vec![namespace.to_owned()]));
    let names = |flag: &&Flag<'_>| flag.name == "secret-name" || flag.name.ends_with("-secret-name");
    for flag in flags.iter().filter(names).filter(|flag| !flag.value.contains('$')) {
        let product = Product::secret(flag.value, flag.node).with_keys(keys.clone());
        products.push(product.reaching(reach.clone()));
    }
}

/// The command of Argo CD that makes the Secret with the password of its Redis, unless there is one; its name and key are fixed
/// (`cmd/argocd/commands/admin/redis_initial_password.go` of argoproj/argo-cd).
const REDIS_INITIAL_PASSWORD: &str = "redis-initial-password";

/// The Secrets that a container of any pod makes when it first starts: an init container does in the manifests of Argo CD, the
/// Job of a hook in its chart.
pub(super) fn initial_passwords(products: &mut Products<'_, '_>) {
    let pod = products.resource.graph().pod_template_of(products.resource.id());
    for container in pod.into_iter().flat_map(crate::PodTemplate::containers) {
        let mut words = words(container);
        if let Some(word) = words.find(|word| word.text() == Some(REDIS_INITIAL_PASSWORD)) {
            products.push(Product::secret("argocd-redis", word).with_keys(Keys::of(["auth"])));
        }
    }
}

/// The items of `command` and `args`.
fn words(container: Container<'_>) -> impl Iterator<Item = Node<'_>> {
    let lists = ["command", "args"].into_iter().filter_map(move |key| container.node().get(key));
    lists.flat_map(Node::items)
}

/// A flag of a command line.
struct Flag<'g> {
    name: &'g str,
    value: &'g str,
    node: Node<'g>,
}

/// The flags of `command` and `args`: `--name=value`, or `--name` and `value` in two items.
fn flags(container: Container<'_>) -> Vec<Flag<'_>> {
    let items: Vec<Node<'_>> = words(container).collect();
    let named = items.iter().enumerate().filter_map(|(at, &node)| {
        let flag = node.text()?.strip_prefix('-')?.trim_start_matches('-');
        if let Some((name, value)) = flag.split_once('=') {
            return Some(Flag { name, value, node });
        }
        let next = *items.get(at + 1)?;
        let value = next.text().filter(|value| !value.starts_with('-'))?;
        Some(Flag { name: flag, value, node: next })
    });
    named.filter(|flag| !flag.name.is_empty() && !flag.value.is_empty()).collect()
}
