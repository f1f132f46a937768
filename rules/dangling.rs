//! References by name that lead nowhere: what the rules about them share.
//!
//! A rule knows who refers to what and what follows from it. The evidence, the candidate, the step of severity in an open
//! namespace and the fix are the same for all of them (D6).

use std::collections::BTreeMap;

use readylint_diagnostics::{Applicability, Fix, Severity};
use readylint_engine::{Finding, RuleContext, edits};
use readylint_kube::facts::{Candidate, Evidence, Wanted, missing_reference};
use readylint_kube::{Edge, End, Kind, Relation, Resource, Target, World};
use readylint_scalars::placeholder;
use readylint_yaml::Node;

/// How many of the other places that ask for the same thing are shown.
const ALSO_SHOWN: usize = 4;

/// What a rule says in its own words.
pub(crate) struct Wording {
    /// Stands between who refers and what is missing, as `needs` does in "Pod `web` needs ConfigMap `settings`".
    pub(crate) verb: &'static str,
    /// What follows.
    pub(crate) note: &'static str,
    /// What to do where something of the name is in another namespace.
    pub(crate) elsewhere: &'static str,
    /// What to do where something of another kind bears the name.
    pub(crate) other_kind: &'static str,
    /// What to do where nothing tells what was meant.
    pub(crate) help: &'static str,
}

/// A reference by name to something that is not in the input.
pub(crate) struct Dangling<'g> {
    from: Resource<'g>,
    wanted: Wanted<'g>,
    /// The scalars that hold the name; the first one is where it is reported.
    sites: Vec<Node<'g>>,
}

impl<'g> Dangling<'g> {
    /// Of `from`, written at `site`.
    pub(crate) fn new(from: Resource<'g>, wanted: Wanted<'g>, site: Node<'g>) -> Self {
        Self { from, wanted, sites: vec![site] }
    }

    /// The name is written at `site` too.
    pub(crate) fn add(&mut self, site: Node<'g>) {
        self.sites.push(site);
    }

    /// What to report; `None` if it is known to exist outside of the input, or if the name is filled in later.
    pub(crate) fn finding(&self, world: &World, wording: &Wording) -> Option<Finding> {
        if placeholder(self.wanted.name).is_some() {
            return None;
        }
        let evidence = missing_reference(self.from, self.wanted, world)?;
        let (&site, also) = self.sites.split_first()?;
        let finding = Finding::new(message(&self.from.title(), self.wanted, wording))
            .at(site)
            .note(wording.note)
            .severity(severity(evidence.closed))
            .evidence(evidence.strength);
        let finding = explain(finding, &evidence, self.wanted.kind, wording);
        let finding = match evidence.candidate {
            Some(Candidate::NearMiss(other)) => self.rename(finding, other),
            _ => finding,
        };
        let also = also.iter().take(ALSO_SHOWN);
        Some(also.fold(finding, |finding, other| finding.label(other.grip(), "needed here too")))
    }

    /// Offers the name of what is there.
    fn rename(&self, finding: Finding, other: Resource<'_>) -> Finding {
        let name = other.name().unwrap_or_default();
        let edits: Option<Vec<_>> = self.sites.iter().map(|site| edits::rewrite(*site, name)).collect();
        match edits {
            Some(edits) => finding.fix(Fix {
                title: format!("refer to `{name}`"),
                applicability: Applicability::Unsafe,
                edits,
            }),
            None => finding,
        }
    }
}

/// What is wrong: `title` refers to something that is not there.
pub(crate) fn message(title: &str, wanted: Wanted<'_>, wording: &Wording) -> String {
    let Wanted { kind, namespace, name } = wanted;
    let namespace = namespace.filter(|_| kind.is_namespaced() != Some(false));
    let place = namespace.map(|namespace| format!(" in namespace `{namespace}`")).unwrap_or_default();
    format!("{title} {} {} `{name}`, which does not exist{place}", wording.verb, kind.as_str())
}

/// How grave a reference that leads nowhere is (D6): where the world is not `closed` for it, somebody else may make what is missing,
/// also if something of nearly the same name is there.
pub(crate) fn severity(closed: bool) -> Severity {
    if closed { Severity::Error } else { Severity::Error.lowered() }
}

/// Shows what was probably meant, of `kind` or confused with it, and says what to do.
pub(crate) fn explain(finding: Finding, evidence: &Evidence<'_>, kind: Kind, wording: &Wording) -> Finding {
    let kind = kind.as_str();
    let finding = match evidence.candidate {
        Some(Candidate::NearMiss(other)) => {
            let name = other.name().unwrap_or_default();
            finding
                .here(format!("did you mean `{name}`?"))
                .label(other.anchor().grip(), format!("this {} exists", other.kind_name()))
                .help(format!("write `{name}`, if that is meant"))
        }
        Some(Candidate::OtherNamespace(other)) => {
            let place = match other.namespace() {
                Some(namespace) => format!("namespace `{namespace}`"),
                None => "no namespace".to_owned(),
            };
            let article = article(kind);
            finding
                .label(other.anchor().grip(), format!("{article} {kind} of this name is in {place}"))
                .help(wording.elsewhere)
        }
        Some(Candidate::SiblingKind(other)) => {
            let (article, kind) = (article(other.kind_name()), other.kind_name());
            finding.label(other.anchor().grip(), format!("this is {article} {kind}")).help(wording.other_kind)
        }
        _ => finding.help(wording.help),
    };
    match evidence.unreadable {
        Some(span) => finding.label(span, "this document cannot be read and might hold it"),
        None => finding,
    }
}

/// [`report`] for all edges of these `relations`; without any, the rule does not apply.
pub(crate) fn report_all<'a>(
    cx: &RuleContext<'a>,
    (from, kind): (Resource<'a>, Kind),
    relations: &[Relation],
    wording: &Wording,
) {
    let edges = cx.graph().edges_from(from.id());
    let mut references = edges.filter(|edge| relations.contains(&edge.relation)).peekable();
    if references.peek().is_none() {
        return cx.not_applicable();
    }
    report(cx, (from, kind), references, wording);
}

/// Reports those of `edges`, which start at `from` and lead to objects of `kind` in its namespace, that lead nowhere: each
/// name once for each part of the object that needs it.
pub(crate) fn report<'a>(
    cx: &RuleContext<'a>,
    (from, kind): (Resource<'a>, Kind),
    edges: impl Iterator<Item = &'a Edge>,
    wording: &Wording,
) {
    let mut missing: BTreeMap<(End, &str), Dangling<'a>> = BTreeMap::new();
    for edge in edges.filter(|edge| edge.to == Target::Missing && !edge.optional) {
        let site = cx.graph().site(edge);
        // where only the key of something that every cluster has is missing, the edge is written there
        let is_key = site.path_key().is_some_and(|key| key.text() == Some("key"));
        let Some(name) = site.text().filter(|_| !is_key) else { continue };
        let first = || Dangling::new(from, Wanted::beside(from, kind, name), site);
        let known = missing.entry((edge.from, name));
        known.and_modify(|dangling| dangling.add(site)).or_insert_with(first);
    }
    for ((part, _), dangling) in missing {
        if let Some(finding) = dangling.finding(cx.world(), wording) {
            cx.report(finding.subject(part));
        }
    }
}

/// The indefinite article before the name of a kind.
fn article(kind: &str) -> &'static str {
    if kind.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" }
}
