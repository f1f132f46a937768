//! When API versions come and go.

use readylint_scalars::KubernetesVersion;

use crate::table::{BUNDLED, Section, Table};

/// The life of one kind in one API version, as Kubernetes' own `prerelease-lifecycle-gen` marks and release notes tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime(usize);

impl Lifetime {
    /// The life of `kind` in `api_version` (`policy/v1beta1`); `None` if the table does not know it.
    pub fn of(api_version: &str, kind: &str) -> Option<Self> {
        let order = |at: usize| {
            let found = Self(at);
            found.api_version().cmp(api_version).then_with(|| found.kind().cmp(kind))
        };
        Table::search(0..BUNDLED.count(Section::Lifetimes), order).map(Self)
    }

    /// All lives, sorted by API version and kind.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        (0..BUNDLED.count(Section::Lifetimes)).map(Self)
    }

    fn text(self, word: usize) -> Option<&'static str> {
        BUNDLED.text(Section::Lifetimes, self.0, word)
    }

    fn version(self, word: usize) -> Option<KubernetesVersion> {
        if self.product().is_some() {
            return None;
        }
        KubernetesVersion::parse(self.text(word)?).ok()
    }

    /// The API version, as `policy/v1beta1`.
    pub fn api_version(self) -> &'static str {
        self.text(0).unwrap_or_default()
    }

    /// The name of the kind.
    pub fn kind(self) -> &'static str {
        self.text(1).unwrap_or_default()
    }

    /// The first minor of Kubernetes that has it; `None` if that is not known or it belongs to a product.
    pub fn introduced(self) -> Option<KubernetesVersion> {
        self.version(2)
    }

    /// The first minor of Kubernetes that warns of it.
    pub fn deprecated(self) -> Option<KubernetesVersion> {
        self.version(3)
    }

    /// The first minor of Kubernetes that does not serve it any more; planned if it lies ahead.
    pub fn removed(self) -> Option<KubernetesVersion> {
        self.version(4)
    }

    /// The API version to use instead.
    pub fn replacement(self) -> Option<&'static str> {
        self.text(5)
    }

    /// The kind to use instead, if it is another one.
    pub fn replacement_kind(self) -> Option<&'static str> {
        self.text(6)
    }

    /// The life of the replacement itself, if the table knows it.
    pub fn successor(self) -> Option<Self> {
        Self::of(self.replacement()?, self.replacement_kind().unwrap_or(self.kind()))
    }

    /// The product that serves it, if that is not Kubernetes; then the versions are its own.
    pub fn product(self) -> Option<&'static str> {
        self.text(7)
    }

    /// The version of the product that first warned of it.
    pub fn deprecated_by_product(self) -> Option<&'static str> {
        self.product().and_then(|_| self.text(3))
    }

    /// The version of the product that first did not serve it any more.
    pub fn removed_by_product(self) -> Option<&'static str> {
        self.product().and_then(|_| self.text(4))
    }

    /// Whether it is an alpha version, which clusters serve only where they are told to.
    pub fn is_alpha(self) -> bool {
        self.api_version().rsplit('/').next().is_some_and(|version| version.contains("alpha"))
    }
}
