//! An object and what its schema says of it.

use readylint_diagnostics::Severity;
use readylint_kube::{GroupVersion, Resource};
use readylint_scalars::VersionRange;
use readylint_schema::{Definition, Definitions, KindSchema, Minors, Violation, validate};

/// What says how an object must look.
#[derive(Clone, Copy, Debug)]
pub enum Schema<'a> {
    /// The bundled table.
    BuiltIn(KindSchema),
    /// A CustomResourceDefinition of the run.
    Custom(&'a Definition),
}

impl<'a> Schema<'a> {
    /// The schema of `resource`'s kind; `None` if nobody knows the kind.
    pub(crate) fn of(resource: Resource<'_>, definitions: &'a Definitions) -> Option<Self> {
        let (api_version, kind) = (resource.api_version(), resource.kind_name());
        if let Some(schema) = KindSchema::of(api_version, kind) {
            return Some(Self::BuiltIn(schema));
        }
        definitions.get(GroupVersion::of(api_version).group, kind).map(Self::Custom)
    }

    /// Everything wrong with `resource` in any minor of `range`.
    pub(crate) fn violations<'r>(self, resource: Resource<'r>, range: VersionRange) -> Vec<Violation<'r>> {
        match self {
            Self::BuiltIn(schema) => validate(resource.node(), schema, Minors::of_range(range)),
            Self::Custom(definition) => {
                let version = GroupVersion::of(resource.api_version()).version;
                let version = definition.version(version).filter(|version| version.is_served());
                let mut violations =
                    version.map(|version| version.validate(resource.node())).unwrap_or_default();
                let minors = custom_minors(range);
                violations.retain(|violation| !violation.minors.and(minors).is_empty());
                violations
            }
        }
    }
}

/// The minors that custom resources are judged for. Their schemas are those of the run whatever the range is, so that one outside
/// of the bundled table is no reason for silence.
fn custom_minors(range: VersionRange) -> Minors {
    let minors = Minors::of_range(range);
    if minors.is_empty() { Minors::ALL } else { minors }
}

/// An object whose kind has a schema, with all that is wrong with its shape: the subject of [`Check::Schema`](crate::Check).
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    resource: Resource<'a>,
    schema: Schema<'a>,
    minors: Minors,
    violations: &'a [Violation<'a>],
}

impl<'a> Judged<'a> {
    pub(crate) fn new(
        resource: Resource<'a>,
        schema: Schema<'a>,
        range: VersionRange,
        violations: &'a [Violation<'a>],
    ) -> Self {
        let minors = match schema {
            Schema::BuiltIn(kind) => Minors::of_range(range).and(kind.minors()),
            Schema::Custom(_) => custom_minors(range),
        };
        Self { resource, schema, minors, violations }
    }

    /// The object.
    pub fn resource(self) -> Resource<'a> {
        self.resource
    }

    /// What it was judged by.
    pub fn schema(self) -> Schema<'a> {
        self.schema
    }

    /// Its built-in schema, if it was judged by one and any minor of the range has it.
    pub fn built_in(self) -> Option<KindSchema> {
        match self.schema {
            Schema::BuiltIn(kind) if !self.minors.is_empty() => Some(kind),
            _ => None,
        }
    }

    /// All that is wrong, in the order of the text.
    pub fn violations(self) -> &'a [Violation<'a>] {
        self.violations
    }

    /// How grave it is that something is refused in `refusing` (D16): in all minors of the range an error, in the newest but not all
    /// a warning, only in older ones worth knowing.
    pub fn severity(self, refusing: Minors) -> Severity {
        if self.minors.without(refusing).is_empty() {
            return Severity::Error;
        }
        match self.minors.newest() {
            Some(newest) if refusing.contains(newest) => Severity::Warning,
            _ => Severity::Info,
        }
    }

    /// ` in Kubernetes 1.36 to 1.37`, to end a sentence with; empty if that is the whole range.
    pub fn versions(self, refusing: Minors) -> String {
        if self.minors.without(refusing).is_empty() {
            String::new()
        } else {
            format!(" in Kubernetes {refusing}")
        }
    }
}
