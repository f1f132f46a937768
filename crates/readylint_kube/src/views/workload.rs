//! Workloads: objects that run pods.

use readylint_yaml::Node;

use super::meta::HELM_HOOK;
use crate::{Kind, LabelSelector, Labels, PodTemplate, Requirement, Resource, SelectorScope};

/// The life of the pods of a template (D10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LifecycleClass {
    /// Long-running.
    Service,
    /// Runs to completion: Job, CronJob, KEDA's `ScaledJob`.
    Batch,
    /// Any `helm.sh/hook` except `test`: treated as batch.
    Hook,
    /// `helm.sh/hook: test`: only rules about privileges, host access, secrets and schema apply.
    Test,
    /// A Pod that the kubelet runs from a file, or its mirror in the API: no controller and no scheduler is concerned.
    Static,
}

/// The class that the hooks of Helm give to `resource` (`helm.sh/hook`); `None` if it is none.
pub fn hook_class(resource: Resource<'_>) -> Option<LifecycleClass> {
    // an empty annotation names no hook, and makes the object one all the same
    resource.metadata().annotation(HELM_HOOK)?;
    let is_test = |hook: &str| matches!(hook, "test" | "test-success" | "test-failure");
    Some(if resource.metadata().hooks().any(is_test) { LifecycleClass::Test } else { LifecycleClass::Hook })
}

/// An object that runs pods.
#[derive(Clone, Copy, Debug)]
pub struct Workload<'g>(Resource<'g>);

impl<'g> Workload<'g> {
    pub(crate) fn new(resource: Resource<'g>) -> Self {
        Self(resource)
    }

    /// The view of `resource`, if it runs pods.
    pub fn of(resource: Resource<'g>) -> Option<Self> {
        (resource.data().pod.is_some() && resource.kind() != Kind::PodTemplate).then_some(Self(resource))
    }

    /// The object.
    pub fn resource(self) -> Resource<'g> {
        self.0
    }

    /// What its pods are made from.
    pub fn pod_template(self) -> Option<PodTemplate<'g>> {
        self.0.graph().pod_template_of(self.0.id())
    }

    /// `spec.replicas` as written.
    pub fn replicas(self) -> Option<Node<'g>> {
        self.0.spec()?.get("replicas").filter(|node| !node.is_null())
    }

    /// The selector by which its controller finds its pods; `None` where there is none to judge: absent and empty ones are generated
    /// or defaulted, and a Rollout that runs another workload's template has no labels of its own.
    pub fn own_selector(self) -> Option<Node<'g>> {
        let spec = self.0.spec()?;
        let spec = match self.0.kind() {
            Kind::CronJob => spec.get("jobTemplate")?.get("spec")?,
            Kind::DaemonSet
            | Kind::Deployment
            | Kind::Job
            | Kind::ReplicaSet
            | Kind::ReplicationController
            | Kind::StatefulSet => spec,
            Kind::Rollout => Some(spec).filter(|spec| spec.get("workloadRef").is_none())?,
            _ => return None,
        };
        spec.get("selector").filter(|selector| selector.is_mapping() && !selector.is_empty())
    }

    /// What its template lacks of its own selector. The API server refuses such an object, but for those whose selector it makes
    /// itself.
    pub fn lacks_of_own_selector(self) -> Vec<Requirement<'g>> {
        self.own_selector().map(|selector| self.unmet_by_template(selector)).unwrap_or_default()
    }

    /// What `selector` asks for, the one of this workload, that the labels of its own template do not have. What controllers
    /// add later does not count, as it does not for the API server.
    pub fn unmet_by_template(self, selector: Node<'g>) -> Vec<Requirement<'g>> {
        let Some(pod) = self.pod_template() else { return Vec::new() };
        let labels = pod.metadata().labels();
        // the selector of the oldest controller is a plain map
        if self.0.kind() == Kind::ReplicationController {
            return Labels { node: Some(selector) }.unmet_by(labels);
        }
        LabelSelector::new(Some(selector), SelectorScope::Nothing, SelectorScope::Everything).unmet(labels)
    }

    /// The life of its pods.
    pub fn class(self) -> LifecycleClass {
        if let Some(class) = hook_class(self.0) {
            return class;
        }
        match self.0.kind() {
            Kind::Pod if is_static(self.0) => LifecycleClass::Static,
            Kind::Job | Kind::CronJob | Kind::ScaledJob => LifecycleClass::Batch,
            Kind::Pod if runs_to_completion(self.0.spec()) => LifecycleClass::Batch,
            _ => LifecycleClass::Service,
        }
    }

    /// Whether a `scale` subresource exists for its kind, which percentages in a budget need.
    pub fn has_scale(self) -> bool {
        matches!(
            self.0.kind(),
            Kind::Deployment
                | Kind::StatefulSet
                | Kind::ReplicaSet
                | Kind::ReplicationController
                | Kind::Rollout
        )
    }
}

/// Whether a bare Pod is a static one: it carries an annotation of the kubelet (`pkg/kubelet/types`; the source `api`
/// means an ordinary Pod), or it is part of a control plane as kubeadm writes it.
fn is_static(pod: Resource<'_>) -> bool {
    let metadata = pod.metadata();
    let source = metadata.annotation("kubernetes.io/config.source");
    metadata.annotation("kubernetes.io/config.mirror").is_some()
        || source.is_some_and(|source| source != "api")
        || pod.namespace() == Some("kube-system") && metadata.labels().get("tier") == Some("control-plane")
}

/// A bare Pod with `restartPolicy: Never` or `OnFailure` ends by itself.
fn runs_to_completion(spec: Option<Node<'_>>) -> bool {
    let policy = spec.and_then(|spec| spec.get("restartPolicy")).and_then(Node::text);
    matches!(policy, Some("Never" | "OnFailure"))
}
