//! The words in which Helm reports what Go says about a template (`pkg/engine/engine.go`).
//!
//! Owns the texts of the errors of a render. Must never know how a template is executed.

use std::fmt::Write as _;

use crate::HelmVersion;
use crate::exec::{ExecError, Site};
use crate::format::quoted;
use crate::function::Cause;
use crate::provenance::Text;

/// What `helm template` adds to the errors of a render.
pub(super) const HINT: &str = "\n\nUse --debug flag to render out invalid YAML";

/// Helm's message for a template that does not execute, without [`HINT`]. (`reformatExecErrorMsg`; `cleanupExecError` in
/// Helm 3)
pub(super) fn execution(error: &ExecError, helm: HelmVersion) -> String {
    let chain: Vec<String> = (0..error.sites.len()).map(|first| go_text(error, first)).collect();
    let Some(whole) = chain.first() else { return error.message.clone() };
    if matches!(error.cause, Cause::Required | Cause::Fail)
        && let Some(location) = whole.split(": ").nth(1)
    {
        return format!("execution error at ({location}): {}", innermost_words(error));
    }
    if helm.is_3() {
        return whole.clone();
    }
    reformatted(error, &chain).unwrap_or_else(|| whole.clone())
}

/// What the innermost call says itself, without the `error calling NAME: ` of Go.
pub(super) fn innermost_words(error: &ExecError) -> &str {
    refusal(&error.message).unwrap_or(&error.message)
}

/// What a function said, if `message` is Go's report of it.
fn refusal(message: &str) -> Option<&str> {
    let (_, words) = message.strip_prefix("error calling ")?.split_once(": ")?;
    Some(words)
}

/// Go's text of the error, from its site number `first` on. (`text/template/exec.go`, `state.errorf`)
fn go_text(error: &ExecError, first: usize) -> String {
    let mut text = String::new();
    for site in error.sites.get(first..).unwrap_or_default() {
        let Site { file, line, column, template, context, relation, .. } = site;
        // writing to a string does not fail
        let template = quoted(&Text::unknown(template.as_bytes()));
        let template = template.to_str();
        let _ =
            write!(text, "template: {file}:{line}:{column}: executing {template} at <{context}>: {relation}");
    }
    text.push_str(&error.message);
    text
}

/// The chain of places over several lines, if every error of the chain is one of templates.
fn reformatted(error: &ExecError, chain: &[String]) -> Option<String> {
    let mut lines: Vec<Traced<'_>> = Vec::new();
    for (text, site) in chain.iter().zip(&error.sites) {
        let traced = Traced::parse(text)?;
        if lines.last() != Some(&traced) {
            lines.push(traced);
        }
        // what stands between the places, if a function added words of its own, is an error of its own
        if refusal(&site.relation).is_some_and(|words| !words.is_empty()) {
            return None;
        }
    }
    // what a function said; of an `include` of nothing the words stand for themselves
    let last = error.sites.last().map_or("", |site| site.relation.as_str());
    let said = if last.is_empty() { refusal(&error.message) } else { Some(error.message.as_str()) };
    if let Some(words) = said {
        lines.push(Traced::parse(words)?);
    }
    let text: String = lines.iter().map(Traced::to_text).collect();
    Some(text.trim().to_owned())
}

/// The parts of one error of a chain. (`TraceableError`)
#[derive(Debug, PartialEq, Eq)]
struct Traced<'a> {
    location: &'a str,
    /// The template and the node.
    executed: Option<(&'a str, &'a str)>,
    message: &'a str,
}

impl<'a> Traced<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix("template: ")?;
        if rest.starts_with("no template ") {
            return Some(Self { location: "", executed: None, message: text });
        }
        if let Some((location, after)) = rest.split_once(": executing ")
            && let Some((template, after)) = after.strip_prefix('"').and_then(|after| after.split_once('"'))
            && let Some((node, message)) =
                after.strip_prefix(" at <").and_then(|after| after.split_once(">: "))
        {
            return Some(Self { location, executed: Some((template, node)), message: cut(message) });
        }
        let (location, message) = rest.rsplit_once(": ")?;
        Some(Self { location, executed: None, message: cut(message) })
    }

    fn to_text(&self) -> String {
        let mut text = String::new();
        if !self.location.is_empty() {
            let _ = write!(text, "{}\n  ", self.location);
        }
        if let Some((template, node)) = self.executed {
            let _ = write!(text, "executing \"{template}\" at <{node}>:\n    ");
        }
        if !self.message.is_empty() {
            let _ = writeln!(text, "{}", self.message);
        }
        text
    }
}

/// A message without the next error that it quotes.
fn cut(message: &str) -> &str {
    message.find(" template:").and_then(|at| message.get(..at)).unwrap_or(message)
}

/// Helm's message for a template that does not parse, without [`HINT`]: of Go's words, only what stands after the last
/// colon is left. (`cleanupParseError`)
pub(super) fn parse(file: &str, line: u32, message: &str) -> String {
    let text = format!("template: {file}:{line}: {message}");
    let mut tokens = text.split(": ");
    let location = tokens.nth(1).unwrap_or_default();
    let last = tokens.last().unwrap_or(location);
    format!("parse error at ({location}): {last}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::FrameId;

    fn site(file: &str, template: &str, context: &str, relation: &str) -> Site {
        Site {
            file: file.into(),
            line: 3,
            column: 7,
            template: template.into(),
            context: context.to_owned(),
            relation: relation.to_owned(),
            span: None,
        }
    }

    fn error(sites: Vec<Site>, message: &str, cause: Cause) -> ExecError {
        ExecError { sites, message: message.to_owned(), cause, frame: FrameId::NONE }
    }

    #[test]
    fn a_chain_of_templates_is_set_on_lines() {
        let sites = vec![
            site("s/templates/a.yaml", "s/templates/a.yaml", "include \"h\" .", "error calling include: "),
            site("s/templates/_h.tpl", "h", ".Values.a.b", ""),
        ];
        let error = error(sites, "nil pointer evaluating interface {}.b", Cause::Plain);
        assert_eq!(
            execution(&error, HelmVersion::V4_3),
            "s/templates/a.yaml:3:7\n  executing \"s/templates/a.yaml\" at <include \"h\" .>:\n    error calling \
             include:\ns/templates/_h.tpl:3:7\n  executing \"h\" at <.Values.a.b>:\n    nil pointer evaluating \
             interface {}.b"
        );
        assert_eq!(
            execution(&error, HelmVersion::V3_22),
            "template: s/templates/a.yaml:3:7: executing \"s/templates/a.yaml\" at <include \"h\" .>: error calling \
             include: template: s/templates/_h.tpl:3:7: executing \"h\" at <.Values.a.b>: nil pointer evaluating \
             interface {}.b"
        );
    }

    #[test]
    fn a_template_that_is_missing_is_the_last_line() {
        let error = error(
            vec![site("s/a.yaml", "s/a.yaml", "include \"x\" .", "error calling include: ")],
            "template: no template \"x\" associated with template \"gotpl\"",
            Cause::Plain,
        );
        assert_eq!(
            execution(&error, HelmVersion::V4_3),
            "s/a.yaml:3:7\n  executing \"s/a.yaml\" at <include \"x\" .>:\n    error calling include:\ntemplate: no \
             template \"x\" associated with template \"gotpl\""
        );
    }

    #[test]
    fn a_function_that_refuses_leaves_the_line_as_it_is() {
        let error = error(
            vec![site("s/a.yaml", "s/a.yaml", "index .x 3", "")],
            "error calling index: index of untyped nil",
            Cause::Plain,
        );
        assert_eq!(
            execution(&error, HelmVersion::V4_3),
            "template: s/a.yaml:3:7: executing \"s/a.yaml\" at <index .x 3>: error calling index: index of untyped nil"
        );
    }

    #[test]
    fn required_and_fail_speak_for_themselves() {
        let error = error(
            vec![
                site("s/a.yaml", "s/a.yaml", "include", "error calling include: "),
                site("s/_h.tpl", "h", "fail", ""),
            ],
            "error calling fail: give: one",
            Cause::Fail,
        );
        assert_eq!(execution(&error, HelmVersion::V4_3), "execution error at (s/a.yaml:3:7): give: one");
        assert_eq!(innermost_words(&error), "give: one");
    }

    #[test]
    fn of_a_parse_error_the_words_after_the_last_colon_are_left() {
        assert_eq!(
            parse("s/a.yaml", 3, "function \"foo\" not defined"),
            "parse error at (s/a.yaml:3): function \"foo\" not defined"
        );
        assert_eq!(parse("s/a.yaml", 3, "bad: worse"), "parse error at (s/a.yaml:3): worse");
    }
}
