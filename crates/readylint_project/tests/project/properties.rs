//! Any bytes: no panic, and spans inside their text.

use proptest::prelude::*;
use readylint_project::{MemoryFileSystem, decode};

use crate::support::{loaded, options};

/// Text that is nearly a configuration.
fn nearly() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "profile",
        "rules",
        "overrides",
        "files",
        "exclude",
        "suppressions",
        "rule",
        "reason",
        "until",
        "externals",
        "kind",
        "charts",
        "scenarios",
        "set",
        "extends",
        "readylint.yaml",
        "runs-as-root",
        "off",
        "1.30",
        "- ",
        ": ",
        "\n",
        "  ",
        "[",
        "]",
        "{",
        "}",
        "\"",
        "*",
        "&a ",
        "*a",
        "<<",
        "ä",
        "\0",
        "---\n",
        "!",
        "{{",
        "**/",
        "2027-01-01",
        ",",
    ]);
    prop::collection::vec(words, 0..40).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn any_configuration_is_read(text in nearly()) {
        let (_, problems) = options(&text);
        for problem in problems {
            prop_assert!(problem.span.range.end().to_usize() <= text.len());
            prop_assert!(text.get(problem.span.range.to_usize()).is_some());
        }
    }

    #[test]
    fn any_bytes_are_loaded(configuration in prop::collection::vec(any::<u8>(), 0..200), manifest in prop::collection::vec(any::<u8>(), 0..200), near in nearly()) {
        let fs = MemoryFileSystem::new()
            .with("readylint.yaml", configuration)
            .with(".gitignore", &manifest)
            .with("kustomization.yaml", &near)
            .with("a.yaml", manifest)
            .with("b.yaml", format!("kind: {near}"))
            .with("sub/readylint.yaml", &near)
            .with("sub/a.yaml", near);
        loaded(&fs, &["."]);
        loaded(&fs, &["a.yaml", "sub/a.yaml"]);
    }

    #[test]
    fn decoding_keeps_the_length(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        let length = bytes.len();
        let decoded = decode(bytes);
        prop_assert!(decoded.refused() || decoded.text.len() == length);
    }
}
