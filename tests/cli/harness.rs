//! Running the binary, and reading what it says.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// All output formats.
pub(crate) const FORMATS: [&str; 8] =
    ["full", "concise", "json", "sarif", "github", "gitlab", "junit", "checkstyle"];

/// A Pod without flaws under the rules of [`Readylint::about`], and without errors under all.
pub(crate) const CLEAN: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: 6f1c7f0e-53a1-4c11-9d34-0d2a1f3c8a55}]
spec:
  securityContext: {runAsNonRoot: true}
  containers:
    - name: web
      image: nginx:1.29.3
      resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
      securityContext: {allowPrivilegeEscalation: false}
";

/// The line of [`DIRTY`] with the flaw.
pub(crate) const FLAW: &str = "image: nginx";

/// [`CLEAN`] with one flaw: `latest-image-tag`, an error.
pub(crate) fn dirty() -> String {
    CLEAN.replace(":1.29.3", "")
}

/// [`CLEAN`] with one flaw that is a warning: `missing-memory-limit`.
pub(crate) fn warned() -> String {
    CLEAN.replace(", limits: {memory: 64Mi}", "")
}

/// The rules that [`dirty`] and [`warned`] break, and those about readylint itself. What other rules think of these
/// manifests is no matter of the tests here, now or when there are more rules: see [`Readylint::about`].
const ABOUT: &str = "latest-image-tag,missing-memory-limit,readylint";

/// The folder of the repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// What a run gave.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// The findings of a run with `-o json`.
    pub(crate) fn found(&self) -> Vec<Found> {
        let diagnostics = self.json();
        diagnostics["diagnostics"].as_array().unwrap().iter().map(Found::new).collect()
    }

    /// The rules of those.
    pub(crate) fn rules(&self) -> Vec<String> {
        self.found().into_iter().map(|found| found.rule).collect()
    }

    /// The findings of `rules` alone, for runs that a `--select` would change.
    pub(crate) fn found_by(&self, rules: &[&str]) -> Vec<Found> {
        self.found().into_iter().filter(|found| rules.contains(&found.rule.as_str())).collect()
    }

    #[track_caller]
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// Asserts that standard error tells `words`, however it breaks its lines.
    #[track_caller]
    pub(crate) fn tells(self, words: &str) -> Self {
        let told = self.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains(words), "`{words}` is not told: {self:#?}");
        self
    }
}

/// A finding as JSON gives it.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) rule: String,
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) json: Value,
}

impl Found {
    fn new(json: &Value) -> Self {
        Self {
            rule: json["rule"].as_str().unwrap().to_owned(),
            file: json["file"].as_str().unwrap().to_owned(),
            line: usize::try_from(json["range"]["start"]["line"].as_u64().unwrap()).unwrap(),
            json: json.clone(),
        }
    }
}

/// One run of the binary, to be described and started.
pub(crate) struct Readylint {
    command: Command,
    stdin: Option<Vec<u8>>,
}

/// A run in `folder`, in an environment that says nothing.
pub(crate) fn readylint(folder: &Path) -> Readylint {
    let mut command = Command::new(env!("CARGO_BIN_EXE_readylint"));
    command.current_dir(folder).env_clear();
    // Windows finds nothing without
    for name in ["PATH", "SYSTEMROOT"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    Readylint { command, stdin: None }
}

impl Readylint {
    pub(crate) fn args(mut self, args: impl IntoIterator<Item = impl AsRef<std::ffi::OsStr>>) -> Self {
        self.command.args(args);
        self
    }

    /// Under the rules that the small manifests are made for, and no others.
    pub(crate) fn about(self) -> Self {
        self.args(["--select", ABOUT])
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn stdin(mut self, text: impl AsRef<[u8]>) -> Self {
        self.stdin = Some(text.as_ref().to_vec());
        self
    }

    /// The command, for tests that do something else with it.
    pub(crate) fn command(self) -> Command {
        self.command
    }

    /// Runs it to its end, which must come within a minute.
    pub(crate) fn run(mut self) -> Run {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let text = self.stdin.unwrap_or_default();
        // a run that ends early closes its end of the pipe
        std::thread::spawn(move || drop(stdin.write_all(&text)));
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || drop(sender.send(child.wait_with_output())));
        let output = receiver.recv_timeout(Duration::from_mins(1)).expect("hangs").unwrap();
        Run {
            code: output.status.code().expect("killed by a signal"),
            stdout: String::from_utf8(output.stdout).expect("output is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
        }
    }
}

/// A repository of one test.
pub(crate) struct Project {
    folder: TempDir,
}

impl Project {
    /// With these files, in folders as needed.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        // the search for a configuration ends at the root of the repository
        std::fs::create_dir(project.path(".git")).unwrap();
        for (name, text) in files {
            project.write(name, text);
        }
        project
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// A run in the root of the project.
    pub(crate) fn readylint<const N: usize>(&self, args: [&str; N]) -> Readylint {
        readylint(self.folder.path()).args(args)
    }

    /// The same, to its end.
    #[track_caller]
    pub(crate) fn run<const N: usize>(&self, args: [&str; N]) -> Run {
        self.readylint(args).run()
    }

    /// Such a run under the rules that the small manifests are made for.
    #[track_caller]
    pub(crate) fn lint<const N: usize>(&self, args: [&str; N]) -> Run {
        self.readylint(args).about().run()
    }
}

/// The rows of the first table of a Markdown page, without the marks of code.
pub(crate) fn table(page: &str) -> Vec<Vec<String>> {
    let rows = page.lines().skip_while(|line| !line.starts_with("|---")).skip(1);
    let cells = |line: &str| {
        let inner = line.trim().trim_matches('|');
        inner.split(" | ").map(|cell| cell.trim().trim_matches('`').to_owned()).collect()
    };
    rows.take_while(|line| line.starts_with('|')).map(cells).collect()
}
