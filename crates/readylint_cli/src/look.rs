//! Loading what `graph` and `report` show, and saying what could not be shown.

use readylint::kube::ResourceGraph;
use readylint::project::{Loaded, load};

use crate::args::LookArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::request;
use crate::terminal::{Terminal, say};

/// Loads what `args` name.
///
/// # Errors
///
/// A path that does not exist, a configuration that cannot be read.
pub(crate) fn load_input(args: &LookArgs) -> Result<Loaded, Failure> {
    let request = request::look_request(args)?;
    Ok(load(&request::files()?, &request, &readylint::catalogue())?)
}

/// Tells what is not shown because it could not be read, and how the run ends: well, whatever is shown, unless a file
/// could not be read at all.
pub(crate) fn tell_left_out(loaded: &Loaded, terminal: &Terminal) -> Exit {
    let graphs = || loaded.input.bundles.iter().map(|bundle| &bundle.graph);
    let broken = graphs().flat_map(ResourceGraph::documents).filter(|document| document.is_broken()).count();
    if broken > 0 {
        let documents = if broken == 1 { "document".to_owned() } else { format!("{broken} documents") };
        say(&format!("left out: the {documents} that cannot be read; `readylint check` tells why"));
    }
    if graphs().all(|graph| graph.resources().len() == 0) {
        say("there is no object here; `readylint why PATH` tells why a file is left out");
    }
    let mut exit = Exit::Clean;
    for unreadable in &loaded.unreadable {
        let failure = Failure::new(format!("`{}` cannot be read: {}", unreadable.path, unreadable.error));
        terminal.report(&failure);
        exit = Exit::Failure;
    }
    exit
}
