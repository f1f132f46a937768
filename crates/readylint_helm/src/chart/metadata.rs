//! `Chart.yaml` and `requirements.yaml` become [`Metadata`], and are checked. (`pkg/chart/v2/metadata.go`,
//! `dependency.go`; `sigs.k8s.io/yaml` with `encoding/json` for what a field takes)
//!
//! It owns the meaning of the keys of these files. Values that templates see of them are made in `chart_object`.

use readylint_text::{SourceId, Span};

use super::model::{Dependency, Import, Metadata};
use super::quote;
use crate::HelmVersion;
use crate::data;
use crate::provenance::{LayerId, Origins};
use crate::runes;
use crate::semver::Version;
use crate::value::{Data, List, Map, Value};

/// Reads `text` into `metadata`, over what is there already.
///
/// # Errors
///
/// If it is no YAML, or a field has the wrong type; in the words of the library that Helm uses.
pub(super) fn read(metadata: &mut Metadata, text: &str, source: SourceId) -> Result<(), String> {
    let mut origins = Origins::new();
    let value = data::read::read_source(text, source, LayerId::default(), &mut origins)
        .map_err(|error| error.to_string())?;
    let reader = Reader { text, origins: &origins };
    match &value.data {
        Data::Nil => Ok(()),
        Data::Map(map) => reader.metadata(metadata, map),
        // Helm 4 first looks for the version alone
        _ => Err(mismatch(&value, "Go value of type loader.chartBase")),
    }
}

/// What `encoding/json` says of a value that does not fit. (`json.UnmarshalTypeError`)
fn mismatch(value: &Value, target: &str) -> String {
    const HEAD: &str = "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal";
    format!("{HEAD} {} into {target}", json_type(value))
}

fn json_type(value: &Value) -> &'static str {
    match &value.data {
        Data::Nil => "null",
        Data::Bool(_) => "bool",
        Data::Int(..) | Data::Float(_) => "number",
        Data::List(_) => "array",
        Data::Map(_) => "object",
        _ => "string",
    }
}

struct Reader<'a> {
    text: &'a str,
    origins: &'a Origins,
}

impl Reader<'_> {
    fn metadata(&self, metadata: &mut Metadata, map: &Map) -> Result<(), String> {
        for (key, value) in map.borrow().iter() {
            let key = key.to_str();
            let name = key.to_ascii_lowercase();
            let string = |field: &mut String, go: &str| self.string(field, value, "Metadata", go);
            match name.as_str() {
                "name" => string(&mut metadata.name, "name")?,
                "home" => string(&mut metadata.home, "home")?,
                "version" => string(&mut metadata.version, "version")?,
                "description" => string(&mut metadata.description, "description")?,
                "icon" => string(&mut metadata.icon, "icon")?,
                "apiversion" => string(&mut metadata.api_version, "apiVersion")?,
                "condition" => string(&mut metadata.condition, "condition")?,
                "tags" => string(&mut metadata.tags, "tags")?,
                "appversion" => string(&mut metadata.app_version, "appVersion")?,
                "kubeversion" => string(&mut metadata.kube_version, "kubeVersion")?,
                "type" => string(&mut metadata.kind, "type")?,
                "sources" => self.strings(&mut metadata.sources, value, "Metadata", "sources")?,
                "keywords" => self.strings(&mut metadata.keywords, value, "Metadata", "keywords")?,
                "deprecated" => match &value.data {
                    Data::Bool(deprecated) => metadata.deprecated = *deprecated,
                    Data::Nil => {}
                    _ => return Err(mismatch(value, "Go struct field Metadata.deprecated of type bool")),
                },
                "annotations" => self.annotations(metadata, value)?,
                "maintainers" => self.maintainers(metadata, value)?,
                "dependencies" => self.dependencies(metadata, value)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn string(&self, field: &mut String, value: &Value, of: &str, name: &str) -> Result<(), String> {
        if value.is_nil() {
            return Ok(());
        }
        *field = self
            .text_of(value)
            .ok_or_else(|| mismatch(value, &format!("Go struct field {of}.{name} of type string")))?;
        Ok(())
    }

    /// A scalar as a Go string gets it: numbers and booleans are printed, floating point ones as `float32`.
    /// (`convertToJSONableObject`)
    fn text_of(&self, value: &Value) -> Option<String> {
        match &value.data {
            Data::String(text) => Some(text.to_str().into_owned()),
            Data::Bool(value) => Some(value.to_string()),
            Data::Int(value, _) => Some(value.to_string()),
            Data::Float(float) => {
                let written = self.written(value).and_then(integer);
                Some(written.unwrap_or_else(|| data::number::general_short(*float)))
            }
            _ => None,
        }
    }

    /// The scalar as it stands in the file.
    fn written(&self, value: &Value) -> Option<&str> {
        let (_, node) = self.origins.node_of(value.origin)?;
        self.text.get(node.content.unwrap_or(node.value).range.to_usize())
    }

    fn span(&self, value: &Value) -> Option<Span> {
        self.origins.node_of(value.origin).map(|(_, node)| node.value)
    }

    /// The items of a list; none for null.
    fn list(value: &Value, of: &str, name: &str, go: &str) -> Result<Option<List>, String> {
        match &value.data {
            Data::Nil => Ok(None),
            Data::List(list) => Ok(Some(list.clone())),
            _ => Err(mismatch(value, &format!("Go struct field {of}.{name} of type {go}"))),
        }
    }

    fn strings(&self, field: &mut Vec<String>, value: &Value, of: &str, name: &str) -> Result<(), String> {
        field.clear();
        let Some(list) = Self::list(value, of, name, "[]string")? else { return Ok(()) };
        for item in list.borrow().iter() {
            let mut text = String::new();
            self.string(&mut text, item, of, name)?;
            field.push(text);
        }
        Ok(())
    }

    fn annotations(&self, metadata: &mut Metadata, value: &Value) -> Result<(), String> {
        let map = match &value.data {
            Data::Nil => {
                metadata.annotations.clear();
                return Ok(());
            }
            Data::Map(map) => map,
            _ => {
                let target = "Go struct field Metadata.annotations of type map[string]string";
                return Err(mismatch(value, target));
            }
        };
        for (key, value) in map.borrow().iter() {
            let (key, mut text) = (key.to_str().into_owned(), String::new());
            self.string(&mut text, value, "Metadata", "annotations")?;
            metadata.annotations.retain(|(own, _)| *own != key);
            metadata.annotations.push((key, text));
        }
        metadata.annotations.sort();
        Ok(())
    }

    fn maintainers(&self, metadata: &mut Metadata, value: &Value) -> Result<(), String> {
        metadata.maintainers.clear();
        let Some(list) = Self::list(value, "Metadata", "maintainers", "[]*v2.Maintainer")? else {
            return Ok(());
        };
        for item in list.borrow().iter() {
            let map = match &item.data {
                Data::Map(map) => map,
                // told by the check
                Data::Nil => {
                    metadata.has_empty_nodes = Some("maintainers");
                    continue;
                }
                _ => {
                    return Err(mismatch(item, "Go struct field Metadata.maintainers of type v2.Maintainer"));
                }
            };
            let [mut name, mut email, mut url] = [const { String::new() }; 3];
            for (key, value) in map.borrow().iter() {
                match key.to_str().to_ascii_lowercase().as_str() {
                    "name" => self.string(&mut name, value, "Maintainer", "maintainers.name")?,
                    "email" => self.string(&mut email, value, "Maintainer", "maintainers.email")?,
                    "url" => self.string(&mut url, value, "Maintainer", "maintainers.url")?,
                    _ => {}
                }
            }
            metadata.maintainers.push([name, email, url]);
        }
        Ok(())
    }

    fn dependencies(&self, metadata: &mut Metadata, value: &Value) -> Result<(), String> {
        let Some(list) = Self::list(value, "Metadata", "dependencies", "[]*v2.Dependency")? else {
            metadata.dependencies.clear();
            metadata.declares_dependencies = false;
            return Ok(());
        };
        metadata.declares_dependencies = true;
        // Go decodes into the items that are there, so what an item of `requirements.yaml` leaves out stays
        let mut old = std::mem::take(&mut metadata.dependencies).into_iter();
        for item in list.borrow().iter() {
            let own = old.next().unwrap_or_default();
            match &item.data {
                Data::Map(map) => metadata.dependencies.push(self.dependency(own, map)?),
                Data::Nil => metadata.has_empty_nodes = Some("dependencies"),
                _ => {
                    return Err(mismatch(
                        item,
                        "Go struct field Metadata.dependencies of type v2.Dependency",
                    ));
                }
            }
        }
        Ok(())
    }

    fn dependency(&self, mut dependency: Dependency, map: &Map) -> Result<Dependency, String> {
        const OF: &str = "Dependency";
        for (key, value) in map.borrow().iter() {
            match key.to_str().to_ascii_lowercase().as_str() {
                "name" => {
                    self.string(&mut dependency.name, value, OF, "dependencies.name")?;
                    dependency.span = self.span(value);
                }
                "version" => self.string(&mut dependency.version, value, OF, "dependencies.version")?,
                "repository" => {
                    self.string(&mut dependency.repository, value, OF, "dependencies.repository")?;
                }
                "condition" => self.string(&mut dependency.condition, value, OF, "dependencies.condition")?,
                "alias" => self.string(&mut dependency.alias, value, OF, "dependencies.alias")?,
                "tags" => self.strings(&mut dependency.tags, value, OF, "dependencies.tags")?,
                "enabled" if !matches!(value.data, Data::Bool(_) | Data::Nil) => {
                    let target = "Go struct field Dependency.dependencies.enabled of type bool";
                    return Err(mismatch(value, target));
                }
                "import-values" => {
                    let list = Self::list(value, OF, "dependencies.import-values", "[]interface {}")?;
                    let items = list.map(|list| list.to_vec()).unwrap_or_default();
                    dependency.import_values = items.iter().filter_map(import).collect();
                }
                _ => {}
            }
        }
        Ok(dependency)
    }
}

/// An entry of `import-values`; other types are passed over by Helm. (`processImportValues`)
fn import(value: &Value) -> Option<Import> {
    match &value.data {
        Data::String(name) => Some(Import::Export(name.to_str().into_owned())),
        Data::Map(map) => {
            let path = |key: &str| match map.get(key) {
                Some(Value { data: Data::String(path), .. }) => path.to_str().into_owned(),
                Some(Value { data: Data::Bool(value), .. }) => value.to_string(),
                Some(Value { data: Data::Float(value), .. }) => value.to_string(),
                _ => "<nil>".to_owned(),
            };
            Some(Import::Table { child: path("child"), parent: path("parent") })
        }
        _ => None,
    }
}

/// A scalar that YAML takes for an integer, in decimal. (`go-yaml`, `resolve`: `strconv.ParseInt` with base 0)
fn integer(written: &str) -> Option<String> {
    let plain = written.replace('_', "");
    let (negative, digits) = match plain.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, plain.strip_prefix('+').unwrap_or(&plain)),
    };
    let lower = digits.to_ascii_lowercase();
    let (base, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'o', ..] => (8, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', _, ..] => (8, &lower[1..]),
        _ => (10, lower.as_str()),
    };
    if !digits.chars().all(|digit| digit.is_digit(base)) {
        return None;
    }
    let value = i128::from(u64::from_str_radix(digits, base).ok()?) * if negative { -1 } else { 1 };
    (value >= i128::from(i64::MIN)).then(|| value.to_string())
}

/// Checks the metadata and cleans its texts, as Helm does when it loads a chart. (`Metadata.Validate`)
///
/// # Errors
///
/// The first thing that Helm refuses, in its words.
pub(super) fn validate(metadata: &mut Metadata) -> Result<(), String> {
    for text in [
        &mut metadata.name,
        &mut metadata.description,
        &mut metadata.home,
        &mut metadata.icon,
        &mut metadata.condition,
        &mut metadata.tags,
        &mut metadata.app_version,
        &mut metadata.kube_version,
    ] {
        sanitize(text);
    }
    metadata.sources.iter_mut().chain(&mut metadata.keywords).for_each(sanitize);
    let refuse = |message: String| Err(format!("validation: {message}"));
    let name = &metadata.name;
    if name.is_empty() {
        return refuse("chart.metadata.name is required".to_owned());
    }
    if name == "." || name == ".." {
        return refuse(format!("chart.metadata.name {} is not allowed", quote::go(name)));
    }
    if name.contains('/') {
        return refuse(format!("chart.metadata.name {} is invalid", quote::go(name)));
    }
    if metadata.version.is_empty() {
        return refuse("chart.metadata.version is required".to_owned());
    }
    if Version::parse(&metadata.version, HelmVersion::default()).is_err() {
        return refuse(format!("chart.metadata.version {} is invalid", quote::go(&metadata.version)));
    }
    if !matches!(metadata.kind.as_str(), "" | "application" | "library") {
        return refuse("chart.metadata.type must be application or library".to_owned());
    }
    metadata.maintainers.iter_mut().flatten().for_each(sanitize);
    if let Some(what) = metadata.has_empty_nodes {
        return refuse(format!("{what} must not contain empty or null nodes"));
    }
    dependencies(metadata).or_else(refuse)
}

/// (`Dependency.Validate`)
fn dependencies(metadata: &mut Metadata) -> Result<(), String> {
    let mut names: Vec<&str> = Vec::new();
    for dependency in &mut metadata.dependencies {
        for text in [
            &mut dependency.name,
            &mut dependency.version,
            &mut dependency.repository,
            &mut dependency.condition,
        ] {
            sanitize(text);
        }
        dependency.tags.iter_mut().for_each(sanitize);
        let alias = &dependency.alias;
        if !alias.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
            let name = quote::go(&dependency.name);
            return Err(format!("dependency {name} has disallowed characters in the alias"));
        }
        let key = if alias.is_empty() { dependency.name.as_str() } else { alias.as_str() };
        if names.contains(&key) {
            return Err(format!("more than one dependency with name or alias {}", quote::go(key)));
        }
        names.push(key);
    }
    Ok(())
}

/// Every space becomes a plain one, and what does not print goes. (`sanitizeString`)
fn sanitize(text: &mut String) {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return;
    }
    *text = text
        .chars()
        .filter_map(|character| match character {
            space if space.is_whitespace() => Some(' '),
            other => runes::is_print(other).then_some(other),
        })
        .collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_known_by_their_text() {
        let table = [
            ("12345678901234567890", Some("12345678901234567890")),
            ("0123", Some("83")),
            ("0x1F", Some("31")),
            ("0o17", Some("15")),
            ("-0b11", Some("-3")),
            ("1_000", Some("1000")),
            ("089", None),
            ("1e3", None),
            ("1.10", None),
        ];
        for (text, expected) in table {
            assert_eq!(integer(text).as_deref(), expected, "{text}");
        }
    }
}
