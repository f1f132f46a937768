//! Hosts of managed datastores.

/// What ends the names of hosts behind which clouds run databases, caches, brokers and object stores. The names are those
/// of the providers' documentation.
const SUFFIXES: [&str; 34] = [
    ".rds.amazonaws.com",
    ".cache.amazonaws.com",
    ".docdb.amazonaws.com",
    ".neptune.amazonaws.com",
    ".redshift.amazonaws.com",
    ".es.amazonaws.com",
    ".aoss.amazonaws.com",
    ".mq.amazonaws.com",
    "s3.amazonaws.com",
    "storage.googleapis.com",
    ".blob.core.windows.net",
    ".database.windows.net",
    ".postgres.database.azure.com",
    ".mysql.database.azure.com",
    ".redis.cache.windows.net",
    ".documents.azure.com",
    ".mongo.cosmos.azure.com",
    ".servicebus.windows.net",
    ".mongodb.net",
    ".neon.tech",
    ".supabase.co",
    ".supabase.com",
    ".psdb.cloud",
    ".cockroachlabs.cloud",
    ".confluent.cloud",
    ".redislabs.com",
    ".redis-cloud.com",
    ".upstash.io",
    ".aivencloud.com",
    ".cloudamqp.com",
    ".elastic-cloud.com",
    ".clickhouse.cloud",
    ".db.ondigitalocean.com",
    ".r2.cloudflarestorage.com",
];

/// Whether `host` (in lower case) is that of a managed datastore, by the domain of its provider.
pub fn is_managed_datastore(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    // regions stand between: `s3.eu-central-1.amazonaws.com`, `db.abc.kafka.eu-west-1.amazonaws.com`
    let is_regional = || {
        let Some(rest) =
            host.strip_suffix(".amazonaws.com").or_else(|| host.strip_suffix(".amazonaws.com.cn"))
        else {
            return false;
        };
        rest.rsplit('.').take(2).any(|label| {
            matches!(
                label,
                "rds" | "cache" | "docdb" | "redshift" | "es" | "aoss" | "mq" | "kafka" | "s3" | "memorydb"
            )
        }) || rest.split('.').any(|label| matches!(label, "cache" | "memorydb"))
    };
    SUFFIXES.iter().any(|suffix| host.ends_with(suffix)) || is_regional()
}

#[cfg(test)]
mod tests {
    use super::is_managed_datastore;

    #[test]
    fn hosts() {
        for (host, expected) in [
            ("votes.abc.eu-central-1.rds.amazonaws.com", true),
            ("votes.abc.0001.euc1.cache.amazonaws.com", true),
            ("s3.eu-central-1.amazonaws.com", true),
            ("s3.amazonaws.com", true),
            ("b-1.x.c2.kafka.eu-west-1.amazonaws.com", true),
            ("x.postgres.database.azure.com", true),
            ("cluster0.mongodb.net.", true),
            ("sqs.eu-central-1.amazonaws.com", false),
            ("rds.example.com", false),
            ("amazonaws.com", false),
            ("", false),
        ] {
            assert_eq!(is_managed_datastore(host), expected, "{host}");
        }
    }
}
