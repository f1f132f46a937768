//! How Helm cuts a rendered file into documents (`pkg/release/v1/util/manifest.go`).

use std::ops::Range;

use crate::HelmVersion;

/// The documents of `text`, as ranges of it, in order, none blank.
pub(super) fn split(text: &str, helm: HelmVersion) -> Vec<Range<usize>> {
    if helm == HelmVersion::V4_3 { split_at_lines(text) } else { split_at_breaks(text) }
}

/// From 4.2.4 on: at `(?m)^---[ \t]*`; documents are trimmed on the left only.
fn split_at_lines(text: &str) -> Vec<Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let mut documents = Vec::new();
    let mut from = start;
    let mut searched = start;
    while let Some(found) = text.get(searched..).and_then(|rest| rest.find("---")) {
        let at = searched + found;
        searched = at + 3;
        if at > start && text.as_bytes().get(at - 1) != Some(&b'\n') {
            continue;
        }
        documents.push(from..at);
        from = at + 3 + blanks(text.as_bytes(), at + 3, |byte| matches!(byte, b' ' | b'\t'));
        searched = from;
    }
    documents.push(from..text.len());
    documents
        .into_iter()
        .filter_map(|range| {
            let document = text.get(range.clone())?;
            let left = document.trim_start();
            (!left.is_empty()).then(|| range.end - left.len()..range.end)
        })
        .collect()
}

/// Before: at `(?:^|\s*\n)---\s*`; the text and the documents are trimmed on both sides.
fn split_at_breaks(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let start = text.len() - text.trim_start().len();
    let end = start + text.trim().len();
    let mut documents = Vec::new();
    let mut from = start;
    let mut searched = start;
    while let Some(found) = text.get(searched..end).and_then(|rest| rest.find("---")) {
        let at = searched + found;
        searched = at + 1;
        // the line break before it must not belong to the separator before
        let is_first = at == start;
        if !is_first && (at <= from || bytes.get(at - 1) != Some(&b'\n')) {
            continue;
        }
        let before = bytes.get(from..at).unwrap_or_default();
        let stop = from + before.iter().rposition(|&byte| !is_space(byte)).map_or(0, |last| last + 1);
        documents.push(from..stop);
        from = (at + 3 + blanks(bytes, at + 3, is_space)).min(end);
        searched = from;
    }
    documents.push(from..end);
    documents
        .into_iter()
        .filter(|range| !range.is_empty())
        .filter_map(|range| {
            let document = text.get(range.clone())?;
            let left = range.end - document.trim_start().len();
            Some(left..left + document.trim().len())
        })
        .collect()
}

/// Go's `\s`.
fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

fn blanks(bytes: &[u8], from: usize, is_blank: impl Fn(u8) -> bool) -> usize {
    bytes.get(from..).unwrap_or_default().iter().take_while(|&&byte| is_blank(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(text: &str, helm: HelmVersion) -> Vec<&str> {
        split(text, helm).into_iter().filter_map(|range| text.get(range)).collect()
    }

    #[test]
    fn the_newest_splits_at_every_line_with_dashes() {
        let text = "\n\n---\na: 1\n\n---\n---  \n  b: 2\n---c: 3\nd: --- 4\n";
        assert_eq!(documents(text, HelmVersion::V4_3), ["a: 1\n\n", "b: 2\n", "c: 3\nd: --- 4\n"]);
    }

    #[test]
    fn older_ones_take_the_blanks_around() {
        let text = "\n---\na: 1\n\n--- \n\n---\nb: 2\n---c: 3\n\n";
        // the second separator took the line break that the third one needs
        assert_eq!(documents(text, HelmVersion::V4_1), ["a: 1", "---\nb: 2", "c: 3"]);
    }

    #[test]
    fn dashes_inside_a_line_split_nothing() {
        for helm in HelmVersion::ALL {
            assert_eq!(documents("a: x---\nb: ' ---'", helm), ["a: x---\nb: ' ---'"]);
            assert_eq!(documents(" \n ", helm), [] as [&str; 0]);
        }
    }
}
