//! Host names of listeners and routes, perhaps with a leading `*.`, as the Gateway API matches them: a wildcard stands for one or
//! more labels. Certificates are narrower, theirs stands for one (RFC 9525, 6.3).

/// Whether all hosts of `host` are hosts of `pattern`.
pub fn host_covers(pattern: &str, host: &str) -> bool {
    pattern.eq_ignore_ascii_case(host)
        || pattern.strip_prefix('*').is_some_and(|suffix| {
            let (host, suffix) = (host.as_bytes(), suffix.as_bytes());
            let end = host.len().checked_sub(suffix.len()).filter(|before| *before > 0);
            end.and_then(|start| host.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(suffix))
        })
}

/// Whether the two have a host in common.
pub fn hosts_intersect(one: &str, other: &str) -> bool {
    host_covers(one, other) || host_covers(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_cover_one_or_more_labels() {
        for (pattern, host, expected) in [
            ("a.example.com", "A.example.com", true),
            ("*.example.com", "a.example.com", true),
            ("*.Example.com", "a.b.example.COM", true),
            ("*.example.com", "*.b.example.com", true),
            ("*.example.com", "*.example.com", true),
            ("a.example.com", "*.example.com", false),
            ("*.example.com", "example.com", false),
            ("*.example.com", ".example.com", false),
            ("*.example.com", "a.example.org", false),
            ("*.example.com", "badexample.com", false),
            ("*.example.com", "ä", false),
        ] {
            assert_eq!(host_covers(pattern, host), expected, "{pattern} {host}");
        }
    }

    #[test]
    fn common_hosts() {
        for (one, other, expected) in [
            ("a.b.example.com", "*.example.com", true),
            ("*.example.com", "*.b.example.com", true),
            ("a.example.com", "b.example.com", false),
            ("*.a.example.com", "*.b.example.com", false),
        ] {
            assert_eq!(hosts_intersect(one, other), expected, "{one} {other}");
            assert_eq!(hosts_intersect(other, one), expected, "{other} {one}");
        }
    }
}
