//! What functions on defaults, lists, maps, numbers and types keep of where values came from, and their bounds.

#![allow(clippy::unwrap_used, clippy::panic, clippy::cloned_ref_to_slice_refs)] // a test's way to say what is wrong

use readylint_helm::function::{Call, Cause, FunctionError, Run, State, find};
use readylint_helm::provenance::{Origin, OriginId, Origins, Text};
use readylint_helm::value::{Data, List, Map, Value};
use readylint_helm::{Exceeded, HelmVersion, Limits, Meter};
use readylint_text::{SourceId, Span, TextRange};

/// An arena, and what calls need besides.
struct World {
    origins: Origins,
    meter: Meter,
    state: State,
    next: usize,
}

impl World {
    fn new() -> Self {
        Self {
            origins: Origins::new(),
            meter: Meter::new(Limits::default()),
            state: State::default(),
            next: 0,
        }
    }

    /// An origin of its own.
    fn origin(&mut self) -> OriginId {
        self.next += 10;
        let span = Span::new(SourceId::new(0), TextRange::at(self.next, self.next + 5));
        self.origins.add(Origin::Literal(span))
    }

    fn text(&mut self, text: &str) -> Value {
        let origin = self.origin();
        Value::string(Text::of(text, origin))
    }

    fn int(&mut self, number: i64) -> Value {
        let origin = self.origin();
        Value::int(number).with_origin(origin)
    }

    fn float(&mut self, number: f64) -> Value {
        let origin = self.origin();
        Value::float(number).with_origin(origin)
    }

    fn call(&mut self, name: &str, arguments: &[Value]) -> Result<Value, FunctionError> {
        let Some(Run::Plain(run)) = find(name).map(|function| function.run) else {
            panic!("there is no {name}");
        };
        let mut call = Call {
            origins: &mut self.origins,
            at: None,
            helm: HelmVersion::default(),
            meter: &mut self.meter,
            state: &mut self.state,
        };
        run(&mut call, arguments)
    }

    fn get(&mut self, name: &str, arguments: &[Value]) -> Value {
        self.call(name, arguments).unwrap()
    }

    /// The inputs of a result that keeps no bytes.
    fn inputs(&self, name: &str, value: &Value) -> Vec<OriginId> {
        match self.origins.get(value.origin) {
            Origin::Function { name: found, inputs } if *found == name => inputs.to_vec(),
            other => panic!("{name} has the origin {other:?}"),
        }
    }
}

fn list(items: &[&Value]) -> Value {
    Value::list(List::any(items.iter().copied().cloned().collect()))
}

fn origins(value: &Value) -> Vec<OriginId> {
    value.as_list().unwrap().borrow().iter().map(|item| item.origin).collect()
}

/// The entries of a map: key, its origin, the value's.
fn entries(value: &Value) -> Vec<(String, OriginId, OriginId)> {
    let map = value.as_map().unwrap().borrow();
    map.iter()
        .map(|(key, value)| (key.to_str().into_owned(), key.first_piece().origin, value.origin))
        .collect()
}

#[test]
fn a_choice_keeps_what_is_chosen() {
    let mut world = World::new();
    let (one, other, empty) = (world.text("one"), world.int(2), world.text(""));
    for (name, arguments, chosen) in [
        ("default", vec![one.clone(), other.clone()], &other),
        ("default", vec![one.clone(), empty.clone()], &one),
        ("coalesce", vec![empty.clone(), one.clone(), other.clone()], &one),
        ("ternary", vec![one.clone(), other.clone(), Value::bool(true)], &one),
        ("ternary", vec![one.clone(), other.clone(), Value::bool(false)], &other),
        ("first", vec![list(&[&one, &other])], &one),
        ("last", vec![list(&[&one, &other])], &other),
    ] {
        let found = world.get(name, &arguments);
        assert_eq!(found.origin, chosen.origin, "{name}");
    }
}

#[test]
fn lists_keep_the_origins_of_their_items() {
    let mut world = World::new();
    let (a, b, c) = (world.text("a"), world.text("b"), world.int(3));
    let abc = list(&[&a, &b, &c]);
    let (a, b, c) = (&a, &b, &c);
    for (name, arguments, kept) in [
        ("list", vec![a.clone(), c.clone()], vec![a, c]),
        ("append", vec![list(&[a, b]), c.clone()], vec![a, b, c]),
        ("prepend", vec![list(&[a, b]), c.clone()], vec![c, a, b]),
        ("concat", vec![list(&[a]), list(&[c, b])], vec![a, c, b]),
        ("rest", vec![abc.clone()], vec![b, c]),
        ("initial", vec![abc.clone()], vec![a, b]),
        ("reverse", vec![abc.clone()], vec![c, b, a]),
        ("uniq", vec![list(&[b, a, b])], vec![b, a]),
        ("compact", vec![abc.clone()], vec![a, b, c]),
        ("without", vec![abc.clone(), Value::unknown("b")], vec![a, c]),
        ("slice", vec![abc.clone(), Value::int(1)], vec![b, c]),
        ("sortAlpha", vec![list(&[b, a])], vec![a, b]),
        ("toStrings", vec![abc.clone()], vec![a, b, c]),
    ] {
        let found = origins(&world.get(name, &arguments));
        let kept: Vec<OriginId> = kept.iter().map(|value| value.origin).collect();
        assert_eq!(found, kept, "{name}");
    }
    let chunks = world.get("chunk", &[Value::int(2), abc]);
    assert_eq!(origins(&chunks.as_list().unwrap().get(0).unwrap()), [a.origin, b.origin]);
}

#[test]
fn maps_keep_the_origins_of_keys_and_values() {
    let mut world = World::new();
    let (key, value) = (world.text("key"), world.int(1));
    let (other_key, other) = (world.text("other"), world.int(2));
    let both = world.get("dict", &[key.clone(), value.clone(), other_key.clone(), other.clone()]);
    let first = ("key".to_owned(), key.origin, value.origin);
    let second = ("other".to_owned(), other_key.origin, other.origin);
    assert_eq!(entries(&both), [first.clone(), second.clone()]);
    let name = Value::unknown("key");
    assert_eq!(entries(&world.get("pick", &[both.clone(), name.clone()])), [first.clone()]);
    assert_eq!(entries(&world.get("omit", &[both.clone(), name.clone()])), [second]);
    assert_eq!(entries(&world.get("deepCopy", &[both.clone()])), entries(&both));
    assert_eq!(world.get("get", &[both.clone(), name.clone()]).origin, value.origin);
    assert_eq!(world.get("dig", &[name.clone(), Value::NIL, both.clone()]).origin, value.origin);
    assert_eq!(origins(&world.get("pluck", &[name, both.clone()])), [value.origin]);
    assert_eq!(origins(&world.get("keys", &[both.clone()])), [key.origin, other_key.origin]);
    assert_eq!(origins(&world.get("values", &[both])), [value.origin, other.origin]);
}

#[test]
fn a_key_belongs_to_who_wrote_it_last() {
    let mut world = World::new();
    let (key, value) = (world.text("key"), world.text("old"));
    let (new_key, new) = (world.text("key"), world.text("new"));
    let old_entry = ("key".to_owned(), key.origin, value.origin);
    let new_entry = ("key".to_owned(), new_key.origin, new.origin);
    let old_map = |world: &mut World| world.get("dict", &[key.clone(), value.clone()]);
    let source = world.get("dict", &[new_key.clone(), new.clone()]);
    let map = old_map(&mut world);
    assert_eq!(entries(&world.get("set", &[map.clone(), new_key.clone(), new.clone()])), [new_entry.clone()]);
    assert_eq!(entries(&map), [new_entry.clone()]);
    let map = old_map(&mut world);
    assert_eq!(entries(&world.get("merge", &[map.clone(), source.clone()])), [old_entry]);
    assert_eq!(entries(&world.get("mergeOverwrite", &[map, source])), [new_entry]);
}

#[test]
fn conversions_that_change_nothing_keep_the_origin() {
    let mut world = World::new();
    let (whole, broken) = (world.float(8080.0), world.float(1.5));
    let (digits, padded, number) = (world.text("80"), world.text("080"), world.int(7));
    for (name, argument) in
        [("int", &whole), ("int64", &whole), ("int", &digits), ("atoi", &digits), ("float64", &number)]
    {
        assert_eq!(world.get(name, std::slice::from_ref(argument)).origin, argument.origin, "{name}");
    }
    for (name, argument) in [("int", &broken), ("atoi", &padded), ("int64", &padded)] {
        let found = world.get(name, std::slice::from_ref(argument));
        assert_eq!(world.inputs(name, &found), [argument.origin]);
    }
    let shown = world.get("toString", std::slice::from_ref(&number));
    let pieces: Vec<_> = shown.as_text().unwrap().pieces().map(|(_, piece)| piece.origin).collect();
    assert_eq!(pieces, [number.origin]);
    let text = world.get("toString", std::slice::from_ref(&digits));
    assert_eq!(text.as_text().unwrap().first_piece().origin, digits.origin);
}

#[test]
fn what_is_computed_knows_its_inputs() {
    let mut world = World::new();
    let (one, other) = (world.int(8), world.float(2.0));
    for name in [
        "add",
        "sub",
        "mul",
        "div",
        "mod",
        "max",
        "min",
        "addf",
        "subf",
        "mulf",
        "divf",
        "maxf",
        "minf",
        "deepEqual",
    ] {
        let found = world.get(name, &[one.clone(), other.clone()]);
        assert_eq!(world.inputs(name, &found), [one.origin, other.origin], "{name}");
    }
    for name in ["add1", "add1f", "ceil", "floor", "toDecimal", "until", "seq", "typeOf", "kindOf", "empty"] {
        let found = world.get(name, std::slice::from_ref(&one));
        assert_eq!(world.inputs(name, &found), [one.origin], "{name}");
    }
    let items = world.get("until", &[one.clone()]);
    assert_eq!(world.inputs("until", &items.as_list().unwrap().get(3).unwrap()), [one.origin]);
    let key = world.text("k");
    let map = world.get("dict", &[key.clone(), one.clone()]);
    let found = world.get("hasKey", &[map, key.clone()]);
    assert_eq!(world.inputs("hasKey", &found), [key.origin]);
}

#[test]
fn what_would_grow_too_big_is_refused_before() {
    let mut world = World::new();
    let huge = 1_000_000_000_000_i64;
    for (name, arguments) in [
        ("until", vec![huge]),
        ("until", vec![-huge]),
        ("untilStep", vec![0, i64::MAX, 1]),
        ("untilStep", vec![i64::MIN, i64::MAX, 2]),
        ("untilStep", vec![0, i64::MAX, i64::MAX - 1]),
        ("seq", vec![i64::MAX - 1]),
        ("seq", vec![0, huge]),
    ] {
        let arguments: Vec<Value> = arguments.into_iter().map(Value::int).collect();
        let error = world.call(name, &arguments).unwrap_err();
        assert!(matches!(error.cause, Cause::Limit(_)), "{name}: {error:?}");
    }
}

/// A map that holds itself.
fn cyclic() -> Value {
    let map = Map::any();
    map.insert(Text::unknown("self"), Value::map(map.clone()));
    map.insert(Text::unknown("other"), Value::int(1));
    Value::map(map)
}

#[test]
fn maps_that_hold_themselves_end_every_function() {
    let mut world = World::new();
    for name in ["toString", "deepCopy", "toStrings", "sortAlpha"] {
        let error = world.call(name, &[cyclic()]).unwrap_err();
        assert_eq!(error.cause, Cause::Limit(Exceeded::Depth), "{name}");
    }
    for name in ["deepEqual", "merge", "mustMergeOverwrite"] {
        let error = world.call(name, &[cyclic(), cyclic()]).unwrap_err();
        assert_eq!(error.cause, Cause::Limit(Exceeded::Depth), "{name}");
    }
    let own = cyclic();
    assert!(world.call("uniq", &[list(&[&own, &own])]).is_ok());
    assert!(world.call("mergeOverwrite", &[own.clone(), Value::map(Map::any())]).is_ok());
}

#[test]
fn copies_that_double_at_every_level_end() {
    let mut world = World::new();
    world.meter = Meter::new(Limits { steps: 100_000, bytes: 1 << 20, ..Limits::default() });
    let mut value = Value::int(1);
    for _ in 0..60 {
        value = list(&[&value, &value]);
    }
    for name in ["deepCopy", "toString"] {
        let error = world.call(name, std::slice::from_ref(&value)).unwrap_err();
        assert!(matches!(error.cause, Cause::Limit(_)), "{name}: {error:?}");
    }
}

#[test]
fn sorting_texts_shows_in_the_list_itself() {
    let mut world = World::new();
    let texts = Value::list(List::strings(["b", "a"].map(Text::unknown)));
    world.get("sortAlpha", std::slice::from_ref(&texts));
    let first = texts.as_list().unwrap().get(0).unwrap();
    assert!(matches!(first.data, Data::String(text) if text.as_bytes() == b"a"));
}
