//! Go's `reflect.Value` as far as templates tell the difference.

use crate::value::Value;

/// A value on its way through a template: what Go's interpreter holds as a `reflect.Value`.
///
/// What stands in a map or list of `interface {}` is *boxed* until a pipeline, a variable or a parameter takes it out.
/// Errors name it `interface {}` then, and a boxed nil is not the same as no value at all: a field of the first is an
/// error, one of the second is no value again.
#[derive(Clone, Debug, Default)]
pub(super) struct Slot {
    pub(super) value: Value,
    /// Whether it stands in an `interface {}`.
    pub(super) is_boxed: bool,
    /// Whether it is the field of a struct behind a pointer: only there methods of pointers are found (Go's `CanAddr`).
    pub(super) is_field: bool,
}

impl Slot {
    /// No value at all: Go's zero `reflect.Value`.
    pub(super) const INVALID: Self = Self::of(Value::NIL);

    /// A nil `interface {}`.
    pub(super) const NIL: Self = Self::boxed(Value::NIL);

    /// A value that is what it is.
    pub(super) const fn of(value: Value) -> Self {
        Self { value, is_boxed: false, is_field: false }
    }

    /// A value that stood in an `interface {}`.
    pub(super) const fn boxed(value: Value) -> Self {
        Self { value, is_boxed: true, is_field: false }
    }

    /// What is in the box.
    pub(super) fn unboxed(self) -> Self {
        Self { is_boxed: false, ..self }
    }

    /// Whether it is a value at all, nil included.
    pub(super) fn is_valid(&self) -> bool {
        self.is_boxed || !self.value.is_nil()
    }

    /// The name of its static type.
    pub(super) fn type_name(&self) -> &'static str {
        if self.is_boxed { "interface {}" } else { self.value.type_name() }
    }
}
