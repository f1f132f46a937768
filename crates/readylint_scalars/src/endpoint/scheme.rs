//! URL schemes: default ports, and which name no host.

use crate::Engine;

/// The scheme in lower case, without driver or carrier: `postgresql` of `postgresql+asyncpg`, `http` of `git+http`.
pub(super) fn base(scheme: &str) -> String {
    let lower = scheme.to_ascii_lowercase();
    let known = lower.split('+').find(|part| default_port(part).is_some());
    known.or_else(|| lower.split('+').next()).unwrap_or_default().to_owned()
}

/// The port that clients take for a URL of `scheme` (in lower case) without one: of IANA's registry, or of the product.
pub fn default_port(scheme: &str) -> Option<u16> {
    Some(match scheme {
        "http" | "ws" => 80,
        "https" | "wss" => 443,
        "amqps" => 5671,
        "ftp" => 21,
        "ssh" | "sftp" => 22,
        "smtp" => 25,
        "ldap" => 389,
        "ldaps" => 636,
        "mqtt" => 1883,
        "mqtts" => 8883,
        _ => *Engine::of_scheme(scheme)?.ports().first()?,
    })
}

/// Whether what follows `://` is no host: a bucket, a path, a name of some other kind.
pub(super) fn has_no_host(base: &str) -> bool {
    matches!(
        base,
        "file" | "unix" | "sqlite" | "sqlite3" | "s3" | "s3a" | "s3n" | "gs" | "gcs" | "abfs" | "abfss" | "wasb"
            | "wasbs" | "az" | "azblob" | "azure" | "spiffe" | "secret" | "vault" | "ssm" | "awskms" | "gcpkms"
            | "azurekms" | "arn" | "urn" | "docker" | "oci" | "containerd" | "npipe" | "memory" | "mem" | "inmemory"
            | "classpath" | "jar" | "data" | "about" | "chrome-extension" | "aws" | "sqs" | "gcppubsub" | "pubsub"
            | "k8s" | "kubernetes" | "app" | "android-app" | "provider" | "op" | "ref+vault" | "filesystem" | "zip"
            // its host is the name of a record that names the hosts (RFC 2782)
            | "mongodb+srv" | "dns+srv" | "etcd+srv"
    )
}

/// Whether a URL of the scheme may name several hosts, separated by commas.
pub(super) fn has_several_hosts(base: &str) -> bool {
    !matches!(base, "http" | "https" | "ws" | "wss" | "grpc" | "grpcs" | "ftp" | "ssh")
}
