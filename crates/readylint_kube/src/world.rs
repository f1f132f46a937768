//! What exists outside the input (D6).

use std::collections::BTreeSet;

use globset::GlobMatcher;

/// Things made elsewhere (`externals:` of the configuration, REF-3). All patterns that are set must match.
#[derive(Clone, Debug)]
pub struct External {
    /// Glob over the kind; `None`: any.
    pub kind: Option<GlobMatcher>,
    /// Glob over the namespace; `None`: any, unset ones too.
    pub namespace: Option<GlobMatcher>,
    /// Glob over the name; `None`: any.
    pub name: Option<GlobMatcher>,
}

impl External {
    /// Whether an object of this identity is declared by the entry. An unset namespace matches an entry that names
    /// one, because it is unknown where the manifest will be applied.
    pub fn matches(&self, kind: &str, namespace: Option<&str>, name: &str) -> bool {
        let fits =
            |glob: &Option<GlobMatcher>, text: &str| glob.as_ref().is_none_or(|glob| glob.is_match(text));
        fits(&self.kind, kind)
            && fits(&self.name, name)
            && namespace.is_none_or(|namespace| fits(&self.namespace, namespace))
    }
}

/// What a user says about the cluster around the input.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Things made elsewhere.
    pub externals: Vec<External>,
    /// `closed-world: true`: nothing exists but the input and the externals.
    pub closed: bool,
    /// Namespaces that hold nothing but the input (for the kinds that D6 names).
    pub owned_namespaces: BTreeSet<String>,
}

impl World {
    /// Whether an object of this identity is declared as made elsewhere.
    pub fn has_external(&self, kind: &str, namespace: Option<&str>, name: &str) -> bool {
        self.externals.iter().any(|external| external.matches(kind, namespace, name))
    }
}
