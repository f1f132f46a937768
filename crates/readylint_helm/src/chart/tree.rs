//! The charts of one render: which of the loaded ones take part, under which name. (`pkg/chart/v2/chart.go`)
//!
//! Helm changes its charts while it looks at their dependencies, and shares parts of them between the instances of a chart
//! that has several aliases. The nodes here share just what Helm shares, as its results depend on it.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::model::{Chart, Dependency};
use crate::HelmVersion;
use crate::value::{Map, MapType, Value};

/// An entry under `dependencies`, as Helm changes it.
#[derive(Debug)]
pub(super) struct Requirement<'c> {
    pub(super) declared: &'c Dependency,
    /// The name; the alias once the dependencies were looked at.
    pub(super) name: RefCell<String>,
    pub(super) enabled: Cell<bool>,
}

impl Requirement<'_> {
    fn copy(&self) -> Self {
        let (name, enabled) = (self.name.clone(), self.enabled.clone());
        Self { declared: self.declared, name, enabled }
    }
}

/// The metadata of a chart, as Helm changes it.
#[derive(Debug)]
pub(super) struct Meta<'c> {
    pub(super) name: RefCell<String>,
    /// The declared dependencies; `None` is Go's nil.
    pub(super) requirements: RefCell<Option<Vec<Rc<Requirement<'c>>>>>,
}

/// A chart.
#[derive(Debug)]
pub(super) struct Node<'c> {
    pub(super) chart: &'c Chart,
    pub(super) meta: Rc<Meta<'c>>,
    pub(super) parent: RefCell<Weak<Node<'c>>>,
    pub(super) children: RefCell<Vec<Rc<Node<'c>>>>,
    /// Its own default values.
    pub(super) values: RefCell<Map>,
}

impl<'c> Node<'c> {
    /// A chart and all charts below it, as loaded. `values` gives the default values of a chart.
    pub(super) fn load(chart: &'c Chart, values: &mut dyn FnMut(&'c Chart) -> Map) -> Rc<Self> {
        let requirement = |declared: &'c Dependency| {
            let (name, enabled) = (RefCell::new(declared.name.clone()), Cell::new(false));
            Rc::new(Requirement { declared, name, enabled })
        };
        let requirements = chart
            .metadata
            .declares_dependencies
            .then(|| chart.metadata.dependencies.iter().map(requirement).collect());
        let name = RefCell::new(chart.metadata.name.clone());
        let node = Rc::new(Self {
            chart,
            meta: Rc::new(Meta { name, requirements: RefCell::new(requirements) }),
            parent: RefCell::default(),
            children: RefCell::default(),
            values: RefCell::new(values(chart)),
        });
        let children = chart.dependencies.iter().map(|child| Self::load(child, values)).collect();
        node.set_children(children);
        node
    }

    /// This and all charts below it. Who keeps them keeps the parents of charts that instances share.
    pub(super) fn all(self: &Rc<Self>) -> Vec<Rc<Self>> {
        let mut all = vec![Rc::clone(self)];
        for child in self.children() {
            all.extend(child.all());
        }
        all
    }

    /// The name; the alias of the instance if it has one.
    pub(super) fn name(&self) -> String {
        self.meta.name.borrow().clone()
    }

    /// The declared dependencies as they are now.
    pub(super) fn requirements(&self) -> Option<Vec<Rc<Requirement<'c>>>> {
        self.meta.requirements.borrow().clone()
    }

    /// The dependencies as they are now.
    pub(super) fn children(&self) -> Vec<Rc<Self>> {
        self.children.borrow().clone()
    }

    /// Puts other dependencies in the place of those it has. (`SetDependencies`)
    pub(super) fn set_children(self: &Rc<Self>, children: Vec<Rc<Self>>) {
        for child in &children {
            *child.parent.borrow_mut() = Rc::downgrade(self);
        }
        *self.children.borrow_mut() = children;
    }

    /// The instance that a declared dependency makes of this chart. (`getAliasDependency`)
    ///
    /// Helm 3 goes on sharing the declared dependencies and the subcharts with the other instances; Helm 4 only what
    /// the subcharts' metadata say.
    pub(super) fn instance(&self, alias: &str, helm: HelmVersion) -> Rc<Self> {
        let name = if alias.is_empty() { self.name() } else { alias.to_owned() };
        let mut requirements = self.requirements();
        if !helm.is_3() {
            let copies =
                requirements.iter().flatten().map(|requirement| Rc::new(requirement.copy())).collect();
            requirements = requirements.is_some().then_some(copies);
        }
        let meta = Meta { name: RefCell::new(name), requirements: RefCell::new(requirements) };
        let instance = Rc::new(self.with_meta(Rc::new(meta)));
        let children = self.children();
        if helm.is_3() {
            // their parent stays the chart that has no alias
            *instance.children.borrow_mut() = children;
        } else {
            instance.set_children(children.iter().map(|child| Rc::new(child.shallow())).collect());
        }
        instance
    }

    fn shallow(&self) -> Self {
        let copy = self.with_meta(Rc::clone(&self.meta));
        *copy.children.borrow_mut() = self.children();
        copy
    }

    fn with_meta(&self, meta: Rc<Meta<'c>>) -> Self {
        Self {
            chart: self.chart,
            meta,
            parent: self.parent.clone(),
            children: RefCell::default(),
            values: self.values.clone(),
        }
    }

    /// How Helm names its folder. (`ChartFullPath`)
    fn path(&self) -> String {
        let mut names = vec![self.name()];
        let mut parent = self.parent.borrow().upgrade();
        while let Some(node) = parent {
            names.push(node.name());
            parent = node.parent.borrow().upgrade();
        }
        names.reverse();
        names.join("/charts/")
    }

    /// What the render sees of it.
    pub(super) fn activate(&self) -> ActiveChart<'c> {
        let requirement = |requirement: &Rc<Requirement<'c>>| ActiveDependency {
            declared: requirement.declared,
            name: requirement.name.borrow().clone(),
            enabled: requirement.enabled.get(),
        };
        ActiveChart {
            chart: self.chart,
            name: self.name(),
            path: self.path(),
            is_root: self.parent.borrow().upgrade().is_none(),
            requirements: self.requirements().iter().flatten().map(requirement).collect(),
            dependencies: self.children().iter().map(|child| child.activate()).collect(),
        }
    }
}

/// A chart that takes part in a render.
#[derive(Clone, Debug)]
pub struct ActiveChart<'c> {
    /// What was loaded.
    pub chart: &'c Chart,
    /// Its name; its alias if it has one.
    pub name: String,
    /// How Helm names its folder: `shop/charts/redis`.
    pub path: String,
    /// Whether it is the chart that was asked for.
    pub is_root: bool,
    /// The entries under `dependencies` that are enabled, as `.Chart.Dependencies` has them.
    pub requirements: Vec<ActiveDependency<'c>>,
    /// The subcharts that take part.
    pub dependencies: Vec<Self>,
}

/// An entry under `dependencies` that is not disabled.
#[derive(Clone, Debug)]
pub struct ActiveDependency<'c> {
    /// As declared.
    pub declared: &'c Dependency,
    /// Its name; its alias if it has one.
    pub name: String,
    /// `.Enabled`. Helm does not look at the dependencies of a chart that none declares, so they are not enabled and take
    /// part.
    pub enabled: bool,
}

impl ActiveChart<'_> {
    /// Its `.Values`, given those of its parent: the very map below its name. A name with a dot is taken for a path, as in
    /// Helm, and a chart for which there is no map has values of its own, empty. (`recAllTpls`)
    #[must_use]
    pub fn values_in(&self, parent: &Map, helm: HelmVersion) -> Map {
        let kind = MapType::Values { helm3: helm.is_3() };
        table(parent, &self.name).map_or_else(|| Map::new(kind), |map| map.as_kind(kind))
    }
}

/// The map at a path with dots. (`Values.Table`)
pub(super) fn table(values: &Map, path: &str) -> Option<Map> {
    let mut at = values.clone();
    for step in path.split('.') {
        at = at.get(step).as_ref().and_then(Value::as_map)?.clone();
    }
    Some(at)
}
