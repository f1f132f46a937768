//! `semver` and `semverCompare` (Sprig's `semver.go`, [`crate::semver`]).

use super::given::{text, verdict};
use super::{Call, Function, FunctionError, Parameter, plain};
use crate::provenance::Text;
use crate::semver::{Constraint, SemverError, Version};
use crate::value::{Data, Fields, IntType, Object, Value};

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[
    plain("semver", &[Parameter::String], semver),
    plain("semverCompare", &[Parameter::String, Parameter::String], semver_compare),
];

impl From<SemverError> for FunctionError {
    fn from(error: SemverError) -> Self {
        Self::new(error.0)
    }
}

/// A `*semver.Version`. What are methods without arguments in Go are its fields here: `Major`, `Minor`, `Patch`,
/// `Prerelease`, `Metadata`, `Original`.
fn semver(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let version = Version::parse(text(arguments, 0).as_bytes(), call.helm)?;
    let origin = call.opaque("semver", arguments);
    // Go's uint64; beyond half of it they would wrap, which no version does
    let number = |number: u64| Value::new(Data::Int(number.cast_signed(), IntType::Uint64), origin);
    let word = |word: &str| Value::string(Text::of(word, origin));
    let fields = vec![
        ("Major", number(version.major)),
        ("Minor", number(version.minor)),
        ("Patch", number(version.patch)),
        ("Prerelease", word(&version.prerelease)),
        ("Metadata", word(&version.metadata)),
        ("Original", word(&version.original)),
    ];
    let fields = Fields { type_name: "*semver.Version", fields };
    Ok(Value::object(Object::Semver(fields.into())).with_origin(origin))
}

/// Whether a version fulfils a constraint; the constraint comes first.
fn semver_compare(call: &mut Call<'_>, arguments: &[Value]) -> Result<Value, FunctionError> {
    let constraint = Constraint::parse(text(arguments, 0).as_bytes(), call.helm)?;
    let version = Version::parse(text(arguments, 1).as_bytes(), call.helm)?;
    verdict(call, "semverCompare", arguments, constraint.check(&version))
}
