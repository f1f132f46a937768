//! The lists of `--select` and `--ignore`: words that name rules.

use std::collections::BTreeSet;

use readylint::Catalogue;
use readylint::engine::Named;

use crate::failure::Failure;
use crate::terminal::printable;

/// The ids that `words`, the values of `flag`, name; `None` if the flag was not given.
///
/// A word is a rule id, an id of the same check in another tool, or a category.
///
/// # Errors
///
/// A word that names nothing; nothing is linted then, because nobody could know what was meant.
pub(crate) fn selected(
    flag: &str,
    words: &[String],
    catalogue: &Catalogue,
) -> Result<Option<BTreeSet<String>>, Failure> {
    if words.is_empty() {
        return Ok(None);
    }
    let mut ids = BTreeSet::new();
    for word in words {
        let word = word.trim();
        let category = catalogue.entries().iter().filter(|entry| entry.category == word);
        let before = ids.len();
        ids.extend(category.map(|entry| entry.id.to_owned()));
        if ids.len() > before || is_category(catalogue, word) {
            continue;
        }
        match catalogue.resolve(word) {
            Named::Rules(numbers) => {
                ids.extend(
                    numbers
                        .into_iter()
                        .filter_map(|number| Some(catalogue.entries().get(number)?.id.to_owned())),
                );
            }
            unknown => return Err(unknown_rule(word, &unknown).in_flag(flag, word)),
        }
    }
    Ok(Some(ids))
}

fn is_category(catalogue: &Catalogue, word: &str) -> bool {
    catalogue.entries().iter().any(|entry| entry.category == word)
}

/// The failure for `word`, which `resolved` says names no rule.
pub(crate) fn unknown_rule(word: &str, resolved: &Named) -> Failure {
    match resolved {
        Named::Removed(reason) => Failure::new(format!("the rule `{word}` was removed: {reason}")),
        Named::Unknown(Some(near)) => {
            Failure::new(format!("there is no rule `{word}`")).help(format!("did you mean `{near}`?"))
        }
        Named::Unknown(None) | Named::Rules(_) => {
            Failure::new(format!("there is no rule `{word}`")).help("`readylint rules` lists all of them")
        }
    }
}

impl Failure {
    /// With `word` marked in the argument `flag word`.
    fn in_flag(self, flag: &str, word: &str) -> Self {
        let word = printable(word);
        let text = format!("{flag} {word}");
        let start = flag.len() + 1;
        let end = text.len();
        self.in_argument(text, start..end, "this one")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn ids(words: &[&str]) -> Result<Option<BTreeSet<String>>, Failure> {
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        selected("--select", &words, &readylint::catalogue())
    }

    #[test]
    fn ids_and_categories() {
        assert_eq!(ids(&[]).unwrap(), None);
        assert_eq!(ids(&[" latest-image-tag"]).unwrap().unwrap().len(), 1);
        let networking = ids(&["networking", "service-selects-nothing"]).unwrap().unwrap();
        assert!(
            networking.contains("service-selects-nothing") && networking.contains("unresolved-target-port")
        );
        assert!(ids(&["latest-image-tags"]).is_err());
        assert!(ids(&[""]).is_err());
    }
}
