//! Reports made by hand.

use readylint_diagnostics::{
    Applicability, Confidence, Diagnostic, Edit, Fix, Label, ResourceName, RuleId, Severity, Suppressed,
    SuppressionKind,
};
use readylint_emit::{Format, Masks, Report, RuleCount, RuleRow, Skipped, Style, Summary, Tool, emit};
use readylint_text::{Source, SourceId, SourceKind, Sources, Span, TextRange};

/// All that a report borrows.
#[derive(Default)]
pub(crate) struct Owned {
    pub(crate) sources: Sources,
    pub(crate) masks: Masks,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) summary: Summary,
    pub(crate) show_suppressed: bool,
}

impl Owned {
    /// One source.
    pub(crate) fn of(name: &str, text: &str) -> Self {
        let mut owned = Self::default();
        owned.add(name, text);
        owned
    }

    pub(crate) fn add(&mut self, name: &str, text: &str) -> SourceId {
        self.sources.insert(Source::new(name, text, SourceKind::Authored))
    }

    /// The first `needle` in source `id`.
    pub(crate) fn find(&self, id: u32, needle: &str) -> Span {
        let id = SourceId::new(id);
        let start = self.sources.get(id).unwrap().text().find(needle).expect(needle);
        Span::new(id, TextRange::at(start, start + needle.len()))
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic) -> &mut Self {
        self.diagnostics.push(diagnostic);
        self
    }

    pub(crate) fn mask(&mut self, span: Span) -> &mut Self {
        self.masks.insert(span);
        self
    }

    pub(crate) fn emit(&self, format: Format) -> String {
        self.emit_styled(format, Style::default())
    }

    pub(crate) fn emit_styled(&self, format: Format, style: Style) -> String {
        self.with_report(|report| {
            let mut out = Vec::new();
            emit(format, report, &style, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        })
    }

    pub(crate) fn with_report<T>(&self, run: impl FnOnce(&Report<'_>) -> T) -> T {
        let rules = rules();
        run(&Report {
            diagnostics: &self.diagnostics,
            show_suppressed: self.show_suppressed,
            sources: &self.sources,
            masks: &self.masks,
            summary: &self.summary,
            rules: &rules,
            tool: Tool { name: "readylint", version: "0.1.0", information_uri: "https://readylint.dev" },
        })
    }
}

pub(crate) fn span(start: usize, end: usize) -> Span {
    Span::new(SourceId::new(0), TextRange::at(start, end))
}

pub(crate) fn diagnostic(severity: Severity, rule: &str, message: &str, primary: Label) -> Diagnostic {
    Diagnostic {
        rule: RuleId::from(rule.to_owned()),
        severity,
        confidence: Confidence::High,
        message: message.to_owned(),
        primary,
        pointer: String::new(),
        resource: None,
        labels: Vec::new(),
        notes: Vec::new(),
        help: None,
        fixes: Vec::new(),
        fingerprint: "0123456789abcdef0123456789abcdef".to_owned(),
        suppressed: None,
    }
}

pub(crate) fn suppressed(kind: SuppressionKind) -> Suppressed {
    Suppressed { kind, reason: Some("known".to_owned()), until: Some("2027-03-01".to_owned()) }
}

fn rules() -> Vec<RuleRow<'static>> {
    let row = |id, severity, summary, url| RuleRow {
        id,
        category: "reliability",
        severity,
        summary,
        help: "# A page\n\nWhy it **matters**.\n",
        url,
        tags: vec!["probes"],
    };
    vec![
        row(
            "missing-readiness-probe",
            Severity::Warning,
            "A container that serves traffic has no readiness probe",
            "https://readylint.dev/rules/missing-readiness-probe",
        ),
        row(
            "latest-image-tag",
            Severity::Error,
            "An image is named by a tag that moves",
            "https://readylint.dev/rules/latest-image-tag",
        ),
    ]
}

pub(crate) const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: shop
spec:
  template:
    spec:
      containers:
        - name: app
          image: nginx:latest
";

pub(crate) const SERVICE: &str = "\
apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  selector:
    app: api
";

/// One finding that has everything, one plain one, and one that is suppressed.
pub(crate) fn full() -> Owned {
    let mut owned = Owned::of("deploy/api.yaml", DEPLOYMENT);
    owned.add("deploy/service.yaml", SERVICE);
    let image = owned.find(0, "nginx:latest");
    let mut first = diagnostic(
        Severity::Error,
        "latest-image-tag",
        "container `app` uses the moving tag `latest`",
        Label::new(image, "this tag moves"),
    );
    first.pointer = String::from("/spec/template/spec/containers/0/image");
    first.resource = Some(ResourceName {
        api_version: "apps/v1".to_owned(),
        kind: "Deployment".to_owned(),
        namespace: Some("shop".to_owned()),
        name: "api".to_owned(),
    });
    first.labels = vec![
        Label::new(owned.find(0, "app\n"), "the container"),
        Label::new(owned.find(1, "app: api"), "selected here"),
    ];
    first.notes = vec!["two pods may run different code".to_owned()];
    first.help = Some("name a version or a digest".to_owned());
    first.fixes = vec![Fix {
        title: "write `nginx:1.29`".to_owned(),
        applicability: Applicability::Unsafe,
        edits: vec![
            Edit { span: owned.find(0, "latest"), text: "1.29".to_owned() },
            Edit { span: span(0, 0), text: "# pinned\n".to_owned() },
        ],
    }];
    first.confidence = Confidence::Medium;
    let mut second = diagnostic(
        Severity::Info,
        "custom-rule",
        "the name is short",
        Label::new(owned.find(1, "api\n"), ""),
    );
    second.fingerprint = String::from("1123456789abcdef0123456789abcdef");
    let mut third = diagnostic(
        Severity::Warning,
        "missing-readiness-probe",
        "container `app` has no readiness probe",
        Label::new(owned.find(0, "- name: app"), "no `readinessProbe`"),
    );
    third.fingerprint = String::from("2123456789abcdef0123456789abcdef");
    third.suppressed = Some(suppressed(SuppressionKind::Comment));
    owned.diagnostics = vec![third, first, second];
    owned.summary = Summary {
        files: 2,
        documents: 2,
        resources: 2,
        skipped: vec![Skipped { file: "values.yaml".to_owned(), reason: "not Kubernetes".to_owned() }],
        errors: 1,
        infos: 1,
        suppressed: 1,
        rules: vec![
            RuleCount { id: RuleId::from("missing-readiness-probe".to_owned()), examined: 1, found: 0 },
            RuleCount { id: RuleId::from("latest-image-tag".to_owned()), examined: 1, found: 1 },
        ],
        ..Summary::default()
    };
    owned
}

/// A clean run over one file.
pub(crate) fn clean() -> Owned {
    let mut owned = Owned::of("deploy/api.yaml", DEPLOYMENT);
    owned.summary = Summary { files: 1, documents: 1, resources: 1, ..Summary::default() };
    owned
}
