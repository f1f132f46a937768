//! What an expression of a template stands for, as far as it can be told without running it.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Longer paths are not followed.
const MAX_STEPS: usize = 64;

/// Dictionaries and lists that hold more places than this are not followed.
const MAX_WEIGHT: usize = 500;

/// A step below `.Values`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into a map.
    Key(Arc<str>),
    /// To an element of a list or map that is not named: that of a `range`, or of an `index` with a computed key.
    Item,
}

/// A place below `.Values`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValuePlace {
    /// From `.Values` on.
    pub path: Vec<Step>,
    /// How many of the first steps may lead nowhere without the steps after them failing. Go fails at `.Values.a.b` if
    /// `a` is absent, but not at `(.Values.a).b` or `$a.b`.
    pub safe: usize,
    /// How many of the first steps may lead nowhere, as something else takes their place then (`default`, `get`).
    pub handled: usize,
}

/// What an expression stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// What a file of a chart is rendered with: `.Values`, `.Release` and so on.
    Root,
    /// A place below `.Values`.
    Value(ValuePlace),
    /// A map that `dict` made, with constant keys.
    Dict(Collection<BTreeMap<Arc<str>, Place>>),
    /// What `list` or `tuple` made.
    List(Collection<Vec<Place>>),
    /// Anything else.
    Other,
}

/// A small collection of places.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Collection<T> {
    items: Arc<T>,
    weight: usize,
}

impl Place {
    /// `.Values`
    pub fn values() -> Self {
        Self::Value(ValuePlace::default())
    }

    /// A map of `entries`.
    pub fn dict(entries: BTreeMap<Arc<str>, Self>) -> Self {
        match weight(entries.values()) {
            Some(weight) => Self::Dict(Collection { items: Arc::new(entries), weight }),
            None => Self::Other,
        }
    }

    /// A list of `items`.
    pub fn list(items: Vec<Self>) -> Self {
        match weight(items.iter()) {
            Some(weight) => Self::List(Collection { items: Arc::new(items), weight }),
            None => Self::Other,
        }
    }

    /// What `step` leads to.
    #[must_use]
    pub fn step(&self, step: Step) -> Self {
        match (self, step) {
            (Self::Root, Step::Key(name)) if &*name == "Values" => Self::values(),
            (Self::Value(place), step) if place.path.len() < MAX_STEPS => {
                let mut place = place.clone();
                place.path.push(step);
                Self::Value(place)
            }
            (Self::Dict(entries), Step::Key(name)) => {
                entries.items.get(&name).cloned().unwrap_or(Self::Other)
            }
            _ => Self::Other,
        }
    }

    /// The element at `index`.
    #[must_use]
    pub fn item(&self, index: Option<usize>) -> Self {
        match self {
            Self::List(items) => {
                index.and_then(|index| items.items.get(index)).cloned().unwrap_or(Self::Other)
            }
            _ => self.step(Step::Item),
        }
    }

    /// The same place, where absence does no harm to what follows.
    #[must_use]
    pub(super) fn made_safe(self) -> Self {
        match self {
            Self::Value(place) => Self::Value(ValuePlace { safe: place.path.len(), ..place }),
            other => other,
        }
    }

    /// The same place, where absence is handled.
    #[must_use]
    pub(super) fn handled(self) -> Self {
        match self {
            Self::Value(place) => Self::Value(ValuePlace { handled: place.path.len(), ..place }),
            other => other,
        }
    }
}

/// How many places there are in `places`, if that is not too many.
fn weight<'a>(places: impl Iterator<Item = &'a Place>) -> Option<usize> {
    let sum = places.fold(1_usize, |sum, place| {
        sum.saturating_add(match place {
            Place::Dict(entries) => entries.weight,
            Place::List(items) => items.weight,
            _ => 1,
        })
    });
    (sum <= MAX_WEIGHT).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_that_grow_without_bound_are_given_up() {
        let mut place = Place::values();
        let doublings = std::iter::repeat_with(|| {
            place = Place::list(vec![place.clone(), place.clone()]);
            place.clone()
        });
        assert_eq!(doublings.take(20).position(|place| place == Place::Other), Some(7));
        let deep = (0..100).fold(Place::values(), |place, _| place.step(Step::Item));
        assert_eq!(deep, Place::Other);
    }

    #[test]
    fn steps_lead_from_the_root_into_values_and_through_made_maps() {
        let key = |name: &str| Step::Key(name.into());
        let value = Place::Root.step(key("Values")).step(key("a"));
        assert_eq!(value, Place::Value(ValuePlace { path: vec![key("a")], safe: 0, handled: 0 }));
        assert_eq!(Place::Root.step(key("Release")), Place::Other);
        let made = Place::dict(BTreeMap::from([("root".into(), Place::Root), ("a".into(), value.clone())]));
        assert_eq!(made.step(key("root")), Place::Root);
        assert_eq!(made.step(key("a")), value);
        assert_eq!(made.step(key("b")), Place::Other);
        assert_eq!(Place::list(vec![Place::Root]).item(Some(0)), Place::Root);
        assert_eq!(Place::list(vec![Place::Root]).item(Some(1)), Place::Other);
    }
}
