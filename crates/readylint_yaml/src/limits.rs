//! Budgets of parsing.

/// How much a text may ask for before its document is given up with a [`crate::SyntaxError`].
///
/// Every budget is per document, except `nodes`, which is for the whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How deep collections may nest. go-yaml allows 10,000; nothing in the Kubernetes API needs 60. The default of 255
    /// keeps code that walks the tree recursively far away from the end of its stack.
    pub depth: u32,
    /// How many nodes the text may have. The default of 8 million costs less than 250 MB.
    pub nodes: u32,
    /// From how many nodes made by expanding aliases on the expansion is looked at. go-yaml (`decode.go`, `unmarshal`): 100.
    pub alias_free: u64,
    /// Up to how many expanded nodes 99 % of them may come from aliases. go-yaml (`alias_ratio_range_low`): 400,000.
    pub alias_ratio_low: u64,
    /// From how many expanded nodes on only 10 % of them may come from aliases; the share falls linearly between the two.
    /// go-yaml (`alias_ratio_range_high`): 4,000,000.
    pub alias_ratio_high: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 255,
            nodes: 8_000_000,
            alias_free: 100,
            alias_ratio_low: 400_000,
            alias_ratio_high: 4_000_000,
        }
    }
}

/// Below so many expanded nodes a document is never too much (go-yaml, `unmarshal`).
const SMALL: u64 = 1_000;

impl Limits {
    /// Whether a document that expands to `decoded` nodes, `aliased` of them through aliases, expands too far.
    pub(crate) fn is_excessive(&self, decoded: u64, aliased: u64) -> bool {
        if aliased <= self.alias_free || decoded <= SMALL {
            return false;
        }
        let allowed = if decoded <= self.alias_ratio_low {
            0.99
        } else if decoded >= self.alias_ratio_high {
            0.10
        } else {
            let range = as_float(self.alias_ratio_high - self.alias_ratio_low);
            0.99 - 0.89 * (as_float(decoded - self.alias_ratio_low) / range)
        };
        as_float(aliased) / as_float(decoded) > allowed
    }
}

/// Counts are far below 2^52 where they are compared; a saturated one compares as "very large", which is all it says.
#[allow(clippy::cast_precision_loss)]
fn as_float(count: u64) -> f64 {
    count as f64
}
