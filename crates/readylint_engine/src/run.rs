//! One walk over every bundle; each node meets only the rules that want it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use readylint_kube::{
    Container, Document, End, HorizontalPodAutoscaler, Ingress, Kind, NetworkPolicy, PodDisruptionBudget,
    PodTemplate, Resource, ResourceGraph, Service, Workload,
};

use crate::finish::{Raw, finish};
use crate::settings::SettingsMap;
use crate::{
    Bundle, Catalogue, ChartRender, Check, Finding, Input, Judged, Level, OptionValues, Report, Repository,
    RuleContext, RuleEntry, RuleSettings, Schema, Settings,
};

/// Lints `input` with the rules of `catalogue`. Cannot fail: what is wrong with the input is among the diagnostics.
///
/// The result depends on nothing else; the same input gives the same report, whatever the number of threads.
pub fn run(input: Input, catalogue: &Catalogue) -> Report {
    let plans: Vec<Plan<'_>> = input.settings.iter().map(|settings| Plan::new(settings, catalogue)).collect();
    let mut counts = vec![0; catalogue.entries().len()];
    let mut raw = Vec::new();
    let mut take = |outcome: Outcome, bundle: Option<usize>| {
        for (sum, count) in counts.iter_mut().zip(outcome.examined) {
            *sum += count;
        }
        raw.extend(outcome.findings.into_iter().map(|(rule, finding)| Raw { rule, finding, bundle }));
    };
    let rules = catalogue.entries().len();
    for (number, bundle) in input.bundles.iter().enumerate() {
        take(walk(bundle, &input.settings, &plans, rules), Some(number));
    }
    for (source, repository) in &input.repositories {
        take(look_around(repository, &plans[input.settings.number(*source)], rules), None);
    }
    finish(input, catalogue, raw, &counts)
}

/// Whether `settings` let the rule run on `resource` (`None`: on what no override names), and why not is nobody's business
/// but `finish`'s.
pub(crate) fn is_enabled(settings: &Settings, entry: &RuleEntry, resource: Option<Resource<'_>>) -> bool {
    if settings.ignored.contains(entry.id) {
        return false;
    }
    if let Some(selected) = &settings.selected {
        return selected.contains(entry.id);
    }
    match settings.level(entry.id, resource) {
        Some(level) => level != Level::Off,
        None => entry.rule.profile <= settings.profile,
    }
}

/// Whether `settings` let the rule run on anything.
pub(crate) fn may_run(settings: &Settings, entry: &RuleEntry) -> bool {
    let is_on = |rule: &RuleSettings| rule.level.is_some_and(|level| level != Level::Off);
    is_enabled(settings, entry, None)
        || !settings.ignored.contains(entry.id)
            && settings.selected.is_none()
            && settings.overrides.iter().filter_map(|over| over.rules.get(entry.id)).any(is_on)
}

/// The enabled rules of one set of settings, sorted by scope.
#[expect(
    clippy::type_complexity,
    reason = "each is a function over any lifetime of its view, which no alias can say"
)]
struct Plan<'a> {
    settings: &'a Settings,
    documents: Vec<(usize, fn(&RuleContext<'_>, Document<'_>))>,
    resources: Vec<(usize, fn(&RuleContext<'_>, Resource<'_>))>,
    kinds: BTreeMap<Kind, Vec<(usize, fn(&RuleContext<'_>, Resource<'_>))>>,
    schemas: Vec<(usize, fn(&RuleContext<'_>, Judged<'_>))>,
    workloads: Vec<(usize, fn(&RuleContext<'_>, Workload<'_>))>,
    pod_templates: Vec<(usize, fn(&RuleContext<'_>, PodTemplate<'_>))>,
    containers: Vec<(usize, fn(&RuleContext<'_>, Container<'_>))>,
    services: Vec<(usize, fn(&RuleContext<'_>, Service<'_>))>,
    ingresses: Vec<(usize, fn(&RuleContext<'_>, Ingress<'_>))>,
    network_policies: Vec<(usize, fn(&RuleContext<'_>, NetworkPolicy<'_>))>,
    budgets: Vec<(usize, fn(&RuleContext<'_>, PodDisruptionBudget<'_>))>,
    autoscalers: Vec<(usize, fn(&RuleContext<'_>, HorizontalPodAutoscaler<'_>))>,
    bundles: Vec<(usize, fn(&RuleContext<'_>, &Bundle))>,
    charts: Vec<(usize, fn(&RuleContext<'_>, &ChartRender))>,
    repositories: Vec<(usize, fn(&RuleContext<'_>, &Repository))>,
    /// By the number of the rule.
    options: Vec<OptionValues>,
    /// By the number of the rule: itself, if an override says something else for some objects.
    overridden: Vec<Option<&'a RuleEntry>>,
    /// All of them, by id.
    enabled: BTreeMap<&'static str, RuleEntry>,
}

impl<'a> Plan<'a> {
    fn new(settings: &'a Settings, catalogue: &'a Catalogue) -> Self {
        let options = |entry: &RuleEntry| settings.rules.get(entry.id).map(|rule| rule.options.clone());
        let overridden = |entry: &'a RuleEntry| settings.overrides_rule(entry.id).then_some(entry);
        let mut plan = Self {
            settings,
            documents: Vec::new(),
            resources: Vec::new(),
            kinds: BTreeMap::new(),
            schemas: Vec::new(),
            workloads: Vec::new(),
            pod_templates: Vec::new(),
            containers: Vec::new(),
            services: Vec::new(),
            ingresses: Vec::new(),
            network_policies: Vec::new(),
            budgets: Vec::new(),
            autoscalers: Vec::new(),
            bundles: Vec::new(),
            charts: Vec::new(),
            repositories: Vec::new(),
            enabled: BTreeMap::new(),
            overridden: catalogue.entries().iter().map(overridden).collect(),
            options: catalogue.entries().iter().map(|entry| options(entry).unwrap_or_default()).collect(),
        };
        for (number, entry) in catalogue.entries().iter().enumerate() {
            if may_run(settings, entry) {
                plan.add(number, entry.rule.check);
                plan.enabled.insert(entry.id, *entry);
            }
        }
        plan
    }

    /// The options of the rule on `resource`; `None` if it is off there.
    fn options(&self, number: usize, resource: Option<Resource<'_>>) -> Option<Cow<'_, OptionValues>> {
        let base = &self.options[number];
        let Some(entry) = self.overridden[number] else {
            return Some(Cow::Borrowed(base));
        };
        let on = is_enabled(self.settings, entry, resource);
        on.then(|| self.settings.options(entry.id, resource, base))
    }

    fn add(&mut self, number: usize, check: Check) {
        match check {
            Check::Document(check) => self.documents.push((number, check)),
            Check::Resource(check) => self.resources.push((number, check)),
            Check::Kinds(kinds, check) => {
                for kind in kinds {
                    self.kinds.entry(*kind).or_default().push((number, check));
                }
            }
            Check::Schema(check) => self.schemas.push((number, check)),
            Check::Workload(check) => self.workloads.push((number, check)),
            Check::PodTemplate(check) => self.pod_templates.push((number, check)),
            Check::Container(check) => self.containers.push((number, check)),
            Check::Service(check) => self.services.push((number, check)),
            Check::Ingress(check) => self.ingresses.push((number, check)),
            Check::NetworkPolicy(check) => self.network_policies.push((number, check)),
            Check::PodDisruptionBudget(check) => self.budgets.push((number, check)),
            Check::HorizontalPodAutoscaler(check) => self.autoscalers.push((number, check)),
            Check::Bundle(check) => self.bundles.push((number, check)),
            Check::Chart(check) => self.charts.push((number, check)),
            Check::Repository(check) => self.repositories.push((number, check)),
            Check::Engine => {}
        }
    }
}

/// What a part of the walk found.
struct Outcome {
    findings: Vec<(usize, Finding)>,
    /// Subjects examined, by the number of the rule.
    examined: Vec<u64>,
}

impl Outcome {
    fn new(rules: usize) -> Self {
        Self { findings: Vec::new(), examined: vec![0; rules] }
    }

    /// Takes in what the rule of that number reported in one visit.
    fn take(&mut self, number: usize, context: RuleContext<'_>) {
        let (findings, examined) = context.finish();
        self.examined[number] += examined;
        self.findings.extend(findings.into_iter().map(|finding| (number, finding)));
    }

    fn append(mut self, mut other: Self) -> Self {
        self.findings.append(&mut other.findings);
        for (sum, count) in self.examined.iter_mut().zip(other.examined) {
            *sum += count;
        }
        self
    }
}

/// Visits everything in `bundle`. Chunks run in parallel and are joined in order.
fn walk(bundle: &Bundle, settings: &SettingsMap, plans: &[Plan<'_>], rules: usize) -> Outcome {
    let graph = &bundle.graph;
    let documents: Vec<Document<'_>> = graph.documents().filter(|document| !document.is_context()).collect();
    let resources: Vec<Resource<'_>> = graph.resources().filter(|resource| !resource.is_context()).collect();
    let visit_documents = |documents: &[Document<'_>]| {
        let mut visit = Visit { bundle, graph, outcome: Outcome::new(rules) };
        for document in documents {
            visit.document(&plans[settings.number(document.source())], *document);
        }
        visit.outcome
    };
    let visit_resources = |resources: &[Resource<'_>]| {
        let mut visit = Visit { bundle, graph, outcome: Outcome::new(rules) };
        for resource in resources {
            visit.resource(&plans[settings.number(resource.document().source())], *resource);
        }
        visit.outcome
    };
    let mut parts: Vec<Outcome> = documents.par_chunks(256).map(visit_documents).collect();
    parts.extend(resources.par_chunks(64).map(visit_resources).collect::<Vec<_>>());
    let mut visit = Visit { bundle, graph, outcome: Outcome::new(rules) };
    visit.whole(plans);
    if let Some(render) = &bundle.render {
        let source = render.chart.metadata.file.as_ref().and_then(|file| file.source);
        if let Some(plan) = source.and_then(|source| plans.get(settings.number(source))) {
            visit.chart(plan, render);
        }
    }
    parts.push(visit.outcome);
    parts.into_iter().fold(Outcome::new(rules), Outcome::append)
}

/// Runs the rules about the project around the manifests.
fn look_around(repository: &Repository, plan: &Plan<'_>, rules: usize) -> Outcome {
    let mut outcome = Outcome::new(rules);
    let nothing = ResourceGraph::build(Vec::new());
    for &(number, check) in &plan.repositories {
        let context = RuleContext::new(&nothing, plan.settings, &plan.options[number], &plan.enabled, None);
        check(&context, repository);
        outcome.take(number, context);
    }
    outcome
}

struct Visit<'g> {
    bundle: &'g Bundle,
    graph: &'g ResourceGraph,
    outcome: Outcome,
}

impl<'g> Visit<'g> {
    /// Runs each of `checks` on one subject.
    #[expect(clippy::type_complexity, reason = "as in `Plan`")]
    fn run<S: Copy>(
        &mut self,
        plan: &Plan<'_>,
        checks: &[(usize, fn(&RuleContext<'_>, S))],
        subject: S,
        end: Option<End>,
    ) {
        let resource = end.map(|end| self.graph.resource(end.resource));
        for &(number, check) in checks {
            let Some(options) = plan.options(number, resource) else {
                continue;
            };
            let context = RuleContext::new(self.graph, plan.settings, &options, &plan.enabled, end);
            let context = if self.bundle.render.is_some() { context.rendered() } else { context };
            check(&context, subject);
            self.outcome.take(number, context);
        }
    }

    /// Runs the rules about the chart, under the settings that hold for its `Chart.yaml`.
    fn chart(&mut self, plan: &Plan<'_>, render: &ChartRender) {
        for &(number, check) in &plan.charts {
            let options = &plan.options[number];
            let context = RuleContext::new(self.graph, plan.settings, options, &plan.enabled, None);
            check(&context, render);
            self.outcome.take(number, context);
        }
    }

    fn document(&mut self, plan: &Plan<'_>, document: Document<'g>) {
        let first = document.resources().next().map(Resource::end);
        self.run(plan, &plan.documents, document, first);
    }

    fn resource(&mut self, plan: &Plan<'_>, resource: Resource<'g>) {
        let end = Some(resource.end());
        self.run(plan, &plan.resources, resource, end);
        if let Some(checks) = plan.kinds.get(&resource.kind()) {
            self.run(plan, checks, resource, end);
        }
        self.schema(plan, resource, end);
        if let Some(service) = Service::of(resource) {
            self.run(plan, &plan.services, service, end);
        } else if let Some(ingress) = Ingress::of(resource) {
            self.run(plan, &plan.ingresses, ingress, end);
        } else if let Some(policy) = NetworkPolicy::of(resource) {
            self.run(plan, &plan.network_policies, policy, end);
        } else if let Some(budget) = PodDisruptionBudget::of(resource) {
            self.run(plan, &plan.budgets, budget, end);
        } else if let Some(autoscaler) = HorizontalPodAutoscaler::of(resource) {
            self.run(plan, &plan.autoscalers, autoscaler, end);
        } else if let Some(workload) = Workload::of(resource) {
            self.run(plan, &plan.workloads, workload, end);
        }
        let Some(pod) = self.graph.pod_template_of(resource.id()) else {
            return;
        };
        self.run(plan, &plan.pod_templates, pod, Some(pod.end()));
        if !plan.containers.is_empty() {
            for container in pod.containers() {
                self.run(plan, &plan.containers, container, Some(container.end()));
            }
        }
    }

    /// Judges the object by its schema once, for all checks of that scope.
    fn schema(&mut self, plan: &Plan<'_>, resource: Resource<'g>, end: Option<End>) {
        if plan.schemas.is_empty() {
            return;
        }
        let Some(schema) = Schema::of(resource, &self.bundle.definitions) else {
            return;
        };
        let violations = schema.violations(resource, plan.settings.kubernetes);
        let judged = Judged::new(resource, schema, plan.settings.kubernetes, &violations);
        self.run(plan, &plan.schemas, judged, end);
    }

    /// A check of the bundle runs once, under the first settings that enable it; `finish` keeps a finding only where the
    /// settings of the source it points into enable the rule too.
    fn whole(&mut self, plans: &[Plan<'_>]) {
        let mut done = BTreeSet::new();
        for plan in plans {
            for &(number, check) in &plan.bundles {
                if !done.insert(number) {
                    continue;
                }
                let context =
                    RuleContext::new(self.graph, plan.settings, &plan.options[number], &plan.enabled, None);
                check(&context, self.bundle);
                self.outcome.take(number, context);
            }
        }
    }
}
