//! Go's `text/template` as a tree with spans: the text of a template is read here, and never run.
//!
//! [`parse`] takes any bytes and always gives a tree; what Go would refuse is among its errors, Go's own error first.

mod action;
pub mod ast;
mod lexer;
mod number;
mod parser;
pub mod print;
mod quote;
pub mod references;
mod scope;
mod token;

use ast::TemplateFile;

use crate::function;

/// Reads the template `text`, which errors and other templates call `name` (`template.New(name).Parse(text)` with
/// Helm's functions).
///
/// Of several [`defines`](TemplateFile::defines) of one name the first that is not [blank](ast::Block::is_blank) counts,
/// else the last: a second one that is not blank is an error.
pub fn parse(name: &str, text: &[u8]) -> TemplateFile {
    parse_with(name, text, &|function| function::find(function).is_some())
}

/// As [`parse`], where `is_function` says which functions there are.
pub fn parse_with(name: &str, text: &[u8], is_function: &dyn Fn(&str) -> bool) -> TemplateFile {
    parser::parse(name, text, is_function)
}
