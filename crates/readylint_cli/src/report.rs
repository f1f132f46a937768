//! `readylint report`: tables that people else put together by hand.

use readylint::emit_table;
use readylint::inspect::{self, Scope};

use crate::args::{ReportArgs, ReportTable};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::look;
use crate::terminal::Terminal;

/// Runs the command.
///
/// # Errors
///
/// What keeps it from showing anything: a path that does not exist.
pub(crate) fn report(args: &ReportArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let loaded = look::load_input(&args.look)?;
    let scope = Scope::new(&args.look.namespace);
    let table = match args.table {
        ReportTable::Resources => inspect::resources(&loaded.input, &scope),
        ReportTable::Secrets => inspect::secrets(&loaded.input, &scope),
        _ => inspect::images(&loaded.input, &scope),
    };
    terminal.with_stdout(|out| emit_table(args.format, &table, out))?;
    Ok(look::tell_left_out(&loaded, terminal))
}
