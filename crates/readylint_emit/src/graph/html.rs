//! `html`: a page for the browser.

use std::io::{self, Write};

use super::GraphRows;

pub(super) fn write(_graph: &GraphRows, _out: &mut dyn Write) -> io::Result<()> {
    Ok(())
}
