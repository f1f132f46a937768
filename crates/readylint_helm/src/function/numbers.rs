//! Numbers: conversion, arithmetic, rounding (Sprig's `numeric.go`).

use super::Function;

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[];
