//! The options that let agents of the node do what others must not.

use readylint_engine::{OptionKind, OptionSpec, OptionValues};
use readylint_kube::facts::node_agents::{IMAGES, NAMESPACES, has_image, is_in_namespace, runs_image};
use readylint_kube::{Container, PodTemplate};

pub(super) const ALLOWED_IMAGES: OptionSpec = OptionSpec {
    key: "allowed-images",
    kind: OptionKind::Strings(IMAGES),
    help: "Globs over the names of images, without tag and digest, that may do this because they are part of the node.",
};

pub(super) const ALLOWED_NAMESPACES: OptionSpec = OptionSpec {
    key: "allowed-namespaces",
    kind: OptionKind::Strings(NAMESPACES),
    help: "Globs over the namespaces whose pods may do this because they are part of the node.",
};

/// Whether `container` is allowed what the rule forbids.
pub(super) fn allows_container(options: &OptionValues, container: Container<'_>) -> bool {
    is_in_namespace(container.pod(), &options.strings(&ALLOWED_NAMESPACES))
        || has_image(container, &options.strings(&ALLOWED_IMAGES))
}

/// Whether `pod` is allowed what the rule forbids: by the image of a container that runs as long as it.
pub(super) fn allows_pod(options: &OptionValues, pod: PodTemplate<'_>) -> bool {
    is_in_namespace(pod, &options.strings(&ALLOWED_NAMESPACES))
        || runs_image(pod, &options.strings(&ALLOWED_IMAGES))
}
