//! Items that must differ (`apiextensions-apiserver/pkg/apiserver/schema/listtype`).

use std::collections::BTreeMap;

use super::check::{Checker, Findings};
use super::instance::Instance;
use super::schema::ListType;
use crate::violation::Problem;

/// The longest item that is compared, in bytes of its canonical text.
const LONGEST: usize = 100_000;

/// Reports the items that equal an earlier one: all of it in a set, its keys in a map. One without the keys equals none.
pub(super) fn duplicates<'t>(
    checker: &mut Checker<'_>,
    items: &[Instance<'t>],
    list: &ListType,
    findings: &mut Findings<'t>,
) {
    let keys: &[Box<str>] = match list {
        ListType::Atomic => return,
        ListType::Set => &[],
        ListType::Map(keys) if keys.is_empty() => return,
        ListType::Map(keys) => keys,
    };
    let mut seen = BTreeMap::new();
    for item in items {
        let Some(name) = name(checker, item, keys) else {
            continue;
        };
        match seen.get(&name) {
            None => {
                seen.insert(name, item.node);
            }
            Some(&first) => {
                if let Some(first) = first {
                    let keys = keys.iter().map(|key| key.clone().into_string()).collect();
                    findings.report(item.node, Problem::DuplicateItem { first, keys });
                }
            }
        }
    }
}

/// The text that equal items share; `None` for one that is not compared.
fn name(checker: &mut Checker<'_>, item: &Instance<'_>, keys: &[Box<str>]) -> Option<String> {
    if item.is_null() {
        return None;
    }
    let parts: Vec<&Instance<'_>> = match keys {
        [] => vec![item],
        keys => keys.iter().map(|key| item.get(key)).collect::<Option<_>>()?,
    };
    let mut name = String::new();
    for part in parts {
        name.push_str(&part.canonical(LONGEST));
        name.push('\n');
    }
    (name.len() <= LONGEST && checker.charge(name.len())).then_some(name)
}
