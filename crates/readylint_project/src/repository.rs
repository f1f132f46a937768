//! Files that options of rules name ([`FieldKind::Path`]): found here, judged by rules of scope `repository`.

use readylint_engine::{
    Catalogue, Check, FieldKind, OptionKind, OptionValue, Repository, RepositoryFile, RuleEntry,
};
use readylint_text::{Source, SourceId};

use crate::config::{ConfigId, Configurations};
use crate::discover::is_pattern;
use crate::fs::FileType;
use crate::named::{self, Refusal, Wanted};
use crate::{FileSystem, path};

/// Everything but Git's own folder counts: workflows stand in hidden folders.
const WANTED: Wanted =
    Wanted { folder: |name| name != ".git", file: |_| true, whole_folders: false, links: true };

/// The files that the options of each configuration name.
pub(crate) fn find(
    fs: &dyn FileSystem,
    configurations: &mut Configurations<'_>,
    catalogue: &Catalogue,
) -> Vec<(SourceId, Repository)> {
    let ids: Vec<(ConfigId, SourceId)> = configurations.iter().collect();
    let mut repositories = Vec::new();
    for (id, source) in ids {
        let mut repository = Repository::default();
        for (folder, pattern) in patterns(fs, configurations, catalogue, id) {
            let files = files(fs, configurations, &folder, &pattern);
            repository.insert(&pattern, files);
        }
        if !repository.is_empty() {
            repositories.push((source, repository));
        }
    }
    repositories
}

/// The patterns in the options of a configuration, each with the folder of the file that it stands in.
fn patterns(
    fs: &dyn FileSystem,
    configurations: &Configurations<'_>,
    catalogue: &Catalogue,
    id: ConfigId,
) -> Vec<(String, String)> {
    let mut patterns = Vec::new();
    for (rule, said) in &configurations.options(id).rules {
        let Some(entry) =
            catalogue.get(rule).filter(|entry| matches!(entry.rule.check, Check::Repository(_)))
        else {
            continue;
        };
        for (key, value) in &said.options {
            let OptionValue::Records(records) = &value.value else {
                continue;
            };
            for record in records {
                let file = configurations.sources().get(record.span.source).map_or("", Source::name);
                let folder = path::parent(fs.working_directory(), file).unwrap_or_default();
                let named = path_fields(entry, key).filter_map(|field| record.text(field));
                patterns.extend(named.map(|pattern| (folder.clone(), pattern.to_owned())));
            }
        }
    }
    patterns
}

/// The fields of the option `key` that hold paths.
fn path_fields(entry: &RuleEntry, key: &str) -> impl Iterator<Item = &'static str> {
    let spec = entry.rule.options.iter().find(|spec| spec.key == key);
    let fields = match spec.map(|spec| spec.kind) {
        Some(OptionKind::Records(fields)) => fields,
        _ => &[],
    };
    fields.iter().filter(|field| field.kind == FieldKind::Path).map(|field| field.key)
}

/// What `pattern` names; `None` if nobody can tell.
fn files(
    fs: &dyn FileSystem,
    configurations: &mut Configurations<'_>,
    folder: &str,
    pattern: &str,
) -> Option<Vec<RepositoryFile>> {
    let named = match named::files(fs, configurations, folder, pattern, WANTED) {
        Ok(named) if named.complete => named,
        // only a link leads out, and what it leads to is not in the repository
        Err(Refusal::Absent | Refusal::Outside) => return Some(Vec::new()),
        Ok(_) | Err(Refusal::Broken(_)) => return None,
    };
    if !is_spelt_so(fs, folder, pattern) {
        return Some(Vec::new());
    }
    let files = named.files.into_iter().filter_map(|path| {
        let status = fs.status(&path).ok().filter(|status| status.file_type == FileType::File)?;
        Some(RepositoryFile { path, bytes: status.bytes, executable: status.executable })
    });
    Some(files.collect())
}

/// Whether the listings spell the literal head of `pattern` so: some file systems do not care about case, the next machine's
/// does. What is below the head was found in listings anyway.
fn is_spelt_so(fs: &dyn FileSystem, folder: &str, pattern: &str) -> bool {
    let mut at = folder.to_owned();
    let mut head =
        pattern.split('/').take_while(|part| !is_pattern(part)).filter(|part| !matches!(*part, "" | "."));
    head.all(|name| {
        let entries = fs.read_dir(if at.is_empty() { "." } else { &at }).unwrap_or_default();
        at = path::join(&at, name);
        entries.iter().any(|entry| entry.name == name)
    })
}
