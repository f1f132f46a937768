//! `.gitignore` files, one in each folder, as git reads them.

use std::sync::Arc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::path;

/// The rules of one file, and those of the files above it.
#[derive(Debug)]
pub(crate) struct IgnoreRules {
    /// Where its patterns start.
    folder: String,
    /// The name of the file, for people.
    file: String,
    rules: Gitignore,
    above: Option<Arc<IgnoreRules>>,
}

impl IgnoreRules {
    /// The rules in `text`, the content of `file`, for what is in `folder`. Lines that do not parse match nothing, as in
    /// git.
    pub(crate) fn new(
        folder: &str,
        file: String,
        text: &[u8],
        above: Option<Arc<Self>>,
    ) -> Option<Arc<Self>> {
        let mut builder = GitignoreBuilder::new("");
        let text = String::from_utf8_lossy(text);
        for line in text.trim_start_matches('\u{feff}').lines() {
            // an invalid line is left out, the others hold
            let _ = builder.add_line(None, line);
        }
        match builder.build() {
            Ok(rules) if !rules.is_empty() => {
                Some(Arc::new(Self { folder: folder.to_owned(), file, rules, above }))
            }
            _ => above,
        }
    }

    /// The file that says that `path` is ignored. Folders above `path` are not looked at: the walk stops there.
    pub(crate) fn ignoring<'a>(
        rules: Option<&'a Arc<Self>>,
        cwd: &str,
        path: &str,
        is_folder: bool,
    ) -> Option<&'a str> {
        let mut next = rules;
        while let Some(rules) = next {
            let (folder, whole);
            let inside = path::below(&rules.folder, path);
            let inside = if inside.is_some() {
                inside
            } else {
                (folder, whole) = (path::absolute(cwd, &rules.folder), path::absolute(cwd, path));
                path::below(&folder, &whole)
            };
            let inside = inside.unwrap_or_default();
            let found = if inside.is_empty() { Match::None } else { rules.rules.matched(inside, is_folder) };
            match found {
                Match::Ignore(_) => return Some(&rules.file),
                Match::Whitelist(_) => return None,
                Match::None => next = rules.above.as_ref(),
            }
        }
        None
    }
}
