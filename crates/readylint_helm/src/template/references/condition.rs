//! What must be there if a condition holds, or if it does not.

use super::super::ast::{Expression, ExpressionKind};
use super::Path;
use super::place::{Place, Step};
use super::walk::{Operand, Walker, call_of};

/// A condition tells no more than this.
const MAX_FACTS: usize = 32;

impl Walker {
    /// The paths that are there if the truth of `operand` is `truth`.
    pub(super) fn facts_if(&self, operand: Operand<'_>, truth: bool) -> Vec<Path> {
        if let Operand::Written(Expression { kind: ExpressionKind::Pipeline(pipeline), .. }) = operand {
            return self.facts_if(Operand::Piped(&pipeline.commands), truth);
        }
        if let Operand::Piped(commands) = operand {
            if let Some((name, operands)) = call_of(commands) {
                return self.facts_if_call(name, &operands, truth);
            }
            if let [command] = commands
                && let [only] = &*command.arguments
            {
                return self.facts_if(Operand::Written(only), truth);
            }
        }
        if truth { self.there(operand, None) } else { Vec::new() }
    }

    fn facts_if_call(&self, name: &str, operands: &[Operand<'_>], truth: bool) -> Vec<Path> {
        match (name, operands) {
            ("and", _) if truth => self.facts_of_all(operands, true),
            ("or", _) if !truth => self.facts_of_all(operands, false),
            ("and" | "or", _) => self.facts_of_any(operands, truth),
            ("not" | "empty", [only]) => self.facts_if(*only, !truth),
            ("hasKey" | "get" | "index", [map, key]) if truth => match constant(*key) {
                Some(key) => self.there(*map, Some(key)),
                None => Vec::new(),
            },
            // Nil is equal to no constant, of no kind that is named, not greater than anything, and 0 as a number.
            ("eq" | "gt" | "ge" | "lt" | "le", _) if truth => {
                let has_nil = operands.iter().any(|operand| is_nil(*operand));
                let is_compared = operands.iter().any(|operand| is_constant(*operand));
                let compared = operands.first().into_iter().chain(operands.get(1));
                match operands.len() {
                    2 if is_compared && !has_nil => {
                        compared.flat_map(|operand| self.there(*operand, None)).collect()
                    }
                    _ => Vec::new(),
                }
            }
            ("ne", [left, right]) if is_nil(*left) != is_nil(*right) && truth => {
                self.there(if is_nil(*left) { *right } else { *left }, None)
            }
            ("kindIs" | "typeIs" | "typeIsLike", [_, value]) if truth => self.there(*value, None),
            ("int" | "int64" | "float64" | "len" | "trim" | "keys" | "first", [only]) if truth => {
                self.facts_if(*only, true)
            }
            ("required", [_, value]) if truth => self.there(*value, None),
            _ => Vec::new(),
        }
    }

    /// What is there if all of `operands` have this truth.
    fn facts_of_all(&self, operands: &[Operand<'_>], truth: bool) -> Vec<Path> {
        operands.iter().flat_map(|operand| self.facts_if(*operand, truth)).take(MAX_FACTS).collect()
    }

    /// What is there if any one of `operands` has this truth: what all of them demand.
    fn facts_of_any(&self, operands: &[Operand<'_>], truth: bool) -> Vec<Path> {
        let mut all = operands.iter().map(|operand| self.facts_if(*operand, truth));
        let Some(mut shared) = all.next() else { return Vec::new() };
        for facts in all {
            shared =
                shared.iter().flat_map(|one| facts.iter().map(move |other| prefix(one, other))).collect();
            shared.retain(|fact| !fact.is_empty());
            shared.sort_unstable();
            shared.dedup();
            shared.truncate(MAX_FACTS);
        }
        shared
    }

    /// That `operand`, or its `key`, is there.
    fn there(&self, operand: Operand<'_>, key: Option<&str>) -> Vec<Path> {
        let place = self.place(operand);
        let place = match key {
            Some(key) => place.step(Step::Key(key.into())),
            None => place,
        };
        match place {
            // If its absence is handled, what is there may be something else.
            Place::Value(place) if place.handled < place.path.len() => vec![place.path.into()],
            _ => Vec::new(),
        }
    }
}

fn prefix(one: &Path, other: &Path) -> Path {
    one.iter()
        .zip(other.iter())
        .take_while(|(one, other)| one == other)
        .map(|(step, _)| step.clone())
        .collect()
}

/// The text of a string constant.
pub(super) fn constant(operand: Operand<'_>) -> Option<&str> {
    match lone(operand)? {
        ExpressionKind::String(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    }
}

/// The value of a whole number.
pub(super) fn whole(operand: Operand<'_>) -> Option<usize> {
    match lone(operand)? {
        ExpressionKind::Number(number) => number.int.and_then(|int| usize::try_from(int).ok()),
        _ => None,
    }
}

fn is_nil(operand: Operand<'_>) -> bool {
    matches!(lone(operand), Some(ExpressionKind::Nil))
}

fn is_constant(operand: Operand<'_>) -> bool {
    matches!(
        lone(operand),
        Some(ExpressionKind::String(_) | ExpressionKind::Number(_) | ExpressionKind::Bool(_))
    )
}

/// The only expression of `operand`, without parentheses.
fn lone(operand: Operand<'_>) -> Option<&ExpressionKind> {
    match operand {
        Operand::Written(Expression { kind: ExpressionKind::Pipeline(pipeline), .. }) => {
            lone(Operand::Piped(&pipeline.commands))
        }
        Operand::Written(expression) => Some(&expression.kind),
        Operand::Piped([command]) => match &*command.arguments {
            [only] => lone(Operand::Written(only)),
            _ => None,
        },
        Operand::Piped(_) => None,
    }
}
