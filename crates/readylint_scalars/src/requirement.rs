//! The heart of label selectors: one requirement on one key, and whether labels meet it.
//!
//! What a null or an empty selector means differs from field to field and is not decided here.

/// The operators of `matchExpressions`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// The label exists and has one of the values.
    In,
    /// The label has none of the values; an absent label meets this.
    NotIn,
    /// The label exists.
    Exists,
    /// The label does not exist.
    DoesNotExist,
}

impl Operator {
    /// The operator of this name, as the API spells it; `None` if there is none.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "In" => Some(Self::In),
            "NotIn" => Some(Self::NotIn),
            "Exists" => Some(Self::Exists),
            "DoesNotExist" => Some(Self::DoesNotExist),
            _ => None,
        }
    }
}

/// What a selector demands of one label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement<'a> {
    /// The label's key.
    pub key: &'a str,
    /// How the values are meant.
    pub operator: Operator,
    /// The values; without effect for [`Operator::Exists`] and [`Operator::DoesNotExist`].
    pub values: Vec<&'a str>,
}

impl<'a> Requirement<'a> {
    /// What an entry of `matchLabels` demands.
    pub fn equals(key: &'a str, value: &'a str) -> Self {
        Self { key, operator: Operator::In, values: vec![value] }
    }

    /// Whether `labels`, a look-up of a value by key, meet this.
    pub fn matches<'l>(&self, labels: impl Fn(&str) -> Option<&'l str>) -> bool {
        let value = labels(self.key);
        let is_listed = |value: &str| self.values.contains(&value);
        match self.operator {
            Operator::In => value.is_some_and(is_listed),
            Operator::NotIn => !value.is_some_and(is_listed),
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
        }
    }
}

/// Whether `labels` meet every one of `requirements`; true if there are none.
pub fn matches_all<'l>(requirements: &[Requirement<'_>], labels: impl Fn(&str) -> Option<&'l str>) -> bool {
    requirements.iter().all(|requirement| requirement.matches(&labels))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_are_joined_by_and() {
        let labels = |key: &str| (key == "app").then_some("shop");
        let app = Requirement::equals("app", "shop");
        let tier = Requirement { key: "tier", operator: Operator::NotIn, values: vec!["cache"] };
        assert!(matches_all(&[app.clone(), tier.clone()], labels));
        assert!(matches_all(&[], labels));
        assert!(!matches_all(&[app, Requirement::equals("tier", "web")], labels));
        assert!(tier.matches(labels));
    }

    #[test]
    fn operators_are_spelled_as_in_the_api() {
        assert_eq!(Operator::parse("DoesNotExist"), Some(Operator::DoesNotExist));
        assert_eq!(Operator::parse("in"), None);
    }
}
