//! Which objects something is shown of.

use std::collections::BTreeSet;

use readylint_kube::Resource;

/// Namespaces that something is narrowed to; all if none is named.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    namespaces: BTreeSet<String>,
}

impl Scope {
    /// The namespaces of these names; all of the run if there is none.
    pub fn new(namespaces: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { namespaces: namespaces.into_iter().map(Into::into).collect() }
    }

    /// Whether nothing is left out.
    pub fn is_everything(&self) -> bool {
        self.namespaces.is_empty()
    }

    /// Whether `resource` is shown. What was loaded only so that references resolve is not.
    pub fn holds(&self, resource: Resource<'_>) -> bool {
        !resource.is_context() && self.holds_namespace(resource.namespace())
    }

    /// Whether what is in `namespace` is shown.
    pub fn holds_namespace(&self, namespace: Option<&str>) -> bool {
        self.is_everything() || namespace.is_some_and(|namespace| self.namespaces.contains(namespace))
    }
}
