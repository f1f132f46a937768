//! Settings for some objects only.

use std::borrow::Cow;
use std::collections::BTreeMap;

use globset::GlobMatcher;
use readylint_kube::{PodTemplate, Resource};

use crate::{Level, OptionValues, RuleSettings, Settings};

/// Whether `text` matches `glob`; without a glob anything does, also what is absent.
pub(crate) fn fits_glob(glob: Option<&GlobMatcher>, text: Option<&str>) -> bool {
    glob.is_none_or(|glob| text.is_some_and(|text| glob.is_match(text)))
}

/// Objects, by what names them; all fields that are set must match.
#[derive(Clone, Debug, Default)]
pub struct ObjectSelector {
    /// Glob over the kind.
    pub kind: Option<GlobMatcher>,
    /// Glob over the namespace; an object without one does not match.
    pub namespace: Option<GlobMatcher>,
    /// Glob over the name.
    pub name: Option<GlobMatcher>,
    /// Labels of the object or of its pod template, with globs over their values.
    pub labels: Vec<(String, GlobMatcher)>,
}

impl ObjectSelector {
    /// Whether `resource` is one of them.
    pub fn matches(&self, resource: Resource<'_>) -> bool {
        fits_glob(self.kind.as_ref(), Some(resource.kind_name()))
            && fits_glob(self.namespace.as_ref(), resource.namespace())
            && fits_glob(self.name.as_ref(), resource.name())
            && self.labels.iter().all(|(key, glob)| {
                let pod = resource.graph().pod_template_of(resource.id()).map(PodTemplate::metadata);
                let carriers = [Some(resource.metadata()), pod];
                let mut values =
                    carriers.into_iter().flatten().filter_map(|carrier| carrier.labels().get(key));
                values.any(|value| glob.is_match(value))
            })
    }
}

/// An entry under `overrides:` that names objects.
#[derive(Clone, Debug)]
pub struct ObjectOverride {
    /// The objects: those that any of these matches.
    pub objects: Vec<ObjectSelector>,
    /// What holds for them, by rule id.
    pub rules: BTreeMap<String, RuleSettings>,
}

impl Settings {
    /// What the overrides say about the rule `id` for `resource`, the last word last.
    fn said<'s>(
        &'s self,
        id: &str,
        resource: Option<Resource<'_>>,
    ) -> impl Iterator<Item = &'s RuleSettings> {
        let holds = move |entry: &&ObjectOverride| {
            resource.is_some_and(|resource| entry.objects.iter().any(|objects| objects.matches(resource)))
        };
        let about = self.overrides.iter().filter_map(move |entry| Some((entry, entry.rules.get(id)?)));
        about.filter(move |(entry, _)| holds(entry)).map(|(_, rule)| rule)
    }

    /// The level that was set for the rule `id` on `resource`; `None` leaves it to the profile.
    pub fn level(&self, id: &str, resource: Option<Resource<'_>>) -> Option<Level> {
        let here = self.said(id, resource).filter_map(|rule| rule.level).last();
        here.or_else(|| self.rules.get(id).and_then(|rule| rule.level))
    }

    /// The options that were set for the rule `id`, where `base` are those for all objects.
    pub(crate) fn options<'s>(
        &self,
        id: &str,
        resource: Option<Resource<'_>>,
        base: &'s OptionValues,
    ) -> Cow<'s, OptionValues> {
        let mut options = Cow::Borrowed(base);
        for rule in self.said(id, resource) {
            for (key, value) in rule.options.iter() {
                options.to_mut().set(key, value.clone());
            }
        }
        options
    }

    /// Whether an override speaks of the rule `id`.
    pub(crate) fn overrides_rule(&self, id: &str) -> bool {
        self.overrides.iter().any(|entry| entry.rules.contains_key(id))
    }
}
