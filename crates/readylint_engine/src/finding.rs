//! What a rule reports.

use readylint_diagnostics::{Confidence, Fix, Label, Severity};
use readylint_kube::facts::Strength;
use readylint_kube::{End, ResourceId};
use readylint_text::{Span, TextRange};
use readylint_yaml::{Node, NodeKind};

/// A finding: what a rule saw, where it looked. Only `finish` makes a diagnostic of it.
///
/// Built like a sentence: `Finding::new("…").at(node).label("…").note("…").help("…")`.
#[derive(Clone, Debug)]
pub struct Finding {
    pub(crate) message: String,
    pub(crate) place: Option<Place>,
    pub(crate) here: String,
    pub(crate) labels: Vec<Label>,
    pub(crate) notes: Vec<String>,
    pub(crate) help: Option<String>,
    pub(crate) fixes: Vec<Fix>,
    pub(crate) severity: Option<Severity>,
    pub(crate) confidence: Option<Confidence>,
    pub(crate) subject: Option<End>,
    pub(crate) aspect: Option<&'static str>,
    pub(crate) parts: Vec<End>,
    pub(crate) resource: Option<ResourceId>,
}

/// The primary place of a finding.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) span: Span,
    /// JSON pointer inside the document.
    pub(crate) pointer: String,
    /// The same with the names of list items for their indices, so that it stays when one is put before.
    pub(crate) path: String,
    /// The value there, for the fingerprint; empty for something absent.
    pub(crate) value: String,
    /// For something absent: the key and the first line of the mapping that lacks it, where a comment may suppress it
    /// too (SUP-8).
    pub(crate) parents: Vec<Span>,
    /// For something absent: the mapping that lacks it, and the key.
    pub(crate) absent: Option<(Span, String)>,
}

impl Finding {
    /// What is wrong: one sentence with the names involved, no full stop.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            place: None,
            here: String::new(),
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
            fixes: Vec::new(),
            severity: None,
            confidence: None,
            subject: None,
            aspect: None,
            parts: Vec::new(),
            resource: None,
        }
    }

    /// The primary place is `node`: the deciding scalar, or the key of a collection.
    #[must_use]
    pub fn at(mut self, node: Node<'_>) -> Self {
        let value = if node.is_scalar() { node.text().unwrap_or_default().to_owned() } else { String::new() };
        let place = Place {
            span: node.grip(),
            pointer: node.pointer(),
            path: path(node),
            value,
            parents: Vec::new(),
            absent: None,
        };
        self.place = Some(place);
        self
    }

    /// The primary place is where `key` is absent from `mapping`: the nearest thing that exists (POS-2). That is the key itself
    /// where it stands there with null.
    #[must_use]
    pub fn at_missing(mut self, mapping: Node<'_>, key: &str) -> Self {
        let listed = mapping.parent().filter(|parent| parent.is_sequence()).and_then(Node::path_key);
        let above = mapping.path_key().or(listed).map(Node::span);
        let parents = [above, Some(mapping.grip()), first_key(mapping)];
        let place = Place {
            span: null_key(mapping, key).unwrap_or_else(|| mapping.missing(key)),
            pointer: mapping.pointer(),
            path: path(mapping),
            value: String::new(),
            parents: parents.into_iter().flatten().collect(),
            absent: Some((mapping.span(), key.to_owned())),
        };
        self.place = Some(place);
        self
    }

    /// The primary place is `range`, a part of the scalar `node`, as the tag of an image reference.
    #[must_use]
    pub fn at_part(self, node: Node<'_>, range: TextRange) -> Self {
        let mut finding = self.at(node);
        if let Some(place) = &mut finding.place
            && node.range().contains_range(range)
        {
            place.span = node.span().with_range(range);
        }
        finding
    }

    /// The primary place is `range`, a secret in the scalar `node`, or its first line. `name` stands in the fingerprint for the
    /// value, which could be guessed from it.
    #[must_use]
    pub fn at_secret(self, node: Node<'_>, range: TextRange, name: &str) -> Self {
        let text = node.tree().slice(range);
        let line = text.find(['\n', '\r']).filter(|&end| end > 0).unwrap_or(text.len());
        let start = range.start().to_usize();
        let mut finding = self.at_part(node, TextRange::at(start, start + line));
        if let Some(place) = &mut finding.place {
            name.clone_into(&mut place.value);
        }
        finding
    }

    /// The primary place is `span`, for what is not a node of a tree (syntax errors, comments).
    #[must_use]
    pub fn at_span(mut self, span: Span) -> Self {
        self.place = Some(Place {
            span,
            pointer: String::new(),
            path: String::new(),
            value: String::new(),
            parents: Vec::new(),
            absent: None,
        });
        self
    }

    /// What is to be seen at the primary place, in a few words.
    #[must_use]
    pub fn here(mut self, message: impl Into<String>) -> Self {
        self.here = message.into();
        self
    }

    /// Another place that matters: the other end of a reference, the candidate it nearly matched.
    #[must_use]
    pub fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label::new(span, message));
        self
    }

    /// What follows from it: a sentence.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// What to do: a sentence.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A change that would make it go away, if there is one.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fixes.extend(fix.into());
        self
    }

    /// The tier of this case, where it is not the rule's main one.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// The confidence of this case, where it is not the rule's main one.
    #[must_use]
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = Some(confidence);
        self
    }

    /// The strength of the evidence as confidence (D6).
    #[must_use]
    pub fn evidence(self, strength: Strength) -> Self {
        self.confidence(match strength {
            Strength::Low => Confidence::Low,
            Strength::Medium => Confidence::Medium,
            Strength::High => Confidence::High,
        })
    }

    /// The subject for D9, where it is not the one being visited.
    #[must_use]
    pub fn subject(mut self, subject: End) -> Self {
        self.subject = Some(subject);
        self
    }

    /// What of the subject it is about, as `cpu` of a container: for D9, findings about different aspects have nothing to
    /// do with each other. One without aspect is about all of them.
    #[must_use]
    pub fn aspect(mut self, aspect: &'static str) -> Self {
        self.aspect = Some(aspect);
        self
    }

    /// A part of the subject that it is about, as a container of a pod template: for D9, the finding yields to one about any
    /// of its parts as well.
    #[must_use]
    pub fn part(mut self, part: End) -> Self {
        self.parts.push(part);
        self
    }

    /// The object it is about, where it is not the one being visited.
    #[must_use]
    pub fn about(mut self, resource: ResourceId) -> Self {
        self.resource = Some(resource);
        self
    }
}

/// Where `key` stands in `mapping` itself, with null as its value.
fn null_key(mapping: Node<'_>, key: &str) -> Option<Span> {
    let is_here = mapping.kind() == NodeKind::Mapping;
    let entry = mapping.own_entries().rev().find(|entry| entry.key.text() == Some(key))?;
    (is_here && entry.value.is_null()).then(|| entry.key.grip())
}

fn first_key(mapping: Node<'_>) -> Option<Span> {
    mapping.own_entries().next().map(|entry| entry.key.span())
}

/// How many of an item's first keys are looked at for its name. A broken one may have a hundred thousand, and as many findings.
const NAMED_WITHIN: usize = 64;

/// The value of `name` among the first keys of a list's item.
pub(crate) fn item_name(item: Node<'_>) -> Option<&str> {
    let name = item.own_entries().take(NAMED_WITHIN).find(|entry| entry.key.text() == Some("name"))?;
    name.value.text()
}

/// The way from the root to `node` by keys, and by names where list items have one.
pub(crate) fn path(node: Node<'_>) -> String {
    let mut segments = Vec::new();
    let mut node = node;
    while let Some(parent) = node.parent() {
        match node.path_key().and_then(Node::text).or_else(|| item_name(node)) {
            Some(word) => segments.push(word.to_owned()),
            None => segments.push(node.pointer().rsplit('/').next().unwrap_or_default().to_owned()),
        }
        node = parent;
    }
    segments.reverse();
    segments.join("/")
}
