//! Any arguments that fit the parameters give a result or an error, within the limits: no function panics or hangs.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::panic::{AssertUnwindSafe, catch_unwind};

use readylint_helm::function::{self, Call, Parameter, Run, State};
use readylint_helm::provenance::{Origins, Text};
use readylint_helm::value::{Data, IntType, List, ListType, Map, MapType, Object, Value, Zone};
use readylint_helm::{HelmVersion, Limits, Meter};

/// Numbers that look random, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn of<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }
}

const TEXTS: [&[u8]; 30] = [
    b"",
    b" ",
    b"a",
    b"abc,def",
    b"a\xff\xc3b",
    "é日😀\u{301}".as_bytes(),
    b"\n\n",
    b"%s%d%!(",
    b"-1",
    b"1e9h",
    b"(a|b)*c",
    b"[",
    b"\\p{",
    b"$1${x}$$",
    b"2006-01-02T15:04:05Z07:00",
    b"__2 .000 MST",
    b"https://u:p@[::1%25e]:80/%2f?q#f",
    b"YQ==",
    b"=",
    b">=1.2 <2 || ~3.x",
    b"1.2.3-rc.1+b",
    b"Local",
    b"Europe/Berlin",
    b"-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----",
    b"../..//a/./",
    b"{\"a\": [1, null]}",
    b"a: &x [*x]",
    b"999999999999999999999",
    b"maximum",
    b"FooBAR2baz_Qux",
];

const INTEGERS: [i64; 12] = [0, 1, -1, 2, 3, 7, 63, 1_000, -1_000_000, i64::MAX, i64::MIN, 1 << 40];

fn text(numbers: &mut Numbers) -> Text {
    let mut bytes = numbers.of(&TEXTS).to_vec();
    // two of them together, or one cut anywhere
    match numbers.below(4) {
        0 => bytes.extend_from_slice(numbers.of(&TEXTS)),
        1 => bytes.truncate(numbers.below(bytes.len() + 1)),
        _ => {}
    }
    Text::unknown(bytes)
}

fn any(numbers: &mut Numbers, depth: usize) -> Value {
    let kinds = if depth > 2 { 10 } else { 14 };
    match numbers.below(kinds) {
        0 => Value::NIL,
        1 => Value::bool(numbers.below(2) == 0),
        2 => Value::int(numbers.of(&INTEGERS)),
        3 => Value::int64(numbers.of(&INTEGERS)),
        4 => Value::float(numbers.of(&[0.0, -0.0, 1.5, 1e300, f64::NAN, f64::INFINITY, 1e-300, -7.25])),
        5 => Value::new(Data::Bytes(text(numbers)), Value::NIL.origin),
        6 => Value::object(Object::Duration(numbers.of(&INTEGERS))),
        7 => time(numbers),
        8 => Value::new(Data::Int(numbers.of(&INTEGERS), IntType::Uint64), Value::NIL.origin),
        9 => Value::string(text(numbers)),
        10 => list(numbers, depth),
        11 => Value::list(List::strings([text(numbers), text(numbers)])),
        12 => Value::list(List::new(ListType::Ints, vec![Value::int(3), Value::int(-1)])),
        _ => map(numbers, depth),
    }
}

fn time(numbers: &mut Numbers) -> Value {
    let zone = Zone { name: "X".into(), offset: numbers.of(&[0, 3_600, -86_399, 1]) };
    Value::object(Object::Time {
        seconds: numbers.of(&INTEGERS),
        nanos: numbers.of(&[0, 1, 999_999_999]),
        zone,
    })
}

fn list(numbers: &mut Numbers, depth: usize) -> Value {
    let count = numbers.below(4);
    Value::list(List::any((0..count).map(|_| any(numbers, depth + 1)).collect()))
}

fn map(numbers: &mut Numbers, depth: usize) -> Value {
    let map = Map::new(MapType::Any);
    for key in ["a", "host", "path", "userinfo", "b"].into_iter().take(numbers.below(6)) {
        let value = any(numbers, depth + 1);
        map.insert(Text::unknown(key), value);
    }
    Value::map(map)
}

fn fitting(parameter: Parameter, numbers: &mut Numbers) -> Value {
    match parameter {
        Parameter::Any | Parameter::Reflect => any(numbers, 0),
        Parameter::String => Value::string(text(numbers)),
        Parameter::Bool => Value::bool(numbers.below(2) == 0),
        Parameter::Int => Value::int(numbers.of(&INTEGERS)),
        Parameter::Int64 => Value::int64(numbers.of(&INTEGERS)),
        Parameter::Uint32 => Value::int(7),
        Parameter::Float64 => Value::float(1.5),
        Parameter::Bytes => Value::new(Data::Bytes(text(numbers)), Value::NIL.origin),
        Parameter::Map => map(numbers, 0),
        Parameter::List => list(numbers, 0),
        Parameter::Strings => Value::list(List::strings([text(numbers)])),
        Parameter::Time => time(numbers),
        Parameter::Named(name) => {
            let field = |name, numbers: &mut Numbers| (name, Value::string(text(numbers)));
            let fields = vec![field("Cert", numbers), field("Key", numbers)];
            Value::object(Object::fields(name, fields))
        }
    }
}

#[test]
fn no_arguments_make_a_function_panic() {
    let mut numbers = Numbers(20_000_101);
    let mut state = State::default();
    let mut wrong = Vec::new();
    for function in function::all() {
        let Run::Plain(run) = function.run else { continue };
        for round in 0..600 {
            let mut arguments: Vec<Value> =
                function.parameters.iter().map(|parameter| fitting(*parameter, &mut numbers)).collect();
            if let Some(further) = function.variadic {
                let count = numbers.below(4);
                arguments.extend((0..count).map(|_| fitting(further, &mut numbers)));
            }
            let shown = format!("{} {arguments:?}", function.name);
            let mut origins = if round % 10 == 0 { Origins::off() } else { Origins::new() };
            let mut meter = Meter::new(Limits { steps: 300_000, bytes: 1 << 20, depth: 100 });
            let helm = HelmVersion::ALL[round % 4];
            let mut call =
                Call { origins: &mut origins, at: None, helm, meter: &mut meter, state: &mut state };
            let result = catch_unwind(AssertUnwindSafe(|| run(&mut call, &arguments)));
            if result.is_err() {
                wrong.push(shown);
            }
        }
    }
    assert!(wrong.is_empty(), "{} panics:\n{:.3000}", wrong.len(), wrong.join("\n"));
}
