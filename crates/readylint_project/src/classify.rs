//! Is it a manifest? Decided by what stands in the file; names only help to say what else it is.
//!
//! Pure: the same tree, name and way of naming give the same verdict.

use readylint_yaml::{Node, Parse};

use crate::path;
use crate::skip::SkipReason;

/// How a file came into the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Naming {
    /// Nobody asked for it: it is loaded so that look-ups find what stands in it (CFG-5).
    Context,
    /// Met while walking a folder.
    Found,
    /// Named by the user, in full or by a pattern.
    Named,
    /// Standard input.
    Stdin,
}

impl Naming {
    /// Whether the user meant just this file.
    pub fn is_explicit(self) -> bool {
        matches!(self, Self::Named | Self::Stdin)
    }
}

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is linted, broken or not.
    Manifest,
    /// It is not.
    Skip(SkipReason),
}

/// Whether the file `path` with the content `parse` is a manifest.
pub fn classify(parse: &Parse, path: &str, naming: Naming) -> Verdict {
    let name = path::name(path);
    if !naming.is_explicit() && name == "gotk-components.yaml" {
        return Verdict::Skip(SkipReason::Generated);
    }
    let roots = || parse.tree.roots().filter(|root| !root.is_null());
    let mut foreign = None;
    let mut partial = false;
    let mut object = false;
    for root in roots() {
        match shape(root, name) {
            Shape::Object => object = true,
            Shape::Partial => partial = true,
            Shape::Foreign(reason) => foreign = foreign.or(Some(reason)),
            Shape::Unknown => {}
        }
    }
    if object {
        return if has_template_keys(parse) {
            Verdict::Skip(SkipReason::Template)
        } else {
            Verdict::Manifest
        };
    }
    if parse.tree.documents().iter().any(|document| document.broken) {
        return broken(parse, name, naming, foreign);
    }
    if let Some(reason) = foreign {
        return Verdict::Skip(reason);
    }
    if roots().next().is_none() {
        return Verdict::Skip(SkipReason::NoDocuments);
    }
    if has_template_keys(parse) {
        return Verdict::Skip(SkipReason::Template);
    }
    if partial {
        return Verdict::Manifest;
    }
    let like_an_object =
        |root: Node<'_>| root.get("metadata").is_some_and(Node::is_mapping) && root.get("spec").is_some();
    if naming.is_explicit() && roots().any(like_an_object) {
        return Verdict::Manifest;
    }
    Verdict::Skip(roots().find_map(|root| by_shape(root, name)).unwrap_or_else(|| by_name(name)))
}

/// A file with a document that does not parse, and without a whole object.
fn broken(parse: &Parse, name: &str, naming: Naming, foreign: Option<SkipReason>) -> Verdict {
    if is_template(parse) {
        return Verdict::Skip(SkipReason::Template);
    }
    let known = foreign.or_else(|| known_name(name));
    match known {
        Some(reason) if !naming.is_explicit() => Verdict::Skip(reason),
        _ if naming.is_explicit() || looks_like_manifest(parse.tree.text().as_bytes()) => Verdict::Manifest,
        _ => Verdict::Skip(by_name(name)),
    }
}

/// Whether a text that may not parse looks like a manifest: a line starts with `apiVersion:` or `kind:`, or a JSON key is
/// named so.
pub(crate) fn looks_like_manifest(text: &[u8]) -> bool {
    let starts = |needle: &str, quoted: bool| {
        memchr::memmem::find_iter(text, needle).any(|at| {
            let line_start = at == 0 || matches!(text[at - 1], b'\n' | b'\r' | 0xBF);
            quoted || line_start
        })
    };
    starts("apiVersion:", false) || starts("kind:", false) || starts("\"apiVersion\"", true)
}

enum Shape {
    /// An object of the Kubernetes API.
    Object,
    /// Part of what every object has.
    Partial,
    /// Something else for certain.
    Foreign(SkipReason),
    Unknown,
}

fn shape(root: Node<'_>, name: &str) -> Shape {
    let text = |key: &str| root.get(key).and_then(Node::text);
    let (version, kind) = (text("apiVersion"), text("kind"));
    if is_kustomization(root, name) {
        return Shape::Foreign(SkipReason::Kustomization);
    }
    match (version, kind) {
        (Some(version), Some(kind)) => {
            if let Some(reason) = not_applied(version, kind, root) {
                return Shape::Foreign(reason);
            }
            if is_api_version(version) || root.get("metadata").is_some() {
                return Shape::Object;
            }
            Shape::Unknown
        }
        (Some(version), None) if is_chart(version, root) => Shape::Foreign(SkipReason::Chart),
        (version, kind) => {
            let is_ours = version.is_some_and(is_api_version) || kind.is_some_and(is_kind);
            let partial =
                is_ours && ["metadata", "spec", "data", "items"].iter().any(|key| root.get(key).is_some());
            if partial && by_shape(root, name).is_none() { Shape::Partial } else { Shape::Unknown }
        }
    }
}

/// `v1`, `apps/v1`, `example.org/v1alpha1`.
fn is_api_version(version: &str) -> bool {
    let bare = version.rsplit_once('/').map_or(version, |(_, bare)| bare);
    version.contains('/') || matches!(bare.as_bytes(), [b'v', digit, ..] if digit.is_ascii_digit())
}

/// Kinds are written in upper camel case (API conventions, "Types (Kinds)").
fn is_kind(kind: &str) -> bool {
    kind.starts_with(|first: char| first.is_ascii_uppercase())
        && kind.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_kustomization(root: Node<'_>, name: &str) -> bool {
    let text = |key: &str| root.get(key).and_then(Node::text);
    match (text("apiVersion"), text("kind")) {
        (Some(version), Some("Kustomization" | "Component")) => {
            version.starts_with("kustomize.config.k8s.io/")
        }
        // kustomize fills in both
        _ => is_kustomization_name(name) && root.is_mapping(),
    }
}

/// The names under which kustomize looks for its file (kustomize `konfig.RecognizedKustomizationFileNames`).
pub(crate) fn is_kustomization_name(name: &str) -> bool {
    matches!(name, "kustomization.yaml" | "kustomization.yml" | "Kustomization")
}

/// `Chart.yaml`: Helm's own `apiVersion`, no `kind`.
fn is_chart(version: &str, root: Node<'_>) -> bool {
    matches!(version, "v1" | "v2") && root.get("name").is_some() && root.get("version").is_some()
}

/// Files that are written like objects and are never sent to an API server: configuration of components and tools.
fn not_applied(version: &str, kind: &str, root: Node<'_>) -> Option<SkipReason> {
    let group = version.rsplit_once('/').map_or("", |(group, _)| group);
    let what = match group {
        "" if kind == "Config"
            && ["clusters", "users", "contexts"].iter().any(|key| root.get(key).is_some()) =>
        {
            "a kubeconfig file"
        }
        "builtin" | "kustomize.config.k8s.io" => return Some(SkipReason::KustomizeInput),
        "skaffold" => "a Skaffold file",
        "kind.x-k8s.io" | "k3d.io" | "ctlptl.dev" | "eksctl.io" | "minikube.sigs.k8s.io" => {
            "the description of a cluster for a tool"
        }
        "kubeadm.k8s.io"
        | "kubelet.config.k8s.io"
        | "kubeproxy.config.k8s.io"
        | "kubescheduler.config.k8s.io"
        | "kubecontrollermanager.config.k8s.io"
        | "cloudcontrollermanager.config.k8s.io"
        | "controllermanager.config.k8s.io"
        | "apiserver.config.k8s.io"
        | "apiserver.k8s.io"
        | "audit.k8s.io"
        | "pod-security.admission.config.k8s.io"
        | "eventratelimit.admission.k8s.io"
        | "credentialprovider.kubelet.k8s.io" => "the configuration of a Kubernetes component",
        "backstage.io" => "a Backstage catalogue",
        "cli.kyverno.io" | "chainsaw.kyverno.io" | "kuttl.dev" => "a test case",
        _ => return None,
    };
    Some(SkipReason::NotKubernetes(what))
}

/// What a document that is no object is, by its keys.
fn by_shape(root: Node<'_>, name: &str) -> Option<SkipReason> {
    let has = |key: &str| root.get(key).is_some();
    let list = |key: &str| root.get(key).is_some_and(Node::is_sequence);
    let map = |key: &str| root.get(key).is_some_and(Node::is_mapping);
    let what = if root.is_sequence() {
        let playbook =
            |item: Node<'_>| ["hosts", "import_playbook", "tasks"].iter().any(|key| item.get(key).is_some());
        if !root.items().any(playbook) {
            return None;
        }
        "an Ansible playbook"
    } else if has("openapi") || has("swagger") {
        "an OpenAPI document"
    } else if has("on") && map("jobs") {
        "a GitHub workflow"
    } else if map("runs") && has("name") {
        "a GitHub action"
    } else if has("kind") && !has("apiVersion") && (list("steps") || list("clone")) {
        "a CI file"
    } else if map("services") && is_compose(root) {
        "a Compose file"
    } else if list("groups")
        && root.get("groups").is_some_and(|groups| groups.items().any(|group| group.get("rules").is_some()))
    {
        "Prometheus rules"
    } else if has("scrape_configs") {
        "a Prometheus configuration"
    } else if map("route") && list("receivers") {
        "an Alertmanager configuration"
    } else if has("site_name") {
        "an MkDocs configuration"
    } else if list("releases") && (has("repositories") || has("environments") || has("helmDefaults")) {
        "a Helmfile"
    } else if list("repos") {
        "a pre-commit configuration"
    } else if has("suite") && list("tests") {
        "Helm unit tests"
    } else if has("AWSTemplateFormatVersion") {
        "a CloudFormation template"
    } else if has("apiVersion") && (list("datasources") || list("providers")) {
        "Grafana provisioning"
    } else if list("panels") && has("schemaVersion") {
        "a Grafana dashboard"
    } else if has("version") && map("tasks") {
        "a Taskfile"
    } else {
        return known_name(name);
    };
    Some(SkipReason::NotKubernetes(what))
}

fn is_compose(root: Node<'_>) -> bool {
    let service =
        |service: Node<'_>| ["image", "build", "extends"].iter().any(|key| service.get(key).is_some());
    root.get("services").is_some_and(|services| services.entries().any(|entry| service(entry.value)))
}

/// What a file that is no manifest is, by its name.
fn by_name(name: &str) -> SkipReason {
    let json = path_extension(name) == "json";
    known_name(name).unwrap_or(SkipReason::NotKubernetes(if json { "JSON" } else { "" }))
}

fn known_name(name: &str) -> Option<SkipReason> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let what = match stem {
        "Chart" => return Some(SkipReason::Chart),
        _ if crate::config::is_configuration_name(name) => return Some(SkipReason::Configuration),
        _ if stem == "values"
            || stem.starts_with("values-")
            || stem.starts_with("values.")
            || stem.starts_with("values_") =>
        {
            return Some(SkipReason::HelmValues);
        }
        _ if stem.ends_with("-values") || stem.ends_with(".values") || stem.ends_with("_values") => {
            return Some(SkipReason::HelmValues);
        }
        ".gitlab-ci"
        | ".travis"
        | ".drone"
        | ".woodpecker"
        | ".cirrus"
        | "azure-pipelines"
        | "bitbucket-pipelines"
        | "cloudbuild"
        | "buildspec"
        | "appveyor"
        | ".appveyor" => "a CI file",
        "mkdocs" => "an MkDocs configuration",
        "skaffold" => "a Skaffold file",
        "codecov" | ".codecov" | ".golangci" | ".goreleaser" | ".yamllint" | ".markdownlint"
        | ".prettierrc" => "the configuration of a tool",
        _ if stem.starts_with("docker-compose") || stem.starts_with("compose.") || stem == "compose" => {
            "a Compose file"
        }
        _ if stem.starts_with("helmfile") => "a Helmfile",
        _ if stem.starts_with(".pre-commit-") => "a pre-commit configuration",
        _ => return None,
    };
    Some(SkipReason::NotKubernetes(what))
}

/// The extension of `name`, without the dot.
pub(crate) fn path_extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// `image: {{ .Values.image }}` parses, as a mapping whose key is a mapping. No object has such a key.
fn has_template_keys(parse: &Parse) -> bool {
    memchr::memmem::find(parse.tree.text().as_bytes(), b"{{").is_some()
        && parse
            .tree
            .nodes()
            .any(|node| node.is_mapping() && node.own_entries().any(|entry| entry.key.is_mapping()))
}

/// How many lines before the place of an error a template action may stand that causes it.
const ACTION_LINES: usize = 3;

/// Whether actions of a template language are why a document does not parse. Elsewhere `{{` is ordinary text: alerting
/// rules are full of it.
fn is_template(parse: &Parse) -> bool {
    let text = parse.tree.text();
    parse.errors.iter().any(|error| {
        let mut at = error.span.range.start().to_usize().min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let line_end = text[at..].find('\n').map_or(text.len(), |length| at + length);
        let near = text[..line_end].rsplit('\n').take(ACTION_LINES);
        near.into_iter().any(|line| line.contains("{{") || line.contains("{%"))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use readylint_text::SourceId;

    use super::*;

    fn verdict(path: &str, text: &str, naming: Naming) -> String {
        let parse = readylint_yaml::parse(SourceId::new(0), Arc::from(text));
        match classify(&parse, path, naming) {
            Verdict::Manifest => "manifest".to_owned(),
            Verdict::Skip(reason) => reason.to_string(),
        }
    }

    const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";

    #[test]
    #[allow(clippy::too_many_lines, reason = "a table")]
    fn found_files() {
        let table = [
            ("a.yaml", POD, "manifest"),
            ("values.yaml", POD, "manifest"),
            ("docker-compose.yaml", POD, "manifest"),
            ("a.json", r#"{"apiVersion": "v1", "kind": "List", "items": []}"#, "manifest"),
            ("a.yaml", "apiVersion: example.org/v1\nkind: Thing\n", "manifest"),
            ("a.yaml", "apiVersion: v1\nmetadata: {name: a}\n", "manifest"),
            ("a.yaml", "kind: Pod\nspec: {}\n", "manifest"),
            ("a.yaml", "x: 1\n---\napiVersion: v1\nkind: Pod\n", "manifest"),
            ("a.yaml", "apiVersion: v1\nkind: Pod\n  metadata: [\n", "manifest"),
            ("a.json", "{\"apiVersion\": \"v1\", ", "manifest"),
            ("a.yaml", "x: [\n", "not Kubernetes"),
            ("a.yaml", "", "no documents"),
            ("a.yaml", "# nothing\n---\n# here\n", "no documents"),
            ("a.yaml", "metadata: {}\nspec: {}\n", "not Kubernetes"),
            ("a.yaml", "kind: feature\nspec: {}\n", "not Kubernetes"),
            ("a.yaml", "a: 1\n", "not Kubernetes"),
            ("package.json", "{\"name\": \"x\"}", "not Kubernetes (JSON)"),
            ("values.yaml", "image: a\n", "Helm values"),
            ("values-prod.yaml", "image: a\n", "Helm values"),
            ("readylint.yaml", "profile: all\n", "configuration of readylint"),
            ("Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n", "Helm chart (cannot be loaded)"),
            ("kustomization.yaml", "resources: [a.yaml]\n", "kustomization (not rendered yet)"),
            (
                "x.yaml",
                "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n",
                "kustomization (not rendered yet)",
            ),
            (
                "a.yaml",
                "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\n",
                "manifest",
            ),
            ("gotk-components.yaml", POD, "generated by flux bootstrap"),
            (
                "t.yaml",
                "{{- if .Values.x }}\napiVersion: v1\nkind: Pod\n{{- end }}\n",
                "template (not rendered)",
            ),
            (
                "t.yaml",
                "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n",
                "template (not rendered)",
            ),
            ("t.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: '{{ x }}'\n", "manifest"),
            (
                "kube.yaml",
                "apiVersion: v1\nkind: Config\nclusters: []\n",
                "not Kubernetes (a kubeconfig file)",
            ),
            (
                "skaffold.yaml",
                "apiVersion: skaffold/v4beta6\nkind: Config\n",
                "not Kubernetes (a Skaffold file)",
            ),
            (
                "kind.yaml",
                "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n",
                "not Kubernetes (the description of a cluster for a tool)",
            ),
            ("c.yml", "services:\n  web: {image: a}\n", "not Kubernetes (a Compose file)"),
            ("ci.yml", "on: push\njobs: {}\n", "not Kubernetes (a GitHub workflow)"),
            (".gitlab-ci.yml", "stages: [a]\n", "not Kubernetes (a CI file)"),
            (".drone.yml", "kind: pipeline\nsteps: []\n", "not Kubernetes (a CI file)"),
            ("api.yaml", "openapi: 3.1.0\n", "not Kubernetes (an OpenAPI document)"),
            ("rules.yaml", "groups:\n- name: a\n  rules: []\n", "not Kubernetes (Prometheus rules)"),
            ("mkdocs.yml", "site_name: a\n", "not Kubernetes (an MkDocs configuration)"),
            ("play.yaml", "- hosts: all\n  tasks: []\n", "not Kubernetes (an Ansible playbook)"),
            ("helmfile.yaml", "releases: []\n", "not Kubernetes (a Helmfile)"),
            ("ds.yaml", "apiVersion: 1\ndatasources: []\n", "not Kubernetes (Grafana provisioning)"),
        ];
        for (path, text, wanted) in table {
            assert_eq!(verdict(path, text, Naming::Found), wanted, "{path}:\n{text}");
        }
    }

    #[test]
    fn named_files_are_judged_by_their_shape_alone() {
        let table = [
            ("gotk-components.yaml", POD, "manifest"),
            ("values.yaml", "x: [\n", "manifest"),
            ("a.yaml", "x: [\n", "manifest"),
            ("a.yaml", "metadata: {}\nspec: {}\n", "manifest"),
            ("a.yaml", "x: 1\n", "not Kubernetes"),
            ("a.yaml", "{{ if x }}\na: 1\n{{ end }}\n", "template (not rendered)"),
            ("c.yml", "services:\n  web: {image: a}\n", "not Kubernetes (a Compose file)"),
        ];
        for (path, text, wanted) in table {
            assert_eq!(verdict(path, text, Naming::Named), wanted, "{path}:\n{text}");
        }
    }

    #[test]
    fn braces_away_from_the_error_make_no_template() {
        let text = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\nspec:\n  \
                    summary: \"{{ $labels.pod }} is down\"\n---\nkind: Pod\na: 1\nb: 2\nc: 3\nx: [\n";
        assert_eq!(verdict("-", text, Naming::Stdin), "manifest");
        let text = "kind: Pod\nsummary: \"{{ $labels.pod }}\"\na: 1\nb: 2\nc: 3\nd: ]\n";
        assert_eq!(verdict("a.yaml", text, Naming::Found), "manifest");
    }
}
