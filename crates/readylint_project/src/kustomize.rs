//! What a kustomization says about the files around it.
//!
//! Nothing is built here. The file is only asked which of its neighbours are no manifests of their own: patches
//! (FP-12), and inputs of generators and transformers.

use std::sync::Arc;

use readylint_text::SourceId;
use readylint_yaml::Node;

use crate::path;
use crate::skip::SkipReason;

/// The files that the kustomization `text`, which stands in `folder`, takes away from linting, in readylint's form.
pub(crate) fn taken(cwd: &str, folder: &str, text: &str) -> Vec<(String, SkipReason)> {
    let parse = readylint_yaml::parse(SourceId::new(0), Arc::from(text));
    let mut files = Vec::new();
    for root in parse.tree.roots() {
        let mut take = |node: Option<Node<'_>>, reason| {
            if let Some(name) = node.and_then(|node| file_name(node)) {
                files.push((path::resolve(cwd, folder, name), reason));
            }
        };
        for key in ["patches", "patchesStrategicMerge", "patchesJson6902"] {
            for item in items(root, key) {
                take(Some(item), SkipReason::KustomizePatch);
                take(item.get("path"), SkipReason::KustomizePatch);
            }
        }
        for key in ["transformers", "validators", "generators", "configurations", "replacements"] {
            for item in items(root, key) {
                take(Some(item), SkipReason::KustomizeInput);
                take(item.get("path"), SkipReason::KustomizeInput);
            }
        }
        for key in ["configMapGenerator", "secretGenerator"] {
            for item in items(root, key) {
                for file in items(item, "files") {
                    take(Some(file), SkipReason::KustomizeInput);
                }
            }
        }
        for chart in items(root, "helmCharts") {
            take(chart.get("valuesFile"), SkipReason::HelmValues);
        }
        take(root.get("openapi").and_then(|node| node.get("path")), SkipReason::KustomizeInput);
    }
    // what is also applied as it stands is linted
    let applied: Vec<String> = parse
        .tree
        .roots()
        .flat_map(|root| ["resources", "bases", "crds"].into_iter().flat_map(move |key| items(root, key)))
        .filter_map(|node| Some(path::resolve(cwd, folder, file_name(node)?)))
        .collect();
    files.retain(|(file, _)| !applied.contains(file));
    files
}

fn items<'t>(node: Node<'t>, key: &str) -> impl Iterator<Item = Node<'t>> {
    node.get(key).into_iter().flat_map(Node::items)
}

/// The path in an entry: `file`, or `key=file` of a generator. A patch may also stand there in full, on many lines.
fn file_name(node: Node<'_>) -> Option<&str> {
    let text = node.text()?;
    let name = text.split_once('=').map_or(text, |(_, name)| name);
    (!name.is_empty() && !name.contains('\n') && !name.contains(": ")).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patches_and_inputs() {
        let text = "resources: [../base, deployment.yaml, both.yaml]\n\
                    patches:\n- path: patch.yaml\n- patch: |\n    a: b\n- both.yaml\n\
                    patchesStrategicMerge:\n- ./memory.yaml\n- |\n  kind: Pod\n\
                    patchesJson6902:\n- path: ../ops.yaml\n\
                    configMapGenerator:\n- files: [app.yaml, key=other.yaml]\n\
                    helmCharts:\n- valuesFile: v.yaml\n";
        let taken = taken("/w", "o/prod", text);
        let files: Vec<(&str, SkipReason)> =
            taken.iter().map(|(file, reason)| (file.as_str(), *reason)).collect();
        assert_eq!(
            files,
            [
                ("o/prod/patch.yaml", SkipReason::KustomizePatch),
                ("o/prod/memory.yaml", SkipReason::KustomizePatch),
                ("o/ops.yaml", SkipReason::KustomizePatch),
                ("o/prod/app.yaml", SkipReason::KustomizeInput),
                ("o/prod/other.yaml", SkipReason::KustomizeInput),
                ("o/prod/v.yaml", SkipReason::HelmValues),
            ]
        );
    }
}
