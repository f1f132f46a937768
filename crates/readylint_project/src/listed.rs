//! A file system that remembers listings, for the length of one load.
//!
//! Every folder that is walked is also asked for seven names that are hardly ever there (`.git`, `readylint.yaml`,
//! `kustomization.yaml`…). Its listing, which the walk has read already, answers without asking the system.

use std::io;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::{DirEntry, FileStatus, FileSystem, FileType};

/// A view of another file system during one load; what changes meanwhile may be seen or not.
pub(crate) struct Listed<'a> {
    below: &'a dyn FileSystem,
    /// Sorted names of the entries, by folder.
    names: Mutex<FxHashMap<String, Vec<String>>>,
}

impl<'a> Listed<'a> {
    pub(crate) fn new(below: &'a dyn FileSystem) -> Self {
        Self { below, names: Mutex::default() }
    }

    /// Whether the listing of the folder is known and lacks the name.
    fn is_known_absent(&self, path: &str) -> bool {
        let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
        let names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        names
            .get(folder)
            .is_some_and(|names| names.binary_search_by(|other| other.as_str().cmp(name)).is_err())
    }
}

impl FileSystem for Listed<'_> {
    fn working_directory(&self) -> &str {
        self.below.working_directory()
    }

    fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        self.below.read(path, limit)
    }

    fn file_type(&self, path: &str) -> io::Result<FileType> {
        if self.is_known_absent(path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        self.below.file_type(path)
    }

    fn read_dir(&self, path: &str) -> io::Result<Vec<DirEntry>> {
        let entries = self.below.read_dir(path)?;
        let names = entries.iter().map(|entry| entry.name.clone()).collect();
        self.names.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), names);
        Ok(entries)
    }

    fn status(&self, path: &str) -> io::Result<FileStatus> {
        self.below.status(path)
    }

    fn canonical(&self, path: &str) -> io::Result<String> {
        self.below.canonical(path)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::MemoryFileSystem;

    #[test]
    fn a_listing_answers_for_what_is_absent() {
        let mut below = MemoryFileSystem::new().with("apps/web.yaml", "a: 1");
        let names = |files: &dyn FileSystem| files.read_dir("apps").unwrap().len();
        assert_eq!(names(&Listed::new(&below)), 1);
        let absent = {
            let listed = Listed::new(&below);
            names(&listed);
            assert!(listed.file_type("apps/web.yaml").is_ok());
            listed.file_type("apps/readylint.yaml").unwrap_err().kind()
        };
        assert_eq!(absent, io::ErrorKind::NotFound);
        // a folder that was not listed is asked for
        below.insert("apps/readylint.yaml", "");
        assert!(Listed::new(&below).file_type("apps/readylint.yaml").is_ok());
    }
}
