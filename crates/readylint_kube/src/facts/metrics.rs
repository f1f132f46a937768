//! Programs and ports that are there for monitoring only.

use crate::{Container, Service, ServicePort};

/// Words in the name of a Service port that only monitoring reads.
pub const SCRAPE_PORT_NAMES: &[&str] = &["metrics", "prometheus"];

/// Names of the images of exporters, as the Prometheus documentation ("Exporters and integrations") and the charts of the Prometheus
/// community list them; `_` is written as `-`. Other programs are called exporters too.
const EXPORTERS: &[&str] = &[
    "apache-exporter",
    "blackbox-exporter",
    "cloudwatch-exporter",
    "collectd-exporter",
    "conntrack-stats-exporter",
    "consul-exporter",
    "couchdb-prometheus-exporter",
    "dcgm-exporter",
    "domain-exporter",
    "druid-exporter",
    "elasticsearch-exporter",
    "fastly-exporter",
    "github-exporter",
    "graphite-exporter",
    "haproxy-exporter",
    "influxdb-exporter",
    "ipmi-exporter",
    "jmx-exporter",
    "json-exporter",
    "kafka-exporter",
    "kube-state-metrics",
    "memcached-exporter",
    "modbus-exporter",
    "mongodb-exporter",
    "mysqld-exporter",
    "nginx-exporter",
    "nginx-prometheus-exporter",
    "node-exporter",
    "opencost-exporter",
    "pgbouncer-exporter",
    "php-fpm-exporter",
    "pingdom-exporter",
    "postgres-exporter",
    "process-exporter",
    "prometheus-es-exporter",
    "prometheus-nats-exporter",
    "rabbitmq-exporter",
    "redis-exporter",
    "smartctl-exporter",
    "snmp-exporter",
    "snyk-exporter",
    "sql-exporter",
    "ssl-exporter",
    "stackdriver-exporter",
    "statsd-exporter",
    "systemd-exporter",
    "windows-exporter",
    "x509-certificate-exporter",
    "yet-another-cloudwatch-exporter",
];

/// Whether the image of `container` is that of a known exporter: it shows the metrics of something else, and serves nothing but
/// them.
pub fn is_exporter(container: Container<'_>) -> bool {
    let image = container.image_reference().and_then(Result::ok);
    image.is_some_and(|image| EXPORTERS.contains(&image.base_name().replace('_', "-").as_str()))
}

/// Whether only monitoring reads from `port`: its name contains one of `words`, in any case.
pub fn is_scrape_port(port: ServicePort<'_>, words: &[&str]) -> bool {
    let name = port.name().unwrap_or_default().to_ascii_lowercase();
    words.iter().any(|word| name.contains(&word.to_ascii_lowercase()))
}

/// Whether only monitoring reads from all ports of `service`.
pub fn is_scraped_only(service: Service<'_>) -> bool {
    let mut ports = service.ports().peekable();
    ports.peek().is_some() && ports.all(|port| is_scrape_port(port, SCRAPE_PORT_NAMES))
}
