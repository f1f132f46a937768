//! Pipelines, commands and operands (`text/template/exec.go`, `evalPipeline`, `evalCommand`, `evalArg`).

use super::interpreter::Fail;
use super::run::{At, Run, address};
use super::set::Home;
use super::slot::Slot;
use crate::function::Parameter;
use crate::provenance::{Origin, OriginId, Text};
use crate::template::ast::{Command, Expression, ExpressionKind, Number, Pipeline};
use crate::template::print;
use crate::value::{Data, IntType, Object, Value};
use readylint_text::TextRange;

impl<'t> Run<'_, '_, 't> {
    /// The value of a pipeline, out of its box. Its variables are declared or assigned.
    pub(super) fn pipeline(&mut self, dot: &Slot, pipeline: &'t Pipeline) -> Result<Slot, Fail> {
        self.at(At::Pipeline(pipeline));
        let mut value = None;
        for command in &pipeline.commands {
            value = Some(self.command(dot, command, value)?.unboxed());
        }
        let value = value.unwrap_or(Slot::INVALID);
        for variable in &pipeline.variables {
            if pipeline.is_assignment {
                self.assign(&variable.name, value.clone())?;
            } else {
                self.push(variable.name.clone(), value.clone());
            }
        }
        Ok(value)
    }

    /// The pipeline in a parenthesis.
    fn parenthesis(
        &mut self,
        dot: &Slot,
        outer: &'t Expression,
        pipeline: &'t Pipeline,
    ) -> Result<Slot, Fail> {
        self.enter()?;
        let call = std::mem::replace(&mut self.call, outer.range);
        let value = self.pipeline(dot, pipeline)?;
        self.call = call;
        self.engine.leave();
        Ok(value)
    }

    /// One command; `last` is the value of the one before it, which becomes its last argument.
    fn command(&mut self, dot: &Slot, command: &'t Command, last: Option<Slot>) -> Result<Slot, Fail> {
        let arguments = command.arguments.as_slice();
        let Some(first) = arguments.first() else { return Err(self.fail("empty command")) };
        match &first.kind {
            ExpressionKind::Field(names) => {
                self.at(At::Expression(first));
                self.chain_of_fields(dot, dot.clone(), first, names, arguments, last)
            }
            ExpressionKind::Chain { of, fields } => self.chain(dot, first, of, fields, arguments, last),
            ExpressionKind::Function(name) => {
                self.at(At::Expression(first));
                self.function(dot, name, At::Command(command), arguments, last)
            }
            ExpressionKind::Pipeline(pipeline) => {
                self.not_a_function(arguments, last.as_ref())?;
                self.parenthesis(dot, first, pipeline)
            }
            ExpressionKind::Variable { .. } => self.variable_operand(dot, first, arguments, last),
            _ => {
                self.at(At::Expression(first));
                self.not_a_function(arguments, last.as_ref())?;
                match &first.kind {
                    ExpressionKind::Dot => Ok(dot.clone()),
                    ExpressionKind::Nil => Err(self.fail("nil is not a command")),
                    _ => self.constant(first),
                }
            }
        }
    }

    fn not_a_function(&mut self, arguments: &'t [Expression], last: Option<&Slot>) -> Result<(), Fail> {
        match arguments.first() {
            Some(first) if arguments.len() > 1 || last.is_some() => {
                let shown = self.shown_expression(first);
                Err(self.fail(format!("can't give argument to non-function {shown}")))
            }
            _ => Ok(()),
        }
    }

    /// An operand as Go prints it.
    pub(super) fn shown_expression(&self, expression: &Expression) -> String {
        let shown = print::expression(expression, self.template.unit.bytes());
        String::from_utf8_lossy(&shown).into_owned()
    }

    fn variable_operand(
        &mut self,
        dot: &Slot,
        expression: &'t Expression,
        arguments: &'t [Expression],
        last: Option<Slot>,
    ) -> Result<Slot, Fail> {
        let ExpressionKind::Variable { name, fields } = &expression.kind else { return Ok(Slot::INVALID) };
        self.at(At::Expression(expression));
        let value = self.variable(name)?;
        if fields.is_empty() {
            self.not_a_function(arguments, last.as_ref())?;
            self.has_read(&value.value);
            return Ok(value);
        }
        self.chain_of_fields(dot, value, expression, fields, arguments, last)
    }

    /// `(pipeline).a.b` (`evalChainNode`).
    fn chain(
        &mut self,
        dot: &Slot,
        expression: &'t Expression,
        of: &'t Expression,
        fields: &'t [crate::template::ast::Name],
        arguments: &'t [Expression],
        last: Option<Slot>,
    ) -> Result<Slot, Fail> {
        self.at(At::Expression(expression));
        if matches!(of.kind, ExpressionKind::Nil) {
            let shown = self.shown_expression(expression);
            return Err(self.fail(format!("indirection through explicit nil in {shown}")));
        }
        self.at(At::Expression(of));
        let receiver = self.operand(dot, of)?;
        self.chain_of_fields(dot, receiver, expression, fields, arguments, last)
    }

    /// An operand that is neither dot, nil nor a constant.
    fn operand(&mut self, dot: &Slot, expression: &'t Expression) -> Result<Slot, Fail> {
        match &expression.kind {
            ExpressionKind::Dot => Ok(dot.clone()),
            ExpressionKind::Field(names) => {
                self.at(At::Expression(expression));
                self.chain_of_fields(dot, dot.clone(), expression, names, &[], None)
            }
            ExpressionKind::Variable { .. } => self.variable_operand(dot, expression, &[], None),
            ExpressionKind::Pipeline(pipeline) => self.parenthesis(dot, expression, pipeline),
            ExpressionKind::Function(name) => {
                self.at(At::Expression(expression));
                self.function(dot, name, At::Expression(expression), &[], None)
            }
            ExpressionKind::Chain { of, fields } => self.chain(dot, expression, of, fields, &[], None),
            ExpressionKind::Nil => Ok(Slot::INVALID),
            ExpressionKind::Bool(_) | ExpressionKind::Number(_) | ExpressionKind::String(_) => {
                self.constant(expression)
            }
        }
    }

    /// An argument for a parameter (`evalArg`).
    pub(super) fn argument(
        &mut self,
        dot: &Slot,
        parameter: Parameter,
        expression: &'t Expression,
    ) -> Result<Slot, Fail> {
        self.at(At::Expression(expression));
        match &expression.kind {
            ExpressionKind::Nil if parameter.can_be_nil() => Ok(Slot::INVALID),
            ExpressionKind::Nil => Err(self.fail(format!("cannot assign nil to {}", parameter.name()))),
            ExpressionKind::Bool(_) | ExpressionKind::Number(_) | ExpressionKind::String(_) => {
                self.constant_argument(parameter, expression)
            }
            _ => {
                let slot = self.operand(dot, expression)?;
                self.validate(slot, parameter)
            }
        }
    }

    /// A constant for a parameter: it takes the parameter's type where Go's untyped constants do.
    fn constant_argument(&mut self, parameter: Parameter, expression: &'t Expression) -> Result<Slot, Fail> {
        let number = match &expression.kind {
            ExpressionKind::Number(number) => Some(number),
            _ => None,
        };
        let data = match parameter {
            Parameter::Any | Parameter::Reflect => return self.constant(expression),
            Parameter::String => match &expression.kind {
                ExpressionKind::String(_) => return self.constant(expression),
                _ => Err("string"),
            },
            Parameter::Bool => match &expression.kind {
                ExpressionKind::Bool(_) => return self.constant(expression),
                _ => Err("bool"),
            },
            Parameter::Int => integer(number, IntType::Int),
            Parameter::Int64 => integer(number, IntType::Int64),
            Parameter::Named("time.Duration") => match integer(number, IntType::Int64) {
                Ok(Data::Int(nanos, _)) => Ok(Data::Object(Object::Duration(nanos))),
                other => other,
            },
            // no value has this type, only constants become it
            Parameter::Uint32 => integer(number, IntType::Int)
                .ok()
                .filter(|data| matches!(data, Data::Int(0..=0xFFFF_FFFF, _)))
                .ok_or("unsigned integer"),
            Parameter::Float64 => number.and_then(|number| number.float).map(Data::Float).ok_or("float"),
            Parameter::Bytes
            | Parameter::Map
            | Parameter::List
            | Parameter::Strings
            | Parameter::Time
            | Parameter::Named(_) => {
                let shown = self.shown_expression(expression);
                let name = parameter.name();
                return Err(self.fail(format!("can't handle {shown} for arg of type {name}")));
            }
        };
        match data {
            Ok(data) => {
                let origin = self.constant_origin(expression.range);
                Ok(Slot::of(Value::new(data, origin)))
            }
            Err(wanted) => {
                let shown = self.shown_expression(expression);
                Err(self.fail(format!("expected {wanted}; found {shown}")))
            }
        }
    }

    /// A constant where nothing asks for a type. Kept for the next time, as a string would be copied each time.
    fn constant(&mut self, expression: &'t Expression) -> Result<Slot, Fail> {
        let lasts = !matches!(self.template.unit.home, Home::Rope { .. });
        if lasts && let Some(value) = self.engine.constants.get(&address(expression)) {
            return Ok(Slot::of(value.clone()));
        }
        let value = match &expression.kind {
            ExpressionKind::Bool(truth) => {
                Value::new(Data::Bool(*truth), self.constant_origin(expression.range))
            }
            ExpressionKind::String(bytes) => self.string(expression, bytes)?,
            ExpressionKind::Number(number) => {
                let data = self.ideal(number)?;
                Value::new(data, self.constant_origin(expression.range))
            }
            _ => {
                let shown = self.shown_expression(expression);
                return Err(self.fail(format!("can't evaluate command \"{shown}\"")));
            }
        };
        if lasts {
            self.engine.constants.insert(address(expression), value.clone());
        }
        Ok(Slot::of(value))
    }

    fn string(&mut self, expression: &'t Expression, bytes: &[u8]) -> Result<Value, Fail> {
        self.bytes(bytes.len() as u64)?;
        let range = expression.range.to_usize();
        let content = range.start + 1..range.end.saturating_sub(1).max(range.start + 1);
        if let Home::Rope { text, .. } = &self.template.unit.home {
            // without escapes the bytes stand there just so
            if text.as_bytes().get(content.clone()) == Some(bytes) {
                return Ok(Value::string(text.slice(content)));
            }
        }
        let origin = self.constant_origin(TextRange::at(content.start, content.end));
        Ok(Value::string(Text::of(bytes, origin)))
    }

    /// The origin of a constant; in a string that `tpl` was given, that of its first byte.
    fn constant_origin(&mut self, range: TextRange) -> OriginId {
        match &self.template.unit.home {
            Home::Rope { text, .. } => text.piece_at(range.start().to_usize()).origin,
            Home::Source(source) => {
                let span = readylint_text::Span::new(*source, range);
                self.engine.shared.origins.add(Origin::Literal(span))
            }
            Home::Nowhere => OriginId::NONE,
        }
    }

    /// What a number is where nothing asks for a type (`idealConstant`).
    fn ideal(&mut self, number: &Number) -> Result<Data, Fail> {
        let text = &*number.text;
        let is_hexadecimal = text.len() > 2
            && text.starts_with('0')
            && matches!(text.as_bytes().get(1), Some(b'x' | b'X'))
            && !text.contains(['p', 'P']);
        if number.complex.is_some() {
            return Err(self.fail(format!("readylint does not know complex numbers: {text}")));
        }
        if let Some(float) = number.float
            && !is_hexadecimal
            && !number.is_char
            && text.contains(['.', 'e', 'E', 'p', 'P'])
        {
            return Ok(Data::Float(float));
        }
        match (number.int, number.uint) {
            (Some(int), _) => Ok(Data::Int(int, IntType::Int)),
            (None, Some(_)) => Err(self.fail(format!("{text} overflows int"))),
            (None, None) => Ok(Data::Nil),
        }
    }
}

fn integer(number: Option<&Number>, kind: IntType) -> Result<Data, &'static str> {
    number.and_then(|number| number.int).map(|int| Data::Int(int, kind)).ok_or("integer")
}
