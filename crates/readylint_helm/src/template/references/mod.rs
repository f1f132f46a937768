//! Which values a template reads, how absence is handled where it does, and which templates it includes: told from its
//! text alone, without running it. What cannot be told is left out, never guessed.

mod call;
mod condition;
mod follow;
mod place;
mod variables;
mod walk;

use std::sync::Arc;

use readylint_text::{TextRange, TextSize};

pub use follow::{Instance, follow};
pub use place::{Collection, Place, Step, ValuePlace};

use super::ast::Block;

/// A path below `.Values`.
pub type Path = Arc<[Step]>;

/// What a template reads and includes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// In the order of the text.
    pub reads: Vec<ValueRead>,
    /// In the order of the text.
    pub includes: Vec<Include>,
    /// Places below `.Values` that it writes itself (`set`); the last step is an item if the key is computed.
    pub writes: Vec<Path>,
}

/// An expression that reads something below `.Values`, or all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueRead {
    /// What it reads.
    pub place: ValuePlace,
    /// The expression.
    pub range: TextRange,
    /// Where the last steps of the path are written, in order: those that this expression names.
    pub keys: Vec<TextRange>,
    /// What is done with it.
    pub usage: Usage,
    /// How many of the first steps conditions around it have found to be there: it is not reached without them.
    pub known: usize,
    /// How many of the first steps conditions around it have looked at, whatever they made of it.
    pub tested: usize,
    /// What handles its absence on the spot.
    pub fallback: Option<Fallback>,
}

impl ValueRead {
    /// The path up to the key that stands at `offset`.
    pub fn path_at(&self, offset: TextSize) -> Option<&[Step]> {
        let index = self.keys.iter().position(|key| key.contains(offset))?;
        let before = self.place.path.len().checked_sub(self.keys.len())?;
        self.place.path.get(..=before + index)
    }

    /// What happens if the first `absent` steps of the path lead somewhere and the next one does not.
    pub fn absence(&self, absent: usize) -> Absence {
        let length = self.place.path.len();
        let is_expected = absent < self.known.max(self.tested).max(self.place.handled);
        if absent >= length || is_expected {
            return Absence::Harmless;
        }
        if absent + 1 < length && absent >= self.place.safe {
            return Absence::Fails;
        }
        let is_guarded =
            self.fallback.is_some() || !matches!(self.usage, Usage::Value | Usage::Whole | Usage::Template);
        if is_guarded { Absence::Harmless } else { Absence::Empty }
    }
}

/// What the absence of a value does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// Nothing: a function or condition handles it, or what reads it is not reached then.
    Harmless,
    /// Nothing is printed or handed on where something should be.
    Empty,
    /// Rendering fails: a parent of the value is absent (`nil pointer evaluating interface {}`).
    Fails,
}

/// What is done with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// It is printed, or handed to a function.
    Value,
    /// It is handed on as a whole to where it cannot be followed: `toYaml`, `merge`, an `include` with a computed name.
    Whole,
    /// Its text is run as a template (`tpl`).
    Template,
    /// It is only asked whether it is there or not empty.
    Condition,
    /// It is compared with something.
    Compared,
    /// It is only looked into: what is read of it shows in other reads.
    Container,
    /// It is ranged over: what is read of its elements shows in other reads.
    Range,
}

/// A function that handles the absence of its argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// `default`
    Default,
    /// `required`
    Required,
    /// `coalesce`
    Coalesce,
    /// `or`, where another operand follows
    Or,
    /// `ternary`
    Ternary,
    /// `get`
    Get,
    /// `dig`
    Dig,
    /// `hasKey`
    HasKey,
    /// `kindIs`, `typeIs` and the like
    Kind,
}

/// An `include` or `template`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// The name; `None` if it is computed.
    pub name: Option<Arc<str>>,
    /// Where the name is written or computed.
    pub name_range: TextRange,
    /// What the template is given.
    pub argument: Place,
    /// What conditions around it have found to be there.
    pub known: Vec<Path>,
}

/// What the template `body` reads and includes if it is given `dot`.
pub fn references(body: &Block, dot: &Place) -> References {
    walk::Walker::new(dot.clone(), Vec::new()).run(body).0
}
