//! Files, discovery and configuration: from paths to the [`Input`](readylint_engine::Input) of a run.
//!
//! ```text
//! paths ── discover ──► files ── read, decode, parse, classify ──► manifests ── assemble ──► Input
//!             ▲                                                                    ▲
//!             └───────────────── readylint.yaml: exclude, levels, suppressions ────┘
//! ```
//!
//! This crate owns the one door to the disk ([`FileSystem`]), the decision which files are manifests ([`classify`]), and
//! the configuration ([`config`]). It reads no clock and no environment, prints nothing, and must never know a particular
//! rule (but for the ids under which it reports its own findings) or an output format. No path is opened but what the
//! user named, what lies below it, and the configurations, ignore files and kustomizations on the way up.

mod charts;
mod classify;
pub mod config;
mod discover;
pub mod fs;
mod ignore_rules;
mod kustomize;
mod listed;
mod load;
mod named;
mod origins;
pub mod path;
mod repository;
mod schemas;
mod skip;
mod text;
mod why;

pub use charts::{ChartRun, RenderRequest, render_chart};
pub use classify::{Naming, Verdict, classify};
pub use discover::LeftOut;
pub use fs::{DirEntry, FileStatus, FileSystem, FileType, MemoryFileSystem, OsFileSystem, OverlayFileSystem};
pub use load::{Explanation, Fate, LoadError, Loaded, Request, Stdin, Unreadable, load};
pub use skip::SkipReason;
pub use text::{Decoded, Encoding, MAX_FILE_BYTES, decode};
pub use why::{effective, why};
