//! Our answers to template expressions against those of Helm's engine: `cargo xtask helm-fuzz FILE`.
//!
//! The Go program `go/helm-fuzz` makes the expressions and writes the answers down.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use readylint::helm::chart::{self, ChartInput, InputFile};
use readylint::helm::render::{self, Options};
use readylint::text::Sources;
use serde_json::Value;

/// How deep the stack of the renders may grow.
const STACK: usize = 256 << 20;

/// The chart around the expressions, from the first line of the file.
struct Surroundings {
    files: Vec<InputFile>,
}

/// An expression with what Helm says, and what we say if it is something else.
struct Difference {
    template: String,
    theirs: String,
    ours: String,
}

/// Prints every difference, by function.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let [file, only @ ..] = arguments else { bail!("a file is needed") };
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {file}"))?;
    let only: Vec<String> = only.iter().map(|&name| name.to_owned()).collect();
    // an overflow of the stack is a finding, but it should be one of the expression and not of a small stack
    let work = move || compare(&text, &only);
    let thread =
        std::thread::Builder::new().stack_size(STACK).spawn(work).context("cannot start a thread")?;
    let (asked, differences) = thread.join().map_err(|_| anyhow::anyhow!("the comparison panicked"))??;
    let wrong: usize = differences.values().map(Vec::len).sum();
    for (function, list) in &differences {
        println!("## {function}: {} of {}\n", list.len(), asked.get(function).copied().unwrap_or_default());
        for Difference { template, theirs, ours } in list {
            println!("- `{template}`\n    helm: {theirs:?}\n    ours: {ours:?}");
        }
        println!();
    }
    println!("{wrong} of {} expressions differ", asked.values().sum::<usize>());
    Ok(())
}

/// How many expressions of each function were asked, and those that differ.
type Compared = (BTreeMap<String, usize>, BTreeMap<String, Vec<Difference>>);

fn compare(text: &str, only: &[String]) -> Result<Compared> {
    let mut lines = text.lines().map(|line| serde_json::from_str::<Value>(line).context("a line is no JSON"));
    let surroundings = Surroundings::read(&lines.next().context("the file is empty")??);
    let (mut asked, mut differences) = (BTreeMap::new(), BTreeMap::<String, Vec<Difference>>::new());
    for row in lines {
        let row = row?;
        let word = |key: &str| row[key].as_str().map(str::to_owned);
        let (function, template) =
            (word("function").unwrap_or_default(), word("template").unwrap_or_default());
        if !only.is_empty() && !only.contains(&function) {
            continue;
        }
        *asked.entry(function.clone()).or_default() += 1;
        let theirs = match (word("text"), word("error")) {
            (Some(text), _) => format!("text: {text}"),
            (None, error) => format!("error: {}", error.unwrap_or_default()),
        };
        // an abort would not say where
        if std::env::var_os("READYLINT_FUZZ_TRACE").is_some() {
            eprintln!("{template}");
        }
        let ours = catch_unwind(AssertUnwindSafe(|| surroundings.render(&template)));
        let ours = ours.unwrap_or_else(|_| "panic".to_owned());
        if plain(&ours) != plain(&theirs) {
            differences.entry(function).or_default().push(Difference { template, theirs, ours });
        }
    }
    Ok((asked, differences))
}

/// The text with one U+FFFD for each run of them: Go and Rust do not count damaged bytes alike.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\u{fffd}' || !plain.ends_with(c) {
            plain.push(c);
        }
    }
    plain
}

/// What the command adds to what the engine says.
const HINT: &str = "\n\nUse --debug flag to render out invalid YAML";
/// Where the expression stands in its chart.
const TEMPLATE: &str = "templates/x.yaml";

impl Surroundings {
    fn read(header: &Value) -> Self {
        let file =
            |path: &str, text: &str| InputFile { path: path.into(), bytes: Arc::from(text.as_bytes()) };
        let part = |key: &str| header[key].as_str().unwrap_or_default();
        let files = vec![
            file("Chart.yaml", part("chart")),
            file("values.yaml", part("values")),
            file("templates/_helpers.tpl", part("helpers")),
            file("files/a.txt", "first\nsecond\n"),
            file("files/b.yaml", "k: v\n"),
        ];
        Self { files }
    }

    /// What we make of a template, as `text: …` or `error: …`.
    fn render(&self, template: &str) -> String {
        let mut files = self.files.clone();
        files.push(InputFile { path: TEMPLATE.into(), bytes: Arc::from(template.as_bytes()) });
        let mut sources = Sources::new();
        let input = ChartInput { folder: "fuzz".into(), files };
        let chart = match chart::load(input, &|_| None, &mut sources) {
            Ok(chart) => chart,
            Err(error) => return format!("error: {error}"),
        };
        let rendered = render::render(&chart, &sources, &Options::default());
        if let Some(error) = rendered.errors.first() {
            return format!("error: {}", error.helm.strip_suffix(HINT).unwrap_or(&error.helm));
        }
        let file = rendered.files.iter().find(|file| file.name.ends_with(TEMPLATE));
        file.map_or_else(|| "nothing".to_owned(), |file| format!("text: {}", file.text))
    }
}
