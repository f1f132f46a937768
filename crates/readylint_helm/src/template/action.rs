//! Reads the tokens of one action (`text/template/parse/parse.go`, from `action` down).

use std::sync::Arc;

use readylint_text::TextRange;

use super::ast::{Command, Expression, ExpressionKind, Name, ParseError, Pipeline, Variable};
use super::lexer::Fault;
use super::number;
use super::quote;
use super::scope::Scope;
use super::token::{Kind, Token};
use crate::runes;

/// How deep parentheses may nest. Go's own limit is 10,000; ours keeps every walk over the tree inside a small stack.
pub(super) const MAX_PARENTHESES: usize = 200;

/// The parser of one action.
pub(super) struct ActionParser<'a> {
    /// The name of the file, for errors that name it.
    pub(super) file: &'a str,
    /// The text of the file.
    pub(super) text: &'a [u8],
    /// Which functions there are.
    pub(super) is_function: &'a dyn Fn(&str) -> bool,
    /// The action's tokens. The last one ends every parse.
    pub(super) tokens: &'a [Token],
    /// What the error token means.
    pub(super) fault: Option<&'a Fault>,
    /// All of the action.
    pub(super) range: TextRange,
    /// The template it is in.
    pub(super) scope: &'a mut Scope,
    at: usize,
    /// The furthest token looked at: Go's errors name its line.
    furthest: usize,
    depth: usize,
}

/// The result of reading a part of an action.
pub(super) type Parsed<T> = Result<T, ParseError>;

impl<'a> ActionParser<'a> {
    /// At the first token.
    pub(super) fn new(
        (file, text): (&'a str, &'a [u8]),
        is_function: &'a dyn Fn(&str) -> bool,
        (tokens, fault): (&'a [Token], Option<&'a Fault>),
        range: TextRange,
        scope: &'a mut Scope,
    ) -> Self {
        Self { file, text, is_function, tokens, fault, range, scope, at: 0, furthest: 0, depth: 0 }
    }

    /// The error that `message` is, about `range`.
    pub(super) fn error(&self, range: TextRange, message: impl Into<String>) -> ParseError {
        ParseError { range, line: self.furthest_line(), message: message.into() }
    }

    /// The error that `token` is in `context` (`Tree.unexpected`).
    pub(super) fn unexpected(&self, token: Token, context: &str) -> ParseError {
        if let (Kind::Error, Some(fault)) = (token.kind, self.fault) {
            let message = lexer_error(self.file, fault, token.line, self.scope.action_line);
            return self.error(fault.range, message);
        }
        let message = format!("unexpected {} in {context}", token.describe(self.text));
        self.error(range_of(token), message)
    }

    /// The line that Go names in errors: that of the furthest token looked at.
    pub(super) fn furthest_line(&self) -> u32 {
        self.token_at(self.furthest).line
    }

    fn token_at(&self, at: usize) -> Token {
        let last = Token { kind: Kind::Error, start: 0, end: 0, line: 0 };
        self.tokens.get(at).or(self.tokens.last()).copied().unwrap_or(last)
    }

    fn peek(&mut self) -> Token {
        self.furthest = self.furthest.max(self.at.min(self.tokens.len().saturating_sub(1)));
        self.token_at(self.at)
    }

    fn next(&mut self) -> Token {
        let token = self.peek();
        self.at += 1;
        token
    }

    pub(super) fn peek_non_space(&mut self) -> Token {
        while self.peek().kind == Kind::Space {
            self.at += 1;
        }
        self.peek()
    }

    pub(super) fn next_non_space(&mut self) -> Token {
        let token = self.peek_non_space();
        self.at += 1;
        token
    }

    /// Takes the `}}`.
    pub(super) fn close(&mut self, context: &str) -> Parsed<()> {
        let token = self.next_non_space();
        if token.kind == Kind::RightDelim { Ok(()) } else { Err(self.unexpected(token, context)) }
    }

    /// The name of a template, and where it stands (`parseTemplateName`).
    pub(super) fn template_name(&mut self, context: &str) -> Parsed<(Arc<str>, TextRange)> {
        let token = self.next_non_space();
        if !matches!(token.kind, Kind::String | Kind::RawString) {
            return Err(self.unexpected(token, context));
        }
        let name = self.string(token)?;
        Ok((String::from_utf8_lossy(&name).into(), range_of(token)))
    }

    fn string(&self, token: Token) -> Parsed<Vec<u8>> {
        quote::unquote(token.bytes(self.text)).ok_or_else(|| self.error(range_of(token), "invalid syntax"))
    }

    /// A pipeline up to `end`, which is taken too (`Tree.pipeline`).
    pub(super) fn pipeline(&mut self, context: &str, end: Kind) -> Parsed<Pipeline> {
        let first = self.peek_non_space();
        let mut pipeline = Pipeline {
            range: TextRange::at(first.start, first.start),
            line: first.line,
            variables: Vec::new(),
            is_assignment: false,
            commands: Vec::new(),
        };
        self.declarations(&mut pipeline, context)?;
        loop {
            let token = self.peek_non_space();
            match token.kind {
                kind if kind == end => {
                    pipeline.range = TextRange::at(first.start, self.last_end());
                    self.at += 1;
                    self.check(&pipeline, context)?;
                    return Ok(pipeline);
                }
                Kind::Bool
                | Kind::CharConstant
                | Kind::Complex
                | Kind::Dot
                | Kind::Field
                | Kind::Identifier
                | Kind::Number
                | Kind::Nil
                | Kind::RawString
                | Kind::String
                | Kind::Variable
                | Kind::LeftParen => pipeline.commands.push(self.command()?),
                _ => return Err(self.unexpected(token, context)),
            }
        }
    }

    /// The end of the last token taken that is no blank.
    fn last_end(&self) -> usize {
        let taken = self.tokens.get(..self.at).unwrap_or_default();
        taken.iter().rev().find(|token| token.kind != Kind::Space).map_or(0, |token| token.end)
    }

    /// The variables before `:=` or `=`, if there are any.
    fn declarations(&mut self, pipeline: &mut Pipeline, context: &str) -> Parsed<()> {
        loop {
            let variable = self.peek_non_space();
            if variable.kind != Kind::Variable {
                return Ok(());
            }
            let start = self.at;
            self.at += 1;
            let next = self.peek_non_space();
            let is_comma = next.kind == Kind::Char && next.bytes(self.text) == b",";
            if !is_comma && !matches!(next.kind, Kind::Assign | Kind::Declare) {
                self.at = start;
                return Ok(());
            }
            self.at += 1;
            let name: Arc<str> = String::from_utf8_lossy(variable.bytes(self.text)).into();
            self.scope.declare(Arc::clone(&name));
            pipeline.variables.push(Variable { name, range: range_of(variable) });
            if !is_comma {
                pipeline.is_assignment = next.kind == Kind::Assign;
                return Ok(());
            }
            if context != "range" || pipeline.variables.len() > 1 {
                return Err(self.error(range_of(next), format!("too many declarations in {context}")));
            }
            let second = self.peek_non_space();
            if !matches!(second.kind, Kind::Variable | Kind::RightDelim | Kind::RightParen) {
                return Err(self.error(range_of(second), "range can only initialize variables"));
            }
        }
    }

    fn check(&self, pipeline: &Pipeline, context: &str) -> Parsed<()> {
        if pipeline.commands.is_empty() {
            let range = if pipeline.range.is_empty() { self.range } else { pipeline.range };
            return Err(self.error(range, format!("missing value for {context}")));
        }
        for (index, command) in pipeline.commands.iter().enumerate().skip(1) {
            let first = command.arguments.first().map(|first| &first.kind);
            if matches!(
                first,
                Some(
                    ExpressionKind::Bool(_)
                        | ExpressionKind::Dot
                        | ExpressionKind::Nil
                        | ExpressionKind::Number(_)
                        | ExpressionKind::String(_)
                )
            ) {
                let message = format!("non executable command in pipeline stage {}", index + 1);
                return Err(self.error(command.range, message));
            }
        }
        Ok(())
    }

    /// Operands up to a pipe, which is taken, or the end of the pipeline, which is not.
    fn command(&mut self) -> Parsed<Command> {
        let mut arguments: Vec<Expression> = Vec::new();
        loop {
            self.peek_non_space();
            arguments.extend(self.operand()?);
            let token = self.next();
            match token.kind {
                Kind::Space => continue,
                Kind::RightDelim | Kind::RightParen => self.at -= 1,
                Kind::Pipe => {}
                _ => return Err(self.unexpected(token, "operand")),
            }
            let (Some(first), Some(last)) = (arguments.first(), arguments.last()) else {
                return Err(self.error(range_of(token), "empty command"));
            };
            return Ok(Command { range: first.range.cover(last.range), arguments });
        }
    }

    /// A term and the fields after it.
    fn operand(&mut self) -> Parsed<Option<Expression>> {
        let Some(term) = self.term()? else { return Ok(None) };
        let mut fields = Vec::new();
        while self.peek().kind == Kind::Field {
            let field = self.next();
            fields.push(self.field(field));
        }
        let Some(last) = fields.last() else { return Ok(Some(term)) };
        let range = TextRange::new(term.range.start(), last.range.end());
        let kind = match term.kind {
            ExpressionKind::Field(mut names) => {
                names.append(&mut fields);
                ExpressionKind::Field(names)
            }
            ExpressionKind::Variable { name, .. } => ExpressionKind::Variable { name, fields },
            ExpressionKind::Bool(_)
            | ExpressionKind::String(_)
            | ExpressionKind::Number(_)
            | ExpressionKind::Nil
            | ExpressionKind::Dot => {
                let written = self.text.get(term.range.to_usize()).unwrap_or_default();
                let message = format!("unexpected . after term {}", runes::quote(written));
                return Err(self.error(range, message));
            }
            kind => {
                let of = Box::new(Expression { range: term.range, kind });
                ExpressionKind::Chain { of, fields }
            }
        };
        Ok(Some(Expression { range, kind }))
    }

    fn field(&self, token: Token) -> Name {
        let range = TextRange::at(token.start + 1, token.end);
        let name = self.text.get(range.to_usize()).unwrap_or_default();
        Name { name: String::from_utf8_lossy(name).into(), range }
    }

    fn term(&mut self) -> Parsed<Option<Expression>> {
        let token = self.next_non_space();
        let bytes = token.bytes(self.text);
        let mut range = range_of(token);
        let kind = match token.kind {
            Kind::Identifier => {
                let name = String::from_utf8_lossy(bytes);
                if !(self.is_function)(&name) {
                    let message = format!("function {} not defined", runes::quote(bytes));
                    return Err(self.error(range, message));
                }
                ExpressionKind::Function(name.into())
            }
            Kind::Dot => ExpressionKind::Dot,
            Kind::Nil => ExpressionKind::Nil,
            Kind::Variable => {
                let name = String::from_utf8_lossy(bytes);
                if !self.scope.knows(&name) {
                    let message = format!("undefined variable {}", runes::quote(bytes));
                    return Err(self.error(range, message));
                }
                ExpressionKind::Variable { name: name.into(), fields: Vec::new() }
            }
            Kind::Field => ExpressionKind::Field(vec![self.field(token)]),
            Kind::Bool => ExpressionKind::Bool(bytes == b"true"),
            Kind::CharConstant | Kind::Complex | Kind::Number => {
                let number =
                    number::parse(bytes, token.kind).map_err(|message| self.error(range, message))?;
                ExpressionKind::Number(number)
            }
            Kind::String | Kind::RawString => ExpressionKind::String(self.string(token)?.into()),
            Kind::LeftParen => {
                if self.depth >= MAX_PARENTHESES {
                    return Err(self.error(range, "max expression depth exceeded"));
                }
                self.depth += 1;
                let pipeline = self.pipeline("parenthesized pipeline", Kind::RightParen)?;
                self.depth -= 1;
                range = TextRange::at(token.start, self.token_at(self.at.saturating_sub(1)).end);
                ExpressionKind::Pipeline(Box::new(pipeline))
            }
            _ => {
                self.at -= 1;
                return Ok(None);
            }
        };
        Ok(Some(Expression { range, kind }))
    }
}

/// Where `token` stands.
pub(super) fn range_of(token: Token) -> TextRange {
    TextRange::at(token.start, token.end)
}

/// What Go says about an error of the lexer on `line`, while it believes to be in an action that started on
/// `action_line`, if that is not 0.
pub(super) fn lexer_error(file: &str, fault: &Fault, line: u32, action_line: u32) -> String {
    let message = &fault.message;
    if action_line == 0 || action_line == line {
        return message.clone();
    }
    // Not "action in action".
    let words = if message.ends_with(" action") { "" } else { " in action" };
    format!("{message}{words} started at {file}:{action_line}")
}
