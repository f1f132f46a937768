//! What a kube-apiserver says of broken objects: `cargo xtask broken record VERSION ADDRESS TOKEN`.
//!
//! ```text
//! tests/objects ──► positions ──► breakages, one place each ──► ask.py ──► tests/server/answers-1.N.jsonl
//! ```
//!
//! The valid objects of every kind that `readylint_schema` tests with are broken in one place each: an unknown, misspelt,
//! misplaced, missing or duplicate field, a value of another type, a word or number that is not allowed, two fields that
//! exclude each other. A real API server judges them in dry runs under strict field validation; `readylint_schema`'s test
//! `server` compares its own judgement with that. The same objects give the same documents in the same order.

mod cross;
mod edit;
mod positions;
mod record;
mod values;

use std::collections::HashMap;
use std::fs;

use anyhow::{Context as _, Result, ensure};
use readylint::schema::{KindSchema, Type};
use readylint::text::SourceId;
use readylint::yaml::{Node, parse};

use crate::tools::root;
use edit::Edit;
use positions::Position;

pub(crate) use record::{lifetimes, record};

/// Where the valid objects are.
const OBJECTS: &str = "crates/readylint_schema/tests/objects";

/// A valid object.
struct Object {
    file: String,
    text: String,
}

/// An object broken in one place.
#[derive(Clone)]
struct Broken {
    edit: Edit,
    /// What was done, in a word or two.
    kind: &'static str,
}

/// All valid objects, sorted by file name.
fn objects() -> Result<Vec<Object>> {
    let folder = root().join(OBJECTS);
    let mut objects = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {OBJECTS}"))? {
        let path = entry.context("cannot list the objects")?.path();
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {file}"))?;
        objects.push(Object { file, text });
    }
    objects.sort_by(|one, other| one.file.cmp(&other.file));
    Ok(objects)
}

/// Makes breakages, each of one field of a type a few times over all objects.
#[derive(Default)]
struct Breaker {
    /// How often a field of a type was broken in a way.
    done: HashMap<(String, &'static str), usize>,
}

/// A way to break something: its name, how often one field is broken so, and the edit.
type Breakage = (&'static str, usize, Option<Edit>);

impl Breaker {
    /// All breakages of one object.
    fn object(&mut self, object: &Object) -> Result<Vec<Broken>> {
        let parsed = parse(SourceId::new(0), object.text.clone().into());
        ensure!(parsed.errors.is_empty(), "{} is no YAML", object.file);
        let root = parsed.tree.roots().next().with_context(|| format!("{} is empty", object.file))?;
        let text = |key: &str| root.get(key).and_then(Node::as_str).unwrap_or_default();
        let kind = KindSchema::of(text("apiVersion"), text("kind"))
            .with_context(|| format!("{} has no schema", object.file))?;
        let mut broken = Vec::new();
        for position in positions::of(root, kind.object()) {
            for (kind, limit, edit) in breakages(&object.text, &position) {
                let Some(edit) = edit.filter(|edit| edit.is_readable(&object.text)) else {
                    continue;
                };
                let done = self.done.entry((position.name(), kind)).or_default();
                if *done < limit {
                    *done += 1;
                    broken.push(Broken { edit, kind });
                }
            }
        }
        broken.dedup_by(|one, other| one.edit == other.edit);
        Ok(broken)
    }
}

/// Everything that can be done to a position.
fn breakages(text: &str, position: &Position<'_>) -> Vec<Breakage> {
    let Some(entry) = position.entry else {
        return values::element(position)
            .into_iter()
            .map(|(kind, value)| (kind, 1, Some(edit::item(text, position.value, &value))))
            .collect();
    };
    let mut all: Vec<Breakage> = vec![("removed", 3, edit::remove(text, position.holder, entry))];
    for (kind, value) in values::of(position) {
        let limit = if matches!(kind, "word" | "empty" | "wrong case") { 2 } else { 1 };
        all.push((kind, limit, Some(edit::value(text, entry, &value))));
    }
    if position.turn(6) == 0 {
        all.push(("key twice", 1, edit::twice(text, position.holder, entry)));
    }
    if position.turn(3) == 0 {
        all.push(("key misspelt", 1, Some(edit::rename(entry, &misspelt(position.field, position.turn(2))))));
    }
    if position.turn(4) == 0 {
        all.push(("one level up", 1, edit::up(text, position.holder, entry)));
        all.push(("one level down", 1, edit::down(text, position.holder, entry)));
    }
    if position.is_first {
        all.push(("unknown key", 1, Some(edit::beside(text, position.holder, entry, "readylint: true"))));
    }
    match position.r#type {
        Type::Array(_) => all.push(("item twice", 2, edit::item_twice(text, position.value))),
        Type::Map(_) => {
            for key in ["\"not a key!\": x", "\"-\": x", "\"\": x"] {
                all.push(("bad key", 3, edit::into(text, position.value, key)));
            }
        }
        _ => {}
    }
    for (kind, line) in cross::beside(position) {
        all.push((kind, 2, Some(edit::beside(text, position.holder, entry, line))));
    }
    all
}

/// A key that is nearly `key`.
fn misspelt(key: &str, way: usize) -> String {
    let mut letters: Vec<char> = key.chars().collect();
    match way {
        0 => letters.push('s'),
        _ => {
            letters.pop();
        }
    }
    if letters.is_empty() {
        letters.push('x');
    }
    letters.into_iter().collect()
}
