//! `readylint report`: tables that people else put together by hand.

use readylint::inspect::{self, Scope};
use readylint::{emit_table, emit_traffic};

use crate::args::{ReportArgs, ReportTable};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::look;
use crate::terminal::{Terminal, say};

/// Runs the command.
///
/// # Errors
///
/// What keeps it from showing anything: a path that does not exist.
pub(crate) fn report(args: &ReportArgs, terminal: &Terminal) -> Result<Exit, Failure> {
    let loaded = look::load_input(&args.look)?;
    let scope = Scope::new(&args.look.namespace);
    let input = &loaded.input;
    let table = match args.table {
        ReportTable::Traffic => {
            let mut cut = None;
            terminal.with_stdout(|out| {
                cut = inspect::traffic(input, &scope, |flows| emit_traffic(args.format, flows, out))?;
                Ok(())
            })?;
            if let Some(count) = cut {
                say(&format!("only the first {count} flows are shown: narrow them with `--namespace`"));
            }
            return Ok(look::tell_left_out(&loaded, terminal));
        }
        ReportTable::Rbac => inspect::rbac(input, &scope),
        ReportTable::Secrets => inspect::secrets(input, &scope),
        ReportTable::Images => inspect::images(input, &scope),
        ReportTable::Resources => inspect::resources(input, &scope),
    };
    terminal.with_stdout(|out| emit_table(args.format, &table, out))?;
    Ok(look::tell_left_out(&loaded, terminal))
}
