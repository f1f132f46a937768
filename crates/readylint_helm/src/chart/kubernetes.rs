//! The version of Kubernetes that a chart's `kubeVersion` is held against. (`ParseKubeVersion` of
//! `pkg/chart/common/capabilities.go`)

use crate::HelmVersion;
use crate::semver::Version;

/// The version as it is compared, and as messages name it. What is no version counts as the default.
pub(super) fn version(asked: Option<&str>, helm: HelmVersion) -> (String, String) {
    let found = asked.and_then(|asked| match helm {
        HelmVersion::V3_17 => {
            let version = Version::parse(asked, helm).ok()?;
            let normal = format!("v{version}");
            Some((normal.clone(), normal))
        }
        _ => generic(asked, helm),
    });
    found.unwrap_or_else(|| {
        let default = match helm {
            HelmVersion::V3_17 => "v1.32.0",
            HelmVersion::V4_1 => "v1.35.0",
            HelmVersion::V3_22 | HelmVersion::V4_3 => "v1.37.0",
        };
        (default.to_owned(), default.to_owned())
    })
}

/// Two numbers or more, and whatever follows. (`ParseGeneric` of `k8s.io/apimachinery`)
fn generic(asked: &str, helm: HelmVersion) -> Option<(String, String)> {
    let rest = asked.trim_start();
    let rest = rest.strip_prefix('v').unwrap_or(rest);
    let end =
        rest.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(rest.len());
    let numbers = rest.get(..end)?.trim_end_matches('.');
    let parts: Vec<&str> = numbers.split('.').collect();
    let is_number =
        |part: &&str| !part.is_empty() && (*part == "0" || !part.starts_with('0')) && part.len() < 10;
    if parts.len() < 2 || !parts.iter().all(is_number) {
        return None;
    }
    let normal = format!("v{numbers}");
    let shown = match helm {
        // Helm 4 keeps what follows the numbers
        HelmVersion::V4_1 | HelmVersion::V4_3 if asked.starts_with('v') => asked.to_owned(),
        HelmVersion::V4_1 | HelmVersion::V4_3 => format!("v{asked}"),
        _ => normal.clone(),
    };
    Some((normal, shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        let table = [
            (Some("1.31.2-gke.1"), HelmVersion::V4_3, "v1.31.2", "v1.31.2-gke.1"),
            (Some("1.31"), HelmVersion::V4_3, "v1.31", "v1.31"),
            (Some("1.31"), HelmVersion::V3_17, "v1.31.0", "v1.31.0"),
            (Some("v1.31.2-gke.1"), HelmVersion::V3_22, "v1.31.2", "v1.31.2"),
            (None, HelmVersion::V4_1, "v1.35.0", "v1.35.0"),
            (Some("x"), HelmVersion::V4_3, "v1.37.0", "v1.37.0"),
        ];
        for (asked, helm, normal, shown) in table {
            assert_eq!(version(asked, helm), (normal.to_owned(), shown.to_owned()), "{asked:?}");
        }
    }
}
