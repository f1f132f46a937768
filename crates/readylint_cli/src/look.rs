//! Loading what `graph` and `report` show, and saying what could not be shown.

use readylint::engine::Coverage;
use readylint::kube::ResourceGraph;
use readylint::project::{Fate, Loaded, load};
use readylint::{read_line, summary_of};

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

/// How many documents that cannot be read are named.
const NAMED: usize = 5;

/// Tells what was read and what is not shown, and how the run ends: well, whatever is shown, unless a file could not be
/// read at all.
pub(crate) fn tell_left_out(loaded: &Loaded, terminal: &Terminal) -> Exit {
    let input = &loaded.input;
    let graphs = || input.bundles.iter().map(|bundle| &bundle.graph);
    let broken = || graphs().flat_map(ResourceGraph::documents).filter(|document| document.is_broken());
    for document in broken().take(NAMED) {
        let place = input.sources.get(document.source()).map(|source| {
            let start = document.range().start();
            format!("{}:{}", source.name(), source.lines().line(start) + 1)
        });
        say(&format!("left out: the document at {} cannot be read", place.unwrap_or_default()));
    }
    if broken().count() > NAMED {
        say(&format!("left out: {} more documents that cannot be read", broken().count() - NAMED));
    }
    for explanation in &loaded.explanations {
        if let Fate::Refused(problem) = &explanation.fate {
            say(&format!("left out: {}: {problem}", explanation.file));
        }
    }
    if loaded.configuration_broken {
        say("the configuration has mistakes; what could be read of it held: `readylint config` tells them");
    }
    let coverage = Coverage::of(input);
    if coverage.resources == 0 {
        say("there is no object here; `readylint why PATH` tells why a file is left out");
    }
    say(&read_line(&summary_of(&coverage)));
    let mut exit = Exit::Clean;
    for unreadable in &loaded.unreadable {
        let failure = Failure::new(format!("`{}` cannot be read: {}", unreadable.path, unreadable.error));
        terminal.report(&failure);
        exit = Exit::Failure;
    }
    exit
}
