//! Strings: cutting, joining, quoting, indenting, case (Sprig's `strings.go`, goutils, xstrings, Go's `strings`).

mod case;
mod cutting;
mod naming;
mod parts;
mod quoting;
mod widening;
mod words;

use super::{Function, Parameter, plain, variadic};

const TEXT: &[Parameter] = &[Parameter::String];
const TEXT_2: &[Parameter] = &[Parameter::String, Parameter::String];
const TEXT_3: &[Parameter] = &[Parameter::String, Parameter::String, Parameter::String];
const COUNT_TEXT: &[Parameter] = &[Parameter::Int, Parameter::String];
const COUNT_2_TEXT: &[Parameter] = &[Parameter::Int, Parameter::Int, Parameter::String];

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[
    plain("abbrev", COUNT_TEXT, words::abbrev),
    plain("abbrevboth", COUNT_2_TEXT, words::abbrevboth),
    plain("camelcase", TEXT, naming::camelcase),
    variadic("cat", &[], Parameter::Any, quoting::cat),
    plain("contains", TEXT_2, cutting::contains),
    plain("hasPrefix", TEXT_2, cutting::has_prefix),
    plain("hasSuffix", TEXT_2, cutting::has_suffix),
    plain("hello", &[], words::hello),
    plain("indent", COUNT_TEXT, widening::indent),
    plain("initials", TEXT, words::initials),
    plain("join", &[Parameter::String, Parameter::Any], parts::join),
    plain("kebabcase", TEXT, naming::kebabcase),
    plain("lower", TEXT, case::lower),
    plain("nindent", COUNT_TEXT, widening::nindent),
    plain("nospace", TEXT, words::nospace),
    plain("plural", &[Parameter::String, Parameter::String, Parameter::Int], words::plural),
    variadic("quote", &[], Parameter::Any, quoting::quote),
    plain("repeat", COUNT_TEXT, widening::repeat),
    plain("replace", TEXT_3, widening::replace),
    plain("snakecase", TEXT, naming::snakecase),
    plain("split", TEXT_2, parts::split),
    plain("splitList", TEXT_2, parts::split_list),
    plain("splitn", &[Parameter::String, Parameter::Int, Parameter::String], parts::splitn),
    variadic("squote", &[], Parameter::Any, quoting::squote),
    plain("substr", COUNT_2_TEXT, cutting::substr),
    plain("swapcase", TEXT, case::swapcase),
    plain("title", TEXT, case::title),
    plain("trim", TEXT, cutting::trim),
    plain("trimAll", TEXT_2, cutting::trim_all),
    plain("trimPrefix", TEXT_2, cutting::trim_prefix),
    plain("trimSuffix", TEXT_2, cutting::trim_suffix),
    plain("trimall", TEXT_2, cutting::trim_all),
    plain("trunc", COUNT_TEXT, cutting::trunc),
    plain("untitle", TEXT, case::untitle),
    plain("upper", TEXT, case::upper),
    plain("wrap", COUNT_TEXT, words::wrap),
    plain("wrapWith", &[Parameter::Int, Parameter::String, Parameter::String], words::wrap_with),
];
