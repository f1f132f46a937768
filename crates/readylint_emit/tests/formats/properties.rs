//! Any text, any spans: every format writes, and nothing dangerous reaches a terminal.

use proptest::prelude::*;
use readylint_diagnostics::{Applicability, Edit, Fix, Label, Severity};
use readylint_emit::{Format, Style, github_summary};
use readylint_text::{SourceId, Span, TextRange};

use crate::support::{Owned, diagnostic};

/// Text full of what makes columns hard.
fn text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        4 => prop::char::range(' ', '~'),
        1 => prop::sample::select(vec![
            '\n', '\r', '\t', '\0', '\u{1b}', '\u{7f}', '\u{9b}', '\u{feff}', '\u{202e}', '\u{301}', 'ä', '日',
            '💡', '\u{2028}', '\u{ffff}',
        ]),
        1 => any::<char>(),
    ];
    prop::collection::vec(character, 0..120).prop_map(|characters| characters.into_iter().collect())
}

fn span() -> impl Strategy<Value = Span> {
    // Source 2 does not exist, and offsets may lie anywhere.
    (0_u32..3, 0_usize..300, 0_usize..40).prop_map(|(source, start, length)| {
        Span::new(SourceId::new(source), TextRange::at(start, start + length))
    })
}

proptest! {
    #[test]
    fn every_format_writes(
        texts in (text(), text()),
        words in (text(), text(), text()),
        spans in prop::collection::vec(span(), 1..6),
        masks in prop::collection::vec(span(), 0..3),
        width in 0_usize..120,
    ) {
        let mut owned = Owned::of(&words.0, &texts.0);
        owned.add("b.yaml", &texts.1);
        for span in masks {
            owned.mask(span);
        }
        let mut finding = diagnostic(Severity::Warning, "some-rule", &words.1, Label::new(spans[0], words.2.clone()));
        finding.labels = spans[1..].iter().map(|span| Label::new(*span, words.1.clone())).collect();
        finding.notes = vec![words.2.clone()];
        finding.help = Some(words.1.clone());
        finding.fixes = vec![Fix {
            title: words.2.clone(),
            applicability: Applicability::Safe,
            edits: vec![Edit { span: spans[0], text: words.0.clone() }],
        }];
        owned.report(finding);
        let style = Style { width, ..Style::default() };
        for format in Format::ALL {
            let written = owned.emit_styled(format, style);
            let control = written.chars().find(|it| it.is_control() && *it != '\n');
            if matches!(format, Format::Json | Format::Sarif | Format::Gitlab) {
                let value: Result<serde_json::Value, _> = serde_json::from_str(&written);
                prop_assert!(value.is_ok());
            } else {
                prop_assert_eq!(control, None, "{}", format);
            }
            prop_assert_eq!(&written, &owned.emit_styled(format, style), "the same bytes again");
        }
        let summary = owned.with_report(github_summary);
        prop_assert!(summary.chars().all(|it| !it.is_control() || it == '\n'), "{summary:?}");
    }

    #[test]
    fn no_masked_character_is_shown(before in "[a-z \t日]{0,80}", secret in "[0-9]{1,90}", at in 0_usize..180) {
        let mut owned = Owned::of("a.yaml", &format!("{before}{secret}\nlast\n"));
        owned.mask(Span::new(SourceId::new(0), TextRange::at(before.len(), before.len() + secret.len())));
        let span = Span::new(SourceId::new(0), TextRange::at(at, at + 1));
        owned.report(diagnostic(Severity::Warning, "some-rule", "m", Label::new(span, "")));
        let written = owned.emit_styled(Format::Full, Style { width: 50, ..Style::default() });
        for line in written.lines().filter_map(|line| line.split_once(" │ ")).map(|(_, line)| line) {
            let digits = line.chars().filter(char::is_ascii_digit).count();
            prop_assert_eq!(digits, 0, "{}", written);
        }
    }

    #[test]
    fn ranges_are_in_the_text_and_not_empty(text in text(), span in span()) {
        let mut owned = Owned::of("a.yaml", &text);
        let length = text.len() as u64;
        owned.report(diagnostic(Severity::Warning, "some-rule", "m", Label::new(span, "")));
        let document: serde_json::Value = serde_json::from_str(&owned.emit(Format::Json)).unwrap();
        let range = &document["diagnostics"][0]["range"];
        let point = |end: &str| (range[end]["line"].as_u64().unwrap(), range[end]["column"].as_u64().unwrap());
        let offset = |end: &str| range[end]["offset"].as_u64().unwrap();
        prop_assert!(point("start") < point("end"), "{}", range);
        if span.source == SourceId::new(0) && !text.trim_start_matches('\u{feff}').is_empty() {
            prop_assert!(offset("start") < offset("end") && offset("end") <= length, "{}", range);
        }
    }
}
