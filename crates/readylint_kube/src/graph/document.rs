//! Documents of manifest files.

use readylint_text::{SourceId, Span, TextRange};
use readylint_yaml::{Node, SyntaxError, Tree};

use super::ResourceGraph;
use crate::Resource;

/// One document of a manifest file, readable or not.
#[derive(Clone, Copy, Debug)]
pub struct Document<'g> {
    graph: &'g ResourceGraph,
    file: u32,
    number: u32,
}

impl<'g> Document<'g> {
    pub(super) fn new(graph: &'g ResourceGraph, file: u32, number: u32) -> Self {
        Self { graph, file, number }
    }

    fn data(self) -> &'g readylint_yaml::Document {
        &self.tree().documents()[self.number as usize]
    }

    /// The tree of its file.
    pub fn tree(self) -> &'g Tree {
        self.graph.tree(self.file)
    }

    /// The source of its file.
    pub fn source(self) -> SourceId {
        self.tree().source()
    }

    /// Its number in the file, from 0; empty documents count.
    pub fn number(self) -> u32 {
        self.number
    }

    /// Its bytes, from its `---` line or the end of the document before.
    pub fn range(self) -> TextRange {
        self.data().range
    }

    /// Its bytes with their source.
    pub fn span(self) -> Span {
        Span::new(self.source(), self.range())
    }

    /// Its root node; `None` if it is empty or cannot be read.
    pub fn root(self) -> Option<Node<'g>> {
        self.data().root.map(|id| self.tree().node(id))
    }

    /// Whether it cannot be read.
    pub fn is_broken(self) -> bool {
        self.data().broken
    }

    /// Whether there is nothing in it but white space and comments.
    pub fn is_empty(self) -> bool {
        !self.is_broken() && self.root().is_none()
    }

    /// What makes it unreadable.
    pub fn errors(self) -> impl Iterator<Item = &'g SyntaxError> {
        let (document, parse) = (self.data(), self.graph.parse(self.file));
        let last = self.number as usize + 1 == parse.tree.documents().len();
        // a document ends where the next begins; an error at the end of the text belongs to the last
        let holds = move |error: &&SyntaxError| {
            let start = error.span.range.start();
            document.range.contains(start) || (last && start >= document.range.end())
        };
        let errors = if document.broken { parse.errors.as_slice() } else { &[] };
        errors.iter().filter(holds)
    }

    /// The objects in it: one, or the items of a List.
    pub fn resources(self) -> impl Iterator<Item = Resource<'g>> {
        self.graph.resources_of(self.file, self.number)
    }

    /// Whether it was loaded only so that references to it resolve.
    pub fn is_context(self) -> bool {
        self.graph.is_context(self.file)
    }
}
