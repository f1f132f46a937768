//! Every page of the catalogue is run.

use std::fmt::Write as _;

use readylint::catalogue;
use readylint_mdtest::check_rule;

#[test]
fn every_page_holds() {
    let catalogue = catalogue();
    let mut text = String::new();
    for entry in catalogue.entries() {
        for failure in check_rule(entry, &catalogue) {
            let _ = writeln!(text, "rules/{}/{}.md, {failure}", entry.category, entry.id.replace('-', "_"));
        }
    }
    assert!(text.is_empty(), "\n{text}");
}
