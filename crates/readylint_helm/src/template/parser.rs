//! Puts the segments of a template together: blocks, definitions, and what to do where something is missing
//! (`text/template/parse/parse.go`, down to `action`).
//!
//! Go stops at the first error. Here a broken action becomes a [`NodeKind::Broken`] node and the rest is read on; if it
//! would have opened a block, its nodes become nodes of the block around, and its `{{end}}` is no error.

use std::sync::Arc;

use readylint_text::{TextRange, TextSize};
use rustc_hash::FxHashMap;

use super::action::{ActionParser, Parsed, lexer_error, range_of};
use super::ast::{Block, Branch, Define, Node, NodeKind, ParseError, Pipeline, TemplateFile};
use super::lexer::{Lexer, Segment};
use super::scope::Scope;
use super::token::{Kind, Token};
use crate::runes;

/// How deep blocks may nest, every `{{else if}}` counting as one. Go has no limit; ours keeps every walk over the tree
/// inside a small stack.
const MAX_BLOCKS: usize = 300;

/// See [`super::parse`].
pub(super) fn parse(name: &str, text: &[u8], is_function: &dyn Fn(&str) -> bool) -> TemplateFile {
    let mut parser = Parser {
        name,
        text,
        is_function,
        errors: Vec::new(),
        scopes: vec![Scope::new()],
        frames: vec![Frame::new(Opened::Root, TextRange::at(0, 0), 0)],
        depth: 0,
        defines: Vec::new(),
        is_filled: FxHashMap::default(),
    };
    parser.run();
    let body = parser.frames.pop().map(|frame| Block { nodes: frame.nodes }).unwrap_or_default();
    TemplateFile { name: name.into(), body: Arc::new(body), defines: parser.defines, errors: parser.errors }
}

struct Parser<'a> {
    name: &'a str,
    text: &'a [u8],
    is_function: &'a dyn Fn(&str) -> bool,
    errors: Vec<ParseError>,
    /// The templates being read, the innermost last; never empty.
    scopes: Vec<Scope>,
    /// The open blocks, the innermost last; the first is the file.
    frames: Vec<Frame>,
    /// How many of them are not broken.
    depth: usize,
    defines: Vec<Define>,
    /// Whether the definition of a name is more than blank.
    is_filled: FxHashMap<Arc<str>, bool>,
}

impl Parser<'_> {
    fn run(&mut self) {
        let mut lexer = Lexer::new(self.text);
        loop {
            match lexer.next_segment() {
                Segment::Text { range, kept } => self.push(range, NodeKind::Text { kept }),
                Segment::Comment(range) => self.push(range, NodeKind::Comment),
                Segment::BrokenComment(range, token) => self.broken_comment(&lexer, range, token),
                Segment::Action(range) => self.action(&lexer, range),
                Segment::End => break,
            }
        }
        let line = lexer.last_line();
        self.finish(line);
    }

    /// Adds a node to the innermost block.
    fn push(&mut self, range: TextRange, kind: NodeKind) {
        let owner = self.owner();
        if let Some(frame) = self.frames.get_mut(owner) {
            frame.nodes.push(Node { range, kind });
        }
    }

    /// The frame that nodes go to.
    fn owner(&self) -> usize {
        match self.frames.last().map(|frame| &frame.opened) {
            Some(Opened::Broken { owner, .. }) => *owner,
            _ => self.frames.len().saturating_sub(1),
        }
    }

    fn broken_comment(&mut self, lexer: &Lexer<'_>, range: TextRange, token: Token) {
        if let Some(fault) = &lexer.fault {
            let action_line = self.scopes.last().map_or(0, |scope| scope.action_line);
            let message = lexer_error(self.name, fault, token.line, action_line);
            self.errors.push(ParseError { range: fault.range, line: token.line, message });
        }
        self.push(range, NodeKind::Broken);
    }

    fn action(&mut self, lexer: &Lexer<'_>, range: TextRange) {
        let (Some(scope), Some(frame)) = (self.scopes.last_mut(), self.frames.last()) else { return };
        let mark = scope.mark();
        let mut action = ActionParser::new(
            (self.name, self.text),
            self.is_function,
            (&lexer.tokens, lexer.fault.as_ref()),
            range,
            scope,
        );
        let first = action.peek_non_space();
        // A definition begins outside of any action, as Go sees it.
        let is_top = self.depth == 0;
        action.scope.action_line = if first.kind == Kind::Define && is_top { 0 } else { lexer.action_line };
        if first.kind == Kind::Define && !is_top {
            self.errors.push(action.unexpected(first, "command"));
        }
        let statement = match first.kind {
            Kind::Else => else_statement(&mut action, frame),
            _ => statement(&mut action),
        };
        let line = action.furthest_line();
        let keeps_line = matches!(statement, Ok(Statement::Branch(..) | Statement::Block(..)));
        if !keeps_line {
            action.scope.action_line = 0;
        }
        match statement {
            Ok(statement) => self.apply(statement, range, mark, line),
            Err(error) => {
                // A definition at a wrong place is wrong once.
                let is_known = first.kind == Kind::Define && !is_top;
                self.errors.extend((!is_known).then_some(error));
                self.recover(first.kind, range, mark, line);
            }
        }
    }

    fn apply(&mut self, statement: Statement, range: TextRange, mark: usize, line: u32) {
        match statement {
            Statement::Simple(kind) => self.push(range, kind),
            Statement::Branch(control, pipeline) => {
                let mut frame = Frame::new(Opened::Branch(control, pipeline), range, mark);
                frame.is_range = control == Control::Range;
                self.open(frame, line);
            }
            Statement::Define(name, name_range) => {
                self.open(Frame::new(Opened::Define(name, name_range), range, mark), line);
            }
            Statement::Block(name, name_range, pipeline) => {
                self.open(Frame::new(Opened::Block(name, name_range, pipeline, line), range, mark), line);
            }
            Statement::Else => self.begin_else(),
            Statement::ElseBranch(control, pipeline) => {
                self.begin_else();
                let mut frame = Frame::new(Opened::Branch(control, pipeline), range, mark);
                frame.is_link = true;
                self.open(frame, line);
            }
            Statement::End => self.end(range, line),
        }
    }

    /// Goes on after an action of `kind` that is broken.
    fn recover(&mut self, kind: Kind, range: TextRange, mark: usize, line: u32) {
        match kind {
            Kind::If | Kind::With | Kind::Range | Kind::Define | Kind::Block => {
                self.open_broken(kind, range, mark);
            }
            Kind::Else => {
                if let Some(frame) = self.frames.last_mut()
                    && frame.first_arm.is_none()
                    && matches!(frame.opened, Opened::Branch(..))
                {
                    frame.is_lenient = true;
                    self.begin_else();
                }
                self.push(range, NodeKind::Broken);
            }
            Kind::End if self.frames.len() > 1 => self.end(range, line),
            _ => self.push(range, NodeKind::Broken),
        }
    }

    fn open(&mut self, frame: Frame, line: u32) {
        if self.depth >= MAX_BLOCKS {
            let message = "max block depth exceeded".to_owned();
            self.errors.push(ParseError { range: frame.head, line, message });
            let kind = match frame.opened {
                Opened::Define(..) | Opened::Block(..) => Kind::Define,
                Opened::Branch(Control::Range, _) => Kind::Range,
                _ => Kind::If,
            };
            self.open_broken(kind, frame.head, frame.mark);
            if let Some(broken) = self.frames.last_mut() {
                broken.is_link = frame.is_link;
            }
            return;
        }
        self.depth += 1;
        self.push_frame(frame);
    }

    fn open_broken(&mut self, kind: Kind, range: TextRange, mark: usize) {
        self.push(range, NodeKind::Broken);
        let has_scope = matches!(kind, Kind::Define | Kind::Block);
        let mut frame = Frame::new(Opened::Broken { owner: self.owner(), has_scope }, range, mark);
        frame.is_range = kind == Kind::Range;
        self.push_frame(frame);
    }

    fn push_frame(&mut self, frame: Frame) {
        if frame.opened.has_scope() {
            self.scopes.push(Scope::new());
        } else if frame.is_range
            && let Some(scope) = self.scopes.last_mut()
        {
            scope.ranges += 1;
        }
        self.frames.push(frame);
    }

    /// Begins the other arm of the innermost block.
    fn begin_else(&mut self) {
        let Some(frame) = self.frames.last_mut() else { return };
        frame.first_arm = Some(Block { nodes: std::mem::take(&mut frame.nodes) });
        if std::mem::take(&mut frame.is_range)
            && let Some(scope) = self.scopes.last_mut()
        {
            scope.ranges = scope.ranges.saturating_sub(1);
        }
    }

    /// `{{end}}`, whose last token is on `line`.
    fn end(&mut self, range: TextRange, line: u32) {
        if self.frames.len() <= 1 {
            self.errors.push(ParseError { range, line, message: "unexpected {{end}}".to_owned() });
            self.push(range, NodeKind::Broken);
            return;
        }
        if matches!(self.frames.last(), Some(Frame { opened: Opened::Broken { .. }, is_link: false, .. })) {
            self.push(range, NodeKind::Broken);
        }
        while self.close(range.end(), line) {}
    }

    /// Closes the innermost block; whether its end is that of the one around, too.
    fn close(&mut self, end: TextSize, line: u32) -> bool {
        let Some(frame) = self.frames.pop() else { return false };
        let has_scope = frame.opened.has_scope();
        if has_scope {
            self.scopes.pop();
        }
        if let Some(scope) = self.scopes.last_mut() {
            scope.action_line = 0;
            if !has_scope {
                scope.forget(frame.mark);
                scope.ranges = scope.ranges.saturating_sub(u32::from(frame.is_range));
            }
        }
        let range = TextRange::new(frame.head.start(), end);
        let last = Block { nodes: frame.nodes };
        match frame.opened {
            Opened::Root | Opened::Broken { .. } => return frame.is_link,
            Opened::Branch(control, pipeline) => {
                let (body, else_body) = match frame.first_arm {
                    Some(first) => (first, Some(last)),
                    None => (last, None),
                };
                let branch = Branch { head: frame.head, pipeline, body, else_body };
                let kind = match control {
                    Control::If => NodeKind::If(branch),
                    Control::With => NodeKind::With(branch),
                    Control::Range => NodeKind::Range(branch),
                };
                self.push(range, kind);
            }
            Opened::Define(name, name_range) => {
                self.define(Define { name, name_range, range, body: Arc::new(last) }, line);
                self.push(range, NodeKind::Define);
            }
            Opened::Block(name, name_range, pipeline, _) => {
                self.define(
                    Define { name: Arc::clone(&name), name_range, range, body: Arc::new(last) },
                    line,
                );
                self.push(range, NodeKind::Template { name, name_range, argument: Some(pipeline) });
            }
        }
        self.depth = self.depth.saturating_sub(1);
        frame.is_link
    }

    /// Adds a definition (`Tree.add`).
    fn define(&mut self, define: Define, line: u32) {
        let is_filled = !define.body.is_blank(self.text);
        let known = self.is_filled.entry(Arc::clone(&define.name)).or_default();
        if *known && is_filled {
            self.errors.push(multiple(&define.name, define.name_range, line));
        }
        *known |= is_filled;
        self.defines.push(define);
    }

    /// Closes what is open at the end of the text, which is on `line`.
    fn finish(&mut self, line: u32) {
        while self.frames.len() > 1 {
            let is_broken = matches!(self.frames.last(), Some(Frame { opened: Opened::Broken { .. }, .. }));
            let opening = self.frames.iter().rev().find(|frame| !frame.is_link).map(|frame| frame.head);
            if !is_broken {
                let message = "unexpected EOF".to_owned();
                self.errors.push(ParseError { range: opening.unwrap_or_default(), line, message });
            }
            while self.close(TextSize::from_usize(self.text.len()), line) {}
        }
        // The file is a template of its name, too.
        let is_filled =
            self.frames.first().is_some_and(|root| !root.nodes.iter().all(|node| node.is_blank(self.text)));
        if is_filled && self.is_filled.get(self.name) == Some(&true) {
            let define = self.defines.iter().find(|define| &*define.name == self.name);
            let range = define.map(|define| define.name_range).unwrap_or_default();
            self.errors.push(multiple(self.name, range, line));
        }
    }
}

fn multiple(name: &str, range: TextRange, line: u32) -> ParseError {
    let message = format!("template: multiple definition of template {}", runes::quote(name.as_bytes()));
    ParseError { range, line, message }
}

/// What an action says.
enum Statement {
    /// A node of its own.
    Simple(NodeKind),
    /// It opens a block.
    Branch(Control, Pipeline),
    Define(Arc<str>, TextRange),
    Block(Arc<str>, TextRange, Pipeline),
    /// It begins the other arm of the block.
    Else,
    ElseBranch(Control, Pipeline),
    /// It closes the block.
    End,
}

/// Reads an action that is no `{{else}}` (`Tree.action`).
fn statement(action: &mut ActionParser<'_>) -> Parsed<Statement> {
    let first = action.peek_non_space();
    if let Some(control) = Control::of(first.kind) {
        action.next_non_space();
        let pipeline = action.pipeline(control.context(), Kind::RightDelim)?;
        return Ok(Statement::Branch(control, pipeline));
    }
    match first.kind {
        Kind::Define => {
            const CONTEXT: &str = "define clause";
            action.next_non_space();
            let (name, range) = action.template_name(CONTEXT)?;
            action.close(CONTEXT)?;
            Ok(Statement::Define(name, range))
        }
        Kind::Block => {
            const CONTEXT: &str = "block clause";
            action.next_non_space();
            let (name, range) = action.template_name(CONTEXT)?;
            let pipeline = action.pipeline(CONTEXT, Kind::RightDelim)?;
            Ok(Statement::Block(name, range, pipeline))
        }
        Kind::Template => {
            const CONTEXT: &str = "template clause";
            action.next_non_space();
            let (name, name_range) = action.template_name(CONTEXT)?;
            let argument = if action.peek_non_space().kind == Kind::RightDelim {
                None
            } else {
                Some(action.pipeline(CONTEXT, Kind::RightDelim)?)
            };
            Ok(Statement::Simple(NodeKind::Template { name, name_range, argument }))
        }
        Kind::Break => {
            jump(action, "{{break}}")?;
            Ok(Statement::Simple(NodeKind::Break))
        }
        Kind::Continue => {
            jump(action, "{{continue}}")?;
            Ok(Statement::Simple(NodeKind::Continue))
        }
        Kind::End => {
            action.next_non_space();
            action.close("end")?;
            Ok(Statement::End)
        }
        _ => Ok(Statement::Simple(NodeKind::Action(action.pipeline("command", Kind::RightDelim)?))),
    }
}

/// Reads `{{break}}` or `{{continue}}`.
fn jump(action: &mut ActionParser<'_>, written: &str) -> Parsed<()> {
    let word = action.next_non_space();
    action.close(written)?;
    if action.scope.ranges == 0 {
        return Err(action.error(range_of(word), format!("{written} outside {{{{range}}}}")));
    }
    Ok(())
}

/// Reads an `{{else}}` in `frame` (`Tree.elseControl` and what its callers make of it).
fn else_statement(action: &mut ActionParser<'_>, frame: &Frame) -> Parsed<Statement> {
    const WRITTEN: &str = "{{else}}";
    action.next_non_space();
    let follow = action.peek_non_space();
    let link = Control::of(follow.kind).filter(|control| *control != Control::Range);
    if link.is_none() {
        action.close("else")?;
    }
    let (control, is_first) = match &frame.opened {
        Opened::Root => return Err(action.error(action.range, format!("unexpected {WRITTEN}"))),
        Opened::Define(..) => {
            return Err(action.error(action.range, format!("unexpected {WRITTEN} in define clause")));
        }
        Opened::Block(.., line) => {
            let message = format!("unexpected {WRITTEN} in block clause");
            return Err(ParseError { range: action.range, line: *line, message });
        }
        // Whatever it would be, there is nothing more to say about it.
        Opened::Broken { .. } => return Ok(Statement::Simple(NodeKind::Broken)),
        Opened::Branch(control, _) => (*control, frame.first_arm.is_none()),
    };
    if !is_first {
        if frame.is_lenient {
            return Ok(Statement::Simple(NodeKind::Broken));
        }
        return Err(action.error(action.range, format!("expected end; found {WRITTEN}")));
    }
    // Of `{{else if}}`, Go has left the action of the `{{else}}` behind.
    action.scope.action_line = 0;
    match link {
        None => Ok(Statement::Else),
        Some(link) if link == control => {
            action.next_non_space();
            let pipeline = action.pipeline(control.context(), Kind::RightDelim)?;
            Ok(Statement::ElseBranch(control, pipeline))
        }
        Some(_) => Err(action.unexpected(follow, "input")),
    }
}

/// What an open block is.
#[derive(Debug)]
enum Opened {
    /// The file.
    Root,
    /// `{{if}}`, `{{with}}` or `{{range}}`.
    Branch(Control, Pipeline),
    /// `{{define}}`
    Define(Arc<str>, TextRange),
    /// `{{block}}`, and the line that Go names where the block goes wrong.
    Block(Arc<str>, TextRange, Pipeline, u32),
    /// Something broken.
    Broken {
        /// The index of the frame that its nodes go to.
        owner: usize,
        /// Whether it would have been a template of its own.
        has_scope: bool,
    },
}

impl Opened {
    /// Whether it has a [`Scope`] of its own.
    fn has_scope(&self) -> bool {
        matches!(self, Self::Define(..) | Self::Block(..) | Self::Broken { has_scope: true, .. })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Control {
    If,
    With,
    Range,
}

impl Control {
    fn of(kind: Kind) -> Option<Self> {
        match kind {
            Kind::If => Some(Self::If),
            Kind::With => Some(Self::With),
            Kind::Range => Some(Self::Range),
            _ => None,
        }
    }

    fn context(self) -> &'static str {
        match self {
            Self::If => "if",
            Self::With => "with",
            Self::Range => "range",
        }
    }
}

/// An open block.
#[derive(Debug)]
struct Frame {
    opened: Opened,
    /// The opening action.
    head: TextRange,
    /// The nodes of the arm that is being read.
    nodes: Vec<Node>,
    /// The first arm, once there was an `{{else}}`.
    first_arm: Option<Block>,
    /// The variables before it.
    mark: usize,
    /// Whether it is the `if` of an `{{else if}}`: its `{{end}}` closes the frame below too.
    is_link: bool,
    /// Whether it counts as a `range`, for `{{break}}`, at the moment.
    is_range: bool,
    /// Whether something broken stands for its `{{else}}`, so that another one is no error.
    is_lenient: bool,
}

impl Frame {
    fn new(opened: Opened, head: TextRange, mark: usize) -> Self {
        Self {
            opened,
            head,
            nodes: Vec::new(),
            first_arm: None,
            mark,
            is_link: false,
            is_range: false,
            is_lenient: false,
        }
    }
}
