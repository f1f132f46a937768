//! A port name that the API server refuses.

use std::collections::HashSet;

use readylint_diagnostics::{Confidence, Severity};
use readylint_engine::{Check, Finding, Profile, Rule, RuleContext, walk_fields};
use readylint_kube::Resource;
use readylint_scalars::{NameError, NameProblem, check_dns1123_label, check_port_name, placeholder};
use readylint_schema::Field;
use readylint_yaml::Node;

pub(crate) static RULE: Rule = Rule {
    severity: Severity::Error,
    confidence: Confidence::High,
    profile: Profile::Recommended,
    since: "0.1.0",
    fix: None,
    references: &["KL:invalid-target-ports", "KS:container-ports-check"],
    readiness: &[],
    yields_to: &[],
    options: &[],
    check: Check::Resource(check),
};

/// What a port is called by, and how.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// The name of a container's port, or of a Service's as an Ingress asks for it: an IANA service name.
    Name,
    /// The name of a Service's port: a DNS label.
    Label,
    /// A number, or the name of a container's port. Whether an empty text is the same as none.
    NumberOrName { may_be_empty: bool },
}

/// The fields that name ports: type of the API reference, key, what messages call it. Source: the callers of
/// `IsValidPortName` and `ValidateDNS1123Label` in pkg/apis/core, discovery and networking/validation.
fn form(object: &str, key: &str) -> Option<(Form, &'static str)> {
    Some(match (object, key) {
        ("ContainerPort", "name") => (Form::Name, "port name"),
        ("ServiceBackendPort", "name") => (Form::Name, "backend port name"),
        ("ServicePort" | "EndpointPort", "name") => (Form::Label, "port name"),
        // an empty target is the Service's own port (`SetDefaults_Service`, core/v1)
        ("ServicePort", "targetPort") => (Form::NumberOrName { may_be_empty: true }, "target port"),
        ("HTTPGetAction" | "TCPSocketAction", "port") => (Form::NumberOrName { may_be_empty: false }, "port"),
        ("NetworkPolicyPort", "port") => (Form::NumberOrName { may_be_empty: false }, "policy port"),
        _ => return None,
    })
}

fn check(cx: &RuleContext<'_>, resource: Resource<'_>) {
    let mut ports = 0_u64;
    // an alias leads to the same node again
    let mut seen = HashSet::new();
    walk_fields(resource, &mut |field| {
        let Some((form, what)) = form(field.object.name(), field.schema.name()) else {
            return true;
        };
        ports += 1;
        if let Some((node, error)) = fault(field, form)
            && seen.insert(node.id())
        {
            cx.report(invalid(resource, node, (form, what), error));
        }
        false
    });
    if ports == 0 {
        cx.not_applicable();
    }
}

/// What is wrong with the text of `field`. A number is none, and one that should be text is left to the schema.
fn fault(field: Field<'_>, form: Form) -> Option<(Node<'_>, NameError)> {
    let node = field.entry.value;
    let text = node.as_str().filter(|text| placeholder(text).is_none())?;
    if text.is_empty() && form != (Form::NumberOrName { may_be_empty: false }) {
        return None;
    }
    let result = match form {
        Form::Label => check_dns1123_label(text),
        Form::Name | Form::NumberOrName { .. } => check_port_name(text),
    };
    result.err().map(|error| (node, error))
}

fn invalid(resource: Resource<'_>, node: Node<'_>, (form, what): (Form, &str), error: NameError) -> Finding {
    let (text, title) = (node.as_str().unwrap_or_default(), resource.title());
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let finding = Finding::new(format!("{what} `{text}` in {title} is not valid: {error}"))
        .at_part(node, node.part(error.range))
        .note("the API server refuses the object");
    if is_number && matches!(form, Form::NumberOrName { .. }) {
        return finding
            .here("a string, and so a name")
            .help("remove the quotes: the number of a port is written as a number");
    }
    finding.help(match (form, error.problem) {
        (Form::Label, _) => "write lower-case letters, digits and hyphens, at most 63, a letter or digit at both ends",
        (_, NameProblem::TooLong(_)) => "shorten it to 15 characters, here and wherever the port is asked for by name",
        (_, NameProblem::NoLetter) => "put a letter into the name, here and wherever the port is asked for",
        _ => {
            "write lower-case letters, digits and single hyphens, at most 15, a letter among them, here and wherever the port \
             is asked for by name"
        }
    })
}
