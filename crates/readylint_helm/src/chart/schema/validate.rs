//! Values held against compiled schemas. (`validator.go` of `github.com/santhosh-tekuri/jsonschema/v6`)
//!
//! It owns what each keyword demands. Go goes through the properties of an object in no order; here it is that of their
//! names.

use std::collections::{BTreeMap, BTreeSet};

use super::compile::{Additional, Dependent, Id, Schema, Schemas, Types};
use super::failure::{Failure, Kind, type_of};
use super::number::Number;
use crate::HelmVersion;
use crate::chart::json::{Json, Kind as JsonKind};
use crate::value::{Data, List, Map, Value};

/// A schema asks for more than we do.
pub(super) struct TooMuch;

/// How far schemas may lead through one another.
const MAX_DEPTH: usize = 128;
/// How many failures are written down.
const MAX_FAILURES: usize = 10_000;

/// What is wrong with `value`.
pub(super) fn validate(
    schemas: &Schemas<'_>,
    value: &Value,
    helm: HelmVersion,
    steps: &mut u64,
) -> Result<Vec<Failure>, TooMuch> {
    let is_old = helm == HelmVersion::V4_1;
    let mut run =
        Run { schemas, is_old, steps, failures: 0, path: Vec::new(), parents: Vec::new(), depth: 0 };
    Ok(match run.start(0, value)? {
        Ok(_) => Vec::new(),
        Err(failure) if matches!(failure.kind, Kind::Group) => failure.causes,
        Err(failure) => vec![failure],
    })
}

/// What a schema did not look at.
#[derive(Default)]
struct Unevaluated {
    properties: BTreeSet<String>,
    items: BTreeSet<usize>,
}

impl Unevaluated {
    fn of(schema: &Schema<'_>, value: &Value, is_asked: bool) -> Self {
        let mut all = Self::default();
        match &value.data {
            Data::Map(map)
                if schema.additional_properties.is_none()
                    && (is_asked || schema.unevaluated_properties.is_some()) =>
            {
                all.properties = map.borrow().keys().map(|key| key.to_str().into_owned()).collect();
            }
            Data::List(list) if is_asked || schema.unevaluated_items.is_some() => {
                let has_all = schema.items.is_some() || schema.additional_items.is_some();
                if !has_all {
                    all.items = (schema.prefix_items.len()..list.len()).collect();
                }
            }
            _ => {}
        }
        all
    }

    fn is_empty(&self) -> bool {
        self.properties.is_empty() && self.items.is_empty()
    }

    fn merge(&mut self, other: &Self) {
        self.properties.retain(|name| other.properties.contains(name));
        self.items.retain(|item| other.items.contains(item));
    }
}

type Verdict = Result<Result<Unevaluated, Failure>, TooMuch>;

/// The schemas that led here.
#[derive(Clone, Copy)]
struct Scope<'p> {
    schema: Id,
    /// Which value: schemas for the same one have the same number.
    value: usize,
    parent: Option<&'p Scope<'p>>,
}

impl Scope<'_> {
    fn is_cycle(&self) -> bool {
        let mut at = self.parent;
        while let Some(scope) = at {
            if scope.value != self.value {
                return false;
            }
            if scope.schema == self.schema {
                return true;
            }
            at = scope.parent;
        }
        false
    }
}

struct Run<'r> {
    /// Version 6.0.2 of the library counted items from the wrong one, and did not say whose property has a bad name.
    is_old: bool,
    schemas: &'r Schemas<'r>,
    steps: &'r mut u64,
    failures: usize,
    path: Vec<String>,
    parents: Vec<Value>,
    depth: usize,
}

/// One schema at one value.
struct Visit<'v, 's> {
    schema: &'v Schema<'s>,
    value: &'v Value,
    scope: Scope<'v>,
    /// Only whether it fits is asked.
    quiet: bool,
    unevaluated: Unevaluated,
    failures: Vec<Failure>,
}

impl<'r> Run<'r> {
    fn start(&mut self, schema: Id, value: &Value) -> Verdict {
        self.at(Scope { schema, value: 0, parent: None }, value, false, false)
    }

    fn at(&mut self, scope: Scope<'_>, value: &Value, quiet: bool, is_asked: bool) -> Verdict {
        *self.steps = self.steps.checked_sub(1).ok_or(TooMuch)?;
        let schemas: &'r Schemas<'r> = self.schemas;
        let schema = schemas.list.get(scope.schema).ok_or(TooMuch)?;
        if self.depth >= MAX_DEPTH {
            return Err(TooMuch);
        }
        self.depth += 1;
        let unevaluated = Unevaluated::of(schema, value, is_asked);
        let verdict = self.visit(Visit { schema, value, scope, quiet, unevaluated, failures: Vec::new() });
        self.depth -= 1;
        verdict
    }

    fn failure(&mut self, visit: &Visit<'_, '_>, kind: Kind) -> Failure {
        let value = Value::NIL;
        if visit.quiet {
            return Failure {
                kind: Kind::Group,
                path: Vec::new(),
                value,
                parents: Vec::new(),
                causes: Vec::new(),
            };
        }
        self.failures += 1;
        let (path, parents) = (self.path.clone(), self.parents.clone());
        Failure { kind, path, value: visit.value.clone(), parents, causes: Vec::new() }
    }

    fn add(&mut self, visit: &mut Visit<'_, '_>, kind: Kind) {
        let failure = self.failure(visit, kind);
        visit.failures.push(failure);
    }

    fn add_with(&mut self, visit: &mut Visit<'_, '_>, kind: Kind, causes: Vec<Failure>) {
        let failure = self.failure(visit, kind);
        visit.failures.push(Failure { causes, ..failure });
    }

    fn visit(&mut self, mut visit: Visit<'_, '_>) -> Verdict {
        let (schema, value) = (visit.schema, visit.value);
        if self.failures > MAX_FAILURES {
            return Err(TooMuch);
        }
        if let Some(fits) = schema.boolean {
            return Ok(if fits {
                Ok(visit.unevaluated)
            } else {
                Err(self.failure(&visit, Kind::FalseSchema))
            });
        }
        if visit.scope.is_cycle() {
            return Ok(Err(self.failure(&visit, Kind::ReferenceCycle)));
        }
        if let Some(kind) = first_demand(schema, value) {
            return Ok(Err(self.failure(&visit, kind)));
        }
        if let Some(reference) = schema.reference {
            let failed = self.reference(&mut visit, reference)?;
            if schema.draft < 2019 {
                return Ok(match failed {
                    Some(failure) => Err(failure),
                    None => Ok(visit.unevaluated),
                });
            }
            visit.failures.extend(failed);
        }
        match &value.data {
            Data::Map(map) => self.object(&mut visit, map)?,
            Data::List(list) => self.array(&mut visit, list)?,
            Data::String(text) => self.string(&mut visit, &text.to_str()),
            Data::Int(..) | Data::Float(_) => self.number(&mut visit, number(value)),
            _ => {}
        }
        if visit.failures.is_empty() || !visit.quiet {
            if schema.draft >= 2019 {
                self.dynamic_references(&mut visit)?;
            }
            self.combinations(&mut visit)?;
            if schema.draft >= 2019 {
                self.unevaluated(&mut visit)?;
            }
        }
        let mut failures = std::mem::take(&mut visit.failures);
        Ok(match failures.len() {
            0 => Ok(visit.unevaluated),
            1 => failures.pop().map_or(Ok(visit.unevaluated), Err),
            _ => {
                let group = self.failure(&visit, Kind::Group);
                Err(Failure { causes: failures, ..group })
            }
        })
    }

    /// Another schema for the same value. (`validateSelf`)
    fn same(
        &mut self,
        visit: &mut Visit<'_, '_>,
        schema: Id,
        quiet: bool,
    ) -> Result<Option<Failure>, TooMuch> {
        let scope = Scope { schema, value: visit.scope.value, parent: Some(&visit.scope) };
        let is_asked = !visit.unevaluated.is_empty();
        Ok(match self.at(scope, visit.value, visit.quiet || quiet, is_asked)? {
            Ok(unevaluated) => {
                visit.unevaluated.merge(&unevaluated);
                None
            }
            Err(failure) => Some(failure),
        })
    }

    /// A schema for a part of the value. (`validateVal`)
    fn part(
        &mut self,
        visit: &Visit<'_, '_>,
        schema: Id,
        part: &Value,
        step: String,
    ) -> Result<Option<Failure>, TooMuch> {
        let scope = Scope { schema, value: visit.scope.value + 1, parent: Some(&visit.scope) };
        self.path.push(step);
        self.parents.push(visit.value.clone());
        let verdict = self.at(scope, part, visit.quiet, false);
        self.path.pop();
        self.parents.pop();
        Ok(verdict?.err())
    }

    fn reference(&mut self, visit: &mut Visit<'_, '_>, schema: Id) -> Result<Option<Failure>, TooMuch> {
        let Some(failure) = self.same(visit, schema, false)? else { return Ok(None) };
        let reference = self.failure(visit, Kind::Reference);
        let causes = if matches!(failure.kind, Kind::Group) { failure.causes } else { vec![failure] };
        Ok(Some(Failure { causes, ..reference }))
    }

    fn dynamic_references(&mut self, visit: &mut Visit<'_, '_>) -> Result<(), TooMuch> {
        let schemas = self.schemas;
        let resource_of = |id: Id| schemas.list.get(id).map_or(0, |schema| schema.resource);
        if let Some(mut target) = visit.schema.recursive_ref {
            if schemas.list.get(target).is_some_and(|schema| schema.recursive_anchor) {
                let mut at = Some(&visit.scope);
                while let Some(scope) = at {
                    if schemas.recursive_anchors.get(resource_of(scope.schema)) == Some(&true) {
                        target = scope.schema;
                    }
                    at = scope.parent;
                }
            }
            let failed = self.reference(visit, target)?;
            visit.failures.extend(failed);
        }
        if let Some((first, anchor)) = &visit.schema.dynamic_ref {
            let mut target = *first;
            let own = schemas.list.get(target).and_then(|schema| schema.dynamic_anchor);
            if let Some(anchor) = anchor.as_deref().filter(|anchor| own == Some(*anchor)) {
                let mut at = Some(&visit.scope);
                while let Some(scope) = at {
                    let anchors = schemas.dynamic_anchors.get(resource_of(scope.schema));
                    if let Some(found) = anchors.and_then(|anchors| anchors.get(anchor)) {
                        target = *found;
                    }
                    at = scope.parent;
                }
            }
            let failed = self.reference(visit, target)?;
            visit.failures.extend(failed);
        }
        Ok(())
    }

    fn object(&mut self, visit: &mut Visit<'_, '_>, map: &Map) -> Result<(), TooMuch> {
        let schema = visit.schema;
        let entries: BTreeMap<String, Value> =
            map.borrow().iter().map(|(key, value)| (key.to_str().into_owned(), value.clone())).collect();
        let got = entries.len();
        if let Some(want) = schema.min_properties.filter(|want| got < *want) {
            self.add(visit, Kind::MinProperties { got, want });
        }
        if let Some(want) = schema.max_properties.filter(|want| got > *want) {
            self.add(visit, Kind::MaxProperties { got, want });
        }
        if let Some(missing) = missing(&entries, &schema.required) {
            self.add(visit, Kind::Required { missing });
        }
        for (name, dependent) in &schema.dependencies {
            if !entries.contains_key(*name) {
                continue;
            }
            match dependent {
                Dependent::Properties(required) => self.dependency(visit, &entries, name, required),
                Dependent::Schema(target) => {
                    let failed = self.same(visit, *target, false)?;
                    visit.failures.extend(failed);
                }
            }
        }
        self.properties(visit, &entries)?;
        if schema.draft == 4 {
            return Ok(());
        }
        if let Some(names) = schema.property_names {
            for name in entries.keys() {
                self.property_name(visit, names, name)?;
            }
        }
        for (name, target) in &schema.dependent_schemas {
            if entries.contains_key(*name) {
                let failed = self.same(visit, *target, false)?;
                visit.failures.extend(failed);
            }
        }
        for (name, required) in &schema.dependent_required {
            if entries.contains_key(*name) {
                self.dependency(visit, &entries, name, required);
            }
        }
        Ok(())
    }

    fn dependency(
        &mut self,
        visit: &mut Visit<'_, '_>,
        entries: &BTreeMap<String, Value>,
        name: &str,
        required: &[&str],
    ) {
        if let Some(missing) = missing(entries, required) {
            self.add(visit, Kind::Dependency { name: name.to_owned(), missing });
        }
    }

    fn properties(
        &mut self,
        visit: &mut Visit<'_, '_>,
        entries: &BTreeMap<String, Value>,
    ) -> Result<(), TooMuch> {
        let schema = visit.schema;
        let mut names = Vec::new();
        for (name, value) in entries {
            if visit.quiet && !visit.failures.is_empty() {
                return Ok(());
            }
            let mut targets: Vec<Id> = schema.properties.get(name.as_str()).copied().into_iter().collect();
            for (pattern, target) in &schema.patterns {
                *self.steps = self.steps.checked_sub(1).ok_or(TooMuch)?;
                targets.extend(pattern.is_match(name).then_some(*target));
            }
            let mut is_evaluated = !targets.is_empty();
            if !is_evaluated && let Some(additional) = schema.additional_properties {
                is_evaluated = true;
                match additional {
                    Additional::Bool(true) => {}
                    Additional::Bool(false) => names.push(name.clone()),
                    Additional::Schema(target) => targets.push(target),
                }
            }
            for target in targets {
                let failed = self.part(visit, target, value, name.clone())?;
                visit.failures.extend(failed);
            }
            if is_evaluated {
                visit.unevaluated.properties.remove(name);
            }
        }
        if !names.is_empty() {
            self.add(visit, Kind::AdditionalProperties { names });
        }
        Ok(())
    }

    /// A name is a value of its own, that lies nowhere.
    fn property_name(&mut self, visit: &mut Visit<'_, '_>, schema: Id, name: &str) -> Result<(), TooMuch> {
        let (path, parents) = (std::mem::take(&mut self.path), std::mem::take(&mut self.parents));
        let value = Value::unknown(name).with_origin(visit.value.origin);
        let verdict = self.start(schema, &value);
        (self.path, self.parents) = (path, parents);
        let Err(failure) = verdict? else { return Ok(()) };
        let causes = if matches!(failure.kind, Kind::Group) { failure.causes } else { vec![failure] };
        self.add_with(visit, Kind::PropertyName { name: name.to_owned() }, causes);
        if let Some(failure) = visit.failures.last_mut().filter(|_| self.is_old) {
            failure.path.clear();
        }
        Ok(())
    }

    fn array(&mut self, visit: &mut Visit<'_, '_>, list: &List) -> Result<(), TooMuch> {
        let (schema, items) = (visit.schema, list.to_vec());
        let got = items.len();
        if let Some(want) = schema.min_items.filter(|want| got < *want) {
            self.add(visit, Kind::MinItems { got, want });
        }
        if let Some(want) = schema.max_items.filter(|want| got > *want) {
            self.add(visit, Kind::MaxItems { got, want });
        }
        if schema.unique_items
            && let Some((one, two)) = self.duplicates(&items)?
        {
            self.add(visit, Kind::UniqueItems { one, two });
        }
        let first = schema.prefix_items.len().min(got);
        for (at, (target, item)) in schema.prefix_items.iter().zip(&items).enumerate() {
            let failed = self.part(visit, *target, item, at.to_string())?;
            visit.failures.extend(failed);
        }
        let rest = match (schema.items, schema.additional_items) {
            (Some(target), _) | (None, Some(Additional::Schema(target))) => Some(target),
            (None, Some(Additional::Bool(false))) if first != got => {
                self.add(visit, Kind::AdditionalItems { count: got - first });
                None
            }
            _ => None,
        };
        if let Some(target) = rest {
            for (at, item) in items.iter().enumerate().skip(first) {
                let shown = if self.is_old { at - first } else { at };
                let failed = self.part(visit, target, item, shown.to_string())?;
                visit.failures.extend(failed);
            }
        }
        self.contains(visit, &items)
    }

    fn contains(&mut self, visit: &mut Visit<'_, '_>, items: &[Value]) -> Result<(), TooMuch> {
        let schema = visit.schema;
        let Some(target) = schema.contains else { return Ok(()) };
        let (mut causes, mut got) = (Vec::new(), Vec::new());
        for (at, item) in items.iter().enumerate() {
            match self.part(visit, target, item, at.to_string())? {
                Some(failure) => causes.push(failure),
                None => {
                    got.push(at);
                    if schema.draft >= 2020 {
                        visit.unevaluated.items.remove(&at);
                    }
                }
            }
        }
        match schema.min_contains {
            Some(want) if got.len() < want => {
                self.add_with(visit, Kind::MinContains { got: got.clone(), want }, causes);
            }
            None if got.is_empty() => self.add_with(visit, Kind::Contains, causes),
            _ => {}
        }
        if let Some(want) = schema.max_contains.filter(|want| got.len() > *want) {
            self.add(visit, Kind::MaxContains { got, want });
        }
        Ok(())
    }

    /// The first item that is there before, and where.
    fn duplicates(&mut self, items: &[Value]) -> Result<Option<(usize, usize)>, TooMuch> {
        for (two, item) in items.iter().enumerate() {
            for (one, earlier) in items.iter().enumerate().take(two) {
                *self.steps = self.steps.checked_sub(1).ok_or(TooMuch)?;
                if equal(item, earlier) {
                    return Ok(Some((one, two)));
                }
            }
        }
        Ok(None)
    }

    fn string(&mut self, visit: &mut Visit<'_, '_>, text: &str) {
        let schema = visit.schema;
        let got = text.chars().count();
        if let Some(want) = schema.min_length.filter(|want| got < *want) {
            self.add(visit, Kind::MinLength { got, want });
        }
        if let Some(want) = schema.max_length.filter(|want| got > *want) {
            self.add(visit, Kind::MaxLength { got, want });
        }
        if let Some((pattern, want)) = &schema.pattern
            && !pattern.is_match(text)
        {
            let (got, want) = (text.to_owned(), (*want).to_owned());
            self.add(visit, Kind::Pattern { got, want });
        }
    }

    fn number(&mut self, visit: &mut Visit<'_, '_>, got: Number) {
        let schema = visit.schema;
        if let Some(want) = schema.minimum.filter(|want| got.compare(*want).is_lt()) {
            self.add(visit, Kind::Minimum { got, want });
        }
        if let Some(want) = schema.maximum.filter(|want| got.compare(*want).is_gt()) {
            self.add(visit, Kind::Maximum { got, want });
        }
        if let Some(want) = schema.exclusive_minimum.filter(|want| got.compare(*want).is_le()) {
            self.add(visit, Kind::ExclusiveMinimum { got, want });
        }
        if let Some(want) = schema.exclusive_maximum.filter(|want| got.compare(*want).is_ge()) {
            self.add(visit, Kind::ExclusiveMaximum { got, want });
        }
        if let Some(want) = schema.multiple_of.filter(|want| !got.is_multiple_of(*want)) {
            self.add(visit, Kind::MultipleOf { got, want });
        }
    }

    /// `not`, `allOf`, `anyOf`, `oneOf`, `if`. (`condValidate`)
    fn combinations(&mut self, visit: &mut Visit<'_, '_>) -> Result<(), TooMuch> {
        let schema = visit.schema;
        if let Some(target) = schema.not
            && self.same(visit, target, true)?.is_none()
        {
            self.add(visit, Kind::Not);
        }
        let mut causes = Vec::new();
        for target in &schema.all_of {
            causes.extend(self.same(visit, *target, false)?);
            if visit.quiet && !causes.is_empty() {
                break;
            }
        }
        if !causes.is_empty() {
            self.add_with(visit, Kind::AllOf, causes);
        }
        self.any_of(visit)?;
        self.one_of(visit)?;
        let Some(condition) = schema.condition else { return Ok(()) };
        let fits = self.same(visit, condition, true)?.is_none();
        if let Some(target) = if fits { schema.then } else { schema.otherwise }
            && let Some(failure) = self.same(visit, target, false)?
        {
            self.add_with(visit, Kind::Condition { then: fits }, vec![failure]);
        }
        Ok(())
    }

    fn any_of(&mut self, visit: &mut Visit<'_, '_>) -> Result<(), TooMuch> {
        let schema = visit.schema;
        let (mut causes, mut fits) = (Vec::new(), schema.any_of.is_empty());
        for target in &schema.any_of {
            match self.same(visit, *target, false)? {
                Some(failure) => causes.push(failure),
                None => {
                    fits = true;
                    if visit.unevaluated.is_empty() {
                        break;
                    }
                }
            }
        }
        if !fits {
            self.add_with(visit, Kind::AnyOf, causes);
        }
        Ok(())
    }

    fn one_of(&mut self, visit: &mut Visit<'_, '_>) -> Result<(), TooMuch> {
        let schema = visit.schema;
        let (mut causes, mut matched) = (Vec::new(), None);
        for (at, target) in schema.one_of.iter().enumerate() {
            match (self.same(visit, *target, matched.is_some())?, matched) {
                (None, None) => matched = Some(at),
                (None, Some(first)) => {
                    self.add(visit, Kind::OneOf { matched: Some((first, at)) });
                    break;
                }
                (Some(failure), None) => causes.push(failure),
                (Some(_), Some(_)) => {}
            }
        }
        if matched.is_none() && !schema.one_of.is_empty() {
            self.add_with(visit, Kind::OneOf { matched: None }, causes);
        }
        Ok(())
    }

    fn unevaluated(&mut self, visit: &mut Visit<'_, '_>) -> Result<(), TooMuch> {
        let (schema, value) = (visit.schema, visit.value);
        if let (Some(target), Data::Map(map)) = (schema.unevaluated_properties, &value.data) {
            for name in std::mem::take(&mut visit.unevaluated.properties) {
                let Some(part) = map.get(&name) else { continue };
                let failed = self.part(visit, target, &part, name)?;
                visit.failures.extend(failed);
            }
        }
        if let (Some(target), Data::List(list)) = (schema.unevaluated_items, &value.data) {
            for at in std::mem::take(&mut visit.unevaluated.items) {
                let Some(part) = list.get(at) else { continue };
                let failed = self.part(visit, target, &part, at.to_string())?;
                visit.failures.extend(failed);
            }
        }
        Ok(())
    }
}

/// What fails at once, before any part is looked at: type, `const`, `enum`, `format`.
fn first_demand(schema: &Schema<'_>, value: &Value) -> Option<Kind> {
    let own = type_of(value);
    if let Some(types) = schema.types {
        let is_integer = own == Types::NUMBER && number(value).is_integer();
        if !(types.has(own) || types.has(Types::INTEGER) && is_integer) {
            let got = own.names().first().copied().unwrap_or_default();
            let written = schema.type_names.iter().map(|name| (*name).to_owned()).collect();
            return Some(Kind::Type { got, want: types.names(), written });
        }
    }
    if let Some(want) = schema.constant.filter(|want| !is(value, want)) {
        return Some(Kind::Const { want: want.clone() });
    }
    if let Some(options) = schema.options.filter(|options| !options.iter().any(|option| is(value, option))) {
        return Some(Kind::Enum { want: options.to_vec() });
    }
    if let (Some(format), Data::String(text)) = (schema.format, &value.data) {
        let got = text.to_str();
        if let Err(why) = format.check(&got) {
            return Some(Kind::Format { got: got.into_owned(), name: format.name(), why });
        }
    }
    None
}

fn missing(entries: &BTreeMap<String, Value>, required: &[&str]) -> Option<Vec<String>> {
    let missing = required.iter().filter(|name| !entries.contains_key(**name));
    let missing: Vec<String> = missing.map(|name| (*name).to_owned()).collect();
    (!missing.is_empty()).then_some(missing)
}

#[expect(clippy::cast_precision_loss, reason = "JSON numbers of that size are floats everywhere")]
fn number(value: &Value) -> Number {
    Number::new(match value.data {
        Data::Int(value, _) => value as f64,
        Data::Float(value) => value,
        _ => 0.0,
    })
}

/// Whether a value is what a schema says.
fn is(value: &Value, json: &Json) -> bool {
    match (&value.data, &json.kind) {
        (Data::Nil, JsonKind::Null) => true,
        (Data::Bool(one), JsonKind::Bool(two)) => one == two,
        (Data::Int(..) | Data::Float(_), JsonKind::Number(text)) => {
            text.parse().is_ok_and(|other: f64| number(value).compare(Number::new(other)).is_eq())
        }
        (Data::String(one), JsonKind::String(two)) => one.as_bytes() == two.as_bytes(),
        (Data::List(one), JsonKind::Array(two)) => {
            let one = one.borrow();
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| is(one, two))
        }
        (Data::Map(one), JsonKind::Object(two)) => {
            let one = one.borrow();
            one.len() == two.len()
                && two.iter().all(|(key, (_, two))| one.get(key.as_bytes()).is_some_and(|one| is(one, two)))
        }
        _ => false,
    }
}

fn equal(one: &Value, two: &Value) -> bool {
    match (&one.data, &two.data) {
        (Data::Nil, Data::Nil) => true,
        (Data::Bool(one), Data::Bool(two)) => one == two,
        (Data::Int(..) | Data::Float(_), Data::Int(..) | Data::Float(_)) => {
            number(one).compare(number(two)).is_eq()
        }
        (Data::String(one), Data::String(two)) => one == two,
        (Data::List(one), Data::List(two)) => {
            let (one, two) = (one.borrow(), two.borrow());
            one.len() == two.len() && one.iter().zip(two.iter()).all(|(one, two)| equal(one, two))
        }
        (Data::Map(one), Data::Map(two)) => {
            let (one, two) = (one.borrow(), two.borrow());
            let mut pairs = one.iter().zip(two.iter());
            one.len() == two.len() && pairs.all(|((key, one), (other, two))| key == other && equal(one, two))
        }
        _ => false,
    }
}
