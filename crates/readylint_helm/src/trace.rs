//! From bytes of rendered text to what their author would change.
//!
//! The one consumer of what the evaluator records: it answers the questions of [`Provenance`] about one rendered file. It
//! knows which sources belong to the project; what a vendored chart wrote is never its author's to change, but a call of it
//! and a value for it may be.

use std::ops::Range;
use std::sync::Arc;

use readylint_text::{
    Origin as Place, Provenance, Role, SourceId, Sources, Span, Step, TextRange, TextSize, Trace,
};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::provenance::{FrameId, NodeId, Origin, OriginId, Piece};
use crate::render::{Branch, Rendered, Stretch};

/// How many values that were overridden are told.
const MAX_SHADOWS: usize = 3;
/// How many calls between the file and the place are told.
const MAX_CALLS: usize = 4;
/// How many steps are told in all.
const MAX_STEPS: usize = 8;
/// How deep inputs of functions are followed.
const MAX_INPUT_DEPTH: usize = 4;

/// The texts that origins point into, and which of them are the project's own.
#[derive(Debug)]
pub struct Authors {
    texts: FxHashMap<SourceId, Arc<str>>,
    own: FxHashSet<SourceId>,
}

impl Authors {
    /// Of all `sources`, those for which `is_own` holds are the project's own.
    pub fn new(sources: &Sources, is_own: impl Fn(SourceId) -> bool) -> Self {
        let texts = sources.iter().map(|(id, source)| (id, source.shared_text())).collect();
        let own = sources.iter().map(|(id, _)| id).filter(|&id| is_own(id)).collect();
        Self { texts, own }
    }

    fn owns(&self, span: Span) -> bool {
        self.own.contains(&span.source)
    }

    fn slice(&self, span: Span) -> &str {
        self.texts.get(&span.source).and_then(|text| text.get(span.range.to_usize())).unwrap_or_default()
    }
}

/// Answers questions about one file of a render.
#[derive(Debug)]
pub struct FileTrace {
    rendered: Arc<Rendered>,
    /// The number of the file in [`Rendered::files`].
    file: usize,
    authors: Arc<Authors>,
}

impl FileTrace {
    /// Questions about the file with this number.
    pub fn new(rendered: Arc<Rendered>, file: usize, authors: Arc<Authors>) -> Self {
        Self { rendered, file, authors }
    }

    /// The stretches of different origin in `range`, in order.
    pub fn stretches_in(&self, range: TextRange) -> Vec<TextRange> {
        self.pieces(range).into_iter().map(|(range, _)| TextRange::at(range.start, range.end)).collect()
    }

    fn text(&self) -> &str {
        self.rendered.files.get(self.file).map_or("", |file| &file.text)
    }

    fn stretches(&self) -> &[Stretch] {
        self.rendered.files.get(self.file).map_or(&[], |file| &file.stretches)
    }

    /// The pieces in `range`, each with its bytes, moved on to where it starts. Of an empty range: the one it lies in.
    fn pieces(&self, range: TextRange) -> Vec<(Range<usize>, Piece)> {
        let (start, end) =
            (range.start().to_usize(), range.end().to_usize().max(range.start().to_usize() + 1));
        let stretches = self.stretches();
        let first = stretches.partition_point(|stretch| stretch.end as usize <= start);
        let mut found = Vec::new();
        let mut begin = first
            .checked_sub(1)
            .and_then(|before| stretches.get(before))
            .map_or(0, |before| before.end as usize);
        for stretch in stretches.get(first..).unwrap_or_default() {
            if begin >= end {
                break;
            }
            let from = begin.max(start);
            let to = (stretch.end as usize).min(end);
            let offset = stretch.piece.offset.saturating_add((from - begin) as u32);
            found.push((from..to, Piece { offset, ..stretch.piece }));
            begin = stretch.end as usize;
        }
        found
    }

    fn origin(&self, id: OriginId) -> &Origin {
        self.rendered.origins.get(id)
    }

    /// Where the text of `piece` stands, and whether its bytes stand there just so.
    fn written(&self, range: &Range<usize>, piece: Piece) -> Option<(Span, bool)> {
        let whole = match self.origin(piece.origin) {
            Origin::Text(span) | Origin::Literal(span) | Origin::File(span) => *span,
            Origin::Value(node) => {
                let node = self.rendered.origins.node(*node)?;
                node.content.unwrap_or(node.value)
            }
            Origin::Key(node) => self.rendered.origins.node(*node)?.key?,
            _ => return None,
        };
        let start = whole.range.start().to_usize() + piece.offset as usize;
        let part = Span::new(whole.source, TextRange::at(start, start + range.len()));
        let bytes = self.text().get(range.clone()).unwrap_or_default();
        let is_copy =
            whole.range.contains_range(part.range) && !bytes.is_empty() && self.authors.slice(part) == bytes;
        Some(if is_copy { (part, true) } else { (whole, false) })
    }

    /// The value that `id` is, with the value's own node.
    fn node(&self, id: OriginId) -> Option<NodeId> {
        match self.origin(id) {
            Origin::Value(node) | Origin::Key(node) => Some(*node),
            _ => None,
        }
    }

    /// The innermost place of the project's own templates that printed `piece`: its own text, the action, or the call that led
    /// there.
    fn printed(&self, range: &Range<usize>, piece: Piece) -> Option<(Span, bool)> {
        if let Origin::Text(_) | Origin::Literal(_) = self.origin(piece.origin)
            && let Some((span, is_copy)) = self.written(range, piece)
            && self.authors.owns(span)
        {
            return Some((span, is_copy));
        }
        let emission = self.rendered.origins.emission(piece.emission)?;
        if self.authors.owns(emission.at) {
            return Some((emission.at, false));
        }
        self.calls(emission.frame).map(|(call, _)| (call, false)).find(|(call, _)| self.authors.owns(*call))
    }

    /// The calls that led to `frame`, innermost first.
    fn calls(&self, frame: FrameId) -> impl Iterator<Item = (Span, &Arc<str>)> {
        let origins = &self.rendered.origins;
        let frames = std::iter::successors(origins.frame(frame), move |frame| origins.frame(frame.parent));
        frames.take(1_000).map(|frame| (frame.call, &frame.template))
    }

    /// The values that went into `id`, the most direct first.
    fn values(&self, id: OriginId, depth: usize, found: &mut Vec<NodeId>) {
        match self.origin(id) {
            Origin::Value(node) | Origin::Key(node) if !found.contains(node) => found.push(*node),
            Origin::Function { inputs, .. } if depth < MAX_INPUT_DEPTH => {
                for &input in inputs.iter().take(16) {
                    self.values(input, depth + 1, found);
                }
            }
            _ => {}
        }
    }

    /// The steps that tell of the value `node` and what it overrides.
    fn value_steps(&self, node: NodeId, steps: &mut Vec<Step>) {
        let origins = &self.rendered.origins;
        let mut next = node;
        for number in 0..=MAX_SHADOWS {
            let Some(value) = origins.node(next) else { break };
            let path: Arc<str> = origins.path(next).into();
            let role = if number == 0 { Role::Value(path) } else { Role::Shadowed(path) };
            let span = shown(value);
            if !steps.iter().any(|step| step.span == span) {
                steps.push(Step { span, role });
            }
            next = value.shadows;
        }
    }

    /// Whether the key on the line of `offset` was written in a values file too: then the whole entry was, and the template only
    /// hands it on.
    fn entry_is_value(&self, offset: usize) -> bool {
        let text = self.text();
        let line = text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let rest = text.get(line..).unwrap_or_default();
        let indent = rest.len() - rest.trim_start_matches([' ', '-']).len();
        let key = TextRange::at(line + indent, line + indent);
        let piece = self.pieces(key).into_iter().next();
        piece.and_then(|(_, piece)| self.node(piece.origin)).is_some_and(|node| {
            self.rendered.origins.node(node).is_some_and(|node| self.authors.owns(node.value))
        })
    }

    /// The values key that is the only thing to change, if it is.
    fn value_alone(&self, pieces: &[(Range<usize>, Piece)]) -> Option<Place> {
        let (range, piece) = pieces.first()?;
        self.node(piece.origin)?;
        let (span, is_copy) = self.written(range, *piece)?;
        let template = self.printed(range, *piece);
        let only = self.authors.owns(span) && (template.is_none() || self.entry_is_value(range.start));
        only.then(|| if is_copy { exact(span, pieces, self) } else { Place::Token(span) })
    }

    /// How far `offset` is from the start of its line.
    fn column(&self, offset: usize) -> usize {
        let line = self.text().get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        offset - line
    }

    /// The branches that were evaluated while `range` was printed, and left something out.
    fn branches(&self, range: TextRange) -> impl Iterator<Item = &Branch> {
        let (start, end) = (range.start().to_u32(), range.end().to_u32());
        // a condition behind the last byte of a mapping still belongs to it
        let here = move |branch: &&Branch| branch.offset >= start && branch.offset <= end.saturating_add(1);
        self.rendered.branches.iter().filter(|branch| branch.file as usize == self.file).filter(here)
    }

    fn guard_steps(&self, branch: &Branch, steps: &mut Vec<Step>) {
        if !self.authors.owns(branch.head) {
            return;
        }
        steps.push(Step { span: branch.head, role: Role::Guard });
        for &read in &branch.reads {
            let Some(node) = self.node(read) else { continue };
            if let Some(value) = self.rendered.origins.node(node) {
                let path: Arc<str> = self.rendered.origins.path(node).into();
                steps.push(Step { span: shown(value), role: Role::GuardValue(path) });
            }
        }
    }
}

/// The part of a value that is worth underlining: a scalar, or the key of a mapping.
fn shown(value: &crate::provenance::ValueNode) -> Span {
    match (value.content, value.key) {
        (Some(content), _) if !content.range.is_empty() => content,
        (_, Some(key)) => key,
        _ => value.value,
    }
}

/// The span of all `pieces`, if they go on with one another in one source; else that of the first.
fn exact(first: Span, pieces: &[(Range<usize>, Piece)], trace: &FileTrace) -> Place {
    let mut whole = first;
    for (range, piece) in pieces.iter().skip(1) {
        match trace.written(range, *piece) {
            Some((span, true)) if span.source == whole.source && span.range.start() == whole.range.end() => {
                whole = whole.with_range(whole.range.cover(span.range));
            }
            _ => break,
        }
    }
    Place::Exact(whole)
}

impl Provenance for FileTrace {
    fn trace(&self, range: TextRange) -> Trace {
        let pieces = self.pieces(range);
        let printed: Vec<(Span, bool)> =
            pieces.iter().filter_map(|(range, piece)| self.printed(range, *piece)).collect();
        let alone = self.value_alone(&pieces);
        let mut steps = Vec::new();
        let mut nodes = Vec::new();
        for (_, piece) in &pieces {
            self.values(piece.origin, 0, &mut nodes);
        }
        for &node in &nodes {
            self.value_steps(node, &mut steps);
        }
        let template = cover(&printed);
        if let (Some(_), Some(template)) = (&alone, &template) {
            steps.push(Step { span: span_of(template), role: Role::Printed });
        }
        for (_, piece) in &pieces {
            // text of a helper stands there, and is printed where the helper is included
            if let (Origin::Text(_) | Origin::Literal(_), Some(emission)) =
                (self.origin(piece.origin), self.rendered.origins.emission(piece.emission))
                && self.authors.owns(emission.at)
                && !template.as_ref().is_some_and(|place| encloses(emission.at, span_of(place)))
                && !steps.iter().any(|step: &Step| step.span == emission.at)
            {
                steps.push(Step { span: emission.at, role: Role::Printed });
            }
        }
        let frame = pieces
            .iter()
            .find_map(|(_, piece)| self.rendered.origins.emission(piece.emission))
            .map(|emission| emission.frame);
        for (call, name) in self.calls(frame.unwrap_or_default()).take(MAX_CALLS) {
            if self.authors.owns(call) {
                steps.push(Step { span: call, role: Role::Call(Arc::clone(name)) });
            }
        }
        let own_value = nodes
            .iter()
            .any(|&node| self.rendered.origins.node(node).is_some_and(|node| self.authors.owns(node.value)));
        let is_foreign = alone.is_none() && template.is_none() && !own_value;
        let origin = alone.or(template).or_else(|| self.anywhere(&pieces));
        steps.retain(|step| origin.as_ref().is_none_or(|origin| span_of(origin) != step.span));
        steps.truncate(MAX_STEPS);
        Trace { origin, steps, is_foreign }
    }

    fn file(&self, _: TextSize) -> Option<&str> {
        None
    }

    fn absent(&self, mapping: TextRange, key: &str) -> Vec<Step> {
        let mut steps = Vec::new();
        for branch in self.branches(mapping) {
            let would = branch.skipped.is_some_and(|span| would_write(self.authors.slice(span), key));
            if would {
                self.guard_steps(branch, &mut steps);
            }
        }
        let column = self.column(mapping.start().to_usize());
        let home = self.pieces(mapping).into_iter().find_map(|(range, piece)| {
            let origins = &self.rendered.origins;
            // a key of the mapping itself, not of one inside of it
            let Origin::Key(node) = *self.origin(piece.origin) else { return None };
            let node = origins.node(node).filter(|_| self.column(range.start) == column)?;
            let parent = origins.node(node.parent).filter(|parent| self.authors.owns(parent.value))?;
            Some(Step { span: parent.key?, role: Role::Home(origins.path(node.parent).into()) })
        });
        steps.extend(home);
        steps.truncate(MAX_STEPS);
        steps
    }

    fn authored(&self, range: TextRange) -> Option<Span> {
        if range.is_empty() {
            // between two bytes that are neighbours where they are written, too: an insertion has one place
            let at = range.start().to_usize();
            let before = at.checked_sub(1)?;
            let around = self.authored(TextRange::at(before, (at + 1).min(self.text().len())))?;
            let start = around.range.start().to_usize() + 1;
            return Some(around.with_range(TextRange::at(start, start)));
        }
        let pieces = self.pieces(range);
        // the text of an edit is YAML: it belongs neither into a Go string nor into a value that is printed elsewhere, too
        let is_text =
            |(_, piece): &(Range<usize>, Piece)| matches!(self.origin(piece.origin), Origin::Text(_));
        let (first, piece) = pieces.first().filter(|_| pieces.iter().all(is_text))?;
        let (span, is_copy) = self.written(first, *piece)?;
        if !is_copy || !self.authors.owns(span) {
            return None;
        }
        match exact(span, &pieces, self) {
            Place::Exact(whole) if whole.range.len() == range.len() => Some(whole),
            _ => None,
        }
    }
}

impl FileTrace {
    /// A place nobody of the project wrote: better than none.
    fn anywhere(&self, pieces: &[(Range<usize>, Piece)]) -> Option<Place> {
        let written = pieces.iter().find_map(|(range, piece)| self.written(range, *piece));
        let emitted = || {
            let emission =
                pieces.iter().find_map(|(_, piece)| self.rendered.origins.emission(piece.emission));
            emission.map(|emission| (emission.at, false))
        };
        let file = || {
            let source = self.rendered.files.get(self.file)?.source?;
            Some((Span::new(source, TextRange::at(0, 0)), false))
        };
        written
            .or_else(emitted)
            .or_else(file)
            .map(|(span, is_copy)| if is_copy { Place::Exact(span) } else { Place::Token(span) })
    }
}

/// One place for the places of several pieces: from the first to the last in the source of the first, where they do not
/// lie more than a line apart.
fn cover(places: &[(Span, bool)]) -> Option<Place> {
    let (first, first_is_copy) = *places.first()?;
    let mut whole = first;
    let mut is_copy = first_is_copy;
    for (span, copy) in places.iter().skip(1) {
        let near = span.source == whole.source
            && span.range.start() >= whole.range.start()
            && span.range.start().to_usize() <= whole.range.end().to_usize() + 1;
        if !near {
            break;
        }
        is_copy &= *copy;
        whole = whole.with_range(whole.range.cover(span.range));
    }
    Some(if is_copy { Place::Exact(whole) } else { Place::Token(whole) })
}

fn span_of(place: &Place) -> Span {
    match place {
        Place::Exact(span) | Place::Token(span) => *span,
        Place::File { stated_at, .. } => *stated_at,
    }
}

/// Whether `inner` lies in `outer`.
fn encloses(outer: Span, inner: Span) -> bool {
    outer.source == inner.source && outer.range.contains_range(inner.range)
}

/// Whether the template text `arm` would write `key` into the mapping that it stands in: on a line that is indented as little as
/// any other of its text. Deeper ones belong to other mappings.
fn would_write(arm: &str, key: &str) -> bool {
    let is_text = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("{{");
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let Some(least) = arm.lines().filter(is_text).map(indent).min() else { return false };
    arm.lines().filter(is_text).filter(|line| indent(line) == least).any(|line| {
        let rest = line.trim_start().strip_prefix(key);
        rest.is_some_and(|rest| rest.trim_start().starts_with(':'))
    })
}

#[cfg(test)]
mod tests {
    use super::would_write;

    #[test]
    fn an_arm_writes_the_keys_that_are_indented_least() {
        let arm = "\n        {{- with .x }}\n        readinessProbe:\n          exec: {}\n        ";
        assert!(would_write(arm, "readinessProbe"));
        assert!(!would_write(arm, "exec"));
        let container = "\n      - name: metrics\n        readinessProbe:\n          exec: {}\n";
        assert!(!would_write(container, "readinessProbe"));
    }
}
