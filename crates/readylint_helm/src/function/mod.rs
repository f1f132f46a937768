//! What a template function is, and the table of all of them.

mod builtins;
mod crypto;
mod dates;
mod defaults;
mod dicts;
mod encoding;
mod error;
mod given;
mod helm;
mod lists;
mod numbers;
mod paths;
mod random;
mod reflection;
mod regexes;
mod semvers;
mod serialise;
mod strings;

pub(crate) use dates::format_time;
pub use error::{Cause, FunctionError};
pub use regexes::Pattern;

use std::sync::LazyLock;

use readylint_text::Span;
use rustc_hash::FxHashMap;

use crate::provenance::{Origin, OriginId, Origins, Text};
use crate::value::Value;
use crate::{HelmVersion, Meter};

/// The Go type of a parameter, as far as the check of arguments needs it (`text/template`, `validateType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// `interface {}`: anything. Go hands nil over as nil.
    Any,
    /// `reflect.Value`: anything, also what is missing (Go's own builtins).
    Reflect,
    /// `string`
    String,
    /// `bool`
    Bool,
    /// `int`
    Int,
    /// `int64`
    Int64,
    /// `uint32`
    Uint32,
    /// `float64`
    Float64,
    /// `[]byte`
    Bytes,
    /// `map[string]interface {}`
    Map,
    /// `[]interface {}`
    List,
    /// `[]string`
    Strings,
    /// `time.Time`
    Time,
    /// A named type of Go that only some other function makes, as `sprig.certificate`.
    Named(&'static str),
}

/// A template function.
#[derive(Debug)]
pub struct Function {
    /// What templates call it.
    pub name: &'static str,
    /// Its fixed parameters.
    pub parameters: &'static [Parameter],
    /// The type of the further ones, if it takes any number.
    pub variadic: Option<Parameter>,
    /// What it does.
    pub run: Run,
}

/// What a function does. Arguments have been checked: their number, and each against its [`Parameter`].
#[derive(Clone, Copy, Debug)]
pub enum Run {
    /// It needs nothing but its arguments and the [`Call`].
    Plain(fn(&mut Call<'_>, &[Value]) -> Result<Value, FunctionError>),
    /// It runs templates, or evaluates its arguments itself: the interpreter knows what to do.
    Engine(Engine),
}

/// The functions that the interpreter does itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// `and`: stops at the first false argument.
    And,
    /// `or`: stops at the first true argument.
    Or,
    /// `include name data`
    Include,
    /// `tpl text data`
    Tpl,
    /// `call function arguments…`; nothing in a chart is a function value.
    Call,
    /// `len`, which tells nil from no value at all.
    Len,
}

/// What a function may use besides its arguments.
#[derive(Debug)]
pub struct Call<'a> {
    /// The arena, for new origins.
    pub origins: &'a mut Origins,
    /// The action or parenthesis that calls it; `None` where provenance is off.
    pub at: Option<Span>,
    /// Which Helm is imitated.
    pub helm: HelmVersion,
    /// What the chart may still cost.
    pub meter: &'a mut Meter,
    /// What the render keeps between calls.
    pub state: &'a mut State,
}

/// What a render keeps between the calls of functions.
#[derive(Debug, Default)]
pub struct State {
    /// How many stand-ins for random text were made: each gets another seed.
    pub randoms: u64,
    /// Compiled patterns, by their text; what is wrong with those that are none.
    pub patterns: FxHashMap<Box<[u8]>, Result<std::rc::Rc<Pattern>, String>>,
    /// In lint, `required` and `fail` that were reached: their words and where. `None`: they fail, as in Helm.
    pub refusals: Option<Vec<Refusal>>,
    /// Whether `lookup` was asked, and got nothing as there is no cluster.
    pub lookups: u32,
}

/// A `required` or `fail` that was reached in lint, where rendering goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its words.
    pub message: String,
    /// What refused.
    pub cause: Cause,
    /// The call.
    pub at: Option<Span>,
}

impl Call<'_> {
    /// The origin of a result of `name` that keeps no bytes of `arguments`.
    pub fn opaque(&mut self, name: &'static str, arguments: &[Value]) -> OriginId {
        if !self.origins.is_on() {
            return OriginId::NONE;
        }
        let inputs: Vec<OriginId> = arguments.iter().flat_map(Value::origins).collect();
        self.origins.function(name, inputs)
    }

    /// A string that `name` made without keeping bytes of `arguments`.
    pub fn made(&mut self, name: &'static str, arguments: &[Value], bytes: impl AsRef<[u8]>) -> Value {
        let origin = self.opaque(name, arguments);
        Value::string(Text::of(bytes, origin))
    }

    /// The origin of a stand-in for something random.
    pub fn random(&mut self, name: &'static str) -> OriginId {
        self.origins.add(Origin::Random(name))
    }
}

/// Short forms for the tables of functions.
pub(crate) const fn plain(
    name: &'static str,
    parameters: &'static [Parameter],
    run: fn(&mut Call<'_>, &[Value]) -> Result<Value, FunctionError>,
) -> Function {
    Function { name, parameters, variadic: None, run: Run::Plain(run) }
}

/// As [`plain`], with any number of further arguments.
pub(crate) const fn variadic(
    name: &'static str,
    parameters: &'static [Parameter],
    further: Parameter,
    run: fn(&mut Call<'_>, &[Value]) -> Result<Value, FunctionError>,
) -> Function {
    Function { name, parameters, variadic: Some(further), run: Run::Plain(run) }
}

/// The tables, one a family. A name stands in one of them only.
const TABLES: &[&[Function]] = &[
    builtins::TABLE,
    crypto::TABLE,
    dates::TABLE,
    defaults::TABLE,
    dicts::TABLE,
    encoding::TABLE,
    helm::TABLE,
    lists::TABLE,
    numbers::TABLE,
    paths::TABLE,
    random::TABLE,
    reflection::TABLE,
    regexes::TABLE,
    semvers::TABLE,
    serialise::TABLE,
    strings::TABLE,
];

static BY_NAME: LazyLock<FxHashMap<&'static str, &'static Function>> =
    LazyLock::new(|| TABLES.iter().copied().flatten().map(|function| (function.name, function)).collect());

/// The function called `name`.
pub fn find(name: &str) -> Option<&'static Function> {
    BY_NAME.get(name).copied()
}

/// All functions.
pub fn all() -> impl Iterator<Item = &'static Function> {
    TABLES.iter().copied().flatten()
}
