//! Prints nodes as Go's `String()` does, which is how an error names what it is about (`parse.Node`, `Tree.ErrorContext`),
//! and says where Go believes them to be.

use memchr::{memchr_iter, memrchr};
use readylint_text::TextSize;

use super::ast::{Block, Branch, Command, Expression, ExpressionKind, Name, Node, NodeKind, Pipeline};
use crate::runes;

/// The line, counted from 1, and the byte in it, counted from 0, of `offset` in `text` (`Tree.ErrorContext`).
pub fn location(text: &[u8], offset: TextSize) -> (u32, u32) {
    let before = text.get(..offset.to_usize()).unwrap_or(text);
    let line = memchr_iter(b'\n', before).count() + 1;
    let column = before.len() - memrchr(b'\n', before).map_or(0, |found| found + 1);
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

/// Where Go believes `node` to be (`Node.Position`).
pub fn node_position(node: &Node) -> TextSize {
    match &node.kind {
        NodeKind::Text { kept } => kept.start(),
        NodeKind::Action(pipeline) => pipeline.range.start(),
        NodeKind::If(branch) | NodeKind::With(branch) | NodeKind::Range(branch) => {
            branch.pipeline.range.start()
        }
        NodeKind::Template { name_range, .. } => name_range.start(),
        _ => node.range.start(),
    }
}

/// Where Go believes `command` to be: always at its first byte.
pub fn command_position(command: &Command) -> TextSize {
    command.range.start()
}

/// Where Go believes `expression` to be: with several fields, that is at the dot of the second one; after a variable or
/// a parenthesis, at the dot of the first (`Tree.operand`).
pub fn expression_position(expression: &Expression) -> TextSize {
    let dot = |name: Option<&Name>| name.map(|name| name.range.start() - TextSize::new(1));
    let position = match &expression.kind {
        ExpressionKind::Field(names) => dot(names.get(1)),
        ExpressionKind::Variable { fields, .. } | ExpressionKind::Chain { fields, .. } => dot(fields.first()),
        ExpressionKind::Pipeline(pipeline) => Some(pipeline.range.start()),
        _ => None,
    };
    position.unwrap_or(expression.range.start())
}

/// `node` of the template `text`, as Go prints it.
pub fn node(node: &Node, text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Printer { text, out: &mut out }.node(node);
    out
}

/// A list of nodes of the template `text`, as Go prints it.
pub fn block(block: &Block, text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Printer { text, out: &mut out }.block(block);
    out
}

/// A pipeline, as Go prints it: without braces or parentheses.
pub fn pipeline(pipeline: &Pipeline, text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Printer { text, out: &mut out }.pipeline(pipeline);
    out
}

/// A command, as Go prints it.
pub fn command(command: &Command, text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Printer { text, out: &mut out }.command(command);
    out
}

/// An operand, as Go prints it: a parenthesis on its own without its `(` and `)`.
pub fn expression(expression: &Expression, text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Printer { text, out: &mut out }.expression(expression);
    out
}

struct Printer<'a> {
    text: &'a [u8],
    out: &'a mut Vec<u8>,
}

impl Printer<'_> {
    fn word(&mut self, word: &str) {
        self.out.extend_from_slice(word.as_bytes());
    }

    fn block(&mut self, block: &Block) {
        for node in &block.nodes {
            self.node(node);
        }
    }

    fn node(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Text { kept } => {
                self.out.extend_from_slice(self.text.get(kept.to_usize()).unwrap_or_default());
            }
            NodeKind::Action(pipeline) => {
                self.word("{{");
                self.pipeline(pipeline);
                self.word("}}");
            }
            NodeKind::If(branch) => self.branch("if", branch),
            NodeKind::With(branch) => self.branch("with", branch),
            NodeKind::Range(branch) => self.branch("range", branch),
            NodeKind::Template { name, argument, .. } => {
                self.word("{{template ");
                self.word(&runes::quote(name.as_bytes()));
                if let Some(argument) = argument {
                    self.word(" ");
                    self.pipeline(argument);
                }
                self.word("}}");
            }
            NodeKind::Break => self.word("{{break}}"),
            NodeKind::Continue => self.word("{{continue}}"),
            // They are not in Go's tree.
            NodeKind::Comment | NodeKind::Define | NodeKind::Broken => {}
        }
    }

    fn branch(&mut self, keyword: &str, branch: &Branch) {
        self.word("{{");
        self.word(keyword);
        self.word(" ");
        self.pipeline(&branch.pipeline);
        self.word("}}");
        self.block(&branch.body);
        if let Some(body) = &branch.else_body {
            self.word("{{else}}");
            self.block(body);
        }
        self.word("{{end}}");
    }

    fn pipeline(&mut self, pipeline: &Pipeline) {
        for (index, variable) in pipeline.variables.iter().enumerate() {
            if index > 0 {
                self.word(", ");
            }
            self.word(&variable.name);
        }
        if !pipeline.variables.is_empty() {
            self.word(if pipeline.is_assignment { " = " } else { " := " });
        }
        for (index, command) in pipeline.commands.iter().enumerate() {
            if index > 0 {
                self.word(" | ");
            }
            self.command(command);
        }
    }

    fn command(&mut self, command: &Command) {
        for (index, argument) in command.arguments.iter().enumerate() {
            if index > 0 {
                self.word(" ");
            }
            self.operand(argument);
        }
    }

    /// With parentheses where Go puts them back.
    fn operand(&mut self, expression: &Expression) {
        if matches!(expression.kind, ExpressionKind::Pipeline(_)) {
            self.word("(");
            self.expression(expression);
            self.word(")");
        } else {
            self.expression(expression);
        }
    }

    fn expression(&mut self, expression: &Expression) {
        match &expression.kind {
            ExpressionKind::Dot => self.word("."),
            ExpressionKind::Nil => self.word("nil"),
            ExpressionKind::Bool(value) => self.word(if *value { "true" } else { "false" }),
            // As written.
            ExpressionKind::Number(_) | ExpressionKind::String(_) => {
                self.out.extend_from_slice(self.text.get(expression.range.to_usize()).unwrap_or_default());
            }
            ExpressionKind::Field(names) => self.fields(names),
            ExpressionKind::Variable { name, fields } => {
                self.word(name);
                self.fields(fields);
            }
            ExpressionKind::Function(name) => self.word(name),
            ExpressionKind::Chain { of, fields } => {
                self.operand(of);
                self.fields(fields);
            }
            ExpressionKind::Pipeline(pipeline) => self.pipeline(pipeline),
        }
    }

    fn fields(&mut self, names: &[Name]) {
        for name in names {
            self.word(".");
            self.word(&name.name);
        }
    }
}
