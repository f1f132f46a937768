//! The documentation site: the book of `docs/`, a page for each rule, and tables made from the catalogue.
//!
//! ```text
//! docs/src, docs/*.md, rules/*/*.md, catalogue ── assemble ──► target/xtask/book ── mdBook ──► target/book ── check ──►
//! ```
//!
//! Prose stands in `docs/src`. A line `<!-- generated: NAME -->` there is replaced by the table or list of that name.

mod links;
mod pages;
mod tables;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::tools::{cargo_installed, command, root, run};

/// The version of mdBook that makes the site.
const MDBOOK: &str = "0.5.4";

/// Where the site will stand.
pub(crate) const SITE: &str = "https://readylint.dev/";

/// Makes the site under `target/book` and checks it.
pub(crate) fn site() -> Result<()> {
    let book = root().join("target/xtask/book");
    if book.exists() {
        fs::remove_dir_all(&book).context("cannot remove the old book")?;
    }
    assemble(&book)?;
    let site = root().join("target/book");
    if site.exists() {
        fs::remove_dir_all(&site).context("cannot remove the old site")?;
    }
    let mdbook = cargo_installed("mdbook", MDBOOK, &["--no-default-features", "--features", "search"])?;
    let (source, place) = (book.to_string_lossy(), site.to_string_lossy());
    run(&mut command(mdbook, &["build", &source, "--dest-dir", &place]))?;
    let problems = links::problems(&site)?;
    ensure!(problems.is_empty(), "links that lead nowhere:\n  {}", problems.join("\n  "));
    for entry in readylint::catalogue().entries() {
        let place = entry.url().strip_prefix(SITE).map(|page| site.join(page));
        ensure!(place.is_some_and(|page| page.is_file()), "{} is not a page of the site", entry.url());
    }
    println!("the site is in {}", site.display());
    Ok(())
}

/// Writes the source of the book to `book`.
fn assemble(book: &Path) -> Result<()> {
    let docs = root().join("docs");
    let catalogue = readylint::catalogue();
    for (name, text) in markdown_of(&docs)? {
        write(&book.join(&name), &pages::page_of_docs(&name, &text)?)?;
    }
    for (name, text) in markdown_of(&docs.join("src"))? {
        let text = tables::filled(&name, &text, &catalogue)?;
        write(&book.join("src").join(&name), &text)?;
    }
    for entry in catalogue.entries() {
        let place = format!("src/rules/{}/{}.md", entry.category, entry.id);
        write(&book.join(place), &pages::page_of_rule(entry))?;
    }
    for name in ["book.toml", "site.css"] {
        copy(&docs.join(name), &book.join(name))?;
    }
    copy(&docs.join("readylint.schema.json"), &book.join("src/schema/readylint.schema.json"))
}

/// Names and texts of the Markdown files in `folder`, by name.
fn markdown_of(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for item in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = item.context("cannot read a folder")?.path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {name}"))?;
            files.push((name, text));
        }
    }
    files.sort();
    Ok(files)
}

fn write(file: &Path, text: &str) -> Result<()> {
    make_folder_of(file)?;
    fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    make_folder_of(to)?;
    fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    Ok(())
}

fn make_folder_of(file: &Path) -> Result<()> {
    let folder = file.parent().context("a file has a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_page_can_be_assembled() {
        let folder = std::env::temp_dir().join(format!("readylint-book-{}", std::process::id()));
        let result = super::assemble(&folder).map_err(|error| format!("{error:#}"));
        let summary = std::fs::read_to_string(folder.join("src/SUMMARY.md")).unwrap_or_default();
        let _ = std::fs::remove_dir_all(&folder);
        assert_eq!(result, Ok(()));
        for entry in readylint::catalogue().entries() {
            assert!(summary.contains(&format!("(rules/{}/{}.md)", entry.category, entry.id)), "{summary}");
        }
    }
}
