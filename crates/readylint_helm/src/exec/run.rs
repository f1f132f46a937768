//! One execution of one template: its nodes, scopes and output (`text/template/exec.go`, `state`, `walk`).

use std::sync::Arc;

use readylint_text::{Span, TextRange};

use super::error::{ExecError, Site};
use super::interpreter::{Fail, Interpreter};
use super::observe::{BranchEvent, Reads};
use super::set::{Home, Template};
use super::slot::Slot;
use crate::format;
use crate::function::{Cause, FunctionError};
use crate::provenance::{Emission, EmissionId, Frame, FrameId, Origin, Piece, TextBuilder};
use crate::template::ast::{Block, Branch, Command, Expression, Node, NodeKind, Pipeline};
use crate::template::print;
use crate::value::{Data, List, ListType, Map, MapType, Object, Value};
use crate::{Exceeded, HelmVersion, format::show};

/// One execution of one template.
pub(super) struct Run<'r, 'a, 't> {
    pub(super) engine: &'r mut Interpreter<'a>,
    pub(super) template: &'t Template,
    out: &'r mut TextBuilder,
    pub(super) frame: FrameId,
    /// The `template` action that printed what this prints; none if an `include` will have.
    emission: EmissionId,
    /// A stack; the innermost last.
    variables: Vec<(Arc<str>, Slot)>,
    /// The node that an error is about: as in Go, the one that was looked at last.
    pub(super) node: Option<At<'t>>,
    /// The action or parenthesis that is being evaluated.
    pub(super) call: TextRange,
}

/// A node that an error can be about.
#[derive(Clone, Copy)]
pub(super) enum At<'t> {
    Node(&'t Node),
    Pipeline(&'t Pipeline),
    Command(&'t Command),
    Expression(&'t Expression),
}

/// How the walk goes on after a node.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    Next,
    Break,
    Continue,
}

/// `if` or `with`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    If,
    With,
}

impl<'r, 'a, 't> Run<'r, 'a, 't> {
    pub(super) fn new(
        engine: &'r mut Interpreter<'a>,
        template: &'t Template,
        out: &'r mut TextBuilder,
        frame: FrameId,
        emission: EmissionId,
    ) -> Self {
        let call = TextRange::default();
        Self { engine, template, out, frame, emission, variables: Vec::new(), node: None, call }
    }

    /// The whole template.
    pub(super) fn all(mut self, dot: &Slot) -> Result<(), Fail> {
        self.push("$".into(), dot.clone());
        let body: &'t Block = &self.template.body;
        self.block(dot, body).map(|_| ())
    }

    fn block(&mut self, dot: &Slot, block: &'t Block) -> Result<Flow, Fail> {
        for node in &block.nodes {
            match self.walk(dot, node)? {
                Flow::Next => {}
                flow => return Ok(flow),
            }
        }
        Ok(Flow::Next)
    }

    fn walk(&mut self, dot: &Slot, node: &'t Node) -> Result<Flow, Fail> {
        if let NodeKind::Text { kept } = node.kind {
            return self.text(node, kept).map(|()| Flow::Next);
        }
        self.at(At::Node(node));
        self.step(1)?;
        self.call = node.range;
        if self.engine.buffers == 0 {
            self.engine.offset = self.out.len() as u32;
        }
        match &node.kind {
            NodeKind::Action(pipeline) => {
                let value = self.pipeline(dot, pipeline)?;
                if pipeline.variables.is_empty() {
                    self.print(node, &value)?;
                }
            }
            NodeKind::If(branch) => return self.choice(dot, branch, Choice::If),
            NodeKind::With(branch) => return self.choice(dot, branch, Choice::With),
            NodeKind::Range(branch) => return self.range(dot, branch),
            NodeKind::Template { name, argument, .. } => {
                self.call_template(dot, node, name, argument.as_ref())?;
            }
            NodeKind::Break => return Ok(Flow::Break),
            NodeKind::Continue => return Ok(Flow::Continue),
            NodeKind::Text { .. } | NodeKind::Comment | NodeKind::Define | NodeKind::Broken => {}
        }
        Ok(Flow::Next)
    }

    /// Literal text: one origin a node, however often it is printed.
    fn text(&mut self, node: &'t Node, kept: TextRange) -> Result<(), Fail> {
        if kept.is_empty() {
            return Ok(());
        }
        self.bytes(u64::from(kept.len().to_u32()))?;
        let template = self.template;
        let unit = &template.unit;
        match &unit.home {
            Home::Rope { text, .. } => self.out.push_slice(text, kept.to_usize()),
            Home::Source(source) => {
                let bytes = unit.bytes().get(kept.to_usize()).unwrap_or_default();
                let engine = &mut *self.engine;
                let origin = match engine.texts.get(&address(node)) {
                    Some(origin) => *origin,
                    None => {
                        let origin = engine.shared.origins.add(Origin::Text(Span::new(*source, kept)));
                        engine.texts.insert(address(node), origin);
                        origin
                    }
                };
                self.out.push(bytes, Piece { emission: self.emission, ..Piece::of(origin) });
            }
            Home::Nowhere => {
                let bytes = unit.bytes().get(kept.to_usize()).unwrap_or_default();
                self.out.push(bytes, Piece { emission: self.emission, ..Piece::UNKNOWN });
            }
        }
        Ok(())
    }

    /// The result of an action (`printValue`).
    fn print(&mut self, node: &'t Node, slot: &Slot) -> Result<(), Fail> {
        self.at(At::Node(node));
        match &slot.value.data {
            Data::String(text) if text.is_empty() => Ok(()),
            Data::String(text) => {
                self.bytes(text.len() as u64)?;
                let emission = self.emit(node.range);
                self.out.push_emitted(text, emission);
                Ok(())
            }
            _ => {
                let shown = format::printed(self.engine.shared.meter, &slot.value, slot.is_field);
                let shown = shown.map_err(|exceeded| self.exceeded(exceeded))?;
                let emission = self.emit(node.range);
                self.out.push_emitted(&shown, emission);
                Ok(())
            }
        }
    }

    fn emit(&mut self, range: TextRange) -> EmissionId {
        if !self.engine.shared.origins.is_on() {
            return EmissionId::NONE;
        }
        let frame = self.frame;
        match self.span(range) {
            Some(at) => self.engine.shared.origins.add_emission(Emission { at, frame }),
            None => EmissionId::NONE,
        }
    }

    fn choice(&mut self, dot: &Slot, branch: &'t Branch, choice: Choice) -> Result<Flow, Fail> {
        let mark = self.variables.len();
        self.begin_condition();
        let value = self.pipeline(dot, &branch.pipeline)?;
        let is_true = value.value.is_true();
        self.end_condition(&value, branch, is_true);
        let flow = match (is_true, choice) {
            (true, Choice::With) => self.arm(&value, &branch.body),
            (true, Choice::If) => self.arm(dot, &branch.body),
            (false, _) => self.other_arm(dot, branch),
        }?;
        self.variables.truncate(mark);
        Ok(flow)
    }

    fn arm(&mut self, dot: &Slot, block: &'t Block) -> Result<Flow, Fail> {
        self.enter()?;
        let flow = self.block(dot, block)?;
        self.engine.leave();
        Ok(flow)
    }

    fn other_arm(&mut self, dot: &Slot, branch: &'t Branch) -> Result<Flow, Fail> {
        match &branch.else_body {
            Some(block) => self.arm(dot, block),
            None => Ok(Flow::Next),
        }
    }

    /// Whether `range` takes no numbers: Go 1.23, which built Helm 3.17, does not.
    fn cannot_count(&self) -> bool {
        self.engine.shared.helm == HelmVersion::V3_17
    }

    fn not_iterable(&mut self, value: &Slot) -> Fail {
        match self.shown_indirect(&value.value) {
            Ok(shown) => self.fail(format!("range can't iterate over {shown}")),
            Err(fail) => fail,
        }
    }

    /// `range` (`walkRange`).
    fn range(&mut self, dot: &Slot, branch: &'t Branch) -> Result<Flow, Fail> {
        let mark = self.variables.len();
        self.begin_condition();
        let value = self.pipeline(dot, &branch.pipeline)?;
        let runs = match &value.value.data {
            Data::Int(count, kind) => *count > 0 || kind.is_unsigned() && *count != 0,
            _ => value.value.is_true(),
        };
        self.end_condition(&value, branch, runs);
        if self.cannot_count()
            && matches!(value.value.data, Data::Int(..) | Data::Object(Object::Duration(_)))
        {
            return Err(self.not_iterable(&value));
        }
        let flow = match &value.value.data {
            Data::List(list) if runs => self.range_list(list, branch)?,
            Data::Map(map) if runs => self.range_map(map, branch)?,
            Data::Bytes(bytes) if runs => {
                let items = bytes.as_bytes().iter().map(|byte| i64::from(*byte));
                let of = |byte| Data::Int(byte, crate::value::IntType::Uint8);
                let items = items.map(|byte| Value::new(of(byte), value.value.origin));
                self.range_list(&List::new(ListType::Ints, items.collect()), branch)?
            }
            Data::Int(count, kind) => {
                let (count, kind) = (*count, *kind);
                let end = if kind.is_unsigned() {
                    count.cast_unsigned()
                } else {
                    u64::try_from(count).unwrap_or(0)
                };
                self.range_numbers(dot, branch, &value, end, |number| Data::Int(number, kind))?
            }
            Data::Object(Object::Duration(nanos)) => {
                let end = u64::try_from(*nanos).unwrap_or(0);
                let of = |number| Data::Object(Object::Duration(number));
                self.range_numbers(dot, branch, &value, end, of)?
            }
            Data::List(_) | Data::Map(_) | Data::Bytes(_) | Data::Nil => self.other_arm(dot, branch)?,
            Data::Bool(_) | Data::Float(_) | Data::String(_) | Data::Object(_) => {
                return Err(self.not_iterable(&value));
            }
        };
        self.variables.truncate(mark);
        Ok(flow)
    }

    /// The items; the flow after the loop, where a `break` has done its work.
    fn range_list(&mut self, list: &List, branch: &'t Branch) -> Result<Flow, Fail> {
        let is_boxed = list.kind() == ListType::Any;
        for (index, number) in (0..list.len()).zip(0_i64..) {
            let Some(item) = list.get(index) else { break };
            let item = if is_boxed { Slot::boxed(item) } else { Slot::of(item) };
            let index = Slot::of(Value::int(number));
            if self.iteration(branch, index, &item)? == Flow::Break {
                break;
            }
        }
        Ok(Flow::Next)
    }

    fn range_map(&mut self, map: &Map, branch: &'t Branch) -> Result<Flow, Fail> {
        let is_boxed = matches!(map.kind(), MapType::Any | MapType::Values { .. });
        // a copy: the body may change the map
        for (key, item) in map.to_entries() {
            let item = if is_boxed { Slot::boxed(item) } else { Slot::of(item) };
            if self.iteration(branch, Slot::of(Value::string(key)), &item)? == Flow::Break {
                break;
            }
        }
        Ok(Flow::Next)
    }

    fn range_numbers(
        &mut self,
        dot: &Slot,
        branch: &'t Branch,
        value: &Slot,
        end: u64,
        of: impl Fn(i64) -> Data,
    ) -> Result<Flow, Fail> {
        if branch.pipeline.variables.len() > 1 {
            let shown = self.shown(&value.value)?;
            return Err(self.fail(format!("can't use {shown} to iterate over more than one variable")));
        }
        if end == 0 {
            return self.other_arm(dot, branch);
        }
        for number in 0..end {
            let item = Slot::of(Value::new(of(number.cast_signed()), value.value.origin));
            if self.iteration(branch, Slot::INVALID, &item)? == Flow::Break {
                break;
            }
        }
        Ok(Flow::Next)
    }

    fn iteration(&mut self, branch: &'t Branch, index: Slot, item: &Slot) -> Result<Flow, Fail> {
        self.step(1)?;
        let mark = self.variables.len();
        match branch.pipeline.variables.as_slice() {
            [] => {}
            [one] if branch.pipeline.is_assignment => self.assign(&one.name, item.clone())?,
            [first, second, ..] if branch.pipeline.is_assignment => {
                self.assign(&first.name, index)?;
                self.assign(&second.name, item.clone())?;
            }
            [_] => self.set_top(1, item.clone()),
            [_, _, ..] => {
                self.set_top(1, item.clone());
                self.set_top(2, index);
            }
        }
        let flow = self.arm(item, &branch.body)?;
        self.variables.truncate(mark);
        Ok(flow)
    }

    /// `{{template}}` (`walkTemplate`): prints into the same output.
    fn call_template(
        &mut self,
        dot: &Slot,
        node: &'t Node,
        name: &Arc<str>,
        argument: Option<&'t Pipeline>,
    ) -> Result<(), Fail> {
        let Some(template) = self.engine.find(name) else {
            if self.engine.passes_over(name) {
                return Ok(());
            }
            let shown = format::quoted(&crate::provenance::Text::unknown(name.as_bytes()));
            return Err(self.fail(format!("template {} not defined", shown.to_str())));
        };
        let dot = match argument {
            Some(pipeline) => self.pipeline(dot, pipeline)?,
            None => Slot::INVALID,
        };
        self.engine.shared.meter.enter().map_err(|exceeded| self.exceeded(exceeded))?;
        self.enter()?;
        let frame = self.frame_of(node.range, &template.name);
        let emission = if self.emission.is_none() { self.emit(node.range) } else { self.emission };
        self.engine.run(&template, &dot, self.out, frame, emission)?;
        self.engine.leave();
        self.engine.shared.meter.leave();
        Ok(())
    }

    /// A frame for a call at `range`; that of this execution if nothing can be pointed at.
    pub(super) fn frame_of(&mut self, range: TextRange, name: &Arc<str>) -> FrameId {
        let parent = self.frame;
        match self.span(range) {
            Some(call) if self.engine.shared.origins.is_on() => {
                let frame = Frame { parent, call, template: Arc::clone(name) };
                self.engine.shared.origins.add_frame(frame)
            }
            _ => parent,
        }
    }

    // Variables

    /// Declares a variable.
    pub(super) fn push(&mut self, name: Arc<str>, value: Slot) {
        self.variables.push((name, value));
    }

    /// Overwrites the innermost variable of this name.
    pub(super) fn assign(&mut self, name: &str, value: Slot) -> Result<(), Fail> {
        match self.variables.iter_mut().rev().find(|(known, _)| **known == *name) {
            Some((_, slot)) => *slot = value,
            None => return Err(self.fail(format!("undefined variable: {name}"))),
        }
        Ok(())
    }

    /// Overwrites the variable so many from the top.
    fn set_top(&mut self, from_top: usize, value: Slot) {
        let index = self.variables.len().checked_sub(from_top);
        if let Some((_, slot)) = index.and_then(|index| self.variables.get_mut(index)) {
            *slot = value;
        }
    }

    /// The value of a variable.
    pub(super) fn variable(&self, name: &str) -> Result<Slot, Fail> {
        match self.variables.iter().rev().find(|(known, _)| **known == *name) {
            Some((_, slot)) => Ok(slot.clone()),
            None => Err(self.fail(format!("undefined variable: {name}"))),
        }
    }

    // Conditions

    fn begin_condition(&mut self) {
        if self.engine.shared.origins.is_on() {
            self.engine.reads.push(Reads::default());
        }
    }

    fn end_condition(&mut self, value: &Slot, branch: &'t Branch, took_body: bool) {
        let Some(mut reads) = self.engine.reads.pop() else { return };
        match &value.value.data {
            Data::String(text) => text.origins().for_each(|origin| reads.origin(origin)),
            _ => reads.origin(value.value.origin),
        }
        if let Some(outer) = self.engine.reads.last_mut() {
            outer.merge(&reads);
        }
        let skipped = if took_body { branch.else_body.as_ref() } else { Some(&branch.body) };
        let skipped = skipped.and_then(range_of).and_then(|range| self.span(range));
        let Some(head) = self.span(branch.head) else { return };
        self.engine.branches.push(BranchEvent {
            offset: self.engine.offset,
            head,
            skipped,
            reads: reads.origins,
            missing: reads.missing,
            frame: self.frame,
        });
    }

    // Bounds

    pub(super) fn step(&mut self, count: u64) -> Result<(), Fail> {
        self.engine.shared.meter.step(count).map_err(|exceeded| self.exceeded(exceeded))
    }

    pub(super) fn bytes(&mut self, count: u64) -> Result<(), Fail> {
        self.engine.shared.meter.bytes(count).map_err(|exceeded| self.exceeded(exceeded))
    }

    pub(super) fn enter(&mut self) -> Result<(), Fail> {
        self.engine.enter().map_err(|exceeded| self.exceeded(exceeded))
    }

    // Failures

    /// From now on errors are about this node.
    pub(super) fn at(&mut self, node: At<'t>) {
        self.node = Some(node);
    }

    /// Where `range` stands.
    pub(super) fn span(&self, range: TextRange) -> Option<Span> {
        self.template.unit.span(range, self.engine.shared.origins)
    }

    /// A failure at the node that was looked at last.
    pub(super) fn fail(&self, message: impl Into<String>) -> Fail {
        self.fail_with(message.into(), Cause::Plain)
    }

    pub(super) fn fail_with(&self, message: String, cause: Cause) -> Fail {
        let sites = self.site(String::new()).into_iter().collect();
        Fail(Box::new(ExecError { sites, message, cause, frame: self.frame }))
    }

    pub(super) fn exceeded(&self, exceeded: Exceeded) -> Fail {
        let error = FunctionError::from(exceeded);
        self.fail_with(error.message, error.cause)
    }

    /// The node that was looked at last, as a place that a failure goes through (`Tree.ErrorContext`).
    pub(super) fn site(&self, relation: String) -> Option<Site> {
        let text = self.template.unit.bytes();
        let (position, range, context) = match self.node? {
            At::Node(node) => (print::node_position(node), node.range, print::node(node, text)),
            At::Pipeline(pipeline) => {
                (pipeline.range.start(), pipeline.range, print::pipeline(pipeline, text))
            }
            At::Command(command) => (command.range.start(), command.range, print::command(command, text)),
            At::Expression(expression) => (
                print::expression_position(expression),
                expression.range,
                print::expression(expression, text),
            ),
        };
        let (line, column) = print::location(text, position);
        Some(Site {
            file: Arc::clone(&self.template.unit.name),
            line,
            column,
            template: Arc::clone(&self.template.name),
            context: String::from_utf8_lossy(&context).into_owned(),
            relation,
            span: self.span(range),
        })
    }

    /// A value in an error (`%v`).
    pub(super) fn shown(&mut self, value: &Value) -> Result<String, Fail> {
        match show(self.engine.shared.meter, value) {
            Ok(text) => Ok(text.to_str().into_owned()),
            Err(exceeded) => Err(self.exceeded(exceeded)),
        }
    }
    /// As [`Run::shown`], of what a pointer points to.
    fn shown_indirect(&mut self, value: &Value) -> Result<String, Fail> {
        match format::printed(self.engine.shared.meter, value, false) {
            Ok(text) => Ok(text.to_str().into_owned()),
            Err(exceeded) => Err(self.exceeded(exceeded)),
        }
    }
}

/// The address of a node, which stays where it is while the templates of the render live.
pub(super) fn address<T>(node: &T) -> usize {
    std::ptr::from_ref(node).addr()
}

/// All that a list of nodes covers.
fn range_of(block: &Block) -> Option<TextRange> {
    let (first, last) = (block.nodes.first()?, block.nodes.last()?);
    Some(first.range.cover(last.range))
}
