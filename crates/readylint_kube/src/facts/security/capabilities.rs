//! Linux capabilities of containers.

use readylint_yaml::Node;

use crate::Container;

/// The name that stands for all capabilities.
const ALL: &str = "ALL";

/// A capability, as written and by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capability<'g> {
    /// The name in upper case, without `CAP_`.
    pub name: String,
    /// The scalar.
    pub node: Node<'g>,
}

impl Capability<'_> {
    /// Whether it stands for all capabilities.
    pub fn is_all(&self) -> bool {
        self.name == ALL
    }
}

/// What a container adds to the capabilities that its runtime gives it, and takes from them. In order; of equal names the
/// first one.
#[derive(Clone, Debug, Default)]
pub struct Capabilities<'g> {
    /// `capabilities.add`.
    pub added: Vec<Capability<'g>>,
    /// `capabilities.drop`.
    pub dropped: Vec<Capability<'g>>,
}

impl<'g> Capabilities<'g> {
    /// Whether all are dropped: what the runtime gives by default is gone.
    pub fn drops_all(&self) -> bool {
        self.dropped.iter().any(Capability::is_all)
    }

    /// Whether `name` is dropped, by its name or with all others.
    pub fn drops(&self, name: &str) -> bool {
        let name = normalized(name);
        self.dropped.iter().any(|dropped| dropped.is_all() || dropped.name == name)
    }

    /// What the container has by its additions. Runtimes first add and then drop all, then they add and drop by name
    /// (containerd and CRI-O): `drop: [ALL]` undoes `add: [ALL]` but no addition by name, and what is dropped by name is gone.
    /// Where all are added, that is the only entry.
    pub fn effective_additions(&self) -> Vec<&Capability<'g>> {
        if !self.drops_all()
            && let Some(all) = self.added.iter().find(|added| added.is_all())
        {
            return vec![all];
        }
        let is_dropped = |name: &str| self.dropped.iter().any(|dropped| dropped.name == name);
        self.added.iter().filter(|added| !added.is_all() && !is_dropped(&added.name)).collect()
    }
}

/// The capabilities of `container`; both lists are empty if it says nothing of them.
pub fn capabilities(container: Container<'_>) -> Capabilities<'_> {
    let node = container.security_context().and_then(|context| context.get("capabilities"));
    let list = |key| list(node.and_then(|node| node.get(key)));
    Capabilities { added: list("add"), dropped: list("drop") }
}

fn list(items: Option<Node<'_>>) -> Vec<Capability<'_>> {
    let mut seen = rustc_hash::FxHashSet::default();
    let items = items.into_iter().flat_map(Node::items).filter(|item| !item.is_null());
    let all = items.filter_map(|node| Some(Capability { name: normalized(node.text()?), node }));
    all.filter(|capability| seen.insert(capability.name.clone())).collect()
}

fn normalized(name: &str) -> String {
    let name = name.trim().to_ascii_uppercase();
    name.strip_prefix("CAP_").map_or(name.clone(), ToOwned::to_owned)
}
