//! What is a URL and what is an e-mail address, as far as `Chart.yaml` goes.

/// Whether `text` is an absolute URL with a host, or `data:` (icons).
pub(super) fn is_url(text: &str) -> bool {
    if text.starts_with("data:image/") {
        return true;
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    ["http", "https", "oci", "git", "ssh", "git+https", "git+ssh"].contains(&scheme)
        && !host.is_empty()
        && !text.contains(char::is_whitespace)
}

/// Whether `text` looks like an address that mail can be sent to.
pub(super) fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !host.contains('@') && !text.contains(char::is_whitespace)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_and_addresses() {
        assert!(is_url("https://example.com/icon.svg"));
        assert!(is_url("data:image/svg+xml;base64,AA=="));
        for wrong in ["example.com", "https://", "file:///etc/passwd", "https://exa mple.com"] {
            assert!(!is_url(wrong), "{wrong}");
        }
        assert!(is_email("shop@example.com"));
        assert!(!is_email("shop at example.com"));
        assert!(!is_email("@example.com"));
    }
}
