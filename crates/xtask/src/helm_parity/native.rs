//! Renders a chart with `readylint_helm`, in a process of its own: a panic, an overflow of the stack or a hang is the
//! outcome of one chart.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use readylint::helm::HelmVersion;
use readylint::helm::chart::{self, ChartInput, InputFile};
use readylint::helm::provenance::Origin;
use readylint::helm::render::{
    self, ManifestOptions, Manifests, Options, Place, Rendered, ValuesFile, manifests,
};
use readylint::text::{Source, SourceKind, Sources};
use serde_json::{Value, json};

use super::compare::Stream;

/// How long a chart may take before it is given up.
const PATIENCE: Duration = Duration::from_mins(2);

/// What one chart takes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Times {
    /// The whole process, start-up and reading included.
    pub process: Duration,
    /// Loading and rendering, with provenance.
    pub with_provenance: Duration,
    /// Loading and rendering, without.
    pub without: Duration,
}

/// What we make of a chart.
pub(super) struct Answer {
    /// The manifests, or the message.
    pub result: Result<Stream, String>,
    pub times: Times,
}

/// Renders the chart at `folder` with its defaults or with a values file, in another process, `runs` times.
pub(super) fn ask(folder: &Path, values: Option<&Path>, version: HelmVersion, runs: usize) -> Result<Answer> {
    let program = std::env::current_exe().context("cannot tell what this program is")?;
    let place = folder.with_extension("answer.json");
    let mut times = Times { process: Duration::MAX, ..Times::default() };
    let mut failure = None;
    for run in 0..runs.max(1) {
        // the last run measures inside as well
        let repeats = if run + 1 == runs && runs > 1 { runs } else { 1 };
        let repeats = repeats.to_string();
        let (input, output) = (folder.to_string_lossy(), place.to_string_lossy());
        let start = Instant::now();
        let mut worker = crate::tools::command(
            &program,
            &["helm-parity-worker", version.name(), &repeats, &input, &output],
        );
        let child = worker
            .args(values)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start a worker")?;
        failure = wait(child)?;
        if repeats == "1" {
            times.process = times.process.min(start.elapsed());
        }
        if failure.is_some() {
            break;
        }
    }
    if let Some(failure) = failure {
        return Ok(Answer { result: Err(failure), times });
    }
    let text = fs::read_to_string(&place).context("a worker wrote no answer")?;
    let answer: Value = serde_json::from_str(&text).context("a worker's answer is no JSON")?;
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    times.with_provenance = Duration::from_micros(number(&answer["with_provenance"]));
    times.without = Duration::from_micros(number(&answer["without"]));
    if let Some(message) = answer["error"].as_str().map(str::trim_end) {
        return Ok(Answer { result: Err(message.to_owned()), times });
    }
    let random = answer["random"].as_array().into_iter().flatten();
    let random = random.map(|pair| number(&pair[0]) as usize..number(&pair[1]) as usize).collect();
    let text = answer["text"].as_str().unwrap_or_default().to_owned();
    Ok(Answer { result: Ok(Stream { text, random }), times })
}

/// Waits for a worker: why it failed, if it did.
fn wait(mut child: Child) -> Result<Option<String>> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait().context("a worker was lost")? {
            if status.success() {
                return Ok(None);
            }
            let output = child.wait_with_output().context("a worker was lost")?;
            let said = String::from_utf8_lossy(&output.stderr);
            let said: Vec<&str> = said.lines().take(6).collect();
            return Ok(Some(format!("the worker failed: {status}: {}", said.join(" / "))));
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    child.kill().context("cannot end a worker")?;
    child.wait().context("a worker was lost")?;
    Ok(Some(format!("no answer in {} s", PATIENCE.as_secs())))
}

/// The worker: renders the chart at `folder`, with a values file if one is named, and writes the answer to `output`.
/// What it takes is the shortest of `repeats` times.
pub(crate) fn worker(
    version: &str,
    repeats: &str,
    folder: &str,
    output: &str,
    values: Option<&str>,
) -> Result<()> {
    let helm = HelmVersion::from_name(version).with_context(|| format!("{version} is no Helm we know"))?;
    let repeats: usize = repeats.parse().context("the number of repeats")?;
    let options = Options { helm, ..Options::default() };
    let (mut answer, with_provenance) = render_once(Path::new(folder), values, &options)?;
    let mut times = [with_provenance, Duration::MAX];
    for _ in 1..repeats {
        for (time, provenance) in times.iter_mut().zip([true, false]) {
            let options = Options { provenance, ..options.clone() };
            let (_, taken) = render_once(Path::new(folder), values, &options)?;
            *time = taken.min(*time);
        }
    }
    let [with, without] = times.map(|time| u64::try_from(time.as_micros()).unwrap_or_default());
    answer["with_provenance"] = with.into();
    answer["without"] = if repeats > 1 { without.into() } else { 0.into() };
    fs::write(output, answer.to_string()).context("cannot write the answer")
}

/// Loads and renders the chart at `folder`: the answer, and how long it took once the files were read.
fn render_once(folder: &Path, values: Option<&str>, options: &Options) -> Result<(Value, Duration)> {
    let mut files = Vec::new();
    read(folder, "", &mut files)?;
    let mut options = options.clone();
    let mut sources = Sources::new();
    if let Some(path) = values {
        let text: Arc<str> = fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?.into();
        let source = sources.insert(Source::new(path, Arc::clone(&text), SourceKind::Authored));
        options.values.push(ValuesFile { name: path.to_owned(), text, source });
    }
    let input = ChartInput { folder: folder.to_string_lossy().into_owned(), files };
    let start = Instant::now();
    // all dependencies were put below `charts/`
    let chart = match chart::load(input, &|_| None, &mut sources) {
        Ok(chart) => chart,
        Err(error) => return Ok((json!({"error": error.to_string()}), start.elapsed())),
    };
    let rendered = render::render(&chart, &sources, &options);
    let printed = manifests(&rendered, ManifestOptions { helm: options.helm, include_crds: false });
    let time = start.elapsed();
    if let Some(error) = printed.error {
        return Ok((json!({"error": error.helm}), time));
    }
    let random = random(&rendered, &printed);
    Ok((json!({"text": printed.text, "random": random}), time))
}

/// The bytes of the printed manifests that came from something random.
fn random(rendered: &Rendered, printed: &Manifests) -> Vec<[usize; 2]> {
    let mut found = Vec::new();
    for part in &printed.parts {
        let Place::File(number) = part.place else { continue };
        let Some(file) = rendered.files.get(number) else { continue };
        let range = part.start..part.start + part.range.len();
        let mut start = 0;
        for stretch in &file.stretches {
            let end = stretch.end as usize;
            let both = start.max(range.start)..end.min(range.end);
            if both.start < both.end
                && matches!(rendered.origins.get(stretch.piece.origin), Origin::Random(_))
            {
                let shift = |offset: usize| part.range.start + offset - part.start;
                found.push([shift(both.start), shift(both.end)]);
            }
            start = end;
        }
    }
    found
}

/// All files below `folder`, links followed, with their paths there.
fn read(folder: &Path, path: &str, files: &mut Vec<InputFile>) -> Result<()> {
    for item in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let item = item?.path();
        let name = item.file_name().unwrap_or_default().to_string_lossy();
        let path = if path.is_empty() { name.into_owned() } else { format!("{path}/{name}") };
        if item.is_dir() {
            read(&item, &path, files)?;
        } else {
            let bytes = fs::read(&item).with_context(|| format!("cannot read {}", item.display()))?;
            files.push(InputFile { path, bytes: bytes.into() });
        }
    }
    Ok(())
}
