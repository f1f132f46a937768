//! What a rule gets besides its subject.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use readylint_diagnostics::Severity;
use readylint_kube::{End, Resource, ResourceGraph, ResourceId, World};
use readylint_scalars::{KubernetesVersion, VersionRange};

use crate::run::is_enabled;
use crate::{Finding, OptionValues, RuleEntry, Settings};

/// Where a rule reports, and what it may know of the settings: its options, the versions, the world. It is made anew
/// for every visit, so that a rule cannot keep state.
#[derive(Debug)]
pub struct RuleContext<'a> {
    graph: &'a ResourceGraph,
    settings: &'a Settings,
    options: &'a OptionValues,
    enabled: &'a BTreeMap<&'static str, RuleEntry>,
    subject: Option<End>,
    resource: Option<ResourceId>,
    is_rendered: bool,
    findings: RefCell<Vec<Finding>>,
    examined: Cell<u64>,
}

impl<'a> RuleContext<'a> {
    pub(crate) fn new(
        graph: &'a ResourceGraph,
        settings: &'a Settings,
        options: &'a OptionValues,
        enabled: &'a BTreeMap<&'static str, RuleEntry>,
        subject: Option<End>,
    ) -> Self {
        Self {
            graph,
            settings,
            options,
            enabled,
            subject,
            resource: subject.map(|subject| subject.resource),
            is_rendered: false,
            findings: RefCell::default(),
            examined: Cell::new(1),
        }
    }

    /// The same for text that a chart rendered.
    pub(crate) fn rendered(self) -> Self {
        Self { is_rendered: true, ..self }
    }

    /// Whether the text was rendered here, from a chart. Only rules about syntax may ask: what is wrong with the syntax of
    /// rendered text is no mistake in YAML that somebody wrote.
    pub fn is_rendered(&self) -> bool {
        self.is_rendered
    }

    /// Reports `finding` about the subject being visited.
    pub fn report(&self, mut finding: Finding) {
        finding.subject = finding.subject.or(self.subject);
        finding.resource = finding.resource.or(self.resource);
        self.findings.borrow_mut().push(finding);
    }

    /// Says that the rule does not apply to the subject, which then does not count as examined: a Service without
    /// selector is no subject of a rule about what selectors select.
    pub fn not_applicable(&self) {
        self.examined.set(0);
    }

    /// Says how many subjects a check of scope bundle examined.
    pub fn examined(&self, subjects: u64) {
        self.examined.set(subjects);
    }

    /// The graph of the bundle.
    pub fn graph(&self) -> &'a ResourceGraph {
        self.graph
    }

    /// The Kubernetes minors the manifests must work on.
    pub fn kubernetes(&self) -> VersionRange {
        self.settings.kubernetes
    }

    /// How grave it is to use what is deprecated from minor `since` on (D16): a warning, only worth knowing if the oldest target
    /// is older than `successor`, the first minor with what takes its place. `None` if no target calls it deprecated.
    pub fn deprecation(&self, since: KubernetesVersion, successor: KubernetesVersion) -> Option<Severity> {
        let range = self.kubernetes();
        let known = if successor > range.oldest() { Severity::Info } else { Severity::Warning };
        (range.newest() >= since).then_some(known)
    }

    /// The folder of `resource` below that of its configuration, else below the working directory: where somebody has put the
    /// project says nothing about it. `None` if it stands elsewhere.
    pub fn project_folder(&self, resource: Resource<'a>) -> Option<&'a str> {
        self.settings.below_folder(self.graph.group_of(resource.id()))
    }

    /// What exists outside the input.
    pub fn world(&self) -> &'a World {
        &self.settings.world
    }

    /// The options set for this rule.
    pub fn options(&self) -> &'a OptionValues {
        self.options
    }

    /// Whether the rule `id` runs here. Only between rules of which one yields to the other (D9): where both see the very same
    /// thing one of them speaks for it, and does so alone; if that one is off, the other does.
    pub fn leaves_to(&self, id: &str) -> bool {
        let Some(entry) = self.enabled.get(id) else {
            return false;
        };
        // without overrides, what may run anywhere runs here
        let resource = || self.resource.map(|id| self.graph.resource(id));
        self.settings.overrides.is_empty() || is_enabled(self.settings, entry, resource())
    }

    /// The findings, and how many subjects were examined.
    pub(crate) fn finish(self) -> (Vec<Finding>, u64) {
        (self.findings.into_inner(), self.examined.get())
    }
}
