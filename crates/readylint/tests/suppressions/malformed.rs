//! Suppressions that cannot be read: each is reported where it stands and suppresses nothing (SUP-5).

use readylint::diagnostics::Severity;

use super::{Case, POD, above_image, behind_image, finds, the};

/// The comment behind the image is reported with a message that holds `expected`, and the finding stays.
#[track_caller]
fn is_malformed(comment: &str, expected: &str) {
    let case = Case::of(behind_image(&format!("  {comment}")));
    let report = case.report();
    let malformed = the(&report, "malformed-suppression");
    assert!(malformed.message.contains(expected), "{comment}: {}", malformed.message);
    assert_eq!(malformed.severity, Severity::Error, "{comment}");
    let place = report.sources.slice(malformed.primary.span);
    assert!(!place.is_empty() && comment.contains(place), "{comment}: reported at {place:?}");
    assert!(the(&report, "latest-image-tag").suppressed.is_none(), "{comment}");
    assert_eq!(report.diagnostics.len(), 2, "{comment}");
}

#[test]
fn without_brackets() {
    is_malformed("# readylint: ignore", "in brackets");
    is_malformed("# readylint: ignore latest-image-tag built here", "in brackets");
    is_malformed("# readylint: ignore=latest-image-tag", "in brackets");
    is_malformed("# readylint: ignore(latest-image-tag)", "in brackets");
    is_malformed("# readylint: ignore-file", "in brackets");
}

#[test]
fn empty_brackets_do_not_mean_everything() {
    is_malformed("# readylint: ignore[] built here", "must be named");
    is_malformed("# readylint: ignore[  ]", "must be named");
    is_malformed("# readylint: ignore[,]", "must be named");
    is_malformed("# readylint: ignore[latest-image-tag,]", "must be named");
    is_malformed("# readylint: ignore[,latest-image-tag]", "must be named");
}

#[test]
fn an_open_bracket() {
    is_malformed("# readylint: ignore[latest-image-tag", "not closed");
    is_malformed("# readylint: ignore[", "not closed");
    is_malformed("# readylint: ignore[latest-image-tag built here", "not closed");
}

#[test]
fn a_missing_colon() {
    is_malformed("# readylint ignore[latest-image-tag] built here", "colon");
    is_malformed("# readylint ignore-file[latest-image-tag]", "colon");
    is_malformed("# readylintignore[latest-image-tag]", "colon");
}

#[test]
fn an_unknown_directive() {
    is_malformed("# readylint: disable[latest-image-tag]", "`disable` is no directive");
    is_malformed("# readylint: ignored[latest-image-tag]", "`ignored` is no directive");
    is_malformed("# readylint: ignore-next-line[latest-image-tag]", "`ignore-next-line` is no directive");
    is_malformed("# readylint: Ignore[latest-image-tag]", "`Ignore` is no directive");
    is_malformed("# readylint: [latest-image-tag]", "is no directive");
    is_malformed("# readylint:", "is no directive");
}

#[test]
fn odd_characters_and_wildcards() {
    is_malformed("# readylint: ignore[*]", "`*` cannot stand in a rule id");
    is_malformed("# readylint: ignore[latest-*]", "`*` cannot stand in a rule id");
    is_malformed("# readylint: ignore[latest-image-tag missing-memory-limit]", "separated by commas");
    is_malformed("# readylint: ignore[latest-image-tag; missing-memory-limit]", "separated by commas");
    is_malformed("# readylint: ignore['latest-image-tag']", "cannot stand in a rule id");
    is_malformed("# readylint: ignore[latest–image–tag]", "cannot stand in a rule id");
}

#[test]
fn an_unknown_id_with_a_suggestion() {
    is_malformed("# readylint: ignore[latest-image-tags] built here", "did you mean `latest-image-tag`?");
    is_malformed("# readylint: ignore[latest_image_tag] built here", "did you mean `latest-image-tag`?");
    is_malformed("# readylint: ignore[Latest-Image-Tag] built here", "did you mean `latest-image-tag`?");
}

#[test]
fn an_unknown_id_is_reported_at_the_id_without_a_wild_guess() {
    let report = Case::of(behind_image("  # readylint: ignore[all] built here")).report();
    let malformed = the(&report, "malformed-suppression");
    assert_eq!(malformed.message, "there is no rule `all`");
    assert_eq!(report.sources.slice(malformed.primary.span), "all");
}

#[test]
fn a_known_id_beside_an_unknown_one_holds() {
    finds(
        behind_image("  # readylint: ignore[latest-image-tag, no-such-rule] built here"),
        &["latest-image-tag@7 error suppressed by comment: built here", "malformed-suppression@7 error"],
    );
}

#[test]
fn an_id_too_long_to_be_one() {
    let id = "latest-image-tag-".repeat(400);
    finds(
        behind_image(&format!("  # readylint: ignore[{id}]")),
        &["latest-image-tag@7 error", "malformed-suppression@7 error"],
    );
}

#[test]
fn the_malformed_form_of_a_whole_line_suppresses_nothing() {
    finds(
        above_image("    # readylint: ignore latest-image-tag\n"),
        &["malformed-suppression@7 error", "latest-image-tag@8 error"],
    );
    finds(
        format!("# readylint: ignore-file[]\n{POD}"),
        &["malformed-suppression@1 error", "latest-image-tag@8 error"],
    );
}

#[test]
fn prose_about_readylint_is_no_suppression() {
    for prose in [
        "# readylint",
        "# readylint checks this file",
        "# checked by readylint: all is well",
        "# see readylint.yaml",
        "# readylint ignores what stands in vendor/",
        "# readylint ignored this until 2025",
        "# https://readylint.dev/rules",
    ] {
        finds(format!("{prose}\n{POD}"), &["latest-image-tag@8 error"]);
    }
}

#[test]
fn malformed_ones_can_be_turned_off_and_not_suppressed() {
    let yaml = behind_image("  # readylint: ignore");
    Case::of(&yaml)
        .by_profile()
        .config("rules: {malformed-suppression: off, runs-as-root: off, missing-memory-limit: off}\n")
        .finds(&["latest-image-tag@7 error"]);
    finds(
        format!("# readylint: ignore-file[malformed-suppression] no\n{yaml}"),
        &["unused-suppression@1 warning", "latest-image-tag@8 error", "malformed-suppression@8 error"],
    );
}

#[test]
fn misspelt_annotations_and_capitals_are_told() {
    let annotated = |key: &str| {
        POD.replace("{name: shop}", &format!("{{name: shop, annotations: {{{key}: latest-image-tag}}}}"))
    };
    for key in ["readylint.dev/ignor", "readylint.dev/ignored", "readylint.dev/Ignore"] {
        finds(annotated(key), &["malformed-suppression@3 error", "latest-image-tag@7 error"]);
    }
    finds(annotated("readylint.dev/singleton"), &["latest-image-tag@7 error"]);
    finds(
        behind_image(" # Readylint: ignore[latest-image-tag] built here"),
        &["latest-image-tag@7 error", "malformed-suppression@7 error"],
    );
}
