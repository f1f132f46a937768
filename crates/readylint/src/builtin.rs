//! The catalogue that comes with readylint.

use readylint_engine::Catalogue;

/// All built-in rules. Add one's own with [`Catalogue::with`].
pub fn catalogue() -> Catalogue {
    readylint_rules::catalogue()
}
