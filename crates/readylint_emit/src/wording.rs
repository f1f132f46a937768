//! Phrases that several formats use. None is sanitised: the format knows what it can hold.

use readylint_diagnostics::{Diagnostic, ResourceName};

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

/// The message, and whether and why it is suppressed: for formats that cannot say so otherwise.
pub(crate) fn message_with_suppression(diagnostic: &Diagnostic) -> String {
    match suppression(diagnostic) {
        Some(suppression) => format!("{} ({suppression})", diagnostic.message),
        None => diagnostic.message.clone(),
    }
}
