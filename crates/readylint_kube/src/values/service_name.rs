//! DNS names of Services, as pods resolve them.
//!
//! A pod's resolver tries `<namespace>.svc.cluster.local`, `svc.cluster.local` and `cluster.local` behind a name
//! (`dnsPolicy: ClusterFirst`), so that one name may be read in several ways. Names follow the DNS specification of
//! Kubernetes, <https://github.com/kubernetes/dns/blob/master/docs/specification.md>.

/// The domain of clusters by default (`clusterDomain` of the kubelet).
const CLUSTER_DOMAIN: &str = "cluster.local";

/// One way to read a DNS name as that of a Service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceName<'a> {
    /// The pod, for a name of one pod behind a headless Service: `db-0` of `db-0.db.data.svc`.
    pub pod: Option<&'a str>,
    /// The Service.
    pub service: &'a str,
    /// Its namespace; `None` for the one of the pod that asks.
    pub namespace: Option<&'a str>,
}

/// How far a name alone says that it is one of the cluster's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameClass {
    /// Nothing but a name of the cluster: it ends in `.svc` or in the cluster's domain.
    InCluster,
    /// One word: of the cluster, or of the host's own tables.
    Single,
    /// Two or three words, or `.svc.` with a domain that is not the default: perhaps of the cluster, perhaps public.
    Either,
    /// No Service of a cluster: too many words, an address, a name with underscores, a name that ends in a dot.
    Outside,
}

/// A DNS name, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostName<'a> {
    /// What stands before `.svc`.
    rest: &'a str,
    class: NameClass,
}

impl<'a> HostName<'a> {
    /// Takes `host` (in lower case) apart.
    pub fn of(host: &'a str) -> Self {
        let outside = Self { rest: host, class: NameClass::Outside };
        let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
        if host.is_empty() || !host.bytes().all(is_name) || super::endpoint::is_address(host) {
            return outside;
        }
        let domain = |host: &'a str| host.strip_suffix(CLUSTER_DOMAIN)?.strip_suffix('.');
        let (name, is_absolute) = host.strip_suffix('.').map_or((host, false), |name| (name, true));
        let is_in_domain = domain(name).is_some();
        let name = domain(name).unwrap_or(name);
        if let Some(rest) = name.strip_suffix(".svc") {
            // an absolute name has its domain
            return match rest.split('.').count() {
                2 | 3 if is_in_domain || !is_absolute => Self { rest, class: NameClass::InCluster },
                // `svc` of the own namespace's Service called `a`, that is `a.svc`, names nothing
                _ => outside,
            };
        }
        if is_absolute || is_in_domain {
            return outside;
        }
        if let Some((rest, _)) = name.split_once(".svc.") {
            let is_service = matches!(rest.split('.').count(), 2 | 3);
            return if is_service { Self { rest, class: NameClass::Either } } else { outside };
        }
        match name.split('.').count() {
            1 => Self { rest: name, class: NameClass::Single },
            2 | 3 => Self { rest: name, class: NameClass::Either },
            _ => outside,
        }
    }

    /// How far the name alone says what it is.
    pub fn class(self) -> NameClass {
        self.class
    }

    /// The ways to read it, in the order in which the resolver of a pod would come upon them.
    pub fn readings(self) -> impl Iterator<Item = ServiceName<'a>> {
        let mut labels = self.rest.split('.');
        let is_full = self.class == NameClass::InCluster;
        let readings = match (self.class, labels.next(), labels.next(), labels.next()) {
            (NameClass::Outside, ..) | (_, None, ..) => [None, None],
            (_, Some(service), None, _) => [Some(ServiceName { pod: None, service, namespace: None }), None],
            (_, Some(first), Some(second), None) => {
                let service = ServiceName { pod: None, service: first, namespace: Some(second) };
                let pod = ServiceName { pod: Some(first), service: second, namespace: None };
                // the search list starts with the own namespace
                if is_full { [Some(service), None] } else { [Some(pod), Some(service)] }
            }
            (_, Some(pod), Some(service), namespace) => {
                [Some(ServiceName { pod: Some(pod), service, namespace }), None]
            }
        };
        readings.into_iter().flatten()
    }
}

impl<'a> ServiceName<'a> {
    /// The most likely Service behind `host` (in lower case), `None` if it is none of a cluster.
    ///
    /// Of a name of two words the second is taken for the namespace, unless it is that of `own_namespace` itself.
    pub fn of(host: &'a str) -> Option<Self> {
        HostName::of(host).readings().last()
    }
}
