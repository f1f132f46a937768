//! The one door to files.
//!
//! Everything in this crate reads through [`FileSystem`]; only [`OsFileSystem`] touches the disk. Paths are text in the
//! form of [`crate::path`]: with `/`, relative to [`FileSystem::working_directory`] or absolute.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::path;

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileType {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link (only in listings: [`FileSystem::file_type`] follows links).
    Link,
    /// A pipe, a socket, a device.
    Other,
}

/// What is known of a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileStatus {
    /// What it is.
    pub file_type: FileType,
    /// How many bytes it holds.
    pub bytes: u64,
    /// Whether its owner may execute it; `None` where the file system has no such thing.
    pub executable: Option<bool>,
}

/// One entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirEntry {
    /// Its name, without the folder.
    pub name: String,
    /// What it is, without following links.
    pub file_type: FileType,
}

/// A tree of files. Implementations are read from several threads at once.
pub trait FileSystem: Sync {
    /// The folder that relative paths start from: absolute, with `/`, without one at the end (but for a root).
    fn working_directory(&self) -> &str;

    /// The bytes of the file at `path`.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::FileTooLarge`] if there are more than `limit` bytes, and what the system says.
    fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>>;

    /// What is at `path`, links followed.
    ///
    /// # Errors
    ///
    /// What the system says, [`io::ErrorKind::NotFound`] if there is nothing.
    fn file_type(&self, path: &str) -> io::Result<FileType>;

    /// The entries of the folder at `path`, sorted by name.
    ///
    /// # Errors
    ///
    /// What the system says.
    fn read_dir(&self, path: &str) -> io::Result<Vec<DirEntry>>;

    /// The absolute path of what is at `path`, without any link in it; two paths of one file give the same.
    ///
    /// # Errors
    ///
    /// What the system says.
    fn canonical(&self, path: &str) -> io::Result<String>;

    /// What is known of the file at `path` without reading it, links followed.
    ///
    /// # Errors
    ///
    /// What the system says.
    fn status(&self, path: &str) -> io::Result<FileStatus>;

    /// Whether there is a regular file at `path`, links followed.
    fn is_file(&self, path: &str) -> bool {
        self.file_type(path).is_ok_and(|file_type| file_type == FileType::File)
    }
}

/// The files of the machine.
#[derive(Clone, Debug)]
pub struct OsFileSystem {
    working_directory: String,
}

impl OsFileSystem {
    /// The files of the machine, seen from the folder `working_directory`, which must be absolute.
    pub fn new(working_directory: &Path) -> Self {
        Self { working_directory: slashed(working_directory) }
    }

    fn resolve(&self, path: &str) -> PathBuf {
        Path::new(&self.working_directory).join(path)
    }
}

/// `path` with `/` and without one at the end. Windows' `\\?\` prefix is dropped.
fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) {
        text.strip_prefix(r"\\?\").unwrap_or(&text).replace('\\', "/")
    } else {
        text.into_owned()
    };
    path::absolute("/", &text)
}

#[expect(clippy::disallowed_methods, reason = "this is the door through which readylint reads files")]
impl FileSystem for OsFileSystem {
    fn working_directory(&self) -> &str {
        &self.working_directory
    }

    fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        let file = std::fs::File::open(self.resolve(path))?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if metadata.len() > limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default() + 1);
        // the length above says nothing about pipes and devices
        file.take(limit + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(bytes)
    }

    fn file_type(&self, path: &str) -> io::Result<FileType> {
        Ok(kind_of(std::fs::metadata(self.resolve(path))?.file_type()))
    }

    fn read_dir(&self, path: &str) -> io::Result<Vec<DirEntry>> {
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(self.resolve(path))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            entries.push(DirEntry { name, file_type: kind_of(entry.file_type()?) });
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }

    fn status(&self, path: &str) -> io::Result<FileStatus> {
        let metadata = std::fs::metadata(self.resolve(path))?;
        let file_type = kind_of(metadata.file_type());
        Ok(FileStatus { file_type, bytes: metadata.len(), executable: is_executable(&metadata) })
    }

    fn canonical(&self, path: &str) -> io::Result<String> {
        Ok(slashed(&std::fs::canonicalize(self.resolve(path))?))
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not know")]
fn is_executable(metadata: &std::fs::Metadata) -> Option<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(metadata.permissions().mode() & 0o100 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &std::fs::Metadata) -> Option<bool> {
    None
}

fn kind_of(file_type: std::fs::FileType) -> FileType {
    if file_type.is_symlink() {
        FileType::Link
    } else if file_type.is_dir() {
        FileType::Folder
    } else if file_type.is_file() {
        FileType::File
    } else {
        FileType::Other
    }
}

/// Files in memory, for tests and for programs that embed readylint. A folder exists if a file is in it.
#[derive(Clone, Debug)]
pub struct MemoryFileSystem {
    working_directory: String,
    files: BTreeMap<String, Result<Arc<[u8]>, io::ErrorKind>>,
    executable: BTreeSet<String>,
}

impl Default for MemoryFileSystem {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryFileSystem {
    /// No files; the working directory is `/project`.
    pub fn new() -> Self {
        Self { working_directory: "/project".to_owned(), files: BTreeMap::new(), executable: BTreeSet::new() }
    }

    /// The same files, seen from the absolute path `folder`.
    #[must_use]
    pub fn seen_from(mut self, folder: &str) -> Self {
        self.working_directory = path::absolute("/", folder);
        self
    }

    /// With `bytes` as the file at `path`.
    #[must_use]
    pub fn with(mut self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.insert(path, bytes);
        self
    }

    /// With `bytes` as the program at `path`.
    #[must_use]
    pub fn with_executable(mut self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.executable.insert(path::absolute(&self.working_directory, path));
        self.with(path, bytes)
    }

    /// With a file at `path` that exists and cannot be read.
    #[must_use]
    pub fn with_unreadable(mut self, path: &str, error: io::ErrorKind) -> Self {
        self.files.insert(path::absolute(&self.working_directory, path), Err(error));
        self
    }

    /// Makes `bytes` the file at `path`.
    pub fn insert(&mut self, path: &str, bytes: impl AsRef<[u8]>) {
        self.files.insert(path::absolute(&self.working_directory, path), Ok(bytes.as_ref().into()));
    }

    /// Takes the file at `path` away.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(&path::absolute(&self.working_directory, path));
    }

    fn children(&self, folder: &str) -> Vec<DirEntry> {
        let prefix = if folder.ends_with('/') { folder.to_owned() } else { format!("{folder}/") };
        let mut entries: Vec<DirEntry> = Vec::new();
        let mut from = Bound::Excluded(prefix.clone());
        while let Some((path, _)) = self.files.range((from, Bound::Unbounded)).next() {
            let Some(rest) = path.strip_prefix(&prefix) else {
                break;
            };
            let (name, file_type, next) = match rest.split_once('/') {
                None => (rest, FileType::File, path.clone()),
                // `0` follows `/`: on to what is behind that folder
                Some((name, _)) => (name, FileType::Folder, format!("{prefix}{name}0")),
            };
            from = match file_type {
                FileType::Folder => Bound::Included(next),
                _ => Bound::Excluded(next),
            };
            entries.push(DirEntry { name: name.to_owned(), file_type });
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        entries
    }
}

impl FileSystem for MemoryFileSystem {
    fn working_directory(&self) -> &str {
        &self.working_directory
    }

    fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        match self.files.get(&path::absolute(&self.working_directory, path)) {
            Some(Ok(bytes)) if bytes.len() as u64 > limit => Err(io::ErrorKind::FileTooLarge.into()),
            Some(Ok(bytes)) => Ok(bytes.to_vec()),
            Some(Err(kind)) => Err((*kind).into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn file_type(&self, path: &str) -> io::Result<FileType> {
        let path = path::absolute(&self.working_directory, path);
        if self.files.contains_key(&path) {
            return Ok(FileType::File);
        }
        let is_folder = path == self.working_directory || !self.children(&path).is_empty();
        if is_folder { Ok(FileType::Folder) } else { Err(io::ErrorKind::NotFound.into()) }
    }

    fn read_dir(&self, path: &str) -> io::Result<Vec<DirEntry>> {
        match self.file_type(path)? {
            FileType::Folder => Ok(self.children(&path::absolute(&self.working_directory, path))),
            _ => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    fn status(&self, path: &str) -> io::Result<FileStatus> {
        let file_type = self.file_type(path)?;
        let path = path::absolute(&self.working_directory, path);
        let bytes =
            self.files.get(&path).and_then(|bytes| bytes.as_ref().ok()).map_or(0, |bytes| bytes.len());
        Ok(FileStatus { file_type, bytes: bytes as u64, executable: Some(self.executable.contains(&path)) })
    }

    fn canonical(&self, path: &str) -> io::Result<String> {
        self.file_type(path)?;
        Ok(path::absolute(&self.working_directory, path))
    }
}

/// Texts that replace files of another file system: the open buffers of an editor.
#[derive(Clone, Debug)]
pub struct OverlayFileSystem<F> {
    below: F,
    buffers: MemoryFileSystem,
}

impl<F: FileSystem> OverlayFileSystem<F> {
    /// The files of `below`, nothing replaced yet.
    pub fn new(below: F) -> Self {
        let buffers = MemoryFileSystem::new().seen_from(below.working_directory());
        Self { below, buffers }
    }

    /// Makes `bytes` the file at `path`, whatever is below.
    pub fn insert(&mut self, path: &str, bytes: impl AsRef<[u8]>) {
        self.buffers.insert(path, bytes);
    }

    /// Shows the file below again.
    pub fn remove(&mut self, path: &str) {
        self.buffers.remove(path);
    }
}

impl<F: FileSystem> FileSystem for OverlayFileSystem<F> {
    fn working_directory(&self) -> &str {
        self.below.working_directory()
    }

    fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>> {
        if self.buffers.is_file(path) { self.buffers.read(path, limit) } else { self.below.read(path, limit) }
    }

    fn file_type(&self, path: &str) -> io::Result<FileType> {
        if self.buffers.is_file(path) {
            return Ok(FileType::File);
        }
        self.below.file_type(path).or_else(|_| self.buffers.file_type(path))
    }

    fn read_dir(&self, path: &str) -> io::Result<Vec<DirEntry>> {
        let buffers = self.buffers.read_dir(path);
        match self.below.read_dir(path) {
            Ok(mut entries) => {
                for buffer in buffers.unwrap_or_default() {
                    match entries.binary_search_by(|entry| entry.name.cmp(&buffer.name)) {
                        // an open buffer is a file even where a link stands
                        Ok(at) if buffer.file_type == FileType::File => entries[at] = buffer,
                        Ok(_) => {}
                        Err(at) => entries.insert(at, buffer),
                    }
                }
                Ok(entries)
            }
            Err(error) => buffers.map_err(|_| error),
        }
    }

    fn status(&self, path: &str) -> io::Result<FileStatus> {
        let below = self.below.status(path);
        match self.buffers.status(path) {
            // a buffer says nothing of permissions
            Ok(buffer) if buffer.file_type == FileType::File => {
                Ok(FileStatus { executable: below.ok().and_then(|below| below.executable), ..buffer })
            }
            buffer => below.or(buffer),
        }
    }

    fn canonical(&self, path: &str) -> io::Result<String> {
        self.below.canonical(path).or_else(|_| self.buffers.canonical(path))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn names(fs: &impl FileSystem, folder: &str) -> Vec<String> {
        fs.read_dir(folder).unwrap().into_iter().map(|entry| entry.name).collect()
    }

    #[test]
    fn folders_in_memory() {
        let fs = MemoryFileSystem::new()
            .with("a/x.yaml", "")
            .with("a/b/y", "1")
            .with("a-b", "")
            .with("/other/z", "");
        assert_eq!(names(&fs, ""), ["a", "a-b"]);
        assert_eq!(names(&fs, "a"), ["b", "x.yaml"]);
        assert_eq!(names(&fs, "/"), ["other", "project"]);
        assert_eq!(names(&fs, "../other"), ["z"]);
        assert_eq!(fs.read("a/b/y", 1).unwrap(), b"1");
        assert_eq!(fs.read("a/b/y", 0).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(fs.file_type("a").unwrap(), FileType::Folder);
        assert_eq!(fs.file_type("c").unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(MemoryFileSystem::new().file_type("").unwrap(), FileType::Folder);
    }

    #[test]
    fn buffers_win() {
        let below = MemoryFileSystem::new().with("a.yaml", "old").with("d/b.yaml", "b");
        let mut fs = OverlayFileSystem::new(below);
        fs.insert("a.yaml", "new");
        fs.insert("d/c.yaml", "c");
        assert_eq!(fs.read("a.yaml", 9).unwrap(), b"new");
        assert_eq!(names(&fs, "d"), ["b.yaml", "c.yaml"]);
        assert_eq!(names(&fs, ""), ["a.yaml", "d"]);
        fs.remove("a.yaml");
        assert_eq!(fs.read("a.yaml", 9).unwrap(), b"old");
    }

    #[test]
    fn the_disk() {
        let folder = tempfile::tempdir().unwrap();
        #[allow(clippy::disallowed_methods)]
        std::fs::write(folder.path().join("x.yaml"), "abc").unwrap();
        let fs = OsFileSystem::new(folder.path());
        assert_eq!(names(&fs, ""), ["x.yaml"]);
        assert_eq!(fs.read("x.yaml", 3).unwrap(), b"abc");
        assert_eq!(fs.read("x.yaml", 2).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(fs.file_type("").unwrap(), FileType::Folder);
        assert!(fs.canonical("x.yaml").unwrap().ends_with("/x.yaml"));
    }
}
