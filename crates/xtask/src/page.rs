//! The page of `readylint graph --format html`, tried in a real browser by `tests/graph_page`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::tools::{command, root, run, scratch};

/// The names of the browser, in the order in which they are tried.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The rule of a policy of `fixtures/voting-app` that admits workers to Redis, and what shuts them out.
const FLAW: (&str, &str) = ("port: 6379", "port: 6378");

/// Makes the pages and runs the tests; installs Chromium from Debian where there is no browser.
pub(crate) fn test() -> Result<()> {
    let browser = browser()?;
    let folder = scratch("graph-page")?;
    let manifests = root().join("fixtures/voting-app/rendered/prod.yaml");
    let text = fs::read_to_string(&manifests).context("cannot read the fixture")?;
    ensure!(text.contains(FLAW.0), "the fixture has no `{}`", FLAW.0);
    let flawed = folder.join("voting-app");
    fs::create_dir_all(&flawed).context("cannot create a folder")?;
    fs::write(flawed.join("prod.yaml"), text.replace(FLAW.0, FLAW.1)).context("cannot write")?;
    let configuration = "readylint.yaml";
    fs::copy(root().join("fixtures/voting-app").join(configuration), flawed.join(configuration))
        .context("cannot copy the configuration")?;
    let ready = print(&root().join("fixtures/voting-app"), &folder.join("ready"))?;
    let flawed = print(&flawed, &folder.join("flawed"))?;
    let tests = root().join("tests/graph_page");
    let place = tests.to_string_lossy().into_owned();
    run(&mut command("npm", &["ci", "--silent", "--no-audit", "--no-fund", "--prefix", &place]))?;
    let mut node = command("node", &["--test", "tests/graph_page/page.test.mjs"]);
    node.env("CHROMIUM", browser).env("READY", ready).env("FLAWED", flawed).env("SHOTS", &folder);
    run(&mut node)
}

/// Writes the graph of `input` as page and as data to `name.html` and `name.json`.
fn print(input: &Path, name: &Path) -> Result<PathBuf> {
    for format in ["html", "json"] {
        let arguments =
            ["run", "--quiet", "--locked", "--package", "readylint_cli", "--", "graph", "--format", format];
        let output =
            command(env!("CARGO"), &arguments).arg(input).output().context("cannot run readylint")?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::write(name.with_extension(format), output.stdout).context("cannot write")?;
    }
    Ok(name.to_path_buf())
}

fn browser() -> Result<PathBuf> {
    if let Some(found) = installed() {
        return Ok(found);
    }
    run(&mut command("apt-get", &["update"]))?;
    run(&mut command("apt-get", &["install", "--yes", "--no-install-recommends", "chromium"]))?;
    match installed() {
        Some(found) => Ok(found),
        None => bail!("there is no Chromium, and Debian's could not be installed"),
    }
}

/// The first of the browsers that is on the `PATH` and starts.
fn installed() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let files = BROWSERS.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let works =
        |file: &PathBuf| Command::new(file).arg("--version").output().is_ok_and(|it| it.status.success());
    files.filter(|file| file.is_file()).find(works)
}
