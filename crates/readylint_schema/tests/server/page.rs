//! `docs/server-refusals.md`: what no schema can express, by message.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::judge::{Judgement, MINOR};

/// Which rule of the catalogue is about a refusal: text of the field, text of the message, rule. The first that fits counts.
const RULES: [(&str, &str, &str); 43] = [
    ("metadata.name", "name or generateName is required", "missing-type-meta"),
    ("metadata.name", "spec.names.plural", "invalid-custom-resource-definition"),
    ("metadata.name", "", "invalid-resource-name"),
    ("metadata.generateName", "", "invalid-resource-name"),
    ("metadata.labels", "", "invalid-label"),
    ("metadata.annotations", "", "invalid-label"),
    ("openAPIV3Schema", "", "invalid-custom-resource-definition"),
    ("spec.versions", "", "invalid-custom-resource-definition"),
    ("spec.names", "", "invalid-custom-resource-definition"),
    ("spec.conversion", "", "invalid-custom-resource-definition"),
    ("", "`selector` does not match template `labels`", "selector-template-mismatch"),
    ("spec.selector", "empty selector is invalid", "missing-workload-selector"),
    ("spec.selector", "Required value", "missing-workload-selector"),
    ("matchLabels", "", "invalid-label"),
    ("matchExpressions", "a qualified name", "invalid-label"),
    ("matchExpressions", "valid label", "invalid-label"),
    ("nodeSelector", "a qualified name", "invalid-label"),
    ("nodeSelector", "valid label", "invalid-label"),
    ("spec.selector", "a qualified name", "invalid-label"),
    ("spec.selector", "valid label", "invalid-label"),
    ("spec.template.spec.restartPolicy", "", "invalid-restart-policy"),
    ("successThreshold", "", "invalid-success-threshold"),
    ("topologySpreadConstraints", "", "invalid-topology-spread"),
    ("schedule", "expected exactly 5 fields", "invalid-cron-schedule"),
    ("timeZone", "", "invalid-cron-schedule"),
    ("spec.schedule", "", "invalid-cron-schedule"),
    ("rollingUpdate", "", "stuck-rolling-update"),
    ("requests", "must be less than or equal to", "request-exceeds-limit"),
    ("claims", "", "server-side-rejection"),
    ("requests", "must be equal to", "request-exceeds-limit"),
    ("volumeMounts", "Not found", "undefined-volume-mount"),
    ("volumeDevices", "Not found", "undefined-volume-mount"),
    ("minReplicas", "", "invalid-autoscaler-bounds"),
    ("maxReplicas", "", "invalid-autoscaler-bounds"),
    ("", "minAvailable and maxUnavailable cannot be both set", "pdb-without-budget"),
    ("allowPrivilegeEscalation", "", "privilege-escalation"),
    (".name", "Duplicate value", "duplicate-container-name"),
    ("progressDeadlineSeconds", "", "progress-deadline-too-short"),
    ("", "must be between 1 and 65535", "schema-violation"),
    ("", "must be between 0 and 65535", "schema-violation"),
    ("capacity", "must be greater than zero", "invalid-quantity"),
    ("resources", "must be greater than or equal to 0", "invalid-quantity"),
    ("hard", "must be greater than or equal to 0", "invalid-quantity"),
];

/// The page.
pub(crate) fn page(judgement: &Judgement) -> String {
    let mut patterns: BTreeMap<(String, &str), (usize, &str)> = BTreeMap::new();
    for (field, message) in &judgement.rest {
        let entry = patterns.entry((pattern(message), rule(field, message))).or_insert((0, field));
        entry.0 += 1;
        if (field.len(), field.as_str()) < (entry.1.len(), entry.1) {
            entry.1 = field;
        }
    }
    let mut rows: Vec<_> = patterns.into_iter().collect();
    rows.sort_by(|((one, _), (count, _)), ((other, _), (many, _))| {
        many.cmp(count).then_with(|| one.cmp(other))
    });
    let mut page = format!(
        "# Refusals that no schema expresses\n\n\
         What kube-apiserver 1.{MINOR} says of {} objects that are broken in one place each (`cargo xtask broken record`), \
         of which it refuses {}. {} of its complaints are about fields, types, words and formats, of which the bundled schemas \
         report {} at the same field (`REMAINING` in the test lists the others with reasons); the {} below come from validation written by hand, and wait for the rule that is named.\n\n\
         A test of `readylint_schema` compares this page with the answers; `READYLINT_WRITE=1 cargo test -p readylint_schema \
         --test server` writes it. `…` stands for values, `N` for numbers.\n\n\
         | message | count | for example at | rule |\n|---|---|---|---|\n",
        judgement.documents,
        judgement.refused,
        judgement.demands,
        judgement.demands - judgement.missed.len(),
        judgement.rest.len()
    );
    for ((pattern, rule), (count, field)) in rows {
        let field = if field.is_empty() { "the object".to_owned() } else { format!("`{field}`") };
        // writing to a string cannot fail
        let _ = writeln!(page, "| {} | {count} | {field} | `{rule}` |", pattern.replace('|', "\\|"));
    }
    page
}

/// The rule that is about a refusal.
fn rule(field: &str, message: &str) -> &'static str {
    let found = RULES.iter().find(|(part, text, _)| field.contains(part) && message.contains(text));
    found.map_or("server-side-rejection", |(_, _, rule)| rule)
}

/// The message without values and numbers.
fn pattern(message: &str) -> String {
    let message = match message.split_once(": ") {
        Some((kind @ ("Invalid value" | "Unsupported value" | "Duplicate value" | "Not found"), value)) => {
            format!("{kind}: {}", without_value(value))
        }
        _ => message.to_owned(),
    };
    let mut pattern = String::new();
    let mut rest = message.as_str();
    while let Some(letter) = rest.chars().next() {
        if let Some((quoted, after)) = quoted(rest) {
            pattern.push_str(if quoted.is_empty() { "\"\"" } else { "…" });
            rest = after;
        } else if letter.is_ascii_digit() {
            pattern.push('N');
            rest = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
        } else {
            pattern.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    let mut shortened: String = pattern.chars().take(180).collect();
    if shortened.len() < pattern.len() {
        shortened.push('…');
    }
    shortened.replace("…, …", "…").replace(", …", "").replace('\n', " ").replace("core.", "")
}

/// What follows the value that a message begins with: quoted text, an object, or a word.
fn without_value(text: &str) -> String {
    let after = match quoted(text) {
        Some((_, after)) => after,
        None => text.find(": ").map_or("", |end| &text[end..]),
    };
    format!("…{after}")
}

/// Quoted text at the start, with what follows it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('"')?;
    let mut escaped = false;
    let end = inner.char_indices().find(|(_, letter)| {
        let ends = *letter == '"' && !escaped;
        escaped = *letter == '\\' && !escaped;
        ends
    });
    end.map(|(end, _)| (&inner[..end], &inner[end + 1..]))
}
