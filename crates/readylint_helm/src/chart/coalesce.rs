//! Values of charts merged with those above them, in the four ways of four generations of Helm.
//! (`pkg/chart/common/util/coalesce.go`)
//!
//! It owns which value wins and which null deletes. Maps are changed in place and shared just as Helm does it: templates
//! can see it.

use std::fmt::Write as _;
use std::rc::Rc;

use super::layers::Layers;
use super::shadow;
use super::tree::Node;
use crate::HelmVersion;
use crate::provenance::{Origins, Text};
use crate::value::{Data, List, Map, Value};

/// The name of the table that every subchart gets of its parent.
const GLOBAL: &str = "global";

/// Where the values that are being merged lie, for messages.
#[derive(Clone, Copy)]
struct Path<'p> {
    above: Option<&'p Path<'p>>,
    name: &'p str,
}

impl<'p> Path<'p> {
    const TOP: Self = Self { above: None, name: "" };

    fn then(&'p self, name: &'p str) -> Self {
        if self.name.is_empty() && self.above.is_none() {
            Self { above: None, name }
        } else {
            Self { above: Some(self), name }
        }
    }
}

impl std::fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(above) = self.above {
            write!(f, "{above}.")?;
        }
        f.write_str(self.name)
    }
}

/// What a warning is about.
#[derive(Clone, Debug)]
pub(super) struct Warning {
    pub(super) message: String,
    /// The value that was dropped.
    pub(super) dropped: Value,
}

/// Merges values.
pub(super) struct Merger<'a> {
    pub(super) origins: &'a mut Origins,
    pub(super) layers: &'a Layers,
    pub(super) helm: HelmVersion,
    /// Whether what overrides what is written down. Helm merges several times; only the last one counts.
    pub(super) record: bool,
    pub(super) warnings: Vec<Warning>,
}

impl Merger<'_> {
    /// The values of a chart and its subcharts under `values`, without what nulls delete. (`CoalesceValues`)
    pub(super) fn coalesce_values(&mut self, node: &Rc<Node<'_>>, values: &Map) -> Result<Map, String> {
        let copy = copy_map(values);
        self.coalesce(node, &copy, Path::TOP, false)?;
        Ok(copy)
    }

    /// The values of a chart and its subcharts, with nulls. (`MergeValues`)
    pub(super) fn merge_values(&mut self, node: &Rc<Node<'_>>) -> Result<Map, String> {
        let values = Map::any();
        self.coalesce(node, &values, Path::TOP, true)?;
        Ok(values)
    }

    /// `lower` under `values`, with nulls. (`MergeTables`)
    pub(super) fn merge_tables(&mut self, values: &Map, lower: &Map) {
        self.tables(values, lower, Path::TOP, true);
    }

    fn coalesce(
        &mut self,
        node: &Rc<Node<'_>>,
        dest: &Map,
        path: Path<'_>,
        merge: bool,
    ) -> Result<(), String> {
        self.chart_values(node, dest, path, merge);
        let name = node.name();
        let inner = path.then(&name);
        for child in node.children() {
            let name = child.name();
            let value = dest.get(&name);
            let values = match value.as_ref().map(|value| (value.as_map(), value)) {
                None => {
                    let values = Map::any();
                    dest.insert(Text::unknown(&name), Value::map(values.clone()));
                    values
                }
                Some((Some(values), _)) => values.clone(),
                Some((None, other)) => {
                    return Err(format!("type mismatch on {name}: {}", as_bool_verb(other)));
                }
            };
            self.globals(&values, dest, inner);
            self.coalesce(&child, &values, inner, merge)?;
        }
        Ok(())
    }

    /// The `global` of the parent over that of the subchart. (`coalesceGlobals`)
    fn globals(&mut self, dest: &Map, source: &Map, path: Path<'_>) {
        let skip = |what: &str| format!("warning: skipping globals because {what} {GLOBAL} is not a table.");
        let own_value = dest.get(GLOBAL).unwrap_or_else(|| Value::map(Map::any()));
        let Some(own) = own_value.as_map().cloned() else {
            return self.warn(skip("destination"), own_value);
        };
        let above = match source.get(GLOBAL) {
            None => Map::any(),
            Some(value) => match value.as_map().cloned() {
                Some(map) => map,
                None => return self.warn(skip("source"), value),
            },
        };
        for (key, value) in above.to_entries() {
            let present = own.get(key.as_bytes());
            let present_table = present.as_ref().and_then(Value::as_map);
            if let Some(table) = value.as_map() {
                let copy = table.copy();
                let copied = Value { data: Data::Map(copy.clone()), origin: value.origin };
                match (&present, present_table) {
                    (None, _) => {
                        own.insert(key, copied);
                    }
                    (Some(_), Some(lower)) => {
                        let name = key.to_str();
                        self.tables(&copy, lower, path.then(&name), true);
                        let copied = self.over(copied, present.as_ref());
                        own.insert(key, copied);
                    }
                    (Some(other), None) => {
                        let shown = super::quote::go(&key.to_str());
                        let message =
                            format!("Conflict: cannot merge map onto non-map for {shown}. Skipping.");
                        self.warn(message, other.clone());
                    }
                }
            } else if present_table.is_some() {
                self.warn(format!("key {} is table. Skipping", key.to_str()), value);
            } else {
                let value = self.over(value, present.as_ref());
                own.insert(key, value);
            }
        }
        dest.insert(Text::unknown(GLOBAL), own_value);
    }

    /// A chart's default values under `values`. (`coalesceValues`)
    fn chart_values(&mut self, node: &Rc<Node<'_>>, values: &Map, path: Path<'_>, merge: bool) {
        let (name, children) = (node.name(), node.children());
        let path = path.then(&name);
        // since 4.2.0 a null among the defaults is as if it were not there
        let drops_nulls = !merge && self.helm >= HelmVersion::V4_3;
        let defaults = copy_map(&node.values.borrow());
        for (key, default) in defaults.to_entries() {
            let Some(value) = values.get(key.as_bytes()) else {
                if drops_nulls {
                    match &default.data {
                        Data::Nil => continue,
                        Data::Map(map) => drop_nulls(map),
                        _ => {}
                    }
                }
                values.insert(key, default);
                continue;
            };
            if value.is_nil() && !merge {
                values.remove(key.as_bytes());
                continue;
            }
            let Some(table) = value.as_map() else {
                self.record(values, &key, &value, &default);
                continue;
            };
            let key_name = key.to_str();
            let Some(lower) = default.as_map() else {
                if !default.is_nil() {
                    let message =
                        format!("warning: skipped value for {}: Not a table.", path.then(&key_name));
                    self.warn(message, default);
                }
                continue;
            };
            let is_chart = children.iter().any(|child| *child.meta.name.borrow() == *key_name);
            if drops_nulls && !is_chart {
                drop_nulls(lower);
            }
            self.tables(table, lower, path.then(&key_name), merge || is_chart);
            self.record(values, &key, &value, &default);
        }
    }

    /// `lower` under `values`. (`coalesceTablesFullKey`)
    fn tables(&mut self, values: &Map, lower: &Map, path: Path<'_>, merge: bool) {
        if values.is_same(lower) {
            return;
        }
        let knows_defaults = self.helm > HelmVersion::V3_17;
        let mut defaults: Vec<(Text, Value, bool)> = lower
            .to_entries()
            .into_iter()
            .map(|(key, value)| {
                let counts = !value.is_nil();
                (key, value, counts)
            })
            .collect();
        if knows_defaults {
            for (key, value, _) in &mut defaults {
                if values.get(key.as_bytes()).is_some_and(|own| own.is_nil()) {
                    *value = Value::NIL.with_origin(value.origin);
                }
            }
            // the nulls are written into the lower table too, which may be shared
            for (key, own) in values.to_entries() {
                if own.is_nil() {
                    lower.insert(key, own);
                }
            }
        }
        for (key, default, counts) in defaults {
            let Some(value) = values.get(key.as_bytes()) else {
                values.insert(key, default);
                continue;
            };
            if value.is_nil() && !merge && (counts || !knows_defaults) {
                values.remove(key.as_bytes());
                continue;
            }
            let name = key.to_str();
            let at = path.then(&name);
            match (value.as_map(), default.as_map()) {
                (Some(table), Some(below)) => self.tables(table, below, at, merge),
                (None, Some(_)) => {
                    let shown = shown(&default);
                    let message =
                        format!("warning: cannot overwrite table with non table for {at} ({shown})");
                    self.warn(message, value.clone());
                }
                (Some(_), None) if !default.is_nil() => {
                    let shown = shown(&default);
                    let message = format!(
                        "warning: destination for {at} is a table. Ignoring non-table value ({shown})"
                    );
                    self.warn(message, default.clone());
                }
                _ => {}
            }
            self.record(values, &key, &value, &default);
        }
    }

    fn warn(&mut self, message: String, dropped: Value) {
        if self.record {
            self.warnings.push(Warning { message, dropped });
        }
    }

    /// Writes down that `value` of `values` overrides `lower`.
    fn record(&mut self, values: &Map, key: &Text, value: &Value, lower: &Value) {
        if self.record
            && let Some(value) = shadow::over(self.origins, self.layers, value, lower)
            && let Some(own) = values.borrow_mut().get_mut(key.as_bytes())
        {
            *own = value;
        }
    }

    fn over(&mut self, value: Value, lower: Option<&Value>) -> Value {
        let lower = lower.filter(|_| self.record);
        let copied = lower.and_then(|lower| shadow::over(self.origins, self.layers, &value, lower));
        copied.unwrap_or(value)
    }
}

/// A copy that shares nothing. (`copystructure.Copy`)
pub(super) fn copy_map(map: &Map) -> Map {
    let entries = map.borrow();
    let entries = entries.iter().map(|(key, value)| (key.clone(), copy(value))).collect();
    Map::with(map.kind(), entries)
}

fn copy(value: &Value) -> Value {
    let data = match &value.data {
        Data::Map(map) => Data::Map(copy_map(map)),
        Data::List(list) => Data::List(List::new(list.kind(), list.borrow().iter().map(copy).collect())),
        other => other.clone(),
    };
    Value { data, origin: value.origin }
}

/// (`cleanNilValues`)
fn drop_nulls(map: &Map) {
    for (key, value) in map.to_entries() {
        match &value.data {
            Data::Nil => {
                map.remove(key.as_bytes());
            }
            Data::Map(inner) => drop_nulls(inner),
            _ => {}
        }
    }
}

/// `%t` of what is no boolean, or is one.
fn as_bool_verb(value: &Value) -> String {
    match &value.data {
        Data::Nil => "%!t(<nil>)".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::List(list) => {
            let items: Vec<String> = list.borrow().iter().map(as_bool_verb).collect();
            format!("[{}]", items.join(" "))
        }
        Data::Map(map) => {
            let items: Vec<String> = map
                .borrow()
                .iter()
                .map(|(key, value)| format!("%!t(string={}):{}", key.to_str(), as_bool_verb(value)))
                .collect();
            format!("map[{}]", items.join(" "))
        }
        _ => format!("%!t({}={})", value.type_name(), shown(value)),
    }
}

/// `%v` of a value, as far as a warning needs it.
pub(super) fn shown(value: &Value) -> String {
    let mut out = String::new();
    show(&mut out, value);
    out
}

/// How much of a value a warning prints.
const MAX_SHOWN: usize = 400;

fn show(out: &mut String, value: &Value) {
    if out.len() > MAX_SHOWN {
        return;
    }
    match &value.data {
        Data::Nil => out.push_str("<nil>"),
        Data::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        // writing to a String cannot fail
        Data::Int(value, _) => _ = write!(out, "{value}"),
        Data::Float(value) => out.push_str(&crate::data::number::general(*value)),
        Data::String(text) | Data::Bytes(text) => out.push_str(&text.to_str()),
        Data::List(list) => {
            out.push('[');
            for (at, item) in list.borrow().iter().enumerate() {
                if at > 0 {
                    out.push(' ');
                }
                show(out, item);
            }
            out.push(']');
        }
        Data::Map(map) => {
            out.push_str("map[");
            for (at, (key, value)) in map.borrow().iter().enumerate() {
                if at > 0 {
                    out.push(' ');
                }
                _ = write!(out, "{}:", key.to_str());
                show(out, value);
            }
            out.push(']');
        }
        Data::Object(_) => {}
    }
}
