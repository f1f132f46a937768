//! What is wrong with a configuration.

use readylint_diagnostics::{Applicability, Edit, Fix, Severity};
use readylint_engine::Finding;
use readylint_text::Span;
use readylint_yaml::Node;

/// The rule for everything but unknown rule ids.
pub(crate) const INVALID_CONFIGURATION: &str = "invalid-configuration";
/// The rule for ids that no rule has.
pub(crate) const UNKNOWN_RULE: &str = "unknown-rule";

/// Something wrong with a configuration, or worth knowing about it. It becomes a [`Finding`] of category `readylint`.
#[derive(Clone, Debug)]
pub struct Problem {
    /// `invalid-configuration` or `unknown-rule`.
    pub rule: &'static str,
    /// One sentence.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What to see there, in a few words; may be empty.
    pub here: String,
    /// Whether it is only worth knowing: it does not make the configuration broken.
    pub harmless: bool,
    finding: Finding,
}

impl Problem {
    /// `message` about `node`.
    pub(crate) fn at(node: Node<'_>, message: impl Into<String>) -> Self {
        let message = message.into();
        // a missing value has no bytes; its key has
        let node = if node.is_missing() { node.path_key().unwrap_or(node) } else { node };
        let finding = Finding::new(message.clone()).at(node);
        Self {
            rule: INVALID_CONFIGURATION,
            message,
            span: node.grip(),
            here: String::new(),
            harmless: false,
            finding,
        }
    }

    /// `message` about the text at `span`.
    pub(crate) fn at_span(span: Span, message: impl Into<String>) -> Self {
        let message = message.into();
        let finding = Finding::new(message.clone()).at_span(span);
        Self { rule: INVALID_CONFIGURATION, message, span, here: String::new(), harmless: false, finding }
    }

    /// For the rule `unknown-rule`.
    pub(crate) fn unknown_rule(mut self) -> Self {
        self.rule = UNKNOWN_RULE;
        self
    }

    /// Only worth knowing.
    pub(crate) fn harmless(mut self) -> Self {
        self.harmless = true;
        self.finding = self.finding.severity(Severity::Info);
        self
    }

    /// With `word` as what was probably meant, to be written at the same place.
    pub(crate) fn did_you_mean(mut self, word: Option<&str>) -> Self {
        let Some(word) = word else { return self };
        let edit = Edit { span: self.span, text: word.to_owned() };
        let title = format!("write `{word}`");
        self.finding =
            self.finding.fix(Fix { title, applicability: Applicability::Unsafe, edits: vec![edit] });
        self.here(format!("did you mean `{word}`?"))
    }

    /// What to see at the place.
    pub(crate) fn here(mut self, here: impl Into<String>) -> Self {
        self.here = here.into();
        self.finding = self.finding.here(self.here.clone());
        self
    }

    /// Another place.
    pub(crate) fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.finding = self.finding.label(span, message);
        self
    }

    /// What to do.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.finding = self.finding.help(help);
        self
    }

    /// As the engine takes it: the id of the rule, and the finding.
    pub fn into_finding(self) -> (&'static str, Finding) {
        (self.rule, self.finding)
    }
}

/// The one of `words` that `word` was probably meant to be.
pub(crate) fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // nobody misspells a key of this length; the distance is quadratic
    if word.len() > 60 {
        return None;
    }
    let folded = word.to_ascii_lowercase().replace('_', "-");
    let (distance, near) = words.into_iter().map(|near| (strsim::osa_distance(&folded, near), near)).min()?;
    (distance <= 1 + near.len() / 5).then_some(near)
}

/// `a`, `b` or `c`.
pub(crate) fn either(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}
