//! Lists.

use readylint_yaml::Node;
use rustc_hash::FxHashMap;

use super::Walk;
use crate::minors::Minors;
use crate::schema::ArraySchema;
use crate::violation::Problem;

impl<'t> Walk<'t> {
    pub(super) fn items(&mut self, node: Node<'t>, array: ArraySchema, minors: Minors) {
        for item in node.items() {
            self.element(item, array.items(), minors);
        }
        if array.is_unique() {
            self.duplicates(node, array, minors);
        }
    }

    /// Items that equal an earlier one. A key that both lack has the same default in both; an item without any equals none.
    fn duplicates(&mut self, node: Node<'t>, array: ArraySchema, minors: Minors) {
        let keys: Vec<&str> = array.keys().collect();
        let mut seen: FxHashMap<Vec<Option<&str>>, Node<'t>> = FxHashMap::default();
        for item in node.items() {
            let name: Vec<Option<&str>> = match keys.as_slice() {
                [] => vec![item.text()],
                keys => keys.iter().map(|key| item.get(key).and_then(Node::text)).collect(),
            };
            if name.iter().all(Option::is_none) {
                continue;
            }
            if let Some(&first) = seen.get(&name) {
                let keys = keys.iter().map(|key| (*key).to_owned()).collect();
                self.report(item, Problem::DuplicateItem { first, keys }, minors);
            } else {
                seen.insert(name, item);
            }
        }
    }
}
