//! A ConfigMap that a pod needs and nobody makes.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Profile, Rule, RuleContext};
use readylint_kube::{Kind, PodTemplate, Relation};

use crate::dangling::{self, Wording};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KL:env-value-from", "POP:304"],
    readiness: &["S1-E1.2-d", "S2-3.3-c"],
    yields_to: &[],
    options: &[],
    check: Check::PodTemplate(check),
};

fn check<'a>(cx: &RuleContext<'a>, pod: PodTemplate<'a>) {
    let relations = [Relation::EnvConfig, Relation::MountsConfig];
    dangling::report_all(cx, (pod.resource(), Kind::ConfigMap), &relations, &WORDING);
}

static WORDING: Wording = Wording {
    verb: "needs",
    note: "the pod waits in CreateContainerConfigError or ContainerCreating until it exists",
    elsewhere: "pods see only ConfigMaps of their own namespace: put a copy there",
    other_kind: "refer to it as the Secret it is: `secretKeyRef`, `secretRef`, or a `secret` volume",
    help: "add the ConfigMap, declare it under `externals`, or say `optional: true`",
};
