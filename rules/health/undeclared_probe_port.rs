//! A probe or hook that asks a port its container does not declare.

use readylint_diagnostics::{Applicability, Confidence, Edit, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::{Container, ContainerPort, Handler, LifecycleClass};
use readylint_scalars::{check_port_name, near_miss, placeholder};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KL:liveness-port", "KL:readiness-port", "KL:startup-port", "POP:105"],
    readiness: &["S1-E1.2-b", "S3-4.2", "S3-4.11", "S4-2.1-a1", "S4-2.1-a3"],
    yields_to: &[],
    options: &[],
    check: Check::Container(check),
};

/// How many containers of a pod, and how many ports of them, are looked at; with more, nothing is said about numbers.
const CONTAINERS: usize = 256;
const PORTS: usize = 4096;

fn check(cx: &RuleContext<'_>, container: Container<'_>) {
    if !container.role().is_long_running() || container.pod().workload().class() == LifecycleClass::Test {
        return cx.not_applicable();
    }
    let groups = groups(container);
    if groups.is_empty() {
        return cx.not_applicable();
    }
    let ports: Vec<(Container<'_>, ContainerPort<'_>)> = ports(container).take(PORTS).collect();
    let is_all = ports.len() < PORTS && container.pod().containers().nth(CONTAINERS).is_none();
    for asks in &groups {
        match asks.port.as_i64() {
            Some(number) if is_all => numbered(cx, container, asks, number, &ports),
            Some(_) => {}
            None => named(cx, container, asks, &ports),
        }
    }
}

/// All handlers of a container that ask one port: one cause, one finding.
struct Asks<'g> {
    port: Node<'g>,
    text: &'g str,
    /// The handlers, each with its port.
    handlers: Vec<(Handler<'g>, Node<'g>)>,
}

fn groups(container: Container<'_>) -> Vec<Asks<'_>> {
    let mut groups: Vec<Asks<'_>> = Vec::new();
    for handler in container.handlers() {
        let Some((port, text)) = handler.port().and_then(|port| Some((port, port.text()?))) else { continue };
        // a number at another host is none of this pod; a name is looked up here all the same
        if port.as_i64().is_some() && handler.host().is_some() {
            continue;
        }
        match groups.iter_mut().find(|asks| asks.text == text) {
            Some(asks) => asks.handlers.push((handler, port)),
            None => groups.push(Asks { port, text, handlers: vec![(handler, port)] }),
        }
    }
    groups
}

/// The ports of all containers of the pod: they share one network.
fn ports(container: Container<'_>) -> impl Iterator<Item = (Container<'_>, ContainerPort<'_>)> {
    container
        .pod()
        .containers()
        .take(CONTAINERS)
        .flat_map(|other| other.ports().map(move |port| (other, port)))
}

/// A number need not be declared; one that nobody declares may be a mistake.
fn numbered(
    cx: &RuleContext<'_>,
    container: Container<'_>,
    asks: &Asks<'_>,
    number: i64,
    ports: &[(Container<'_>, ContainerPort<'_>)],
) {
    let is_declared = ports.iter().any(|(_, port)| port.number() == Some(number));
    let is_port = (1..=65535).contains(&number);
    if is_declared || !is_port || container.pod().host_network() {
        return;
    }
    cx.report(undeclared_number(container, asks));
}

/// A name is looked up among the ports of the same container (`ResolveContainerPort` of `pkg/probe`, `resolvePort` of
/// `pkg/kubelet/lifecycle`), whatever their protocol.
fn named(
    cx: &RuleContext<'_>,
    container: Container<'_>,
    asks: &Asks<'_>,
    ports: &[(Container<'_>, ContainerPort<'_>)],
) {
    // what can be no name at all is the finding of another rule
    let Some(name) = asks.port.as_str().filter(|name| placeholder(name).is_none()) else { return };
    if check_port_name(name).is_err() || container.ports().any(|port| port.name() == Some(name)) {
        return;
    }
    let finding = unresolved_name(container, asks, name);
    let (finding, word) = match meant(container, name, ports) {
        Some(meant) => (meant.show(finding), Some(meant.word)),
        None => {
            let help = format!(
                "declare the port in container `{}` as `name: {name}`, or ask its number",
                container.name()
            );
            (finding.help(help), None)
        }
    };
    cx.report(finding.fix(word.and_then(|word| fix(asks, &word))));
}

/// The port that is probably meant.
struct Meant<'g> {
    /// What to write for it.
    word: String,
    port: ContainerPort<'g>,
    /// Whose it is, and why it is this one.
    reason: String,
}

impl Meant<'_> {
    fn show(&self, finding: Finding) -> Finding {
        let node = self.port.node();
        let place = node.get("name").or_else(|| node.get("containerPort")).unwrap_or(node);
        finding
            .label(place.grip(), self.reason.clone())
            .help(format!("ask `{}`, if that is meant", self.word))
    }
}

/// A port of the container with nearly this name; else one of another container with this name, by its number; else the
/// container's only port.
fn meant<'g>(
    container: Container<'g>,
    name: &str,
    ports: &[(Container<'g>, ContainerPort<'g>)],
) -> Option<Meant<'g>> {
    let near = near_miss(name, container.ports().filter_map(valid_name));
    if let Some(near) = near {
        let port = container.ports().find(|port| valid_name(*port) == Some(near))?;
        return Some(Meant { word: near.to_owned(), port, reason: "this port is declared".to_owned() });
    }
    if let Some((other, port)) = ports.iter().find(|(_, port)| port.name() == Some(name)) {
        let reason =
            format!("container `{}` declares it, but a name is looked up in one container", other.name());
        return Some(Meant { word: port.number()?.to_string(), port: *port, reason });
    }
    let mut own = container.ports();
    let only = own.next().filter(|port| own.next().is_none() && port.protocol() == "TCP")?;
    let word =
        valid_name(only).map(str::to_owned).or_else(|| only.number().map(|number| number.to_string()))?;
    Some(Meant { word, port: only, reason: "the only port that the container declares".to_owned() })
}

/// The name of a port, unless the API server refuses it: nothing can rest on that one.
fn valid_name(port: ContainerPort<'_>) -> Option<&str> {
    let name = port.node().get("name")?.as_str()?;
    check_port_name(name).is_ok().then_some(name)
}

fn fix(asks: &Asks<'_>, word: &str) -> Option<Fix> {
    let mut nodes: Vec<Node<'_>> = asks.handlers.iter().map(|&(_, port)| port).collect();
    // probes that share an anchor share the place
    nodes.dedup_by_key(|node| node.id());
    let edits: Option<Vec<Edit>> = nodes.into_iter().map(|node| edits::number_or_name(node, word)).collect();
    Some(Fix { title: format!("ask port `{word}`"), applicability: Applicability::Unsafe, edits: edits? })
}

fn unresolved_name(container: Container<'_>, asks: &Asks<'_>, name: &str) -> Finding {
    let message = format!("{} port `{name}`, which the container does not declare", subject(container, asks));
    let finding = at(message, asks).here("no port of this container has this name");
    asks.handlers.iter().fold(finding, |finding, (handler, _)| finding.note(consequence(handler.owner())))
}

fn undeclared_number(container: Container<'_>, asks: &Asks<'_>) -> Finding {
    let message =
        format!("{} port {}, which no container of the pod declares", subject(container, asks), asks.text);
    at(message, asks)
        .here("no container declares this port")
        .note("a port need not be declared to be asked; if nothing listens on it, the request fails")
        .help("declare the port in the container that listens on it, or ask the one that is declared")
        .severity(Severity::Info)
}

/// `the livenessProbe of container web asks`
fn subject(container: Container<'_>, asks: &Asks<'_>) -> String {
    let owner = asks.handlers.first().map_or("probe", |(handler, _)| handler.owner());
    let hook = if owner.ends_with("Probe") { "" } else { " hook" };
    format!("the `{owner}`{hook} of container `{}` asks", container.name())
}

fn at(message: String, asks: &Asks<'_>) -> Finding {
    let others = asks.handlers.iter().skip(1).filter(|(_, port)| port.id() != asks.port.id());
    let finding = Finding::new(message).at(asks.port);
    others.fold(finding, |finding, (handler, port)| {
        finding.label(port.grip(), format!("the `{}` asks it too", handler.owner()))
    })
}

/// What the kubelet does with a handler whose port it cannot find: results of such probes are thrown away, and what holds
/// without any result stays (`pkg/kubelet/prober/worker.go`).
fn consequence(owner: &str) -> &'static str {
    match owner {
        "startupProbe" => "the container never counts as started, and the pod never becomes ready",
        "livenessProbe" => {
            "the probe never gives a result, and the container is never restarted when it hangs"
        }
        "readinessProbe" => "the pod never becomes ready",
        "postStart" => "the hook fails, and the container is killed and started again and again",
        _ => "the hook fails, and the container is stopped without it",
    }
}
