//! Fields, keys and methods after a dot (`text/template/exec.go`, `evalFieldChain`, `evalField`).

use super::call::Signature;
use super::interpreter::Fail;
use super::methods;
use super::run::{At, Run};
use super::slot::Slot;
use crate::function::FunctionError;
use crate::provenance::{Origin, Text};
use crate::template::ast::{Expression, ExpressionKind, Name};
use crate::value::{Data, Map, MapType, Value};

impl<'t> Run<'_, '_, 't> {
    /// `.a.b.c` of `receiver`; the last name gets the arguments.
    pub(super) fn chain_of_fields(
        &mut self,
        dot: &Slot,
        mut receiver: Slot,
        expression: &'t Expression,
        names: &'t [Name],
        arguments: &'t [Expression],
        last: Option<Slot>,
    ) -> Result<Slot, Fail> {
        let Some((end, before)) = names.split_last() else { return Ok(receiver) };
        for (index, name) in before.iter().enumerate() {
            receiver = self.field(dot, expression, index, &name.name, &[], None, &receiver)?;
        }
        let value = self.field(dot, expression, before.len(), &end.name, arguments, last, &receiver)?;
        self.has_read(&value.value);
        Ok(value)
    }

    #[expect(clippy::too_many_arguments, reason = "as many as Go's, and each is another thing")]
    fn field(
        &mut self,
        dot: &Slot,
        expression: &'t Expression,
        index: usize,
        name: &str,
        arguments: &'t [Expression],
        last: Option<Slot>,
        receiver: &Slot,
    ) -> Result<Slot, Fail> {
        if !receiver.is_valid() {
            return Ok(Slot::INVALID);
        }
        if receiver.value.is_nil() {
            return Err(self.fail(format!("nil pointer evaluating interface {{}}.{name}")));
        }
        if let Some(method) = methods::find(receiver, name) {
            return self.method(dot, expression, &receiver.value, method, arguments, last);
        }
        let has_arguments = arguments.len() > 1 || last.is_some();
        match &receiver.value.data {
            Data::Map(map) => {
                if has_arguments {
                    return Err(self.fail(format!("{name} is not a method but has arguments")));
                }
                Ok(self.key(map, expression, index, name, &receiver.value))
            }
            Data::Object(object) => match object.field(name) {
                _ if methods::is_unexported(object, name) => {
                    let kind = receiver.type_name();
                    Err(self.fail(format!("{name} is an unexported field of struct type {kind}")))
                }
                Some(_) if has_arguments => {
                    Err(self.fail(format!("{name} has arguments but cannot be invoked as function")))
                }
                Some(value) => Ok(Slot { is_field: true, ..Slot::of(value) }),
                None => Err(self.no_field(name, receiver)),
            },
            _ => Err(self.no_field(name, receiver)),
        }
    }

    fn no_field(&mut self, name: &str, receiver: &Slot) -> Fail {
        self.fail(format!("can't evaluate field {name} in type {}", receiver.type_name()))
    }

    /// The value of a key; of a missing one, the zero value (Helm's `missingkey=zero`).
    fn key(
        &mut self,
        map: &Map,
        expression: &Expression,
        index: usize,
        name: &str,
        receiver: &Value,
    ) -> Slot {
        let value = map.get(name);
        if value.as_ref().is_none_or(Value::is_nil) {
            self.has_missed(expression, index, name, receiver);
        }
        match (map.kind(), value) {
            (MapType::Any | MapType::Values { .. }, Some(value)) => Slot::boxed(value),
            (MapType::Any | MapType::Values { .. }, None) => Slot::NIL,
            (_, Some(value)) => Slot::of(value),
            (MapType::Strings, None) => Slot::of(Value::unknown("")),
            (MapType::Files, None) => {
                let empty = Text::unknown("");
                Slot::of(Value::new(Data::Bytes(empty), crate::provenance::OriginId::NONE))
            }
        }
    }

    fn method(
        &mut self,
        dot: &Slot,
        expression: &'t Expression,
        receiver: &Value,
        method: methods::Found,
        arguments: &'t [Expression],
        last: Option<Slot>,
    ) -> Result<Slot, Fail> {
        self.step(1)?;
        let signature = Signature { name: method.name, parameters: method.parameters, variadic: None };
        let arguments = arguments.get(1..).unwrap_or_default();
        self.check_count(&signature, arguments.len(), last.is_some())?;
        let values = self.arguments(dot, &signature, arguments, last)?;
        let result: Result<Value, FunctionError> =
            methods::call(&mut self.call_context(), method, receiver, &values);
        match result {
            Ok(value) => Ok(Slot::of(value)),
            Err(error) => Err(self.refused(At::Expression(expression), method.name, &error)),
        }
    }

    // What conditions read

    /// A condition that is being evaluated has read this.
    pub(super) fn has_read(&mut self, value: &Value) {
        let Some(reads) = self.engine.reads.last_mut() else { return };
        match &value.data {
            Data::String(text) => text.origins().for_each(|origin| reads.origin(origin)),
            _ => reads.origin(value.origin),
        }
    }

    /// It has read what is not there: the path is that of the names, or of where the map was written.
    fn has_missed(&mut self, expression: &Expression, index: usize, name: &str, receiver: &Value) {
        if self.engine.reads.is_empty() {
            return;
        }
        let names: &[Name] = match &expression.kind {
            ExpressionKind::Field(names) => names,
            ExpressionKind::Variable { name, fields } if &**name == "$" => fields,
            _ => &[],
        };
        let path = match names.first() {
            Some(first) if matches!(&*first.name, "Values" | "Release" | "Chart" | "Capabilities") => {
                let names: Vec<&str> = names.iter().take(index + 1).map(|name| &*name.name).collect();
                format!(".{}", names.join("."))
            }
            _ => {
                let origins = &self.engine.shared.origins;
                let Origin::Value(node) = origins.get(receiver.origin) else { return };
                format!(".Values.{}.{name}", origins.path(*node))
            }
        };
        if let Some(reads) = self.engine.reads.last_mut() {
            reads.missing(&path);
        }
    }
}
