//! `.Chart`: what templates see of `Chart.yaml`. (`MetadataAsMap` of `pkg/chart/common.go`; `recAllTpls` of
//! `pkg/engine/engine.go`)
//!
//! It owns the names and types of the fields: a map in Helm 4, a struct in Helm 3. Every value knows its place in
//! `Chart.yaml`.

use super::model::{Dependency, Import};
use super::tree::{ActiveChart, ActiveDependency};
use crate::HelmVersion;
use crate::data;
use crate::provenance::{LayerId, OriginId, Origins, Text};
use crate::value::{Data, List, ListType, Map, MapType, Object, Value};

/// `.Chart` of a chart.
#[must_use]
pub fn metadata_value(active: &ActiveChart<'_>, helm: HelmVersion, origins: &mut Origins) -> Value {
    let file = active.chart.metadata.file.as_ref();
    let written = file.filter(|_| origins.is_on()).and_then(|file| {
        let text = std::str::from_utf8(&file.bytes).ok()?;
        data::read::read_source(text, file.source?, LayerId::default(), origins).ok()
    });
    let written = Written { root: written.unwrap_or_default() };
    let mut fields = written.fields(active, helm);
    fields.push(("IsRoot", Value::bool(active.is_root)));
    if helm.is_3() {
        return Value::object(Object::fields("struct { chart.Metadata; IsRoot bool }", fields))
            .with_origin(written.root.origin);
    }
    object(fields, "", helm).with_origin(written.root.origin)
}

/// A struct, as Helm shows it to templates.
fn object(fields: Vec<(&'static str, Value)>, name: &'static str, helm: HelmVersion) -> Value {
    if helm.is_3() {
        return Value::object(Object::fields(name, fields));
    }
    let map = Map::any();
    for (name, value) in fields {
        map.insert(Text::unknown(name), value);
    }
    Value::map(map)
}

/// A slice, as Helm shows it to templates.
fn list(items: Vec<Value>, kind: ListType, helm: HelmVersion) -> Value {
    Value::list(List::new(if helm.is_3() { kind } else { ListType::Any }, items))
}

/// `Chart.yaml` with its places.
struct Written {
    root: Value,
}

/// The value under a key; as for Go's JSON, the case of keys does not matter.
fn entry(value: &Value, key: &str) -> Value {
    let Some(map) = value.as_map() else { return Value::NIL };
    if let Some(found) = map.get(key) {
        return found;
    }
    let entries = map.borrow();
    let found = entries.iter().find(|(own, _)| own.as_bytes().eq_ignore_ascii_case(key.as_bytes()));
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

fn item(value: &Value, index: usize) -> Value {
    value.as_list().and_then(|list| list.get(index)).unwrap_or_default()
}

/// `text` as it stands at `written`, if it is the same there.
fn string(text: &str, written: &Value) -> Value {
    match &written.data {
        Data::String(own) if own.as_bytes() == text.as_bytes() => written.clone(),
        _ => Value::string(Text::of(text, written.origin)).with_origin(written.origin),
    }
}

fn strings(texts: &[String], written: &Value, helm: HelmVersion) -> Value {
    let items = texts.iter().enumerate().map(|(at, text)| string(text, &item(written, at)));
    list(items.collect(), ListType::Strings, helm).with_origin(written.origin)
}

impl Written {
    fn fields(&self, active: &ActiveChart<'_>, helm: HelmVersion) -> Vec<(&'static str, Value)> {
        let metadata = &active.chart.metadata;
        let text = |key: &str, text: &str| string(text, &entry(&self.root, key));
        let annotations = entry(&self.root, "annotations");
        let map = Map::new(MapType::Strings);
        for (key, value) in &metadata.annotations {
            map.insert(Text::of(key, OriginId::NONE), string(value, &entry(&annotations, key)));
        }
        let maintainers = entry(&self.root, "maintainers");
        let people = metadata.maintainers.iter().enumerate().map(|(at, [name, email, url])| {
            let written = item(&maintainers, at);
            let field = |key: &str, text: &str| string(text, &entry(&written, key));
            let fields = vec![
                ("Name", field("name", name)),
                ("Email", field("email", email)),
                ("URL", field("url", url)),
            ];
            object(fields, "*chart.Maintainer", helm).with_origin(written.origin)
        });
        let people = list(people.collect(), ListType::Pointers("[]*chart.Maintainer"), helm);
        let dependencies =
            active.requirements.iter().map(|dependency| self.dependency(dependency, active, helm));
        let dependencies = list(dependencies.collect(), ListType::Pointers("[]*chart.Dependency"), helm);
        let deprecated = entry(&self.root, "deprecated").origin;
        vec![
            ("Name", text("name", &active.name)),
            ("Home", text("home", &metadata.home)),
            ("Sources", strings(&metadata.sources, &entry(&self.root, "sources"), helm)),
            ("Version", text("version", &metadata.version)),
            ("Description", text("description", &metadata.description)),
            ("Keywords", strings(&metadata.keywords, &entry(&self.root, "keywords"), helm)),
            ("Maintainers", people.with_origin(maintainers.origin)),
            ("Icon", text("icon", &metadata.icon)),
            ("APIVersion", text("apiVersion", &metadata.api_version)),
            ("Condition", text("condition", &metadata.condition)),
            ("Tags", text("tags", &metadata.tags)),
            ("AppVersion", text("appVersion", &metadata.app_version)),
            ("Deprecated", Value::bool(metadata.deprecated).with_origin(deprecated)),
            ("Annotations", Value::map(map).with_origin(annotations.origin)),
            ("KubeVersion", text("kubeVersion", &metadata.kube_version)),
            ("Dependencies", dependencies.with_origin(entry(&self.root, "dependencies").origin)),
            ("Type", text("type", &metadata.kind)),
        ]
    }

    fn dependency(&self, active: &ActiveDependency<'_>, chart: &ActiveChart<'_>, helm: HelmVersion) -> Value {
        let declared = active.declared;
        let all = &chart.chart.metadata.dependencies;
        let at = all.iter().position(|own| std::ptr::eq::<Dependency>(own, declared));
        let written = at.map(|at| item(&entry(&self.root, "dependencies"), at)).unwrap_or_default();
        let text = |key: &str, text: &str| string(text, &entry(&written, key));
        let fields = vec![
            ("Name", text(if declared.alias.is_empty() { "name" } else { "alias" }, &active.name)),
            ("Version", text("version", &declared.version)),
            ("Repository", text("repository", &declared.repository)),
            ("Condition", text("condition", &declared.condition)),
            ("Tags", strings(&declared.tags, &entry(&written, "tags"), helm)),
            ("Enabled", Value::bool(active.enabled)),
            ("ImportValues", imports(&declared.import_values)),
            ("Alias", text("alias", &declared.alias)),
        ];
        object(fields, "*chart.Dependency", helm).with_origin(written.origin)
    }
}

/// The entries of `import-values` as Helm rewrites them.
fn imports(imports: &[Import]) -> Value {
    let items = imports.iter().map(|import| {
        let (child, parent) = match import {
            Import::Export(name) => (format!("exports.{name}"), "."),
            Import::Table { child, parent } => (child.clone(), parent.as_str()),
        };
        let map = Map::new(MapType::Strings);
        map.insert(Text::unknown("child"), Value::unknown(child));
        map.insert(Text::unknown("parent"), Value::unknown(parent));
        Value::map(map)
    });
    Value::list(List::any(items.collect()))
}
