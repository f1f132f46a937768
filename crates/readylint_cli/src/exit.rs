//! The exit code of the command (EXIT-1). Nothing else decides about it, and no output format has a say.

use std::process::ExitCode;

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// The job is done, and nothing at or above `--fail-on` was found.
    Clean,
    /// The job is done, and there are findings.
    Findings,
    /// The job could not be done, or not all of it.
    Failure,
}

impl Exit {
    /// All, with their code and what the help text says about them.
    pub(crate) const TABLE: [(Self, &'static str); 3] = [
        (Self::Clean, "nothing was found at or above the severity of --fail-on"),
        (Self::Findings, "something was found"),
        (
            Self::Failure,
            "the job could not be done: nothing to lint, an unreadable file, a mistake in readylint.yaml or in the \
             arguments, an output that cannot be written",
        ),
    ];

    /// The number that the shell sees.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failure => 2,
        }
    }

    /// The worse of two ends of one run.
    #[must_use]
    pub(crate) fn or(self, other: Self) -> Self {
        self.max(other)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn failure_outweighs_findings() {
        assert_eq!(Exit::Findings.or(Exit::Failure), Exit::Failure);
        assert_eq!(Exit::Failure.or(Exit::Clean), Exit::Failure);
        assert_eq!(Exit::Clean.or(Exit::Findings), Exit::Findings);
        assert_eq!(Exit::TABLE.map(|(exit, _)| exit.code()), [0, 1, 2]);
    }
}
