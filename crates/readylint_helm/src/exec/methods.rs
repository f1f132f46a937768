//! The methods that templates can call: on `.Files`, `.Values`, `.Capabilities`, times, durations and semantic versions.

use super::glob::Glob;
use super::moments;
use super::slot::Slot;
use crate::function::{self, Call, FunctionError, Parameter, Run};
use crate::provenance::{OriginId, Text};
use crate::value::{Data, Entries, List, ListType, Map, MapType, Method, Object, Value};

/// A method of a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) method: Method,
    pub(super) name: &'static str,
    pub(super) parameters: &'static [Parameter],
}

#[expect(clippy::unnecessary_wraps, reason = "it ends arms of a match that gives options")]
const fn found(method: Method, name: &'static str, parameters: &'static [Parameter]) -> Option<Found> {
    Some(Found { method, name, parameters })
}

/// The method called `name` of `value`, which goes before its keys and fields (`reflect.Value.MethodByName`).
pub(super) fn find(slot: &Slot, name: &str) -> Option<Found> {
    const STRING: &[Parameter] = &[Parameter::String];
    match &slot.value.data {
        Data::Map(map) => match (map.kind(), name) {
            (MapType::Values { .. }, "YAML") => found(Method::ValuesYaml, "YAML", &[]),
            (MapType::Values { .. }, "Table") => found(Method::ValuesTable, "Table", STRING),
            (MapType::Values { .. }, "AsMap") => found(Method::ValuesAsMap, "AsMap", &[]),
            (MapType::Values { .. }, "PathValue") => found(Method::ValuesPathValue, "PathValue", STRING),
            (MapType::Values { .. }, "Encode") => {
                found(Method::Named("Encode"), "Encode", &[Parameter::Named("io.Writer")])
            }
            (MapType::Files, "Get") => found(Method::FilesGet, "Get", STRING),
            (MapType::Files, "GetBytes") => found(Method::FilesGetBytes, "GetBytes", STRING),
            (MapType::Files, "Glob") => found(Method::FilesGlob, "Glob", STRING),
            (MapType::Files, "AsConfig") => found(Method::FilesAsConfig, "AsConfig", &[]),
            (MapType::Files, "AsSecrets") => found(Method::FilesAsSecrets, "AsSecrets", &[]),
            (MapType::Files, "Lines") => found(Method::FilesLines, "Lines", STRING),
            _ => None,
        },
        Data::List(list) => match (list.kind(), name) {
            (ListType::VersionSet { .. }, "Has") => found(Method::VersionSetHas, "Has", STRING),
            _ => None,
        },
        Data::Object(object) => match (object, name) {
            (Object::Capabilities(_), "Copy") => found(Method::Named("Copy"), "Copy", &[]),
            (Object::KubeVersion { .. }, "String") if slot.is_field => {
                found(Method::Named("String"), "String", &[])
            }
            (Object::KubeVersion { .. }, "GitVersion") if slot.is_field => {
                found(Method::Named("GitVersion"), "GitVersion", &[])
            }
            (Object::Time { .. }, _) => named(moments::TIME_METHODS, name),
            (Object::Duration(_), _) => named(moments::DURATION_METHODS, name),
            (Object::Semver(_), _) => named(moments::VERSION_METHODS, name),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a struct has a field of this name that templates may not read.
pub(super) fn is_unexported(object: &Object, name: &str) -> bool {
    match object {
        Object::Time { .. } => matches!(name, "wall" | "ext" | "loc"),
        Object::Semver(_) => {
            matches!(name, "major" | "minor" | "patch" | "pre" | "metadata" | "original")
        }
        Object::Duration(_) => false,
        Object::KubeVersion { fields, .. } if name == "normalizedVersion" => {
            fields.type_name == "common.KubeVersion"
        }
        Object::Fields(_) | Object::Capabilities(_) | Object::KubeVersion { .. } => {
            name.starts_with(char::is_lowercase) && object.field(name).is_some()
        }
    }
}

fn named(methods: &[(&'static str, &'static [Parameter])], name: &str) -> Option<Found> {
    let (name, parameters) = methods.iter().find(|(known, _)| *known == name)?;
    found(Method::Named(name), name, parameters)
}

/// What a method gives. Its arguments have been checked.
pub(super) fn call(
    call: &mut Call<'_>,
    found: Found,
    receiver: &Value,
    arguments: &[Value],
) -> Result<Value, FunctionError> {
    let by_pointer = found
        .parameters
        .iter()
        .zip(arguments)
        .any(|(parameter, argument)| matches!(parameter, Parameter::Named(_)) && argument.is_nil());
    if by_pointer {
        let words = "runtime error: invalid memory address or nil pointer dereference";
        return Err(FunctionError::new(words));
    }
    let empty = Text::unknown("");
    let text = arguments.first().and_then(Value::as_text).unwrap_or(&empty);
    match &receiver.data {
        Data::Map(map) if map.kind() == MapType::Files => of_files(call, found.method, map, text),
        Data::Map(map) => of_values(call, found.method, map, receiver, text),
        Data::List(list) => {
            let has = list.borrow().iter().any(|item| item.as_text() == Some(text));
            Ok(Value::bool(has).with_origin(receiver.origin))
        }
        Data::Object(Object::KubeVersion { shown, git_version, .. }) => {
            Ok(Value::string(if found.name == "GitVersion" { git_version.clone() } else { shown.clone() }))
        }
        Data::Object(Object::Capabilities(_)) => Ok(receiver.clone()),
        _ => moments::call(call, found.name, receiver, arguments),
    }
}

/// `pkg/engine/files.go`
fn of_files(call: &mut Call<'_>, method: Method, files: &Map, name: &Text) -> Result<Value, FunctionError> {
    let content = || match files.get(name.as_bytes()).map(|file| file.data) {
        Some(Data::Bytes(text) | Data::String(text)) => text,
        _ => Text::unknown(""),
    };
    match method {
        Method::FilesGet => Ok(Value::string(content())),
        Method::FilesGetBytes => {
            let bytes = content();
            let origin = bytes.first_piece().origin;
            Ok(Value::new(Data::Bytes(bytes), origin))
        }
        Method::FilesGlob => {
            call.meter.step(files.len() as u64)?;
            let glob = Glob::new(name.as_bytes());
            let chosen: Entries =
                files.to_entries().into_iter().filter(|(file, _)| glob.matches(file.as_bytes())).collect();
            Ok(Value::map(Map::with(MapType::Files, chosen)))
        }
        Method::FilesLines => Ok(Value::list(List::strings(lines(call, &content())?))),
        Method::FilesAsConfig | Method::FilesAsSecrets => {
            let out = Map::new(MapType::Strings);
            for (path, file) in files.to_entries() {
                let (Data::Bytes(text) | Data::String(text)) = file.data else { continue };
                let mut value = Value::string(text);
                if method == Method::FilesAsSecrets {
                    value = plain(call, "b64enc", &[value])?;
                }
                out.insert(base(&path), value);
            }
            plain(call, "toYaml", &[Value::map(out)])
        }
        _ => Ok(Value::NIL),
    }
}

/// The lines of a file, without the line break at its end.
fn lines(call: &mut Call<'_>, text: &Text) -> Result<Vec<Text>, FunctionError> {
    let bytes = text.as_bytes();
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    call.meter.bytes(bytes.len() as u64)?;
    let end = bytes.len() - usize::from(bytes.ends_with(b"\n"));
    let mut lines = Vec::new();
    let mut start = 0;
    for at in memchr::memchr_iter(b'\n', bytes.get(..end).unwrap_or_default()) {
        lines.push(text.slice(start..at));
        start = at + 1;
    }
    lines.push(text.slice(start..end));
    call.meter.step(lines.len() as u64)?;
    Ok(lines)
}

/// The last element of a path (`path.Base`).
fn base(path: &Text) -> Text {
    let bytes = path.as_bytes();
    if bytes.is_empty() {
        return Text::unknown(".");
    }
    let end = bytes.iter().rposition(|byte| *byte != b'/').map_or(0, |last| last + 1);
    if end == 0 {
        return path.slice(0..1);
    }
    let start = memchr::memrchr(b'/', bytes.get(..end).unwrap_or_default()).map_or(0, |slash| slash + 1);
    path.slice(start..end)
}

/// A template function that a method is made of.
fn plain(call: &mut Call<'_>, name: &str, arguments: &[Value]) -> Result<Value, FunctionError> {
    match function::find(name).map(|function| function.run) {
        Some(Run::Plain(run)) => run(call, arguments),
        _ => Err(FunctionError::new(format!("function {name:?} not defined"))),
    }
}

/// `pkg/chart/common/values.go` (`pkg/chartutil/values.go` in Helm 3)
fn of_values(
    call: &mut Call<'_>,
    method: Method,
    values: &Map,
    receiver: &Value,
    path: &Text,
) -> Result<Value, FunctionError> {
    match method {
        Method::ValuesAsMap => Ok(Value::new(Data::Map(values.as_kind(MapType::Any)), receiver.origin)),
        Method::ValuesYaml => {
            let yaml = plain(call, "toYaml", std::slice::from_ref(receiver))?;
            let mut out = crate::provenance::TextBuilder::new();
            if let Some(yaml) = yaml.as_text() {
                out.push_text(yaml);
            }
            out.push_unknown("\n");
            Ok(Value::string(out.finish()))
        }
        Method::ValuesTable => table(values, &path.to_str()),
        Method::ValuesPathValue => path_value(values, &path.to_str()),
        _ => Ok(Value::NIL),
    }
}

/// The table at a path of names with dots between (`Values.Table`).
fn table(values: &Map, path: &str) -> Result<Value, FunctionError> {
    let kind = values.kind();
    let mut found = Value::map(values.clone());
    for name in path.split('.') {
        let inner = found.as_map().and_then(|map| map.get(name));
        found = match inner {
            Some(Value { data: Data::Map(map), origin })
                if matches!(map.kind(), MapType::Any | MapType::Values { .. }) =>
            {
                Value::new(Data::Map(map.as_kind(kind)), origin)
            }
            _ => return Err(FunctionError::new(format!("{name:?} is not a table"))),
        };
    }
    Ok(found)
}

/// The value at a path, if it is no table (`Values.PathValue`).
fn path_value(values: &Map, path: &str) -> Result<Value, FunctionError> {
    if path.is_empty() {
        return Err(FunctionError::new("YAML path cannot be empty"));
    }
    let (parent, key) = path.rsplit_once('.').map_or((None, path), |(parent, key)| (Some(parent), key));
    let refusal = || FunctionError::new(format!("{key:?} is not a value"));
    let parent = match parent {
        Some(parent) => table(values, parent).map_err(|_| refusal())?,
        None => Value::map(values.clone()),
    };
    match parent.as_map().and_then(|map| map.get(key)) {
        Some(Value { data: Data::Map(map), .. }) if map.kind() == MapType::Any => Err(refusal()),
        Some(value) => Ok(value),
        None => Err(refusal()),
    }
}

/// A result of unknown author but for what it was made from.
pub(super) fn made(call: &mut Call<'_>, name: &'static str, receiver: &Value) -> OriginId {
    call.origins.function(name, [receiver.origin])
}
