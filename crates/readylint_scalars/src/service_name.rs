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
    /// Whether `.svc` stands in it, so that no reading starts in the own namespace.
    is_full: bool,
}

impl<'a> HostName<'a> {
    /// Takes `host` (in lower case) apart.
    pub fn of(host: &'a str) -> Self {
        let outside = Self { rest: host, class: NameClass::Outside, is_full: false };
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
                2 | 3 if is_in_domain || !is_absolute => {
                    Self { rest, class: NameClass::InCluster, is_full: true }
                }
                // `svc` of the own namespace's Service called `a`, that is `a.svc`, names nothing
                _ => outside,
            };
        }
        if is_absolute || is_in_domain {
            return outside;
        }
        if let Some((rest, _)) = name.split_once(".svc.") {
            let is_service = matches!(rest.split('.').count(), 2 | 3);
            return if is_service { Self { rest, class: NameClass::Either, is_full: true } } else { outside };
        }
        match name.split('.').count() {
            1 => Self { rest: name, class: NameClass::Single, is_full: false },
            2 | 3 => Self { rest: name, class: NameClass::Either, is_full: false },
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
        let readings = match (self.class, labels.next(), labels.next(), labels.next()) {
            (NameClass::Outside, ..) | (_, None, ..) => [None, None],
            (_, Some(service), None, _) => [Some(ServiceName { pod: None, service, namespace: None }), None],
            (_, Some(first), Some(second), None) => {
                let service = ServiceName { pod: None, service: first, namespace: Some(second) };
                let pod = ServiceName { pod: Some(first), service: second, namespace: None };
                // the search list starts with the own namespace
                if self.is_full { [Some(service), None] } else { [Some(pod), Some(service)] }
            }
            (_, Some(pod), Some(service), namespace) => {
                [Some(ServiceName { pod: Some(pod), service, namespace }), None]
            }
        };
        readings.into_iter().flatten()
    }
}

impl<'a> ServiceName<'a> {
    /// The Service that `host` (in lower case) would name if it were certainly one of the cluster: of a name of two words
    /// the second is the namespace. `None` if it is none of a cluster.
    pub fn of(host: &'a str) -> Option<Self> {
        HostName::of(host).readings().last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let show = |host: &str| {
            let name = HostName::of(host);
            let readings = name.readings().map(|reading| {
                let pod = reading.pod.map(|pod| format!("{pod}>")).unwrap_or_default();
                format!("{pod}{}|{}", reading.service, reading.namespace.unwrap_or("-"))
            });
            format!("{:?} {}", name.class(), readings.collect::<Vec<_>>().join(" "))
        };
        for (host, expected) in [
            ("postgres", "Single postgres|-"),
            ("postgres.data", "Either postgres>data|- postgres|data"),
            ("db-0.db.data", "Either db-0>db|data"),
            ("postgres.data.svc", "InCluster postgres|data"),
            ("postgres.data.svc.cluster.local", "InCluster postgres|data"),
            ("postgres.data.svc.cluster.local.", "InCluster postgres|data"),
            ("postgres.data.svc.", "Outside "),
            ("postgres.data.", "Outside "),
            ("db-0.db.data.svc", "InCluster db-0>db|data"),
            ("db-0.db.data.svc.cluster.local", "InCluster db-0>db|data"),
            ("postgres.data.svc.example.com", "Either postgres|data"),
            ("postgres.svc", "Outside "),
            ("a.b.c.d.svc", "Outside "),
            ("a.b.c.d", "Outside "),
            ("cluster.local", "Either cluster>local|- cluster|local"),
            ("10-0-0-1.data.pod.cluster.local", "Outside "),
            ("10.0.0.1", "Outside "),
            ("localhost", "Outside "),
            ("my_service", "Outside "),
            ("Postgres", "Outside "),
            ("", "Outside "),
        ] {
            assert_eq!(show(host), expected, "{host}");
        }
    }

    #[test]
    fn the_likeliest_service() {
        let shown = |host| ServiceName::of(host).map(|name| (name.service, name.namespace));
        assert_eq!(shown("postgres.data"), Some(("postgres", Some("data"))));
        assert_eq!(shown("postgres"), Some(("postgres", None)));
        assert_eq!(shown("10.0.0.1"), None);
    }
}
