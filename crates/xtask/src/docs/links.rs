//! Whether the links of the site lead somewhere. What leads out of it is not asked.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::SITE;

/// A page that is shown in place of missing ones, wherever those are: its links start at the root of the site.
const NOT_FOUND: &str = "404.html";

/// The links of a page, and the places in it that links may name.
#[derive(Default)]
struct Page {
    links: Vec<String>,
    ids: BTreeSet<String>,
}

/// What is wrong with the links of the pages below `site`, one line each.
pub(super) fn problems(site: &Path) -> Result<Vec<String>> {
    let mut pages = BTreeMap::new();
    for file in files(site)? {
        let page = if file.extension().is_some_and(|extension| extension == "html") {
            let text =
                fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            read(&text)
        } else {
            Page::default()
        };
        pages.insert(file.strip_prefix(site).unwrap_or(&file).to_owned(), page);
    }
    let mut problems = Vec::new();
    for (file, page) in &pages {
        let folder = file.parent().filter(|_| file != Path::new(NOT_FOUND)).unwrap_or(Path::new(""));
        for link in &page.links {
            if let Some(problem) = problem(&pages, (file, folder), link) {
                problems.push(format!("{}: {link}: {problem}", file.display()));
            }
        }
    }
    Ok(problems)
}

fn problem(pages: &BTreeMap<PathBuf, Page>, (file, folder): (&Path, &Path), link: &str) -> Option<String> {
    let (folder, link) = match link.strip_prefix(SITE) {
        Some(link) => (Path::new(""), link),
        None if link.contains("://") || link.starts_with("mailto:") || link.starts_with("data:") => {
            return None;
        }
        None => link.strip_prefix('/').map_or((folder, link), |link| (Path::new(""), link)),
    };
    let (path, part) = link.split_once('#').map_or((link, ""), |(path, part)| (path, part));
    let path = path.split('?').next().unwrap_or(path);
    let mut target = match joined(folder, path) {
        Some(_) if path.is_empty() && link.starts_with('#') => file.to_owned(),
        Some(target) => target,
        None => return Some("it leads out of the site".to_owned()),
    };
    if path.ends_with('/') || target.as_os_str().is_empty() {
        target.push("index.html");
    }
    let Some(page) = pages.get(&target) else {
        return Some(format!("there is no {}", target.display()));
    };
    let is_there = part.is_empty() || page.ids.contains(part);
    (!is_there).then(|| format!("{} has no `{part}`", target.display()))
}

/// `path` from `folder`; `None` if it leads out of the site.
fn joined(folder: &Path, path: &str) -> Option<PathBuf> {
    let mut steps: Vec<&str> = folder.iter().filter_map(|step| step.to_str()).collect();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()?),
            step => steps.push(step),
        }
    }
    Some(steps.iter().collect())
}

/// The attributes of a page that are links, and those that name places.
fn read(text: &str) -> Page {
    let values = |name: &str| -> Vec<String> {
        let start = format!(" {name}=\"");
        let values = text.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next());
        values.map(|value| value.replace("&amp;", "&")).collect()
    };
    let links = [values("href"), values("src")].concat();
    Page { links, ids: [values("id"), values("name")].concat().into_iter().collect() }
}

/// All files below `folder`.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for item in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let path = item.context("cannot read a folder")?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_resolved() {
        let page = |text: &str| read(text);
        let index = page("<h2 class=\"x\" id=\"rules\">Rules</h2><a class=\"y\" href=\"a/b.html#part\">");
        let pages: BTreeMap<PathBuf, Page> = [
            ("index.html", index),
            ("a/b.html", page("<h1 id=\"part\"></h1>")),
            ("a/style.css", Page::default()),
        ]
        .into_iter()
        .map(|(name, page)| (PathBuf::from(name), page))
        .collect();
        assert_eq!(pages[Path::new("index.html")].links, ["a/b.html#part"]);
        let at = (Path::new("a/b.html"), Path::new("a"));
        for link in [
            "b.html",
            "#part",
            "../index.html#rules",
            "style.css?v=1",
            "../",
            "/",
            "/a/b.html",
            "https://example.com/x",
            "https://readylint.dev/a/b.html#part",
            "mailto:a@example.com",
        ] {
            assert_eq!(problem(&pages, at, link), None, "{link}");
        }
        for link in
            ["c.html", "#other", "../../index.html", "/b.html", "https://readylint.dev/c.html", "b.html#x"]
        {
            assert!(problem(&pages, at, link).is_some(), "{link}");
        }
    }
}
