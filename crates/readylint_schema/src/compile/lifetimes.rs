//! `data/lifetimes.txt`.

use super::CompileError;
use super::refine::lines;

/// One line: an API version of a kind. Empty strings stand for what there is none of.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lifetime<'a> {
    pub(super) api_version: &'a str,
    pub(super) kind: &'a str,
    /// Introduced, deprecated, removed: `1.16`, or the version of the product.
    pub(super) versions: [&'a str; 3],
    pub(super) replacement: &'a str,
    /// Another kind, if the replacement is one.
    pub(super) replacement_kind: &'a str,
    /// What the versions are of, if not of Kubernetes.
    pub(super) product: &'a str,
}

/// All lines, sorted by API version and kind.
pub(super) fn read(text: &str) -> Result<Vec<Lifetime<'_>>, CompileError> {
    let mut lifetimes = Vec::new();
    for (number, line) in lines(text) {
        let malformed = || CompileError::new(format!("lifetimes: line {number} cannot be read"));
        let columns: Vec<&str> =
            line.split('\t').map(|column| if column == "-" { "" } else { column }).collect();
        let [api_version, kind, introduced, deprecated, removed, replacement] = columns[..] else {
            return Err(malformed());
        };
        let product = [introduced, deprecated, removed].iter().find_map(|version| version.split_once('@'));
        let product = product.map_or("", |(product, _)| product);
        let version = |text| str::split_once(text, '@').map_or(text, |(_, version)| version);
        let (replacement, replacement_kind) = split_replacement(replacement);
        lifetimes.push(Lifetime {
            api_version,
            kind,
            versions: [version(introduced), version(deprecated), version(removed)],
            replacement,
            replacement_kind,
            product,
        });
    }
    lifetimes.sort();
    match lifetimes
        .windows(2)
        .find(|pair| (pair[0].api_version, pair[0].kind) == (pair[1].api_version, pair[1].kind))
    {
        Some(pair) => {
            Err(CompileError::new(format!("lifetimes: {} {} twice", pair[0].api_version, pair[0].kind)))
        }
        None => Ok(lifetimes),
    }
}

/// `apps/v1`, `v1`, or either with a kind: `discovery.k8s.io/v1/EndpointSlice`.
fn split_replacement(text: &str) -> (&str, &str) {
    match text.rsplit_once('/') {
        Some((api_version, kind)) if kind.starts_with(|c: char| c.is_ascii_uppercase()) => {
            (api_version, kind)
        }
        _ => (text, ""),
    }
}
