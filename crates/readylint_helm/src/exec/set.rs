//! The templates that can be called by name.

use std::rc::Rc;
use std::sync::Arc;

use readylint_text::{SourceId, Span};
use rustc_hash::FxHashMap;

use crate::provenance::Text;
use crate::template::ast::{Block, TemplateFile};

/// Whose text a template is.
#[derive(Clone, Debug)]
pub enum Home {
    /// A file that the project holds.
    Source(SourceId),
    /// A string that `tpl` was given: its bytes have authors of their own.
    Rope {
        /// The string.
        text: Text,
        /// The call of `tpl`, for what has no author that can be pointed at.
        call: Option<Span>,
    },
    /// Nothing can be pointed at: a file that is no UTF-8.
    Nowhere,
}

/// A file of templates, or a string that `tpl` was given.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// What errors call it.
    pub(super) name: Arc<str>,
    /// Its bytes.
    pub(super) text: Bytes,
    /// Whose it is.
    pub(super) home: Home,
}

/// Bytes of a unit.
#[derive(Clone, Debug)]
pub(super) enum Bytes {
    File(Arc<[u8]>),
    Rope(Text),
}

impl Unit {
    /// Its bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        match &self.text {
            Bytes::File(bytes) => bytes,
            Bytes::Rope(text) => text.as_bytes(),
        }
    }
}

/// A template that can be called.
#[derive(Clone, Debug)]
pub(super) struct Template {
    /// What it is called by.
    pub(super) name: Arc<str>,
    /// What it renders.
    pub(super) body: Arc<Block>,
    /// Where it stands.
    pub(super) unit: Rc<Unit>,
}

impl Template {
    fn is_blank(&self) -> bool {
        self.body.is_blank(self.unit.bytes())
    }
}

/// All templates of a render by name (`text/template`, `Template.tmpl`).
#[derive(Clone, Debug, Default)]
pub struct TemplateSet {
    by_name: FxHashMap<Arc<str>, Rc<Template>>,
}

impl TemplateSet {
    /// Without templates.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what a file defines, and the file itself under its own name. What is there already is replaced, unless the new
    /// one is blank (`text/template`, `Template.Parse`, `associate`).
    pub fn add(&mut self, file: &TemplateFile, text: Arc<[u8]>, home: Home) {
        let unit = Unit { name: Arc::clone(&file.name), text: Bytes::File(text), home };
        self.take_in(file, unit);
    }

    /// The templates of a string that `tpl` was given.
    pub(super) fn of_rope(file: &TemplateFile, text: &Text, call: Option<Span>) -> Self {
        let home = Home::Rope { text: text.clone(), call };
        let unit = Unit { name: Arc::clone(&file.name), text: Bytes::Rope(text.clone()), home };
        let mut set = Self::new();
        set.take_in(file, unit);
        set
    }

    fn take_in(&mut self, file: &TemplateFile, unit: Unit) {
        let unit = Rc::new(unit);
        let defines = file.defines.iter().map(|define| (&define.name, &define.body));
        for (name, body) in defines.chain([(&file.name, &file.body)]) {
            let template =
                Template { name: Arc::clone(name), body: Arc::clone(body), unit: Rc::clone(&unit) };
            if !self.by_name.contains_key(name) || !template.is_blank() {
                self.by_name.insert(Arc::clone(name), Rc::new(template));
            }
        }
    }

    /// Whether there is a template of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// The names, in no order.
    pub fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        self.by_name.keys()
    }

    /// The template of this name.
    pub(super) fn get(&self, name: &str) -> Option<&Rc<Template>> {
        self.by_name.get(name)
    }
}

/// The templates that a string given to `tpl` adds, over those of the strings around it.
#[derive(Debug)]
pub(super) struct Overlay {
    /// Its own.
    pub(super) own: TemplateSet,
    /// Those of the string around it.
    pub(super) below: Option<Rc<Overlay>>,
}

impl TemplateSet {
    /// The template of this name: the innermost that is not blank, in `overlay`, those below it, or here.
    pub(super) fn find<'a>(&'a self, overlay: Option<&'a Overlay>, name: &str) -> Option<&'a Rc<Template>> {
        let mut blank = None;
        let mut layer = overlay;
        while let Some(overlay) = layer {
            match overlay.own.get(name) {
                Some(template) if !template.is_blank() => return Some(template),
                Some(template) => blank = blank.or(Some(template)),
                None => {}
            }
            layer = overlay.below.as_deref();
        }
        self.get(name).or(blank)
    }
}
