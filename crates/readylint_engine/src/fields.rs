//! The fields of an object that the API reference knows.

use readylint_kube::Resource;
use readylint_schema::{Field, KindSchema, ObjectSchema, walk};

/// Calls `visit` for every field of `resource` that the bundled schemas know, but for its `status`, as [`walk`] does: of a
/// built-in kind the whole object, of another one (Argo's Rollout) the pod template that is in it.
pub fn walk_fields<'g>(resource: Resource<'g>, visit: &mut dyn FnMut(Field<'g>) -> bool) {
    if let Some(schema) = KindSchema::of(resource.api_version(), resource.kind_name()) {
        let root = resource.node();
        return walk(root, schema.object(), &mut |field| {
            let is_status = field.schema.name() == "status" && field.object == schema.object();
            !is_status && visit(field)
        });
    }
    let template = resource.graph().pod_template_of(resource.id());
    if let (Some(template), Some(schema)) = (template, ObjectSchema::pod_template()) {
        walk(template.node(), schema, visit);
    }
}
