//! A finding on its way to a diagnostic.

use readylint_diagnostics::{Confidence, Fix, Label, Severity, Suppressed};
use readylint_kube::{End, Resource, ResourceGraph, ResourceId};
use readylint_text::{SourceId, Span};
use rustc_hash::FxHashSet;

use super::Raw;
use crate::finding::Place;
use crate::run::is_enabled;
use crate::{Catalogue, Input, Level, RuleEntry, Settings};

/// A finding between the stages of `finish`.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) rule: usize,
    pub(super) bundle: Option<usize>,
    pub(super) message: String,
    pub(super) place: Place,
    pub(super) here: String,
    pub(super) labels: Vec<Label>,
    pub(super) notes: Vec<String>,
    pub(super) help: Option<String>,
    pub(super) fixes: Vec<Fix>,
    /// The severity of this case, then the configured one.
    pub(super) severity: Severity,
    pub(super) confidence: Confidence,
    pub(super) subject: Option<End>,
    pub(super) aspect: Option<&'static str>,
    pub(super) parts: Vec<End>,
    pub(super) resource: Option<ResourceId>,
    pub(super) suppressed: Option<Suppressed>,
    /// The bundles that the same was found in besides `bundle`: other scenarios of a chart.
    pub(super) also_in: Vec<usize>,
    /// How often the same was found in the same bundle, besides the first time: a template in a loop.
    pub(super) repetitions: u32,
    /// Nothing of it is the project's own: a vendored chart made it of its own values.
    pub(super) is_foreign: bool,
    /// Where the finding was made, before origins moved it: its source has the settings, its place the suppressions.
    pub(super) made: Span,
}

impl Draft {
    /// `None` for a finding without a place, which no constructor of a rule makes.
    pub(super) fn new(raw: Raw, world: &World<'_>) -> Option<Self> {
        let rule = world.entry(raw.rule)?.rule;
        let finding = raw.finding;
        let place = finding.place?;
        Some(Self {
            rule: raw.rule,
            bundle: raw.bundle,
            message: finding.message,
            made: place.span,
            place,
            here: finding.here,
            labels: finding.labels,
            notes: finding.notes,
            help: finding.help,
            fixes: finding.fixes,
            severity: finding.severity.unwrap_or(rule.severity),
            confidence: finding.confidence.unwrap_or(rule.confidence),
            subject: finding.subject,
            aspect: finding.aspect,
            parts: finding.parts,
            resource: finding.resource,
            suppressed: None,
            also_in: Vec::new(),
            repetitions: 0,
            is_foreign: false,
        })
    }

    /// Applies the configured level.
    pub(super) fn set_severity(&mut self, world: &World<'_>) {
        self.severity = self.configured_severity(world);
    }

    /// The configured level, else the severity of the case.
    pub(super) fn configured_severity(&self, world: &World<'_>) -> Severity {
        let entry = world.entry(self.rule);
        match entry.and_then(|entry| world.settings(self).level(entry.id, world.resource(self))) {
            Some(Level::At(severity)) => severity,
            Some(Level::Off | Level::On) | None => self.severity,
        }
    }

    /// Whether the confidence is below the one that is asked for.
    pub(super) fn is_hidden(&self, world: &World<'_>) -> bool {
        self.confidence < world.settings(self).min_confidence
    }

    /// Takes in a finding that says the same of the same place.
    pub(super) fn absorb(&mut self, other: Self) {
        for label in other.labels {
            if !self.labels.contains(&label) {
                self.labels.push(label);
            }
        }
        self.severity = self.severity.max(other.severity);
        self.confidence = self.confidence.max(other.confidence);
        self.is_foreign &= other.is_foreign;
        match other.bundle {
            same if same == self.bundle => self.repetitions += 1,
            Some(bundle) if !self.also_in.contains(&bundle) => self.also_in.push(bundle),
            _ => {}
        }
    }
}

/// What all stages read.
pub(super) struct World<'a> {
    pub(super) input: &'a Input,
    pub(super) catalogue: &'a Catalogue,
    context: FxHashSet<SourceId>,
}

impl<'a> World<'a> {
    pub(super) fn new(input: &'a Input, catalogue: &'a Catalogue) -> Self {
        let trees = input.bundles.iter().flat_map(|bundle| bundle.graph.trees());
        let context = trees.filter(|&(_, context)| context).map(|(tree, _)| tree.source()).collect();
        Self { input, catalogue, context }
    }

    pub(super) fn entry(&self, rule: usize) -> Option<&'a RuleEntry> {
        self.catalogue.entries().get(rule)
    }

    pub(super) fn settings(&self, draft: &Draft) -> &'a Settings {
        self.input.settings.get(draft.made.source)
    }

    pub(super) fn graph(&self, bundle: Option<usize>) -> Option<&'a ResourceGraph> {
        self.input.bundles.get(bundle?).map(|bundle| &bundle.graph)
    }

    /// The object that the finding is about.
    fn resource(&self, draft: &Draft) -> Option<Resource<'a>> {
        Some(self.graph(draft.bundle)?.resource(draft.resource?))
    }

    /// Whether the rule is enabled for the source, and the source was to be linted.
    pub(super) fn is_asked_for(&self, draft: &Draft) -> bool {
        !self.context.contains(&draft.made.source)
            && self
                .entry(draft.rule)
                .is_some_and(|entry| is_enabled(self.settings(draft), entry, self.resource(draft)))
    }

    /// Whether nothing is reported about `source`.
    pub(super) fn is_context(&self, source: SourceId) -> bool {
        self.context.contains(&source)
    }
}
