//! What is known of the values of a chart: which keys its values files, schemas, dependencies and templates define.

use std::collections::HashSet;
use std::sync::Arc;

use readylint_engine::ChartRender;
use readylint_helm::chart::{Chart, ChartFile, Dependency, Import};
use readylint_helm::render::{Set, SetKind};
use readylint_helm::template::references::{Instance, Place, Step, Usage};
use readylint_yaml::{Node, NodeId, Parse, parse};

use super::comments::Mentions;
use super::reads::Templates;

/// Schemas are not followed further than this.
const MAX_SCHEMA_DEPTH: usize = 24;
/// How many parts of schemas are looked at for one key.
const MAX_SCHEMA_PARTS: usize = 200;

/// Names of keys, from the top of a chart's values.
pub(super) type Keys = Vec<Arc<str>>;

/// A values file, of which the part below `prefix` is for the chart.
#[derive(Clone)]
struct Values {
    file: Arc<(Parse, Mentions)>,
    prefix: Keys,
}

/// The known values of one chart.
pub(super) struct Known<'c> {
    pub(super) chart: &'c Chart,
    values: Vec<Values>,
    schemas: Vec<Parse>,
    /// Paths that are there, and hold nobody knows what.
    given: HashSet<Keys>,
    /// Every path that leads to one of them.
    towards: HashSet<Keys>,
    /// Paths that may hold anything, if they are there.
    free: HashSet<Keys>,
}

/// What is known of a path.
pub(super) enum Found<'k> {
    /// It is there.
    Defined,
    /// It may be there.
    Open,
    /// It is not there.
    Absent {
        /// How many of its first steps are.
        steps: usize,
        /// The mappings that the next one is absent from.
        mappings: Vec<Node<'k>>,
    },
}

/// The keys of mappings.
pub(super) fn keys_in<'n>(mappings: &[Node<'n>]) -> impl Iterator<Item = Node<'n>> {
    mappings.iter().flat_map(|mapping| mapping.entries()).map(|entry| entry.key)
}

/// The own charts of a render, each with all values that any scenario gives it.
pub(super) fn of_all_scenarios(render: &ChartRender) -> Vec<Known<'_>> {
    let mut root = Known::base(&render.chart);
    let is_values = |file: &&ChartFile| {
        file.name
            .strip_prefix("ci/")
            .is_some_and(|name| matches!(name.rsplit_once('.'), Some((_, "yaml" | "yml"))))
    };
    for file in render.chart.files.iter().filter(is_values) {
        root.values.extend(values_of(file));
    }
    for options in render.all_options.iter() {
        for file in &options.values {
            root.add(parse(file.source, Arc::clone(&file.text)));
        }
        for set in &options.sets {
            for path in set_paths(set) {
                root.give(path);
            }
        }
    }
    let is_own = |child: &Chart| {
        let source = child.metadata.file.as_ref().and_then(|file| file.source);
        source.is_some_and(|source| render.own.contains(&source))
    };
    let mut all = vec![root];
    let mut at = 0;
    while let Some(known) = all.get(at) {
        let children = known.chart.dependencies.iter().map(Arc::as_ref).filter(|child| is_own(child));
        let children: Vec<Known<'_>> = children.map(|child| known.child(child)).collect();
        all.extend(children);
        at += 1;
    }
    all
}

/// The names under which `child` takes part in `parent`.
pub(super) fn names_of(parent: &Chart, child: &Chart) -> Vec<Arc<str>> {
    let name = &child.metadata.name;
    let declared = parent.metadata.dependencies.iter().filter(|dependency| dependency.name == *name);
    let mut names: Vec<Arc<str>> = declared.map(|dependency| Arc::from(shown_name(dependency))).collect();
    if names.is_empty() {
        names.push(Arc::from(&**name));
    }
    names
}

/// The alias of a dependency, or its name.
pub(super) fn shown_name(dependency: &Dependency) -> &str {
    if dependency.alias.is_empty() { &dependency.name } else { &dependency.alias }
}

impl<'c> Known<'c> {
    /// What the chart itself says: its `values.yaml`, its schema, its dependencies.
    pub(super) fn base(chart: &'c Chart) -> Self {
        let mut known = Self {
            chart,
            values: chart.values.iter().filter_map(values_of).collect(),
            schemas: Vec::new(),
            given: HashSet::new(),
            towards: HashSet::new(),
            free: HashSet::new(),
        };
        known.schemas.extend(chart.schema.iter().filter_map(parsed));
        known.give(vec!["global".into()]);
        for dependency in &chart.metadata.dependencies {
            known.give(keys(shown_name(dependency)));
            known.give(keys(&dependency.name));
            for import in &dependency.import_values {
                known.import(dependency, import);
            }
        }
        for child in &chart.dependencies {
            known.give(keys(&child.metadata.name));
        }
        known
    }

    /// A subchart, with what this chart gives it.
    fn child(&self, chart: &'c Chart) -> Self {
        let mut child = Self::base(chart);
        for name in names_of(self.chart, chart) {
            let below =
                |keys: &Keys| (keys.first() == Some(&name)).then(|| keys.iter().skip(1).cloned().collect());
            // what this chart gives all its subcharts says nothing
            let given: Vec<Keys> =
                self.given.iter().filter(|keys| keys.len() > 1).filter_map(below).collect();
            for path in given {
                child.give(path);
            }
            child.values.extend(self.values.iter().map(|values| {
                let mut prefix = values.prefix.clone();
                prefix.push(Arc::clone(&name));
                Values { file: Arc::clone(&values.file), prefix }
            }));
        }
        child
    }

    fn add(&mut self, parse: Parse) {
        let mentions = Mentions::of(&parse.tree);
        self.values.push(Values { file: Arc::new((parse, mentions)), prefix: Vec::new() });
    }

    /// `path` is there, and may hold anything.
    fn give(&mut self, path: Keys) {
        for end in 0..path.len() {
            self.towards.insert(path.iter().take(end).cloned().collect());
        }
        self.given.insert(path);
    }

    /// What `import-values` brings from a dependency.
    fn import(&mut self, dependency: &Dependency, import: &Import) {
        match import {
            Import::Table { parent, .. } if parent == "." || parent.is_empty() => self.give(Vec::new()),
            Import::Table { parent, .. } => self.give(keys(parent)),
            Import::Export(name) => {
                let mut children = self.chart.dependencies.iter();
                let child = children.find(|child| child.metadata.name == dependency.name);
                let exports = child.and_then(|child| child.values.as_ref()).and_then(parsed);
                let exported = exports.as_ref().and_then(|parse| {
                    let table = keys(name);
                    let root = parse.tree.roots().next()?.get("exports")?;
                    table.iter().try_fold(root, |node, key| node.get(key))
                });
                match exported {
                    Some(exported) => {
                        let names = exported.entries().filter_map(|entry| entry.key.text());
                        let paths: Vec<Keys> = names.map(|name| vec![Arc::from(name)]).collect();
                        for path in paths {
                            self.give(path);
                        }
                    }
                    None => self.give(Vec::new()),
                }
            }
        }
    }

    /// What the templates themselves do with values: write them, or hand them on to where nobody can follow. Whether they do so
    /// with all of them.
    pub(super) fn learn(&mut self, instances: &[Instance], templates: &Templates<'_>) -> bool {
        let mut is_vague = false;
        for instance in instances {
            let references = &instance.references;
            for written in &references.writes {
                let path = named(written);
                if path.len() == written.len() { self.give(path) } else { is_vague |= self.set_free(path) }
            }
            for read in references.reads.iter().filter(|read| read.usage == Usage::Whole) {
                is_vague |= self.set_free(named(&read.place.path));
            }
            for include in &references.includes {
                if include.name.as_deref().is_some_and(|name| templates.defines(name)) {
                    continue;
                }
                match &include.argument {
                    Place::Value(place) => is_vague |= self.set_free(named(&place.path)),
                    Place::Other => {}
                    _ => is_vague |= !templates.is_file(instance.template, include.name_range),
                }
            }
        }
        is_vague
    }

    /// Whether that is all of them.
    fn set_free(&mut self, path: Keys) -> bool {
        let is_all = path.is_empty();
        self.free.insert(path);
        is_all
    }

    /// What is known of `path`.
    pub(super) fn find(&self, path: &[Step]) -> Found<'_> {
        let mut values: Vec<Node<'_>> = self.values.iter().filter_map(Values::root).collect();
        let roots = self.schemas.iter().filter_map(|parse| parse.tree.roots().next());
        let mut schemas = expanded(roots);
        let mut at = Keys::new();
        for (depth, step) in path.iter().enumerate() {
            let Step::Key(name) = step else { return Found::Open };
            let is_blank = |node: &Node<'_>| !node.is_mapping() || node.is_empty();
            let is_open = self.given.contains(&at)
                || (depth > 0
                    && (values.iter().any(is_blank) || is_any(&schemas) || self.free.contains(&at)));
            if is_open {
                return Found::Open;
            }
            let next: Vec<Node<'_>> = values.iter().filter_map(|node| node.get(name)).collect();
            let next_schemas = expanded(schemas.iter().filter_map(|node| node.get("properties")?.get(name)));
            at.push(Arc::clone(name));
            let is_given = self.given.contains(&at) || self.towards.contains(&at);
            if next.is_empty() && next_schemas.is_empty() && !is_given {
                if self.is_documented(&at) {
                    return Found::Open;
                }
                let properties = schemas.iter().filter_map(|node| node.get("properties"));
                let mappings = values.into_iter().chain(properties).collect();
                return Found::Absent { steps: depth, mappings };
            }
            (values, schemas) = (next, next_schemas);
        }
        Found::Defined
    }

    /// Whether a comment names the path.
    fn is_documented(&self, path: &Keys) -> bool {
        let Some((name, parents)) = path.split_last() else { return false };
        self.values.iter().any(|values| {
            let parent =
                values.root().and_then(|root| parents.iter().try_fold(root, |node, key| node.get(key)));
            // a file of nothing but comments has no root
            let is_bare = parents.is_empty() && values.file.0.tree.roots().next().is_none();
            let (_, mentions) = &*values.file;
            mentions.name(parent, &path.join("."), name) || (is_bare && mentions.at_top(name))
        })
    }
}

impl Values {
    fn root(&self) -> Option<Node<'_>> {
        let (parse, _) = &*self.file;
        let root = parse.tree.roots().next()?;
        self.prefix.iter().try_fold(root, |node, key| node.get(key)).filter(|node| node.is_mapping())
    }
}

fn values_of(file: &ChartFile) -> Option<Values> {
    let parse = parsed(file)?;
    let mentions = Mentions::of(&parse.tree);
    Some(Values { file: Arc::new((parse, mentions)), prefix: Vec::new() })
}

pub(super) fn parsed(file: &ChartFile) -> Option<Parse> {
    let text = std::str::from_utf8(&file.bytes).ok()?;
    Some(parse(file.source?, Arc::from(text)))
}

/// A path as `condition` and `import-values` write it.
pub(super) fn keys(path: &str) -> Keys {
    path.split('.').map(Arc::from).collect()
}

/// The first steps that are names.
fn named(path: &[Step]) -> Keys {
    let name = |step: &Step| match step {
        Step::Key(name) => Some(Arc::clone(name)),
        Step::Item => None,
    };
    path.iter().map_while(name).collect()
}

/// The paths that a `--set` argument sets: up to the first list, without regard to what is quoted.
fn set_paths(set: &Set) -> Vec<Keys> {
    let pairs: Vec<&str> = match set.kind {
        SetKind::Literal | SetKind::Json => vec![&set.text],
        _ => set.text.split(',').collect(),
    };
    let left = pairs.iter().filter_map(|pair| pair.split_once('=')).map(|(path, _)| path.trim());
    left.map(|path| path.split(['[', '\\']).next().unwrap_or_default())
        .filter(|path| !path.is_empty())
        .map(|path| keys(path.trim_end_matches('.')))
        .collect()
}

/// The schemas, and those that they refer to or are composed of.
fn expanded<'n>(schemas: impl Iterator<Item = Node<'n>>) -> Vec<Node<'n>> {
    let mut found = Vec::new();
    let mut seen: HashSet<(*const readylint_yaml::Tree, NodeId)> = HashSet::new();
    let mut stack: Vec<(Node<'n>, usize)> = schemas.map(|schema| (schema, 0)).collect();
    while let Some((node, depth)) = stack.pop() {
        let is_new = seen.insert((std::ptr::from_ref(node.tree()), node.id()));
        if !is_new || depth > MAX_SCHEMA_DEPTH || found.len() > MAX_SCHEMA_PARTS {
            continue;
        }
        found.push(node);
        let lists = ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|key| node.get(key));
        let arms = ["if", "then", "else"].into_iter().filter_map(|key| node.get(key));
        stack.extend(lists.flat_map(Node::items).chain(arms).map(|part| (part, depth + 1)));
        let target = node.get("$ref").and_then(Node::text).and_then(|target| target.strip_prefix('#'));
        let target = target.and_then(|pointer| node.tree().roots().next()?.at(pointer));
        stack.extend(target.map(|target| (target, depth + 1)));
    }
    found
}

/// Whether schemas let anything be below them.
fn is_any(schemas: &[Node<'_>]) -> bool {
    let has_properties =
        |node: &Node<'_>| node.get("properties").is_some_and(|properties| !properties.is_empty());
    let is_wide = |node: &Node<'_>| {
        let is_foreign = node.get("$ref").and_then(Node::text).is_some_and(|target| !target.starts_with('#'));
        let more = node.get("additionalProperties").or_else(|| node.get("unevaluatedProperties"));
        let takes_more = more.is_some_and(|more| more.is_mapping() || more.as_bool() == Some(true));
        is_foreign || takes_more || node.get("patternProperties").is_some()
    };
    !schemas.is_empty() && (!schemas.iter().any(has_properties) || schemas.iter().any(is_wide))
}
