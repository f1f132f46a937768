//! Finds charts in folders, and makes scratch copies of them whose dependencies are all there.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use readylint::text::SourceId;
use readylint::yaml::{Node, parse};

/// A chart as found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The name of the folder that was searched.
    pub collection: String,
    /// `name` of its `Chart.yaml`.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
}

/// All charts below `folders` that are not part of another chart, in the order of their paths.
pub(super) fn find(folders: &[PathBuf]) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    for folder in folders {
        let whole = fs::canonicalize(folder).with_context(|| format!("cannot find {}", folder.display()))?;
        let collection = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
        find_below(&whole, &collection, &mut found)?;
    }
    Ok(found)
}

fn find_below(folder: &Path, collection: &str, found: &mut Vec<Found>) -> Result<()> {
    if let Ok(text) = fs::read_to_string(folder.join("Chart.yaml")) {
        let name = top(&text, "name").unwrap_or_default();
        found.push(Found { collection: collection.into(), name, folder: folder.into() });
        return Ok(());
    }
    for item in items(folder)? {
        if item.is_dir() && !item.is_symlink() && item.file_name().is_some_and(|name| name != ".git") {
            find_below(&item, collection, found)?;
        }
    }
    Ok(())
}

/// What lies in a folder, sorted.
fn items(folder: &Path) -> Result<Vec<PathBuf>> {
    let list = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut items = list.map(|item| Ok(item?.path())).collect::<Result<Vec<_>>>()?;
    items.sort();
    Ok(items)
}

/// The values files that a chart is tested with (`ci/`) or shown with (`examples/*/`), relative to its folder.
pub(super) fn values_files(folder: &Path) -> Vec<PathBuf> {
    let mut places = vec![folder.join("ci")];
    places.extend(items(&folder.join("examples")).unwrap_or_default());
    let files = places.iter().flat_map(|place| items(place).unwrap_or_default());
    let is_values = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        file.is_file()
            && name.contains("values")
            && matches!(name.rsplit_once('.'), Some((_, "yaml" | "yml")))
    };
    files.filter(is_values).filter_map(|file| file.strip_prefix(folder).ok().map(Path::to_owned)).collect()
}

/// A scalar at the top of a YAML file.
fn top(text: &str, key: &str) -> Option<String> {
    let tree = parse(SourceId::new(0), text.into()).tree;
    let value = tree.roots().next()?.get(key)?.text()?;
    Some(value.to_owned())
}

/// The charts that dependencies are taken from, by name.
pub(super) struct Shelf {
    by_name: BTreeMap<String, Vec<Found>>,
}

/// What was done about the dependencies of a chart.
#[derive(Clone, Debug, Default)]
pub(super) struct Vendored {
    /// Names of those that came from the shelf.
    pub taken: Vec<String>,
    /// Names of those that nothing was found for: they were taken out of `Chart.yaml`.
    pub unmet: Vec<String>,
}

/// How deep dependencies of dependencies go.
const DEPTH: usize = 6;
/// A range that every version is in.
const ANY_VERSION: &str = "\">=0.0.0-0\"";

impl Shelf {
    pub(super) fn new(charts: impl IntoIterator<Item = Found>) -> Self {
        let mut by_name = BTreeMap::<String, Vec<Found>>::new();
        for chart in charts {
            by_name.entry(chart.name.clone()).or_default().push(chart);
        }
        Self { by_name }
    }

    /// The chart called `name`, from `collection` if there is one.
    fn get(&self, name: &str, collection: &str) -> Option<&Found> {
        let all = self.by_name.get(name)?;
        all.iter().find(|chart| chart.collection == collection).or(all.first())
    }

    /// Copies `chart` to `target` and puts its dependencies into `charts/`: by name, whatever their version, which
    /// `Chart.yaml` is changed to take.
    pub(super) fn copy(&self, chart: &Found, target: &Path) -> Result<Vendored> {
        let mut vendored = Vendored::default();
        copy_tree(&chart.folder, target)?;
        self.complete(&chart.folder, target, &chart.collection, &mut vendored, 0)?;
        vendored.taken.sort();
        vendored.taken.dedup();
        Ok(vendored)
    }

    /// Completes the copy at `target` of the chart at `source`.
    fn complete(
        &self,
        source: &Path,
        target: &Path,
        collection: &str,
        vendored: &mut Vendored,
        depth: usize,
    ) -> Result<()> {
        for file in ["Chart.yaml", "requirements.yaml"] {
            let path = target.join(file);
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let mut edits = Vec::new();
            for declared in declared(&text) {
                if is_there(target, &declared.name)? {
                    continue;
                }
                let local = declared.repository.strip_prefix("file://").map(|path| source.join(path));
                let local = local.filter(|folder| folder.join("Chart.yaml").is_file());
                let shelved = self.get(&declared.name, collection).map(|found| found.folder.clone());
                match local.or(shelved).filter(|_| depth < DEPTH) {
                    Some(folder) => {
                        let place = target.join("charts").join(&declared.name);
                        copy_tree(&folder, &place)?;
                        vendored.taken.push(declared.name);
                        edits.extend(declared.version.map(|range| (range, ANY_VERSION)));
                    }
                    None => {
                        vendored.unmet.push(declared.name);
                        edits.push((declared.lines, ""));
                    }
                }
            }
            if !edits.is_empty() {
                fs::write(&path, edited(&text, edits)).context("cannot write into the scratch copy")?;
            }
        }
        let children = target.join("charts");
        if children.is_dir() && depth < DEPTH {
            for child in items(&children)?.into_iter().filter(|child| child.join("Chart.yaml").is_file()) {
                let name = child.file_name().unwrap_or_default();
                let at_home = source.join("charts").join(name);
                let shelved = self.get(&name.to_string_lossy(), collection).map(|found| found.folder.clone());
                let from = if at_home.is_dir() { Some(at_home) } else { shelved };
                self.complete(
                    &from.unwrap_or_else(|| child.clone()),
                    &child,
                    collection,
                    vendored,
                    depth + 1,
                )?;
            }
        }
        Ok(())
    }
}

/// An entry under `dependencies`.
struct Declared {
    name: String,
    repository: String,
    /// Where its `version` stands.
    version: Option<std::ops::Range<usize>>,
    /// The lines of the entry.
    lines: std::ops::Range<usize>,
}

fn declared(text: &str) -> Vec<Declared> {
    let tree = parse(SourceId::new(0), text.into()).tree;
    let Some(list) = tree.roots().next().and_then(|root| root.get("dependencies")) else { return Vec::new() };
    let line_start = |offset: usize| text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let line_end = |offset: usize| text[offset..].find('\n').map_or(text.len(), |at| offset + at + 1);
    let items: Vec<Node<'_>> = list.items().collect();
    let word = |item: Node<'_>, key: &str| item.get(key).and_then(Node::text).unwrap_or_default().to_owned();
    let entry = |(index, &item): (usize, &Node<'_>)| {
        let start = line_start(item.range().start().to_usize());
        let last = item.entries().map(|entry| entry.value.range().end().to_usize()).max();
        let end = match items.get(index + 1) {
            Some(next) => line_start(next.range().start().to_usize()),
            None => line_end(last.unwrap_or(start).saturating_sub(1).max(start)),
        };
        let version = item.get("version").map(|version| version.range().to_usize());
        let (name, repository) = (word(item, "name"), word(item, "repository"));
        Declared { name, repository, version, lines: start..end }
    };
    items.iter().enumerate().map(entry).collect()
}

fn edited(text: &str, mut edits: Vec<(std::ops::Range<usize>, &str)>) -> String {
    let mut text = text.to_owned();
    edits.sort_by_key(|(range, _)| range.start);
    for (range, new) in edits.into_iter().rev() {
        text.replace_range(range, new);
    }
    text
}

/// Whether the chart at `folder` has the dependency `name` below `charts/`, as a folder or an archive.
fn is_there(folder: &Path, name: &str) -> Result<bool> {
    let charts = folder.join("charts");
    if !charts.is_dir() {
        return Ok(false);
    }
    for item in items(&charts)? {
        let file = item.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let rest = file.strip_prefix(name).and_then(|rest| rest.strip_prefix('-')).unwrap_or_default();
        let is_archive = matches!(file.rsplit_once('.'), Some((_, "tgz")))
            && rest.starts_with(|c: char| c.is_ascii_digit() || c == 'v');
        let text = fs::read_to_string(item.join("Chart.yaml")).unwrap_or_default();
        if is_archive || top(&text, "name").as_deref() == Some(name) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Copies all files of a folder; links are followed, as Helm does, unless they lead nowhere.
fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot create {}", to.display()))?;
    for item in items(from)? {
        let Some(name) = item.file_name() else { continue };
        let target = to.join(name);
        if item.is_dir() {
            copy_tree(&item, &target)?;
        } else if item.is_file() {
            fs::copy(&item, &target).with_context(|| format!("cannot copy {}", item.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn write(folder: &Path, path: &str, text: &str) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn dependencies_are_taken_by_name_and_the_unmet_leave() {
        let scratch = crate::tools::scratch("corpus-test").unwrap();
        fs::remove_dir_all(&scratch).unwrap();
        let chart = "\
name: shop
dependencies:
  - name: gone
    version: 1.x
  # the cache
  - name: redis
    version: 17.*
    repository: oci://example.com
  - name: common
    repository: file://../lib
    version: \"1\"
  - name: also-gone
    version: 1.x
type: application
";
        write(&scratch, "from/shop/Chart.yaml", chart);
        write(&scratch, "from/redis/Chart.yaml", "name: redis\nversion: 20.0.0\n");
        write(&scratch, "from/lib/Chart.yaml", "name: common\nversion: 1.0.0\n");
        write(&scratch, "from/shop/templates/a.yaml", "a: 1\n");
        let found = find(&[scratch.join("from")]).unwrap();
        assert_eq!(
            found.iter().map(|chart| chart.name.as_str()).collect::<Vec<_>>(),
            ["common", "redis", "shop"]
        );
        let target = scratch.join("to");
        let vendored = Shelf::new(found.clone()).copy(&found[2], &target).unwrap();
        assert_eq!(vendored.taken, ["common", "redis"]);
        assert_eq!(vendored.unmet, ["gone", "also-gone"]);
        let text = fs::read_to_string(target.join("Chart.yaml")).unwrap();
        let expected = "\
name: shop
dependencies:
  - name: redis
    version: \">=0.0.0-0\"
    repository: oci://example.com
  - name: common
    repository: file://../lib
    version: \">=0.0.0-0\"
type: application
";
        assert_eq!(text, expected);
        assert!(target.join("charts/redis/Chart.yaml").is_file());
        assert!(target.join("templates/a.yaml").is_file());
    }
}
