//! Globs over paths, by the rules of `.gitignore`.

use std::fmt;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// A list of globs that follow `.gitignore` rules, relative to one folder (SUP-6).
#[derive(Clone)]
pub struct PathGlobs {
    root: String,
    globs: Gitignore,
}

impl PathGlobs {
    /// The globs `patterns`, as they stand in a file of the folder `root` (relative to the working directory with `/`;
    /// empty for the working directory itself).
    ///
    /// # Errors
    ///
    /// The number of the first pattern that does not parse, and why.
    pub fn new<'a>(root: &str, patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, (usize, String)> {
        let mut builder = GitignoreBuilder::new("");
        for (number, pattern) in patterns.into_iter().enumerate() {
            // gitignore has no error for these: they would silently match nothing
            if pattern.trim().is_empty() {
                return Err((number, "the pattern is empty".to_owned()));
            }
            builder.add_line(None, pattern).map_err(|error| (number, error.to_string()))?;
        }
        let globs = builder.build().map_err(|error| (0, error.to_string()))?;
        Ok(Self { root: root.trim_end_matches('/').to_owned(), globs })
    }

    /// Whether `path` (relative to the working directory with `/`) or a folder above it matches.
    pub fn is_match(&self, path: &str) -> bool {
        let Some(path) = self.relative(path) else {
            return false;
        };
        self.globs.matched_path_or_any_parents(path, false).is_ignore()
    }

    fn relative<'a>(&self, path: &'a str) -> Option<&'a str> {
        let path = path.strip_prefix("./").unwrap_or(path);
        if self.root.is_empty() || self.root == "." {
            return (!path.starts_with('/') && !path.starts_with("../")).then_some(path);
        }
        let below = path.strip_prefix(self.root.as_str())?.strip_prefix('/')?;
        // the matcher panics on absolute paths
        (!below.starts_with('/')).then_some(below)
    }
}

impl fmt::Debug for PathGlobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PathGlobs({:?}, {} globs)", self.root, self.globs.len())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn matches(root: &str, pattern: &str, path: &str) -> bool {
        PathGlobs::new(root, [pattern]).unwrap().is_match(path)
    }

    #[test]
    fn gitignore_rules_relative_to_the_declaring_folder() {
        assert!(matches("", "legacy/**", "legacy/a/b.yaml"));
        assert!(matches("", "legacy/", "legacy/a/b.yaml"));
        assert!(matches("", "*.gen.yaml", "deep/down/x.gen.yaml"));
        assert!(!matches("", "/x.yaml", "deep/x.yaml"));
        assert!(matches("team", "/x.yaml", "team/x.yaml"));
        assert!(!matches("team", "x.yaml", "other/x.yaml"));
        assert!(!matches("team", "x.yaml", "teammates/x.yaml"));
        assert!(!matches("", "**", "../outside.yaml"));
    }

    #[test]
    fn a_broken_glob_is_an_error() {
        assert!(PathGlobs::new("", ["a", "b[z-a]", "c"]).is_err());
        assert!(PathGlobs::new("", ["a", " "]).is_err_and(|(number, _)| number == 1));
    }
}
