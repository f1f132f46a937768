//! Lists and maps: shared, mutable, with their Go types.

use std::cell::{Ref, RefCell, RefMut};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Data, Value};
use crate::provenance::Text;

/// The Go type of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListType {
    /// `[]interface {}`: YAML, `list`, `append`.
    Any,
    /// `[]string`: `splitList`, `keys`, `sortAlpha`, `regexFindAll`.
    Strings,
    /// `[]int`: `until`, `untilStep`.
    Ints,
    /// `[]map[string]interface {}`.
    Maps,
    /// `[][]interface {}`: `chunk`.
    Lists,
    /// `common.VersionSet` (`chartutil.VersionSet` in Helm 3): `.Capabilities.APIVersions`.
    VersionSet {
        /// Whether Helm 3 is imitated.
        helm3: bool,
    },
    /// `[]*chart.Maintainer` and other lists of pointers of `Chart.yaml`, by their Go name.
    Pointers(&'static str),
}

impl ListType {
    /// Its Go name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Any => "[]interface {}",
            Self::Strings => "[]string",
            Self::Ints => "[]int",
            Self::Maps => "[]map[string]interface {}",
            Self::Lists => "[][]interface {}",
            Self::VersionSet { helm3: false } => "common.VersionSet",
            Self::VersionSet { helm3: true } => "chartutil.VersionSet",
            Self::Pointers(name) => name,
        }
    }
}

/// The Go type of a map. All have string keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MapType {
    /// `map[string]interface {}`: YAML, `dict`, `merge`.
    Any,
    /// `map[string]string`: `split`, annotations. A missing key gives `""`.
    Strings,
    /// `common.Values` (`chartutil.Values` in Helm 3): `.Values` of a chart, and the root context.
    Values {
        /// Whether Helm 3 is imitated.
        helm3: bool,
    },
    /// `engine.files`: `.Files`, whose items are bytes; it has methods.
    Files,
}

impl MapType {
    /// Its Go name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Any => "map[string]interface {}",
            Self::Strings => "map[string]string",
            Self::Values { helm3: false } => "common.Values",
            Self::Values { helm3: true } => "chartutil.Values",
            Self::Files => "engine.files",
        }
    }
}

/// A Go slice. Cloning gives another handle on the same items, as assigning does in Go.
#[derive(Clone, Debug)]
pub struct List {
    kind: ListType,
    is_nil: bool,
    items: Rc<Items>,
}

/// The items of a list, which are taken apart without recursion: see [`dismantle`].
#[derive(Debug)]
struct Items(RefCell<Vec<Value>>);

impl Drop for Items {
    fn drop(&mut self) {
        let items = self.0.get_mut();
        if items.iter().any(is_collection) {
            dismantle(std::mem::take(items));
        }
    }
}

impl List {
    /// A list of this type with these items.
    pub fn new(kind: ListType, items: Vec<Value>) -> Self {
        Self { kind, is_nil: false, items: Rc::new(Items(RefCell::new(items))) }
    }

    /// A nil slice of this type: empty, but `null` in JSON and YAML, and not deeply equal to an empty one. `rest`,
    /// `initial` and `concat` give it where nothing is left.
    pub fn nil(kind: ListType) -> Self {
        Self { is_nil: true, ..Self::new(kind, Vec::new()) }
    }

    /// A `[]interface {}` with these items.
    pub fn any(items: Vec<Value>) -> Self {
        Self::new(ListType::Any, items)
    }

    /// A `[]string` with these items.
    pub fn strings(items: impl IntoIterator<Item = Text>) -> Self {
        Self::new(ListType::Strings, items.into_iter().map(Value::string).collect())
    }

    /// Its type.
    pub fn kind(&self) -> ListType {
        self.kind
    }

    /// Whether it is a nil slice, which has no items.
    pub fn is_nil(&self) -> bool {
        self.is_nil
    }

    /// The items. Do not hold it over a call that may change the list.
    pub fn borrow(&self) -> Ref<'_, Vec<Value>> {
        self.items.0.borrow()
    }

    /// The items, to change. Do not hold it over any other use of the list.
    pub fn borrow_mut(&self) -> RefMut<'_, Vec<Value>> {
        self.items.0.borrow_mut()
    }

    /// A copy of the items, handles on the same inner collections.
    pub fn to_vec(&self) -> Vec<Value> {
        self.items.0.borrow().clone()
    }

    /// The item at `index`.
    pub fn get(&self, index: usize) -> Option<Value> {
        self.items.0.borrow().get(index).cloned()
    }

    /// How many items.
    pub fn len(&self) -> usize {
        self.items.0.borrow().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.0.borrow().is_empty()
    }

    /// Whether both are handles on the same items.
    pub fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.items, &other.items)
    }
}

/// The items of a map, sorted by key. A key is a text, so that it remembers where it was written.
pub type Entries = BTreeMap<Text, Value>;

/// A Go map. Cloning gives another handle on the same entries, as assigning does in Go.
#[derive(Clone, Debug)]
pub struct Map {
    kind: MapType,
    entries: Rc<Table>,
}

/// The entries of a map, which are taken apart without recursion: see [`dismantle`].
#[derive(Debug, Default)]
struct Table(RefCell<Entries>);

impl Drop for Table {
    fn drop(&mut self) {
        let entries = self.0.get_mut();
        if entries.values().any(is_collection) {
            dismantle(std::mem::take(entries).into_values().collect());
        }
    }
}

fn is_collection(value: &Value) -> bool {
    matches!(value.data, Data::List(_) | Data::Map(_))
}

/// Drops values one after the other. A chart may nest lists and maps as deep as it has steps, and dropping them level
/// within level would end with the stack.
fn dismantle(mut values: Vec<Value>) {
    while let Some(value) = values.pop() {
        match value.data {
            Data::List(list) => {
                if let Some(mut items) = Rc::into_inner(list.items) {
                    values.append(items.0.get_mut());
                }
            }
            Data::Map(map) => {
                if let Some(mut table) = Rc::into_inner(map.entries) {
                    values.extend(std::mem::take(table.0.get_mut()).into_values());
                }
            }
            _ => {}
        }
    }
}

impl Map {
    /// An empty map of this type.
    pub fn new(kind: MapType) -> Self {
        Self { kind, entries: Rc::default() }
    }

    /// An empty `map[string]interface {}`.
    pub fn any() -> Self {
        Self::new(MapType::Any)
    }

    /// A map of this type with these entries.
    pub fn with(kind: MapType, entries: Entries) -> Self {
        Self { kind, entries: Rc::new(Table(RefCell::new(entries))) }
    }

    /// Its type.
    pub fn kind(&self) -> MapType {
        self.kind
    }

    /// Another handle on the same entries under another type, as a conversion in Go gives.
    #[must_use]
    pub fn as_kind(&self, kind: MapType) -> Self {
        Self { kind, entries: Rc::clone(&self.entries) }
    }

    /// The entries. Do not hold it over a call that may change the map.
    pub fn borrow(&self) -> Ref<'_, Entries> {
        self.entries.0.borrow()
    }

    /// The entries, to change. Do not hold it over any other use of the map.
    pub fn borrow_mut(&self) -> RefMut<'_, Entries> {
        self.entries.0.borrow_mut()
    }

    /// The value under `key`.
    pub fn get(&self, key: impl AsRef<[u8]>) -> Option<Value> {
        self.entries.0.borrow().get(key.as_ref()).cloned()
    }

    /// Whether there is `key`.
    pub fn contains(&self, key: impl AsRef<[u8]>) -> bool {
        self.entries.0.borrow().contains_key(key.as_ref())
    }

    /// Puts `value` under `key`. A key that is there already is replaced by the new one, whose origin is the newer writer.
    pub fn insert(&self, key: Text, value: Value) -> Option<Value> {
        let mut entries = self.entries.0.borrow_mut();
        let old = entries.remove(key.as_bytes());
        entries.insert(key, value);
        old
    }

    /// Takes `key` out.
    pub fn remove(&self, key: impl AsRef<[u8]>) -> Option<Value> {
        self.entries.0.borrow_mut().remove(key.as_ref())
    }

    /// The keys, sorted by bytes.
    pub fn keys(&self) -> Vec<Text> {
        self.entries.0.borrow().keys().cloned().collect()
    }

    /// A copy of the entries, handles on the same inner collections.
    pub fn to_entries(&self) -> Entries {
        self.entries.0.borrow().clone()
    }

    /// A map of the same type with the same values: the outermost level copied.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self::with(self.kind, self.to_entries())
    }

    /// How many entries.
    pub fn len(&self) -> usize {
        self.entries.0.borrow().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.0.borrow().is_empty()
    }

    /// Whether both are handles on the same entries.
    pub fn is_same(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.entries, &other.entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nested_deeply_goes_without_the_stack() {
        let mut value = Value::NIL;
        for _ in 0..200_000 {
            let map = Map::any();
            map.insert(Text::unknown("a"), value);
            value = Value::list(List::any(vec![Value::map(map)]));
        }
        drop(value);
    }

    #[test]
    fn a_map_changes_for_everyone_who_holds_it() {
        let map = Map::any();
        let other = map.as_kind(MapType::Values { helm3: false });
        map.insert(Text::unknown("a"), Value::int(1));
        assert!(other.contains("a"));
        assert!(other.is_same(&map));
        assert!(!map.copy().is_same(&map));
    }
}
