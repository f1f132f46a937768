//! Runs the real Helm.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::tools::scratch;

/// A Helm on this machine.
pub(crate) struct Oracle {
    /// The program.
    pub program: PathBuf,
    /// A home of its own: no plugins, no repositories, no cache of somebody else's.
    home: PathBuf,
}

/// What one run gave.
pub(crate) struct Answer {
    /// The manifests, or the message after `Error: `.
    pub result: Result<String, String>,
    /// Wall time.
    pub time: Duration,
}

impl Oracle {
    pub(crate) fn new(program: PathBuf) -> Result<Self> {
        Ok(Self { program, home: scratch("helm-home")? })
    }

    /// What `helm version` says.
    pub(crate) fn version(&self) -> Result<String> {
        let output = self.command(&["version", "--template", "{{.Version}}"]).output();
        let output = output.with_context(|| format!("cannot run {}", self.program.display()))?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Renders the chart at `folder` with its defaults, or with a values file.
    pub(crate) fn template(&self, folder: &Path, values: Option<&Path>) -> Result<Answer> {
        let place = folder.to_string_lossy();
        let mut command = self.command(&["template", "release-name", &place, "--namespace", "default"]);
        if let Some(values) = values {
            command.arg("--values").arg(values);
        }
        self.answer(&mut command)
    }

    /// Runs a command that renders.
    pub(crate) fn answer(&self, command: &mut Command) -> Result<Answer> {
        let start = Instant::now();
        let output = command.stdin(Stdio::null()).output();
        let time = start.elapsed();
        let output = output.with_context(|| format!("cannot run {}", self.program.display()))?;
        let result = if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            Err(message(&String::from_utf8_lossy(&output.stderr)))
        };
        Ok(Answer { result, time })
    }

    /// Helm with `arguments` and a home of its own.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = crate::tools::command(&self.program, arguments);
        for variable in ["HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME"] {
            command.env(variable, &self.home);
        }
        command.env("TZ", "UTC").env_remove("KUBECONFIG").env("HOME", &self.home);
        command
    }
}

/// The message in what Helm wrote to standard error, without the warnings before it.
fn message(stderr: &str) -> String {
    let start =
        if stderr.starts_with("Error: ") { 0 } else { stderr.find("\nError: ").map_or(0, |at| at + 1) };
    stderr[start..].trim_start_matches("Error: ").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::message;

    #[test]
    fn the_message_is_what_follows_the_warnings() {
        assert_eq!(message("Error: a\n  b\n"), "a\n  b");
        let stderr = "level=WARN msg=x\nError: YAML parse error on a: b\n\nUse --debug flag to render out invalid YAML\n";
        assert_eq!(
            message(stderr),
            "YAML parse error on a: b\n\nUse --debug flag to render out invalid YAML"
        );
    }
}
