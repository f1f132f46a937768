//! Walks over the nodes of a template and keeps what is known at each: dot, variables, and what conditions found.

use std::sync::Arc;

use readylint_text::TextRange;

use super::super::ast::{Block, Branch, Command, Expression, ExpressionKind, Name, Node, NodeKind, Pipeline};
use super::place::{Place, Step};
use super::variables::Variables;
use super::{Include, Path, References, Usage, ValueRead};

/// More facts than this are not remembered, so that time stays linear.
const MAX_FACTS: usize = 100;

/// An operand of a function: an expression, or the commands before a pipe.
#[derive(Clone, Copy)]
pub(super) enum Operand<'a> {
    Written(&'a Expression),
    Piped(&'a [Command]),
}

/// The state of the walk.
pub(super) struct Walker {
    dot: Place,
    /// `$`
    root: Place,
    variables: Variables,
    /// Paths that are there, and not empty or at least not nil.
    pub(super) facts: Vec<Path>,
    pub(super) out: References,
    /// Paths that conditions around have looked at.
    tested: Vec<Path>,
    /// Whether `fail` was called in the block being walked.
    pub(super) fails: bool,
    /// How many expressions were walked over.
    steps: usize,
}

impl Walker {
    pub(super) fn new(dot: Place, facts: Vec<Path>) -> Self {
        let root = dot.clone();
        Self {
            dot,
            root,
            variables: Variables::default(),
            facts,
            out: References::default(),
            tested: Vec::new(),
            fails: false,
            steps: 0,
        }
    }

    /// What `body` reads and includes, and how many expressions it has.
    pub(super) fn run(mut self, body: &Block) -> (References, usize) {
        self.block(body);
        (self.out, self.steps)
    }

    fn block(&mut self, block: &Block) {
        for node in &block.nodes {
            self.node(node);
        }
    }

    /// A block in which `facts` hold and dot is `dot`; whether it always fails.
    fn arm(&mut self, block: &Block, facts: Vec<Path>, dot: Place) -> bool {
        let (variables, known) = (self.variables.len(), self.facts.len());
        let outer = std::mem::replace(&mut self.dot, dot);
        let failed = std::mem::take(&mut self.fails);
        self.learn(facts);
        self.block(block);
        self.variables.truncate(variables);
        self.facts.truncate(known);
        self.dot = outer;
        std::mem::replace(&mut self.fails, failed)
    }

    fn node(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Action(pipeline) => {
                self.pipeline(pipeline, Usage::Value);
            }
            NodeKind::If(branch) => self.condition(branch, false),
            NodeKind::With(branch) => self.condition(branch, true),
            NodeKind::Range(branch) => self.range(branch),
            NodeKind::Template { name, name_range, argument } => {
                let argument = argument.as_ref().map_or(Place::Other, |pipeline| {
                    self.pipeline(pipeline, Usage::Container);
                    self.pipeline_place(pipeline)
                });
                self.include(Some(Arc::clone(name)), *name_range, argument);
            }
            NodeKind::Text { .. }
            | NodeKind::Comment
            | NodeKind::Break
            | NodeKind::Continue
            | NodeKind::Define
            | NodeKind::Broken => {}
        }
    }

    fn condition(&mut self, branch: &Branch, is_with: bool) {
        let (variables, tested, reads) = (self.variables.len(), self.tested.len(), self.out.reads.len());
        self.pipeline(&branch.pipeline, Usage::Condition);
        let looked_at = self.out.reads.iter().skip(reads).map(|read| Path::from(&*read.place.path));
        self.tested.extend(looked_at.take(MAX_FACTS.saturating_sub(tested)));
        let operand = Operand::Piped(&branch.pipeline.commands);
        let (held, missed) = (self.facts_if(operand, true), self.facts_if(operand, false));
        let dot = if is_with { self.pipeline_place(&branch.pipeline) } else { self.dot.clone() };
        let body_fails = self.arm(&branch.body, held.clone(), dot);
        let outer = self.dot.clone();
        let else_fails = branch.else_body.as_ref().is_some_and(|body| self.arm(body, missed.clone(), outer));
        self.variables.truncate(variables);
        self.tested.truncate(tested);
        match (body_fails, else_fails) {
            (true, true) => self.fails = true,
            // Whoever comes by here did not go where it fails.
            (true, false) => self.learn(missed),
            (false, true) => self.learn(held),
            (false, false) => {}
        }
    }

    fn range(&mut self, branch: &Branch) {
        let variables = self.variables.len();
        let operand = Operand::Piped(&branch.pipeline.commands);
        self.operand(operand, Usage::Range);
        let item = self.place(operand).item(None);
        let names = &branch.pipeline.variables;
        for (index, variable) in names.iter().enumerate() {
            let is_element = index + 1 == names.len();
            let place = if is_element { item.clone() } else { Place::Other };
            self.assign(&variable.name, place, branch.pipeline.is_assignment);
        }
        let mut held = self.facts_if(operand, true);
        if let Place::Value(element) = &item {
            held.push(Arc::from(&*element.path));
        }
        self.arm(&branch.body, held, item);
        let outer = self.dot.clone();
        if let Some(body) = &branch.else_body {
            self.arm(body, Vec::new(), outer);
        }
        self.variables.truncate(variables);
    }

    /// Walks over a pipeline and binds its variables.
    fn pipeline(&mut self, pipeline: &Pipeline, usage: Usage) {
        let is_bound = !pipeline.variables.is_empty() && usage == Usage::Value;
        let operand = Operand::Piped(&pipeline.commands);
        self.operand(operand, if is_bound { Usage::Container } else { usage });
        let place = self.place(operand).made_safe();
        for variable in &pipeline.variables {
            self.assign(&variable.name, place.clone(), pipeline.is_assignment);
        }
    }

    /// What a pipeline that has been walked over stands for, where it becomes dot.
    fn pipeline_place(&self, pipeline: &Pipeline) -> Place {
        self.place(Operand::Piped(&pipeline.commands)).made_safe()
    }

    fn assign(&mut self, name: &Arc<str>, place: Place, is_assignment: bool) {
        if is_assignment {
            self.variables.assign(name, &place);
        } else {
            self.variables.declare(name, place);
        }
    }

    /// The variable `name`.
    fn variable(&self, name: &str) -> Place {
        if name == "$" {
            return self.root.clone();
        }
        self.variables.get(name).cloned().unwrap_or(Place::Other)
    }

    /// What `operand` stands for.
    pub(super) fn place(&self, operand: Operand<'_>) -> Place {
        match operand {
            Operand::Written(expression) => self.expression_place(expression),
            Operand::Piped(commands) => match call_of(commands) {
                Some((name, arguments)) => self.call_place(name, &arguments),
                None => match commands {
                    [Command { arguments, .. }] if arguments.len() == 1 => {
                        arguments.first().map_or(Place::Other, |only| self.expression_place(only))
                    }
                    _ => Place::Other,
                },
            },
        }
    }

    fn expression_place(&self, expression: &Expression) -> Place {
        let fields = |place: Place, names: &[Name]| {
            names.iter().fold(place, |place, name| place.step(Step::Key(Arc::clone(&name.name))))
        };
        match &expression.kind {
            ExpressionKind::Dot => self.dot.clone(),
            ExpressionKind::Field(names) => fields(self.dot.clone(), names),
            ExpressionKind::Variable { name, fields: names } => fields(self.variable(name), names),
            ExpressionKind::Chain { of, fields: names } => {
                fields(self.expression_place(of).made_safe(), names)
            }
            ExpressionKind::Pipeline(pipeline) => self.place(Operand::Piped(&pipeline.commands)).made_safe(),
            _ => Place::Other,
        }
    }

    /// Walks over `operand`, whose value is used so; the index of the read that it is, if it is one.
    pub(super) fn operand(&mut self, operand: Operand<'_>, usage: Usage) -> Option<usize> {
        match operand {
            Operand::Written(expression) => self.expression(expression, usage),
            Operand::Piped(commands) => match call_of(commands) {
                Some((name, arguments)) => self.call(name, &arguments, usage),
                None => self.method(commands, usage),
            },
        }
    }

    /// Walks over commands whose last one calls no function: a lone operand, or a method with arguments.
    fn method(&mut self, commands: &[Command], usage: Usage) -> Option<usize> {
        let (last, before) = commands.split_last()?;
        let (first, further) = last.arguments.split_first()?;
        if before.is_empty() && further.is_empty() {
            return self.expression(first, usage);
        }
        self.expression(first, Usage::Value);
        for argument in further {
            self.expression(argument, Usage::Value);
        }
        if !before.is_empty() {
            self.operand(Operand::Piped(before), Usage::Value);
        }
        None
    }

    fn expression(&mut self, expression: &Expression, usage: Usage) -> Option<usize> {
        self.steps += 1;
        let names: &[Name] = match &expression.kind {
            ExpressionKind::Pipeline(pipeline) => {
                let read = self.operand(Operand::Piped(&pipeline.commands), usage);
                let place = self.place(Operand::Piped(&pipeline.commands)).made_safe();
                for variable in &pipeline.variables {
                    self.assign(&variable.name, place.clone(), pipeline.is_assignment);
                }
                return read;
            }
            ExpressionKind::Chain { of, fields } => {
                self.expression(of, Usage::Container);
                fields
            }
            ExpressionKind::Field(names) | ExpressionKind::Variable { fields: names, .. } => names,
            _ => &[],
        };
        let place = self.expression_place(expression);
        let keys = names.iter().map(|name| name.range).collect();
        self.read(place, expression.range, keys, usage)
    }

    /// Notes that `place` is read at `range`, if it is below `.Values`; the index of the read.
    pub(super) fn read(
        &mut self,
        place: Place,
        range: TextRange,
        mut keys: Vec<TextRange>,
        usage: Usage,
    ) -> Option<usize> {
        let Place::Value(place) = place else { return None };
        // `Values` itself, and what led to it, is no step.
        keys.drain(..keys.len().saturating_sub(place.path.len()));
        let longest =
            |paths: &[Path]| paths.iter().map(|known| common(known, &place.path)).max().unwrap_or(0);
        let (known, tested) = (longest(&self.facts), longest(&self.tested));
        self.out.reads.push(ValueRead { place, range, keys, usage, known, tested, fallback: None });
        Some(self.out.reads.len() - 1)
    }

    pub(super) fn include(&mut self, name: Option<Arc<str>>, name_range: TextRange, argument: Place) {
        let known = self.facts.clone();
        self.out.includes.push(Include { name, name_range, argument, known });
    }

    /// Remembers that `facts` hold.
    pub(super) fn learn(&mut self, facts: Vec<Path>) {
        for fact in facts {
            if self.facts.len() < MAX_FACTS && !self.facts.contains(&fact) {
                self.facts.push(fact);
            }
        }
    }
}

/// How many steps of `path` are there if all of `fact` are.
fn common(fact: &[Step], path: &[Step]) -> usize {
    fact.iter().zip(path).take_while(|(known, step)| known == step).count()
}

/// The function that the last of `commands` calls, and its operands.
pub(super) fn call_of(commands: &[Command]) -> Option<(&str, Vec<Operand<'_>>)> {
    let (last, before) = commands.split_last()?;
    let (first, further) = last.arguments.split_first()?;
    let ExpressionKind::Function(name) = &first.kind else { return None };
    let mut operands: Vec<Operand<'_>> = further.iter().map(Operand::Written).collect();
    if !before.is_empty() {
        operands.push(Operand::Piped(before));
    }
    Some((name, operands))
}
