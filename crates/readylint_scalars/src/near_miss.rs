//! "Did you mean": the one name that another is nearly (D17 of the rule definitions).

/// The longest name that any Kubernetes name or key can have, with its prefix; longer ones are no near miss.
const LONGEST: usize = 317;

/// The most cells of edit-distance tables that one question may fill; candidates after that are compared
/// without counting edits.
const EDIT_BUDGET: usize = 1 << 22;

/// How near a candidate is, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    /// Equal but for case and separators.
    Spelling,
    OneEdit,
    /// Equal but for a generated suffix.
    HashSuffix,
    /// Equal but for the name of a release in front.
    Prefix,
    TwoEdits,
}

/// The one of `candidates` that `wanted` nearly is: equal but for case and separators, one edit away (two
/// for names of more than eight characters, none for fewer than five), or equal but for a prefix such as a
/// release name or a generated suffix.
///
/// The nearest wins; `None` if two different candidates are equally near. A candidate equal to `wanted` is
/// skipped, being no miss. Work is bounded, whatever the length and number of the names.
pub fn near_miss<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if wanted.is_empty() || wanted.len() > LONGEST {
        return None;
    }
    let mut question = Question::new(wanted);
    let mut best: Option<(Nearness, &'a str)> = None;
    let mut is_tie = false;
    for candidate in candidates {
        if candidate == wanted || candidate.len() > LONGEST {
            continue;
        }
        let Some(nearness) = question.nearness(candidate) else {
            continue;
        };
        match best {
            Some((nearest, name)) if nearness == nearest => is_tie |= name != candidate,
            Some((nearest, _)) if nearness > nearest => {}
            _ => {
                best = Some((nearness, candidate));
                is_tie = false;
            }
        }
    }
    best.filter(|_| !is_tie).map(|(_, name)| name)
}

/// A wanted name, made ready for comparing.
struct Question<'w> {
    wanted: &'w str,
    /// In lower case.
    folded: String,
    /// In lower case without separators.
    bare: String,
    /// How often each byte stands in `folded`.
    census: [i16; 256],
    /// How many edits are still a near miss.
    edits: usize,
    budget: usize,
}

impl<'w> Question<'w> {
    fn new(wanted: &'w str) -> Self {
        let folded = wanted.to_lowercase();
        let edits = match wanted.chars().count() {
            0..5 => 0,
            5..=8 => 1,
            _ => 2,
        };
        Self {
            wanted,
            bare: without_separators(&folded),
            census: census(&folded),
            folded,
            edits,
            budget: EDIT_BUDGET,
        }
    }

    fn nearness(&mut self, candidate: &str) -> Option<Nearness> {
        let folded = candidate.to_lowercase();
        if !self.bare.is_empty() && without_separators(&folded) == self.bare {
            return Some(Nearness::Spelling);
        }
        let edits = self.edits_to(&folded);
        if edits == Some(1) {
            return Some(Nearness::OneEdit);
        }
        let (own, others) = (without_hash(self.wanted), without_hash(candidate));
        if own == others {
            return Some(Nearness::HashSuffix);
        }
        if is_prefixed(candidate, self.wanted) || is_prefixed(self.wanted, candidate) {
            return Some(Nearness::Prefix);
        }
        edits.map(|_| Nearness::TwoEdits)
    }

    /// How many edits away `folded` is, if not too many.
    fn edits_to(&mut self, folded: &str) -> Option<usize> {
        let difference = self.folded.chars().count().abs_diff(folded.chars().count());
        if self.edits == 0 || difference > self.edits || !self.may_be_near(folded) {
            return None;
        }
        self.budget = self.budget.checked_sub(self.folded.len() * folded.len())?;
        Some(strsim::osa_distance(&self.folded, folded)).filter(|&edits| edits <= self.edits)
    }

    /// A cheap bound: an edit changes at most two characters, of at most four bytes, in the census.
    fn may_be_near(&self, folded: &str) -> bool {
        let bytes_per_character: u16 = if self.folded.is_ascii() && folded.is_ascii() { 1 } else { 4 };
        let theirs = census(folded);
        let changed: u16 = self.census.iter().zip(theirs).map(|(ours, theirs)| ours.abs_diff(theirs)).sum();
        usize::from(changed) <= usize::from(2 * bytes_per_character) * self.edits
    }
}

fn census(text: &str) -> [i16; 256] {
    let mut counts = [0; 256];
    for byte in text.bytes() {
        counts[usize::from(byte)] += 1;
    }
    counts
}

fn without_separators(text: &str) -> String {
    text.chars().filter(|character| !matches!(character, '-' | '_' | '.' | '/' | ' ')).collect()
}

/// Whether `long` is `<prefix>-<short>`. Names of one character say nothing.
fn is_prefixed(long: &str, short: &str) -> bool {
    short.len() > 1
        && long
            .strip_suffix(short)
            .and_then(|head| head.strip_suffix('-'))
            .is_some_and(|head| !head.is_empty())
}

/// `name` without a generated suffix: a hyphen and 8 to 10 of the characters that Kubernetes
/// (`rand.SafeEncodeString`, for pod template hashes) and kustomize (content hashes) use, which make no words.
fn without_hash(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((stem, suffix))
            if !stem.is_empty()
                && (8..=10).contains(&suffix.len())
                && suffix.bytes().all(|byte| b"bcdfghjklmnpqrstvwxz2456789".contains(&byte)) =>
        {
            stem
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::near_miss;

    #[test]
    fn spelling_and_edits() {
        assert_eq!(near_miss("appConfig", ["app-config", "other"]), Some("app-config"));
        assert_eq!(near_miss("posgres", ["postgres"]), Some("postgres"));
        assert_eq!(near_miss("postgras-kredentail", ["postgres-credential"]), None);
        assert_eq!(near_miss("postgers-credential", ["postgres-credential"]), Some("postgres-credential"));
    }

    #[test]
    fn short_names_allow_no_edits() {
        assert_eq!(near_miss("api", ["app"]), None);
        assert_eq!(near_miss("api", ["API"]), Some("API"));
        // five to eight characters: one edit
        assert_eq!(near_miss("shop-a", ["shopp-b"]), None);
    }

    #[test]
    fn prefixes_and_generated_suffixes() {
        assert_eq!(near_miss("config", ["shop-config"]), Some("shop-config"));
        assert_eq!(near_miss("shop-config", ["config"]), Some("config"));
        assert_eq!(near_miss("settings", ["settings-5h2bcm8k9t"]), Some("settings-5h2bcm8k9t"));
        assert_eq!(near_miss("settings-5h2bcm8k9t", ["settings-7k2mm4gtdh"]), Some("settings-7k2mm4gtdh"));
        assert_eq!(near_miss("settings", ["settings-secondary"]), None);
    }

    #[test]
    fn the_closest_wins_and_ties_give_none() {
        assert_eq!(near_miss("frontend", ["frontent", "Front-End"]), Some("Front-End"));
        assert_eq!(near_miss("frontend", ["frontent", "frontenb"]), None);
        assert_eq!(near_miss("frontend", ["frontent", "frontent"]), Some("frontent"));
        assert_eq!(near_miss("frontend", ["frontend"]), None);
        assert_eq!(near_miss("", ["a"]), None);
    }

    #[test]
    fn work_is_bounded() {
        let long = "x".repeat(100_000);
        assert_eq!(near_miss(&long, [long.as_str(), "x"]), None);
        let names: Vec<String> = (0..20_000).map(|n| format!("{}{n}", "a".repeat(240))).collect();
        assert_eq!(near_miss(&"a".repeat(243), names.iter().map(String::as_str)), None);
    }
}
