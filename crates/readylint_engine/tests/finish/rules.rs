//! The rules of this suite. `Scope`d ones report the value under their id in every subject; the value's words say how:
//! `error`, `warning` and `info` set the severity of the case, `low` and `medium` its confidence, `cpu` and `memory` its aspect.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{
    Bundle, Catalogue, Check, Finding, OptionKind, OptionSpec, Profile, RemovedRule, Rule, RuleContext,
    RuleEntry,
};
use readylint_kube::{Container, PodTemplate, Resource, Target};
use readylint_yaml::Node;

const fn rule(
    severity: Severity,
    profile: Profile,
    yields_to: &'static [&'static str],
    check: Check,
) -> Rule {
    Rule {
        severity,
        confidence: Confidence::High,
        profile,
        since: "1.0.0",
        fix: None,
        references: &[],
        readiness: &[],
        yields_to,
        options: &[],
        check,
    }
}

fn report(cx: &RuleContext<'_>, holder: Node<'_>, id: &str) {
    let Some(value) = holder.get(id) else {
        return cx.not_applicable();
    };
    let text = value.text().unwrap_or_default();
    let mut finding = Finding::new(format!("{id} says {text}")).at(value);
    for word in text.split(' ') {
        if let Some(severity) = Severity::from_word(word) {
            finding = finding.severity(severity);
        }
        if let Some(confidence) = Confidence::from_word(word) {
            finding = finding.confidence(confidence);
        }
        if let Some(aspect) = ["cpu", "memory"].into_iter().find(|aspect| *aspect == word) {
            finding = finding.aspect(aspect);
        }
    }
    cx.report(finding);
}

/// `name: Scope(Subject), id, severity, profile, yields to`.
macro_rules! keyed {
    ($($name:ident: $scope:ident, $id:literal, $severity:ident, $profile:ident, $yields_to:expr;)+) => {
        $(static $name: Rule = rule(Severity::$severity, Profile::$profile, $yields_to, Check::$scope(|cx, subject: $scope<'_>| {
            report(cx, subject.node(), $id);
        }));)+
        static KEYED: &[RuleEntry] = &[$(RuleEntry {
            id: $id,
            category: "tests",
            page: concat!("# ", $id, "\n\nSays what stands under its id.\n"),
            rule: &$name,
        }),+];
    };
}

keyed! {
    OBJECT: Resource, "object-root", Warning, Recommended, &[];
    TEMPLATE: PodTemplate, "template-root", Warning, Recommended, &[];
    ROOT: Container, "container-root", Warning, Recommended, &[];
    FINE: Container, "fine-fault", Error, Recommended, &["container-root", "template-root", "object-root"];
    LEAF: Container, "leaf-fault", Error, Recommended, &["middle-fault"];
    MIDDLE: Container, "middle-fault", Warning, Recommended, &["container-root"];
    HEN: Container, "hen-fault", Warning, Recommended, &["egg-fault"];
    EGG: Container, "egg-fault", Warning, Recommended, &["hen-fault"];
    PLAIN: Container, "plain-fault", Warning, Recommended, &[];
    STRICT: Container, "strict-fault", Warning, Strict, &[];
    PEDANTIC: Container, "pedantic-fault", Info, All, &[];
}

/// The option of `too-long`.
pub(crate) const MOST: OptionSpec =
    OptionSpec { key: "most", kind: OptionKind::Integer { default: 3, min: 0, max: 99 }, help: "The most." };

static TOO_LONG: Rule = Rule {
    options: &[MOST],
    references: &["XX:length", "XX:ab"],
    ..rule(Severity::Warning, Profile::Recommended, &[], Check::Container(too_long))
};

fn too_long(cx: &RuleContext<'_>, container: Container<'_>) {
    let most = cx.options().integer(&MOST);
    if i64::try_from(container.name().len()).unwrap() > most {
        cx.report(Finding::new(format!("more than {most} letters")).at_missing(container.node(), "name"));
    }
}

static LEAVING: Rule = rule(Severity::Info, Profile::All, &[], Check::Resource(leaving));

/// Says of an object with that key whether it would leave it to `strict-fault`.
fn leaving(cx: &RuleContext<'_>, resource: Resource<'_>) {
    if resource.node().get("leaving-rule").is_some() && cx.leaves_to("strict-fault") {
        cx.report(Finding::new("left").at(resource.anchor()));
    }
}

static DANGLING: Rule = rule(Severity::Error, Profile::Recommended, &[], Check::Resource(dangling));

fn dangling(cx: &RuleContext<'_>, resource: Resource<'_>) {
    for edge in cx.graph().edges_from(resource.id()).filter(|edge| edge.to == Target::Missing) {
        cx.report(Finding::new("leads nowhere").at(cx.graph().site(edge)));
    }
}

static WHOLE: Rule =
    rule(Severity::Warning, Profile::Recommended, &["container-root"], Check::PodTemplate(whole));

fn whole(cx: &RuleContext<'_>, pod: PodTemplate<'_>) {
    if let Some(value) = pod.node().get("whole-fault") {
        let finding = Finding::new("of all containers").at(value);
        cx.report(pod.containers().fold(finding, |finding, container| finding.part(container.end())));
    }
}

static EVERY_OBJECT: Rule = rule(Severity::Info, Profile::All, &[], Check::Bundle(every_object));

fn every_object(cx: &RuleContext<'_>, bundle: &Bundle) {
    cx.examined(bundle.graph.resources().len() as u64);
    for resource in bundle.graph.resources() {
        cx.report(Finding::new("an object").at(resource.anchor()).about(resource.id()));
    }
}

static TWICE: Rule = rule(Severity::Info, Profile::All, &[], Check::Resource(twice));

fn twice(cx: &RuleContext<'_>, resource: Resource<'_>) {
    cx.report(Finding::new("second").at(resource.anchor()));
    cx.report(Finding::new("first").at(resource.anchor()));
    // without a place: nothing that could be shown
    cx.report(Finding::new("nowhere"));
}

/// All of them.
pub(crate) fn catalogue() -> Catalogue {
    let others: [(&'static str, &'static Rule); 6] = [
        ("leaving-rule", &LEAVING),
        ("too-long", &TOO_LONG),
        ("dangling-thing", &DANGLING),
        ("whole-fault", &WHOLE),
        ("every-object", &EVERY_OBJECT),
        ("twice-said", &TWICE),
    ];
    let others =
        others.map(|(id, rule)| RuleEntry { id, category: "tests", page: "# A rule\n\nOne\nline.\n", rule });
    let removed = RemovedRule { id: "long-gone", reason: "nobody needs it" };
    Catalogue::new().with(KEYED.iter().copied()).with(others).with_removed([removed])
}
