//! Which Helm is imitated.

/// A Helm whose behaviour differs from the others' in what it renders or says (helm-rendering.md §2.4 to §2.7). Each
/// stands for the releases around it; the values are the tested ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HelmVersion {
    /// 3.17.3.
    V3_17,
    /// 3.22.0.
    V3_22,
    /// 4.1.4.
    V4_1,
    /// 4.3.1, the newest.
    #[default]
    V4_3,
}

impl HelmVersion {
    /// All, oldest first.
    pub const ALL: [Self; 4] = [Self::V3_17, Self::V3_22, Self::V4_1, Self::V4_3];

    /// What `helm:` of the configuration and `--helm` call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::V3_17 => "3.17",
            Self::V3_22 => "3.22",
            Self::V4_1 => "4.1",
            Self::V4_3 => "4.3",
        }
    }

    /// The one called `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.name() == name)
    }

    /// Its full version, `.Capabilities.HelmVersion.Version`.
    pub const fn full(self) -> &'static str {
        match self {
            Self::V3_17 => "v3.17.3",
            Self::V3_22 => "v3.22.0",
            Self::V4_1 => "v4.1.4",
            Self::V4_3 => "v4.3.1",
        }
    }

    /// Whether it is a Helm 3.
    pub const fn is_3(self) -> bool {
        matches!(self, Self::V3_17 | Self::V3_22)
    }
}
