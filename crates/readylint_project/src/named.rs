//! The files that a pattern in a configuration names: which folder it starts from, and the walk below.

use std::collections::BTreeSet;

use globset::{GlobBuilder, GlobMatcher};

use crate::config::Configurations;
use crate::discover::is_pattern;
use crate::fs::FileType;
use crate::{FileSystem, path};

/// How many entries of folders are looked at for one pattern.
const ENTRIES: usize = 100_000;

/// What a pattern names.
#[derive(Debug, Default)]
pub(crate) struct Named {
    /// The files, in readylint's form.
    pub(crate) files: BTreeSet<String>,
    /// Links that it names, wherever they lead.
    links: Vec<String>,
    /// Whether all that could be named was looked at.
    pub(crate) complete: bool,
}

/// Which files and folders a walk cares for, by name.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    /// Folders that are entered.
    pub(crate) folder: fn(&str) -> bool,
    /// Files that are taken below a folder or by a glob.
    pub(crate) file: fn(&str) -> bool,
    /// Whether a glob that matches a folder names the files in it.
    pub(crate) whole_folders: bool,
    /// Whether a link to a file inside the repository is a file.
    pub(crate) links: bool,
}

/// Why a pattern names nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It leads out of the repository, by itself or by a link.
    Outside,
    /// Nothing is where it starts.
    Absent,
    /// It does not parse.
    Broken(String),
}

/// The files that `pattern`, which stands in a configuration of `folder`, names: a file, what is below a folder, or what a glob
/// matches.
pub(crate) fn files(
    fs: &dyn FileSystem,
    configurations: &mut Configurations<'_>,
    folder: &str,
    pattern: &str,
    wanted: Wanted,
) -> Result<Named, Refusal> {
    let cwd = fs.working_directory();
    let parts: Vec<&str> = pattern.split('/').collect();
    let literal = parts.iter().take_while(|part| !is_pattern(part)).count();
    let (head, rest) = parts.split_at(literal);
    let start = path::resolve(cwd, folder, &head.join("/"));
    let project = configurations.project_of(folder);
    let inside = |root: &str, path: &str| path::below(root, path).is_some();
    if !inside(&path::absolute(cwd, &project), &path::absolute(cwd, &start)) {
        return Err(Refusal::Outside);
    }
    match (fs.file_type(&start), fs.canonical(&project), fs.canonical(&start)) {
        (Ok(FileType::File), Ok(root), Ok(file)) if rest.is_empty() && inside(&root, &file) => {
            Ok(Named { files: BTreeSet::from([start]), links: Vec::new(), complete: true })
        }
        (Ok(FileType::Folder), Ok(root), Ok(below)) if inside(&root, &below) => {
            let glob = match rest {
                [] => None,
                rest => Some(
                    GlobBuilder::new(&rest.join("/"))
                        .literal_separator(true)
                        .build()
                        .map_err(|error| Refusal::Broken(error.kind().to_string()))?
                        .compile_matcher(),
                ),
            };
            let mut named = walk(fs, &start, glob.as_ref(), wanted);
            let is_file_inside = |link: &String| {
                fs.is_file(link) && fs.canonical(link).is_ok_and(|target| inside(&root, &target))
            };
            named.files.extend(std::mem::take(&mut named.links).into_iter().filter(is_file_inside));
            Ok(named)
        }
        (Ok(_), Ok(_), Ok(_)) => Err(Refusal::Outside),
        _ => Err(Refusal::Absent),
    }
}

/// The files below `start` that match `glob`, or lie in a folder that does; all of them without one. Links are not followed.
pub(crate) fn walk(fs: &dyn FileSystem, start: &str, glob: Option<&GlobMatcher>, wanted: Wanted) -> Named {
    let mut named = Named { files: BTreeSet::new(), links: Vec::new(), complete: true };
    let mut folders = vec![(start.to_owned(), glob.is_none())];
    let mut left = ENTRIES;
    while let Some((folder, is_matched)) = folders.pop() {
        for entry in fs.read_dir(&folder).unwrap_or_default() {
            if left == 0 {
                named.complete = false;
                return named;
            }
            left -= 1;
            let path = path::join(&folder, &entry.name);
            let below = path::below(start, &path).unwrap_or_default();
            let is_match = is_matched || glob.is_some_and(|glob| glob.is_match(below));
            match entry.file_type {
                FileType::Folder if (wanted.folder)(&entry.name) => {
                    folders.push((path, is_matched || is_match && wanted.whole_folders));
                }
                FileType::File if is_match && (wanted.file)(&entry.name) => {
                    named.files.insert(path);
                }
                FileType::Link if wanted.links && is_match && (wanted.file)(&entry.name) => {
                    named.links.push(path)
                }
                _ => {}
            }
        }
    }
    named
}
