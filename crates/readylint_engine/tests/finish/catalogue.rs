//! The catalogue: ids, ids of other tools, removed rules, suggestions.

use readylint_engine::{Catalogue, Named};

use crate::rules::catalogue;

#[test]
fn words_and_what_they_name() {
    let catalogue = catalogue();
    let too_long = Named::Rules(vec![catalogue.number("too-long").unwrap()]);
    for word in ["too-long", "XX:length", "length", "xx:LENGTH", "Length", "XX:ab"] {
        assert_eq!(catalogue.resolve(word), too_long, "{word}");
    }
    assert_eq!(catalogue.resolve("long-gone"), Named::Removed("nobody needs it"));
    for (word, nearest) in [
        ("plain-faults", Some("plain-fault")),
        ("Plain_Fault", Some("plain-fault")),
        ("plian-fault", Some("plain-fault")),
        ("ab", None),
        ("all", None),
        ("*", None),
        ("", None),
    ] {
        assert_eq!(catalogue.resolve(word), Named::Unknown(nearest), "{word}");
    }
}

#[test]
fn the_first_of_two_rules_with_one_id_stays() {
    let first = catalogue();
    let mut copy = first.entries()[0];
    copy.category = "other";
    let both = first.clone().with([copy]);
    assert_eq!(both.entries().len(), first.entries().len());
    assert_eq!(both.get(copy.id).unwrap().category, "tests");
    assert!(Catalogue::new().entries().is_empty());
}

#[test]
fn the_summary_is_the_first_paragraph_on_one_line() {
    let catalogue = catalogue();
    assert_eq!(catalogue.get("too-long").unwrap().summary(), "One line.");
    assert_eq!(catalogue.get("too-long").unwrap().url(), "https://readylint.dev/rules/tests/too-long.html");
}
