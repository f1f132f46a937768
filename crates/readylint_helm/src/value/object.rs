//! The structs that templates meet.

use std::rc::Rc;

use super::Value;
use crate::provenance::Text;

/// A Go struct or a pointer to one, or a named type with methods that is neither list nor map. Fields are read by name;
/// what its [`Method`]s do is known where methods are called.
#[derive(Clone, Debug)]
pub enum Object {
    /// A struct with fields only: certificates (`genCA`: `.Cert`, `.Key`), `Chart` in Helm 3, maintainers, dependencies,
    /// `HelmVersion`.
    Fields(Rc<Fields>),
    /// `*common.Capabilities`: `KubeVersion`, `APIVersions`, `HelmVersion`.
    Capabilities(Rc<Fields>),
    /// `common.KubeVersion`: `Version`, `Major`, `Minor`; its text form and `GitVersion` are methods.
    KubeVersion {
        /// The fields.
        fields: Rc<Fields>,
        /// What printing it gives, and `.String`.
        shown: Text,
        /// What `.GitVersion` gives.
        git_version: Text,
    },
    /// `time.Time`.
    Time {
        /// Seconds since 1970-01-01T00:00:00Z.
        seconds: i64,
        /// And nanoseconds.
        nanos: u32,
        /// How it is shown.
        zone: Zone,
    },
    /// `time.Duration`, in nanoseconds.
    Duration(i64),
    /// `*semver.Version`: the text as given; its fields are `Major`, `Minor`, `Patch`, `Prerelease`, `Metadata`, methods
    /// `Original`, `Compare` and others.
    Semver(Rc<Fields>),
}

/// A struct: its Go type and its exported fields in the order of their declaration.
#[derive(Clone, Debug)]
pub struct Fields {
    /// The name of its Go type, with `*` for a pointer.
    pub type_name: &'static str,
    /// The fields.
    pub fields: Vec<(&'static str, Value)>,
}

impl Fields {
    /// The field called `name`.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.fields.iter().find_map(|(field, value)| (*field == name).then_some(value))
    }
}

/// A time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Its abbreviation, as `UTC`.
    pub name: Rc<str>,
    /// Seconds east of Greenwich.
    pub offset: i32,
}

/// A method that templates may call, by receiver. What it does is known in `exec`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `Files.Get(name) string`.
    FilesGet,
    /// `Files.GetBytes(name) []byte`.
    FilesGetBytes,
    /// `Files.Glob(pattern) engine.files`.
    FilesGlob,
    /// `Files.AsConfig() string`.
    FilesAsConfig,
    /// `Files.AsSecrets() string`.
    FilesAsSecrets,
    /// `Files.Lines(name) []string`.
    FilesLines,
    /// `VersionSet.Has(apiVersion) bool`.
    VersionSetHas,
    /// `Values.YAML()`, `Values.Table(name)`, `Values.AsMap()`, `Values.PathValue(path)`, `Values.Encode(w)`.
    ValuesYaml,
    /// See [`Method::ValuesYaml`].
    ValuesTable,
    /// See [`Method::ValuesYaml`].
    ValuesAsMap,
    /// See [`Method::ValuesYaml`].
    ValuesPathValue,
    /// Any method of the other types, by name: `time.Time.Format`, `semver.Version.Original` and the like.
    Named(&'static str),
}

impl Object {
    /// A struct.
    pub fn fields(type_name: &'static str, fields: Vec<(&'static str, Value)>) -> Self {
        Self::Fields(Rc::new(Fields { type_name, fields }))
    }

    /// The exported field called `name`.
    pub fn field(&self, name: &str) -> Option<Value> {
        match self {
            Self::Fields(fields)
            | Self::Capabilities(fields)
            | Self::Semver(fields)
            | Self::KubeVersion { fields, .. } => fields.get(name).cloned(),
            Self::Time { .. } | Self::Duration(_) => None,
        }
    }

    /// The name of its Go type.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Fields(fields)
            | Self::Capabilities(fields)
            | Self::Semver(fields)
            | Self::KubeVersion { fields, .. } => fields.type_name,
            Self::Time { .. } => "time.Time",
            Self::Duration(_) => "time.Duration",
        }
    }

    /// The name of its Go kind.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Self::Duration(_) => "int64",
            _ if self.type_name().starts_with('*') => "ptr",
            _ => "struct",
        }
    }

    /// Go's truth: a struct is true, a pointer unless nil, a duration unless zero.
    pub fn is_true(&self) -> bool {
        !matches!(self, Self::Duration(0))
    }
}
