//! A token in pods that have no use for it.

use readylint_diagnostics::{Applicability, Confidence, Fix, Severity};
use readylint_engine::{
    Check, Finding, OptionKind, OptionSpec, OptionValues, Profile, Rule, RuleContext, edits,
};
use readylint_kube::facts::permissions::{Account, Automount, automount};
use readylint_kube::{Container, LifecycleClass, PodTemplate, Relation};
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Warning,
    confidence: Confidence::High,
    profile: Profile::Strict,
    since: "0.1.0",
    fix: Some(Applicability::Unsafe),
    references: &[
        "PO:automountServiceAccountToken",
        "KSEC:AutomountServiceAccountToken",
        "TR:KSV-0036",
        "CK:CKV_K8S_38",
        "DT:53",
        "KY:restrict-automount-sa-token",
        "KUB:C-0034",
        "KUB:C-0190",
        "KUB:C-0261",
        "TS:0045",
        "MV:M-202",
        "SQ:S6865",
        "KA:asat",
        "POP:301",
    ],
    readiness: &["S2-4.2-d", "S4-6.5-c3"],
    yields_to: &[],
    options: &[CONTROLLER_SUFFIXES, CONTROLLER_ARGUMENTS],
    check: Check::PodTemplate(check),
};

const CONTROLLER_SUFFIXES: OptionSpec = OptionSpec {
    key: "controller-suffixes",
    kind: OptionKind::Strings(&["-operator", "-controller", "-manager"]),
    help: "A workload or image whose name ends so talks to the API server and keeps its token.",
};

const CONTROLLER_ARGUMENTS: OptionSpec = OptionSpec {
    key: "controller-arguments",
    kind: OptionKind::Strings(&["--leader-elect"]),
    help: "A container with an argument that starts so talks to the API server and keeps its token.",
};

const FIELD: &str = "automountServiceAccountToken";

struct Options<'a> {
    controller_suffixes: Vec<&'a str>,
    controller_arguments: Vec<&'a str>,
}

impl<'a> Options<'a> {
    fn read(values: &'a OptionValues) -> Self {
        Self {
            controller_suffixes: values.strings(&CONTROLLER_SUFFIXES),
            controller_arguments: values.strings(&CONTROLLER_ARGUMENTS),
        }
    }

    fn is_controller(&self, pod: PodTemplate<'_>) -> bool {
        pod.resource().name().is_some_and(|name| self.has_suffix(name))
            || pod.containers().any(|container| {
                let image = container.image_reference().and_then(Result::ok);
                let is_image = image.is_some_and(|image| self.has_suffix(image.repository()));
                is_image || self.has_argument(container)
            })
    }

    /// Whether `name` ends in one of the suffixes, or is one without its hyphen: the image `ingress-nginx/controller`.
    fn has_suffix(&self, name: &str) -> bool {
        let last = name.rsplit('/').next().unwrap_or(name);
        self.controller_suffixes
            .iter()
            .any(|suffix| last.ends_with(suffix) || suffix.strip_prefix('-') == Some(last))
    }

    fn has_argument(&self, container: Container<'_>) -> bool {
        let lists = ["command", "args"].into_iter().filter_map(|key| container.node().get(key));
        let mut words = lists.flat_map(Node::items).filter_map(Node::text);
        words.any(|word| self.controller_arguments.iter().any(|argument| word.starts_with(argument)))
    }
}

fn check(cx: &RuleContext<'_>, pod: PodTemplate<'_>) {
    let (Some(spec), false) =
        (pod.spec(), matches!(pod.workload().class(), LifecycleClass::Test | LifecycleClass::Static))
    else {
        return cx.not_applicable();
    };
    let automount = automount(pod);
    if automount.mounted != Some(true) {
        return;
    }
    let account = Account::of(pod);
    let is_external = || cx.world().has_external("ServiceAccount", account.namespace, account.name);
    let is_used = account.is_bound() || Options::read(cx.options()).is_controller(pod);
    if is_used || has_cloud_identity(pod, account) || is_external() {
        return;
    }
    let finding = unused(pod, spec, account, automount);
    // the bindings of an account that is not in the input, or in a part of it only, are probably elsewhere too
    let is_outside = account.object.is_none() && account.name != "default" || cx.graph().is_part();
    cx.report(if is_outside { finding.confidence(Confidence::Low) } else { finding });
}

/// Whether the pod proves with tokens who it is in a cloud: by a volume of its own, or by what a webhook adds.
fn has_cloud_identity(pod: PodTemplate<'_>, account: Account<'_>) -> bool {
    let graph = pod.resource().graph();
    let is_annotated = || {
        let mut edges = account.object.into_iter().flat_map(|object| graph.edges_from(object.id()));
        edges.any(|edge| edge.relation == Relation::AccountCloudRole)
    };
    pod.volumes().any(|volume| volume.projected("serviceAccountToken").next().is_some())
        || pod.metadata().labels().get("azure.workload.identity/use") == Some("true")
        || is_annotated()
}

fn unused(pod: PodTemplate<'_>, spec: Node<'_>, account: Account<'_>, automount: Automount<'_>) -> Finding {
    let resource = pod.resource();
    let finding = Finding::new(format!(
        "pods of {} get the token of ServiceAccount `{}`, which nothing is granted to",
        resource.title(),
        account.name
    ))
    .note("whoever gets into the pod can talk to the API server with it")
    .help(format!("set `{FIELD}: false` in the pod's `spec`, unless the program asks the API server"));
    let own = spec.get(FIELD).filter(|field| !field.is_null());
    let finding = match (own, automount.decided_by) {
        (Some(field), _) => finding.at(field).here("mounts the token"),
        (None, Some(of_account)) => finding
            .at_missing(spec, FIELD)
            .here(format!("no `{FIELD}` here"))
            .label(of_account.grip(), "the account says so"),
        (None, None) => {
            finding.at_missing(spec, FIELD).here(format!("no `{FIELD}` here: it is true by default"))
        }
    };
    let edit = match own {
        Some(field) => edits::switch(field, false),
        None => edits::insert(spec, &[], &[format!("{FIELD}: false")]),
    };
    match edit {
        Some(edit) => finding.fix(Fix {
            title: "do not mount the token".to_owned(),
            applicability: Applicability::Unsafe,
            edits: vec![edit],
        }),
        None => finding,
    }
}
