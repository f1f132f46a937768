//! Every image, with what its reference says (D14).

use readylint_emit::{Cell, Table};
use readylint_engine::Input;
use readylint_kube::{Container, ContainerRole};

use super::{Scope, graphs, place_cells, table};

/// One row for each container: where it stands, its image as written, and the parts of the reference, with the registry
/// and repository that are meant where they are not written.
pub fn images(input: &Input, scope: &Scope) -> Table {
    let mut rows = Vec::new();
    let mut unreadable = 0;
    for pod in graphs(input).flat_map(readylint_kube::ResourceGraph::pod_templates) {
        if !scope.holds(pod.resource()) {
            continue;
        }
        for container in pod.containers() {
            let Some(row) = row(container) else {
                unreadable += 1;
                continue;
            };
            rows.push(row);
        }
    }
    let notes = match unreadable {
        0 => Vec::new(),
        count => vec![format!("{count} containers name no image.")],
    };
    let columns = [
        "Namespace",
        "Kind",
        "Name",
        "Container",
        "Role",
        "Image",
        "Registry",
        "Repository",
        "Tag",
        "Digest",
    ];
    table("images", "Images", &columns, rows, notes)
}

fn row(container: Container<'_>) -> Option<Vec<Cell>> {
    let written = container.image()?.text()?;
    let mut row = place_cells(container.pod().resource());
    row.extend([container.name().into(), role(container.role()).into(), written.into()]);
    match container.image_reference()? {
        Ok(image) => row.extend([
            image.normalized_registry().into(),
            image.normalized_repository().as_ref().into(),
            image.tag().into(),
            image.digest().into(),
        ]),
        // what the grammar refuses has no parts
        Err(_) => row.extend([Cell::Null, Cell::Null, Cell::Null, Cell::Null]),
    }
    Some(row)
}

fn role(role: ContainerRole) -> &'static str {
    match role {
        ContainerRole::Main => "main",
        ContainerRole::Init => "init",
        ContainerRole::Sidecar => "sidecar",
        ContainerRole::Ephemeral => "ephemeral",
    }
}
