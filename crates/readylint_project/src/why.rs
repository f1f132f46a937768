//! Why a file is linted or not (`readylint why`), and what configuration holds for it (`readylint config`).

use readylint_engine::Catalogue;

use crate::config::{Row, rows};
use crate::discover::{Discoverer, LeftOut};
use crate::load::{Explanation, Fate, LoadError, Request, configurations, load_found};
use crate::path;
use crate::{FileSystem, FileType};

/// What becomes of each file under `path` in the run that `request` describes, and why. A file is explained as the run
/// would meet it while walking, not as if it had been named.
///
/// # Errors
///
/// If `path` does not exist, or as for [`load`](crate::load).
pub fn why(
    fs: &dyn FileSystem,
    request: &Request,
    catalogue: &Catalogue,
    path: &str,
) -> Result<Vec<Explanation>, LoadError> {
    let cwd = fs.working_directory();
    let target = path::normalise(cwd, path);
    let file_type = fs.file_type(&target).map_err(|_| LoadError::NoSuchPath(path.to_owned()))?;
    let mut configurations = configurations(fs, request, catalogue)?;
    let given = request.paths.iter().map(|given| path::normalise(cwd, given));
    let mut roots: Vec<String> = given.filter(|given| path::below(given, &target).is_some()).collect();
    if roots.is_empty() && request.paths.is_empty() && path::below("", &target).is_some() {
        roots.push(".".to_owned());
    }
    if roots.is_empty() {
        roots.push(target.clone());
    }
    let roots: Vec<String> = roots.into_iter().map(|root| path::shown(&root).to_owned()).collect();
    let discovery = Discoverer::new(fs, &mut configurations).only(&target).find(&roots)?;
    let request = Request { stdin: None, ..request.clone() };
    let mut explanations = load_found(fs, &request, catalogue, configurations, discovery).explanations;
    explanations.retain(|explanation| {
        let file = if explanation.file == "." { "" } else { &explanation.file };
        path::below(file, &target).is_some() || path::below(&target, file).is_some()
    });
    if explanations.is_empty() && file_type != FileType::Folder {
        let fate = Fate::LeftOut(LeftOut::OtherName);
        explanations.push(Explanation { file: target, fate, configuration: None });
    }
    Ok(explanations)
}

/// The effective configuration of the file or folder `path`, each value with where it was written.
///
/// # Errors
///
/// If `path` does not exist, or if the configuration that was asked for cannot be read.
pub fn effective(
    fs: &dyn FileSystem,
    request: &Request,
    catalogue: &Catalogue,
    path: &str,
) -> Result<Vec<Row>, LoadError> {
    let cwd = fs.working_directory();
    let target = path::normalise(cwd, path);
    let file_type = fs.file_type(&target).map_err(|_| LoadError::NoSuchPath(path.to_owned()))?;
    let folder = match file_type {
        FileType::Folder => target.clone(),
        _ => path::parent(cwd, &target).unwrap_or_default(),
    };
    let mut configurations = configurations(fs, request, catalogue)?;
    let nothing = crate::config::Options::default();
    let id = configurations.nearest(&folder);
    let options = id.map_or(&nothing, |id| configurations.options(id));
    Ok(rows(options, &options.overrides_of(&target), &request.options, configurations.sources()))
}
