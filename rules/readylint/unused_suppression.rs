//! A suppression that suppresses nothing.

use readylint_diagnostics::{Applicability, Confidence, Severity};
use readylint_engine::{Check, Profile, Rule};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Safe),
    references: &[],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Engine,
};
