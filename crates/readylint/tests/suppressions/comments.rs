//! Comments: which line, document or file they hold for, and which rules they name (SUP-1, SUP-8).

use super::{Case, POD, above_image, behind_image, finds, the};

const SUPPRESSED: &str = "latest-image-tag@7 error suppressed by comment: built here";

#[test]
fn without_a_comment_the_finding_is_there() {
    finds(POD, &["latest-image-tag@7 error"]);
}

#[test]
fn behind_the_line() {
    finds(behind_image("  # readylint: ignore[latest-image-tag] built here"), &[SUPPRESSED]);
}

#[test]
fn the_reason_may_be_missing_or_set_off() {
    let expected = "latest-image-tag@7 error suppressed by comment";
    finds(behind_image("  # readylint: ignore[latest-image-tag]"), &[expected]);
    for mark in [":", " -", " –", " —", "  "] {
        finds(
            behind_image(&format!("  # readylint: ignore[latest-image-tag]{mark} built here")),
            &[SUPPRESSED],
        );
    }
}

#[test]
fn blanks_around_the_parts_do_not_matter() {
    for comment in [
        "#readylint:ignore[latest-image-tag]built here",
        "#   readylint:   ignore   [  latest-image-tag  ]   built here",
        "## readylint: ignore[latest-image-tag] built here",
    ] {
        finds(behind_image(&format!(" {comment}")), &[SUPPRESSED]);
    }
}

#[test]
fn above_the_line() {
    let expected = ["latest-image-tag@8 error suppressed by comment: built here"];
    finds(above_image("    # readylint: ignore[latest-image-tag] built here\n"), &expected);
    finds(above_image("# readylint: ignore[latest-image-tag] built here\n"), &expected);
}

#[test]
fn above_with_other_comments_and_blank_lines_between() {
    let lines = "    # readylint: ignore[latest-image-tag] built here\n\n    # by the pipeline\n\n";
    finds(above_image(lines), &["latest-image-tag@11 error suppressed by comment: built here"]);
}

#[test]
fn two_comments_above_mean_the_same_line() {
    let yaml = above_image(
        "    # readylint: ignore[latest-image-tag] built here\n    # readylint: ignore[missing-memory-limit] small\n",
    );
    Case::of(yaml).rules(&["latest-image-tag", "missing-memory-limit"]).finds(&[
        "missing-memory-limit@6 warning",
        "unused-suppression@8 warning",
        "latest-image-tag@9 error suppressed by comment: built here",
    ]);
}

#[test]
fn a_comment_holds_for_no_other_line() {
    let yaml = POD.replace("- name: web", "- name: web  # readylint: ignore[latest-image-tag] wrong line");
    finds(yaml, &["unused-suppression@6 warning", "latest-image-tag@7 error"]);
    let yaml = format!("{POD}    # readylint: ignore[latest-image-tag] too late\n    tty: true\n");
    finds(yaml, &["latest-image-tag@7 error", "unused-suppression@8 warning"]);
}

#[test]
fn a_comment_holds_for_no_other_rule() {
    let yaml = behind_image("  # readylint: ignore[duplicate-yaml-key] another matter");
    finds(yaml, &["latest-image-tag@7 error"]);
}

#[test]
fn before_the_document() {
    let yaml = format!("# readylint: ignore[latest-image-tag] built here\n{POD}");
    finds(yaml, &["latest-image-tag@8 error suppressed by comment: built here"]);
    let yaml = format!("---\n# readylint: ignore[latest-image-tag] built here\n{POD}");
    finds(yaml, &["latest-image-tag@9 error suppressed by comment: built here"]);
    let yaml = format!("# first\n\n# readylint: ignore[latest-image-tag] built here\n\n# last\n{POD}");
    finds(yaml, &["latest-image-tag@12 error suppressed by comment: built here"]);
}

#[test]
fn in_the_head_of_the_file_before_the_first_marker() {
    let yaml = format!("# readylint: ignore[latest-image-tag] built here\n---\n{POD}");
    finds(yaml, &["latest-image-tag@9 error suppressed by comment: built here"]);
    let yaml =
        format!("# Licence\n# readylint: ignore[latest-image-tag] built here\n\n# more\n---\n# text\n{POD}");
    finds(yaml, &["latest-image-tag@13 error suppressed by comment: built here"]);
    let yaml = format!("# readylint: ignore[latest-image-tag] built here\n%YAML 1.2\n---\n{POD}");
    finds(yaml, &["latest-image-tag@10 error suppressed by comment: built here"]);
}

#[test]
fn a_document_comment_holds_for_its_document_only() {
    let yaml = format!(
        "# readylint: ignore[latest-image-tag] built here\n{POD}---\n{}",
        POD.replace("shop", "cart")
    );
    finds(yaml, &["latest-image-tag@8 error suppressed by comment: built here", "latest-image-tag@16 error"]);
    let yaml = format!(
        "{POD}---\n# readylint: ignore[latest-image-tag] built here\n{}",
        POD.replace("shop", "cart")
    );
    finds(yaml, &["latest-image-tag@7 error", "latest-image-tag@16 error suppressed by comment: built here"]);
    let head = "# readylint: ignore[latest-image-tag] built here\n---\n";
    let yaml = format!("{head}{POD}---\n{}", POD.replace("shop", "cart"));
    finds(yaml, &["latest-image-tag@9 error suppressed by comment: built here", "latest-image-tag@17 error"]);
}

#[test]
fn the_file_form_holds_for_all_documents_of_its_file() {
    let yaml = format!(
        "{POD}---\n# readylint: ignore-file[latest-image-tag] built here\n{}",
        POD.replace("shop", "cart")
    );
    Case::of(yaml).file("other.yaml", &POD.replace("shop", "till")).finds(&[
        SUPPRESSED,
        "latest-image-tag@16 error suppressed by comment: built here",
        "latest-image-tag@other.yaml:7 error",
    ]);
    let yaml = format!("{POD}# readylint: ignore-file[latest-image-tag] built here\n");
    finds(yaml, &[SUPPRESSED]);
}

#[test]
fn several_rules() {
    let rules = ["latest-image-tag", "missing-memory-limit"];
    for list in [
        "latest-image-tag,missing-memory-limit",
        "latest-image-tag, missing-memory-limit",
        " missing-memory-limit ,  latest-image-tag ",
    ] {
        let yaml = format!("# readylint: ignore[{list}] a demonstration\n{POD}");
        Case::of(yaml).rules(&rules).finds(&[
            "missing-memory-limit@7 warning suppressed by comment: a demonstration",
            "latest-image-tag@8 error suppressed by comment: a demonstration",
        ]);
    }
}

#[test]
fn ids_of_other_tools() {
    for id in ["KL:latest-tag", "latest-tag", "CKV_K8S_14", "ckv_k8s_14", "CK:CKV_K8S_14", "KSV-0013"] {
        finds(behind_image(&format!("  # readylint: ignore[{id}] built here")), &[SUPPRESSED]);
    }
}

#[test]
fn an_absent_field_is_suppressed_at_the_name_the_item_and_the_parent_key() {
    let comment = "# readylint: ignore[missing-memory-limit] small";
    let check = |yaml: String, line: u32| {
        let expected = format!("missing-memory-limit@{line} warning suppressed by comment: small");
        Case::of(yaml).rules(&["missing-memory-limit"]).finds(&[&expected]);
    };
    let name_last = "apiVersion: v1\nkind: Pod\nmetadata: {name: shop}\nspec:\n  containers:\n  - image: shop\n    name: web\n";
    // at the name, which need not be the first key
    check(name_last.replace("name: web", &format!("name: web  {comment}")), 7);
    check(name_last.replace("    name: web", &format!("    {comment}\n    name: web")), 8);
    // at the list item
    check(name_last.replace("- image: shop", &format!("- image: shop  {comment}")), 7);
    check(name_last.replace("  - image", &format!("  {comment}\n  - image")), 8);
    // at the key of the list
    check(name_last.replace("containers:", &format!("containers:  {comment}")), 7);
    check(name_last.replace("  containers:", &format!("  {comment}\n  containers:")), 8);
    // at the mapping that lacks the field
    let resources = format!("{name_last}    resources:  {comment}\n      requests: {{memory: 1Gi}}\n");
    check(resources, 8);
}

#[test]
fn a_comment_at_the_key_of_a_list_holds_for_every_item_that_lacks_the_field() {
    let yaml = POD.replace("containers:", "containers:  # readylint: ignore[missing-memory-limit] small");
    let yaml = format!("{yaml}  - name: log\n    image: log\n");
    Case::of(yaml).rules(&["missing-memory-limit"]).finds(&[
        "missing-memory-limit@6 warning suppressed by comment: small",
        "missing-memory-limit@8 warning suppressed by comment: small",
    ]);
}

#[test]
fn a_comment_at_one_item_leaves_the_other_alone() {
    let yaml = POD.replace("- name: web", "- name: web  # readylint: ignore[missing-memory-limit] small");
    let yaml = format!("{yaml}  - name: log\n    image: log\n");
    Case::of(yaml).rules(&["missing-memory-limit"]).finds(&[
        "missing-memory-limit@6 warning suppressed by comment: small",
        "missing-memory-limit@8 warning",
    ]);
}

#[test]
fn files_with_carriage_returns() {
    for yaml in [
        behind_image("  # readylint: ignore[latest-image-tag] built here"),
        behind_image("  # readylint: ignore[latest-image-tag] built here  "),
    ] {
        finds(yaml.replace('\n', "\r\n"), &[SUPPRESSED]);
    }
    let yaml = above_image("    # readylint: ignore[latest-image-tag] built here\n\n");
    finds(yaml.replace('\n', "\r\n"), &["latest-image-tag@9 error suppressed by comment: built here"]);
    let yaml = format!("# readylint: ignore[latest-image-tag] built here\n---\n{POD}");
    finds(yaml.replace('\n', "\r\n"), &["latest-image-tag@9 error suppressed by comment: built here"]);
}

#[test]
fn text_outside_of_ascii_before_the_comment() {
    let yaml = POD.replace("{name: shop}", "{name: shop, labels: {größe: 💡}}  # für alle – 日本語");
    let yaml =
        yaml.replace("image: shop", "image: shop  # readylint: ignore[latest-image-tag] für Prüfungen 💡");
    finds(yaml, &["latest-image-tag@7 error suppressed by comment: für Prüfungen 💡"]);
    let yaml = format!("\u{feff}# readylint: ignore[latest-image-tag] built here\n{POD}");
    finds(yaml, &["latest-image-tag@8 error suppressed by comment: built here"]);
}

#[test]
fn a_hash_inside_of_a_value_is_no_comment() {
    let yaml = POD.replace("metadata:", "x: \"# readylint: ignore-file[latest-image-tag] no\"\nmetadata:");
    finds(yaml, &["latest-image-tag@8 error"]);
    let yaml = format!("{POD}    args:\n    - |\n      # readylint: ignore-file[latest-image-tag] no\n");
    finds(yaml, &["latest-image-tag@7 error"]);
}

#[test]
fn objects_in_lists() {
    let pod = |name: &str, behind: &str| {
        format!(
            "- apiVersion: v1\n  kind: Pod\n  metadata: {{name: {name}}}\n  spec:\n    containers:\n    - name: web\n      image: {name}{behind}\n"
        )
    };
    let list = |first: &str| {
        format!("apiVersion: v1\nkind: List\nitems:\n{}{}", pod("shop", first), pod("cart", ""))
    };
    finds(
        list("  # readylint: ignore[latest-image-tag] built here"),
        &["latest-image-tag@10 error suppressed by comment: built here", "latest-image-tag@17 error"],
    );
    finds(
        format!("# readylint: ignore[latest-image-tag] built here\n{}", list("")),
        &[
            "latest-image-tag@11 error suppressed by comment: built here",
            "latest-image-tag@18 error suppressed by comment: built here",
        ],
    );
}

#[test]
fn a_comment_in_json_like_flow() {
    let yaml = "{apiVersion: v1, kind: Pod, metadata: {name: shop}, spec: {containers: [\n  {name: web,\n   image: shop},  # readylint: ignore[latest-image-tag] built here\n]}}\n";
    finds(yaml, &["latest-image-tag@3 error suppressed by comment: built here"]);
}

#[test]
fn an_unreadable_document_can_be_suppressed() {
    let yaml = format!("{POD}---\n# readylint: ignore[malformed-yaml] rendered later\na: [1\n");
    let report = Case::of(yaml).rules(&["malformed-yaml"]).report();
    assert!(the(&report, "malformed-yaml").suppressed.is_some());
}

#[test]
fn the_innermost_form_is_named() {
    let yaml = behind_image("  # readylint: ignore[latest-image-tag] the comment");
    let config = "suppressions:\n- {rule: latest-image-tag, name: shop, reason: the entry}\n";
    Case::of(yaml).config(config).finds(&["latest-image-tag@7 error suppressed by comment: the comment"]);
}

#[test]
fn a_comment_beside_a_value_of_several_lines() {
    let image = |style: &str| POD.replace("image: shop", &format!("image: {style}"));
    let comment = "# readylint: ignore[latest-image-tag] built here";
    finds(image(&format!(">-  {comment}\n      shop")), &[SUPPRESSED]);
    finds(
        image(&format!("  {comment}\n      shop")),
        &["unused-suppression@7 warning", "latest-image-tag@8 error"],
    );
}

#[test]
fn a_comment_between_documents_belongs_to_the_one_before() {
    let yaml =
        format!("{POD}# readylint: ignore[latest-image-tag] too early\n---\n{}", POD.replace("shop", "cart"));
    finds(yaml, &["latest-image-tag@7 error", "unused-suppression@8 warning", "latest-image-tag@16 error"]);
}

#[test]
fn a_comment_above_an_object_of_a_list_or_behind_its_marker_is_about_the_object() {
    let pod = |comment: &str, name: &str| {
        format!(
            "{comment}- apiVersion: v1\n  kind: Pod\n  metadata: {{name: {name}}}\n  spec:\n    containers:\n    - name: web\n      image: {name}\n"
        )
    };
    let comment = "# readylint: ignore[latest-image-tag] built here\n";
    let list = format!("apiVersion: v1\nkind: List\nitems:\n{}{}", pod(comment, "shop"), pod("", "cart"));
    finds(
        list,
        &["latest-image-tag@11 error suppressed by comment: built here", "latest-image-tag@18 error"],
    );
    let behind = format!("--- {comment}{POD}---\n{}", POD.replace("shop", "cart"));
    finds(
        behind,
        &["latest-image-tag@8 error suppressed by comment: built here", "latest-image-tag@16 error"],
    );
}
