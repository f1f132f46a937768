//! The bodies of the fuzz targets under a stable compiler: over their seeds, over the damaged files, and over mutations
//! of both that are the same in every run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test reads its data, says what failed, and fails by panicking"
)]

#[path = "../../../fuzz/src/bodies.rs"]
mod bodies;
#[path = "../../../fuzz/src/helm.rs"]
mod helm;

use std::fs;
use std::path::Path;

/// How many mutations are made of each file.
const MUTATIONS: u64 = 4;
/// Files above are not mutated: they are about size, and cost seconds.
const LONG: usize = 16 * 1024;

/// The files of a folder of the repository, by name.
fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    assert!(files.len() >= 20, "{}: {} files", folder.display(), files.len());
    files
}

/// Xorshift (Marsaglia 2003): enough to mutate with, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

/// What YAML and readylint give a meaning to, and what texts stumble over.
const TOKENS: [&str; 40] = [
    "\n",
    "\r",
    "\r\n---\n",
    "...\n",
    ": ",
    "- ",
    "  ",
    "\t",
    "#",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "&a ",
    "*a",
    "<<: *a\n",
    "|\n",
    ">-\n",
    "\u{feff}",
    "💡",
    "!!binary ",
    "# readylint: ignore[latest-image-tag]\n",
    "{{ ",
    " }}",
    "{{- end -}}",
    "{{ range $k, $v := . }}",
    "{{ define \"a\" }}",
    "{{ include \"a\" . }}",
    " | toYaml | nindent 2",
    "$x := ",
    "(",
    ")",
    ".Values.a",
    "9999999999",
    "`",
    "{{/*",
    "*/}}",
    "\n=====\n",
];

fn mutated(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + 1 + dice.below(12)).min(bytes.len());
        match dice.below(5) {
            0 => drop(bytes.splice(at..at, TOKENS[dice.below(TOKENS.len())].bytes())),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let copy = bytes[at..end].to_vec();
                let to = dice.below(bytes.len() + 1);
                drop(bytes.splice(to..to, copy));
            }
            3 => bytes.truncate(at),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
        }
    }
    bytes
}

/// Runs `body` over the files of `folders` and their mutations; a failure names the file and the bytes.
fn run(body: fn(&[u8]), folders: &[&str]) {
    for (name, bytes) in folders.iter().flat_map(|folder| files(folder)) {
        attempt(body, &name, &bytes);
        if bytes.len() <= LONG {
            let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ u64::try_from(bytes.len()).unwrap());
            for _ in 0..MUTATIONS {
                attempt(body, &name, &mutated(&bytes, &mut dice));
            }
        }
    }
}

fn attempt(body: fn(&[u8]), name: &str, bytes: &[u8]) {
    if let Err(panic) = std::panic::catch_unwind(|| body(bytes)) {
        eprintln!("{name}: {:?}", String::from_utf8_lossy(bytes));
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn any_bytes_as_yaml() {
    run(bodies::yaml, &["fuzz/corpus/yaml", "fuzz/corpus/pipeline", "tests/damaged"]);
}

#[test]
fn any_bytes_through_the_pipeline() {
    run(bodies::pipeline, &["fuzz/corpus/pipeline", "tests/damaged"]);
}

#[test]
fn any_bytes_as_a_template() {
    run(helm::template, &["fuzz/corpus/helm_template", "fuzz/corpus/helm_render", "fuzz/corpus/yaml"]);
}

#[test]
fn any_bytes_through_the_renderer() {
    run(helm::rendered, &["fuzz/corpus/helm_render", "fuzz/corpus/helm_template"]);
}
