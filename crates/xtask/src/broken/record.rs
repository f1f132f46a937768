//! Asking a server, and writing down what it says.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use readylint::text::SourceId;
use readylint::yaml::{Node, parse};
use serde_json::{Value, json};

use super::{Breaker, Broken, Object, objects};
use crate::tools::{command, root, run, scratch};

/// Where the answers are kept.
const ANSWERS: &str = "crates/readylint_schema/tests/server";
/// How much of a message is kept; servers quote whole objects.
const LONGEST: usize = 240;

/// Breaks all objects, asks the server of a minor at `address` (`127.0.0.1:6443`), and writes down its answers.
pub(crate) fn record(minor: &str, address: &str, token: &str) -> Result<()> {
    let objects = objects()?;
    let mut breaker = Breaker::default();
    let mut broken = Vec::new();
    for object in &objects {
        broken.push(breaker.object(object)?);
    }
    let mut questions = String::new();
    for (object, broken) in objects.iter().zip(&broken) {
        for broken in broken {
            questions.push_str(&question(object, &broken.edit.apply(&object.text))?.to_string());
            questions.push('\n');
        }
    }
    let count = broken.iter().map(Vec::len).sum::<usize>();
    eprintln!("{count} documents");
    let said = ask(address, token, &questions)?;
    let mut said =
        said.lines().map(|line| serde_json::from_str::<Value>(line).context("an answer is no JSON"));
    let head = said.next().context("the server said nothing")??;
    let version = head["server"].as_str().unwrap_or_default();
    ensure!(version.starts_with(&format!("v{minor}.")), "the server is of {version}, not {minor}");
    let mut text = json!({
        "server": version,
        "documents": count,
        "command": format!("cargo xtask broken record {minor} ADDRESS TOKEN"),
    })
    .to_string();
    text.push('\n');
    for (object, broken) in objects.iter().zip(&broken) {
        if !broken.is_empty() {
            // writing to a string cannot fail
            let _ = writeln!(text, "{}", json!(object.file));
        }
        for broken in broken {
            let answer = said.next().context("an answer is missing")??;
            let _ = writeln!(text, "{}", line(broken, &answer));
        }
    }
    let file = format!("{ANSWERS}/answers-{minor}.jsonl");
    fs::create_dir_all(root().join(ANSWERS)).with_context(|| format!("cannot create {ANSWERS}"))?;
    fs::write(root().join(&file), text).with_context(|| format!("cannot write {file}"))
}

/// What is asked of a document: where it goes is told by the object before it was broken.
fn question(object: &Object, text: &str) -> Result<Value> {
    let parsed = parse(SourceId::new(0), object.text.clone().into());
    let root = parsed.tree.roots().next().with_context(|| format!("{} is empty", object.file))?;
    let field = |key: &str| root.get(key).and_then(Node::as_str);
    let namespace = root.at("/metadata/namespace").and_then(Node::as_str);
    Ok(
        json!({ "apiVersion": field("apiVersion"), "kind": field("kind"), "namespace": namespace, "text": text }),
    )
}

/// What the server says of all questions, a line each.
fn ask(address: &str, token: &str, questions: &str) -> Result<String> {
    let folder = scratch("broken")?;
    let [from, to] = ["questions.jsonl", "answers.jsonl"].map(|name| folder.join(name));
    fs::write(&from, questions).context("cannot write the questions")?;
    let program = Path::new("crates/xtask/src/broken/ask.py");
    let arguments = [program, Path::new(address), Path::new(token), &from, &to];
    let arguments: Vec<_> = arguments.iter().map(|argument| argument.to_string_lossy()).collect();
    let arguments: Vec<&str> = arguments.iter().map(AsRef::as_ref).collect();
    run(&mut command("python3", &arguments))?;
    fs::read_to_string(&to).context("cannot read the answers")
}

/// Start, length and text of the edit, what it does, the server's code, its message, and the causes it gives. The message is
/// left out where the causes say it all.
fn line(broken: &Broken, answer: &Value) -> Value {
    let causes: Vec<Value> = answer["causes"].as_array().into_iter().flatten().map(cause).collect();
    let message = answer["message"].as_str().unwrap_or_default();
    // "Pod in version "v1" cannot be handled as a Pod: " tells nothing new
    let message = message
        .split_once(" cannot be handled as a ")
        .map_or(message, |(_, rest)| rest.split_once(": ").map_or(rest, |(_, reason)| reason));
    let message = if causes.is_empty() { short(message) } else { String::new() };
    let edit = &broken.edit;
    json!([edit.start, edit.length, edit.replacement, broken.kind, answer["code"], message, causes])
}

fn cause(cause: &Value) -> Value {
    let part = |at: usize| cause[at].as_str().unwrap_or_default();
    json!([part(0), part(1).trim_start_matches("FieldValue"), short(part(2))])
}

/// The text, its middle left out if it is long.
fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let first: String = text.chars().take(LONGEST / 3).collect();
    let last: Vec<char> = text.chars().rev().take(LONGEST - LONGEST / 3).collect();
    format!("{first}…{}", last.into_iter().rev().collect::<String>())
}
