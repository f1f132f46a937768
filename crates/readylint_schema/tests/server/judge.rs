//! Our judgement of the recorded documents beside the server's.

use std::sync::LazyLock;
use std::thread;

use readylint_schema::{KindSchema, Minors, Problem, Violation, validate};
use readylint_text::{LineIndex, SourceId};
use readylint_yaml::{Node, Parse, parse};

use crate::answers::{Answer, answers, objects};
use crate::demand::{Demand, demands};
use crate::evidence::Evidence;
use crate::place;

/// The minor whose server was asked.
pub(crate) const MINOR: u16 = 36;

/// What comes out of all documents.
#[derive(Default)]
pub(crate) struct Judgement {
    pub(crate) documents: usize,
    pub(crate) refused: usize,
    /// What a schema can express of the refusals.
    pub(crate) demands: usize,
    /// Violations in documents that the server accepted.
    pub(crate) false_alarms: Vec<String>,
    /// Demands without a violation: the object's file and the demand, with the document in words.
    pub(crate) missed: Vec<(String, String)>,
    /// Refusals that a schema cannot express: field and message.
    pub(crate) rest: Vec<(String, String)>,
}

/// The judgement of all recorded documents.
pub(crate) static JUDGEMENT: LazyLock<Judgement> =
    LazyLock::new(|| judge(&format!("answers-1.{MINOR}"), MINOR));

/// The judgement of what the server of a minor said in a recording.
pub(crate) fn judge(recording: &str, minor: u16) -> Judgement {
    let (answers, minors) = (answers(recording), Minors::of(minor));
    let (accepted, refused): (Vec<&Answer>, Vec<&Answer>) =
        answers.iter().partition(|answer| answer.code == 201);
    let mut judgement =
        Judgement { documents: answers.len(), refused: refused.len(), ..Judgement::default() };
    let mut evidence = Evidence::default();
    for object in objects().values() {
        let parsed = parse(SourceId::new(0), object.as_ref().into());
        let root = parsed.tree.roots().next().unwrap();
        evidence.add(root, kind_of(object).object(), Minors::of(MINOR));
    }
    for (seen, alarms) in on_all_cores(&accepted, |answers| judge_accepted(answers, minors)) {
        evidence.extend(seen);
        judgement.false_alarms.extend(alarms);
    }
    for part in on_all_cores(&refused, |answers| judge_refused(answers, minors, &evidence)) {
        judgement.demands += part.demands;
        judgement.missed.extend(part.missed);
        judgement.rest.extend(part.rest);
    }
    judgement
}

/// What `work` makes of each part of `answers`, in order.
fn on_all_cores<'a, T: Send>(answers: &[&'a Answer], work: impl Fn(&[&'a Answer]) -> T + Sync) -> Vec<T> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let size = answers.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        let threads: Vec<_> = answers.chunks(size).map(|part| scope.spawn(|| work(part))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn judge_accepted(answers: &[&Answer], minors: Minors) -> (Evidence, Vec<String>) {
    let (mut evidence, mut alarms) = (Evidence::default(), Vec::new());
    for answer in answers {
        let read = Read::new(answer);
        evidence.add(read.root(), read.kind.object(), minors);
        for violation in read.violations(minors) {
            alarms.push(format!("{}: {} {:?}", read.tell(), path_of(&violation), violation.problem));
        }
    }
    (evidence, alarms)
}

fn judge_refused(answers: &[&Answer], minors: Minors, evidence: &Evidence) -> Judgement {
    let mut judgement = Judgement::default();
    for answer in answers {
        let read = Read::new(answer);
        let violations = read.violations(minors);
        let sorted = demands(answer, read.root(), read.kind.object(), minors, evidence);
        judgement.rest.extend(sorted.rest);
        judgement.demands += sorted.demands.len();
        for demand in sorted.demands {
            if !is_met(&demand, &read, &violations) {
                judgement.missed.push((format!("{}: {demand:?}", answer.file), read.tell()));
            }
        }
    }
    judgement
}

/// A document, read.
struct Read<'a> {
    answer: &'a Answer,
    kind: KindSchema,
    parse: Parse,
}

impl<'a> Read<'a> {
    fn new(answer: &'a Answer) -> Self {
        let parse = parse(SourceId::new(0), answer.text.as_str().into());
        assert!(parse.errors.is_empty(), "{} {}", answer.file, answer.kind);
        Self { answer, kind: answer.schema, parse }
    }

    fn root(&self) -> Node<'_> {
        self.parse.tree.roots().next().unwrap()
    }

    fn violations(&self, minors: Minors) -> Vec<Violation<'_>> {
        let mut violations = validate(self.root(), self.kind, minors);
        // the server accepts these, as empty text
        violations.retain(|violation| !matches!(violation.problem, Problem::NullText));
        violations
    }

    fn tell(&self) -> String {
        let (start, end) = self.answer.place;
        let edit = &self.answer.text[start..end];
        format!("{} ({}: {edit:?})", self.answer.file, self.answer.kind)
    }
}

/// The kind of a valid object.
pub(crate) fn kind_of(object: &str) -> KindSchema {
    let parsed = parse(SourceId::new(0), object.into());
    let root = parsed.tree.roots().next().unwrap();
    let text = |key: &str| root.get(key).and_then(Node::as_str).unwrap();
    KindSchema::of(text("apiVersion"), text("kind")).unwrap()
}

/// The path of what a violation speaks of.
fn path_of(violation: &Violation<'_>) -> String {
    let mut path = place::path(violation.node);
    if let Problem::MissingField(field) = &violation.problem {
        place::join(&mut path, field);
    }
    path
}

fn is_met(demand: &Demand, read: &Read<'_>, violations: &[Violation<'_>]) -> bool {
    violations.iter().any(|violation| meets(violation, demand, read.answer))
        || matches!(demand, Demand::Line(line) if has_duplicate_key(read, *line))
}

fn meets(violation: &Violation<'_>, demand: &Demand, answer: &Answer) -> bool {
    let ours = || place::steps(&path_of(violation));
    match demand {
        // where the mapping that should hold a missing field is missing itself, that one is told
        Demand::At(path) => {
            let (ours, path) = (ours(), place::steps(path));
            ours == path || matches!(violation.problem, Problem::MissingField(_)) && path.starts_with(&ours)
        }
        Demand::In(list) => {
            matches!(violation.problem, Problem::DuplicateItem { .. })
                && ours().starts_with(&place::steps(list))
        }
        Demand::Field(field) => {
            let pointer = violation.node.pointer();
            let names = pointer.rsplit('/').filter(|step| step.parse::<usize>().is_err());
            names.take(2).any(|name| name == field)
        }
        Demand::Edit => {
            let (range, (start, end)) = (violation.node.range(), answer.place);
            range.start().to_usize() <= end && start <= range.end().to_usize()
        }
        Demand::Line(_) => false,
    }
}

/// Whether a key stands twice, the second time with a value in this line: that is what the server's YAML reader tells.
fn has_duplicate_key(read: &Read<'_>, line: usize) -> bool {
    let index = LineIndex::new(&read.answer.text);
    read.parse.tree.duplicate_keys().iter().any(|duplicate| {
        let key = read.parse.tree.node(duplicate.second);
        let entry = key.parent().and_then(|mapping| mapping.own_entries().find(|entry| entry.key == key));
        entry.is_some_and(|entry| index.line(entry.value.range().start()) as usize + 1 == line)
    })
}
