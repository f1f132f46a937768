//! When API versions come and go.

use readylint_scalars::{KubernetesVersion, VersionRange};

use crate::minors::{FIRST_MINOR, MINOR_COUNT};
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

    /// The group of its API version; empty for the core group.
    pub fn group(self) -> &'static str {
        self.api_version().split_once('/').map_or("", |(group, _)| group)
    }

    /// Whether it is a beta version, as `v1beta1` and `v2beta2`.
    fn is_beta(self) -> bool {
        self.api_version().rsplit('/').next().is_some_and(|version| version.contains("beta"))
    }

    /// Whether it is a file that a component of Kubernetes reads, and no object that the API server serves.
    pub fn is_configuration(self) -> bool {
        const FILES: [&str; 3] = ["audit.k8s.io", "imagepolicy.k8s.io", "kubescheduler.config.k8s.io"];
        FILES.contains(&self.group())
    }

    /// Whether clusters of Kubernetes serve it only where `--runtime-config` tells them to: alpha versions, and beta
    /// versions that came with 1.24 or later (KEP-3136). `v1beta3` of flow control is the exception, since it continued
    /// a version that was on.
    pub fn is_off_by_default(self) -> bool {
        const OFF_SINCE: KubernetesVersion = KubernetesVersion::new(24);
        if self.product().is_some() || self.is_configuration() {
            return false;
        }
        let is_new = self.introduced().is_some_and(|introduced| introduced >= OFF_SINCE);
        self.is_alpha() || (self.is_beta() && is_new && self.group() != "flowcontrol.apiserver.k8s.io")
    }

    /// Whether its removal lies beyond the newest release that the table knows: such plans slip.
    pub fn is_removal_planned(self) -> bool {
        self.removed().is_some_and(|removed| removed > NEWEST_RELEASE)
    }

    /// What the versions of `range` make of it. Of a product it is never anything: the range says nothing of products.
    pub fn status(self, range: VersionRange) -> Status {
        Status {
            not_yet: self.introduced().map_or(Extent::None, |first| Extent::before(range, first)),
            deprecated: self.deprecated().map_or(Extent::None, |first| Extent::from(range, first)),
            removed: self.removed().map_or(Extent::None, |first| Extent::from(range, first)),
        }
    }

    /// The same in a word: the gravest that any version of `range` says.
    pub fn standing(self, range: VersionRange) -> Standing {
        let status = self.status(range);
        if self.product().is_some() {
            Standing::OfProduct
        } else if status.removed != Extent::None {
            if self.is_removal_planned() { Standing::RemovalPlanned } else { Standing::Removed }
        } else if status.not_yet != Extent::None {
            Standing::NotYet
        } else if status.deprecated != Extent::None {
            Standing::Deprecated
        } else if self.is_off_by_default() {
            Standing::OffByDefault
        } else {
            Standing::Fine
        }
    }

    /// The replacement, its own replacement, and so on, as far as the table knows them.
    fn successors(self) -> impl Iterator<Item = Self> {
        // a chain is short; the bound keeps a mistake in the table from going round for ever
        std::iter::successors(self.successor(), |lifetime| lifetime.successor()).take(8)
    }

    /// What to use instead in clusters of all versions of `range`.
    ///
    /// Replacements are followed through the table, and other versions of the same kinds are looked at, so that
    /// `flowcontrol.apiserver.k8s.io/v1beta1` leads to `v1beta3` in some ranges and to `v1` in others. One that warns
    /// nowhere is preferred to one that does, a stable one to a beta, a newer one to an older.
    pub fn way_out(self, range: VersionRange) -> WayOut {
        let line: Vec<Self> = std::iter::once(self).chain(self.successors()).collect();
        let is_heir =
            |other: &Self| line.iter().any(|one| one.kind() == other.kind() && one.group() == other.group());
        let may_replace = |other: &Self| {
            is_heir(other)
                && *other != self
                && other.product().is_none()
                && other.introduced() >= self.introduced()
                && (!other.is_off_by_default() || self.is_off_by_default())
                && other.status(range).is_served()
        };
        let rank = |other: &Self| {
            let is_fresh = other.status(range).deprecated == Extent::None;
            (is_fresh, !other.is_alpha(), !other.is_beta(), other.introduced())
        };
        if self.product().is_none()
            && let Some(best) = Self::all().filter(may_replace).max_by_key(rank)
        {
            return WayOut::Served(best);
        }
        match line.last() {
            Some(&last) if last != self && last.product().is_none() => {
                let status = last.status(range);
                let is_late = status.not_yet != Extent::None && status.removed == Extent::None;
                if is_late { WayOut::NotInOldest(last) } else { WayOut::None }
            }
            _ => WayOut::None,
        }
    }
}

impl Lifetime {
    /// An older version of the same kind that every version of `range` serves by default, for what comes too late for some.
    pub fn elder(self, range: VersionRange) -> Option<Self> {
        let is_elder = |other: &Self| {
            other.kind() == self.kind()
                && other.group() == self.group()
                && other.product().is_none()
                && other.introduced() < self.introduced()
                && !other.is_off_by_default()
                && other.status(range).is_served()
        };
        Self::all().filter(is_elder).max_by_key(|other| (!other.is_beta(), other.introduced()))
    }
}

/// The newest release of Kubernetes that the tables know; what is said of later ones is a plan.
pub const NEWEST_RELEASE: KubernetesVersion = KubernetesVersion::new(FIRST_MINOR + MINOR_COUNT - 1);

/// Which versions of a range something holds for, as far as D16 tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent {
    /// None.
    None,
    /// Some, the newest not among them.
    Older,
    /// Some, the newest among them.
    Newest,
    /// All.
    All,
}

impl Extent {
    /// Of what holds from `first` on.
    fn from(range: VersionRange, first: KubernetesVersion) -> Self {
        if first <= range.oldest() {
            Self::All
        } else if first <= range.newest() {
            Self::Newest
        } else {
            Self::None
        }
    }

    /// Of what holds up to the version before `first`.
    fn before(range: VersionRange, first: KubernetesVersion) -> Self {
        if first > range.newest() {
            Self::All
        } else if first > range.oldest() {
            Self::Older
        } else {
            Self::None
        }
    }
}

/// What the versions of a range make of an API version of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// How many of them do not have it yet.
    pub not_yet: Extent,
    /// How many of them warn of it, or have removed it after they did.
    pub deprecated: Extent,
    /// How many of them do not have it any more.
    pub removed: Extent,
}

impl Status {
    /// Whether every version of the range has it, by default or when told to.
    pub fn is_served(self) -> bool {
        self.not_yet == Extent::None && self.removed == Extent::None
    }
}

/// What an API version is to a range of versions, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// All versions serve it, and none warns of it.
    Fine,
    /// A product serves it, whose version decides.
    OfProduct,
    /// Clusters serve it only when told to.
    OffByDefault,
    /// All versions serve it, some with a warning.
    Deprecated,
    /// Some versions do not have it yet.
    NotYet,
    /// Some versions are planned not to have it any more.
    RemovalPlanned,
    /// Some versions do not have it any more.
    Removed,
}

impl Standing {
    /// What it is called.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::OfProduct => "depends on product",
            Self::OffByDefault => "off by default",
            Self::Deprecated => "deprecated",
            Self::NotYet => "not yet available",
            Self::RemovalPlanned => "removal planned",
            Self::Removed => "removed",
        }
    }
}

/// What can be used instead of an API version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayOut {
    /// This one: every version of the range serves it.
    Served(Lifetime),
    /// This one, but older versions of the range do not have it yet.
    NotInOldest(Lifetime),
    /// Nothing that the table knows.
    None,
}

/// Whether version `installed` of a product is `wanted` or newer: `2.6.1` and `v2.10` are newer than `2.6`. `None` if one
/// of them is no version of numbers with dots; what stands behind a hyphen or a plus sign is passed over.
pub fn is_at_least(installed: &str, wanted: &str) -> Option<bool> {
    let numbers = |text: &str| {
        let text = text.trim().trim_start_matches('v');
        let text = text.split(['-', '+']).next().unwrap_or_default();
        // three numbers are all that a product has
        let mut version = [0_u32; 3];
        for (number, part) in text.split('.').enumerate() {
            *version.get_mut(number)? = part.parse().ok()?;
        }
        Some(version)
    };
    Some(numbers(installed)? >= numbers(wanted)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn life(api_version: &str, kind: &str) -> Lifetime {
        Lifetime::of(api_version, kind).unwrap()
    }

    fn range(text: &str) -> VersionRange {
        VersionRange::parse(text).unwrap()
    }

    /// The API version to use instead, with `from MINOR` behind it if the oldest version has it not.
    fn way_out(api_version: &str, kind: &str, versions: &str) -> String {
        match life(api_version, kind).way_out(range(versions)) {
            WayOut::Served(best) => best.api_version().to_owned(),
            WayOut::NotInOldest(later) => {
                format!("{} from {}", later.api_version(), later.introduced().unwrap())
            }
            WayOut::None => "-".to_owned(),
        }
    }

    #[test]
    fn ranges_tell_who_refuses() {
        let status = |versions: &str| life("policy/v1beta1", "PodDisruptionBudget").status(range(versions));
        assert_eq!(status("1.20").deprecated, Extent::None);
        assert_eq!(status("1.20-1.24").deprecated, Extent::Newest);
        assert_eq!(status("1.21-1.24").deprecated, Extent::All);
        assert!(status("1.21-1.24").is_served());
        assert_eq!(status("1.24-1.25").removed, Extent::Newest);
        assert_eq!(status("1.25-1.30").removed, Extent::All);
        let new = |versions: &str| life("policy/v1", "PodDisruptionBudget").status(range(versions)).not_yet;
        assert_eq!(new("1.20"), Extent::All);
        assert_eq!(new("1.20-1.21"), Extent::Older);
        assert_eq!(new("1.21"), Extent::None);
    }

    #[test]
    fn the_gravest_counts() {
        for (api_version, kind, versions, standing) in [
            ("policy/v1beta1", "PodDisruptionBudget", "1.20", Standing::Fine),
            ("policy/v1beta1", "PodDisruptionBudget", "1.20-1.24", Standing::Deprecated),
            ("policy/v1beta1", "PodDisruptionBudget", "1.20-1.25", Standing::Removed),
            ("policy/v1", "PodDisruptionBudget", "1.20-1.25", Standing::NotYet),
            ("resource.k8s.io/v1beta1", "DeviceClass", "1.33", Standing::OffByDefault),
            ("resource.k8s.io/v1beta1", "DeviceClass", "1.35", Standing::Deprecated),
            ("resource.k8s.io/v1beta1", "DeviceClass", "1.37-1.38", Standing::RemovalPlanned),
            ("cert-manager.io/v1alpha2", "Certificate", "1.35", Standing::OfProduct),
            ("scheduling.k8s.io/v1alpha1", "Workload", "1.34-1.36", Standing::Removed),
        ] {
            let found = life(api_version, kind).standing(range(versions));
            assert_eq!(found, standing, "{api_version} {kind} in {versions}");
        }
    }

    #[test]
    fn replacements_are_followed() {
        let flow = |version: &str, versions: &str| {
            way_out(&format!("flowcontrol.apiserver.k8s.io/{version}"), "FlowSchema", versions)
        };
        assert_eq!(flow("v1beta1", "1.35-1.37"), "flowcontrol.apiserver.k8s.io/v1");
        assert_eq!(flow("v1beta1", "1.26-1.28"), "flowcontrol.apiserver.k8s.io/v1beta3");
        assert_eq!(flow("v1beta1", "1.28-1.30"), "flowcontrol.apiserver.k8s.io/v1beta3");
        assert_eq!(flow("v1beta1", "1.25-1.26"), "flowcontrol.apiserver.k8s.io/v1beta2");
        assert_eq!(flow("v1beta3", "1.28-1.32"), "flowcontrol.apiserver.k8s.io/v1 from 1.29");
    }

    #[test]
    fn what_the_oldest_version_does_not_have_is_no_way_out() {
        assert_eq!(
            way_out("networking.k8s.io/v1beta1", "Ingress", "1.18-1.25"),
            "networking.k8s.io/v1 from 1.19"
        );
        assert_eq!(way_out("networking.k8s.io/v1beta1", "Ingress", "1.19-1.25"), "networking.k8s.io/v1");
        // a bridge through another group
        assert_eq!(way_out("extensions/v1beta1", "Ingress", "1.16-1.18"), "networking.k8s.io/v1beta1");
        assert_eq!(way_out("policy/v1beta1", "PodSecurityPolicy", "1.24-1.30"), "-");
        assert_eq!(way_out("extensions/v1beta1", "PodSecurityPolicy", "1.24-1.30"), "-");
        assert_eq!(way_out("v1", "Endpoints", "1.33-1.35"), "discovery.k8s.io/v1");
        // a version that clusters do not serve by default replaces none that they do
        assert_eq!(way_out("storage.k8s.io/v1beta1", "CSIStorageCapacity", "1.24-1.30"), "storage.k8s.io/v1");
        // of a product the range says nothing
        assert_eq!(way_out("cert-manager.io/v1alpha2", "Certificate", "1.35-1.37"), "-");
    }

    #[test]
    fn what_clusters_serve_only_when_told_to() {
        for (api_version, kind, is_off) in [
            ("batch/v1beta1", "CronJob", false),
            ("storage.k8s.io/v1alpha1", "VolumeAttachment", true),
            ("admissionregistration.k8s.io/v1beta1", "ValidatingAdmissionPolicy", true),
            ("resource.k8s.io/v1beta1", "ResourceClaim", true),
            ("resource.k8s.io/v1", "ResourceClaim", false),
            ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", false),
            ("cert-manager.io/v1alpha2", "Certificate", false),
        ] {
            assert_eq!(life(api_version, kind).is_off_by_default(), is_off, "{api_version} {kind}");
        }
        assert!(life("resource.k8s.io/v1beta1", "ResourceClaim").is_removal_planned());
        assert!(!life("batch/v1beta1", "CronJob").is_removal_planned());
    }

    #[test]
    fn what_comes_too_late_may_have_an_elder() {
        let elder = |api_version: &str, kind: &str, versions: &str| {
            life(api_version, kind).elder(range(versions)).map(Lifetime::api_version)
        };
        assert_eq!(elder("policy/v1", "PodDisruptionBudget", "1.20-1.24"), Some("policy/v1beta1"));
        assert_eq!(elder("policy/v1", "PodDisruptionBudget", "1.20-1.25"), None);
        assert_eq!(elder("autoscaling/v2", "HorizontalPodAutoscaler", "1.22-1.24"), Some("autoscaling/v1"));
        assert_eq!(elder("resource.k8s.io/v1", "ResourceClaim", "1.33-1.36"), None);
    }

    #[test]
    fn versions_of_products() {
        assert_eq!(is_at_least("1.6", "1.6"), Some(true));
        assert_eq!(is_at_least("v1.16.2", "1.6"), Some(true));
        assert_eq!(is_at_least("0.11", "1.6"), Some(false));
        assert_eq!(is_at_least("3.0.0-rc1", "3.0"), Some(true));
        for text in ["", "latest", "1..2", "1.2.3.4", "99999999999999999999"] {
            assert_eq!(is_at_least(text, "1.6"), None, "{text}");
        }
    }

    #[test]
    fn every_replacement_of_kubernetes_is_in_the_table() {
        // a subresource that has no successor, whatever its mark says
        let is_asked = |lifetime: &Lifetime| lifetime.kind() != "DeploymentRollback";
        let lifetimes = Lifetime::all().filter(|lifetime| lifetime.product().is_none());
        for lifetime in lifetimes.filter(is_asked) {
            assert_eq!(
                lifetime.replacement().is_some(),
                lifetime.successor().is_some(),
                "{} {}",
                lifetime.api_version(),
                lifetime.kind()
            );
        }
    }
}
