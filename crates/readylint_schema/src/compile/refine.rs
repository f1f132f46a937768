//! What other sources add to the descriptions.

use super::describe::Description;
use super::{CompileError, Model};
use crate::minors::Minors;

/// The lines of `text` that say something, with their numbers from 1.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(number, line)| (number + 1, line));
    numbered.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
}

/// Takes in `data/enums.txt`: definition, field, minors as `25-37`, values.
pub(super) fn enums(model: &mut Model, text: &str) -> Result<(), CompileError> {
    for (number, line) in lines(text) {
        let malformed = || CompileError::new(format!("enums: line {number} cannot be read"));
        let mut columns = line.split('\t');
        let (Some(object), Some(field), Some(range), Some(values), None) =
            (columns.next(), columns.next(), columns.next(), columns.next(), columns.next())
        else {
            return Err(malformed());
        };
        let minors = minors(range).ok_or_else(malformed)?;
        // types that no kind leads to, such as options of requests
        let Ok(fields) = model.field(object, field) else {
            continue;
        };
        for field in fields {
            add_values(field.description.innermost(), values, minors.and(field.minors))
                .ok_or_else(malformed)?;
        }
    }
    Ok(())
}

/// `25-37` or `30`.
fn minors(range: &str) -> Option<Minors> {
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    let (first, last): (u16, u16) = (first.parse().ok()?, last.parse().ok()?);
    Some((first..=last).fold(Minors::NONE, |minors, minor| minors | minor))
}

fn add_values(description: &mut Description, values: &str, minors: Minors) -> Option<()> {
    if *description == Description::String {
        *description = Description::Enum(Vec::new(), Minors::NONE);
    }
    let Description::Enum(known_values, known) = description else {
        return None;
    };
    *known = known.or(minors);
    for value in values.split(' ') {
        let value = value.trim_matches('"');
        match known_values.iter_mut().find(|(known, _)| known == value) {
            Some((_, accepting)) => *accepting = accepting.or(minors),
            None => known_values.push((value.to_owned(), minors)),
        }
    }
    Some(())
}

/// Takes in `data/refinements.txt`: what is said, definition, field, and for some more words.
pub(super) fn refinements(model: &mut Model, text: &str) -> Result<(), CompileError> {
    for (number, line) in lines(text) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [what, object, name, rest @ ..] = words.as_slice() else {
            return Err(CompileError::new(format!("refinements: line {number} cannot be read")));
        };
        for field in model.field(object, name)? {
            let description = &mut field.description;
            match (*what, rest) {
                ("optional", []) => field.required = Minors::NONE,
                ("required", []) => field.required = field.minors,
                ("free", []) => *description.innermost() = Description::String,
                ("any", []) => *description = Description::Any,
                ("duration", []) => *description = Description::Duration,
                ("port", [minimum]) => {
                    let minimum =
                        minimum.parse().map_err(|_| CompileError::new("a port's minimum is 0 or 1"))?;
                    *description = Description::Port(minimum);
                }
                ("port-or-name", []) => *description = Description::PortOrName,
                ("unique", names) => unique(description, names)
                    .ok_or_else(|| CompileError::new(format!("{name} of {object} is no list")))?,
                ("values", values) => {
                    let minors = field.minors;
                    add_values(description.innermost(), &values.join(" "), minors)
                        .ok_or_else(|| CompileError::new(format!("{name} of {object} is no text")))?;
                }
                _ => return Err(CompileError::new(format!("refinements: line {number} says nothing known"))),
            }
        }
    }
    Ok(())
}

fn unique(description: &mut Description, names: &[&str]) -> Option<()> {
    let Description::Array { keys, is_unique, .. } = description else {
        return None;
    };
    *is_unique = true;
    if !names.is_empty() {
        *keys = names.iter().map(|name| (*name).to_owned()).collect();
    }
    Some(())
}
