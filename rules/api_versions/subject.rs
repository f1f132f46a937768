//! What the rules of this category look at: an object whose API version has a known life.

use readylint_diagnostics::{Applicability, Edit, Fix, Severity};
use readylint_engine::{Finding, OptionKind, OptionSpec, RuleContext};
use readylint_kube::Resource;
use readylint_scalars::VersionRange;
use readylint_schema::{Extent, Lifetime, Status, WayOut, is_at_least};
use readylint_text::{Span, TextRange, TextSize};
use readylint_yaml::Node;

pub(super) const REMOVED: &str = "removed-api-version";
pub(super) const DEPRECATED: &str = "deprecated-api-version";

pub(super) const PRODUCTS: OptionSpec = OptionSpec {
    key: "products",
    kind: OptionKind::Strings(&[]),
    help: "The versions of the products that the clusters run, such as `cert-manager@1.16`; what they serve is then known.",
};

/// An object and the life of its API version.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) resource: Resource<'a>,
    pub(super) lifetime: Lifetime,
    pub(super) status: Status,
    pub(super) range: VersionRange,
}

impl<'a> Subject<'a> {
    /// `None` if the table does not know the kind, or a definition in the run says what is served.
    pub(super) fn of(cx: &RuleContext<'a>, resource: Resource<'a>) -> Option<Self> {
        let lifetime = Lifetime::of(resource.api_version(), resource.kind_name())?;
        if cx.graph().is_defined(resource.id()) {
            return None;
        }
        let range = cx.kubernetes();
        Some(Self { resource, lifetime, status: lifetime.status(range), range })
    }

    /// `` `policy/v1` PodDisruptionBudget ``.
    pub(super) fn title(&self) -> String {
        title(self.lifetime)
    }

    /// The value of `apiVersion`; that of the list for an item that inherits it.
    pub(super) fn place(&self) -> Node<'a> {
        self.resource.api_version_node().unwrap_or_else(|| self.resource.anchor())
    }

    /// Whether version `wanted` of the product that serves the kind is installed; `None` if nobody said which is.
    pub(super) fn has_product(&self, cx: &RuleContext<'_>, wanted: Option<&str>) -> Option<bool> {
        let (product, wanted) = (self.lifetime.product()?, wanted?);
        let installed = cx.options().strings(&PRODUCTS).into_iter().find_map(|entry| {
            let (name, version) = entry.split_once('@')?;
            (name == product).then_some(version)
        })?;
        is_at_least(installed, wanted)
    }

    /// What the API server does with the object, or the component that reads the file.
    pub(super) fn refuse(&self) -> &'static str {
        if self.lifetime.is_configuration() { "do not read the file" } else { "refuse the object" }
    }

    /// `finding` with what to use instead, and with the change if nothing else has to be changed.
    pub(super) fn advise(&self, finding: Finding) -> Finding {
        let way_out = self.lifetime.way_out(self.range);
        let changes = self.lifetime.migration().changes;
        match way_out {
            WayOut::Served(best) => {
                let finding = finding.here(format!("use {}", name(self.lifetime, best))).help(help(
                    &format!("write {}", name(self.lifetime, best)),
                    changes,
                    best.kind() == self.lifetime.kind() && self.lifetime.migration().keeps_fields,
                ));
                finding.fix(self.fix(best))
            }
            WayOut::NotInOldest(later) => {
                let since = later.introduced().map(|first| first.to_string()).unwrap_or_default();
                let name = name(self.lifetime, later);
                finding
                    .note(format!(
                        "the replacement {name} is not available in your oldest version: Kubernetes {} does not have it, \
                         {since} and later do",
                        self.range.oldest()
                    ))
                    .help(help(
                        &format!("write {name} as soon as {since} is the oldest version that has to be served"),
                        changes,
                        false,
                    ))
            }
            WayOut::None => match (self.lifetime.product(), self.lifetime.replacement(), changes) {
                (Some(_), Some(replacement), _) => {
                    let kind = self.lifetime.replacement_kind();
                    let kind = kind.map(|kind| format!(" {kind}")).unwrap_or_default();
                    let action = format!("write `{replacement}`{kind}");
                    finding.here(format!("use `{replacement}`{kind}")).help(help(&action, changes, false))
                }
                (_, _, Some(changes)) => finding.help(changes),
                _ if self.status.removed == Extent::None => {
                    finding.help("look for a replacement with each release: none is known yet")
                }
                _ => finding.help("remove the object: nothing replaces it"),
            },
        }
    }

    /// Another `apiVersion`, if an object stays as it is.
    fn fix(&self, best: Lifetime) -> Option<Fix> {
        let is_same = best.kind() == self.lifetime.kind() && self.lifetime.migration().keeps_fields;
        if !is_same || self.changes_meaning() {
            return None;
        }
        let span = self.own_text()?;
        Some(Fix {
            title: format!("write `{}`", best.api_version()),
            applicability: Applicability::Unsafe,
            edits: vec![Edit { span, text: best.api_version().to_owned() }],
        })
    }

    /// Whether it is a budget whose empty selector selects no pod in one version and all of them in the next.
    fn changes_meaning(&self) -> bool {
        let selector = self.resource.spec().and_then(|spec| spec.get("selector"));
        let is_filled =
            |selector: Node<'_>, key| selector.get(key).is_some_and(|part| !part.resolved().is_empty());
        self.lifetime.kind() == "PodDisruptionBudget"
            && selector.is_some_and(|selector| {
                selector.resolved().is_mapping()
                    && !is_filled(selector, "matchLabels")
                    && !is_filled(selector, "matchExpressions")
            })
    }

    /// The text of the object's own `apiVersion` without its quotes; `None` if it stands elsewhere (an alias, a merge, a list)
    /// or is not written as it reads.
    fn own_text(&self) -> Option<Span> {
        let node = self.resource.node();
        let written = node.own_entries().rev().find(|entry| entry.key.text() == Some("apiVersion"))?.value;
        if !written.is_scalar() {
            return None;
        }
        let text = self.lifetime.api_version();
        let offset = TextSize::from_usize(written.raw().find(text)?);
        let start = written.range().start() + offset;
        let range = TextRange::new(start, start + TextSize::from_usize(text.len()));
        Some(written.span().with_range(range))
    }
}

/// D16 as a severity: refused by all versions an error, by the newest a warning, by older ones worth knowing.
pub(super) fn severity(extent: Extent) -> Option<Severity> {
    match extent {
        Extent::None => None,
        Extent::Older => Some(Severity::Info),
        Extent::Newest => Some(Severity::Warning),
        Extent::All => Some(Severity::Error),
    }
}

/// `` `policy/v1` PodDisruptionBudget ``.
fn title(lifetime: Lifetime) -> String {
    format!("`{}` {}", lifetime.api_version(), lifetime.kind())
}

/// What to write: the API version, and the kind if it is another.
fn name(old: Lifetime, new: Lifetime) -> String {
    if old.kind() == new.kind() { format!("`{}`", new.api_version()) } else { title(new) }
}

/// What to do, with what else it takes.
fn help(action: &str, changes: Option<&str>, keeps_fields: bool) -> String {
    match changes {
        Some(changes) => format!("{action}; besides, {changes}"),
        None if keeps_fields => action.to_owned(),
        None => format!("{action}, and compare the fields with `kubectl explain`"),
    }
}
