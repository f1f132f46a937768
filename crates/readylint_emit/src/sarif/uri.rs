//! File names as URI references (RFC 3986).

use super::model::ArtifactLocation;
use crate::percent::encode;

/// The base that relative names are relative to: the folder readylint ran in, which for CI is the root of the sources.
const ROOT: &str = "%SRCROOT%";

/// Where the file `name` is: relative to the root, or absolute if the name is.
pub(super) fn artifact_location(name: &str) -> ArtifactLocation {
    let drive = name.as_bytes();
    let has_drive = matches!(drive, [letter, b':', b'/', ..] if letter.is_ascii_alphabetic());
    let (uri, uri_base_id) = if name.starts_with('/') {
        (format!("file://{}", encode(name)), None)
    } else if has_drive {
        (format!("file:///{}:{}", &name[..1], encode(&name[2..])), None)
    } else {
        (encode(name.strip_prefix("./").unwrap_or(name)), Some(ROOT))
    };
    ArtifactLocation { uri, uri_base_id, index: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(name: &str) -> (String, bool) {
        let location = artifact_location(name);
        (location.uri, location.uri_base_id.is_some())
    }

    #[test]
    fn names_become_references() {
        assert_eq!(uri("deploy/api.yaml"), ("deploy/api.yaml".into(), true));
        assert_eq!(uri("./a b/ä:%.yaml"), ("a%20b/%C3%A4%3A%25.yaml".into(), true));
        assert_eq!(uri("../x.yaml"), ("../x.yaml".into(), true));
        assert_eq!(uri("/tmp/a#b.yaml"), ("file:///tmp/a%23b.yaml".into(), false));
        assert_eq!(uri("C:/tmp/a.yaml"), ("file:///C:/tmp/a.yaml".into(), false));
        assert_eq!(uri("-"), ("-".into(), true));
    }
}
