//! The arguments. What they say is checked here as far as each stands alone; [`crate::request`] and
//! [`crate::outputs`] look at how they go together.

use std::ffi::OsString;

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum, value_parser};
use readylint::diagnostics::{Confidence, Severity};
use readylint::engine::Profile;
use readylint::helm::HelmVersion;
use readylint::kube::Relation;
use readylint::project::config::FailOn;
use readylint::scalars::VersionRange;
use readylint::{Format, GraphFormat, TableFormat};

use crate::exit::Exit;
use crate::failure::{Failure, usage};
use crate::outputs::OutputArg;

/// More threads than this help nobody; starting very many would exhaust the machine.
const MOST_JOBS: i64 = 1024;

/// Production-readiness linter for Kubernetes
///
/// Without a command, `readylint` checks: `readylint PATH` is `readylint check PATH`. Without a path, it checks the
/// manifests of the current folder and all folders below.
#[derive(Debug, Parser)]
#[command(name = "readylint", version, args_conflicts_with_subcommands = true, max_term_width = 110)]
#[command(after_help = exit_codes(), after_long_help = exit_codes(), disable_help_subcommand = true)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    /// The arguments of `check`, which needs no name.
    #[command(flatten)]
    pub(crate) check: CheckArgs,
    /// Colour: when the terminal shows it (`NO_COLOR` and `CLICOLOR_FORCE` are heeded), always, or never
    #[arg(long, value_enum, value_name = "WHEN", default_value_t, global = true, help_heading = "Output")]
    pub(crate) color: Color,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Lint manifests (the default)
    #[command(after_help = exit_codes(), after_long_help = exit_codes())]
    Check(CheckArgs),
    /// Print what a chart renders to, as `helm template` does, and where each line came from
    Render(RenderArgs),
    /// Show which object refers to which, as a picture or as data
    Graph(GraphArgs),
    /// Show a table that is else put together by hand: traffic, rbac, secrets, images, resources
    Report(ReportArgs),
    /// Show which API versions the target versions of Kubernetes remove, deprecate or do not have yet
    Deprecations(DeprecationsArgs),
    /// List all rules
    Rules {
        /// For people, or a JSON array of {id, category, severity, confidence, profile, scope, fix, summary, options, aliases, url}
        #[arg(long, value_enum, default_value_t)]
        format: ListFormat,
    },
    /// Show the page of a rule: what it reports, why, and how to mend it
    Explain {
        /// Id of a rule, or the id of the same check in another tool, such as KL:latest-tag
        rule: String,
    },
    /// Show the configuration that holds for a file or a folder, and where each value was written
    Config {
        /// File or folder [default: the current folder]
        path: Option<OsString>,
        #[command(flatten)]
        settings: SettingsArgs,
    },
    /// Show whether a file, or each file of a folder, is linted, and why
    Why {
        /// File or folder
        path: OsString,
        #[command(flatten)]
        config: ConfigArg,
    },
    /// Write a commented readylint.yaml into the current folder
    Init,
    /// Print a completion script
    Completions {
        /// For which shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page, in roff
    Man,
    /// Print the JSON Schema of readylint.yaml
    #[command(hide = true)]
    Schema,
}

impl Cli {
    /// What to do. Without a command, it is to check.
    ///
    /// # Errors
    ///
    /// A command behind options, which clap takes for a path: who writes `readylint -q rules` hardly means a folder.
    pub(crate) fn into_command(self) -> Result<Command, Failure> {
        if let Some(command) = self.command {
            return Ok(command);
        }
        if let Some(name) =
            self.check.paths.first().and_then(|path| path.to_str()).filter(|path| Command::is_name(path))
        {
            let message = format!(
                "the command `{name}` stands behind options: write `readylint {name} …`, or `./{name}` if the path is meant"
            );
            return Err(usage(ErrorKind::ArgumentConflict, message));
        }
        Ok(Command::Check(self.check))
    }
}

impl Command {
    /// Whether `word` is the name of a command.
    pub(crate) fn is_name(word: &str) -> bool {
        Cli::command().get_subcommands().any(|command| command.get_name() == word)
    }
}

/// The arguments of `check`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct CheckArgs {
    /// Files, folders and patterns; `-` is standard input [default: the current folder]
    ///
    /// Write `./rules` for a path that is named like a command.
    #[arg(value_name = "PATH|-")]
    pub(crate) paths: Vec<OsString>,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
    #[command(flatten)]
    pub(crate) charts: ChartArgs,
    /// Report what is wrong inside of vendored charts, too, not only what values of this project cause there
    #[arg(long, help_heading = "Charts")]
    pub(crate) include_dependencies: bool,
    /// The file that standard input stands for: its folder decides which readylint.yaml holds
    #[arg(long, value_name = "NAME", help_heading = "Input", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) stdin_filename: Option<String>,
    /// Do not fail if there is nothing to lint
    #[arg(long, help_heading = "Input")]
    pub(crate) allow_empty: bool,
    /// How many threads to use [default: one for each processor]
    #[arg(short, long, value_name = "N", help_heading = "Input", value_parser = value_parser!(u16).range(1..=MOST_JOBS))]
    pub(crate) jobs: Option<u16>,
    /// Output format, on standard output or in a file; may be repeated [default: full]
    ///
    /// If all name a file, nothing is on standard output.
    #[arg(short, long, value_name = "FORMAT[=FILE]", help_heading = "Output", long_help = output_help())]
    pub(crate) output: Vec<OutputArg>,
    /// Findings below are not shown; this never changes the exit code [default: info]
    #[arg(long, value_name = "SEVERITY", help_heading = "Output")]
    #[arg(value_parser = words(Severity::ALL.map(Severity::as_str), Severity::from_word))]
    pub(crate) min_severity: Option<Severity>,
    /// Show suppressed findings too, marked as such
    #[arg(long, conflicts_with = "no_suppressions", help_heading = "Output")]
    pub(crate) show_suppressed: bool,
    /// Nothing on standard error but failures
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub(crate) quiet: bool,
    /// List every skipped file with its reason
    #[arg(short, long, help_heading = "Output")]
    pub(crate) verbose: bool,
}

/// How charts are rendered. Without any of these, a chart is rendered in all its scenarios: with its defaults, with each
/// `ci/*-values.yaml`, and as the configuration says.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Charts")]
pub(crate) struct ChartArgs {
    /// Render charts with these values files, in this order
    #[arg(short = 'f', long, value_name = "FILE")]
    pub(crate) values: Vec<OsString>,
    /// Render charts with this value, such as image.tag=1.4.2
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// As --set, with a text, whatever it looks like
    #[arg(long, value_name = "KEY=TEXT")]
    pub(crate) set_string: Vec<String>,
    /// As --set, with JSON
    #[arg(long, value_name = "KEY=JSON")]
    pub(crate) set_json: Vec<String>,
    /// As --set, with the content of a file
    #[arg(long, value_name = "KEY=FILE")]
    pub(crate) set_file: Vec<String>,
    /// As --set-string, without lists and escapes
    #[arg(long, value_name = "KEY=TEXT")]
    pub(crate) set_literal: Vec<String>,
    /// Name of the release [default: release-name]
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) release: Option<String>,
    /// Namespace of the release [default: default]
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) namespace: Option<String>,
    /// API versions that charts may take for served, besides those that Helm knows of
    #[arg(long, value_name = "VERSION,…", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub(crate) api_versions: Vec<String>,
    /// Which Helm to imitate: 3.17, 3.22, 4.1, 4.3 [default: 4.3, or as configured]
    #[arg(long, value_name = "VERSION", hide_possible_values = true)]
    #[arg(value_parser = words(HelmVersion::ALL.map(HelmVersion::name), HelmVersion::from_name))]
    pub(crate) helm: Option<HelmVersion>,
}

/// The arguments of `render`.
#[derive(Debug, Args)]
pub(crate) struct RenderArgs {
    /// Folder of the chart
    pub(crate) chart: OsString,
    #[command(flatten)]
    pub(crate) charts: ChartArgs,
    /// The Kubernetes version that templates see, such as 1.36 [default: that of the imitated Helm]
    #[arg(long, value_name = "VERSION")]
    pub(crate) kubernetes: Option<String>,
    /// Render as the scenario of this name does: a file of `ci/`, or a name under `charts:` in readylint.yaml
    #[arg(long, value_name = "NAME")]
    pub(crate) scenario: Option<String>,
    /// Print the definitions in `crds/`, too
    #[arg(long)]
    pub(crate) include_crds: bool,
    /// Write behind each line where it came from
    #[arg(long, conflicts_with = "explain")]
    pub(crate) annotate: bool,
    /// Instead of the manifests, tell where a line of them came from: its number, KIND/NAME:/spec/replicas, or /spec/replicas
    #[arg(long, value_name = "LINE|POINTER")]
    pub(crate) explain: Option<String>,
    #[command(flatten)]
    pub(crate) config: ConfigArg,
}

/// What is looked at without being judged.
#[derive(Debug, Args)]
pub(crate) struct LookArgs {
    /// Files, folders and patterns; `-` is standard input [default: the current folder]
    #[arg(value_name = "PATH|-")]
    pub(crate) paths: Vec<OsString>,
    /// Narrow what is shown to these namespaces
    #[arg(short, long, value_name = "NAME,…", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub(crate) namespace: Vec<String>,
    /// The file that standard input stands for: its folder decides which readylint.yaml holds
    #[arg(long, value_name = "NAME", help_heading = "Input", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) stdin_filename: Option<String>,
    #[command(flatten)]
    pub(crate) config: ConfigArg,
}

/// The arguments of `graph`.
#[derive(Debug, Args)]
pub(crate) struct GraphArgs {
    #[command(flatten)]
    pub(crate) look: LookArgs,
    /// dot for Graphviz, mermaid for Markdown, json as data, html for the browser
    #[arg(long, value_name = "FORMAT", default_value = "dot")]
    #[arg(value_parser = words(GraphFormat::ALL.map(GraphFormat::as_str), GraphFormat::from_word))]
    pub(crate) format: GraphFormat,
    /// Only the surroundings of this object, such as deployment/web
    #[arg(long, value_name = "KIND/NAME")]
    pub(crate) focus: Option<FocusArg>,
    /// How many edges away from the focus something may be
    #[arg(long, value_name = "N", default_value_t = 1, requires = "focus")]
    pub(crate) depth: u16,
    /// Only edges of these relations, such as svc-pods, and what they touch
    #[arg(long, value_name = "RELATION,…", value_delimiter = ',', hide_possible_values = true)]
    #[arg(value_parser = relations())]
    pub(crate) relation: Vec<Relation>,
}

/// The arguments of `report`.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// Which table
    #[arg(value_enum, value_name = "TABLE")]
    pub(crate) table: ReportTable,
    #[command(flatten)]
    pub(crate) look: LookArgs,
    /// table and markdown for people, csv and json as data
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    #[arg(value_parser = words(TableFormat::ALL.map(TableFormat::as_str), TableFormat::from_word))]
    pub(crate) format: TableFormat,
}

/// The arguments of `deprecations`.
#[derive(Debug, Args)]
pub(crate) struct DeprecationsArgs {
    /// The version of Kubernetes to upgrade to, such as 1.34, or a range [default: the configured range]
    #[arg(long, value_name = "VERSION", value_parser = VersionRange::parse)]
    pub(crate) target: Option<VersionRange>,
    #[command(flatten)]
    pub(crate) look: LookArgs,
    /// table and markdown for people, csv and json as data
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    #[arg(value_parser = words(TableFormat::ALL.map(TableFormat::as_str), TableFormat::from_word))]
    pub(crate) format: TableFormat,
    /// What ends with exit code 1: objects that a target version does not serve, deprecated ones too, or nothing
    #[arg(long, value_enum, value_name = "WHAT", default_value_t)]
    pub(crate) fail_on: FailOnDeprecations,
}

/// What makes `deprecations` fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOnDeprecations {
    /// What a target version does not serve: removed, to be removed, or not yet there
    Removed,
    /// That, and what it serves with a warning
    Deprecated,
    /// Nothing
    #[default]
    Never,
}

/// The tables of `report`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportTable {
    /// Which workload reaches which port of which other through the NetworkPolicies
    Traffic,
    /// What each ServiceAccount may do
    Rbac,
    /// Who consumes which Secret, and which key of it
    Secrets,
    /// Every image with tag and digest
    Images,
    /// Requests and limits, at the least and at the most replicas
    Resources,
}

/// `KIND/NAME`.
#[derive(Clone, Debug)]
pub(crate) struct FocusArg {
    /// What stands before the slash.
    pub(crate) kind: String,
    /// What stands behind it.
    pub(crate) name: String,
}

impl std::str::FromStr for FocusArg {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('/') {
            Some((kind, name)) if !kind.is_empty() && !name.is_empty() => {
                Ok(Self { kind: kind.to_owned(), name: name.to_owned() })
            }
            _ => Err("it is a kind and a name, such as `service/web`"),
        }
    }
}

/// A parser of the names of relations.
fn relations() -> impl TypedValueParser<Value = Relation> {
    PossibleValuesParser::new(Relation::ALL.iter().map(|relation| relation.as_str()))
        .try_map(|word| Relation::from_word(&word).ok_or("not one of the words"))
}

/// What can be said about rules, on top of the configuration files.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rules")]
pub(crate) struct SettingsArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArg,
    /// Which rules run without being named: recommended, strict, all [default: recommended, or as configured]
    #[arg(long, hide_possible_values = true)]
    #[arg(value_parser = words(Profile::ALL.map(Profile::as_str), Profile::from_word))]
    pub(crate) profile: Option<Profile>,
    /// Only these rules, whatever the configuration and its profile say: ids, ids of other tools, or categories; not
    /// together with --profile, which would have no effect
    ///
    /// What cannot be read, manifest or configuration, is reported all the same.
    #[arg(long, value_name = "RULE,…", value_delimiter = ',', conflicts_with = "profile")]
    pub(crate) select: Vec<String>,
    /// Not these rules: ids, ids of other tools, or categories
    #[arg(long, value_name = "RULE,…", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
    /// From which severity on findings make the run fail: error, warning, info, never [default: error, or as configured]
    #[arg(long, value_name = "SEVERITY", hide_possible_values = true)]
    #[arg(value_parser = words(FailOn::WORDS, FailOn::from_word))]
    pub(crate) fail_on: Option<FailOn>,
    /// Findings that are less sure are hidden and never make the run fail: high, medium, low [default: medium]
    #[arg(long, value_name = "CONFIDENCE", hide_possible_values = true)]
    #[arg(value_parser = words(["high", "medium", "low"], Confidence::from_word))]
    pub(crate) min_confidence: Option<Confidence>,
    /// Kubernetes versions that the manifests must work on, such as 1.37 or 1.35-1.37 [default: the three supported
    /// ones, or as configured]
    ///
    /// Any minor from 1.10 on. The fields of those before 1.25 and of releases to come are not known: only the lifetimes of API
    /// versions are judged then, and the last line of the run says so.
    #[arg(long, value_name = "RANGE", value_parser = VersionRange::parse)]
    pub(crate) kubernetes: Option<VersionRange>,
    /// Report what comments, annotations and the configuration suppress, as if they did not
    #[arg(long)]
    pub(crate) no_suppressions: bool,
}

/// Which configuration file to use.
#[derive(Clone, Debug, Args)]
pub(crate) struct ConfigArg {
    /// Configuration file [default: `READYLINT_CONFIG`, else the nearest readylint.yaml of each file]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<OsString>,
}

/// When to write colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// If the stream is a terminal that shows them.
    #[default]
    Auto,
    /// Whatever the stream is.
    Always,
    /// Never.
    Never,
}

/// How `rules` prints its list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    #[default]
    Text,
    /// A JSON array
    Json,
}

/// A parser of `words`, which `read` gives their meaning: the words themselves stand where their type does.
fn words<T, const N: usize>(
    words: [&'static str; N],
    read: fn(&str) -> Option<T>,
) -> impl TypedValueParser<Value = T>
where
    T: Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(words).try_map(move |word| read(&word).ok_or("not one of the words"))
}

fn output_help() -> String {
    format!(
        "Output format, on standard output or in a file; may be repeated [default: full]\n\n\
         Formats: {}. At most one goes to standard output; if all name a file, nothing does.",
        Format::ALL.map(Format::as_str).join(", "),
    )
}

/// The exit codes, for the end of the help.
fn exit_codes() -> String {
    let row = |(exit, meaning): (Exit, &str)| format!("  {}  {}", exit.code(), hanging(meaning, 5));
    format!("Exit codes:\n{}", Exit::TABLE.map(row).join("\n"))
}

/// `text` in lines of at most 80 columns, all but the first indented.
fn hanging(text: &str, indent: usize) -> String {
    let mut lines = String::new();
    let mut used = indent;
    for word in text.split_whitespace() {
        if used + 1 + word.len() > 80 {
            lines.push('\n');
            lines.extend(std::iter::repeat_n(' ', indent));
            used = indent;
        } else if !lines.is_empty() {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += word.len();
    }
    lines
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Cli;

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }
}
