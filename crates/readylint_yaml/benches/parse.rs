//! How fast the tree is made, beside the events of the parser underneath alone. `cargo bench -p readylint_yaml`; a path as
//! argument takes a file instead of the generated corpus.
#![allow(clippy::print_stdout, clippy::disallowed_methods, clippy::cast_precision_loss, missing_docs)]

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use granit_parser::{Event, Parser, Span, SpannedEventReceiver};
use readylint_text::SourceId;

/// Counts events, so that nothing is optimised away.
struct Count(usize);

impl<'t> SpannedEventReceiver<'t> for Count {
    fn on_event(&mut self, event: Event<'t>, span: Span) {
        self.0 += usize::from(event.is_node()) + span.end.line() % 2;
    }
}

fn main() {
    let argument = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let text: Arc<str> = match argument.and_then(|path| std::fs::read_to_string(path).ok()) {
        Some(text) => text.into(),
        None => corpus().into(),
    };
    let megabytes = text.len() as f64 / 1e6;
    let events = best(|| {
        let mut count = Count(0);
        let fine = Parser::new_from_str(&text).load(&mut count, true).is_ok();
        count.0 + usize::from(fine)
    });
    let tree = best(|| readylint_yaml::parse(SourceId::new(0), Arc::clone(&text)).tree.node_count());
    let memory = readylint_yaml::parse(SourceId::new(0), Arc::clone(&text)).tree.heap_size() as f64;
    println!("{megabytes:.1} MB; the tree takes {:.2} bytes per byte", memory / 1e6 / megabytes);
    println!("events {:7.1} MB/s", megabytes / events.as_secs_f64());
    println!(
        "tree   {:7.1} MB/s  (+{:.0} %)",
        megabytes / tree.as_secs_f64(),
        (tree.as_secs_f64() / events.as_secs_f64() - 1.0) * 100.0
    );
}

/// The best of some runs: what the machine can do when left alone.
fn best(mut run: impl FnMut() -> usize) -> Duration {
    (0..15)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(run());
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

/// Deployments and `ConfigMap`s as charts write them.
fn corpus() -> String {
    let mut text = String::new();
    for i in 0..3_000 {
        let _ = write!(
            text,
            "---\n# Source: shop/templates/deployment.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop-{i}\n  labels:\n    app.kubernetes.io/name: shop\n    app.kubernetes.io/instance: \"release-{i}\"\n    helm.sh/chart: shop-1.2.3\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app.kubernetes.io/name: shop\n  template:\n    metadata:\n      labels:\n        app.kubernetes.io/name: shop\n    spec:\n      securityContext: {{runAsNonRoot: true, runAsUser: 65532}}\n      containers:\n        - name: web\n          image: \"registry.example.com/shop/web:1.{i}\"\n          args: [\"--listen\", ':8080', --verbose]\n          ports:\n            - name: http\n              containerPort: 8080   # the service's target\n          env:\n            - name: GREETING\n              value: \"a\\tb\"\n            - name: EMPTY\n              value:\n          resources:\n            requests: {{cpu: 100m, memory: 64Mi}}\n            limits:\n              memory: 128Mi\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop-{i}\ndata:\n  nginx.conf: |\n    server {{\n      listen 8080;\n      location / {{ return 200; }}\n    }}\n"
        );
    }
    text
}
