//! Patterns of a configuration that lies above the working directory.

use readylint_engine::PathGlobs;

use crate::path;

/// `patterns` of a file in `folder`, by the rules of `.gitignore`.
///
/// [`PathGlobs`] compares paths relative to the working directory, which do not start with `folder` if that is above;
/// the patterns are then rewritten to be relative to the working directory.
///
/// # Errors
///
/// The number of the first pattern that does not parse, and why.
pub(crate) fn path_globs(cwd: &str, folder: &str, patterns: &[&str]) -> Result<PathGlobs, (usize, String)> {
    let globs = PathGlobs::new(folder, patterns.iter().copied())?;
    let whole = path::absolute(cwd, folder);
    match path::below(&whole, cwd) {
        Some(steps) if !steps.is_empty() => {
            let steps: Vec<&str> = steps.split('/').collect();
            let moved: Vec<String> = patterns.iter().flat_map(|pattern| moved(pattern, &steps)).collect();
            PathGlobs::new("", moved.iter().map(String::as_str))
        }
        _ => Ok(globs),
    }
}

/// `pattern`, which is relative to a folder, as patterns relative to the folder `steps` below; none if it matches
/// nothing there.
fn moved(pattern: &str, steps: &[&str]) -> Vec<String> {
    let (bang, body) = match pattern.strip_prefix('!') {
        Some(body) => ("!", body),
        None => ("", pattern),
    };
    let anchored = body.trim_end_matches('/').contains('/');
    if !anchored {
        // it matches at any depth: a folder on the way down, or what is below
        let name = body.trim_end_matches('/');
        let on_the_way = steps.iter().any(|step| fits(name, step));
        return vec![format!("{bang}{}", if on_the_way { "**" } else { body })];
    }
    let mut parts: Vec<Vec<&str>> = vec![body.trim_start_matches('/').split('/').collect()];
    for step in steps {
        let mut next: Vec<Vec<&str>> = Vec::new();
        for part in parts {
            match part.split_first() {
                Some((&"**", rest)) => {
                    if rest.first().is_some_and(|first| fits(first, step)) {
                        next.push(rest[1..].to_vec());
                    }
                    next.push(part);
                }
                Some((first, rest)) if fits(first, step) => next.push(rest.to_vec()),
                Some(_) => {}
                None => next.push(part),
            }
        }
        parts = next;
    }
    let text = |part: Vec<&str>| {
        let everything = part.iter().all(|part| part.is_empty());
        if everything { format!("{bang}**") } else { format!("{bang}/{}", part.join("/")) }
    };
    parts.into_iter().map(text).collect()
}

fn fits(pattern: &str, name: &str) -> bool {
    pattern == name || globset::Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(name))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn patterns_from_above() {
        let table = [
            ("sub/**", "a/b.yaml", true),
            ("/sub/a/", "a/b.yaml", true),
            ("sub", "a/b.yaml", true),
            ("*/a/**", "a/b.yaml", true),
            ("**/b.yaml", "a/b.yaml", true),
            ("**/sub/a/*.yaml", "a/b.yaml", true),
            ("*.yaml", "a/b.yaml", true),
            ("other/**", "a/b.yaml", false),
            ("/a/**", "a/b.yaml", false),
            ("a/", "a/b.yaml", true),
            ("/*.yaml", "b.yaml", false),
        ];
        for (pattern, path, wanted) in table {
            let globs = path_globs("/w/sub", "..", &[pattern]).unwrap();
            assert_eq!(globs.is_match(path), wanted, "{pattern}");
        }
        assert!(path_globs("/w/sub", "..", &["a", "b[z-a]"]).is_err_and(|(number, _)| number == 1));
        assert!(path_globs("/w", "k8s", &["a/**"]).unwrap().is_match("k8s/a/x"));
    }
}
