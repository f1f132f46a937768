//! Charts, their values and their dependencies against what the real Helm makes of them: `crates/xtask/go/helm-values`
//! recorded `data/values.jsonl`.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Arc;

use readylint_helm::chart::{self, ActiveChart, ChartInput, InputFile};
use readylint_helm::data::json::{Layout, to_json};
use readylint_helm::provenance::Origins;
use readylint_helm::render::{Options, RenderError, Set, SetKind, ValuesFile, render};
use readylint_helm::value::{Map, Value};
use readylint_helm::{HelmVersion, Limits, Meter};
use readylint_text::{Source, SourceKind, Sources};
use serde_json::Value as Json;

const RECORDED: &str = include_str!("data/values.jsonl");

/// Where we differ on purpose or know that we do: the start of the name of a case, the version, and why.
const DIFFERENCES: &[(&str, &str, &str)] = &[
    (
        "chart/apiVersion: v2\nname: shop\nversion: 1.0.0\nappVersion: .inf",
        "3.17 3.22",
        "a chart is loaded as by Helm 4",
    ),
    ("chart/apiVersion: v2\nname: .", "3.17", "a chart is loaded as by Helm 4"),
    (
        "chart/apiVersion: v2\nname: shop\nversion: 1.0.0\nmaintainers: [x]",
        "3.17 3.22",
        "Go's package is told as in Helm 4",
    ),
    (
        "chart/apiVersion: v2\nname: shop\nversion: 1.0.0\nmaintainers: {",
        "3.17 3.22",
        "Go's package is told as in Helm 4",
    ),
    (
        "chart/apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies: [x]",
        "3.17 3.22",
        "Go's package is told as in Helm 4",
    ),
    (
        "chart/apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies: {",
        "3.17 3.22",
        "Go's package is told as in Helm 4",
    ),
    ("chart/- a", "3.17 3.22", "Go's package is told as in Helm 4"),
    ("chart/just text", "3.17 3.22", "Go's package is told as in Helm 4"),
    ("ignore///a.txt", "3.17", "there each question took another slash away"),
    ("dependencies/import of odd entries", "3.17", "Helm panics"),
    (
        "schema/{\"properties\":{\"a\":{\"enum\":[1,1.0,true,null]}}}",
        "3.17",
        "its library checks the schema itself",
    ),
    ("schema/{\"properties\":{\"x\":{\"$ref\":\"urn:", "3.17", "its library checks the schema itself"),
    (
        "schema/{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"properties\":{\"a\":{\"format\":\"time\"}}}",
        "3.17",
        "its library takes a time without a zone",
    ),
    ("values/values without metadata", "4.1 4.3", "Helm names the folder by its absolute path"),
];

#[derive(Debug, PartialEq)]
enum Answer {
    Charts(BTreeMap<String, Json>),
    Error(String),
}

#[test]
fn values_are_those_of_helm() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for line in RECORDED.lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        let name = case["name"].as_str().unwrap();
        let answers = case["answers"].as_object().unwrap().iter();
        let answers =
            answers.flat_map(|(versions, answer)| versions.split(' ').map(move |version| (version, answer)));
        for (version, recorded) in answers {
            let helm = HelmVersion::from_name(version).unwrap();
            let expected = expected(recorded);
            let found = answer(&case, helm, has_chart(recorded));
            count += 1;
            let is_known = DIFFERENCES
                .iter()
                .any(|(start, versions, _)| name.starts_with(start) && versions.contains(version));
            if (found == expected) == is_known {
                wrong.push(format!("{name} ({version})\n  expected {expected:?}\n  found    {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 1_000, "{count}");
}

/// The lines of a message from a schema come in any order; what the YAML reader says is tested with it.
fn sorted(message: &str) -> String {
    const READER: &str = "error converting YAML to JSON: yaml: ";
    if let Some(at) = message.find(READER) {
        return message[..at + READER.len()].to_owned();
    }
    if !message.starts_with("values don't meet") {
        return message.to_owned();
    }
    let mut lines: Vec<&str> = message.lines().filter(|line| !line.is_empty()).collect();
    lines.sort_unstable();
    lines.join("\n")
}

fn expected(recorded: &Json) -> Answer {
    if let Some(error) = recorded["error"].as_str() {
        // what Helm says of a chart that it could render as far as that
        let error = error.trim_end_matches("\n\nUse --debug flag to render out invalid YAML");
        return Answer::Error(sorted(error.trim_end()));
    }
    let charts = recorded["charts"].as_object().into_iter().flatten();
    Answer::Charts(charts.map(|(path, chart)| (path.clone(), shown(chart.clone()))).collect())
}

/// A nil map is an empty one here: only JSON can tell them apart.
fn shown(mut chart: Json) -> Json {
    if chart["chart"].is_object() && chart["chart"]["Annotations"].is_null() {
        chart["chart"]["Annotations"] = serde_json::json!({});
    }
    chart
}

fn input(case: &Json) -> ChartInput {
    let files = case["files"].as_array().unwrap().iter();
    let mut found: Vec<InputFile> = Vec::new();
    let mut archives: BTreeMap<String, Vec<(String, Vec<u8>)>> = BTreeMap::new();
    let text = |file: &Json, key: &str| file[key].as_str().unwrap().to_owned();
    for file in files {
        let (path, text) = (text(file, "path"), text(file, "text"));
        let mut all = vec![(path.clone(), text.into_bytes())];
        if let Some(folder) =
            path.strip_suffix("Chart.yaml").filter(|folder| folder.is_empty() || folder.ends_with('/'))
        {
            all.push((format!("{folder}templates/probe.yaml"), b"probe".to_vec()));
        }
        for (path, bytes) in all {
            match path.split_once(".tgz/") {
                Some((archive, inner)) => {
                    archives.entry(format!("{archive}.tgz")).or_default().push((inner.to_owned(), bytes));
                }
                None if path.starts_with('@') => {}
                None => found.push(InputFile { path, bytes: bytes.into() }),
            }
        }
    }
    for (path, files) in archives {
        found.push(InputFile { path, bytes: pack(&files).into() });
    }
    ChartInput { folder: "shop".to_owned(), files: found }
}

/// A tar in gzip.
fn pack(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut tar = Vec::new();
    for (name, bytes) in files {
        let mut header = [0_u8; 512];
        let mut put = |at: usize, text: &str| header[at..at + text.len()].copy_from_slice(text.as_bytes());
        put(0, name);
        put(100, "0000644");
        put(124, &format!("{:011o}", bytes.len()));
        put(148, "        ");
        put(156, "0");
        put(257, "ustar\u{0}00");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\u{0}").as_bytes());
        tar.extend(header);
        tar.extend(bytes);
        tar.resize(tar.len().next_multiple_of(512), 0);
    }
    tar.resize(tar.len() + 1024, 0);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&tar).unwrap();
    gzip.finish().unwrap()
}

fn options(case: &Json, helm: HelmVersion, sources: &mut Sources) -> Result<Options, String> {
    let mut options = Options { helm, ..Options::default() };
    let beside: BTreeMap<&str, &str> = case["files"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|file| Some((file["path"].as_str()?.strip_prefix("@/")?, file["text"].as_str()?)))
        .collect();
    let arguments: Vec<&str> =
        case["args"].as_array().into_iter().flatten().map(|argument| argument.as_str().unwrap()).collect();
    for pair in arguments.chunks(2) {
        let (flag, value) = (pair[0], pair[1]);
        let mut insert =
            |name: &str, text: &str| sources.insert(Source::new(name, text, SourceKind::Authored));
        let kind = match flag {
            "--kube-version" => {
                options.kubernetes = Some(value.to_owned());
                continue;
            }
            "-f" => {
                let Some(text) = beside.get(value) else {
                    return Err(format!("open {value}: no such file or directory"));
                };
                let (name, text, source) = (value.to_owned(), Arc::from(*text), insert(value, text));
                options.values.push(ValuesFile { name, text, source });
                continue;
            }
            "--set" => SetKind::Set,
            "--set-string" => SetKind::String,
            "--set-json" => SetKind::Json,
            "--set-file" => SetKind::File,
            "--set-literal" => SetKind::Literal,
            other => panic!("{other}"),
        };
        let files =
            beside.iter().map(|(path, text)| ((*path).to_owned(), Arc::from(text.as_bytes()))).collect();
        options.sets.push(Set { kind, text: value.into(), source: insert(flag, value), start: 0, files });
    }
    Ok(options)
}

/// Whether `.Chart` is recorded too.
fn has_chart(recorded: &Json) -> bool {
    recorded["charts"]
        .as_object()
        .is_some_and(|charts| charts.values().all(|chart| chart["chart"].is_object()))
}

fn answer(case: &Json, helm: HelmVersion, with_chart: bool) -> Answer {
    let mut sources = Sources::new();
    let options = match options(case, helm, &mut sources) {
        Ok(options) => options,
        Err(message) => return Answer::Error(message),
    };
    let chart = match chart::load(input(case), &|_| None, &mut sources) {
        Ok(chart) => chart,
        Err(error) => return Answer::Error(sorted(&error.message)),
    };
    let mut origins = Origins::new();
    let prepared = match chart::prepare(&chart, &options, &mut origins) {
        Ok(prepared) => prepared,
        Err(error) => return Answer::Error(sorted(error.message.trim_end())),
    };
    if !chart.metadata.kube_version.is_empty() {
        // this is asked for as late as the render
        let rendered = render(&chart, &sources, &options);
        let refused = |error: &&RenderError| error.message.starts_with("chart requires kubeVersion");
        if let Some(error) = rendered.errors.iter().find(refused) {
            return Answer::Error(error.message.clone());
        }
    }
    let mut charts = BTreeMap::new();
    gather(&prepared.root, &prepared.values, helm, &mut origins, &mut charts);
    if !with_chart {
        for chart in charts.values_mut() {
            chart.as_object_mut().unwrap().remove("chart");
        }
    }
    Answer::Charts(charts)
}

fn gather(
    active: &ActiveChart<'_>,
    values: &Map,
    helm: HelmVersion,
    origins: &mut Origins,
    charts: &mut BTreeMap<String, Json>,
) {
    let json = |value: &Value| -> Json {
        let text = to_json(value, Layout::Compact, &mut Meter::new(Limits::default())).unwrap();
        serde_json::from_slice(text.as_bytes()).unwrap()
    };
    let is_shown = active.chart.templates.iter().any(|file| &*file.name == "templates/probe.yaml");
    if is_shown && !active.chart.metadata.is_library() {
        let mut files: Vec<&str> = active.chart.files.iter().map(|file| &*file.name).collect();
        files.sort_unstable();
        let mut chart = serde_json::json!({
            "values": json(&Value::map(values.clone())), "files": files,
        });
        if !helm.is_3() {
            chart["chart"] = json(&chart::metadata_value(active, helm, origins));
        }
        charts.insert(active.path.clone(), chart);
    }
    for child in &active.dependencies {
        gather(child, &child.values_in(values, helm), helm, origins, charts);
    }
}
