//! The render itself: checks, parsing, execution. (`pkg/engine/engine.go`, `render`; `pkg/action/install.go`)

use std::sync::Arc;

use readylint_text::{Sources, Span};
use rustc_hash::FxHashSet;

use super::capabilities::KubeVersion;
use super::context::{self, Template, World};
use super::finish::{self, Finished};
use super::{Branch, Options, RenderError, RenderErrorKind, Rendered, RenderedFile, failure, message};
use crate::Meter;
use crate::chart::{ActiveChart, Chart, ChartFile, missing, prepare};
use crate::exec::{BranchEvent, Home, Interpreter, STACK_BYTES, Shared, TemplateSet};
use crate::function::{Cause, State};
use crate::provenance::Origins;
use crate::semver::{Constraint, Version};
use crate::template::ast::TemplateFile;

/// Renders `chart`.
///
/// `sources` are those that the chart was loaded with, and the options' own; spans point into them.
pub fn render(chart: &Chart, sources: &Sources, options: &Options) -> Rendered {
    std::thread::scope(|scope| {
        // the stack is reserved, not used; with a smaller one the interpreter's bounds would not hold
        let thread = std::thread::Builder::new().name("render".to_owned()).stack_size(STACK_BYTES);
        match thread.spawn_scoped(scope, || complete(chart, sources, options)) {
            Ok(running) => running.join().unwrap_or_else(|_| Rendered::refused("the render broke off")),
            Err(error) => Rendered::refused(format!("no thread can be made for the render: {error}")),
        }
    })
}

/// A render whose first refusal, passed over in lint, carries the words of Helm, which stops there.
fn complete(chart: &Chart, sources: &Sources, options: &Options) -> Rendered {
    let mut rendered = once(chart, sources, options);
    let refused = |error: &RenderError| matches!(error.cause, Cause::Required | Cause::Fail);
    if options.lint
        && let Some(first) = rendered.errors.iter_mut().find(|error| refused(error))
    {
        let strict = Options { lint: false, ..options.clone() };
        let stopped = once(chart, sources, &strict).errors.into_iter().next();
        if let Some(stopped) = stopped.filter(|stopped| stopped.message == first.message) {
            first.named = stopped.named.filter(|named| first.span.is_none_or(|span| !lies_in(span, *named)));
            first.helm = stopped.helm;
            first.calls = stopped.calls;
        }
    }
    rendered
}

fn lies_in(outer: Span, inner: Span) -> bool {
    outer.source == inner.source && outer.range.contains_range(inner.range)
}

/// One render.
fn once(chart: &Chart, sources: &Sources, options: &Options) -> Rendered {
    let origins = if options.provenance { Origins::new() } else { Origins::off() };
    let mut rendered = Rendered { origins, ..Rendered::default() };
    let kubernetes = match &options.kubernetes {
        None => KubeVersion::default_of(options.helm),
        Some(text) => match KubeVersion::parse(text, options.helm) {
            Ok(version) => version,
            Err(words) => {
                rendered.errors.push(RenderError::of_chart(RenderErrorKind::Chart, words));
                return rendered;
            }
        },
    };
    let prepared = match prepare(chart, options, &mut rendered.origins) {
        Ok(prepared) => prepared,
        Err(error) => {
            rendered.errors.push(error.into());
            return rendered;
        }
    };
    rendered.errors = prepared.errors.into_iter().map(RenderError::from).collect();
    rendered.layers = prepared.layers;
    rendered.schema_failures = prepared.schema_failures;
    rendered.warnings = prepared.notes;
    if let Some(error) = unfit(&prepared.root, &kubernetes, options) {
        rendered.errors.push(error);
        if !options.lint {
            return rendered;
        }
    }
    let world = context::world(&prepared.root, &prepared.values, &kubernetes, options, &mut rendered.origins);
    Engine { options, sources, rendered: &mut rendered }.run(world, misses_dependency(chart));
    rendered
}

/// `kubeVersion` of the chart. (`renderResources`)
fn unfit(chart: &ActiveChart<'_>, kubernetes: &KubeVersion, options: &Options) -> Option<RenderError> {
    let wanted = &chart.chart.metadata.kube_version;
    let fits = || {
        let range = Constraint::parse(wanted, options.helm).ok()?;
        Some(range.check(&Version::parse(&kubernetes.normalized, options.helm).ok()?))
    };
    if wanted.is_empty() || fits().unwrap_or(false) {
        return None;
    }
    let words = format!(
        "chart requires kubeVersion: {wanted} which is incompatible with Kubernetes {}",
        kubernetes.version
    );
    let helm = format!("{words}{}", message::HINT);
    Some(RenderError { message: words, ..RenderError::of_chart(RenderErrorKind::Chart, helm) })
}

/// Whether something that a template calls may be in a chart that is not there.
fn misses_dependency(chart: &Chart) -> bool {
    missing(chart).next().is_some() || chart.dependencies.iter().any(|child| misses_dependency(child))
}

struct Engine<'a> {
    options: &'a Options,
    sources: &'a Sources,
    rendered: &'a mut Rendered,
}

/// How many threads parse templates, and from how many bytes on that is worth while.
const PARSERS: usize = 4;
const WORTH_THREADS: usize = 1 << 18;

/// The trees of all templates. Threads of our own: the caller may sit on a pool whose workers all wait for renders.
fn trees(templates: &[Template<'_>]) -> Vec<Arc<TemplateFile>> {
    let files: Vec<(&str, &ChartFile)> = templates.iter().map(|entry| (&*entry.name, entry.file)).collect();
    let parse = |files: &[(&str, &ChartFile)]| -> Vec<Arc<TemplateFile>> {
        files.iter().map(|(name, file)| file.template(name)).collect()
    };
    let bytes: usize = files.iter().map(|(_, file)| file.bytes.len()).sum();
    if bytes < WORTH_THREADS {
        return parse(&files);
    }
    let parts: Vec<&[(&str, &ChartFile)]> = files.chunks(files.len().div_ceil(PARSERS)).collect();
    let parsed = std::thread::scope(|scope| {
        let spawn = |part| (part, std::thread::Builder::new().spawn_scoped(scope, move || parse(part)));
        let running: Vec<_> = parts.into_iter().map(spawn).collect();
        // a thread that could not be started leaves its part to this one
        let join = |(part, thread): (_, std::io::Result<std::thread::ScopedJoinHandle<'_, Vec<_>>>)| {
            thread.ok().and_then(|thread| thread.join().ok()).unwrap_or_else(|| parse(part))
        };
        running.into_iter().map(join).collect::<Vec<Vec<_>>>()
    });
    parsed.into_iter().flatten().collect()
}

impl Engine<'_> {
    /// Parses, then executes. Outside of lint an error leaves no files.
    fn run(&mut self, world: World<'_>, misses_dependency: bool) {
        self.rendered.crds = world.crds;
        let set = self.parse(&world.templates);
        if self.stops() {
            return;
        }
        self.execute(&world.templates, &set, misses_dependency);
        if self.stops() {
            self.rendered.files.clear();
            self.rendered.notes.clear();
            self.rendered.branches.clear();
        }
    }

    /// Whether Helm would have stopped.
    fn stops(&self) -> bool {
        !self.options.lint && !self.rendered.errors.is_empty()
    }

    /// The templates by name. Of a file with an error the rest is taken in all the same.
    fn parse(&mut self, templates: &[Template<'_>]) -> TemplateSet {
        let mut set = TemplateSet::new();
        let trees = trees(templates);
        for (entry, file) in templates.iter().zip(trees) {
            for error in &file.errors {
                let span = entry.file.source.map(|source| Span::new(source, error.range));
                self.rendered.errors.push(failure::parse(error, &entry.name, span));
                if self.stops() {
                    return set;
                }
            }
            let home = entry.file.source.map_or(Home::Nowhere, Home::Source);
            set.add(&file, Arc::clone(&entry.file.bytes), home);
        }
        set
    }

    fn execute(&mut self, templates: &[Template<'_>], set: &TemplateSet, misses_dependency: bool) {
        let mut origins = std::mem::take(&mut self.rendered.origins);
        let mut meter = Meter::new(self.options.limits);
        let mut state = State { refusals: self.options.lint.then(Vec::new), ..State::default() };
        let shared = Shared {
            origins: &mut origins,
            meter: &mut meter,
            state: &mut state,
            helm: self.options.helm,
            skips_absent: self.options.lint && misses_dependency,
        };
        let mut interpreter = Interpreter::new(set, shared);
        let mut told = FxHashSet::default();
        let broken: FxHashSet<Arc<str>> =
            self.rendered.errors.iter().map(|error| Arc::clone(&error.file)).collect();
        // what a file with a broken action would print is nothing that anybody wrote
        let whole = |entry: &&Template<'_>| !entry.is_partial() && !broken.contains(&entry.name);
        for entry in templates.iter().filter(whole) {
            interpreter.shared().meter.surface(self.options.limits.depth);
            let dot = entry.dot(self.options, interpreter.shared().origins);
            let result = interpreter.execute(&entry.name, dot);
            let branches = interpreter.take_branches();
            let holes = interpreter.take_absent();
            let shared = interpreter.shared();
            let refusals = shared.state.refusals.as_mut().map(std::mem::take).unwrap_or_default();
            let is_refused = !refusals.is_empty();
            for refusal in refusals {
                if told.insert((refusal.message.clone(), refusal.at)) {
                    let error = failure::refusal(&refusal, &entry.name, self.sources);
                    self.rendered.errors.push(error);
                }
            }
            match result {
                Ok(text) => self.take(entry, finish::finish(&text), branches, holes),
                // the empty text that stands for what was refused is no value that anybody gave
                Err(error) if is_refused && error.cause == Cause::Plain => {}
                Err(error) => {
                    let cause = error.cause;
                    let helm = self.options.helm;
                    let error = failure::execution(&error, &entry.name, helm, shared.origins);
                    self.rendered.errors.push(error);
                    // what is used up is used up for the files after it, too
                    if self.stops() || matches!(cause, Cause::Limit(_)) {
                        break;
                    }
                }
            }
        }
        self.rendered.executed = interpreter.executed().to_vec();
        self.rendered.origins = origins;
    }

    /// What a template printed.
    fn take(
        &mut self,
        entry: &Template<'_>,
        finished: Finished,
        branches: Vec<BranchEvent>,
        holes: Vec<Arc<str>>,
    ) {
        let is_note = entry.is_note();
        let number = self.rendered.files.len() as u32;
        let branches = branches.into_iter().map(|branch| Branch {
            file: number,
            offset: finished.offset_of(branch.offset),
            head: branch.head,
            skipped: branch.skipped,
            reads: branch.reads,
            missing: branch.missing,
            frame: branch.frame,
        });
        if !is_note {
            self.rendered.branches.extend(branches);
        }
        let (text, stretches) = (finished.text, finished.stretches);
        let (name, source) = (Arc::clone(&entry.name), entry.file.source);
        let file = RenderedFile { name, source, text, stretches, holes };
        if is_note { &mut self.rendered.notes } else { &mut self.rendered.files }.push(file);
    }
}
