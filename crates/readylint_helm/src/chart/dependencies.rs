//! Which dependencies take part, and what parents import from them. (`pkg/chart/v2/util/dependencies.go`)
//!
//! It owns version ranges, aliases, tags, conditions and `import-values`. How values merge is known to `coalesce`.

use std::rc::Rc;

use super::coalesce::{Merger, copy_map};
use super::model::Import;
use super::tree::{Node, Requirement, table};
use crate::HelmVersion;
use crate::provenance::Text;
use crate::semver::{Constraint, Version};
use crate::value::{Data, Map, Value};

/// How deep a path of `import-values` may lead.
const MAX_PATH: usize = 256;

/// Takes out of the charts what is disabled, then imports values. (`ProcessDependencies`)
pub(super) fn process(merger: &mut Merger<'_>, root: &Rc<Node<'_>>, values: &Map) -> Result<(), String> {
    enable(merger, root, values, "")?;
    import(merger, root)
}

/// Whether `version` lies in `range`; not if one of them is none. (`IsCompatibleRange`)
pub(super) fn is_compatible(range: &str, version: &str, helm: HelmVersion) -> bool {
    match (Version::parse(version, helm), Constraint::parse(range, helm)) {
        (Ok(version), Ok(range)) => range.check(&version),
        _ => false,
    }
}

/// (`processDependencyEnabled`)
fn enable<'c>(merger: &mut Merger<'_>, node: &Rc<Node<'c>>, values: &Map, path: &str) -> Result<(), String> {
    let Some(requirements) = node.requirements() else { return Ok(()) };
    let helm = merger.helm;
    let fits = |requirement: &Requirement<'c>, child: &Node<'c>| {
        *requirement.name.borrow() == *child.meta.name.borrow()
            && is_compatible(&requirement.declared.version, &child.chart.metadata.version, helm)
    };
    let loaded = node.children();
    let is_declared = |child: &&Rc<Node<'c>>| requirements.iter().any(|requirement| fits(requirement, child));
    let mut children: Vec<Rc<Node<'c>>> =
        loaded.iter().filter(|child| !is_declared(child)).cloned().collect();
    for requirement in &requirements {
        let alias = &requirement.declared.alias;
        if let Some(child) = loaded.iter().find(|child| fits(requirement, child)) {
            children.push(child.instance(alias, helm));
        }
        if !alias.is_empty() {
            requirement.name.borrow_mut().clone_from(alias);
        }
    }
    node.set_children(children);
    for requirement in &requirements {
        requirement.enabled.set(true);
    }
    let values = merger.coalesce_values(node, values)?;
    tags(&requirements, &values);
    conditions(&requirements, &values, path);
    let (enabled, disabled): (Vec<_>, Vec<_>) =
        requirements.into_iter().partition(|requirement| requirement.enabled.get());
    let removed = |name: &str| disabled.iter().any(|requirement| *requirement.name.borrow() == *name);
    let children: Vec<_> =
        node.children().into_iter().filter(|child| !removed(&child.meta.name.borrow())).collect();
    let enabled: Vec<_> =
        enabled.into_iter().filter(|requirement| !removed(&requirement.name.borrow())).collect();
    for child in &children {
        let path = format!("{path}{}.", child.name());
        enable(merger, child, &values, &path)?;
    }
    *node.meta.requirements.borrow_mut() = (!enabled.is_empty()).then_some(enabled);
    node.set_children(children);
    Ok(())
}

/// One true tag enables, else one false tag disables. (`processDependencyTags`)
fn tags(requirements: &[Rc<Requirement<'_>>], values: &Map) {
    let Some(tags) = table(values, "tags") else { return };
    for requirement in requirements {
        let states = requirement.declared.tags.iter().filter_map(|tag| match tags.get(tag)?.data {
            Data::Bool(state) => Some(state),
            _ => None,
        });
        let states: Vec<bool> = states.collect();
        requirement.enabled.set(states.is_empty() || states.contains(&true));
    }
}

/// The first path that leads to a boolean decides. (`processDependencyConditions`)
fn conditions(requirements: &[Rc<Requirement<'_>>], values: &Map, path: &str) {
    for requirement in requirements {
        let paths = requirement.declared.condition.trim().split(',').filter(|path| !path.is_empty());
        let state = paths.map(|condition| at(values, &format!("{path}{condition}"))).find_map(|value| {
            match value?.data {
                Data::Bool(state) => Some(state),
                _ => None,
            }
        });
        if let Some(state) = state {
            requirement.enabled.set(state);
        }
    }
}

/// What is no table at a path. (`Values.PathValue`)
fn at(values: &Map, path: &str) -> Option<Value> {
    let (within, key) = match path.rsplit_once('.') {
        Some((above, key)) => (table(values, above)?, key),
        None => (values.clone(), path),
    };
    within.get(key).filter(|value| value.as_map().is_none())
}

/// Children first. (`processDependencyImportValues`)
fn import(merger: &mut Merger<'_>, node: &Rc<Node<'_>>) -> Result<(), String> {
    for child in node.children() {
        import(merger, &child)?;
    }
    let Some(requirements) = node.requirements() else { return Ok(()) };
    let values = merger.merge_values(node)?;
    let imported = Map::any();
    for requirement in &requirements {
        let name = requirement.name.borrow();
        for entry in &requirement.declared.import_values {
            let (child, parent) = match entry {
                Import::Export(export) => (format!("exports.{export}"), "."),
                Import::Table { child, parent } => (child.clone(), parent.as_str()),
            };
            let Some(found) = table(&values, &format!("{name}.{child}")) else { continue };
            if let Some(nested) = nested(parent, found) {
                merger.merge_tables(&imported, &nested);
            }
        }
    }
    // what is imported may share maps with the values
    let values = copy_map(&values);
    let before = std::mem::replace(&mut merger.record, true);
    merger.merge_tables(&values, &imported);
    merger.record = before;
    *node.values.borrow_mut() = values;
    Ok(())
}

/// `table` below the keys of a path. (`pathToMap`)
fn nested(path: &str, table: Map) -> Option<Map> {
    if path == "." {
        return Some(table);
    }
    if path.split('.').count() > MAX_PATH {
        return None;
    }
    Some(path.rsplit('.').fold(table, |inner, step| {
        let outer = Map::any();
        outer.insert(Text::unknown(step), Value::map(inner));
        outer
    }))
}
