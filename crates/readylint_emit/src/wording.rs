//! Phrases that several formats use. None is sanitised: the format knows what it can hold.

use readylint_diagnostics::{Diagnostic, ResourceName};

use crate::place::Places;

/// `3 files`, `1 file`.
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `Deployment shop/api`; without what is missing.
pub(crate) fn resource_name(resource: &ResourceName) -> String {
    let path = match (&resource.namespace, resource.name.as_str()) {
        (Some(namespace), "") => format!("{namespace}/?"),
        (Some(namespace), name) => format!("{namespace}/{name}"),
        (None, name) => name.to_owned(),
    };
    [resource.kind.as_str(), path.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// `suppressed by comment until 2027-03-01: reason`; `None` if it is not.
pub(crate) fn suppression(diagnostic: &Diagnostic) -> Option<String> {
    let suppressed = diagnostic.suppressed.as_ref()?;
    let mut text = format!("suppressed by {}", suppressed.kind.as_str());
    if let Some(until) = &suppressed.until {
        text.push_str(" until ");
        text.push_str(until);
    }
    if let Some(reason) = &suppressed.reason {
        text.push_str(": ");
        text.push_str(reason);
    }
    Some(text)
}

/// The message, and from which template the text was rendered: for formats without labels, in which the place alone
/// leads into text that nobody wrote.
pub(crate) fn message(places: &Places<'_>, diagnostic: &Diagnostic) -> String {
    match places.template(diagnostic.primary.span) {
        Some(template) => format!("{} (rendered from {template})", diagnostic.message),
        None => diagnostic.message.clone(),
    }
}

/// The [`message`], and whether and why it is suppressed: for formats that cannot say so otherwise.
pub(crate) fn message_with_suppression(places: &Places<'_>, diagnostic: &Diagnostic) -> String {
    let mut message = message(places, diagnostic);
    if let Some(suppression) = suppression(diagnostic) {
        message.push_str(" (");
        message.push_str(&suppression);
        message.push(')');
    }
    message
}
