//! Paths as readylint names them: text with `/`, relative to the working directory where they lie in it.
//!
//! The working directory itself is the empty path. What lies outside of it is kept as given, `../x` or `/x`. All
//! functions are lexical; whether something exists is asked of a [`FileSystem`](crate::FileSystem).

/// Whether `path` starts at a root.
pub(crate) fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || matches!(path.as_bytes(), [drive, b':', b'/', ..] if drive.is_ascii_alphabetic())
}

/// `path` as given on a command line, in readylint's form. `cwd` is absolute and in that form.
pub fn normalise(cwd: &str, path: &str) -> String {
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let cleaned = clean(&path);
    let whole = absolute(cwd, &cleaned);
    match below(cwd, &whole) {
        Some(inside) => inside.to_owned(),
        None => cleaned,
    }
}

/// The absolute form of `path`.
pub(crate) fn absolute(cwd: &str, path: &str) -> String {
    if is_absolute(path) { clean(path) } else { clean(&format!("{cwd}/{path}")) }
}

/// `path` without `.`, `..` and double separators, as far as that can be known from the text.
fn clean(path: &str) -> String {
    let (root, rest) = match path.as_bytes() {
        [b'/', ..] => ("/", &path[1..]),
        [_, b':', b'/', ..] => path.split_at(3),
        _ => ("", path),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|&last| last != "..") => drop(parts.pop()),
            ".." if !root.is_empty() => {}
            _ => parts.push(part),
        }
    }
    format!("{root}{}", parts.join("/"))
}

/// What of `path` stands below `folder`: empty for the folder itself. Both absolute, or both relative to the same.
pub(crate) fn below<'a>(folder: &str, path: &'a str) -> Option<&'a str> {
    if folder.is_empty() {
        return (!is_absolute(path) && path != ".." && !path.starts_with("../")).then_some(path);
    }
    let rest = path.strip_prefix(folder)?;
    if rest.is_empty() || folder.ends_with('/') {
        return Some(rest);
    }
    rest.strip_prefix('/')
}

/// `name` in `folder`.
pub(crate) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() || folder.ends_with('/') {
        format!("{folder}{name}")
    } else {
        format!("{folder}/{name}")
    }
}

/// `relative`, as it stands in a file of `folder`, in readylint's form.
pub(crate) fn resolve(cwd: &str, folder: &str, relative: &str) -> String {
    if is_absolute(relative) { normalise(cwd, relative) } else { normalise(cwd, &join(folder, relative)) }
}

/// The folder that `path` lies in; `None` for a root of the file system.
pub(crate) fn parent(cwd: &str, path: &str) -> Option<String> {
    if path.is_empty() || path == ".." || path.ends_with("/..") {
        let whole = absolute(cwd, path);
        if whole.ends_with('/') {
            return None;
        }
        return Some(if path.is_empty() { "..".to_owned() } else { format!("{path}/..") });
    }
    match path.rsplit_once('/') {
        None => Some(String::new()),
        Some((_, "")) => None,
        Some(("", _)) => Some("/".to_owned()),
        Some((drive, _)) if drive.len() == 2 && drive.ends_with(':') => Some(format!("{drive}/")),
        Some((folder, _)) => Some(folder.to_owned()),
    }
}

/// `folder` and every folder above it, up to the root of the file system.
pub(crate) fn ancestors(cwd: &str, folder: &str) -> impl Iterator<Item = String> {
    std::iter::successors(Some(folder.to_owned()), move |folder| parent(cwd, folder))
}

/// The last part of `path`.
pub(crate) fn name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// `folder` for people: the working directory is `.`.
pub(crate) fn shown(folder: &str) -> &str {
    if folder.is_empty() { "." } else { folder }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_for_many_spellings() {
        let table = [
            ("a/b.yaml", "a/b.yaml"),
            ("./a//b.yaml", "a/b.yaml"),
            ("a/../b.yaml", "b.yaml"),
            (".", ""),
            ("/w/p", ""),
            ("/w/p/a", "a"),
            ("../p/a", "a"),
            ("../x", "../x"),
            ("/w/x", "/w/x"),
            ("/w/pp/x", "/w/pp/x"),
            ("/w/./x/../y", "/w/y"),
        ];
        for (given, wanted) in table {
            assert_eq!(normalise("/w/p", given), wanted, "{given}");
        }
    }

    #[test]
    fn upwards() {
        let up = |cwd, folder: &str| ancestors(cwd, folder).collect::<Vec<_>>();
        assert_eq!(up("/w/p", "a/b"), ["a/b", "a", "", "..", "../.."]);
        assert_eq!(up("/w/p", "../x"), ["../x", "..", "../.."]);
        assert_eq!(up("/w/p", "/o/x"), ["/o/x", "/o", "/"]);
        assert_eq!(up("/", "a"), ["a", ""]);
        assert_eq!(parent("C:/w", "C:/x").as_deref(), Some("C:/"));
    }

    #[test]
    fn resolving_what_a_file_names() {
        assert_eq!(resolve("/w/p", "a", "../b.yaml"), "b.yaml");
        assert_eq!(resolve("/w/p", "", "../b.yaml"), "../b.yaml");
        assert_eq!(resolve("/w/p", "a", "/w/p/c"), "c");
        assert_eq!(resolve("/", "", "b.yaml"), "b.yaml");
    }

    #[test]
    fn containment_is_by_whole_names() {
        assert_eq!(below("a", "a/b"), Some("b"));
        assert_eq!(below("a", "ab"), None);
        assert_eq!(below("", "a"), Some("a"));
        assert_eq!(below("", "../a"), None);
        assert_eq!(below("/", "/a"), Some("a"));
    }
}
