//! `readylint graph`: who refers to whom.

use readylint::inspect::{self, Focus, GraphQuery, Scope};
use readylint::{GraphFormat, emit_graph};

use crate::args::GraphArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::look;
use crate::terminal::{Terminal, say};

/// Runs the command.
///
/// # Errors
///
/// What keeps it from showing anything: a path that does not exist, a focus that is not there.
pub(crate) fn graph(args: &GraphArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let loaded = look::load_input(&args.look)?;
    let focus = args.focus.as_ref().map(|focus| Focus {
        kind: focus.kind.clone(),
        name: focus.name.clone(),
        depth: usize::from(args.depth),
    });
    let query = GraphQuery {
        scope: Scope::new(&args.look.namespace),
        focus,
        relations: args.relation.iter().copied().collect(),
        is_picture: matches!(args.format, GraphFormat::Dot | GraphFormat::Mermaid),
    };
    let rows = inspect::graph(&loaded.input, &query).map_err(|missing| {
        let failure = Failure::new(missing.to_string());
        match missing.near {
            Some(near) => failure.help(format!("did you mean `{}/{near}`?", missing.kind)),
            None => failure.help("`--focus` takes a kind and a name, and heeds `--namespace`"),
        }
    })?;
    terminal.with_stdout(|out| emit_graph(args.format, &rows, out))?;
    if rows.nodes.is_empty() && !args.look.namespace.is_empty() {
        say(&format!("nothing here is in namespace {}", args.look.namespace.join(", ")));
    }
    Ok(look::tell_left_out(&loaded, terminal))
}
