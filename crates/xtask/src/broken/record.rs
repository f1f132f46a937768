//! Asking a server, and writing down what it says.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context as _, Result, ensure};
use readylint::schema::Lifetime;
use readylint::text::SourceId;
use readylint::yaml::{Node, parse};
use serde_json::{Value, json};

use super::edit::Edit;
use super::{Breaker, Broken, Object, objects};
use crate::tools::{command, root, run, scratch};

/// Where the answers are kept.
const ANSWERS: &str = "crates/readylint_schema/tests/server";
/// How much of a message is kept; servers quote whole objects.
const LONGEST: usize = 240;

/// Breaks all objects, asks the server of a minor at `address` (`127.0.0.1:6443`), and writes down its answers.
pub(crate) fn record(minor: &str, address: &str, token: &str) -> Result<()> {
    let mut breaker = Breaker::default();
    let mut broken = Vec::new();
    for object in objects()? {
        broken.push((breaker.object(&object)?, object));
    }
    let command = format!("cargo xtask broken record {minor} ADDRESS TOKEN");
    judged(&broken, &format!("answers-{minor}.jsonl"), &command, minor, address, token)
}

/// Asks a server for the valid objects as they are, and which of all kinds it serves.
pub(crate) fn lifetimes(minor: &str, address: &str, token: &str) -> Result<()> {
    let whole = Broken { edit: Edit { start: 0, length: 0, replacement: String::new() }, kind: "whole" };
    let objects = objects()?.into_iter().map(|object| (vec![whole.clone()], object)).collect::<Vec<_>>();
    let command = format!("cargo xtask broken lifetimes {minor} ADDRESS TOKEN");
    judged(&objects, &format!("objects-{minor}.jsonl"), &command, minor, address, token)?;
    let kinds = Lifetime::all().filter(|lifetime| lifetime.product().is_none());
    let kinds: Vec<(&str, &str)> = kinds.map(|lifetime| (lifetime.api_version(), lifetime.kind())).collect();
    let mut questions = String::new();
    for (api_version, kind) in &kinds {
        let text = format!("apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: least}}\n");
        let question =
            json!({ "apiVersion": api_version, "kind": kind, "namespace": "default", "text": text });
        questions.push_str(&question.to_string());
        questions.push('\n');
    }
    let (version, said) = ask(address, token, minor, &questions)?;
    let mut text = format!(
        "# What kube-apiserver {version} answers to the least object of each kind of data/lifetimes.txt: apiVersion, kind, status.\n\
         # 404: it does not serve the kind. Made by `{command}`.\n"
    );
    for ((api_version, kind), answer) in kinds.iter().zip(said) {
        // writing to a string cannot fail
        let _ = writeln!(text, "{api_version}\t{kind}\t{}", answer["code"]);
    }
    write(&format!("served-{minor}.txt"), &text)
}

/// Asks a server for objects, and writes its answers to `file`.
fn judged(
    broken: &[(Vec<Broken>, Object)],
    file: &str,
    command: &str,
    minor: &str,
    address: &str,
    token: &str,
) -> Result<()> {
    let mut questions = String::new();
    for (broken, object) in broken {
        for broken in broken {
            questions.push_str(&question(object, &broken.edit.apply(&object.text))?.to_string());
            questions.push('\n');
        }
    }
    let count = questions.lines().count();
    eprintln!("{count} documents");
    let (version, said) = ask(address, token, minor, &questions)?;
    ensure!(said.len() == count, "{} answers to {count} documents", said.len());
    let mut text = json!({ "server": version, "documents": said.iter().filter(|answer| answer["code"] != 0).count(), "command": command }).to_string();
    text.push('\n');
    let mut said = said.iter();
    for (broken, object) in broken.iter().filter(|(broken, _)| !broken.is_empty()) {
        // writing to a string cannot fail
        let _ = writeln!(text, "{}", json!(object.file));
        // a connection that the server closed is no answer
        let answered = broken.iter().zip(said.by_ref()).filter(|(_, answer)| answer["code"] != 0);
        for (broken, answer) in answered {
            let _ = writeln!(text, "{}", line(broken, answer));
        }
    }
    write(file, &text)
}

fn write(file: &str, text: &str) -> Result<()> {
    let folder = root().join(ANSWERS);
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {ANSWERS}"))?;
    fs::write(folder.join(file), text).with_context(|| format!("cannot write {file}"))
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

/// The version of the server, which must be of the minor, and what it says of all questions.
fn ask(address: &str, token: &str, minor: &str, questions: &str) -> Result<(String, Vec<Value>)> {
    let folder = scratch("broken")?;
    let [from, to] = ["questions.jsonl", "answers.jsonl"].map(|name| folder.join(name));
    fs::write(&from, questions).context("cannot write the questions")?;
    let program = "crates/xtask/src/broken/ask.py";
    let (from, to) = (from.to_string_lossy(), to.to_string_lossy());
    run(&mut command("python3", &[program, address, token, &from, &to]))?;
    let said = fs::read_to_string(&*to).context("cannot read the answers")?;
    let mut said =
        said.lines().map(|line| serde_json::from_str::<Value>(line).context("an answer is no JSON"));
    let head = said.next().context("the server said nothing")??;
    let version = head["server"].as_str().unwrap_or_default().to_owned();
    ensure!(version.starts_with(&format!("v{minor}.")), "the server is of {version}, not {minor}");
    Ok((version, said.collect::<Result<_>>()?))
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
