//! The templates of a chart and of those in it, and what they read of its values.

use readylint_helm::chart::{Chart, ChartFile};
use readylint_helm::template::ast::{Block, Node, NodeKind};
use readylint_helm::template::parse;
use readylint_helm::template::references::{Instance, follow};
use readylint_text::{SourceId, Span, TextRange};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// All templates that render together.
pub(super) struct Templates<'c> {
    files: Vec<(&'c Chart, &'c ChartFile)>,
    /// Bodies of files and of `define`s, each with the file it stands in.
    blocks: Vec<(usize, Arc<Block>)>,
    /// Where in `blocks` a name is.
    names: HashMap<Arc<str>, usize>,
    /// Where in `blocks` the body of a file is.
    bodies: Vec<usize>,
}

impl<'c> Templates<'c> {
    /// Those of `root` and the charts in it.
    pub(super) fn of(root: &'c Chart) -> Self {
        let mut templates =
            Self { files: Vec::new(), blocks: Vec::new(), names: HashMap::default(), bodies: Vec::new() };
        let mut charts = vec![root];
        let mut at = 0;
        // outer charts first: of several definitions, theirs counts
        while let Some(chart) = charts.get(at).copied() {
            charts.extend(chart.dependencies.iter().map(Arc::as_ref));
            for file in &chart.templates {
                templates.add(chart, file);
            }
            at += 1;
        }
        templates
    }

    fn add(&mut self, chart: &'c Chart, file: &'c ChartFile) {
        let number = self.files.len();
        let tree = parse(&file.name, &file.bytes);
        self.files.push((chart, file));
        self.bodies.push(self.blocks.len());
        self.blocks.push((number, tree.body));
        for define in tree.defines {
            self.names.entry(define.name).or_insert(self.blocks.len());
            self.blocks.push((number, define.body));
        }
    }

    /// What is read when `chart` is rendered.
    pub(super) fn read_by(&self, chart: &Chart) -> Vec<Instance> {
        let is_partial =
            |file: &ChartFile| file.name.rsplit('/').next().is_some_and(|name| name.starts_with('_'));
        let files = self.files.iter().zip(&self.bodies);
        let entries = files.filter(|((of, file), _)| {
            std::ptr::eq(*of, chart) && !chart.metadata.is_library() && !is_partial(file)
        });
        let entries: Vec<usize> = entries.map(|(_, body)| *body).collect();
        let blocks: Vec<&Block> = self.blocks.iter().map(|(_, block)| &**block).collect();
        follow(&blocks, &|name| self.names.get(name).copied(), entries)
    }

    /// Whether something of this name is defined.
    pub(super) fn defines(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    fn file(&self, block: usize) -> Option<&'c ChartFile> {
        let (file, _) = self.blocks.get(block)?;
        self.files.get(*file).map(|(_, file)| *file)
    }

    /// Whether a name that is computed at `range` is that of a file, which is rendered anyway.
    pub(super) fn is_file(&self, block: usize, range: TextRange) -> bool {
        let text = self.file(block).and_then(|file| file.bytes.get(range.to_usize())).unwrap_or_default();
        String::from_utf8_lossy(text).contains("Template.BasePath")
    }

    /// The place of `range` in the template with this number.
    pub(super) fn span(&self, block: usize, range: TextRange) -> Option<Span> {
        let source: SourceId = self.file(block)?.source?;
        Some(Span::new(source, range))
    }

    /// Whether `range` stands in what a template renders if a condition with `name` in it does not hold.
    pub(super) fn is_else_of(&self, block: usize, name: &str, range: TextRange) -> bool {
        let text = self.file(block).map(|file| &*file.bytes).unwrap_or_default();
        let mut nodes: &[Node] = self.blocks.get(block).map(|(_, block)| &*block.nodes).unwrap_or_default();
        while let Some(node) = nodes.iter().find(|node| node.range.contains_range(range)) {
            let (NodeKind::If(branch) | NodeKind::With(branch) | NodeKind::Range(branch)) = &node.kind else {
                return false;
            };
            let is_in = |block: &Block| block.nodes.iter().any(|node| node.range.contains_range(range));
            match &branch.else_body {
                Some(other) if is_in(other) => {
                    let condition = text.get(branch.pipeline.range.to_usize()).unwrap_or_default();
                    if dotted_words(condition).any(|word| word == name.as_bytes()) {
                        return true;
                    }
                    nodes = &other.nodes;
                }
                _ => nodes = &branch.body.nodes,
            }
        }
        false
    }

    /// The words of all templates.
    pub(super) fn words(&self) -> HashSet<&'c [u8]> {
        self.files.iter().flat_map(|(_, file)| words(&file.bytes)).collect()
    }
}

/// The words of a text: letters, digits, `_`.
pub(super) fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_').filter(|word| !word.is_empty())
}

/// The words that stand behind a dot or a quote, as templates write keys.
pub(super) fn dotted_words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let parts = text.split(|byte| matches!(byte, b'.' | b'"' | b'`')).skip(1);
    parts.filter_map(|part| words(part).next().filter(|word| part.starts_with(word)))
}
