//! The digest of a lock file. (`internal/resolver/resolver.go`)

use sha2::{Digest, Sha256};

use super::model::{Dependency, Import};

/// The digest that Helm writes into `Chart.lock` for these dependencies of a chart and their locked versions. (`HashReq`)
pub fn lock_digest(declared: &[Dependency], locked: &[Dependency]) -> String {
    let mut text = String::from("[");
    list(&mut text, declared);
    text.push(',');
    list(&mut text, locked);
    text.push(']');
    let mut digest = String::from("sha256:");
    for byte in Sha256::digest(text.as_bytes()) {
        for half in [byte >> 4, byte & 15] {
            digest.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
    }
    digest
}

fn list(text: &mut String, dependencies: &[Dependency]) {
    text.push('[');
    for (number, dependency) in dependencies.iter().enumerate() {
        if number > 0 {
            text.push(',');
        }
        entry(text, dependency);
    }
    text.push(']');
}

/// A dependency as `encoding/json` writes it: empty fields are left out, but for the name and the repository.
fn entry(text: &mut String, dependency: &Dependency) {
    text.push_str("{\"name\":");
    string(text, &dependency.name);
    let field = |text: &mut String, name: &str, value: &str| {
        if !value.is_empty() || name == "repository" {
            text.push_str(",\"");
            text.push_str(name);
            text.push_str("\":");
            string(text, value);
        }
    };
    field(text, "version", &dependency.version);
    field(text, "repository", &dependency.repository);
    field(text, "condition", &dependency.condition);
    if !dependency.tags.is_empty() {
        text.push_str(",\"tags\":[");
        for (number, tag) in dependency.tags.iter().enumerate() {
            if number > 0 {
                text.push(',');
            }
            string(text, tag);
        }
        text.push(']');
    }
    if !dependency.import_values.is_empty() {
        text.push_str(",\"import-values\":[");
        for (number, import) in dependency.import_values.iter().enumerate() {
            if number > 0 {
                text.push(',');
            }
            match import {
                Import::Export(name) => string(text, name),
                Import::Table { child, parent } => {
                    text.push_str("{\"child\":");
                    string(text, child);
                    text.push_str(",\"parent\":");
                    string(text, parent);
                    text.push('}');
                }
            }
        }
        text.push(']');
    }
    field(text, "alias", &dependency.alias);
    text.push('}');
}

/// A string as `encoding/json` writes it.
fn string(text: &mut String, value: &str) {
    use std::fmt::Write as _;
    text.push('"');
    for character in value.chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..'\u{20}' => {
                // writing to a string cannot fail
                let _ = write!(text, "\\u{:04x}", u32::from(character));
            }
            _ => text.push(character),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dependency(name: &str, version: &str, repository: &str) -> Dependency {
        let (name, version, repository) = (name.to_owned(), version.to_owned(), repository.to_owned());
        Dependency { name, version, repository, ..Dependency::default() }
    }

    #[test]
    fn entries_are_written_as_go_writes_them() {
        let tags = vec!["a".to_owned()];
        let alias = "b".to_owned();
        let mut text = String::new();
        list(&mut text, &[Dependency { tags, alias, ..dependency("x", ">=1 <2", "") }]);
        let expected =
            r#"[{"name":"x","version":"\u003e=1 \u003c2","repository":"","tags":["a"],"alias":"b"}]"#;
        assert_eq!(text, expected);
    }

    #[test]
    fn the_digest_is_that_of_helm() {
        // bitnami/charts, bitnami/ghost
        let repository = "oci://registry-1.docker.io/bitnamicharts";
        let mysql = Dependency {
            condition: "mysql.enabled".to_owned(),
            tags: vec!["ghost-database".to_owned()],
            ..dependency("mysql", "14.x.x", repository)
        };
        let common = Dependency {
            tags: vec!["bitnami-common".to_owned()],
            ..dependency("common", "2.x.x", repository)
        };
        let locked = [dependency("mysql", "14.0.3", repository), dependency("common", "2.31.4", repository)];
        assert_eq!(
            lock_digest(&[mysql, common], &locked),
            "sha256:2ff64bc462229b96712e05f686b31ff97ec00cc2a763a4f31e8711c5952a6a37"
        );
    }
}
