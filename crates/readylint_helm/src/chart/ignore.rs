//! `.helmignore`: which files of a chart's folder are no part of the chart. (`pkg/ignore/rules.go`)
//!
//! It owns the rules and the question asked of one path; which paths are asked for is known to the loader.

use super::pattern::Pattern;

/// The name of the file with the rules.
pub(super) const FILE: &str = ".helmignore";

/// The rules of one chart, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    pattern: Pattern,
    /// `!pattern`: what does not match is ignored.
    negated: bool,
    /// `pattern/`: matches folders only.
    folders: bool,
    /// Without a slash, the last part of the path is asked for.
    last_part: bool,
}

impl Rules {
    /// Reads a `.helmignore`. What does not parse is told in Helm's words, and the rules after it are taken all the same.
    pub(super) fn parse(text: &str) -> (Self, Option<&'static str>) {
        let (mut rules, mut problem) = (Self::default(), None);
        for line in text.trim_start_matches('\u{feff}').lines() {
            if let Err(message) = rules.add(line) {
                problem = problem.or(Some(message));
            }
        }
        (rules, problem)
    }

    /// The rule that holds for every chart: no dot files among the templates.
    pub(super) fn add_defaults(&mut self) {
        // the pattern parses
        let _ = self.add("templates/.?*");
    }

    fn add(&mut self, line: &str) -> Result<(), &'static str> {
        const BAD: &str = "syntax error in pattern";
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        if line.contains("**") {
            return Err("double-star (**) syntax is not supported");
        }
        Pattern::parse(line).ok_or(BAD)?;
        let (negated, line) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
        let (folders, line) = line.strip_suffix('/').map_or((false, line), |rest| (true, rest));
        let (last_part, line) = match line.strip_prefix('/') {
            Some(rest) => (false, rest),
            None => (!line.contains('/'), line),
        };
        // `!\` parses as a whole and not without its head: Go reports that when it matches, and takes it for no match
        let pattern = Pattern::parse(line).ok_or(BAD)?;
        self.rules.push(Rule { pattern, negated, folders, last_part });
        Ok(())
    }

    /// Whether the rules leave `path` out.
    pub(super) fn ignores(&self, path: &str, is_folder: bool) -> bool {
        for rule in &self.rules {
            let matches = rule.matches(path) && (is_folder || !rule.folders);
            if matches != rule.negated {
                return true;
            }
        }
        false
    }
}

impl Rule {
    fn matches(&self, path: &str) -> bool {
        let path = if self.last_part { path.rsplit('/').next().unwrap_or(path) } else { path };
        self.pattern.matches(path)
    }
}
