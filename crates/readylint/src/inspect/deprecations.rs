//! What an upgrade of Kubernetes takes: every object whose API version some target version does not serve, or serves with
//! a warning.

use readylint_emit::{Cell, Ranges, Table, TableFormat};
use readylint_engine::Input;
use readylint_kube::{Resource, ResourceGraph};
use readylint_scalars::VersionRange;
use readylint_schema::{Lifetime, Standing, WayOut};

use super::{Scope, graphs, place_cells, table};

/// What the target versions make of the API versions of all objects.
#[derive(Clone, Debug)]
pub struct Deprecations {
    rows: Vec<Row>,
    /// The ranges that were judged for, in the order in which they were met.
    targets: Vec<VersionRange>,
    fine: usize,
    unknown: usize,
}

/// An object that is not fine.
#[derive(Clone, Debug)]
struct Row {
    file: String,
    line: u32,
    column: u32,
    /// Namespace, kind and name.
    object: Vec<Cell>,
    title: String,
    lifetime: Lifetime,
    target: VersionRange,
}

/// Looks at all objects of `input` in `scope`, for `target`, or for the versions that the configuration of each file
/// names. Suppressions have no say.
pub fn deprecations(input: &Input, scope: &Scope, target: Option<VersionRange>) -> Deprecations {
    let mut found = Deprecations { rows: Vec::new(), targets: Vec::new(), fine: 0, unknown: 0 };
    let ranges = Ranges::new(&input.sources);
    for graph in graphs(input) {
        for resource in graph.resources().filter(|resource| scope.holds(*resource)) {
            let source = resource.node().span().source;
            let target = target.unwrap_or_else(|| input.settings.get(source).kubernetes);
            if !found.targets.contains(&target) {
                found.targets.push(target);
            }
            let Some(lifetime) = lifetime(graph, resource) else {
                found.unknown += 1;
                continue;
            };
            if lifetime.standing(target) == Standing::Fine {
                found.fine += 1;
                continue;
            }
            let place = resource.api_version_node().unwrap_or_else(|| resource.anchor());
            let (file, range) = ranges.of(place.grip());
            found.rows.push(Row {
                file: file.to_owned(),
                line: range.start.line,
                column: range.start.column,
                object: place_cells(resource),
                title: title(resource),
                lifetime,
                target,
            });
        }
    }
    found
}

/// The life of the API version of `resource`; `None` if that is not known, or a definition in the input decides.
fn lifetime(graph: &ResourceGraph, resource: Resource<'_>) -> Option<Lifetime> {
    let lifetime = Lifetime::of(resource.api_version(), resource.kind_name())?;
    (!graph.is_defined(resource.id())).then_some(lifetime)
}

/// `Ingress shop/web`.
fn title(resource: Resource<'_>) -> String {
    let name = resource.name().or_else(|| resource.metadata().generate_name()).unwrap_or("?");
    match resource.namespace() {
        Some(namespace) => format!("{} {namespace}/{name}", resource.kind_name()),
        None => format!("{} {name}", resource.kind_name()),
    }
}

impl Deprecations {
    /// The gravest that was found.
    pub fn worst(&self) -> Standing {
        let standings = self.rows.iter().map(|row| row.lifetime.standing(row.target));
        standings.max().unwrap_or(Standing::Fine)
    }

    /// The table to print as `format`: people get few and wide columns, programs one column for each fact.
    pub fn table(&self, format: TableFormat) -> Table {
        let targets: Vec<String> = self.targets.iter().map(ToString::to_string).collect();
        let title = match targets.as_slice() {
            [] => "API versions".to_owned(),
            targets => format!("API versions in Kubernetes {}", targets.join(", ")),
        };
        let is_for_people = matches!(format, TableFormat::Table | TableFormat::Markdown);
        let columns = if is_for_people { &FOR_PEOPLE[..] } else { &FOR_PROGRAMS[..] };
        let row = |row: &Row| if is_for_people { row.for_people() } else { row.for_programs() };
        table("deprecations", &title, columns, self.rows.iter().map(row).collect(), self.notes())
    }

    fn notes(&self) -> Vec<String> {
        let objects = |count: usize| if count == 1 { "object uses" } else { "objects use" };
        let mut notes = vec![format!("{} {} an API version that is fine.", self.fine, objects(self.fine))];
        if self.unknown > 0 {
            notes.push(format!(
                "{} {} an API version that readylint knows no lifetime of, or that a definition in the input decides about.",
                self.unknown,
                objects(self.unknown)
            ));
        }
        if self.rows.iter().any(|row| row.lifetime.product().is_some()) {
            notes.push("What depends on a product is served or not by the version of the product, not of Kubernetes.".to_owned());
        }
        notes
    }
}

const FOR_PEOPLE: [&str; 9] = [
    "Location",
    "Object",
    "API version",
    "Status",
    "Introduced",
    "Deprecated",
    "Removed",
    "Replacement",
    "Replacement since",
];

const FOR_PROGRAMS: [&str; 16] = [
    "File",
    "Line",
    "Column",
    "Namespace",
    "Kind",
    "Name",
    "API version",
    "Target",
    "Status",
    "Product",
    "Introduced",
    "Deprecated",
    "Removed",
    "Replacement",
    "Replacement kind",
    "Replacement since",
];

/// What to use instead.
#[derive(Default)]
struct Replacement {
    api_version: Option<&'static str>,
    kind: Option<&'static str>,
    since: Option<String>,
}

impl Row {
    fn for_people(&self) -> Vec<Cell> {
        let in_product = |version: String| match self.lifetime.product() {
            Some(product) => format!("{product} {version}"),
            None => version,
        };
        let replacement = self.replacement();
        let name = replacement.api_version.map(|api_version| match replacement.kind {
            Some(kind) if kind != self.lifetime.kind() => format!("{api_version} {kind}"),
            _ => api_version.to_owned(),
        });
        vec![
            format!("{}:{}:{}", self.file, self.line, self.column).into(),
            self.title.clone().into(),
            self.lifetime.api_version().into(),
            self.status().into(),
            self.introduced().into(),
            self.deprecated().map(in_product).into(),
            self.removed().map(in_product).into(),
            name.into(),
            replacement.since.into(),
        ]
    }

    fn for_programs(&self) -> Vec<Cell> {
        let replacement = self.replacement();
        let number = |number: u32| Cell::Integer(number.into());
        let mut row = vec![self.file.clone().into(), number(self.line), number(self.column)];
        row.extend(self.object.iter().cloned());
        row.extend([
            self.lifetime.api_version().into(),
            self.target.to_string().into(),
            self.status().into(),
            self.lifetime.product().into(),
            self.introduced().into(),
            self.deprecated().into(),
            self.removed().into(),
            replacement.api_version.into(),
            replacement.kind.into(),
            replacement.since.into(),
        ]);
        row
    }

    fn status(&self) -> &'static str {
        self.lifetime.standing(self.target).as_str()
    }

    fn introduced(&self) -> Option<String> {
        self.lifetime.introduced().map(|version| version.to_string())
    }

    fn deprecated(&self) -> Option<String> {
        let of_product = self.lifetime.deprecated_by_product().map(str::to_owned);
        of_product.or_else(|| self.lifetime.deprecated().map(|version| version.to_string()))
    }

    fn removed(&self) -> Option<String> {
        let of_product = self.lifetime.removed_by_product().map(str::to_owned);
        of_product.or_else(|| self.lifetime.removed().map(|version| version.to_string()))
    }

    fn replacement(&self) -> Replacement {
        let of_kubernetes = |other: Lifetime| Replacement {
            api_version: Some(other.api_version()),
            kind: Some(other.kind()),
            since: other.introduced().map(|first| first.to_string()),
        };
        if let (Some(_), Some(api_version)) = (self.lifetime.product(), self.lifetime.replacement()) {
            let kind = self.lifetime.replacement_kind().unwrap_or(self.lifetime.kind());
            return Replacement { api_version: Some(api_version), kind: Some(kind), since: None };
        }
        // what comes too late is replaced by what was there before
        if self.lifetime.standing(self.target) == Standing::NotYet {
            return self.lifetime.elder(self.target).map(of_kubernetes).unwrap_or_default();
        }
        match self.lifetime.way_out(self.target) {
            WayOut::Served(other) | WayOut::NotInOldest(other) => of_kubernetes(other),
            WayOut::None => Replacement::default(),
        }
    }
}
