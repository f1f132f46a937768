//! Values that a field cannot have.

use readylint::schema::Type;

use super::positions::Position;

/// A kind of breakage and the value that makes it.
type Value = (&'static str, String);

/// Text that is no name, label, path, number or word of any list.
const WORD: &str = "\"No Word_!\"";

/// Values for a field: some of another type, taking turns from field to field, and all that are wrong in their own way.
pub(super) fn of(position: &Position<'_>) -> Vec<Value> {
    let mut values = own(position);
    let wrong = other_types(position.r#type);
    let turn = position.turn(wrong.len());
    let count = 2.min(wrong.len());
    values.extend((0..count).map(|step| {
        let value = wrong[(turn + step * (wrong.len() / 2).max(1)) % wrong.len()];
        (["another type", "a second other type"][step], value.to_owned())
    }));
    if position.turn(5) == 0 {
        values.push(("null", String::new()));
    }
    values
}

/// Values for an item of a list or a value of a free mapping.
pub(super) fn element(position: &Position<'_>) -> Vec<Value> {
    let wrong = other_types(position.r#type);
    let mut values = own(position);
    if let Some(value) = wrong.get(position.turn(wrong.len())) {
        values.push(("item of another type", (*value).to_owned()));
    }
    values.push(("null item", "null".to_owned()));
    values
}

/// Values of the right type that are not allowed, or may not be.
fn own(position: &Position<'_>) -> Vec<Value> {
    let fixed: &[(&str, &str)] = match position.r#type {
        Type::String | Type::Enum(_) => &[("word", WORD), ("empty", "\"\"")],
        Type::Int32 | Type::Port(_) => &[
            ("zero", "0"),
            ("negative", "-1"),
            ("past a port", "70000"),
            ("past 32 bits", "2147483648"),
            ("whole float", "1e3"),
        ],
        Type::Int64 => &[("zero", "0"), ("negative", "-1"), ("past 64 bits", "9223372036854775808")],
        Type::IntOrString | Type::PortOrName(_) => &[
            ("word", WORD),
            ("zero", "0"),
            ("negative", "-1"),
            ("past a port", "70000"),
            ("past 32 bits", "2147483648"),
            ("percentage", "150%"),
            ("digits as text", "\"80\""),
            ("empty", "\"\""),
            ("long name", "a-name-of-more-than-15"),
        ],
        Type::Quantity => &[
            ("quantity of GB", "1GB"),
            ("quantity with a blank", "500 m"),
            ("negative", "-1"),
            ("empty", "\"\""),
            ("padded", "\" 1 \""),
            ("float", "0.0005"),
            ("exponent", "1e3Mi"),
        ],
        Type::Bytes => {
            &[("word", WORD), ("unpadded", "YWJj ZGVm"), ("url alphabet", "_-8="), ("empty", "\"\"")]
        }
        Type::Time | Type::MicroTime => &[
            ("word", WORD),
            ("date", "\"2026-11-21\""),
            ("seconds", "\"2026-11-21T18:00:00Z\""),
            ("microseconds", "\"2026-11-21T18:00:00.000001Z\""),
            ("offset", "\"2026-11-21T18:00:00.123+02:00\""),
            ("empty", "\"\""),
        ],
        Type::Duration => &[("word", WORD), ("days", "1d"), ("blank", "\"1 s\""), ("empty", "\"\"")],
        Type::Object(_) => &[("emptied", "{}")],
        Type::Array(_) => &[("emptied", "[]")],
        Type::Map(_) => {
            &[("emptied", "{}"), ("bad key", "{\"not a key!\": x}"), ("bad value", "{key: \"not a value!\"}")]
        }
        Type::Any | Type::Open => &[("text", "text"), ("number", "5"), ("list", "[]"), ("emptied", "{}")],
        Type::Boolean | Type::Double => &[("turned", "false"), ("turned on", "true")],
    };
    let mut values: Vec<Value> = fixed.iter().map(|(kind, value)| (*kind, (*value).to_owned())).collect();
    if matches!(position.r#type, Type::String | Type::Enum(_))
        && let Some(word) = position.value.as_str()
        && word.starts_with(|letter: char| letter.is_ascii_uppercase())
        && !word.contains(|letter: char| !letter.is_ascii_alphabetic())
    {
        let other =
            if word.chars().all(char::is_uppercase) { word.to_lowercase() } else { word.to_uppercase() };
        values.push(("wrong case", format!("\"{other}\"")));
    }
    values
}

/// Values of other types.
fn other_types(r#type: Type) -> &'static [&'static str] {
    match r#type {
        Type::String | Type::Enum(_) => &["5", "true", "[]", "{}", "1.5", "[text]", "{text: text}"],
        Type::Boolean => &["\"true\"", "1", "[]", "{}", "\"\"", "0.0"],
        Type::Int32 | Type::Int64 | Type::Port(_) => &["\"5\"", "1.5", "true", "[]", "{}", "\"\""],
        Type::Double => &["\"5\"", "true", "[]", "{}"],
        Type::IntOrString | Type::PortOrName(_) => &["1.5", "true", "[]", "{}"],
        Type::Quantity => &["true", "[]", "{}"],
        Type::Bytes | Type::Time | Type::MicroTime | Type::Duration => &["5", "true", "[]", "{}", "1.5"],
        Type::Object(_) => &["text", "5", "[]", "true", "[{}]", "\"\""],
        Type::Array(_) => &["text", "{}", "5", "true", "{name: text}", "\"\""],
        Type::Map(_) => &["text", "[]", "5", "false", "[text]"],
        Type::Any | Type::Open => &["true", "[text]"],
    }
}
