//! Secrets from stores: External Secrets Operator, Sealed Secrets, the CSI driver for secret stores, Vault, Infisical.

use readylint_yaml::Node;

use super::copies::{copies, joined_namespaces};
use super::{Keys, Product, Products, Reach, at_path, items, text, text_of};
use crate::Kind;

/// `ExternalSecret` (v1alpha1, v1beta1, v1; API reference of external-secrets.io, `ExternalSecretTarget`).
pub(super) fn external_secret(products: &mut Products<'_, '_>) {
    let Some((name, site)) = products.own_name() else { return };
    if let Some(spec) = products.resource.spec() {
        target(products, spec, (name, site), Reach::Own);
    }
}

/// `ClusterExternalSecret`: an `ExternalSecret` in every namespace that it selects.
pub(super) fn cluster_external_secret(products: &mut Products<'_, '_>) {
    let Some(own) = products.own_name() else { return };
    let Some(spec) = products.resource.spec() else { return };
    let Some(secret) = spec.get("externalSecretSpec") else { return };
    let named = spec.get("externalSecretName");
    let name = named.and_then(|site| Some((text_of(site)?, site))).unwrap_or(own);
    let selectors = spec.get("namespaceSelector").into_iter().chain(items(spec, "namespaceSelectors"));
    let names: Vec<&str> = items(spec, "namespaces").filter_map(Node::text).collect();
    let chosen = joined_namespaces(products.resource, selectors, &names);
    target(products, secret, name, Reach::Chosen(chosen));
}

/// What the spec of an `ExternalSecret` makes; `default` is the name without `target.name`.
fn target(products: &mut Products<'_, '_>, spec: Node<'_>, default: (&str, Node<'_>), reach: Reach) {
    let target = spec.get("target");
    let policy = target.and_then(|target| text(target, "creationPolicy")).unwrap_or("Owner");
    if policy == "None" {
        return;
    }
    let named = target.and_then(|target| target.get("name"));
    let (name, site) = named.and_then(|site| Some((text_of(site)?, site))).unwrap_or(default);
    // since 0.19 the target may be of another kind
    let manifest = target.and_then(|target| text(target.get("manifest")?, "kind"));
    let kind = match manifest {
        None | Some("Secret") => Kind::Secret,
        Some("ConfigMap") => Kind::ConfigMap,
        Some(_) => return,
    };
    let product = Product::new(kind, name, site)
        .with_keys(target_keys(spec, target))
        .added_if(policy == "Merge")
        .reaching(reach);
    let metadata = target.and_then(|target| at_path(target, &["template", "metadata"]));
    copies(products, &product, metadata);
    products.push(product);
}

/// The keys that an `ExternalSecret` writes. A template replaces what was fetched, unless its `mergePolicy` is `Merge` or it
/// has no content of its own.
fn target_keys(spec: Node<'_>, target: Option<Node<'_>>) -> Keys {
    let template = target.and_then(|target| target.get("template")).filter(|node| node.is_mapping());
    let is_filled =
        |key| template.and_then(|template| template.get(key)).is_some_and(|node| !node.is_empty());
    let merges = template.and_then(|template| text(template, "mergePolicy")) == Some("Merge");
    let has_content = is_filled("data") || is_filled("templateFrom");
    let is_fetched = merges || !has_content;
    let is_opaque = is_filled("templateFrom") || (is_fetched && items(spec, "dataFrom").next().is_some());
    if is_opaque {
        return Keys::Unknown;
    }
    let fetched = items(spec, "data").filter(|_| is_fetched).filter_map(|item| text(item, "secretKey"));
    let written = template.and_then(|template| template.get("data")).into_iter().flat_map(Node::entries);
    Keys::of(fetched.chain(written.filter_map(|entry| entry.key.text())))
}

/// `SealedSecret`: the controller gives the Secret the name and namespace of the `SealedSecret`, whatever `template.metadata`
/// says (sealed-secrets, `SealedSecret.Unseal`).
pub(super) fn sealed_secret(products: &mut Products<'_, '_>) {
    let Some((name, site)) = products.own_name() else { return };
    let spec = products.resource.spec();
    let field = |key| spec.and_then(|spec| spec.get(key));
    let template = field("template");
    // `data` holds everything in one piece: the form before `encryptedData`
    let keys = if field("data").is_some_and(Node::is_scalar) {
        Keys::Unknown
    } else {
        Keys::of_maps([field("encryptedData"), template.and_then(|template| template.get("data"))])
    };
    let product = Product::secret(name, site).with_keys(keys);
    copies(products, &product, template.and_then(|template| template.get("metadata")));
    products.push(product);
}

/// SecretProviderClass: `secretObjects` are synced as long as a pod mounts the class.
pub(super) fn provider_class(products: &mut Products<'_, '_>) {
    let resource = products.resource;
    let place = resource.name().map(|name| (resource.namespace_symbol(), name));
    if !place.is_some_and(|place| products.mounted.contains(&place)) {
        return;
    }
    let objects = resource.spec().into_iter().flat_map(|spec| items(spec, "secretObjects"));
    for object in objects {
        let keys = Keys::of(items(object, "data").filter_map(|item| text(item, "key")));
        let product = Product::named_by(Kind::Secret, object.get("secretName"));
        products.push(product.map(|product| product.with_keys(keys)));
    }
}

/// Operators of secret stores whose fields need more than a table.
pub(super) fn of_operator(products: &mut Products<'_, '_>) {
    let resource = products.resource;
    let Some(spec) = resource.spec() else { return };
    match resource.api_group() {
        "secrets.hashicorp.com" => vault(products, spec),
        "secrets.infisical.com" => infisical(products, spec),
        "secrets.doppler.com" => {
            let Some(managed) = spec.get("managedSecret") else { return };
            let product = Product::named_by(Kind::Secret, managed.get("name"));
            products.push(product.map(|product| product.in_namespace(text(managed, "namespace"))));
        }
        "isindir.github.com" if resource.kind_name() == "SopsSecret" => {
            for template in items(spec, "secretTemplates") {
                let keys = Keys::of_maps([template.get("data"), template.get("stringData")]);
                let product = Product::named_by(Kind::Secret, template.get("name"));
                products.push(product.map(|product| product.with_keys(keys)));
            }
        }
        _ => {}
    }
}

/// Vault Secrets Operator: without `create` it only writes into a Secret that is there (API reference, `Destination`).
fn vault(products: &mut Products<'_, '_>, spec: Node<'_>) {
    let Some(destination) = spec.get("destination") else { return };
    let creates = destination.get("create").and_then(Node::as_bool).unwrap_or(false);
    let product = Product::named_by(Kind::Secret, destination.get("name"));
    products.push(product.map(|product| product.added_if(!creates)));
}

/// `InfisicalSecret` and `InfisicalDynamicSecret`: one reference in the older form, lists in the newer one.
fn infisical(products: &mut Products<'_, '_>, spec: Node<'_>) {
    let secrets = ["managedSecretReference", "managedKubeSecretReferences"];
    let maps = ["managedKubeConfigMapReferences"];
    let of = |keys: &[&str]| -> Vec<Node<'_>> {
        let fields: Vec<Node<'_>> = keys.iter().filter_map(|key| spec.get(key)).collect();
        let single = fields.iter().copied().filter(|field| field.is_mapping());
        single.chain(fields.iter().flat_map(|field| field.items())).collect()
    };
    for reference in of(&secrets) {
        let product = Product::named_by(Kind::Secret, reference.get("secretName"));
        products.push(product.map(|product| product.in_namespace(text(reference, "secretNamespace"))));
    }
    for reference in of(&maps) {
        let product = Product::named_by(Kind::ConfigMap, reference.get("configMapName"));
        products.push(product.map(|product| product.in_namespace(text(reference, "configMapNamespace"))));
    }
}

/// Workloads that have their Secret made: the annotations of the 1Password operator.
pub(super) fn of_annotations(products: &mut Products<'_, '_>) {
    let annotations = products.resource.metadata().annotations();
    if annotations.get("operator.1password.io/item-path").is_some() {
        let name = annotations.value("operator.1password.io/item-name");
        products.push(Product::named_by(Kind::Secret, name));
    }
}
