//! The files of a chart.

use std::sync::Arc;

use readylint_helm::chart::{ChartInput, InputFile};

use crate::config::Configurations;
use crate::fs::FileType;
use crate::{FileSystem, path};

/// All files of a chart together, unpacked (Helm's own bound: `pkg/chart/loader/archive`, 100 MiB).
const MAX_CHART_BYTES: u64 = 100 * 1024 * 1024;
/// How many entries of folders are looked at for one chart.
const MAX_ENTRIES: usize = 50_000;

/// Reads all files below `folder`. Links are followed, as Helm does, but not out of the project; folders of version control are
/// left alone.
///
/// # Errors
///
/// A sentence: it cannot be listed, a file cannot be read, or it is larger than any chart.
pub(crate) fn read(
    fs: &dyn FileSystem,
    configurations: &mut Configurations<'_>,
    folder: &str,
) -> Result<ChartInput, String> {
    let project = configurations.project_of(folder);
    let project = fs.canonical(path::shown(&project)).map_err(|error| error.to_string())?;
    let mut walk = Walk { fs, project, left: MAX_CHART_BYTES, entries: MAX_ENTRIES, files: Vec::new() };
    walk.folder(folder, "", 0)?;
    Ok(ChartInput { folder: folder.to_owned(), files: walk.files })
}

struct Walk<'a> {
    fs: &'a dyn FileSystem,
    /// The canonical folder that nothing leads out of.
    project: String,
    left: u64,
    entries: usize,
    files: Vec<InputFile>,
}

/// Links may lead round in circles.
const MAX_DEPTH: u32 = 32;

impl Walk<'_> {
    fn folder(&mut self, folder: &str, inside: &str, depth: u32) -> Result<(), String> {
        if depth > MAX_DEPTH {
            return Err(format!("`{}` is nested too deeply", path::shown(folder)));
        }
        let entries = self
            .fs
            .read_dir(path::shown(folder))
            .map_err(|error| format!("`{}` cannot be listed: {error}", path::shown(folder)))?;
        for entry in entries {
            self.entries = self.entries.checked_sub(1).ok_or("it has too many files")?;
            let at = path::join(folder, &entry.name);
            let inner = path::join(inside, &entry.name);
            match self.kind(&at, entry.file_type) {
                FileType::Folder if entry.name != ".git" => self.folder(&at, &inner, depth + 1)?,
                FileType::File => self.file(&at, inner)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// What stands at `at`; a link that leads out of the project is nothing.
    fn kind(&self, at: &str, listed: FileType) -> FileType {
        if listed != FileType::Link {
            return listed;
        }
        let target = self.fs.canonical(at).ok().filter(|target| path::below(&self.project, target).is_some());
        target.and_then(|_| self.fs.file_type(at).ok()).unwrap_or(FileType::Other)
    }

    fn file(&mut self, at: &str, inside: String) -> Result<(), String> {
        let bytes = self.fs.read(at, self.left).map_err(|error| match error.kind() {
            std::io::ErrorKind::FileTooLarge => "it has more than 100 MiB".to_owned(),
            _ => format!("`{at}` cannot be read: {error}"),
        })?;
        self.left -= bytes.len() as u64;
        self.files.push(InputFile { path: inside, bytes: Arc::from(bytes) });
        Ok(())
    }
}
