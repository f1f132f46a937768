//! Compares what readylint prints for a chart with what Helm prints, template by template, leaving out what is random.

use std::collections::BTreeMap;
use std::ops::Range;

/// Printed manifests: what `helm template` writes to standard output.
#[derive(Clone, Debug, Default)]
pub(super) struct Stream {
    /// The text.
    pub text: String,
    /// Bytes that differ from run to run in Helm, in order, apart from each other. Only our side knows them.
    pub random: Vec<Range<usize>>,
}

/// The first difference between two streams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// The template, as Helm names it.
    pub file: String,
    /// Its line in what the template printed, counted from 1; 0 if it is about the file as a whole.
    pub line: usize,
    /// Our line.
    pub ours: String,
    /// Helm's.
    pub theirs: String,
    /// Whether Helm's two runs differ in this file.
    pub varies: bool,
}

/// How two streams compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comparison {
    /// How many templates printed something.
    pub files: usize,
    /// In how many of them something was left out.
    pub masked: usize,
    /// One for each template that differs.
    pub differences: Vec<Difference>,
}

/// Compares `ours` with two runs of Helm: a template that is equal to one of them is equal.
pub(super) fn compare(ours: &Stream, theirs: [&str; 2]) -> Comparison {
    let mine = by_file(ours);
    let runs = theirs.map(|text| Stream { text: text.to_owned(), random: Vec::new() });
    let others = runs.each_ref().map(by_file);
    let names: Vec<&str> = {
        let mut names: Vec<&str> = others[0].order.clone();
        names.extend(mine.order.iter().filter(|name| !others[0].files.contains_key(**name)));
        names.dedup();
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| seen.insert(*name));
        names
    };
    let mut comparison = Comparison { files: names.len(), masked: 0, differences: Vec::new() };
    for name in names {
        let versions = others.each_ref().map(|other| other.files.get(name));
        let (mine, [Some(first), second]) = (mine.files.get(name), versions) else {
            comparison.differences.push(whole(name, "prints something", "prints nothing"));
            continue;
        };
        let Some(mine) = mine else {
            comparison.differences.push(whole(name, "prints nothing", "prints something"));
            continue;
        };
        let second = second.unwrap_or(first);
        comparison.masked += usize::from(!mine.random.is_empty());
        if !matches(mine, &first.text) && !matches(mine, &second.text) {
            let (line, ours, theirs) = first_difference(mine, &first.text);
            let varies = first.text != second.text;
            comparison.differences.push(Difference { file: name.to_owned(), line, ours, theirs, varies });
        }
    }
    if comparison.differences.is_empty() && mine.order != others[0].order && mine.order != others[1].order {
        let at = mine.order.iter().zip(&others[0].order).position(|(one, other)| one != other).unwrap_or(0);
        let of = |order: &[&str]| (*order.get(at).unwrap_or(&"nothing")).to_owned();
        let mut difference = whole("the order of the documents", "", "");
        (difference.line, difference.ours, difference.theirs) =
            (at + 1, of(&mine.order), of(&others[0].order));
        comparison.differences.push(difference);
    }
    comparison
}

fn whole(file: &str, ours: &str, theirs: &str) -> Difference {
    Difference { file: file.into(), line: 0, ours: ours.into(), theirs: theirs.into(), varies: false }
}

/// A stream, template by template.
struct Files<'a> {
    /// The template of each document, in the order of printing.
    order: Vec<&'a str>,
    /// All that a template printed.
    files: BTreeMap<&'a str, Stream>,
}

/// What stands before each document.
const HEAD: &str = "---\n# Source: ";

fn by_file(stream: &Stream) -> Files<'_> {
    let (mut order, mut files) = (Vec::new(), BTreeMap::<&str, Stream>::new());
    let text = stream.text.as_str();
    let heads: Vec<usize> = text
        .match_indices(HEAD)
        .map(|(at, _)| at)
        .filter(|&at| at == 0 || text.as_bytes()[at - 1] == b'\n')
        .collect();
    for (index, &head) in heads.iter().enumerate() {
        let end = heads.get(index + 1).copied().unwrap_or(text.len());
        let name = text[head + HEAD.len()..end].lines().next().unwrap_or_default();
        let start = (head + HEAD.len() + name.len() + 1).min(end);
        order.push(name);
        let file = files.entry(name).or_default();
        file.text.push_str("---\n");
        let shift = file.text.len();
        let inside = stream.random.iter().filter(|range| range.start >= start && range.end <= end);
        file.random.extend(inside.map(|range| shift + range.start - start..shift + range.end - start));
        file.text.push_str(&text[start..end]);
    }
    Files { order, files }
}

/// Random bytes, with the literal text after them.
struct Gap<'a> {
    /// Whether they may hold line breaks: only if ours do.
    lines: bool,
    /// The text after them.
    literal: &'a str,
}

/// The literal text before the first gap, and the gaps. What a function put between random lines, as indentation, is
/// taken for random too: there may be more or fewer lines in Helm.
fn gaps(stream: &Stream) -> (&str, Vec<Gap<'_>>) {
    let text = stream.text.as_str();
    let mut merged: Vec<(Range<usize>, bool)> = Vec::new();
    for range in &stream.random {
        let range = range.start.min(text.len())..range.end.min(text.len());
        match merged.last_mut() {
            Some((last, _)) if text[last.end..range.start].bytes().all(|byte| byte.is_ascii_whitespace()) => {
                last.end = range.end;
            }
            _ => merged.push((range, false)),
        }
    }
    for (range, lines) in &mut merged {
        *lines = text[range.clone()].contains('\n');
    }
    let head = merged.first().map_or(text, |(range, _)| &text[..range.start]);
    let ends = merged.iter().skip(1).map(|(range, _)| range.start).chain([text.len()]);
    let gaps = merged.iter().zip(ends);
    (head, gaps.map(|((range, lines), end)| Gap { lines: *lines, literal: &text[range.end..end] }).collect())
}

/// How often a place for a literal is tried before a file counts as different.
const TRIES: usize = 1_000_000;

/// Whether `theirs` is our text, whatever stands for its random bytes.
fn matches(ours: &Stream, theirs: &str) -> bool {
    let (head, gaps) = gaps(ours);
    let Some(rest) = theirs.strip_prefix(head) else { return false };
    let start = theirs.len() - rest.len();
    let mut tries = TRIES;
    gap_matches(&gaps, theirs, start, &mut tries)
}

fn gap_matches(gaps: &[Gap<'_>], theirs: &str, start: usize, tries: &mut usize) -> bool {
    let Some((gap, further)) = gaps.split_first() else { return start == theirs.len() };
    let rest = &theirs[start..];
    if further.is_empty() {
        let random = rest.strip_suffix(gap.literal);
        return random.is_some_and(|random| gap.lines || !random.contains('\n'));
    }
    let line = if gap.lines { rest.len() } else { rest.find('\n').unwrap_or(rest.len()) };
    // a literal that starts on the line may end on another
    for (at, _) in rest.match_indices(gap.literal).take_while(|(at, _)| *at <= line) {
        *tries = tries.saturating_sub(1);
        if *tries == 0 {
            return false;
        }
        if gap_matches(further, theirs, start + at + gap.literal.len(), tries) {
            return true;
        }
    }
    false
}

/// The first line of ours that is not Helm's: its number and both lines.
fn first_difference(ours: &Stream, theirs: &str) -> (usize, String, String) {
    let their_lines: Vec<&str> = theirs.split('\n').collect();
    let (mut offset, mut at, mut in_gap) = (0, 0, false);
    for (number, line) in ours.text.split('\n').enumerate() {
        let range = offset..offset + line.len();
        offset = range.end + 1;
        let random: Vec<Range<usize>> = ours
            .random
            .iter()
            .filter(|random| random.start < range.end && random.end > range.start)
            .map(|random| {
                random.start.max(range.start) - range.start..random.end.min(range.end) - range.start
            })
            .collect();
        let is_multiline =
            ours.random.iter().any(|random| random.start < range.end && random.end > range.end);
        let line = Stream { text: line.to_owned(), random };
        if in_gap {
            // lines of a random block are not counted: go on where the next literal line stands
            if let Some(found) = their_lines[at..].iter().position(|other| matches(&line, other))
                && line.random.is_empty()
            {
                at += found;
            } else {
                continue;
            }
        }
        let other = their_lines.get(at).copied();
        if !other.is_some_and(|other| matches(&line, other)) {
            return (number + 1, line.text, other.unwrap_or("(ends)").to_owned());
        }
        at += 1;
        in_gap = is_multiline;
    }
    let rest = their_lines.get(at).copied().unwrap_or("(a difference in random lines)");
    (ours.text.split('\n').count(), "(ends)".to_owned(), rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream(text: &str) -> Stream {
        // `«…»` is random
        let (mut plain, mut random) = (String::new(), Vec::new());
        for part in text.split('»') {
            let (literal, marked) = part.split_once('«').unwrap_or((part, ""));
            plain.push_str(literal);
            if !marked.is_empty() {
                random.push(plain.len()..plain.len() + marked.len());
                plain.push_str(marked);
            }
        }
        Stream { text: plain, random }
    }

    fn differences(ours: &str, theirs: &str) -> Vec<(String, usize)> {
        let comparison = compare(&stream(ours), [theirs, theirs]);
        comparison.differences.into_iter().map(|difference| (difference.file, difference.line)).collect()
    }

    #[test]
    fn random_bytes_may_be_any_of_the_line() {
        let ours = "---\n# Source: a\nx: \"«abc»\"\ny: 1\n";
        assert_eq!(differences(ours, "---\n# Source: a\nx: \"12\\\"345\"\ny: 1\n"), []);
        assert_eq!(differences(ours, "---\n# Source: a\nx: \"1\"\ny: 2\n"), [("a".to_owned(), 3)]);
        assert_eq!(differences(ours, "---\n# Source: a\nx: \"1\n2\"\ny: 1\n").len(), 1);
    }

    #[test]
    fn random_lines_may_be_more_or_fewer() {
        let ours = "---\n# Source: a\ncert: |\n  «BEGIN\n»  «one\n»  «END»\nk: v\n";
        assert_eq!(differences(ours, "---\n# Source: a\ncert: |\n  BEGIN\n  1\n  2\n  END\nk: v\n"), []);
        assert_eq!(differences(ours, "---\n# Source: a\ncert: |\n  1\nk: w\n").len(), 1);
    }

    #[test]
    fn each_template_is_compared_for_itself() {
        let ours = "---\n# Source: a\nk: 1\n---\n# Source: b\nk: 2\n---\n# Source: a\nk: 3\n";
        assert_eq!(differences(ours, ours), []);
        let other = "---\n# Source: a\nk: 1\n---\n# Source: a\nk: 3\n---\n# Source: b\nk: 2\n";
        assert_eq!(differences(ours, other), [("the order of the documents".to_owned(), 2)]);
        let other = "---\n# Source: a\nk: 1\n---\n# Source: c\nk: 2\n---\n# Source: a\nk: 4\n";
        let expected = [("a".to_owned(), 4), ("c".to_owned(), 0), ("b".to_owned(), 0)];
        assert_eq!(differences(ours, other), expected);
    }

    #[test]
    fn one_of_two_runs_is_enough() {
        let ours = stream("---\n# Source: a\nk: 1\n");
        let comparison = compare(&ours, ["---\n# Source: a\nk: 2\n", "---\n# Source: a\nk: 1\n"]);
        assert_eq!((comparison.files, comparison.masked, comparison.differences), (1, 0, vec![]));
    }
}
