//! The parameters of Sprig's functions against their Go types (`data/signatures.txt`, recorded by
//! `xtask/go/helm-collections`).

#![allow(clippy::unwrap_used, clippy::panic)] // a test's way to say what is wrong

use std::collections::BTreeSet;
use std::fmt::Write as _;

use readylint_helm::function::{Parameter, all, find};

const SIGNATURES: &str = include_str!("data/signatures.txt");

#[test]
fn functions_take_what_they_take_in_go() {
    let mut different = String::new();
    for line in SIGNATURES.lines() {
        let (name, signature) = line.split_once(' ').unwrap();
        let wanted = parameters(signature);
        let found = find(name).map(|function| {
            let fixed = function.parameters.iter().map(|parameter| go_name(*parameter));
            let further = function.variadic.map(|further| format!("...{}", go_name(further)));
            fixed.chain(further).collect::<Vec<String>>().join(", ")
        });
        if found.as_deref() != Some(wanted) {
            writeln!(different, "{name}: {found:?}, in Go {wanted:?}").unwrap();
        }
    }
    assert!(different.is_empty(), "{different}");
}

#[test]
fn a_name_stands_in_one_table_only() {
    let names: Vec<&str> = all().map(|function| function.name).collect();
    let distinct: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names.len(), distinct.len(), "{names:?}");
}

/// What stands between the parentheses of `func(…) …`.
fn parameters(signature: &str) -> &str {
    let inner = signature.strip_prefix("func(").unwrap();
    inner.split_once(')').unwrap().0
}

fn go_name(parameter: Parameter) -> String {
    let name = match parameter {
        Parameter::Any => "interface {}",
        Parameter::Reflect => "reflect.Value",
        Parameter::Bytes => "[]uint8",
        Parameter::Map => "map[string]interface {}",
        Parameter::List => "[]interface {}",
        Parameter::Strings => "[]string",
        Parameter::Time => "time.Time",
        Parameter::Named(name) => name,
        // `Int64` is `int64`
        plain => return format!("{plain:?}").to_lowercase(),
    };
    name.to_owned()
}
