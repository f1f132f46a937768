//! Calls of functions and methods: the check of arguments and what comes back (`text/template/exec.go`, `evalCall`,
//! `validateType`).

use super::interpreter::{CallFailure, Fail};
use super::run::{At, Run};
use super::slot::Slot;
use crate::function::{self, Call, Engine, Function, FunctionError, Parameter, Run as Kind};
use crate::provenance::Text;
use crate::template::ast::Expression;
use crate::value::{Data, ListType, MapType, Object, Value};

/// What is called: its name and parameters.
#[derive(Clone, Copy)]
pub(super) struct Signature<'c> {
    pub(super) name: &'c str,
    pub(super) parameters: &'static [Parameter],
    pub(super) variadic: Option<Parameter>,
}

impl Signature<'_> {
    fn parameter(&self, index: usize) -> Parameter {
        self.parameters.get(index).copied().or(self.variadic).unwrap_or(Parameter::Any)
    }
}

impl Parameter {
    /// Its Go type in errors.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Any => "interface {}",
            Self::Reflect => "reflect.Value",
            Self::String => "string",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Int64 => "int64",
            Self::Uint32 => "uint32",
            Self::Float64 => "float64",
            Self::Bytes => "[]uint8",
            Self::Map => "map[string]interface {}",
            Self::List => "[]interface {}",
            Self::Strings => "[]string",
            Self::Time => "time.Time",
            Self::Named(name) => name,
        }
    }

    /// Whether nil can be handed over for it (`canBeNil`).
    pub(super) fn can_be_nil(self) -> bool {
        match self {
            Self::Any | Self::Reflect | Self::Bytes | Self::Map | Self::List | Self::Strings => true,
            Self::Named(name) => name.starts_with('*') || name == "io.Writer",
            Self::String
            | Self::Bool
            | Self::Int
            | Self::Int64
            | Self::Uint32
            | Self::Float64
            | Self::Time => false,
        }
    }

    /// Whether a value of this type is assignable to it (Go's rules; `reflect.Type.AssignableTo`).
    fn accepts(self, value: &Value) -> bool {
        match (self, &value.data) {
            (Self::Any | Self::Reflect, _)
            | (Self::String, Data::String(_))
            | (Self::Bool, Data::Bool(_))
            | (Self::Float64, Data::Float(_))
            | (Self::Bytes, Data::Bytes(_))
            | (Self::Time, Data::Object(Object::Time { .. })) => true,
            (Self::Int, Data::Int(_, kind)) => kind.name() == "int",
            (Self::Int64, Data::Int(_, kind)) => kind.name() == "int64",
            (Self::Map, Data::Map(map)) => matches!(map.kind(), MapType::Any | MapType::Values { .. }),
            (Self::List, Data::List(list)) => list.kind() == ListType::Any,
            (Self::Strings, Data::List(list)) => {
                matches!(list.kind(), ListType::Strings | ListType::VersionSet { .. })
            }
            (Self::Named(name), _) => value.type_name() == name,
            _ => false,
        }
    }
}

impl<'t> Run<'_, '_, 't> {
    /// A function by name (`evalFunction`). `node` is what its own errors are about.
    pub(super) fn function(
        &mut self,
        dot: &Slot,
        name: &str,
        node: At<'t>,
        arguments: &'t [Expression],
        last: Option<Slot>,
    ) -> Result<Slot, Fail> {
        let Some(function) = function::find(name) else {
            return Err(self.fail(format!("\"{name}\" is not a defined function")));
        };
        self.step(1)?;
        let arguments = arguments.get(1..).unwrap_or_default();
        let signature =
            Signature { name: function.name, parameters: function.parameters, variadic: function.variadic };
        self.check_count(&signature, arguments.len(), last.is_some())?;
        match function.run {
            Kind::Engine(Engine::And) => self.first_with(dot, false, arguments, last),
            Kind::Engine(Engine::Or) => self.first_with(dot, true, arguments, last),
            Kind::Engine(Engine::Len) => {
                let slot = match (arguments.first(), last) {
                    (Some(argument), _) => self.argument(dot, Parameter::Reflect, argument)?,
                    (None, Some(last)) => last,
                    (None, None) => Slot::INVALID,
                };
                self.length(&slot, node)
            }
            Kind::Engine(Engine::Call) => {
                let callee = match (arguments.first(), &last) {
                    (Some(argument), _) => self.shown_expression(argument),
                    (None, Some(last)) => reflect_string(&last.value),
                    (None, None) => String::new(),
                };
                let values = self.arguments(dot, &signature, arguments, last)?;
                let words = match values.first() {
                    Some(Value { data: Data::Nil, .. }) | None => "call of nil".to_owned(),
                    Some(value) => format!("non-function {callee} of type {}", value.type_name()),
                };
                Err(self.refused(node, "call", &FunctionError::new(words)))
            }
            Kind::Engine(Engine::Include) => {
                let values = self.arguments(dot, &signature, arguments, last)?;
                self.include(node, &values)
            }
            Kind::Engine(Engine::Tpl) => {
                let values = self.arguments(dot, &signature, arguments, last)?;
                self.tpl(node, &values)
            }
            Kind::Plain(_) => {
                let values = self.arguments(dot, &signature, arguments, last)?;
                self.plain(function, node, &values)
            }
        }
    }

    /// The number of arguments (`evalCall`).
    pub(super) fn check_count(
        &mut self,
        signature: &Signature<'_>,
        given: usize,
        has_last: bool,
    ) -> Result<(), Fail> {
        let count = given + usize::from(has_last);
        let fixed = signature.parameters.len();
        let name = signature.name;
        if signature.variadic.is_some() {
            if count < fixed {
                let words = format!("wrong number of args for {name}: want at least {fixed} got {given}");
                return Err(self.fail(words));
            }
        } else if count != fixed {
            return Err(self.fail(format!("wrong number of args for {name}: want {fixed} got {count}")));
        }
        Ok(())
    }

    /// The arguments, each checked, with the value of the command before as the last one.
    pub(super) fn arguments(
        &mut self,
        dot: &Slot,
        signature: &Signature<'_>,
        arguments: &'t [Expression],
        last: Option<Slot>,
    ) -> Result<Vec<Value>, Fail> {
        let mut values = Vec::with_capacity(arguments.len() + 1);
        for (index, argument) in arguments.iter().enumerate() {
            values.push(self.argument(dot, signature.parameter(index), argument)?.value);
        }
        if let Some(last) = last {
            values.push(self.validate(last, signature.parameter(values.len()))?.value);
        }
        Ok(values)
    }

    /// Whether a value can be an argument (`validateType`).
    pub(super) fn validate(&mut self, slot: Slot, parameter: Parameter) -> Result<Slot, Fail> {
        if !slot.is_valid() {
            if parameter.can_be_nil() {
                return Ok(slot);
            }
            return Err(self.fail(format!("invalid value; expected {}", parameter.name())));
        }
        if parameter == Parameter::Reflect || parameter == Parameter::Any {
            return Ok(slot);
        }
        if !slot.value.is_nil() && parameter.accepts(&slot.value) {
            return Ok(slot);
        }
        let got = if slot.value.is_nil() { "interface {}" } else { slot.value.type_name() };
        Err(self.fail(format!("wrong type for value; expected {}; got {got}", parameter.name())))
    }

    /// `and`, `or`: the first argument whose truth is `stops_at`, else the last one.
    fn first_with(
        &mut self,
        dot: &Slot,
        stops_at: bool,
        arguments: &'t [Expression],
        last: Option<Slot>,
    ) -> Result<Slot, Fail> {
        let mut value = Slot::INVALID;
        for argument in arguments {
            value = self.argument(dot, Parameter::Reflect, argument)?;
            if value.value.is_true() == stops_at {
                return Ok(value);
            }
        }
        Ok(last.unwrap_or(value))
    }

    /// `len`, which tells nil from no value at all (`text/template/funcs.go`, `length`).
    fn length(&mut self, slot: &Slot, node: At<'t>) -> Result<Slot, Fail> {
        let length = match &slot.value.data {
            Data::String(text) | Data::Bytes(text) => text.len(),
            Data::List(list) => list.len(),
            Data::Map(map) => map.len(),
            Data::Nil => {
                let words = if slot.is_boxed {
                    "len of nil pointer"
                } else {
                    "reflect: call of reflect.Value.Type on zero Value"
                };
                return Err(self.refused(node, "len", &FunctionError::new(words)));
            }
            Data::Object(object) => {
                let words = format!("len of type {}", object.type_name().trim_start_matches('*'));
                return Err(self.refused(node, "len", &FunctionError::new(words)));
            }
            Data::Bool(_) | Data::Int(..) | Data::Float(_) => {
                let words = format!("len of type {}", slot.value.type_name());
                return Err(self.refused(node, "len", &FunctionError::new(words)));
            }
        };
        let mut call = self.call_context();
        let origin = call.opaque("len", std::slice::from_ref(&slot.value));
        Ok(Slot::of(Value::int(i64::try_from(length).unwrap_or(i64::MAX)).with_origin(origin)))
    }

    /// What a function may use.
    pub(super) fn call_context(&mut self) -> Call<'_> {
        let is_on = self.engine.shared.origins.is_on();
        let at = if is_on { self.span(self.call) } else { None };
        let shared = &mut self.engine.shared;
        Call {
            origins: &mut *shared.origins,
            at,
            helm: shared.helm,
            meter: &mut *shared.meter,
            state: &mut *shared.state,
        }
    }

    /// Runs a function that needs no templates.
    fn plain(&mut self, function: &'static Function, node: At<'t>, values: &[Value]) -> Result<Slot, Fail> {
        let Kind::Plain(run) = function.run else { return Ok(Slot::INVALID) };
        match run(&mut self.call_context(), values) {
            Ok(value) if value.is_nil() => Ok(Slot::boxed(value)),
            Ok(value) => Ok(Slot::of(value)),
            Err(error) => Err(self.refused(node, function.name, &error)),
        }
    }

    /// The failure of a function itself.
    pub(super) fn refused(&mut self, node: At<'t>, name: &str, error: &FunctionError) -> Fail {
        self.at(node);
        self.fail_with(format!("error calling {name}: {}", error.message), error.cause)
    }

    fn include(&mut self, node: At<'t>, values: &[Value]) -> Result<Slot, Fail> {
        let [Value { data: Data::String(name), .. }, data] = values else { return Ok(Slot::INVALID) };
        let (call, parent) = (self.span(self.call), self.frame);
        let result = self.engine.include(name, data.clone(), |origins, name| match call {
            Some(call) if origins.is_on() => {
                origins.add_frame(crate::provenance::Frame { parent, call, template: name.clone() })
            }
            _ => parent,
        });
        self.called(node, "include", result)
    }

    fn tpl(&mut self, node: At<'t>, values: &[Value]) -> Result<Slot, Fail> {
        let [Value { data: Data::String(text), .. }, data] = values else { return Ok(Slot::INVALID) };
        let (call, parent) = (self.span(self.call), self.frame);
        let result = self.engine.tpl(text, data.clone(), call, |origins, name| match call {
            Some(call) if origins.is_on() => {
                origins.add_frame(crate::provenance::Frame { parent, call, template: name.clone() })
            }
            _ => parent,
        });
        self.called(node, "tpl", result)
    }

    /// The result of a template that a function ran; a failure goes through this place.
    fn called(&mut self, node: At<'t>, name: &str, result: Result<Text, CallFailure>) -> Result<Slot, Fail> {
        match result {
            Ok(text) => Ok(Slot::of(Value::string(text))),
            Err(CallFailure::Refused(error)) => Err(self.refused(node, name, &error)),
            Err(CallFailure::Inner(words, mut fail)) => {
                self.at(node);
                if let Some(site) = self.site(format!("error calling {name}: {words}")) {
                    fail.0.sites.insert(0, site);
                }
                if fail.0.frame.is_none() {
                    fail.0.frame = self.frame;
                }
                Err(fail)
            }
        }
    }
}

/// Go's `reflect.Value.String`: what is no string says its type.
fn reflect_string(value: &Value) -> String {
    match &value.data {
        Data::String(text) => text.to_str().into_owned(),
        Data::Nil => "<invalid Value>".to_owned(),
        _ => format!("<{} Value>", value.type_name()),
    }
}
