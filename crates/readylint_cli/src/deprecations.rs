//! `readylint deprecations`: what an upgrade of Kubernetes takes.

use readylint::emit_table;
use readylint::engine::Coverage;
use readylint::inspect::{self, Scope};
use readylint::kube::{Document, ResourceGraph};
use readylint::schema::Standing;

use crate::args::{DeprecationsArgs, FailOnDeprecations};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::look;
use crate::terminal::Terminal;

/// Runs the command.
///
/// # Errors
///
/// What keeps it from showing anything: a path that does not exist.
pub(crate) fn deprecations(args: &DeprecationsArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let loaded = look::load_input(&args.look)?;
    let found = inspect::deprecations(&loaded.input, &Scope::new(&args.look.namespace), args.target);
    terminal.with_stdout(|out| emit_table(args.format, &found.table(args.format), out))?;
    let mut exit = look::tell_left_out(&loaded, terminal);
    let Some(threshold) = args.fail_on.threshold() else {
        return Ok(exit);
    };
    if found.worst() >= threshold {
        exit = exit.or(Exit::Findings);
    }
    let graphs = loaded.input.bundles.iter().map(|bundle| &bundle.graph);
    if graphs.flat_map(ResourceGraph::documents).any(Document::is_broken) {
        terminal.report(&Failure::new("documents that cannot be read may hold what `--fail-on` asks for"));
        exit = exit.or(Exit::Failure);
    }
    if Coverage::of(&loaded.input).resources == 0 {
        // a gate that sees nothing must not open
        terminal.report(&Failure::new("there is nothing that `--fail-on` could fail on"));
        exit = exit.or(Exit::Failure);
    }
    Ok(exit)
}

impl FailOnDeprecations {
    /// The least grave that makes the run fail.
    fn threshold(self) -> Option<Standing> {
        match self {
            Self::Removed => Some(Standing::NotYet),
            Self::Deprecated => Some(Standing::Deprecated),
            Self::Never => None,
        }
    }
}
