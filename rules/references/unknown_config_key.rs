//! A key that the ConfigMap or Secret does not have.

use readylint_diagnostics::{Applicability, Confidence, Fix, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, edits};
use readylint_kube::{Edge, Kind, PodTemplate, ProducedKeys, Relation, Resource, Target};
use readylint_scalars::{near_miss, placeholder};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &["KL:env-value-from"],
    readiness: &["S1-E1.2-d", "S2-3.3-c", "S2-3.3-d", "S3-3.1", "S3-3.2", "S3-3.3", "S3-3.4"],
    yields_to: &[],
    options: &[],
    check: Check::PodTemplate(check),
};

/// How many keys are told.
const KEYS_SHOWN: usize = 8;

/// How many references of a pod are told the keys that there are, and how many of these keys are read: comparing takes time.
const SUGGESTIONS: usize = 64;
const CANDIDATES: usize = 1024;

fn check(cx: &RuleContext<'_>, pod: PodTemplate<'_>) {
    let resource = pod.resource();
    // what asks for a key asks for `name/key`
    let asks_for_key =
        |edge: &&Edge| kind_of(edge.relation).is_some() && cx.graph().asked(edge).contains('/');
    let mut references = cx.graph().edges_from(resource.id()).filter(asks_for_key).peekable();
    if references.peek().is_none() {
        return cx.not_applicable();
    }
    let mut told = 0;
    for edge in references.filter(|edge| !edge.optional) {
        let limit = if told < SUGGESTIONS { CANDIDATES } else { 0 };
        if let Some(reference) = Reference::of(resource, edge, limit) {
            told += 1;
            cx.report(reference.finding().subject(edge.from));
        }
    }
}

/// The kind whose keys a reference by `relation` names.
fn kind_of(relation: Relation) -> Option<Kind> {
    match relation {
        Relation::EnvConfig | Relation::MountsConfig => Some(Kind::ConfigMap),
        Relation::EnvSecret | Relation::MountsSecret => Some(Kind::Secret),
        _ => None,
    }
}

/// A reference to a key that is not there.
struct Reference<'g> {
    from: Resource<'g>,
    /// The key that is asked for.
    site: Node<'g>,
    kind: Kind,
    name: String,
    is_environment: bool,
    /// The object, or what makes it; `None` for one that every cluster has.
    holder: Option<Resource<'g>>,
    /// The keys that are there.
    keys: Vec<&'g str>,
}

impl<'g> Reference<'g> {
    /// What `edge` asks for, with up to `limit` of the keys that are there; `None` if the key is there, or may be.
    fn of(from: Resource<'g>, edge: &Edge, limit: usize) -> Option<Self> {
        let graph = from.graph();
        let (kind, site) = (kind_of(edge.relation)?, graph.site(edge));
        if site.text().is_some_and(|key| placeholder(key).is_some()) {
            return None;
        }
        let name = graph.asked(edge).split_once('/')?.0.to_owned();
        let is_environment = matches!(edge.relation, Relation::EnvConfig | Relation::EnvSecret);
        let (holder, keys) = match edge.to {
            Target::Incomplete(end) => {
                let holder = graph.resource(end.resource);
                (Some(holder), written_keys(holder, is_environment).take(limit).collect())
            }
            Target::ProducedIncomplete(end) => {
                let holder = graph.resource(end.resource);
                let produced = graph.produced(from.id(), kind, from.namespace(), &name)?;
                let ProducedKeys::Known(mut keys) = produced.keys else { return None };
                keys.truncate(limit);
                (Some(holder).filter(|holder| says_its_keys(holder.kind())), keys)
            }
            // an object that every cluster has, without the key
            Target::Missing if site.path_key()?.text() == Some("key") => (None, Vec::new()),
            _ => return None,
        };
        let is_told = holder.is_some() || edge.to == Target::Missing;
        is_told.then_some(Self { from, site, kind, name, is_environment, holder, keys })
    }

    fn finding(&self) -> Finding {
        let key = self.site.text().unwrap_or_default();
        let Self { kind, name, .. } = self;
        let title = self.from.title();
        let finding = Finding::new(format!(
            "{title} reads key `{key}` of {} `{name}`, which has no such key",
            kind.as_str()
        ))
        .at(self.site)
        .note(if self.is_environment {
            "the container does not start: it waits in CreateContainerConfigError"
        } else {
            "the volume cannot be set up: the pod waits in ContainerCreating"
        });
        let binary = self.holder.and_then(|holder| holder.node().get("binaryData")?.entry(key));
        if let Some(entry) = binary.filter(|_| self.is_environment) {
            return finding
                .label(entry.key.grip(), "it is among the binary data")
                .help("environment variables read `data` alone: move the key there, or mount the ConfigMap");
        }
        match near_miss(key, self.keys.iter().copied()) {
            Some(near) => self.suggest(finding, near),
            None => self.tell(finding),
        }
    }

    /// A key is called nearly the same.
    fn suggest(&self, finding: Finding, near: &str) -> Finding {
        let finding = match self.holder.and_then(|holder| key_node(holder, near).or(Some(holder.anchor()))) {
            Some(node) => finding.label(node.grip(), format!("key `{near}` is here")),
            None => finding,
        };
        let finding =
            finding.here(format!("did you mean `{near}`?")).help(format!("write `{near}`, if that is meant"));
        match edits::rewrite(self.site, near) {
            Some(edit) => finding.fix(Fix {
                title: format!("read key `{near}`"),
                applicability: Applicability::Unsafe,
                edits: vec![edit],
            }),
            None => finding,
        }
    }

    fn tell(&self, finding: Finding) -> Finding {
        let finding = match self.holder {
            Some(holder) if self.keys.is_empty() => {
                finding.label(holder.anchor().grip(), format!("{} is here", holder.title()))
            }
            Some(holder) if holder.kind() == self.kind => {
                finding.label(holder.anchor().grip(), format!("its keys: {}", list(&self.keys)))
            }
            Some(holder) => {
                let (title, keys) = (holder.title(), list(&self.keys));
                finding.label(holder.anchor().grip(), format!("{title} makes it with these keys: {keys}"))
            }
            None => finding,
        };
        finding.here("no such key").help("name a key that is there, add this one, or say `optional: true`")
    }
}

/// The keys that are written in an object; environments read only the `data` of a ConfigMap.
fn written_keys(holder: Resource<'_>, is_environment: bool) -> impl Iterator<Item = &str> {
    let maps: &[&str] = match holder.kind() {
        Kind::Secret => &["data", "stringData"],
        _ if is_environment => &["data"],
        _ => &["data", "binaryData"],
    };
    let maps = maps.iter().filter_map(move |map| holder.node().get(map));
    maps.flat_map(Node::entries).filter_map(|entry| entry.key.text())
}

/// Where `key` is written in an object.
fn key_node<'g>(holder: Resource<'g>, key: &str) -> Option<Node<'g>> {
    let mut maps = ["data", "stringData", "binaryData"].into_iter().filter_map(|map| holder.node().get(map));
    maps.find_map(|map| map.entry(key)).map(|entry| entry.key)
}

/// Whether objects of `kind` say all keys of what is made from them. Operators add keys from version to version.
fn says_its_keys(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Bundle
            | Kind::Certificate
            | Kind::ClusterExternalSecret
            | Kind::ConfigMap
            | Kind::ExternalSecret
            | Kind::SealedSecret
            | Kind::Secret
            | Kind::SecretProviderClass
    )
}

/// The first of `keys` in order.
fn list(keys: &[&str]) -> String {
    let mut keys = keys.to_vec();
    keys.sort_unstable();
    keys.dedup();
    let is_cut = keys.len() > KEYS_SHOWN;
    let shown = keys.iter().take(KEYS_SHOWN).map(|key| format!("`{key}`"));
    shown.chain(is_cut.then(|| "…".to_owned())).collect::<Vec<_>>().join(", ")
}
