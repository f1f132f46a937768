//! The tree of a template.
//!
//! All ranges are bytes inside the template's own text; an action's range goes from `{{` to `}}`. The tree is lossless:
//! the nodes of a list cover its text without gap, so an editor can work on it. It is shared between threads.

use std::sync::Arc;

use readylint_text::TextRange;

/// A parsed template file (or a string that `tpl` was given).
#[derive(Clone, Debug)]
pub struct TemplateFile {
    /// The name it is parsed under, as `chart/templates/deployment.yaml`.
    pub name: Arc<str>,
    /// What it renders itself, outside its `define`s.
    pub body: Arc<Block>,
    /// Its `define`s and `block`s, in order, also nested ones.
    pub defines: Vec<Define>,
    /// What is wrong with it. Helm refuses a chart for the first of them.
    pub errors: Vec<ParseError>,
}

/// `{{define "name"}} … {{end}}`.
#[derive(Clone, Debug)]
pub struct Define {
    /// What it defines.
    pub name: Arc<str>,
    /// The name as written, with quotes.
    pub name_range: TextRange,
    /// From `{{define` to the end of `{{end}}`.
    pub range: TextRange,
    /// What it renders.
    pub body: Arc<Block>,
}

/// A list of nodes.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// In order.
    pub nodes: Vec<Node>,
}

impl Block {
    /// Whether it prints nothing by itself: only blanks, comments and `define`s (`parse.IsEmptyTree`).
    pub fn is_blank(&self, text: &[u8]) -> bool {
        self.nodes.iter().all(|node| node.is_blank(text))
    }
}

/// A part of a template.
#[derive(Clone, Debug)]
pub struct Node {
    /// All of it: an action with its braces; `if` to the end of its `{{end}}`.
    pub range: TextRange,
    /// What it is.
    pub kind: NodeKind,
}

impl Node {
    /// Whether it prints nothing by itself, as in [`Block::is_blank`].
    pub fn is_blank(&self, text: &[u8]) -> bool {
        match &self.kind {
            NodeKind::Comment | NodeKind::Define | NodeKind::Broken => true,
            NodeKind::Text { kept } => text
                .get(kept.to_usize())
                .is_none_or(|bytes| std::str::from_utf8(bytes).is_ok_and(|kept| kept.trim().is_empty())),
            _ => false,
        }
    }
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum NodeKind {
    /// Text between actions.
    Text {
        /// What is left of it after `{{-` and `-}}` trimmed it.
        kept: TextRange,
    },
    /// `{{/* … */}}`.
    Comment,
    /// `{{pipeline}}`.
    Action(Pipeline),
    /// `{{if}}`.
    If(Branch),
    /// `{{with}}`.
    With(Branch),
    /// `{{range}}`.
    Range(Branch),
    /// `{{template "name" pipeline}}`.
    Template {
        /// The name.
        name: Arc<str>,
        /// The name as written, with quotes.
        name_range: TextRange,
        /// The argument, if there is one.
        argument: Option<Pipeline>,
    },
    /// `{{break}}`.
    Break,
    /// `{{continue}}`.
    Continue,
    /// `{{define}}`: renders nothing here; its body is among [`TemplateFile::defines`].
    Define,
    /// An action that does not parse: see [`TemplateFile::errors`]. Renders nothing.
    Broken,
}

/// `if`, `with` or `range` with its arms.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The opening action, braces included.
    pub head: TextRange,
    /// The condition, or what is ranged over, with its variables.
    pub pipeline: Pipeline,
    /// The first arm.
    pub body: Block,
    /// The other arm. `{{else if}}` is one with a single `if` node, whose range starts at the `{{else`.
    pub else_body: Option<Block>,
}

/// `$x := command | command`.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// Without the braces, keyword and surrounding blanks.
    pub range: TextRange,
    /// The line it stands on, counted from 1.
    pub line: u32,
    /// `$i, $x` before `:=` or `=`.
    pub variables: Vec<Variable>,
    /// Whether they are assigned (`=`), not declared (`:=`).
    pub is_assignment: bool,
    /// In order; each passes its result on as the last argument of the next.
    pub commands: Vec<Command>,
}

/// A variable of a pipeline.
#[derive(Clone, Debug)]
pub struct Variable {
    /// With its `$`.
    pub name: Arc<str>,
    /// Where it stands.
    pub range: TextRange,
}

/// A function or method with its arguments, or a single operand.
#[derive(Clone, Debug)]
pub struct Command {
    /// All of it.
    pub range: TextRange,
    /// The first is what is called, if it can be; never empty.
    pub arguments: Vec<Expression>,
}

/// An operand.
#[derive(Clone, Debug)]
pub struct Expression {
    /// All of it.
    pub range: TextRange,
    /// What it is.
    pub kind: ExpressionKind,
}

/// What an operand is.
#[derive(Clone, Debug)]
pub enum ExpressionKind {
    /// `.`
    Dot,
    /// `nil`
    Nil,
    /// `true`, `false`
    Bool(bool),
    /// A number or character constant.
    Number(Number),
    /// `"text"` or `` `text` ``: what it stands for. Bytes, as `"\xff"` is no UTF-8.
    String(Arc<[u8]>),
    /// `.a.b`
    Field(Vec<Name>),
    /// `$x.a.b`; `$` is the name of the root.
    Variable {
        /// With its `$`.
        name: Arc<str>,
        /// What follows.
        fields: Vec<Name>,
    },
    /// The name of a function.
    Function(Arc<str>),
    /// `(pipeline).a.b`, `nil.a` and the like.
    Chain {
        /// Before the first dot.
        of: Box<Expression>,
        /// What follows.
        fields: Vec<Name>,
    },
    /// `(pipeline)`
    Pipeline(Box<Pipeline>),
}

/// A name after a dot.
#[derive(Clone, Debug)]
pub struct Name {
    /// Without the dot.
    pub name: Arc<str>,
    /// Without the dot.
    pub range: TextRange,
}

/// A number constant: everything it can be read as (`parse.NumberNode`).
#[derive(Clone, Debug)]
pub struct Number {
    /// As an integer.
    pub int: Option<i64>,
    /// As an unsigned integer.
    pub uint: Option<u64>,
    /// As a float.
    pub float: Option<f64>,
    /// As a complex constant, real and imaginary part: only if it was written as one (`1i`, `1+2i`). Go then takes it
    /// for that, whatever else it could be.
    pub complex: Option<(f64, f64)>,
    /// Whether it is a character constant, `'a'`.
    pub is_char: bool,
    /// As written.
    pub text: Arc<str>,
}

/// What is wrong with the text of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The part that is wrong: as small as it is known.
    pub range: TextRange,
    /// The line that Go names, counted from 1.
    pub line: u32,
    /// Go's words after `template: NAME:LINE: `.
    pub message: String,
}
