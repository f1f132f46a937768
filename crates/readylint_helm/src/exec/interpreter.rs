//! The interpreter: what lasts for a whole render, and the calls of templates by name.

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::error::ExecError;
use super::observe::{BranchEvent, Reads};
use super::run::Run;
use super::set::{Overlay, Template, TemplateSet};
use super::slot::Slot;
use crate::format::quoted;
use crate::function::{Cause, FunctionError, State};
use crate::provenance::{EmissionId, FrameId, OriginId, Origins, Text, TextBuilder};
use crate::template::ast::TemplateFile;
use crate::value::Value;
use crate::{Exceeded, HelmVersion, Meter};

/// What the interpreter shares with the rest of the render.
#[derive(Debug)]
pub struct Shared<'a> {
    /// The arena.
    pub origins: &'a mut Origins,
    /// What the chart may still cost.
    pub meter: &'a mut Meter,
    /// What functions keep between calls.
    pub state: &'a mut State,
    /// Which Helm is imitated.
    pub helm: HelmVersion,
    /// Whether a template that nothing defines gives nothing, as it may be a missing dependency's. Else it is an error, as
    /// in Helm.
    pub skips_absent: bool,
}

/// Runs templates, one after the other, with what they share: Helm's counter of includes, parsed strings of `tpl`, and what
/// is known about branches.
///
/// It needs a deep stack: see [`STACK_BYTES`].
#[derive(Debug)]
pub struct Interpreter<'a> {
    pub(super) shared: Shared<'a>,
    set: &'a TemplateSet,
    /// The templates of the strings that `tpl` is in.
    overlay: Option<Rc<Overlay>>,
    /// How often each name is being included (Helm's `includedNames`).
    included: FxHashMap<Arc<str>, u32>,
    /// Strings that `tpl` has parsed.
    parsed: FxHashMap<Box<[u8]>, Arc<TemplateFile>>,
    /// Origins of text nodes and values of constants, by the address of their node. Only for nodes of `set`, which stay
    /// where they are.
    pub(super) texts: FxHashMap<usize, OriginId>,
    pub(super) constants: FxHashMap<usize, Value>,
    /// How deep blocks, pipelines and templates are nested at the moment.
    nesting: u32,
    /// How many `include`s and `tpl`s are being evaluated: their results are texts of their own.
    pub(super) buffers: u32,
    /// How much the file being rendered has printed.
    pub(super) offset: u32,
    /// The conditions that are being evaluated, from the outermost.
    pub(super) reads: Vec<Reads>,
    pub(super) branches: Vec<BranchEvent>,
    executed: Vec<Arc<str>>,
    is_executed: FxHashSet<Arc<str>>,
    absent: Vec<Arc<str>>,
}

/// How deep blocks, parentheses and templates may be nested, together.
const MAX_NESTING: u32 = 10_000;

/// A stack that is large enough for what the interpreter's bounds allow.
pub const STACK_BYTES: usize = 512 << 20;

/// How often Helm lets a template include itself (`pkg/engine/engine.go`, `recursionMaxNums`).
const MAX_INCLUDES: u32 = 1_000;

/// The name that Helm parses strings given to `tpl` under: that of its empty root template.
const TPL_NAME: &str = "gotpl";

/// What Go prints for nil, and Helm takes out of files and of results of `tpl`.
const NO_VALUE: &[u8] = b"<no value>";

/// A failure. Boxed, as results are returned much more often.
#[derive(Debug)]
pub(super) struct Fail(pub(super) Box<ExecError>);

/// Why a call of a template failed, before the caller has added where it stands.
pub(super) enum CallFailure {
    /// The caller itself may not.
    Refused(FunctionError),
    /// The template failed, after these words.
    Inner(String, Fail),
}

impl From<Exceeded> for CallFailure {
    fn from(exceeded: Exceeded) -> Self {
        Self::Refused(exceeded.into())
    }
}

impl<'a> Interpreter<'a> {
    /// One for the templates of `set`.
    pub fn new(set: &'a TemplateSet, shared: Shared<'a>) -> Self {
        Self {
            shared,
            set,
            overlay: None,
            included: FxHashMap::default(),
            parsed: FxHashMap::default(),
            texts: FxHashMap::default(),
            constants: FxHashMap::default(),
            nesting: 0,
            buffers: 0,
            offset: 0,
            reads: Vec::new(),
            branches: Vec::new(),
            executed: Vec::new(),
            is_executed: FxHashSet::default(),
            absent: Vec::new(),
        }
    }

    /// Runs the template called `name` on `dot` (`text/template`, `ExecuteTemplate`). `<no value>` stays in the result.
    ///
    /// # Errors
    ///
    /// As Go and Helm fail, or when a bound of ours is passed.
    pub fn execute(&mut self, name: &str, dot: Value) -> Result<Text, ExecError> {
        // an error may have left these behind
        (self.nesting, self.buffers, self.offset) = (0, 0, 0);
        self.overlay = None;
        self.reads.clear();
        self.included.clear();
        let Some(template) = self.find(name) else { return Err(*no_template(name).0) };
        let mut out = TextBuilder::new();
        self.run(&template, &Slot::of(dot), &mut out, FrameId::NONE, EmissionId::NONE)
            .map_err(|fail| *fail.0)?;
        Ok(out.finish())
    }

    /// What is shared, for the caller to use between two executions.
    pub fn shared(&mut self) -> &mut Shared<'a> {
        &mut self.shared
    }

    /// The branches evaluated since the last call.
    pub fn take_branches(&mut self) -> Vec<BranchEvent> {
        std::mem::take(&mut self.branches)
    }

    /// The templates that ran, in the order of their first run.
    pub fn executed(&self) -> &[Arc<str>] {
        &self.executed
    }

    /// The names that were called since it was last asked and that nothing defines; only with [`Shared::skips_absent`].
    pub fn take_absent(&mut self) -> Vec<Arc<str>> {
        std::mem::take(&mut self.absent)
    }

    /// The template called `name`, as the strings that `tpl` is in see it.
    pub(super) fn find(&self, name: &str) -> Option<Rc<Template>> {
        self.set.find(self.overlay.as_deref(), name).cloned()
    }

    /// Whether a template that nothing defines may be passed over. It is noted.
    pub(super) fn passes_over(&mut self, name: &str) -> bool {
        if self.shared.skips_absent && !self.absent.iter().any(|absent| **absent == *name) {
            self.absent.push(name.into());
        }
        self.shared.skips_absent
    }

    /// Goes one level deeper. Every `Ok` is followed by [`Interpreter::leave`], unless the execution ends.
    pub(super) fn enter(&mut self) -> Result<(), Exceeded> {
        if self.nesting >= MAX_NESTING {
            return Err(Exceeded::Depth);
        }
        self.nesting += 1;
        Ok(())
    }

    /// Comes back from a level.
    pub(super) fn leave(&mut self) {
        self.nesting = self.nesting.saturating_sub(1);
    }

    /// Runs `template` into `out`.
    pub(super) fn run(
        &mut self,
        template: &Template,
        dot: &Slot,
        out: &mut TextBuilder,
        frame: FrameId,
        emission: EmissionId,
    ) -> Result<(), Fail> {
        if self.is_executed.insert(Arc::clone(&template.name)) {
            self.executed.push(Arc::clone(&template.name));
        }
        Run::new(self, template, out, frame, emission).all(dot)
    }

    /// Runs `template` into a text of its own.
    fn run_apart(&mut self, template: &Template, dot: &Slot, frame: FrameId) -> Result<Text, Fail> {
        let mut out = TextBuilder::new();
        self.buffers += 1;
        self.run(template, dot, &mut out, frame, EmissionId::NONE)?;
        self.buffers = self.buffers.saturating_sub(1);
        Ok(out.finish())
    }

    /// `include` (`pkg/engine/engine.go`, `includeFun`). `frame` makes the frame of the call.
    pub(super) fn include(
        &mut self,
        name: &Text,
        data: Value,
        frame: impl FnOnce(&mut Origins, &Arc<str>) -> FrameId,
    ) -> Result<Text, CallFailure> {
        let name = name.to_str();
        let count = self.included.get(&*name).copied().unwrap_or(0);
        if count > MAX_INCLUDES {
            return Err(CallFailure::Refused(FunctionError::new(format!(
                "rendering template has a nested reference name: {name}: unable to execute template"
            ))));
        }
        let Some(template) = self.find(&name) else {
            if self.passes_over(&name) {
                return Ok(Text::unknown(""));
            }
            return Err(CallFailure::Inner(String::new(), no_template(&name)));
        };
        match self.included.get_mut(&*name) {
            Some(count) => *count += 1,
            None => {
                self.included.insert(Arc::clone(&template.name), 1);
            }
        }
        self.shared.meter.enter()?;
        self.enter()?;
        let frame = frame(self.shared.origins, &template.name);
        let text = self
            .run_apart(&template, &Slot::of(data), frame)
            .map_err(|fail| CallFailure::Inner(String::new(), fail))?;
        self.leave();
        self.shared.meter.leave();
        if let Some(count) = self.included.get_mut(&*name) {
            *count = count.saturating_sub(1);
        }
        Ok(text)
    }

    /// `tpl` (`pkg/engine/engine.go`, `tplFun`). `call` is where it is called.
    pub(super) fn tpl(
        &mut self,
        text: &Text,
        data: Value,
        call: Option<readylint_text::Span>,
        frame: impl FnOnce(&mut Origins, &Arc<str>) -> FrameId,
    ) -> Result<Text, CallFailure> {
        if memchr::memmem::find(text.as_bytes(), b"{{").is_none() {
            return Ok(without_no_value(text));
        }
        let file = self.parse(text)?;
        self.shared.meter.enter()?;
        self.enter()?;
        let own = TemplateSet::of_rope(&file, text, call);
        let Some(template) = own.get(TPL_NAME).cloned() else { return Ok(Text::unknown("")) };
        let frame = frame(self.shared.origins, &template.name);
        let below = self.overlay.take();
        self.overlay = Some(Rc::new(Overlay { own, below: below.clone() }));
        let result = self.run_apart(&template, &Slot::of(data), frame);
        self.overlay = below;
        let result = result.map_err(|fail| {
            let shown = quoted(text);
            let words = format!("error during tpl function execution for {}: ", shown.to_str());
            CallFailure::Inner(words, fail)
        })?;
        self.leave();
        self.shared.meter.leave();
        Ok(without_no_value(&result))
    }

    /// The tree of a string given to `tpl`.
    fn parse(&mut self, text: &Text) -> Result<Arc<TemplateFile>, CallFailure> {
        if let Some(file) = self.parsed.get(text.as_bytes()) {
            return Ok(Arc::clone(file));
        }
        self.shared.meter.bytes(text.len() as u64)?;
        let file = Arc::new(crate::template::parse(TPL_NAME, text.as_bytes()));
        if let Some(error) = file.errors.first() {
            let shown = quoted(text);
            let message = format!(
                "cannot parse template {}: template: {TPL_NAME}:{}: {}",
                shown.to_str(),
                error.line,
                error.message
            );
            return Err(CallFailure::Refused(FunctionError::new(message)));
        }
        self.parsed.insert(text.as_bytes().into(), Arc::clone(&file));
        Ok(file)
    }
}

/// Nothing is called so (`text/template`, `ExecuteTemplate`).
fn no_template(name: &str) -> Fail {
    let shown = quoted(&Text::unknown(name));
    Fail(Box::new(ExecError {
        sites: Vec::new(),
        message: format!("template: no template {} associated with template \"{TPL_NAME}\"", shown.to_str()),
        cause: Cause::Plain,
        frame: FrameId::NONE,
    }))
}

/// The text without `<no value>`, as Helm gives files and results of `tpl` out.
pub fn without_no_value(text: &Text) -> Text {
    let bytes = text.as_bytes();
    let mut found = memchr::memmem::find_iter(bytes, NO_VALUE).peekable();
    if found.peek().is_none() {
        return text.clone();
    }
    let mut out = TextBuilder::new();
    let mut start = 0;
    for at in found {
        out.push_slice(text, start..at);
        start = at + NO_VALUE.len();
    }
    out.push_slice(text, start..bytes.len());
    out.finish()
}
