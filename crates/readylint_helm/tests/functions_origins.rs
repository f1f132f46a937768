//! Where the bytes of results came from, for each class of functions (helm-rendering.md §6.2), and what stands in for
//! random text.

#![allow(clippy::unwrap_used, clippy::panic)]

use readylint_helm::function::{self, Call, Cause, FunctionError, Run, State};
use readylint_helm::provenance::{Origin, OriginId, Origins, Text, TextBuilder};
use readylint_helm::value::{Data, List, MapType, Object, Value};
use readylint_helm::{HelmVersion, Limits, Meter};
use readylint_text::{SourceId, Span, TextRange};

/// A render, as far as functions see it.
struct Render {
    origins: Origins,
    state: State,
    meter: Meter,
    helm: HelmVersion,
}

impl Render {
    fn new() -> Self {
        let helm = HelmVersion::V4_3;
        Self { origins: Origins::new(), state: State::default(), meter: Meter::new(Limits::default()), helm }
    }

    fn call(&mut self, name: &str, arguments: &[Value]) -> Result<Value, FunctionError> {
        let function = function::find(name).unwrap_or_else(|| panic!("{name} is missing"));
        let Run::Plain(run) = function.run else { panic!("{name} needs the interpreter") };
        let Self { origins, state, meter, helm } = self;
        run(&mut Call { origins, at: None, helm: *helm, meter, state }, arguments)
    }

    fn text(&mut self, name: &str, arguments: &[Value]) -> Text {
        self.call(name, arguments).unwrap().as_text().unwrap().clone()
    }

    /// A text of a file.
    fn literal(&mut self, text: &str) -> (Value, OriginId) {
        let span = Span::new(SourceId::new(0), TextRange::at(0, text.len()));
        let origin = self.origins.add(Origin::Text(span));
        (Value::string(Text::of(text, origin)), origin)
    }

    /// Each stretch: its bytes, and `value` and where in it, `other`, what function or random made it, or nothing.
    fn pieces(&self, text: &Text, value: OriginId) -> Vec<String> {
        let piece = |(range, piece): (std::ops::Range<usize>, readylint_helm::provenance::Piece)| {
            let bytes = text.slice(range);
            let bytes = bytes.to_str();
            match self.origins.get(piece.origin) {
                _ if piece.origin == value => format!("{bytes} value@{}", piece.offset),
                Origin::Unknown => format!("{bytes} -"),
                Origin::Function { name, inputs } => {
                    assert!(inputs.contains(&value), "{name} forgets what went in");
                    format!("{bytes} {name}")
                }
                Origin::Random(name) => format!("{bytes} random {name}"),
                _ => format!("{bytes} other@{}", piece.offset),
            }
        };
        text.pieces().map(piece).collect()
    }
}

fn s(text: &str) -> Value {
    Value::unknown(text)
}

/// The stretches of what a function makes of a text, which is its last argument.
fn of(name: &str, before: &[Value], text: &str) -> Vec<String> {
    let mut render = Render::new();
    let (value, origin) = render.literal(text);
    let arguments = [before, &[value]].concat();
    let result = render.text(name, &arguments);
    render.pieces(&result, origin)
}

#[test]
fn slices_keep_their_place() {
    assert_eq!(of("trunc", &[Value::int(3)], "abcdef"), ["abc value@0"]);
    assert_eq!(of("trunc", &[Value::int(-2)], "abcdef"), ["ef value@4"]);
    assert_eq!(of("substr", &[Value::int(1), Value::int(3)], "abcdef"), ["bc value@1"]);
    assert_eq!(of("trim", &[], "  ab "), ["ab value@2"]);
    assert_eq!(of("trimAll", &[s("-")], "--ab-"), ["ab value@2"]);
    assert_eq!(of("trimPrefix", &[s("a")], "ab"), ["b value@1"]);
    assert_eq!(of("trimSuffix", &[s("b")], "ab"), ["a value@0"]);
    assert_eq!(of("base", &[], "/etc/app.conf"), ["app.conf value@5"]);
    assert_eq!(of("dir", &[], "/etc/app.conf"), ["/etc value@0"]);
    assert_eq!(of("ext", &[], "/etc/app.conf"), [".conf value@8"]);
    assert_eq!(of("clean", &[], "/a/../b"), ["/ value@0", "b value@6"]);
    assert_eq!(of("nospace", &[], "a b c"), ["a value@0", "b value@2", "c value@4"]);
    assert_eq!(of("initials", &[], "first second"), ["f value@0", "s value@6"]);
    assert_eq!(of("regexFind", &[s("b+")], "abbc"), ["bb value@1"]);
}

#[test]
fn parts_keep_their_place() {
    let mut render = Render::new();
    let (value, origin) = render.literal("a,b");
    for name in ["splitList", "split"] {
        let result = render.call(name, &[s(","), value.clone()]).unwrap();
        let parts = match &result.data {
            Data::List(list) => list.to_vec(),
            Data::Map(map) => {
                assert_eq!(map.kind(), MapType::Strings);
                map.to_entries().into_values().collect()
            }
            other => panic!("{other:?}"),
        };
        let pieces: Vec<_> =
            parts.iter().flat_map(|part| render.pieces(part.as_text().unwrap(), origin)).collect();
        assert_eq!(pieces, ["a value@0", "b value@2"], "{name}");
    }
    let found = render.call("regexFindAll", &[s("[ab]"), value, Value::int(-1)]).unwrap();
    let last = found.as_list().unwrap().get(1).unwrap();
    assert_eq!(render.pieces(last.as_text().unwrap(), origin), ["b value@2"]);
}

#[test]
fn what_is_put_together_keeps_its_parts() {
    assert_eq!(of("quote", &[], "a"), ["\" -", "a value@0", "\" -"]);
    assert_eq!(of("squote", &[], "a"), ["' -", "a value@0", "' -"]);
    assert_eq!(of("cat", &[s("x")], "a"), ["x  -", "a value@0"]);
    assert_eq!(of("indent", &[Value::int(2)], "a\nb"), ["   -", "a\n value@0", "   -", "b value@2"]);
    assert_eq!(of("nindent", &[Value::int(1)], "a"), ["\n  -", "a value@0"]);
    assert_eq!(of("repeat", &[Value::int(2)], "ab"), ["ab value@0", "ab value@0"]);
    assert_eq!(of("wrap", &[Value::int(3)], "abc def"), ["abc value@0", "\n -", "def value@4"]);
    assert_eq!(of("abbrev", &[Value::int(5)], "abcdefgh"), ["ab value@0", "... -"]);
    assert_eq!(of("htpasswd", &[s("u")], "p").len(), 2);
}

#[test]
fn joined_items_and_separators_keep_their_origins() {
    let mut render = Render::new();
    let (item, origin) = render.literal("a");
    let (separator, _) = render.literal(", ");
    let list = Value::list(List::any(vec![item.clone(), Value::NIL, item]));
    let text = render.text("join", &[separator, list]);
    assert_eq!(render.pieces(&text, origin), ["a value@0", ",  other@0", "a value@0"]);
}

#[test]
fn case_stays_where_it_was() {
    assert_eq!(of("upper", &[], "abc"), ["ABC value@0"]);
    assert_eq!(of("lower", &[], "ABC"), ["abc value@0"]);
    assert_eq!(of("title", &[], "ab cd"), ["Ab Cd value@0"]);
    assert_eq!(of("swapcase", &[], "aB"), ["Ab value@0"]);
    // the capital has another width
    assert_eq!(of("upper", &[], "aɐb"), ["AⱯ value@0", "B value@3"]);
    assert_eq!(of("lower", &[], "İb"), ["i value@0", "b value@2"]);
}

#[test]
fn replaced_parts_are_made_by_the_function() {
    assert_eq!(of("replace", &[s("b"), s("x")], "abc"), ["a value@0", "x replace", "c value@2"]);
    assert_eq!(of("replace", &[s("z"), s("x")], "abc"), ["abc value@0"]);
    let mut render = Render::new();
    let (value, origin) = render.literal("abc");
    let text = render.text("regexReplaceAll", &[s("(b)"), value.clone(), s("<$1>")]);
    let expected = ["a value@0", "< regexReplaceAll", "b value@1", "> regexReplaceAll", "c value@2"];
    assert_eq!(render.pieces(&text, origin), expected);
    let text = render.text("regexReplaceAllLiteral", &[s("b"), value, s("$1")]);
    assert_eq!(render.pieces(&text, origin), ["a value@0", "$1 regexReplaceAllLiteral", "c value@2"]);
}

#[test]
fn opaque_results_know_what_went_in() {
    for name in
        ["b64enc", "sha256sum", "sha1sum", "adler32sum", "snakecase", "kebabcase", "camelcase", "b32enc"]
    {
        let pieces = of(name, &[], "Abc");
        assert!(pieces.len() == 1 && pieces[0].ends_with(&format!(" {name}")), "{name}: {pieces:?}");
    }
    let mut render = Render::new();
    let (value, origin) = render.literal("1.2.3");
    let holds = render.call("semverCompare", &[s(">1"), value.clone()]).unwrap();
    assert!(
        matches!(render.origins.get(holds.origin), Origin::Function { inputs, .. } if **inputs == [origin])
    );
    let version = render.call("semver", &[value]).unwrap();
    let Data::Object(Object::Semver(fields)) = &version.data else { panic!("{version:?}") };
    assert_eq!(fields.get("Original").and_then(Value::as_text), Some(&Text::unknown("1.2.3")));
}

#[test]
fn what_differs_in_helm_is_random() {
    let mut render = Render::new();
    let calls: [(&str, &[Value]); 14] = [
        ("randAlphaNum", &[Value::int(5)]),
        ("randAlpha", &[Value::int(5)]),
        ("randNumeric", &[Value::int(5)]),
        ("randAscii", &[Value::int(5)]),
        ("randBytes", &[Value::int(5)]),
        ("shuffle", &[s("abc")]),
        ("uuidv4", &[]),
        ("genPrivateKey", &[s("rsa")]),
        ("bcrypt", &[s("x")]),
        ("encryptAES", &[s("k"), s("x")]),
        ("ago", &[Value::int(0)]),
        ("date", &[s("2006"), s("no date")]),
        ("dateInZone", &[s("2006"), Value::NIL, s("UTC")]),
        ("htmlDate", &[Value::NIL]),
    ];
    for (name, arguments) in calls {
        let text = render.text(name, arguments);
        assert!(matches!(render.origins.get(text.first_piece().origin), Origin::Random(_)), "{name}");
        // whatever is made of it is random too
        let hash = render.text("sha256sum", &[Value::string(text)]);
        assert!(matches!(render.origins.get(hash.first_piece().origin), Origin::Random(_)), "{name}");
    }
    let now = render.call("now", &[]).unwrap();
    let shown = render.text("date", &[s("2006-01-02T15:04:05Z07:00"), now]);
    assert_eq!(shown.as_bytes(), b"2000-01-01T00:00:00Z");
    assert!(matches!(render.origins.get(shown.first_piece().origin), Origin::Random("now")));
    let number = render.call("randInt", &[Value::int(3), Value::int(9)]).unwrap();
    assert!(matches!(render.origins.get(number.origin), Origin::Random("randInt")));
}

#[test]
fn stand_ins_have_the_right_form_and_differ() {
    let mut render = Render::new();
    let mut text = |name: &str, arguments: &[Value]| render.text(name, arguments).to_str().into_owned();
    let twice = [text("randAlphaNum", &[Value::int(40)]), text("randAlphaNum", &[Value::int(40)])];
    assert_ne!(twice[0], twice[1]);
    assert!(twice.iter().all(|one| one.len() == 40 && one.bytes().all(|byte| byte.is_ascii_alphanumeric())));
    assert!(text("randNumeric", &[Value::int(30)]).bytes().all(|byte| byte.is_ascii_digit()));
    assert!(text("randAlpha", &[Value::int(30)]).bytes().all(|byte| byte.is_ascii_alphabetic()));
    assert!(text("randAscii", &[Value::int(30)]).bytes().all(|byte| (b' '..=b'~').contains(&byte)));
    assert_eq!(text("randBytes", &[Value::int(4)]).len(), 8);
    let uuid = text("uuidv4", &[]);
    let lengths: Vec<usize> = uuid.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12]);
    assert!(uuid[14..].starts_with('4') && uuid[19..].starts_with(['8', '9', 'a', 'b']), "{uuid}");
    let hash = text("bcrypt", &[s("x")]);
    assert!(hash.starts_with("$2a$10$") && hash.len() == 60, "{hash}");
    assert!(text("htpasswd", &[s("user"), s("x")]).starts_with("user:$2a$10$"));
    let mut shuffled: Vec<char> = text("shuffle", &[s("dcba")]).chars().collect();
    shuffled.sort_unstable();
    assert_eq!(shuffled, ['a', 'b', 'c', 'd']);
    let encrypted = text("encryptAES", &[s("key"), s("sixteen bytes!!!")]);
    assert_eq!(text("decryptAES", &[s("key"), s(&encrypted)]), "sixteen bytes!!!");
}

#[test]
fn the_same_calls_give_the_same_in_every_render() {
    let one = |name: &str, arguments: &[Value]| Render::new().text(name, arguments).to_str().into_owned();
    assert_eq!(one("randAlphaNum", &[Value::int(9)]), one("randAlphaNum", &[Value::int(9)]));
    assert_eq!(one("uuidv4", &[]), one("uuidv4", &[]));
}

#[test]
fn certificates_can_be_used_as_in_helm() {
    let mut render = Render::new();
    let part = |value: &Value, name: &str| match &value.data {
        Data::Object(object) => object.field(name).unwrap(),
        other => panic!("{other:?}"),
    };
    let none = || Value::list(List::any(Vec::new()));
    let days = Value::int(365);
    let authority = render.call("genCA", &[s("ca"), days.clone()]).unwrap();
    assert_eq!(authority.type_name(), "sprig.certificate");
    let signed = render.call("genSignedCert", &[s("cn"), none(), none(), days.clone(), authority.clone()]);
    let signed = signed.unwrap();
    assert_ne!(part(&signed, "Cert").as_text(), part(&authority, "Cert").as_text());
    let own = render.call("genSelfSignedCert", &[s("cn"), Value::NIL, Value::NIL, days.clone()]).unwrap();
    for (value, name) in [(&signed, "genSignedCert"), (&own, "genSelfSignedCert")] {
        let cert = part(value, "Cert");
        let cert = cert.as_text().unwrap();
        assert!(cert.as_bytes().starts_with(b"-----BEGIN CERTIFICATE-----\n"));
        assert_eq!(render.origins.get(cert.first_piece().origin), &Origin::Random(name));
    }
    // what was made goes through the checks of what is given
    let (cert, key) = (part(&authority, "Cert"), part(&authority, "Key"));
    let coded = [&cert, &key].map(|text| Value::string(render.text("b64enc", std::slice::from_ref(text))));
    let custom = render.call("buildCustomCert", &coded).unwrap();
    assert_eq!(part(&custom, "Cert").as_text(), cert.as_text());
    assert_eq!(part(&custom, "Key").as_text(), key.as_text());
    let key_of = |render: &mut Render, kind: &str| Value::string(render.text("genPrivateKey", &[s(kind)]));
    for kind in ["rsa", "ecdsa", "ed25519", "dsa"] {
        let given = key_of(&mut render, kind);
        let made = render.call("genCAWithKey", &[s("ca"), days.clone(), given.clone()]).unwrap();
        assert_eq!(part(&made, "Key").as_text(), given.as_text(), "{kind}");
    }
    let bad = Value::object(Object::fields("sprig.certificate", vec![("Cert", s("x")), ("Key", s("y"))]));
    let error = render.call("genSignedCert", &[s("cn"), none(), none(), days, bad]).unwrap_err();
    assert_eq!(error.message, "unable to decode certificate");
}

#[test]
fn what_grows_is_charged_before() {
    let mut render = Render::new();
    render.meter = Meter::new(Limits { steps: 1_000_000, bytes: 1_000, depth: 10 });
    let long = s(&"a\n".repeat(200));
    let calls: [(&str, Vec<Value>); 8] = [
        ("repeat", vec![Value::int(i64::MAX / 4), s("ab")]),
        ("repeat", vec![Value::int(2_000), s("a")]),
        ("indent", vec![Value::int(1 << 40), s("a")]),
        ("nindent", vec![Value::int(100), long.clone()]),
        ("replace", vec![s("a"), s("0123456789"), long.clone()]),
        ("randAlphaNum", vec![Value::int(1 << 50)]),
        ("randBytes", vec![Value::int(1 << 50)]),
        ("wrapWith", vec![Value::int(1), s("0123456789"), s(&"a".repeat(300))]),
    ];
    for (name, arguments) in calls {
        let error = render.call(name, &arguments).unwrap_err();
        assert!(matches!(error.cause, Cause::Limit(_)), "{name}: {error:?}");
        render.meter = Meter::new(Limits { steps: 1_000_000, bytes: 1_000, depth: 10 });
    }
}

#[test]
fn patterns_that_are_too_large_end() {
    let mut render = Render::new();
    for pattern in [r"\pL{1000}".repeat(200), "(".repeat(600) + &")".repeat(600)] {
        let error = render.call("mustRegexMatch", &[s(&pattern), s("x")]).unwrap_err();
        assert!(matches!(error.cause, Cause::Limit(_)), "{error:?}");
    }
    // a search that starts again at every byte is charged for what it may look at
    render.meter = Meter::new(Limits { steps: 100_000, ..Limits::default() });
    let subject = s(&"A".repeat(200_000));
    let error = render.call("regexFindAll", &[s(".*[^A-Z]|[A-Z]"), subject, Value::int(-1)]).unwrap_err();
    assert!(matches!(error.cause, Cause::Limit(_)), "{error:?}");
}

#[test]
fn an_older_helm_compares_versions_in_its_way() {
    let mut render = Render::new();
    let arguments = [s(">=1.21 <1.25-0"), s("v1.22.3-gke.1")];
    let mut holds = |helm| {
        render.helm = helm;
        render.call("semverCompare", &arguments).unwrap().is_true()
    };
    assert!(holds(HelmVersion::V4_3));
    assert!(holds(HelmVersion::V4_1));
    assert!(!holds(HelmVersion::V3_17));
}

#[test]
fn pieces_of_several_authors_survive_a_change_of_width() {
    let mut render = Render::new();
    let (one, first) = render.literal("aɐ");
    let (other, second) = render.literal("bc");
    let mut builder = TextBuilder::new();
    builder.push_text(one.as_text().unwrap());
    builder.push_text(other.as_text().unwrap());
    let text = render.text("upper", &[Value::string(builder.finish())]);
    let found: Vec<_> = text.pieces().map(|(range, piece)| (range, piece.origin, piece.offset)).collect();
    assert_eq!(found, [(0..4, first, 0), (4..6, second, 0)]);
}
