//! What a chart is.

use std::sync::{Arc, OnceLock};

use readylint_text::{SourceId, Span};

use crate::template;
use crate::template::ast::TemplateFile;

/// The files of a chart, as found in its folder or archive, before anything is left out.
#[derive(Clone, Debug)]
pub struct ChartInput {
    /// The folder as diagnostics name it: relative to the working directory, with `/`; empty for the working directory.
    pub folder: String,
    /// All files, in any order.
    pub files: Vec<InputFile>,
}

/// A file of a chart.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// Its path inside the chart's folder, with `/`.
    pub path: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// A chart with its dependencies. It is shared between the renders of its scenarios.
#[derive(Clone, Debug)]
pub struct Chart {
    /// `Chart.yaml`, with what `requirements.yaml` adds.
    pub metadata: Metadata,
    /// The folder, as diagnostics name it.
    pub folder: String,
    /// The files below `templates/`, by name.
    pub templates: Vec<ChartFile>,
    /// `values.yaml`.
    pub values: Option<ChartFile>,
    /// `values.schema.json`.
    pub schema: Option<ChartFile>,
    /// The manifests below `crds/`.
    pub crds: Vec<ChartFile>,
    /// What `.Files` gives: everything else that `.helmignore` leaves, the files below `crds/` among them.
    pub files: Vec<ChartFile>,
    /// `Chart.lock` or `requirements.lock`.
    pub lock: Option<ChartFile>,
    /// The charts below `charts/` and those at `file://`, in the order in which Helm loads them. Declared or not, before
    /// aliases, conditions and tags.
    pub dependencies: Vec<Arc<Chart>>,
    /// Whether it came out of an archive, where nobody edits.
    pub is_packed: bool,
    /// What is wrong with it or was left out, without stopping the load.
    pub problems: Vec<Problem>,
}

/// A file of a chart that readylint looks into.
#[derive(Clone, Debug)]
pub struct ChartFile {
    /// Its path inside the chart, as `templates/deployment.yaml`.
    pub name: Arc<str>,
    /// Its bytes, without a byte order mark.
    pub bytes: Arc<[u8]>,
    /// The source that holds its text, if it is UTF-8.
    pub source: Option<SourceId>,
    /// Its tree, once somebody asked: scenarios share it.
    pub(crate) tree: Arc<OnceLock<Arc<TemplateFile>>>,
}

impl ChartFile {
    /// A file with these bytes.
    pub fn new(name: impl Into<Arc<str>>, bytes: Arc<[u8]>, source: Option<SourceId>) -> Self {
        Self { name: name.into(), bytes, source, tree: Arc::default() }
    }

    /// Its tree as the template `name`. The tree of the first name is kept; a chart with several aliases has several.
    pub fn template(&self, name: &str) -> Arc<TemplateFile> {
        let parse = || Arc::new(template::parse(name, &self.bytes));
        let tree = self.tree.get_or_init(parse);
        if *tree.name == *name { Arc::clone(tree) } else { parse() }
    }
}

/// `Chart.yaml`. Strings are as Helm reads them (`version: 1.10` is `1.1`).
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    /// `Chart.yaml` itself.
    pub file: Option<ChartFile>,
    /// `name`
    pub name: String,
    /// `version`
    pub version: String,
    /// `appVersion`
    pub app_version: String,
    /// `apiVersion`; `v1` if absent.
    pub api_version: String,
    /// `kubeVersion`
    pub kube_version: String,
    /// `type`: `application`, `library` or empty.
    pub kind: String,
    /// `description`
    pub description: String,
    /// `home`
    pub home: String,
    /// `icon`
    pub icon: String,
    /// `condition`
    pub condition: String,
    /// `tags`
    pub tags: String,
    /// `deprecated`
    pub deprecated: bool,
    /// `sources`
    pub sources: Vec<String>,
    /// `keywords`
    pub keywords: Vec<String>,
    /// `maintainers`: name, email, url.
    pub maintainers: Vec<[String; 3]>,
    /// `annotations`
    pub annotations: Vec<(String, String)>,
    /// `dependencies`
    pub dependencies: Vec<Dependency>,
    /// Whether `dependencies` is there, be it empty: Helm then looks into the dependencies of subcharts too.
    pub declares_dependencies: bool,
    /// The list that has an item which is null: `maintainers` or `dependencies`. Helm refuses it.
    pub has_empty_nodes: Option<&'static str>,
}

impl Metadata {
    /// Whether it is a library chart, which renders nothing of its own.
    pub fn is_library(&self) -> bool {
        self.kind.eq_ignore_ascii_case("library")
    }
}

/// An entry under `dependencies`.
#[derive(Clone, Debug, Default)]
pub struct Dependency {
    /// `name`
    pub name: String,
    /// `version`: a range.
    pub version: String,
    /// `repository`
    pub repository: String,
    /// `condition`: paths of values, with commas between.
    pub condition: String,
    /// `tags`
    pub tags: Vec<String>,
    /// `alias`
    pub alias: String,
    /// `import-values`: strings are `exports.<name>` of the child, pairs are `child`, `parent`.
    pub import_values: Vec<Import>,
    /// The value of `name` in the file.
    pub span: Option<Span>,
}

/// An entry under `import-values`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Import {
    /// `exports.<name>` of the child goes to the top of the parent's values.
    Export(String),
    /// The child's table goes to the parent's path.
    Table {
        /// Path in the child's values.
        child: String,
        /// Path in the parent's values; `.` is the top.
        parent: String,
    },
}

/// Something wrong with a chart, or left out of it.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What it is.
    pub kind: ProblemKind,
    /// A sentence, in Helm's words where Helm refuses.
    pub message: String,
    /// Where.
    pub span: Option<Span>,
}

/// What is wrong with a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// A declared dependency is neither in `charts/` nor at its `file://` path.
    MissingDependency,
    /// `Chart.yaml` is missing or does not parse, or Helm's validation of it refuses.
    Metadata,
    /// `values.yaml` does not parse.
    Values,
    /// An archive below `charts/` cannot be read, or goes over a bound.
    Archive,
    /// `values.schema.json` was not looked at.
    SchemaSkipped,
    /// Helm would warn; it goes on.
    Warning,
}
