//! YAML as the Kubernetes API server reads it, in an arena with byte spans.
//!
//! [`parse`] turns a text (a stream of YAML documents, or JSON) into a [`Tree`]: one flat arena of nodes, each with the
//! exact bytes it stands on. A [`Node`] is a reference to the tree and a number; all questions are asked through it.
//! Parsing cannot fail: what is wrong with the text comes back as [`SyntaxError`]s, each breaks its own document only.
//!
//! This crate owns the syntax, the meaning of scalars ([`Value`], as `sigs.k8s.io/yaml` reads them), anchors, merge keys,
//! and the places worth underlining ([`Node::grip`], [`Node::missing`]). It must never know what a key means to Kubernetes,
//! nor let a type of the parser underneath (`granit-parser`) out.
//!
//! ```
//! use readylint_text::SourceId;
//!
//! let parse = readylint_yaml::parse(SourceId::new(0), "spec:\n  replicas: 0x3\n---\na: [1\n".into());
//! let root = parse.tree.roots().next().unwrap();
//! let replicas = root.get("spec").unwrap().get("replicas").unwrap();
//! assert_eq!(replicas.as_i64(), Some(3));
//! assert_eq!((replicas.raw(), replicas.pointer().as_str()), ("0x3", "/spec/replicas"));
//! assert_eq!(parse.errors[0].message, "the `[` is never closed");
//! ```

mod builder;
mod decode;
mod entries;
mod error;
mod explain;
mod gap;
mod limits;
mod node;
mod parse;
mod pointer;
mod scalar;
mod spot;
mod tree;

pub use decode::decode_base64;
pub use entries::{Entries, Entry, Items, OwnEntries};
pub use error::{SyntaxError, SyntaxErrorKind};
pub use limits::Limits;
pub use node::Node;
pub use parse::{Parse, parse, parse_with_limits};
pub use scalar::{Value, plain_scalar};
pub use tree::{Comment, Document, DuplicateKey, NodeId, NodeKind, Style, Tree};
