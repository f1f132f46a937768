//! What other sources add to the descriptions.

use std::collections::BTreeSet;

use super::describe::{Description, Field};
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
            add_values(field.description.innermost(), &words(values), minors.and(field.minors))
                .ok_or_else(malformed)?;
        }
    }
    Ok(())
}

/// `25-37` or `30`.
fn minors(range: &str) -> Option<Minors> {
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    let (first, last): (u16, u16) = (first.parse().ok()?, last.parse().ok()?);
    Some((first..=last).fold(Minors::NONE, Minors::with))
}

/// Words separated by spaces; one that is empty or holds a space stands in double quotes.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (word, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => rest.split_once(' ').unwrap_or((rest, "")),
        };
        words.push(word);
        rest = after.trim_start();
    }
    words
}

fn add_values(description: &mut Description, values: &[&str], minors: Minors) -> Option<()> {
    if *description == Description::String {
        *description = Description::Enum(Vec::new(), Minors::NONE);
    }
    let Description::Enum(known_values, known) = description else {
        return None;
    };
    *known = known.or(minors);
    for value in values {
        match known_values.iter_mut().find(|(known, _)| known == value) {
            Some((_, accepting)) => *accepting = accepting.or(minors),
            None => known_values.push(((*value).to_owned(), minors)),
        }
    }
    Some(())
}

/// Takes in `data/refinements.txt`: what is said, definition, field, and for some more words. The statement may end in `@` and the
/// minors it is true of; a `*` stands for any one part of the definition's name, and for all fields.
pub(super) fn refinements(model: &mut Model, text: &str) -> Result<(), CompileError> {
    for (number, line) in lines(text) {
        let error = |what: &str| CompileError::new(format!("refinements: line {number} {what}"));
        let (first, rest) = line.split_once('\t').ok_or_else(|| error("has no tabs"))?;
        let columns: Vec<&str> = rest.split('\t').collect();
        let (object, name, operands) = match columns.as_slice() {
            [object, name] => (*object, *name, ""),
            [object, name, operands] => (*object, *name, *operands),
            _ => return Err(error("has too few or too many columns")),
        };
        let (what, among) = match first.split_once('@') {
            Some((what, range)) => (what, minors(range).ok_or_else(|| error("names no minors"))?),
            None => (first, Minors::ALL),
        };
        for field in fields_of(model, object, name)? {
            let common = field.minors.and(among);
            refine(field, what, &words(operands), common).ok_or_else(|| error("says nothing that fits"))?;
        }
    }
    Ok(())
}

/// One statement about a field, true of `minors`; `None` if it is none, or the field has no such type.
fn refine(field: &mut Field, what: &str, operands: &[&str], minors: Minors) -> Option<()> {
    let description = &mut field.description;
    match (what, operands) {
        ("optional", []) => field.required = field.required.without(minors),
        ("required", []) => field.required = field.required.or(minors),
        ("filled", []) => field.is_filled = true,
        ("free", []) => free(description, minors),
        ("untested", []) => {
            field.required = field.required.without(minors);
            free(description, minors);
        }
        ("any", []) => *description = Description::Any,
        ("duration", []) => *description = Description::Duration,
        ("port", [minimum]) => *description = Description::Port(minimum.parse().ok()?),
        ("port-or-name", [minimum]) => *description = Description::PortOrName(minimum.parse().ok()?),
        ("unique", names) => unique(description, names)?,
        ("values", values) => add_values(description.innermost(), values, minors)?,
        _ => return None,
    }
    Some(())
}

/// Any text will do in these minors.
fn free(description: &mut Description, minors: Minors) {
    let innermost = description.innermost();
    let Description::Enum(_, known) = innermost else {
        return;
    };
    *known = known.without(minors);
    if known.is_empty() {
        *innermost = Description::String;
    }
}

/// The variants of a field, or of all, in a definition, or in all that `object` matches with a `*` for a part of its name.
fn fields_of<'m>(model: &'m mut Model, object: &str, name: &str) -> Result<Vec<&'m mut Field>, CompileError> {
    let parts: Vec<&str> = object.split('.').collect();
    let is_meant = |full: &str| {
        let own: Vec<&str> = full.split('.').collect();
        own.len() == parts.len() && parts.iter().zip(own).all(|(part, own)| *part == "*" || *part == own)
    };
    let objects = model.objects.iter_mut().filter(|(full, _)| is_meant(full));
    let fields = objects.flat_map(|(_, fields)| fields.iter_mut());
    let fields =
        fields.filter(|(own, _)| name == "*" || own.as_str() == name).flat_map(|(_, variants)| variants);
    let fields: Vec<&mut Field> = fields.collect();
    if fields.is_empty() {
        return Err(CompileError::new(format!("no minor has the field {name} of {object}")));
    }
    Ok(fields)
}

/// What only a status holds is neither required nor enumerated: API servers reset the status of a new object.
pub(super) fn statuses(model: &mut Model) {
    let mut queue: Vec<String> = model.kinds.values().map(|(name, _)| name.clone()).collect();
    let mut seen = BTreeSet::new();
    while let Some(name) = queue.pop() {
        let fields = model.objects.get(&name).into_iter().flatten();
        for (_, variants) in fields.filter(|(field, _)| *field != "status") {
            for variant in variants {
                variant.description.objects(&mut queue);
            }
        }
        queue.retain(|name| !seen.contains(name));
        seen.insert(name);
    }
    let rest = model.objects.iter_mut().filter(|(name, _)| !seen.contains(*name));
    for field in rest.flat_map(|(_, fields)| fields.values_mut()).flatten() {
        field.required = Minors::NONE;
        free(&mut field.description, Minors::ALL);
    }
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
