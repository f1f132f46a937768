//! A Secret that a pod needs and nobody makes.

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
    readiness: &[
        "S1-E1.2-d",
        "S2-1.1-b",
        "S2-3.3-d",
        "S3-3.5-e",
        "S3-3.13",
        "S3-5.8",
        "S3-10.3",
        "S4-1.4-c3",
        "S4-6.1-d1",
        "S4-6.5-c2",
    ],
    yields_to: &[],
    options: &[],
    check: Check::PodTemplate(check),
};

fn check<'a>(cx: &RuleContext<'a>, pod: PodTemplate<'a>) {
    let relations = [Relation::EnvSecret, Relation::MountsSecret];
    dangling::report_all(cx, (pod.resource(), Kind::Secret), &relations, &WORDING);
}

static WORDING: Wording = Wording {
    verb: "needs",
    note: "the pod waits in CreateContainerConfigError or ContainerCreating until it exists",
    elsewhere: "Secrets cannot be read across namespaces: have one made in the pod's own namespace",
    other_kind: "refer to it as the ConfigMap it is: `configMapKeyRef`, `configMapRef`, or a `configMap` volume",
    help: "add the Secret or what produces it, declare it under `externals`, or say `optional: true`",
};
