//! Files of the project that are no manifests, as far as options of rules name them.

use std::collections::BTreeMap;

/// The files that one configuration's options name. The loader finds them; a rule never touches a file system.
#[derive(Clone, Debug, Default)]
pub struct Repository {
    /// By the pattern as written; `None`: there is too much to look through, nobody can tell.
    named: BTreeMap<String, Option<Vec<RepositoryFile>>>,
}

/// A file that a pattern names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryFile {
    /// Its path, as in other messages.
    pub path: String,
    /// How many bytes it holds.
    pub bytes: u64,
    /// Whether its owner may execute it; `None` where the file system does not say.
    pub executable: Option<bool>,
}

impl Repository {
    /// Says what `pattern` names.
    pub fn insert(&mut self, pattern: &str, files: Option<Vec<RepositoryFile>>) {
        self.named.insert(pattern.to_owned(), files);
    }

    /// The files that `pattern` names, sorted by path; `None` if nobody can tell.
    pub fn files(&self, pattern: &str) -> Option<&[RepositoryFile]> {
        self.named.get(pattern)?.as_deref()
    }

    /// Whether no option names any file.
    pub fn is_empty(&self) -> bool {
        self.named.is_empty()
    }
}
