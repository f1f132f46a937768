//! What a reference asks for, told from the place where it is written.

use std::borrow::Cow;

use readylint_yaml::Node;

/// How many labels of a selector are told.
const LABELS: usize = 8;

/// The text of a scalar; a selector as `key=value,key in (a,b)`, as `kubectl` takes it; else what the node is called by.
pub(super) fn by_site(site: Node<'_>) -> Cow<'_, str> {
    let site = site.resolved();
    if let Some(text) = site.text() {
        return Cow::Borrowed(text);
    }
    if !site.is_mapping() {
        return Cow::Borrowed("");
    }
    for key in ["podSelector", "namespaceSelector"] {
        if let Some(selector) = site.get(key) {
            let other = site.get("namespaceSelector").filter(|_| key == "podSelector").map(selector_text);
            let namespaces = other.map(|text| format!(" in namespaces {}", everything(&text)));
            return Cow::Owned(format!(
                "{}{}",
                everything(&selector_text(selector)),
                namespaces.unwrap_or_default()
            ));
        }
    }
    let is_selector = site.get("matchLabels").is_some() || site.get("matchExpressions").is_some();
    let is_labels = site.entries().all(|entry| entry.value.is_scalar());
    if is_selector || is_labels {
        return Cow::Owned(everything(&selector_text(site)).to_owned());
    }
    let name = site.get("name").or_else(|| site.get("metadata")?.get("name"));
    Cow::Borrowed(name.and_then(Node::text).unwrap_or(""))
}

/// An empty selector, which selects everything, in words.
fn everything(text: &str) -> &str {
    if text.is_empty() { "everything" } else { text }
}

fn selector_text(selector: Node<'_>) -> String {
    let labels = if selector.get("matchExpressions").is_some() { None } else { Some(selector) };
    let labels = selector.get("matchLabels").or(labels).into_iter().flat_map(Node::entries);
    let labels = labels.filter_map(|entry| {
        Some(format!("{}={}", entry.key.text()?, entry.value.text().unwrap_or_default()))
    });
    let expressions =
        selector.get("matchExpressions").into_iter().flat_map(Node::items).filter_map(expression);
    let mut parts: Vec<String> = labels.chain(expressions).take(LABELS + 1).collect();
    if parts.len() > LABELS {
        parts.truncate(LABELS);
        parts.push("…".to_owned());
    }
    parts.join(",")
}

fn expression(expression: Node<'_>) -> Option<String> {
    let key = expression.get("key")?.text()?;
    let values = expression.get("values").into_iter().flat_map(Node::items).filter_map(Node::text);
    let values = values.take(LABELS).collect::<Vec<_>>().join(",");
    Some(match expression.get("operator")?.text()? {
        "In" => format!("{key} in ({values})"),
        "NotIn" => format!("{key} notin ({values})"),
        "Exists" => key.to_owned(),
        "DoesNotExist" => format!("!{key}"),
        other => format!("{key} {other} ({values})"),
    })
}
