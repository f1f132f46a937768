//! Views: a reference into the YAML tree, with the object it belongs to.
//!
//! A view is `Copy`, reads on demand and never fails: what is absent or of another shape reads as `None` or as an empty
//! iterator. All served API versions of a kind read through the same view.

mod container;
mod meta;
mod networking;
mod pod;
mod rbac;
mod scaling;
mod selector;
mod workload;

pub use container::{Container, ContainerPort, ContainerRole, EnvVar, Handler, Probe};
pub use meta::{Labels, ObjectMeta, Resource};
pub use networking::{Direction, Ingress, NetworkPolicy, Service, ServicePort, TargetPort};
pub use pod::{PodTemplate, Volume};
pub use rbac::{Binding, Identity, PolicyRule, RoleRules, Subject};
pub use scaling::{HorizontalPodAutoscaler, PodDisruptionBudget};
pub use selector::{LabelSelector, Match, Requirement, SelectorScope};
pub(crate) use selector::{
    LabelSource, PlainLabels, PodLabels, is_set_at_run_time, matches_expression, matches_labels, meets,
};
pub use workload::{LifecycleClass, Workload, hook_class};

/// A view of objects of one kind: all of [`Resource`], and what the kind adds.
macro_rules! kind_view {
    ($(#[$doc:meta])* $name:ident: $($kind:ident)|+) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'g>($crate::views::Resource<'g>);

        impl<'g> $name<'g> {
            /// The view of `resource`, if it is of this kind.
            pub fn of(resource: $crate::views::Resource<'g>) -> Option<Self> {
                matches!(resource.kind(), $($crate::Kind::$kind)|+).then_some(Self(resource))
            }

            /// The object.
            pub fn resource(self) -> $crate::views::Resource<'g> {
                self.0
            }
        }

        impl<'g> ::std::ops::Deref for $name<'g> {
            type Target = $crate::views::Resource<'g>;
            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }
    };
}
pub(crate) use kind_view;
