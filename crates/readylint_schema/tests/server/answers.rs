//! The recorded answers, and the documents that they answer.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use readylint_schema::KindSchema;
use serde_json::Value;

use crate::judge::kind_of;

/// A document and what the server said of it.
pub(crate) struct Answer {
    /// The object that was broken.
    pub(crate) file: Arc<str>,
    /// Its kind.
    pub(crate) schema: KindSchema,
    /// The object broken.
    pub(crate) text: String,
    /// Where in `text` it is broken: from here to there.
    pub(crate) place: (usize, usize),
    /// How, in a word or two.
    pub(crate) kind: String,
    /// The status: 201 for an accepted object.
    pub(crate) code: u64,
    /// The message of a refusal without causes.
    pub(crate) message: String,
    /// The causes of a refusal.
    pub(crate) causes: Vec<Cause>,
}

/// One cause of a refusal.
pub(crate) struct Cause {
    /// The path as the server writes it.
    pub(crate) field: String,
    /// `Required`, `NotSupported`, `Invalid`…
    pub(crate) r#type: String,
    pub(crate) message: String,
}

/// The folder of this crate's test data.
pub(crate) fn folder(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// The valid objects by file name.
pub(crate) fn objects() -> BTreeMap<String, Arc<str>> {
    let mut objects = BTreeMap::new();
    for entry in fs::read_dir(folder("objects")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        objects.insert(name, fs::read_to_string(&path).unwrap().into());
    }
    objects
}

/// All answers of a recording.
pub(crate) fn answers(recording: &str) -> Vec<Answer> {
    let objects = objects();
    let recorded = fs::read_to_string(folder("server").join(format!("{recording}.jsonl"))).unwrap();
    let mut lines = recorded.lines();
    let head: Value = serde_json::from_str(lines.next().unwrap()).unwrap();
    let (_, minor) = recording.rsplit_once('-').unwrap();
    assert!(head["server"].as_str().unwrap().starts_with(&format!("v{minor}.")));
    let mut current: Option<(Arc<str>, Arc<str>, KindSchema)> = None;
    let mut answers = Vec::new();
    for line in lines {
        match serde_json::from_str(line).unwrap() {
            Value::String(name) => {
                let object = objects.get(&name).unwrap_or_else(|| panic!("no object {name}"));
                current = Some((name.into(), Arc::clone(object), kind_of(object)));
            }
            answer => {
                let (file, object, schema) = current.as_ref().unwrap();
                answers.push(read(&answer, file, object, *schema));
            }
        }
    }
    assert_eq!(head["documents"].as_u64().unwrap(), answers.len() as u64);
    answers
}

fn read(line: &Value, file: &Arc<str>, object: &str, schema: KindSchema) -> Answer {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    let (start, length, replacement) = (number(&line[0]), number(&line[1]), text(&line[2]));
    let causes = line[6].as_array().unwrap().iter();
    Answer {
        file: Arc::clone(file),
        schema,
        text: format!("{}{replacement}{}", &object[..start], &object[start + length..]),
        place: (start, start + replacement.len()),
        kind: text(&line[3]),
        code: line[4].as_u64().unwrap(),
        message: text(&line[5]),
        causes: causes
            .map(|cause| Cause { field: text(&cause[0]), r#type: text(&cause[1]), message: text(&cause[2]) })
            .collect(),
    }
}
