//! Which file a document of rendered text came from, as the tool that rendered it says.
//!
//! `helm template` writes `# Source: chart/templates/x.yaml` behind each `---`; kustomize, with
//! `buildMetadata: [originAnnotations]`, an annotation `config.kubernetes.io/origin` with `path:` in it.

use std::sync::Arc;

use readylint_text::{Origin, OriginMap, SourceKind, Span, TextRange};
use readylint_yaml::{Document, Node, Tree};

const HELM: &str = "# Source: ";
const KUSTOMIZE: &str = "config.kubernetes.io/origin";

/// Who wrote the text of `tree`: a person, unless some document says otherwise.
pub(crate) fn source_kind(tree: &Tree) -> SourceKind {
    match origins(tree) {
        Some((template, origins)) => {
            SourceKind::Rendered { template: template.to_owned(), origins: Arc::new(origins) }
        }
        None => SourceKind::Authored,
    }
}

/// The tool that rendered the text of `tree`, and what it says of where the documents came from.
fn origins(tree: &Tree) -> Option<(&'static str, OriginMap)> {
    let has = |needle: &str| memchr::memmem::find(tree.text().as_bytes(), needle.as_bytes()).is_some();
    let (helm, kustomize) = (has(HELM), has(KUSTOMIZE));
    if !helm && !kustomize {
        return None;
    }
    let mut origins = OriginMap::new();
    let mut template = "";
    for document in tree.documents() {
        let by_helm = if helm { helm_origin(tree, document) } else { None };
        let origin = match by_helm {
            Some(origin) => Some(("helm template", origin)),
            None if kustomize => kustomize_origin(tree, document).map(|origin| ("kustomize build", origin)),
            None => None,
        };
        if let (Some((tool, _)), "") = (&origin, template) {
            template = tool;
        }
        origins.push(document.range.end(), origin.map(|(_, origin)| origin));
    }
    (!template.is_empty()).then_some((template, origins))
}

/// The comment in the first line behind `---`.
fn helm_origin(tree: &Tree, document: &Document) -> Option<Origin> {
    let text = tree.slice(document.range);
    let marker = text.find("---").filter(|_| document.explicit).map_or(0, |at| at + 3);
    let rest = text.get(marker..)?;
    let start = marker + rest.len() - rest.trim_start().len();
    let line = text.get(start..)?.lines().next()?;
    let name = line.strip_prefix(HELM)?.trim();
    // people write such comments too, mostly with an address behind
    let is_template = (name.contains("/templates/") || name.contains("/crds/")) && !name.contains("://");
    if !is_template {
        return None;
    }
    let at = document.range.start().to_usize() + start;
    let stated_at = tree.span(TextRange::at(at, at + line.trim_end().len()));
    Some(Origin::File { name: name.to_owned(), stated_at })
}

fn kustomize_origin(tree: &Tree, document: &Document) -> Option<Origin> {
    let annotation = tree.node(document.root?).get("metadata")?.get("annotations")?.get(KUSTOMIZE)?;
    let field = |key: &str| field(annotation, key);
    let name = field("path").or_else(|| field("configuredIn"))?;
    let stated_at: Span = annotation.path_key().map_or(annotation.grip(), Node::span);
    Some(Origin::File { name, stated_at })
}

/// The value of `key` in the text of `annotation`, which is a small mapping of its own.
fn field(annotation: Node<'_>, key: &str) -> Option<String> {
    let mut lines = annotation.text()?.lines();
    let value = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    let value = value.trim().trim_matches(['"', '\'']);
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]

    use readylint_text::{SourceId, TextSize};

    use super::*;

    fn names(text: &str) -> Option<(String, Vec<(String, String)>)> {
        let parse = readylint_yaml::parse(SourceId::new(0), Arc::from(text));
        let (template, origins) = origins(&parse.tree)?;
        let names = origins.iter().map(|(_, origin)| match origin {
            Origin::File { name, stated_at } => (name.clone(), parse.tree.slice(stated_at.range).to_owned()),
            other => panic!("{other:?}"),
        });
        Some((template.to_owned(), names.collect()))
    }

    #[test]
    fn helm() {
        let text = "---\n# Source: shop/templates/a.yaml\nkind: A\n---\nkind: B\n---\r\n# Source: shop/charts/x/templates/b.yaml\r\nkind: C\r\n";
        let (template, names) = names(text).unwrap_or_default();
        assert_eq!(template, "helm template");
        let names: Vec<(&str, &str)> = names.iter().map(|(name, at)| (name.as_str(), at.as_str())).collect();
        assert_eq!(
            names,
            [
                ("shop/templates/a.yaml", "# Source: shop/templates/a.yaml"),
                ("shop/charts/x/templates/b.yaml", "# Source: shop/charts/x/templates/b.yaml"),
            ]
        );
    }

    #[test]
    fn each_document_has_its_own() {
        let text = "---\n# Source: shop/templates/a.yaml\nkind: A\n---\nkind: B\n";
        let parse = readylint_yaml::parse(SourceId::new(0), Arc::from(text));
        let Some((_, origins)) = origins(&parse.tree) else { panic!("authored") };
        let at = |needle: &str| TextSize::from_usize(text.find(needle).unwrap_or_default());
        assert!(origins.look_up(at("kind: A")).is_some());
        assert_eq!(origins.look_up(at("kind: B")), None);
    }

    #[test]
    fn kustomize() {
        let text = "kind: A\nmetadata:\n  annotations:\n    config.kubernetes.io/origin: |\n      path: ../base/a.yaml\n";
        let (template, names) = names(text).unwrap_or_default();
        assert_eq!(template, "kustomize build");
        assert_eq!(names, [("../base/a.yaml".to_owned(), "config.kubernetes.io/origin".to_owned())]);
    }

    #[test]
    fn other_comments_say_nothing() {
        assert_eq!(names("---\n# Source: https://example.org/x/templates/y\nkind: A\n"), None);
        assert_eq!(names("---\nkind: A\n# Source: shop/templates/a.yaml\n"), None);
        assert_eq!(names("# Source: a book\nkind: A\n"), None);
    }
}
