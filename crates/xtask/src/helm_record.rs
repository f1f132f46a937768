//! Writes down what the real Helm makes of the charts of `readylint_helm`'s tests: `cargo xtask helm-record`.
//!
//! A folder with `cases.json` is a set of cases: names, each with the arguments after `helm template release-name chart`.
//! The answers stand in `helm-VERSION.txt` next to it; where an older Helm says what 4.3 says there is only that file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, Result, bail, ensure};
use readylint::helm::HelmVersion;

use crate::helm_parity::Oracle;
use crate::tools::root;

/// The folder of the charts.
const CHARTS: &str = "crates/readylint_helm/tests/recorded";
/// How often Helm is asked; where it does not always say the same there is nothing to write down.
const RUNS: usize = 3;

/// Records the answers of the Helm at `program`, or with `check` compares them with the recorded ones.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let (program, check) = match arguments {
        [program] => (*program, false),
        ["--check", program] => (*program, true),
        _ => bail!("the path of a Helm is needed"),
    };
    let oracle = Oracle::new(PathBuf::from(program))?;
    let said = oracle.version()?;
    let version = HelmVersion::ALL.into_iter().find(|version| version.full() == said);
    let version = version.with_context(|| format!("{program} is Helm {said}, which we do not imitate"))?;
    let mut folders = Vec::new();
    fixtures(&root().join(CHARTS), &mut folders)?;
    ensure!(!folders.is_empty(), "no cases below {CHARTS}");
    let mut stale = Vec::new();
    for folder in folders {
        let answers = answers(&oracle, &folder)?;
        let file = |version: HelmVersion| folder.join(format!("helm-{}.txt", version.name()));
        let newest = HelmVersion::default();
        let kept = fs::read_to_string(file(version)).ok();
        let base = fs::read_to_string(file(newest)).ok();
        if version != newest && base.as_ref() == Some(&answers) {
            if check && kept.is_some() {
                stale.push(folder);
            } else if kept.is_some() {
                fs::remove_file(file(version)).context("cannot remove an answer")?;
            }
        } else if kept.as_ref() != Some(&answers) {
            if check {
                stale.push(folder);
            } else {
                fs::write(file(version), answers).context("cannot write the answers")?;
            }
        }
    }
    ensure!(stale.is_empty(), "not what Helm {said} says; run `cargo xtask helm-record`: {stale:?}");
    Ok(())
}

/// The folders with cases, sorted.
fn fixtures(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    if folder.join("cases.json").is_file() {
        found.push(folder.to_owned());
        return Ok(());
    }
    let list = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut items = list.map(|item| Ok(item?.path())).collect::<Result<Vec<_>>>()?;
    items.sort();
    items.iter().filter(|item| item.is_dir()).try_for_each(|item| fixtures(item, found))
}

/// All answers of one folder: `=== CASE`, then what Helm prints, or `Error: ` with its message.
fn answers(oracle: &Oracle, folder: &Path) -> Result<String> {
    let text = fs::read_to_string(folder.join("cases.json")).context("cannot read the cases")?;
    let cases: BTreeMap<String, Vec<String>> =
        serde_json::from_str(&text).with_context(|| format!("{}: cases.json", folder.display()))?;
    let mut answers = String::new();
    for (name, arguments) in cases {
        let ask = || -> Result<String> {
            let mut command = oracle.command(&["template", "release-name", "chart"]);
            command.args(&arguments).current_dir(folder).stdin(Stdio::null());
            let answer = oracle.answer(&mut command)?;
            Ok(answer.result.unwrap_or_else(|message| format!("Error: {message}\n")))
        };
        let answer = ask()?;
        for _ in 1..RUNS {
            ensure!(ask()? == answer, "{}: {name}: Helm does not always say the same", folder.display());
        }
        let _ = write!(answers, "=== {name}\n{answer}");
    }
    Ok(answers)
}
