//! Whether the pods of a workload elect a leader among them.

use readylint_yaml::Node;

use crate::PodTemplate;

/// How many words and variables of one container are looked at.
const WORDS: usize = 1024;

/// What switches leader election on: an argument (`--leader-elect`, `--enable-leader-election`) or a variable
/// (`LEADER_ELECTION…`, `ENABLE_LEADER_ELECTION`) of a long-running container. One that is set to false does not; a variable
/// whose value stands elsewhere does.
pub fn leader_election(pod: PodTemplate<'_>) -> Option<Node<'_>> {
    pod.long_running_containers().find_map(|container| {
        let list = |key| container.node().get(key).into_iter().flat_map(Node::items);
        let mut words = list("command").chain(list("args")).take(WORDS);
        let argument = words.find(|word| word.text().is_some_and(is_switch));
        argument.or_else(|| {
            let mut variables = container.env().take(WORDS);
            let variable = variables.find(|variable| {
                let name = variable.name().unwrap_or_default();
                let is_election =
                    ["LEADER_ELECT", "ENABLE_LEADER_ELECT"].iter().any(|start| name.starts_with(start));
                is_election && !variable.value().and_then(Node::text).is_some_and(is_off)
            });
            variable.map(|variable| variable.node().get("name").unwrap_or(variable.node()))
        })
    })
}

fn is_switch(word: &str) -> bool {
    let Some(option) = word.strip_prefix('-') else { return false };
    let (name, value) = option.split_once('=').unwrap_or((option, ""));
    name.contains("leader-elect") && !is_off(value)
}

fn is_off(value: &str) -> bool {
    ["false", "0", "no", "off"].iter().any(|word| value.eq_ignore_ascii_case(word))
}
