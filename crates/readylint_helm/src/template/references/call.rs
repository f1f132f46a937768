//! What functions do with the places they are given.

use std::collections::BTreeMap;
use std::sync::Arc;

use readylint_text::TextRange;

use super::condition::{constant, whole};
use super::place::{Place, Step};
use super::walk::{Operand, Walker};
use super::{Fallback, Usage};

impl Walker {
    /// What a call of `name` returns.
    pub(super) fn call_place(&self, name: &str, operands: &[Operand<'_>]) -> Place {
        match (name, operands) {
            ("default" | "required", [_, value]) | ("deepCopy" | "mustDeepCopy" | "set", [value, ..]) => {
                let place = self.place(*value).made_safe();
                if matches!(name, "default" | "required") { place.handled() } else { place }
            }
            ("get", [map, key]) => indexed(&self.place(*map), *key).made_safe().handled(),
            ("index", [collection, keys @ ..]) => {
                keys.iter().fold(self.place(*collection), |place, key| indexed(&place, *key)).made_safe()
            }
            ("dig", [keys @ .., _, map]) => {
                let place = keys.iter().fold(self.place(*map), |place, key| indexed(&place, *key));
                place.made_safe().handled()
            }
            ("first" | "mustFirst", [list]) => self.place(*list).item(Some(0)).made_safe(),
            ("last" | "mustLast", [list]) => self.place(*list).item(None).made_safe(),
            ("list" | "tuple", _) => {
                Place::list(operands.iter().map(|item| self.place(*item).made_safe()).collect())
            }
            ("dict", _) => self.dict(operands),
            _ => Place::Other,
        }
    }

    fn dict(&self, operands: &[Operand<'_>]) -> Place {
        let mut entries = BTreeMap::new();
        for pair in operands.chunks(2) {
            let [key, value] = pair else { return Place::Other };
            let Some(key) = constant(*key) else { return Place::Other };
            entries.insert(Arc::from(key), self.place(*value).made_safe());
        }
        Place::dict(entries)
    }

    /// Walks over a call of `name`, whose result is used so; the index of the read that the result is, if it is one.
    pub(super) fn call(&mut self, name: &str, operands: &[Operand<'_>], usage: Usage) -> Option<usize> {
        match (name, operands) {
            ("and" | "or", _) => self.logic(name, operands, usage),
            ("not" | "empty", _) => self.all(operands, Usage::Condition, None),
            ("default", [fallback, value]) => {
                // one of the two is enough
                self.one(*fallback, Usage::Value, Fallback::Default);
                self.one(*value, usage, Fallback::Default)
            }
            ("required", [message, value]) => {
                self.operand(*message, Usage::Value);
                let read = self.one(*value, usage, Fallback::Required);
                let facts = self.facts_if(*value, true);
                self.learn(facts);
                read
            }
            ("coalesce", _) => self.all(operands, Usage::Value, Some(Fallback::Coalesce)),
            ("ternary", [yes, no, test]) => {
                self.all(&[*yes, *no], Usage::Value, Some(Fallback::Ternary));
                self.operand(*test, Usage::Condition);
                None
            }
            ("kindIs" | "typeIs" | "typeIsLike", [kind, value]) => {
                self.operand(*kind, Usage::Value);
                self.one(*value, Usage::Condition, Fallback::Kind)
            }
            ("kindOf" | "typeOf", [value]) => self.one(*value, Usage::Condition, Fallback::Kind),
            ("hasKey", [map, key]) => {
                self.keyed(*map, &[*key], Usage::Condition, Some(Fallback::HasKey), name)
            }
            ("get", [map, key]) => self.keyed(*map, &[*key], usage, Some(Fallback::Get), name),
            ("index", [collection, keys @ ..]) => self.keyed(*collection, keys, usage, None, name),
            ("dig", [keys @ .., fallback, map]) => {
                self.operand(*fallback, Usage::Value);
                self.keyed(*map, keys, usage, Some(Fallback::Dig), name)
            }
            ("set", [map, key, value]) => {
                self.all(&[*key, *value], Usage::Whole, None);
                self.operand(*map, Usage::Container);
                self.write(*map, *key);
                None
            }
            ("include", [template, argument]) => {
                self.operand(*template, Usage::Value);
                let name = constant(*template).map(Arc::from);
                self.operand(*argument, if name.is_some() { Usage::Container } else { Usage::Whole });
                let place = self.place(*argument).made_safe();
                self.include(name, range_of(*template), place);
                None
            }
            ("tpl", [text, argument]) => {
                self.operand(*text, Usage::Template);
                self.operand(*argument, Usage::Whole)
            }
            ("fail", _) => {
                self.all(operands, Usage::Value, None);
                self.fails = true;
                None
            }
            _ => self.all(operands, argument_usage(name, usage), None),
        }
    }

    /// `and` and `or`: where an operand is looked at, the ones before it were true, or false.
    fn logic(&mut self, name: &str, operands: &[Operand<'_>], usage: Usage) -> Option<usize> {
        let known = self.facts.len();
        for (index, operand) in operands.iter().enumerate() {
            let is_last = index + 1 == operands.len();
            let is_tested = usage == Usage::Condition || (name == "and" && !is_last);
            let read = self.operand(*operand, if is_tested { Usage::Condition } else { usage });
            if name == "or" && !is_last {
                self.guard(read, Fallback::Or);
            }
            let facts = self.facts_if(*operand, name == "and");
            self.learn(facts);
        }
        self.facts.truncate(known);
        None
    }

    fn all(&mut self, operands: &[Operand<'_>], usage: Usage, fallback: Option<Fallback>) -> Option<usize> {
        for operand in operands {
            let read = self.operand(*operand, usage);
            if let Some(fallback) = fallback {
                self.guard(read, fallback);
            }
        }
        None
    }

    fn one(&mut self, operand: Operand<'_>, usage: Usage, fallback: Fallback) -> Option<usize> {
        let read = self.operand(operand, usage);
        self.guard(read, fallback);
        read
    }

    fn guard(&mut self, read: Option<usize>, fallback: Fallback) {
        if let Some(read) = read.and_then(|index| self.out.reads.get_mut(index)) {
            read.fallback.get_or_insert(fallback);
        }
    }

    /// A function that takes `keys` out of `map`.
    fn keyed(
        &mut self,
        map: Operand<'_>,
        keys: &[Operand<'_>],
        usage: Usage,
        fallback: Option<Fallback>,
        name: &str,
    ) -> Option<usize> {
        self.operand(map, Usage::Container);
        for key in keys {
            self.operand(*key, Usage::Value);
        }
        let mut place = keys.iter().fold(self.place(map), |place, key| indexed(&place, *key));
        if name == "dig" {
            place = place.made_safe();
        }
        let ranges: Vec<TextRange> = keys.iter().map(|key| range_of(*key)).collect();
        let range = ranges.iter().copied().reduce(TextRange::cover)?;
        let read = self.read(place, range, ranges, usage);
        if let Some(fallback) = fallback {
            self.guard(read, fallback);
        }
        read
    }

    fn write(&mut self, map: Operand<'_>, key: Operand<'_>) {
        let step = constant(key).map_or(Step::Item, |key| Step::Key(key.into()));
        let is_named = matches!(step, Step::Key(_));
        if let Place::Value(place) = self.place(map).step(step) {
            let path: super::Path = place.path.into();
            self.out.writes.push(Arc::clone(&path));
            if is_named {
                self.learn(vec![path]);
            }
        }
    }
}

/// What the function `name`, whose result is used so, does with its arguments.
fn argument_usage(name: &str, usage: Usage) -> Usage {
    match name {
        "toYaml" | "mustToYaml" | "toJson" | "print" | "toString" | "printf" if usage == Usage::Template => {
            Usage::Template
        }
        "dict" | "list" | "tuple" | "first" | "last" | "mustFirst" | "mustLast" => match usage {
            // What is put into a collection that can be followed shows where it is taken out.
            Usage::Container => Usage::Container,
            _ => Usage::Whole,
        },
        "deepCopy" | "mustDeepCopy" => match usage {
            Usage::Value => Usage::Whole,
            other => other,
        },
        "toYaml" | "mustToYaml" | "toYamlPretty" | "toJson" | "mustToJson" | "toPrettyJson"
        | "mustToPrettyJson" | "toRawJson" | "mustToRawJson" | "toToml" | "mustToToml" | "merge"
        | "mustMerge" | "mergeOverwrite" | "mustMergeOverwrite" | "concat" | "append" | "mustAppend"
        | "prepend" | "mustPrepend" | "keys" | "values" | "pick" | "omit" | "pluck" | "without"
        | "mustWithout" | "uniq" | "mustUniq" | "compact" | "mustCompact" | "rest" | "mustRest"
        | "initial" | "mustInitial" | "reverse" | "mustReverse" | "slice" | "mustSlice" | "sortAlpha"
        | "join" | "toStrings" | "chunk" | "mustChunk" | "deepEqual" | "unset" => Usage::Whole,
        "eq" | "ne" | "lt" | "le" | "gt" | "ge" => Usage::Compared,
        "int" | "int64" | "float64" | "len" | "trim"
            if matches!(usage, Usage::Condition | Usage::Compared) =>
        {
            usage
        }
        _ => Usage::Value,
    }
}

/// What `key` leads to in `place`.
fn indexed(place: &Place, key: Operand<'_>) -> Place {
    match (constant(key), place) {
        (Some(key), _) => place.step(Step::Key(key.into())),
        (None, Place::List(_)) => place.item(whole(key)),
        (None, _) => place.step(Step::Item),
    }
}

/// Where `operand` is written.
fn range_of(operand: Operand<'_>) -> TextRange {
    match operand {
        Operand::Written(expression) => expression.range,
        Operand::Piped(commands) => {
            commands.iter().map(|command| command.range).reduce(TextRange::cover).unwrap_or_default()
        }
    }
}
