//! The same on a disk: what only an operating system has.

#![allow(clippy::disallowed_methods, reason = "the tests make the files they read")]

use std::fs;
use std::path::Path;

use readylint_project::{Fate, LeftOut, OsFileSystem};
use tempfile::TempDir;

use crate::support::{POD, files, linted, loaded, skipped};

fn disk(files: &[(&str, &str)]) -> (TempDir, OsFileSystem) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        write(folder.path(), path, text);
    }
    let fs = OsFileSystem::new(&fs::canonicalize(folder.path()).unwrap());
    (folder, fs)
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn a_project_on_disk() {
    let (folder, fs) = disk(&[
        (".git/HEAD", ""),
        (".gitignore", "/build\n"),
        ("readylint.yaml", "exclude: [vendor]\n"),
        ("a/pod.yaml", POD),
        ("build/pod.yaml", POD),
        ("vendor/pod.yaml", POD),
        ("shop/Chart.yaml", "name: shop\n"),
    ]);
    let found = loaded(&fs, &["."]);
    assert_eq!(linted(&found), ["a/pod.yaml", "shop"]);
    assert_eq!(skipped(&found), [""; 0]);
    let absolute = fs::canonicalize(folder.path()).unwrap().join("a/pod.yaml");
    assert_eq!(linted(&loaded(&fs, &[absolute.to_str().unwrap()])), ["a/pod.yaml"]);
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_the_tree() {
    use std::os::unix::fs::symlink;
    let (outside, _) = disk(&[("secret.yaml", POD), ("folder/x.yaml", POD)]);
    let (folder, fs) = disk(&[("a.yaml", POD), (".data/real.yaml", POD), ("b/c.yaml", POD)]);
    let link = |to: &Path, name: &str| symlink(to, folder.path().join(name)).unwrap();
    link(&outside.path().join("secret.yaml"), "out.yaml");
    link(&outside.path().join("folder"), "out");
    link(Path::new("a.yaml"), "twin.yaml");
    link(Path::new(".data/real.yaml"), "mounted.yaml");
    link(Path::new("nowhere"), "dangling.yaml");
    link(Path::new("."), "circle");
    let found = loaded(&fs, &["."]);
    assert_eq!(linted(&found), ["a.yaml", "b/c.yaml", "mounted.yaml"]);
    assert_eq!(files(&found, &Fate::LeftOut(LeftOut::LinkToFile)), ["twin.yaml"]);
    let unfollowed = ["circle", "dangling.yaml", "out", "out.yaml"];
    assert_eq!(skipped(&found), unfollowed.map(|link| format!("{link}: symbolic link (not followed)")));
    // what is named is meant
    assert_eq!(linted(&loaded(&fs, &["out.yaml"])), ["out.yaml"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_opened() {
    let (folder, fs) = disk(&[("a.yaml", POD)]);
    let socket = folder.path().join("socket.yaml");
    let _listener = std::os::unix::net::UnixListener::bind(socket).unwrap();
    let found = loaded(&fs, &["."]);
    assert_eq!(linted(&found), ["a.yaml"]);
    assert_eq!(skipped(&found), ["socket.yaml: not a regular file"]);
}

#[cfg(unix)]
#[test]
fn a_link_is_a_file_of_the_repository_if_it_stays_inside() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("project");
    fs::create_dir_all(root.join("docs")).unwrap();
    fs::create_dir_all(root.join(".git")).unwrap();
    fs::write(root.join("real.md"), "text").unwrap();
    fs::write(folder.path().join("outside.md"), "text").unwrap();
    std::os::unix::fs::symlink("../real.md", root.join("docs/a.md")).unwrap();
    std::os::unix::fs::symlink("../../outside.md", root.join("docs/b.md")).unwrap();
    let rules = "rules: {demanded-file: {files: [docs/a.md, docs/*.md, docs/b.md]}}\n";
    fs::write(root.join("readylint.yaml"), rules).unwrap();
    let disk = OsFileSystem::new(&root);
    let loaded =
        readylint_project::load(&disk, &crate::support::request(&["."]), &crate::support::demanding())
            .unwrap();
    let [(_, repository)] = loaded.input.repositories.as_slice() else { panic!("one configuration") };
    let count = |pattern: &str| repository.files(pattern).unwrap().len();
    assert_eq!((count("docs/a.md"), count("docs/*.md"), count("docs/b.md")), (1, 1, 0));
}
