//! A suppression of the configuration that ran out.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Profile, Rule};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &[],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Engine,
};
