//! The figures of `docs/benchmarks.md`: the pipeline's table, how the graph grows, start-up, peak memory.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::tools::{command, root, run, scratch};

/// Prints all figures. The corpus of the memory figure is the bench's own, written to a scratch folder.
pub(crate) fn all() -> Result<()> {
    run(&mut command(env!("CARGO"), &["bench", "--package", "readylint", "--bench", "pipeline"]))?;
    run(&mut command(env!("CARGO"), &["bench", "--package", "readylint", "--bench", "scale"]))?;
    run(&mut command(env!("CARGO"), &["build", "--release", "--package", "readylint_cli"]))?;
    let binary = root().join("target/release/readylint");
    let folder = scratch("bench")?.join("corpus");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("cannot remove the old corpus")?;
    }
    let mut dump = command(env!("CARGO"), &["bench", "--package", "readylint", "--bench", "pipeline"]);
    run(dump.env("READYLINT_BENCH_DUMP", &folder))?;
    start_up(&binary)?;
    corpus(&binary, &folder)
}

/// One small file, the median of many runs.
fn start_up(binary: &Path) -> Result<()> {
    let file = scratch("bench")?.join("small.yaml");
    fs::write(&file, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n").context("cannot write")?;
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..51 {
        let start = Instant::now();
        command(binary, &["-q"]).arg(&file).stdout(Stdio::null()).status().context("cannot run readylint")?;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    println!("start-up on one small file: {:.1} ms (median of 51)", times[25].as_secs_f64() * 1e3);
    Ok(())
}

/// The whole corpus from disk: wall time and peak resident memory as the kernel counts it.
fn corpus(binary: &Path, folder: &Path) -> Result<()> {
    let bytes = size(folder)?;
    for threads in ["1", "2"] {
        let mut best = Duration::MAX;
        let mut peak = 0;
        for _ in 0..5 {
            let start = Instant::now();
            let mut child = command(binary, &["-q", "-j", threads, "-o", "json", "--fail-on", "never"])
                .arg(folder)
                .stdout(Stdio::null())
                .spawn()
                .context("cannot run readylint")?;
            let status = format!("/proc/{}/status", child.id());
            while child.try_wait().context("readylint was lost")?.is_none() {
                peak = peak.max(high_water_mark(&status));
                std::thread::sleep(Duration::from_millis(1));
            }
            best = best.min(start.elapsed());
        }
        let (megabytes, input) = (peak as f64 / 1e3, bytes as f64 / 1e6);
        println!(
            "{input:.1} MB from disk on {threads} threads: {:.0} ms, peak memory {megabytes:.0} MB, {:.1} times the input",
            best.as_secs_f64() * 1e3,
            megabytes / input
        );
    }
    Ok(())
}

/// `VmHWM` of `/proc/PID/status`, in kB; zero where there is none.
fn high_water_mark(status: &str) -> u64 {
    let text = fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

fn size(folder: &Path) -> Result<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        sum += if entry.file_type()?.is_dir() { size(&entry.path())? } else { entry.metadata()?.len() };
    }
    Ok(sum)
}
