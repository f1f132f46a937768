//! Walking a document along its schema.

use readylint_yaml::{Entry, Node};

use crate::schema::{FieldSchema, ObjectSchema, Type};

/// A type that holds itself: the schema of a custom resource in its definition.
const RECURSIVE: &str = "JSONSchemaProps";

/// A field that a document has and its schema knows.
#[derive(Clone, Copy, Debug)]
pub struct Field<'t> {
    /// The type of the mapping that it stands in.
    pub object: ObjectSchema,
    /// What the newest minor that has it says of it.
    pub schema: FieldSchema,
    /// The key and the value.
    pub entry: Entry<'t>,
}

/// Calls `visit` for the fields of `node`, which is an `object`, and on through lists and mappings to the fields of all
/// objects in it, in the order of the text; where `visit` returns false, what is in the field is left out. So a rule finds
/// every port or selector of a kind without knowing where the kind has them.
///
/// The schemas in a CustomResourceDefinition are not entered, so that the walk is never deeper than the types are nested.
pub fn walk<'t>(node: Node<'t>, object: ObjectSchema, visit: &mut dyn FnMut(Field<'t>) -> bool) {
    for entry in node.entries() {
        let schema = entry.key.text().and_then(|key| object.field(key).last());
        if let Some(schema) = schema
            && visit(Field { object, schema, entry })
        {
            value(entry.value, schema.r#type(), visit);
        }
    }
}

fn value<'t>(node: Node<'t>, r#type: Type, visit: &mut dyn FnMut(Field<'t>) -> bool) {
    match r#type {
        Type::Object(object) if object.name() != RECURSIVE => walk(node, object, visit),
        Type::Array(array) => {
            if matches!(array.items(), Type::Object(_)) {
                node.items().for_each(|item| value(item, array.items(), visit));
            }
        }
        Type::Map(map) => {
            if matches!(map.values(), Type::Object(_)) {
                node.entries().for_each(|entry| value(entry.value, map.values(), visit));
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use readylint_text::{Source, SourceKind, Sources};
    use readylint_yaml::{Node, parse};

    use super::*;
    use crate::KindSchema;

    /// The fields of `text` that are visited, as `Type.key`; what is in those of `closed` is left out.
    fn visited(api_version: &str, kind: &str, text: &str, closed: &str) -> Vec<String> {
        let id = Sources::new().insert(Source::new("a.yaml", text, SourceKind::Authored));
        let parsed = parse(id, text.into());
        let root: Node<'_> = parsed.tree.roots().next().unwrap();
        let mut found = Vec::new();
        walk(root, KindSchema::of(api_version, kind).unwrap().object(), &mut |field| {
            found.push(format!("{}.{}", field.object.name(), field.schema.name()));
            field.schema.name() != closed
        });
        found
    }

    #[test]
    fn through_lists_and_mappings() {
        let text = "spec: {containers: [{name: a, ports: [{name: b}]}, {nmae: c}], colour: red}";
        let expected =
            ["Pod.spec", "PodSpec.containers", "Container.name", "Container.ports", "ContainerPort.name"];
        assert_eq!(visited("v1", "Pod", text, ""), expected);
        assert_eq!(visited("v1", "Pod", text, "containers"), expected[..2]);
    }

    #[test]
    fn not_into_schemas_of_definitions() {
        let text = "spec: {versions: [{schema: {openAPIV3Schema: {properties: {a: {type: string}}}}}]}";
        let found = visited("apiextensions.k8s.io/v1", "CustomResourceDefinition", text, "");
        assert_eq!(found.last().unwrap(), "CustomResourceValidation.openAPIV3Schema");
    }

    #[test]
    fn what_has_another_shape_is_passed_over() {
        assert_eq!(visited("v1", "Pod", "spec: [1, {containers: 3}]", ""), ["Pod.spec"]);
        assert_eq!(visited("v1", "Pod", "spec: {containers: {name: a}}", "").len(), 2);
    }
}
