//! `readylint render`: what a chart renders to, and where each line came from.

use std::fmt::Write as _;

use readylint::helm::render::{ManifestOptions, Manifests, Place, manifests};
use readylint::project::{ChartRun, render_chart};
use readylint::scalars::VersionRange;
use readylint::text::{Origin, PositionEncoding, Provenance, Role, Span, TextRange};
use readylint::yaml::{Node, parse};

use crate::args::RenderArgs;
use crate::exit::Exit;
use crate::failure::{Failure, usage};
use crate::request::{add_charts, as_text, config_request, files};
use crate::terminal::{Terminal, say};

/// Renders a chart and prints it, annotated, or explains one place of it.
///
/// # Errors
///
/// If there is no such chart or scenario. What Helm would refuse is told in Helm's words, and no manifest is printed.
pub(crate) fn render(args: &RenderArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let mut request = config_request(&args.config)?;
    add_charts(&mut request, &args.charts)?;
    if let Some(version) = &args.kubernetes {
        check_version(version)?;
    }
    request.render.kubernetes.clone_from(&args.kubernetes);
    let catalogue = readylint::catalogue();
    let chart = as_text(&args.chart)?;
    let run = render_chart(&files()?, &request, &catalogue, &chart, args.scenario.as_deref())?;
    let options = ManifestOptions { helm: run.options.helm, include_crds: args.include_crds };
    let printed = manifests(&run.rendered, options);
    if let Some(error) = &printed.error {
        say(&format!("Error: {}", error.helm.trim_end()));
        return Ok(Exit::Failure);
    }
    let text = match (&args.explain, args.annotate) {
        (Some(place), _) => explain(place, &printed, &run)?,
        (None, true) => annotate(&printed, &run),
        (None, false) => printed.text.clone(),
    };
    terminal.write(text.as_bytes())?;
    // the process ends here: taking a chart apart piece by piece would only take time
    std::mem::forget((run, printed));
    Ok(Exit::Clean)
}

/// A place as people read it, with the chart's own folder left out.
fn shown(span: Span, run: &ChartRun) -> String {
    let Some(source) = run.sources.get(span.source) else { return String::new() };
    let position = source.position(span.range.start(), PositionEncoding::Utf8);
    let prefix = format!("{}/", run.chart.folder);
    let name = source.name();
    format!("{}:{}:{}", name.strip_prefix(&prefix).unwrap_or(name), position.line + 1, position.column + 1)
}

/// Each line with the place that it came from before it.
fn annotate(printed: &Manifests, run: &ChartRun) -> String {
    let mut at = 0;
    let mut rows = Vec::new();
    for line in printed.text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let end = at + line.trim_end().len();
        let place = origin(at + indent, end, printed, run).map(|(_, span)| shown(span, run));
        // the column says nothing about a line
        let place =
            place.map(|place| place.rsplit_once(':').map_or(place.clone(), |(line, _)| line.to_owned()));
        rows.push((place.unwrap_or_default(), line));
        at += line.len();
    }
    let width = rows.iter().map(|(place, _)| place.chars().count()).max().unwrap_or_default();
    let mut out = String::new();
    for (place, line) in rows {
        // writing to a string cannot fail
        let _ = write!(out, "{place:width$} | {line}");
    }
    out
}

/// The rendered file and the place in it of bytes of the manifests, and where these came from.
fn origin(
    start: usize,
    end: usize,
    printed: &Manifests,
    run: &ChartRun,
) -> Option<((usize, TextRange), Span)> {
    let (file, range) = in_file(start, end, printed)?;
    let span = match run.traces.get(file)?.trace(range).origin? {
        Origin::Exact(span) | Origin::Token(span) => span,
        Origin::File { .. } => return None,
    };
    Some(((file, range), span))
}

fn in_file(start: usize, end: usize, printed: &Manifests) -> Option<(usize, TextRange)> {
    match printed.place_at(start)? {
        (Place::File(file), from) => Some((file, TextRange::at(from, from + end.saturating_sub(start)))),
        (Place::Crd(_), _) => None,
    }
}

/// All that is known of a line of the manifests, or of the node that a pointer names.
fn explain(place: &str, printed: &Manifests, run: &ChartRun) -> Result<String, Failure> {
    let range = match place.parse::<usize>() {
        Ok(number) => line(number, &printed.text),
        Err(_) => node(place, &printed.text),
    };
    let Some(range) = range else {
        let message = format!("`{place}` names nothing in the manifests");
        return Err(Failure::new(message)
            .help("give the number of a line, KIND/NAME:/spec/replicas, or /spec/replicas"));
    };
    let (start, end) = (range.start().to_usize(), range.end().to_usize());
    let Some((file, within)) = in_file(start, end, printed) else {
        return Ok("Helm itself wrote this line.\n".to_owned());
    };
    let Some(trace) = run.traces.get(file) else { return Ok(String::new()) };
    let text = run.rendered.files.get(file).map_or("", |file| &file.text);
    let mut out = String::new();
    for stretch in trace.stretches_in(within) {
        let bytes = text.get(stretch.to_usize()).unwrap_or_default();
        if bytes.trim().is_empty() {
            continue;
        }
        let first = bytes.trim().lines().next().unwrap_or_default();
        let more = if bytes.trim().contains('\n') { " …" } else { "" };
        let _ = writeln!(out, "{first}{more}");
        let known = trace.trace(stretch);
        match known.origin {
            Some(Origin::Exact(span)) => row(&mut out, "written", span, run),
            Some(Origin::Token(span)) => row(&mut out, "made by", span, run),
            Some(Origin::File { .. }) | None => out.push_str("    nobody knows where this came from\n"),
        }
        for step in &known.steps {
            let word = match step.role {
                Role::Value(_) => "value",
                Role::Shadowed(_) => "overrides",
                Role::Printed => "printed",
                Role::Call(_) => "included",
                Role::Guard => "left out",
                Role::GuardValue(_) => "because of",
                Role::Home(_) => "belongs to",
            };
            row(&mut out, word, step.span, run);
        }
    }
    Ok(out)
}

fn row(out: &mut String, word: &str, span: Span, run: &ChartRun) {
    let text = run.sources.slice(span);
    let first = text.lines().next().unwrap_or_default();
    let more = if text.contains('\n') { " …" } else { "" };
    let _ = writeln!(out, "    {word:<10} {}  {first}{more}", shown(span, run));
}

/// The bytes of the line with this number, counted from 1, without blanks around.
fn line(number: usize, text: &str) -> Option<TextRange> {
    let mut at = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        if index + 1 == number {
            let start = at + line.len() - line.trim_start().len();
            return Some(TextRange::at(start, (at + line.trim_end().len()).max(start)));
        }
        at += line.len();
    }
    None
}

/// The node that `KIND/NAME:/pointer` names, or `/pointer` in the first object that has it.
fn node(place: &str, text: &str) -> Option<TextRange> {
    let (object, pointer) = match place.split_once(':') {
        Some((object, pointer)) => (Some(object), pointer),
        None => (None, place),
    };
    let steps = pointer.strip_prefix('/')?.split('/').map(|step| step.replace("~1", "/").replace("~0", "~"));
    let steps: Vec<String> = steps.collect();
    let parse = parse(readylint::text::SourceId::new(0), text.into());
    let is_meant = |root: &Node<'_>| {
        object.is_none_or(|object| {
            let field = |node: Option<Node<'_>>| node.and_then(Node::text).unwrap_or_default().to_owned();
            let name = field(root.get("metadata").and_then(|metadata| metadata.get("name")));
            format!("{}/{name}", field(root.get("kind"))).eq_ignore_ascii_case(object)
        })
    };
    let mut roots = parse.tree.roots().filter(is_meant);
    let found = roots.find_map(|root| steps.iter().try_fold(root, |node, step| child(node, step)))?;
    Some(found.range())
}

fn child<'t>(node: Node<'t>, step: &str) -> Option<Node<'t>> {
    match node.get(step) {
        Some(child) => Some(child),
        None => step.parse::<usize>().ok().and_then(|index| node.items().nth(index)),
    }
}

/// Whether `version` is one that `--kubernetes` of `render` takes.
///
/// # Errors
///
/// If it is not.
fn check_version(version: &str) -> Result<(), Failure> {
    let minor = version.trim_start_matches('v').split('.').take(2).collect::<Vec<_>>().join(".");
    match VersionRange::parse(&minor) {
        Ok(_) => Ok(()),
        Err(_) => Err(usage(
            clap::error::ErrorKind::ValueValidation,
            format!("`{version}` is no version of Kubernetes"),
        )),
    }
}
