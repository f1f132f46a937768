//! What `helm template` prints of a render, and from which file each line of it comes.
//!
//! Owns the cutting into documents, the order of installation, hooks and custom resource definitions. Must never change a
//! byte of what a template printed.

mod head;
mod order;
mod split;

use std::ops::Range;
use std::sync::Arc;

use self::head::Head;
use super::{RenderError, RenderErrorKind, Rendered, message};
use crate::HelmVersion;
use crate::function::Cause;

/// How manifests are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ManifestOptions {
    /// Which Helm is imitated.
    pub helm: HelmVersion,
    /// `--include-crds`
    pub include_crds: bool,
}

/// What `helm template` prints.
#[derive(Clone, Debug, Default)]
pub struct Manifests {
    /// The text; empty if there is an error.
    pub text: String,
    /// The stretches of it that files gave, in order. What is between them (`# Source:` and line ends) is Helm's.
    pub parts: Vec<Part>,
    /// Why nothing is printed.
    pub error: Option<RenderError>,
}

/// A stretch of [`Manifests::text`] that a file gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its bytes.
    pub range: Range<usize>,
    /// The file.
    pub place: Place,
    /// Where in the text of the file it starts.
    pub start: usize,
}

/// A file that gives manifests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The rendered file with this number in [`Rendered::files`].
    File(usize),
    /// The file with this number in [`Rendered::crds`].
    Crd(usize),
}

impl Manifests {
    /// The file and the byte of its text that the byte at `offset` was copied from.
    pub fn place_at(&self, offset: usize) -> Option<(Place, usize)> {
        let after = self.parts.partition_point(|part| part.range.end <= offset);
        let part = self.parts.get(after).filter(|part| part.range.contains(&offset))?;
        Some((part.place, part.start + (offset - part.range.start)))
    }
}

/// A document and where it stands.
struct Document<'a> {
    file: usize,
    name: &'a str,
    range: Range<usize>,
    text: &'a str,
    head: Head,
}

/// The manifests of `rendered`, as `helm template` prints them. (`pkg/action/action.go`, `renderResources`;
/// `pkg/cmd/template.go`)
///
/// If the render failed, or what a template printed is no YAML, nothing but that is told.
pub fn manifests(rendered: &Rendered, options: ManifestOptions) -> Manifests {
    if let Some(error) = rendered.errors.first() {
        return Manifests { error: Some(error.clone()), ..Manifests::default() };
    }
    let (plain, hooks) = match sorted(rendered, options.helm) {
        Ok(sorted) => sorted,
        Err(error) => return Manifests { error: Some(*error), ..Manifests::default() },
    };
    let mut out = Manifests::default();
    if options.include_crds {
        for (number, (name, file)) in rendered.crds.iter().enumerate() {
            let text = String::from_utf8_lossy(&file.bytes);
            out.push(name, &text, Place::Crd(number), 0);
        }
    }
    for document in &plain {
        out.push(document.name, document.text, Place::File(document.file), document.range.start);
    }
    out.trim();
    for hook in &hooks {
        out.push(hook.name, hook.text, Place::File(hook.file), hook.range.start);
    }
    out
}

impl Manifests {
    fn push(&mut self, name: &str, text: &str, place: Place, start: usize) {
        self.text.push_str("---\n# Source: ");
        self.text.push_str(name);
        self.text.push('\n');
        let from = self.text.len();
        self.text.push_str(text);
        self.parts.push(Part { range: from..self.text.len(), place, start });
        self.text.push('\n');
    }

    /// The manifests as a whole lose the blanks behind them, and get one line end.
    fn trim(&mut self) {
        let end = self.text.trim_end().len();
        self.text.truncate(end);
        self.text.push('\n');
        if let Some(last) = self.parts.last_mut() {
            last.range.end = last.range.end.min(end);
        }
    }
}

type Sorted<'a> = (Vec<Document<'a>>, Vec<Document<'a>>);

/// The documents and the hooks in the order in which Helm prints them. (`releaseutil.SortManifests`)
fn sorted(rendered: &Rendered, helm: HelmVersion) -> Result<Sorted<'_>, Box<RenderError>> {
    let mut files: Vec<usize> = (0..rendered.files.len()).collect();
    files.sort_by_key(|&file| rendered.files.get(file).map(|file| &file.name));
    let (mut plain, mut hooks) = (Vec::new(), Vec::new());
    for number in files {
        let Some(file) = rendered.files.get(number) else { continue };
        for range in split::split(&file.text, helm) {
            let text = file.text.get(range.clone()).unwrap_or_default();
            let head = head::read(text, helm).map_err(|why| Box::new(no_yaml(&file.name, &why)))?;
            let document = Document { file: number, name: &file.name, range, text, head };
            match &document.head.hook {
                None => plain.push(document),
                Some(hook) if is_known_hook(hook) => hooks.push(document),
                Some(_) => {}
            }
        }
    }
    for list in [&mut plain, &mut hooks] {
        list.sort_by(|first, second| order::compare(&first.head.kind, &second.head.kind, helm));
    }
    Ok((plain, hooks))
}

/// Whether Helm knows all events of `helm.sh/hook`; else the document vanishes. (`manifestFile.sort`)
fn is_known_hook(events: &str) -> bool {
    const EVENTS: &[&str] = &[
        "pre-install",
        "post-install",
        "pre-delete",
        "post-delete",
        "pre-upgrade",
        "post-upgrade",
        "pre-rollback",
        "post-rollback",
        "test",
        "test-success",
    ];
    events.split(',').all(|event| EVENTS.contains(&event.trim().to_lowercase().as_str()))
}

fn no_yaml(file: &Arc<str>, why: &str) -> RenderError {
    let helm = format!("YAML parse error on {file}: {why}");
    RenderError {
        kind: RenderErrorKind::Output,
        cause: Cause::Plain,
        message: why.to_owned(),
        helm: helm + message::HINT,
        span: None,
        named: None,
        calls: Vec::new(),
        file: Arc::clone(file),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::RenderedFile;

    fn rendered(files: &[(&str, &str)]) -> Rendered {
        let files = files
            .iter()
            .map(|(name, text)| RenderedFile {
                name: (*name).into(),
                source: None,
                text: (*text).into(),
                stretches: Vec::new(),
                holes: Vec::new(),
            })
            .collect();
        Rendered { files, ..Rendered::default() }
    }

    #[test]
    fn documents_are_sorted_and_hooks_come_last() {
        let hook = "kind: Job\nmetadata: {annotations: {helm.sh/hook: 'pre-install, Test'}}\n";
        let unknown = "kind: Job\nmetadata: {annotations: {helm.sh/hook: whenever}}\n";
        let rendered = rendered(&[
            ("s/b.yaml", "kind: Service\n---\nkind: Namespace\n\n\n"),
            ("s/a.yaml", hook),
            ("s/c.yaml", unknown),
        ]);
        let printed = manifests(&rendered, ManifestOptions::default());
        assert_eq!(
            printed.text,
            format!(
                "---\n# Source: s/b.yaml\nkind: Namespace\n\n\n\n---\n# Source: s/b.yaml\nkind: Service\n---\n# \
                 Source: s/a.yaml\n{hook}\n"
            )
        );
        for part in &printed.parts {
            let Place::File(file) = part.place else { continue };
            let text = &rendered.files[file].text;
            assert_eq!(printed.text[part.range.clone()], text[part.start..part.start + part.range.len()]);
        }
        let service = printed.text.find("Service").unwrap_or_default();
        assert_eq!(printed.place_at(service), Some((Place::File(0), 6)));
        assert_eq!(printed.place_at(0), None);
    }

    #[test]
    fn nothing_prints_a_line_end() {
        assert_eq!(manifests(&rendered(&[]), ManifestOptions::default()).text, "\n");
    }

    #[test]
    fn what_is_no_yaml_stops_all() {
        let printed = manifests(&rendered(&[("s/a.yaml", "a: b: c\n")]), ManifestOptions::default());
        assert_eq!(printed.text, "");
        assert_eq!(
            printed.error.map(|error| error.helm),
            Some(
                "YAML parse error on s/a.yaml: error converting YAML to JSON: yaml: mapping values are not allowed \
                 in this context\n\nUse --debug flag to render out invalid YAML"
                    .to_owned()
            )
        );
    }
}
