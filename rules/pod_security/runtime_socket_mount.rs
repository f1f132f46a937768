//! A container that can give orders to the container runtime of its node.

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, OptionKind, OptionSpec, Profile, Rule, RuleContext};
use readylint_kube::PodTemplate;
use readylint_kube::facts::host_paths::{HostMount, HostPath, RuntimeSocket, host_paths, runtime_socket};
use readylint_kube::facts::node_agents::{RUNTIME_CLIENTS, is_image};

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &[
        "KL:docker-sock",
        "KSEC:DockerSock",
        "TR:KSV-0006",
        "CK:CKV_K8S_27",
        "DT:30",
        "KY:disallow-container-sock-mounts",
        "KY:docker-socket-check",
        "KUB:C-0074",
        "TS:0088",
        "SQ:S6429",
    ],
    readiness: &[],
    yields_to: &[],
    options: &[ALLOWED_IMAGES],
    check: Check::PodTemplate(check),
};

const ALLOWED_IMAGES: OptionSpec = OptionSpec {
    key: "allowed-images",
    kind: OptionKind::Strings(RUNTIME_CLIENTS),
    help: "Exact names of images that may reach the runtime; a tag or digest that is named has to be the same.",
};

/// How many containers a message names.
const NAMED: usize = 3;

fn check(cx: &RuleContext<'_>, pod: PodTemplate<'_>) {
    let volumes = host_paths(pod);
    if volumes.is_empty() {
        return cx.not_applicable();
    }
    let allowed = cx.options().strings(&ALLOWED_IMAGES);
    for volume in &volumes {
        let leads = |mount: &&HostMount<'_>| mount.path.as_deref().and_then(runtime_socket).is_some();
        let mounts = volume.mounts.iter().filter(leads);
        let mounts: Vec<_> = mounts.filter(|mount| !is_image(mount.container, &allowed)).collect();
        if let [first, ..] = mounts.as_slice()
            && let Some(socket) = first.path.as_deref().and_then(runtime_socket)
        {
            cx.report(reaches(volume, &mounts, first, socket));
        }
    }
}

fn reaches(
    volume: &HostPath<'_>,
    mounts: &[&HostMount<'_>],
    first: &HostMount<'_>,
    socket: RuntimeSocket,
) -> Finding {
    let path = first.path.as_deref().unwrap_or_default();
    let (what, here) = match socket {
        RuntimeSocket::Socket(runtime) => {
            (format!("the socket of {runtime}, `{path}`"), "a container runtime listens here")
        }
        RuntimeSocket::OfUser(runtime) => (
            format!("the socket of {runtime} without root, `{path}`"),
            "a container runtime of one user listens here",
        ),
        RuntimeSocket::Above(_) => (
            format!("`{path}`, which holds sockets of container runtimes"),
            "container runtimes listen below",
        ),
    };
    let verb = if names(mounts).len() == 1 { "mounts" } else { "mount" };
    Finding::new(format!("{} {verb} {what}", listed(mounts)))
        .at(volume.node)
        .here(here)
        .label(first.node.get("name").unwrap_or(first.node).grip(), "mounted here")
        .note(match socket {
            RuntimeSocket::OfUser(_) => {
                "who can talk to the runtime can start containers with all rights of its user on the node; a read-only mount \
                 does not keep anybody from connecting"
            }
            _ => {
                "who can talk to the runtime can start a privileged container, and so owns the node; a read-only mount does \
                 not keep anybody from connecting"
            }
        })
        .help(
            "use what needs no socket (the API of Kubernetes, builds without a daemon, metrics of the kubelet); name the exact \
             image in `allowed-images` if it is an agent of the node",
        )
}

/// The names of the containers, sorted, each once.
fn names<'g>(mounts: &[&HostMount<'g>]) -> Vec<&'g str> {
    let mut names: Vec<&str> = mounts.iter().map(|mount| mount.container.name()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// `` container `a` ``, `` containers `a`, `b` and 3 others ``.
fn listed(mounts: &[&HostMount<'_>]) -> String {
    let names = names(mounts);
    let shown: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    match (shown.as_slice(), names.len().saturating_sub(NAMED)) {
        ([one], _) => format!("container {one}"),
        ([most @ .., last], 0) => format!("containers {} and {last}", most.join(", ")),
        (_, 1) => format!("containers {} and 1 other", shown.join(", ")),
        (_, more) => format!("containers {} and {more} others", shown.join(", ")),
    }
}
