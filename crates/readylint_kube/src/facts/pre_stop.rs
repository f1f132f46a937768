//! How long a container takes before it is asked to stop.

use std::time::Duration;

use readylint_scalars::command_sleep;
use readylint_yaml::Node;

use crate::Container;

/// How many items of a command are read.
const ITEMS: usize = 1024;

/// A `preStop` hook that waits.
#[derive(Clone, Copy, Debug)]
pub struct PreStop<'g> {
    /// The least time that it takes; [`Duration::MAX`] if it never ends.
    pub time: Duration,
    /// The scalar that says so: `sleep.seconds`, or the item of `exec.command` with the time or the script.
    pub node: Node<'g>,
    /// Whether the kubelet sleeps itself (`sleep`, KEP-3960); the API server then compares the time with the grace period.
    pub is_native: bool,
}

/// The wait of the `preStop` hook of `container`. `None` if it has none, or nobody can tell how long it takes.
pub fn pre_stop(container: Container<'_>) -> Option<PreStop<'_>> {
    let hook = container.node().get("lifecycle")?.get("preStop")?;
    if let Some(node) = hook.get("sleep").and_then(|sleep| sleep.get("seconds")) {
        let seconds = node.as_i64().and_then(|seconds| u64::try_from(seconds).ok())?;
        let time = Duration::from_secs(seconds);
        return (seconds > 0).then_some(PreStop { time, node, is_native: true });
    }
    let items: Vec<Node<'_>> = hook.get("exec")?.get("command")?.items().take(ITEMS).collect();
    let texts: Option<Vec<&str>> = items.iter().map(|item| item.text()).collect();
    let (time, item) = command_sleep(&texts?)?;
    Some(PreStop { time, node: *items.get(item)?, is_native: false })
}
