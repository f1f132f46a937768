//! Bounds on what an untrusted chart may cost.

/// Bounds of one render. The defaults are far above every public chart we know (docs/decisions.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Nodes executed, functions called and items made.
    pub steps: u64,
    /// Bytes of text made, by all actions and functions together.
    pub bytes: u64,
    /// Templates within templates (`include`, `template`, `tpl`). Helm lets each name include itself 1,000 times.
    pub depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { steps: 50_000_000, bytes: 1 << 28, depth: 3_000 }
    }
}

/// A bound that was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exceeded {
    /// [`Limits::steps`]
    Steps,
    /// [`Limits::bytes`]
    Bytes,
    /// [`Limits::depth`]
    Depth,
}

/// What is left of the [`Limits`].
#[derive(Clone, Copy, Debug)]
pub struct Meter {
    left: Limits,
}

impl Meter {
    /// All of `limits` is left.
    pub const fn new(limits: Limits) -> Self {
        Self { left: limits }
    }

    /// Takes `count` steps.
    ///
    /// # Errors
    ///
    /// If they are not left.
    pub fn step(&mut self, count: u64) -> Result<(), Exceeded> {
        self.left.steps = self.left.steps.checked_sub(count).ok_or(Exceeded::Steps)?;
        Ok(())
    }

    /// Is about to make `count` bytes. To be asked before a result whose size the input does not bound is made (`repeat`,
    /// `indent`, `replace`), not after.
    ///
    /// # Errors
    ///
    /// If they are not left.
    pub fn bytes(&mut self, count: u64) -> Result<(), Exceeded> {
        self.left.bytes = self.left.bytes.checked_sub(count).ok_or(Exceeded::Bytes)?;
        Ok(())
    }

    /// Goes into a template.
    ///
    /// # Errors
    ///
    /// If it would be too deep.
    pub fn enter(&mut self) -> Result<(), Exceeded> {
        self.left.depth = self.left.depth.checked_sub(1).ok_or(Exceeded::Depth)?;
        Ok(())
    }

    /// Comes out of a template.
    pub fn leave(&mut self) {
        self.left.depth += 1;
    }

    /// Is outside of all templates again, of which `depth` may be nested: a failure does not come out one by one.
    pub fn surface(&mut self, depth: u32) {
        self.left.depth = depth;
    }
}
