//! What a render is asked for, and what it gives.

use std::sync::Arc;

use readylint_text::{SourceId, Span};

use crate::function::Cause;
use crate::provenance::{FrameId, OriginId, Origins};
use crate::{HelmVersion, Limits};

/// How a chart is rendered.
#[derive(Clone, Debug)]
pub struct Options {
    /// The release it is rendered as.
    pub release: Release,
    /// `-f`, in order; later ones win.
    pub values: Vec<ValuesFile>,
    /// `--set` and its kin, in order; later ones win (after the order of the kinds, as in Helm).
    pub sets: Vec<Set>,
    /// `--kube-version` of Helm, as `v1.31.2` or `1.31`; `None`: the default of the imitated Helm.
    pub kubernetes: Option<String>,
    /// `--api-versions`: added to those that Helm knows by itself.
    pub api_versions: Vec<String>,
    /// Which Helm is imitated.
    pub helm: HelmVersion,
    /// In lint, `required` and `fail` are recorded and give nothing, an error in one template leaves the others alone, and
    /// a template that a missing dependency would define gives nothing. Else the first error ends the render, as in Helm.
    pub lint: bool,
    /// Whether origins are kept.
    pub provenance: bool,
    /// What it may cost.
    pub limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            release: Release::default(),
            values: Vec::new(),
            sets: Vec::new(),
            kubernetes: None,
            api_versions: Vec::new(),
            helm: HelmVersion::default(),
            lint: false,
            provenance: true,
            limits: Limits::default(),
        }
    }
}

/// `.Release`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Its name; Helm's default for `template` is `release-name`.
    pub name: String,
    /// Its namespace; `default`.
    pub namespace: String,
    /// `.Release.Revision`; 1.
    pub revision: i64,
    /// `.Release.IsUpgrade`, and not `.Release.IsInstall`.
    pub is_upgrade: bool,
}

impl Default for Release {
    fn default() -> Self {
        let (name, namespace) = ("release-name".to_owned(), "default".to_owned());
        Self { name, namespace, revision: 1, is_upgrade: false }
    }
}

/// A values file.
#[derive(Clone, Debug)]
pub struct ValuesFile {
    /// What it is called in messages.
    pub name: String,
    /// Its text.
    pub text: Arc<str>,
    /// The source that holds it.
    pub source: SourceId,
}

/// Which of Helm's flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetKind {
    /// `--set`
    Set,
    /// `--set-string`
    String,
    /// `--set-json`
    Json,
    /// `--set-file`: the values are the contents of files, given in [`Set::files`].
    File,
    /// `--set-literal`
    Literal,
}

/// One `--set…` argument.
#[derive(Clone, Debug)]
pub struct Set {
    /// Which flag.
    pub kind: SetKind,
    /// Its argument.
    pub text: Arc<str>,
    /// The source that holds the argument as its text.
    pub source: SourceId,
    /// Where in the source the argument starts (0, or inside `readylint.yaml`).
    pub start: usize,
    /// The files that a `--set-file` names: path as written, and content.
    pub files: Vec<(String, Arc<[u8]>)>,
}

/// What a render gave.
#[derive(Debug, Default)]
pub struct Rendered {
    /// One for each template that prints manifests, in the order of execution. Without partials, without `NOTES.txt`.
    pub files: Vec<RenderedFile>,
    /// The texts of `NOTES.txt`, of the chart and its subcharts.
    pub notes: Vec<RenderedFile>,
    /// The custom resource definitions of the chart and its subcharts, as Helm names them. They are no templates.
    pub crds: Vec<(Arc<str>, crate::chart::ChartFile)>,
    /// What went wrong. Outside of lint at most one, and no files then.
    pub errors: Vec<RenderError>,
    /// Branches that were evaluated while a file was printed, in order.
    pub branches: Vec<Branch>,
    /// The templates that ran at least once, by name.
    pub executed: Vec<Arc<str>>,
    /// The files and arguments that values come from: the number of a [`LayerId`](crate::provenance::LayerId) is the place
    /// here, counted from 1.
    pub layers: Vec<crate::chart::Layer>,
    /// Where values do not fit a `values.schema.json`; outside of lint that is an error.
    pub schema_failures: Vec<crate::chart::SchemaFailure>,
    /// What Helm warns of, and what was left out.
    pub warnings: Vec<crate::chart::Problem>,
    /// The arena that everything points into.
    pub origins: Origins,
}

/// What one template printed.
#[derive(Clone, Debug)]
pub struct RenderedFile {
    /// As Helm names it: `shop/charts/redis/templates/master.yaml`.
    pub name: Arc<str>,
    /// The template.
    pub source: Option<SourceId>,
    /// What it printed, without `<no value>`; what is no UTF-8 became U+FFFD.
    pub text: Arc<str>,
    /// Stretches of the text: where each ends, and where it came from.
    pub stretches: Vec<Stretch>,
    /// The templates that it calls and that only a missing dependency defines: they gave nothing, so what is around them is
    /// not what Helm would print.
    pub holes: Vec<Arc<str>>,
}

/// A stretch of rendered text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The byte of the rendered text after it.
    pub end: u32,
    /// Where it came from.
    pub piece: crate::provenance::Piece,
}

/// An `if`, `with` or `range` that was evaluated: what is absent may be absent because of it.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The number of the file in [`Rendered::files`] that was being printed.
    pub file: u32,
    /// How much of it was printed already.
    pub offset: u32,
    /// The opening action.
    pub head: Span,
    /// The arm that was not taken, in its template; `None` if there is none.
    pub skipped: Option<Span>,
    /// What the condition read: values as written, or unknown ones.
    pub reads: Vec<OriginId>,
    /// The paths that the condition read and nothing defines, as `.Values.pdb.enabled`.
    pub missing: Vec<Arc<str>>,
    /// Where it ran.
    pub frame: FrameId,
}

/// Why a chart, or one template of it, does not render.
#[derive(Clone, Debug)]
pub struct RenderError {
    /// What stage failed.
    pub kind: RenderErrorKind,
    /// What kind of failure it is.
    pub cause: Cause,
    /// Helm's whole message, as it prints it after `Error: `.
    pub helm: String,
    /// The innermost words: `.Values.host is required`, `nil pointer evaluating interface {}.b`.
    pub message: String,
    /// The innermost call that failed.
    pub span: Option<Span>,
    /// The place that Helm names, if another.
    pub named: Option<Span>,
    /// The chain of calls in between, outermost first, each with the name of what it called.
    pub calls: Vec<(Span, Arc<str>)>,
    /// The template file that could not be rendered, as Helm names it; empty if it is the chart as a whole.
    pub file: Arc<str>,
}

/// Which stage failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenderErrorKind {
    /// The chart, its values files or `--set` arguments.
    Values,
    /// `values.schema.json` refuses the values.
    Schema,
    /// A template does not parse.
    Parse,
    /// A template does not execute.
    Execute,
    /// What a template printed is no YAML, or no object.
    Output,
    /// The chart cannot be installed: it is a library, or its `kubeVersion` does not fit.
    Chart,
    /// A declared dependency is not there.
    Dependency,
}
