//! Effective security settings (D13): the container's field over the pod's.

use readylint_yaml::Node;

use crate::Container;

/// A setting in effect and the scalar that decides it.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'g, T> {
    /// The value.
    pub value: T,
    /// The scalar.
    pub node: Node<'g>,
}

/// `runAsUser` in effect; `None` if neither the container nor the pod sets it.
pub fn run_as_user(container: Container<'_>) -> Option<Setting<'_, i64>> {
    effective(container, "runAsUser", Node::as_i64)
}

/// `runAsNonRoot` in effect; `None` if neither the container nor the pod sets it.
pub fn run_as_non_root(container: Container<'_>) -> Option<Setting<'_, bool>> {
    effective(container, "runAsNonRoot", Node::as_bool)
}

fn effective<'g, T>(
    container: Container<'g>,
    field: &str,
    read: impl Fn(Node<'g>) -> Option<T>,
) -> Option<Setting<'g, T>> {
    let contexts = [container.security_context(), container.pod().security_context()];
    contexts.into_iter().flatten().find_map(|context| {
        let node = context.get(field)?;
        read(node).map(|value| Setting { value, node })
    })
}
