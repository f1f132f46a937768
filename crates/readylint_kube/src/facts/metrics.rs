//! Programs and ports that are there for monitoring only.

use crate::{Container, Service, ServicePort};

/// Words in the name of a Service port that only monitoring reads.
pub const SCRAPE_PORT_NAMES: &[&str] = &["metrics", "prometheus"];

/// Whether the image of `container` is that of an exporter: it shows the metrics of something else, and serves nothing but
/// them.
pub fn is_exporter(container: Container<'_>) -> bool {
    let image = container.image_reference().and_then(Result::ok);
    image.is_some_and(|image| {
        let name = image.base_name();
        name == "kube-state-metrics" || name.split(['-', '_']).any(|word| word == "exporter")
    })
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
