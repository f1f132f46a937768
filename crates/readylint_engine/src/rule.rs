//! What a rule is.

use std::borrow::Cow;

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_kube::{
    Container, Document, HorizontalPodAutoscaler, Ingress, Kind, NetworkPolicy, PodDisruptionBudget,
    PodTemplate, Resource, Service, Workload,
};

use crate::{Bundle, ChartRender, Judged, OptionSpec, Repository, RuleContext};

/// The facts of one rule that a compiler can check. Prose and examples stand in the Markdown page beside it.
///
/// A rule keeps no state, knows no configured severity, no suppression, no path and no output, and calls no other
/// rule. Knowledge that two rules share belongs in `readylint_kube`.
#[derive(Debug)]
pub struct Rule {
    /// Severity of the main case; a finding may carry a tier of its own.
    pub severity: Severity,
    /// Confidence of the main case; a finding may carry its own (graded rules always do).
    pub confidence: Confidence,
    /// The least demanding profile that holds the rule.
    pub profile: Profile,
    /// The version of readylint that first had it.
    pub since: &'static str,
    /// The most that its fixes offer.
    pub fix: Option<Applicability>,
    /// The ids of the same check in other tools, as `KL:latest-tag` (abbreviations: the page `docs/src/aliases.md`).
    pub references: &'static [&'static str],
    /// The items of the readiness checklists that it decides, as `S1-E1.7`.
    pub readiness: &'static [&'static str],
    /// Rules whose finding on the same subject explains this one's (D9).
    pub yields_to: &'static [&'static str],
    /// What a user can set.
    pub options: &'static [OptionSpec],
    /// The function, and by its variant the scope.
    pub check: Check,
}

/// How demanding a run is. Each profile holds all rules of the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// Quiet: nearly every maintainer would fix what it reports.
    #[default]
    Recommended,
    /// Contested or demanding, wanted before production.
    Strict,
    /// Everything, informational and pedantic rules included.
    All,
}

impl Profile {
    /// All, the quietest first.
    pub const ALL: [Self; 3] = [Self::Recommended, Self::Strict, Self::All];

    /// The word used in configuration, flags and output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recommended => "recommended",
            Self::Strict => "strict",
            Self::All => "all",
        }
    }

    /// The profile of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.as_str() == word)
    }
}

/// The scope of a rule and its function: one call of the function visits one subject of that scope.
///
/// The enum is closed on purpose: a bundle is walked once, and each node meets only the rules that want it.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Every document of every manifest file, broken ones included.
    Document(fn(&RuleContext<'_>, Document<'_>)),
    /// Every object, whatever its kind.
    Resource(fn(&RuleContext<'_>, Resource<'_>)),
    /// Every object of these kinds, which have no view of their own among the scopes.
    Kinds(&'static [Kind], fn(&RuleContext<'_>, Resource<'_>)),
    /// Every object whose kind has a schema, with all that is wrong with its shape.
    Schema(fn(&RuleContext<'_>, Judged<'_>)),
    /// Every object that runs pods: Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, CronJob, Pod, Rollout….
    Workload(fn(&RuleContext<'_>, Workload<'_>)),
    /// Every pod template (a Pod is its own).
    PodTemplate(fn(&RuleContext<'_>, PodTemplate<'_>)),
    /// Every container of every pod template, with its role.
    Container(fn(&RuleContext<'_>, Container<'_>)),
    /// Every Service.
    Service(fn(&RuleContext<'_>, Service<'_>)),
    /// Every Ingress.
    Ingress(fn(&RuleContext<'_>, Ingress<'_>)),
    /// Every NetworkPolicy of `networking.k8s.io`.
    NetworkPolicy(fn(&RuleContext<'_>, NetworkPolicy<'_>)),
    /// Every PodDisruptionBudget.
    PodDisruptionBudget(fn(&RuleContext<'_>, PodDisruptionBudget<'_>)),
    /// Every HorizontalPodAutoscaler.
    HorizontalPodAutoscaler(fn(&RuleContext<'_>, HorizontalPodAutoscaler<'_>)),
    /// The bundle as a whole.
    Bundle(fn(&RuleContext<'_>, &Bundle)),
    /// Every chart, once for each scenario it is rendered in.
    Chart(fn(&RuleContext<'_>, &ChartRender)),
    /// The project around the manifests: the files that the rule's own options name, once for each configuration.
    Repository(fn(&RuleContext<'_>, &Repository)),
    /// No function: the configuration loader and `finish` report it (category `readylint`).
    Engine,
}

impl Check {
    /// The scope in the words of the rule catalogue: `resource:*` is every document or object.
    pub fn scope(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Kinds(kinds, _) => {
                let names: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
                return Cow::Owned(format!("resource:{}", names.join(",")));
            }
            Self::Document(_) | Self::Resource(_) | Self::Schema(_) => "resource:*",
            Self::Workload(_) => "workload",
            Self::PodTemplate(_) => "pod-template",
            Self::Container(_) => "container",
            Self::Service(_) => "resource:Service",
            Self::Ingress(_) => "resource:Ingress",
            Self::NetworkPolicy(_) => "resource:NetworkPolicy",
            Self::PodDisruptionBudget(_) => "resource:PodDisruptionBudget",
            Self::HorizontalPodAutoscaler(_) => "resource:HorizontalPodAutoscaler",
            Self::Bundle(_) | Self::Engine => "bundle",
            Self::Chart(_) => "chart",
            Self::Repository(_) => "repository",
        })
    }
}

/// A rule in its place: what the `rules!` macro makes of a file name.
#[derive(Clone, Copy, Debug)]
pub struct RuleEntry {
    /// kebab-case name of the file; for ever.
    pub id: &'static str,
    /// Name of the folder.
    pub category: &'static str,
    /// The Markdown page: `# id`, a one-line summary, then prose and examples.
    pub page: &'static str,
    /// The facts.
    pub rule: &'static Rule,
}

impl RuleEntry {
    /// The first paragraph of the page, on one line.
    pub fn summary(&self) -> String {
        let body = self.page.lines().skip_while(|line| line.starts_with('#') || line.trim().is_empty());
        let paragraph: Vec<&str> = body.take_while(|line| !line.trim().is_empty()).map(str::trim).collect();
        paragraph.join(" ")
    }

    /// Where the page stands on the documentation site.
    pub fn url(&self) -> String {
        format!("https://readylint.dev/rules/{}/{}.html", self.category, self.id)
    }
}

/// A rule that was removed: its id stays taken.
#[derive(Clone, Copy, Debug)]
pub struct RemovedRule {
    /// The id it had.
    pub id: &'static str,
    /// Why it went, and what to use instead.
    pub reason: &'static str,
}

/// Turns the module names of a category into its list of [`RuleEntry`]s.
///
/// `rules!("networking": service_selects_nothing, unresolved_target_port)` expands to `pub(crate) static RULES`. The id
/// is the module's name in kebab-case; the page is `<module>.md` beside the calling file (a missing page does not
/// compile); a rule that is not listed is dead code, which does not compile either.
#[macro_export]
macro_rules! rules {
    ($category:literal: $($module:ident),+ $(,)?) => {
        /// The rules of this category.
        pub(crate) static RULES: &[$crate::RuleEntry] = &[$($crate::RuleEntry {
            id: {
                const NAME: &str = stringify!($module);
                const ID: [u8; NAME.len()] = $crate::kebab(NAME);
                match ::core::str::from_utf8(&ID) {
                    Ok(id) => id,
                    Err(_) => NAME,
                }
            },
            category: $category,
            page: include_str!(concat!(stringify!($module), ".md")),
            rule: &$module::RULE,
        }),+];
    };
}

/// `name` with hyphens for underscores; `N` is its length. Only for [`rules!`].
#[doc(hidden)]
pub const fn kebab<const N: usize>(name: &str) -> [u8; N] {
    let bytes = name.as_bytes();
    let mut id = [0; N];
    let mut i = 0;
    while i < N {
        id[i] = if bytes[i] == b'_' { b'-' } else { bytes[i] };
        i += 1;
    }
    id
}
