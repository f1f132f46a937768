//! A disruption budget under which no pod can be evicted.

use readylint_diagnostics::{Applicability, Confidence, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::facts::{BudgetField, Disruption, ReplicaSource, disruption};
use readylint_kube::{PodDisruptionBudget, Workload};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "KL:pdb-max-unavailable",
        "KL:pdb-min-available",
        "PO:pdbDisruptionsIsZero",
        "PO:pdbMinAvailableGreaterThanHPAMinReplicas",
        "KY:deployment-replicas-higher-than-pdb",
        "KY:require-replicas-allow-disruption",
        "KY:pdb-minavailable-check",
        "KY:pdb-maxunavailable",
        "POP:901",
    ],
    readiness: &["S0-4.5", "S2-3.3-h", "S4-2.3-c1", "S4-2.3-c2"],
    yields_to: &[],
    options: &[],
    check: Check::PodDisruptionBudget(check),
};

/// How many workloads are drawn; a budget over more is told by their number.
const DRAWN: usize = 8;

fn check(cx: &RuleContext<'_>, budget: PodDisruptionBudget<'_>) {
    if let (Some(min), Some(max)) = (budget.min_available(), budget.max_unavailable()) {
        return cx.report(has_both(budget, min, max));
    }
    let Some(disruption) = disruption(budget) else {
        return cx.not_applicable();
    };
    if let Some(workload) = disruption.unsupported {
        return cx.report(unsupported(budget, &disruption, workload));
    }
    // a single pod is another matter: no number would help it
    if disruption.pods >= 2 && disruption.allowed == 0 {
        cx.report(blocks(budget, &disruption));
    }
}

fn blocks(budget: PodDisruptionBudget<'_>, disruption: &Disruption<'_>) -> Finding {
    let (pods, healthy) = (disruption.pods, disruption.desired_healthy);
    let field = disruption.field.as_str();
    let finding = Finding::new(format!("{} lets no pod be evicted", budget.title()))
        .at(disruption.value)
        .here(match disruption.field {
            BudgetField::MinAvailable => format!("{healthy} of at least {pods} pods must stay"),
            BudgetField::MaxUnavailable => format!("none of at least {pods} pods may go"),
        });
    let finding = disruption.workloads.iter().take(DRAWN).fold(finding, |finding, (workload, replicas)| {
        let title = workload.resource().title();
        let (place, text) = match replicas.source {
            ReplicaSource::Autoscaler(scaler) => {
                let place = replicas.decided_by.unwrap_or_else(|| scaler.anchor());
                (place, format!("{} may scale {title} down to {}", scaler.title(), replicas.min))
            }
            ReplicaSource::Workload => {
                let place = replicas.decided_by.unwrap_or_else(|| workload.resource().anchor());
                (place, format!("{title} runs {}", replicas.min))
            }
        };
        finding.label(place.grip(), text)
    });
    let finding = match disruption.workloads.len().saturating_sub(DRAWN) {
        0 => finding,
        1 => finding.note("and 1 more workload"),
        more => finding.note(format!("and {more} more workloads")),
    };
    let finding = finding.note("draining a node waits for ever, so upgrades of the cluster stop at it");
    let help = match disruption.field {
        BudgetField::MinAvailable => {
            format!("set `{field}` to {} or less, or use `maxUnavailable: 1`", pods - 1)
        }
        BudgetField::MaxUnavailable => format!("set `{field}` to 1 or more"),
    };
    let finding = finding.help(help);
    finding.fix(allow_one(disruption))
}

/// The API server refuses it (`ValidatePodDisruptionBudgetSpec`).
fn has_both(budget: PodDisruptionBudget<'_>, min: Node<'_>, max: Node<'_>) -> Finding {
    Finding::new(format!("{} sets both `minAvailable` and `maxUnavailable`", budget.title()))
        .at(max)
        .here("only one of the two may be set")
        .label(min.grip(), "the other one")
        .note("the API server refuses the object, so the budget protects nothing")
        .help("keep `maxUnavailable`, which also fits after scaling, or keep `minAvailable`")
}

fn allow_one(disruption: &Disruption<'_>) -> Option<Fix> {
    let number = match disruption.field {
        BudgetField::MinAvailable => disruption.pods - 1,
        BudgetField::MaxUnavailable => 1,
    };
    Some(Fix {
        title: format!("set `{}` to {number}", disruption.field.as_str()),
        applicability: Applicability::Unsafe,
        edits: vec![edits::replace(disruption.value, number.to_string())?],
    })
}

fn unsupported(
    budget: PodDisruptionBudget<'_>,
    disruption: &Disruption<'_>,
    workload: Workload<'_>,
) -> Finding {
    let other = workload.resource();
    Finding::new(format!(
        "{} cannot count the pods of {}, and lets none be evicted",
        budget.title(),
        other.title()
    ))
    .at(disruption.value)
    .here("percentages and `maxUnavailable` need a controller that can be scaled")
    .label(other.anchor().grip(), format!("a {} has no scale subresource", other.kind_name()))
    .note("the disruption controller fails to compute the budget, and every eviction is refused")
    .help("use `minAvailable` with a number, or let the budget select other pods")
}
