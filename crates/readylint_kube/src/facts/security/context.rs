//! Whether a container has security settings at all, and whether they can be read.

use readylint_yaml::Node;

use crate::Container;

/// Whether neither `container` nor its pod has a `securityContext` with any field: everything is left to the runtime and the
/// image. A `securityContext` that is no mapping may become anything, so that it is not unset.
pub fn is_unset(container: Container<'_>) -> bool {
    let contexts = [Some(container.node()), container.pod().spec()];
    contexts.into_iter().flatten().filter_map(|holder| holder.get("securityContext")).all(is_empty)
}

fn is_empty(context: Node<'_>) -> bool {
    context.is_null() || context.is_mapping() && context.entries().all(|entry| entry.value.is_null())
}

/// Whether what stands at `path` below `from` says what it means: it is absent or null, or `reads` accepts it. A placeholder
/// that nobody filled in, and a value of the wrong type, do not.
pub fn is_legible(from: Node<'_>, path: &[&str], reads: fn(Node<'_>) -> bool) -> bool {
    let mut node = from;
    for key in path {
        if !node.is_mapping() {
            return false;
        }
        match node.get(key).filter(|next| !next.is_null()) {
            Some(next) => node = next,
            None => return true,
        }
    }
    reads(node)
}
