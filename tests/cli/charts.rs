//! Charts: scenarios, subcharts, suppressions, fixes and masks on templates and values, and `readylint render`.

use crate::harness::{CLEAN, FORMATS, Found, Project, dirty};

const CHART: &str = "apiVersion: v2\nname: web\nversion: 1.0.0\n";

/// [`CLEAN`] as a template, with `image` for its image.
fn pod(image: &str) -> String {
    CLEAN.replace("nginx:1.29.3", image)
}

/// A chart `web` with one template, `pod.yaml`, and these values.
fn chart(image: &str, values: &str) -> Project {
    let project = Project::new(&[("web/Chart.yaml", CHART), ("web/values.yaml", values)]);
    project.write("web/templates/pod.yaml", pod(image));
    project
}

/// The chart with a subchart `db` that runs what its own values say, `latest`.
fn with_subchart(repository: &str, values: &str) -> Project {
    let project = chart("nginx:1.29.3", values);
    let dependency = format!("dependencies: [{{name: db, version: 2.0.0{repository}}}]\n");
    project.write("web/Chart.yaml", format!("{CHART}{dependency}"));
    project.write("web/charts/db/Chart.yaml", CHART.replace("web", "db").replace("1.0.0", "2.0.0"));
    project.write("web/charts/db/values.yaml", "tag: latest\n");
    let template = pod("postgres:{{ .Values.tag }}").replace("name: web", "name: db");
    project.write("web/charts/db/templates/pod.yaml", template);
    project
}

/// `file:line` of each finding.
fn places(found: &[Found]) -> Vec<String> {
    found.iter().map(|found| format!("{}:{}", found.file, found.line)).collect()
}

/// `file:line message` of each label.
fn labels(found: &Found) -> Vec<String> {
    let label = |label: &serde_json::Value| {
        let line = &label["range"]["start"]["line"];
        format!("{}:{line} {}", label["file"].as_str().unwrap(), label["message"].as_str().unwrap())
    };
    found.json["labels"].as_array().unwrap().iter().map(label).collect()
}

fn notes(found: &Found) -> Vec<&str> {
    found.json["notes"].as_array().unwrap().iter().map(|note| note.as_str().unwrap()).collect()
}

#[track_caller]
fn only(found: Vec<Found>) -> Found {
    assert_eq!(found.len(), 1, "{found:#?}");
    found.into_iter().next().unwrap()
}

// --- scenarios --------------------------------------------------------------------------------------------------

#[test]
fn defaults_values_files_and_set() {
    let project = chart("nginx:{{ .Values.tag }}", "tag: 1.29.3\n");
    project.write("latest.yaml", "tag: latest\n");
    project.write("newest.yaml", "tag: 1.31.0\n");
    project.lint(["web"]).ends_with(0).tells("found nothing").tells("checked 1 file, 1 document, 1 resource");
    let found = only(project.lint(["-o", "json", "web", "-f", "latest.yaml"]).ends_with(1).found());
    assert_eq!((found.file.as_str(), found.line), ("web/templates/pod.yaml", 11));
    assert_eq!(labels(&found), ["latest.yaml:1 `tag` is set here", "web/values.yaml:1 overrides `tag` here"]);
    // the last one wins, and --set beats files
    project.lint(["web", "--values", "latest.yaml", "-f", "newest.yaml"]).ends_with(0);
    project.lint(["web", "--values", "newest.yaml", "-f", "latest.yaml"]).ends_with(1);
    project.lint(["web", "-f", "latest.yaml", "--set", "tag=1.30.0"]).ends_with(0);
    let found = only(project.lint(["-o", "json", "web", "--set", "tag=latest"]).ends_with(1).found());
    assert_eq!(labels(&found)[0], "--set:1 `tag` is set here");
    // from inside the chart, too
    project.readylint([]).args(["--set", "tag=latest"]).about().run().ends_with(1);
}

#[test]
fn a_values_file_that_is_not_there() {
    let run = chart("nginx:1.29.3", "").lint(["web", "-f", "production.yaml"]).ends_with(2);
    assert_eq!(run.stdout, "");
    run.tells("`production.yaml` does not exist");
}

#[test]
fn scenarios_are_merged_and_named() {
    let project = chart("nginx:{{ .Values.tag }}", "tag: 1.29.3\n");
    project.write("web/ci/latest-values.yaml", "tag: latest\n");
    project.write("production.yaml", "tag: latest\n");
    project.write(
        "readylint.yaml",
        "charts: {web: {scenarios: {production: {values: [../production.yaml]}}}}\n",
    );
    let found = only(project.lint(["-o", "json", "web"]).ends_with(1).found());
    assert_eq!(places(std::slice::from_ref(&found)), ["web/templates/pod.yaml:11"]);
    assert!(notes(&found).contains(&"in: ci/latest-values.yaml, production"), "{:#}", found.json);
    let labels = labels(&found);
    for wanted in ["web/ci/latest-values.yaml:1 `tag` is set here", "production.yaml:1 `tag` is set here"] {
        assert!(labels.iter().any(|label| label == wanted), "{wanted}: {labels:#?}");
    }
    // found in all of them, none is named
    project.write("web/values.yaml", "tag: latest\n");
    let found = only(project.lint(["-o", "json", "web"]).ends_with(1).found());
    assert!(notes(&found).iter().all(|note| !note.starts_with("in: ")), "{:#}", found.json);
}

#[test]
fn a_suppression_for_one_scenario_hides_no_other() {
    let project = chart("nginx:latest", "");
    project.write(
        "web/templates/pod.yaml",
        pod("nginx:latest").replace("namespace: shop", "namespace: {{ .Release.Namespace }}"),
    );
    let scenarios =
        "charts: {web: {only: true, scenarios: {a-test: {namespace: test}, live: {namespace: shop}}}}\n";
    let suppressions = "suppressions: [{rule: latest-image-tag, namespace: NAME, reason: tried}]\n";
    for (suppressed, left) in [("test", "in: live"), ("shop", "in: a-test")] {
        project.write("readylint.yaml", format!("{scenarios}{}", suppressions.replace("NAME", suppressed)));
        let found = only(project.lint(["-o", "json", "web"]).ends_with(1).found());
        assert_eq!(found.rule, "latest-image-tag");
        assert!(notes(&found).contains(&left), "{:#}", found.json);
    }
}

#[test]
fn a_chart_that_refuses_its_defaults() {
    let project = chart("{{ required \"tag is needed\" .Values.tag | printf \"nginx:1%s\" }}", "");
    let about = |project: &Project| {
        let run = project.readylint(["-o", "json", "web", "--fail-on", "info"]);
        run.args(["--select", "unrenderable-chart"]).run().ends_with(1).found()
    };
    let found = only(about(&project));
    assert_eq!(found.json["severity"], "error");
    assert_eq!(found.json["message"], "the chart refuses these values: tag is needed");
    assert_eq!(places(std::slice::from_ref(&found)), ["web/templates/pod.yaml:11"]);
    // where other values do, that it refuses its defaults is worth knowing, no more
    project.write("web/ci/tagged-values.yaml", "tag: \".29\"\n");
    let found = only(about(&project));
    assert_eq!(found.json["severity"], "info");
    assert!(notes(&found).contains(&"in: defaults"), "{:#}", found.json);
    project.lint(["web"]).ends_with(0);
}

#[test]
fn the_hole_of_a_refused_value_is_told_once() {
    for image in
        ["nginx:{{ required \"tag is needed\" .Values.tag }}", "\"nginx:{{ fail \"tag is needed\" }}\""]
    {
        let project = chart(image, "");
        project.write("web/templates/other.yaml", dirty().replace("name: web", "name: other"));
        let run = project.readylint(["-o", "json", "web", "--min-confidence", "low"]).run().ends_with(1);
        let errors: Vec<Found> =
            run.found().into_iter().filter(|found| found.json["severity"] == "error").collect();
        // the rest of the chart is linted
        assert_eq!(
            places(&errors),
            ["web/templates/other.yaml:11", "web/templates/pod.yaml:11"],
            "{image}: {errors:#?}"
        );
        assert_eq!(errors[1].rule, "unrenderable-chart");
    }
}

// --- subcharts --------------------------------------------------------------------------------------------------

const VENDORED: &str = ", repository: \"https://charts.example\"";

#[test]
fn what_a_vendored_chart_does_by_itself_is_not_ours() {
    let project = with_subchart(VENDORED, "");
    project.lint(["web"]).ends_with(0).tells("checked 2 files, 2 documents, 2 resources");
    let all = project.lint(["-o", "json", "web", "--include-dependencies"]).ends_with(1).found();
    assert_eq!(places(&all), ["web/charts/db/templates/pod.yaml:11"]);
    // a chart of the project's own is linted as such
    for repository in ["", ", repository: \"file://charts/db\""] {
        let own = with_subchart(repository, "").lint(["-o", "json", "web"]).ends_with(1).found();
        assert_eq!(places(&own), ["web/charts/db/templates/pod.yaml:11"], "{repository}");
    }
}

#[test]
fn what_our_values_do_in_a_vendored_chart_is_ours() {
    let project = with_subchart(VENDORED, "# ours\ndb: {tag: latest}\n");
    project.write("web/charts/db/values.yaml", "tag: \"17.2\"\n");
    let found = only(project.lint(["-o", "json", "web"]).ends_with(1).found());
    assert_eq!(places(std::slice::from_ref(&found)), ["web/values.yaml:2"]);
    assert_eq!(labels(&found), ["web/charts/db/values.yaml:1 overrides `tag` here"]);
}

// --- suppressions -----------------------------------------------------------------------------------------------

#[test]
fn comments_in_templates_suppress() {
    let project =
        chart("nginx:{{ .Values.tag }} # readylint: ignore[latest-image-tag] tried", "tag: latest\n");
    project.lint(["web"]).ends_with(0).tells("1 suppressed");
    let found = project.lint(["-o", "json", "web", "--no-suppressions"]).ends_with(1).found();
    assert_eq!(places(&found), ["web/templates/pod.yaml:11"]);
}

#[test]
fn an_unused_comment_is_told_once_at_the_template() {
    let project =
        chart("nginx:{{ .Values.tag }} # readylint: ignore[latest-image-tag] tried", "tag: 1.29.3\n");
    for name in ["a", "b"] {
        project.write(&format!("web/ci/{name}-values.yaml"), format!("unused: {name}\n"));
    }
    let found = only(project.lint(["-o", "json", "web"]).ends_with(0).found());
    assert_eq!(found.rule, "unused-suppression");
    assert_eq!(places(std::slice::from_ref(&found)), ["web/templates/pod.yaml:11"]);
    // one scenario that needs it is enough
    project.write("web/ci/b-values.yaml", "tag: latest\n");
    project.lint(["web"]).ends_with(0).tells("1 suppressed");
}

// --- fixes ------------------------------------------------------------------------------------------------------

/// The fix for `allowPrivilegeEscalation: <value>`: its file, the authored bytes it replaces, and what by.
fn fix(value: &str, values: &str) -> Option<(String, String, String)> {
    let project = Project::new(&[("web/Chart.yaml", CHART), ("web/values.yaml", values)]);
    let template =
        CLEAN.replace("allowPrivilegeEscalation: false", &format!("allowPrivilegeEscalation: {value}"));
    // what is rendered is shorter than the template
    project.write("web/templates/pod.yaml", format!("{{{{- /* a comment */ -}}}}\n{template}"));
    let run = project.run(["-o", "json", "--select", "privilege-escalation", "web"]).ends_with(1);
    let found = only(run.found());
    assert_eq!(places(std::slice::from_ref(&found)), ["web/templates/pod.yaml:14"]);
    let edit = found.json["fixes"].get(0)?["edits"][0].clone();
    let file = edit["file"].as_str().unwrap().to_owned();
    let offset = |end: &str| usize::try_from(edit["range"][end]["offset"].as_u64().unwrap()).unwrap();
    let replaced = project.read(&file)[offset("start")..offset("end")].to_owned();
    Some((file, replaced, edit["text"].as_str().unwrap().to_owned()))
}

#[test]
fn fixes_change_what_somebody_wrote() {
    let wanted =
        |file: &str, replaced: &str| Some((file.to_owned(), replaced.to_owned(), "false".to_owned()));
    assert_eq!(fix("true", ""), wanted("web/templates/pod.yaml", "true"));
    // what a value is for besides this, nobody here knows
    assert_eq!(fix("{{ .Values.escalate }}", "escalate: true\n"), None);
    // the text of an edit is YAML, and does not belong into a template's string
    assert_eq!(fix("{{ \"true\" }}", ""), None);
    // nobody wrote what these print
    assert_eq!(fix("{{ not .Values.safe }}", "safe: false\n"), None);
    assert_eq!(fix("{{ eq (int .Values.level) 1 }}", "level: 1\n"), None);
}

// --- masks ------------------------------------------------------------------------------------------------------

#[test]
fn secrets_from_values_stay_secret() {
    let template = "apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: shop}\nstringData:\n\
        \x20 password: {{ .Values.password }}\n  password: {{ .Values.password | quote }}\n  api: {{ .Values.key }}\n\
        data:\n  encoded: {{ .Values.password | b64enc }}!\n";
    let project =
        chart("nginx:1.29.3", "# ours\npassword: hunter2-password\nkey: changeme # hunter2-comment\n");
    project.write("web/templates/secret.yaml", template);
    let found = project.run(["-o", "json", "--profile", "all", "--min-confidence", "low", "web"]).found();
    let about: Vec<&Found> =
        found.iter().filter(|found| found.json["resource"]["kind"] == "Secret").collect();
    assert!(about.len() > 1, "{about:#?}");
    for format in FORMATS {
        let run = project.run(["-o", format, "--profile", "all", "--min-confidence", "low", "web"]);
        assert!(!run.stdout.is_empty(), "{format}");
        for secret in ["hunter2-password", "aHVudGVyMi1wYXNzd29yZA"] {
            assert!(!run.stdout.contains(secret), "{format}: {}", run.stdout);
        }
    }
}

// --- render -----------------------------------------------------------------------------------------------------

/// `helm template shop fixtures/shop/charts/web`, as Helm 4.3.1 printed it.
const RECORDED: &str = include_str!("../../fixtures/rendered/helm-template.yaml");

#[test]
fn render_prints_what_helm_prints() {
    let run = crate::harness::readylint(&crate::harness::repository());
    let run = run.args(["render", "fixtures/shop/charts/web", "--release", "shop"]).run().ends_with(0);
    assert_eq!(run.stderr, "");
    assert!(run.stdout == RECORDED, "{}", run.stdout);
}

#[test]
fn render_fails_in_helms_words() {
    let project = chart("nginx:{{ required \"tag is needed\" .Values.tag }}", "");
    let run = project.run(["render", "web"]).ends_with(2);
    assert_eq!(run.stdout, "");
    run.tells("Error: execution error at (web/templates/pod.yaml:11:22): tag is needed");
    let run = project.run(["render", "web", "--set", "tag=1"]).ends_with(0);
    assert!(run.stdout.contains("image: nginx:1\n"), "{}", run.stdout);
    project.run(["render", "nowhere"]).ends_with(2).tells("nowhere");
}

#[test]
fn render_knows_scenarios() {
    let project = chart("nginx:{{ .Values.tag }}", "tag: 1\n");
    project.write("web/ci/two-values.yaml", "tag: 2\n");
    let run = project.run(["render", "web", "--scenario", "ci/two-values.yaml"]).ends_with(0);
    assert!(run.stdout.contains("image: nginx:2\n"), "{}", run.stdout);
    let run = project.run(["render", "web", "--scenario", "live"]).ends_with(2);
    assert_eq!(run.stdout, "");
    run.tells("the chart has no scenario `live`; it has: defaults, ci/two-values.yaml");
}

#[test]
fn render_says_where_lines_come_from() {
    let project = chart("nginx:{{ .Values.tag }}", "tag: 1.29.3\n");
    let annotated = project.run(["render", "web", "--annotate"]).ends_with(0).stdout;
    let lines: Vec<&str> = annotated.lines().collect();
    let plain = project.run(["render", "web"]).ends_with(0).stdout;
    assert_eq!(lines.len(), plain.lines().count());
    for (line, plain) in lines.iter().zip(plain.lines()) {
        let (_, text) = line.split_once(" | ").unwrap_or_else(|| panic!("{line}"));
        assert_eq!(text, plain);
    }
    let image = lines.iter().find(|line| line.contains("image:")).unwrap();
    assert!(image.starts_with("templates/pod.yaml:11 "), "{image}");
    assert!(lines[0].trim_start().starts_with('|'), "Helm wrote this: {}", lines[0]);

    let number = plain.lines().position(|line| line.contains("image:")).unwrap() + 1;
    let by_number = project.run(["render", "web", "--explain", &number.to_string()]).ends_with(0).stdout;
    for place in ["Pod/web:/spec/containers/0/image", "/spec/containers/0/image"] {
        let explained = project.run(["render", "web", "--explain", place]).ends_with(0).stdout;
        for told in [&explained, &by_number] {
            assert!(told.contains("templates/pod.yaml:11:20  {{ .Values.tag }}"), "{place}: {told}");
            assert!(told.contains("value      values.yaml:1:6  1.29.3"), "{place}: {told}");
        }
    }
    let header = project.run(["render", "web", "--explain", "1"]).ends_with(0).stdout;
    assert_eq!(header, "Helm itself wrote this line.\n");
    for place in ["9999", "Pod/web:/spec/nothing", "Pod/db:/spec", "word"] {
        let run = project.run(["render", "web", "--explain", place]).ends_with(2);
        assert_eq!(run.stdout, "");
        run.tells("names nothing in the manifests");
    }
    project.run(["render", "web", "--annotate", "--explain", "1"]).ends_with(2).tells("cannot be used with");
}

// --- other commands ---------------------------------------------------------------------------------------------

#[test]
fn why_tells_that_a_template_is_linted() {
    let project = chart("nginx:1.29.3", "");
    for path in ["web", "web/templates/pod.yaml"] {
        let told = project.run(["why", path]).ends_with(0).stdout;
        assert_eq!(told, "web: linted, without a configuration file\n", "{path}");
    }
}

#[test]
fn pictures_and_tables_show_each_object_once() {
    let project = chart("nginx:{{ .Values.tag }}", "tag: 1.29.3\n");
    project.write("web/ci/two-values.yaml", "tag: 2\n");
    let images = project.run(["report", "images", "web", "--format", "csv"]).ends_with(0).stdout;
    assert_eq!(images.lines().count(), 2, "{images}");
    assert!(images.contains("nginx:1.29.3"), "{images}");
    let graph = project.run(["graph", "web", "--format", "json"]).ends_with(0).json();
    let nodes = graph["nodes"].as_array().unwrap();
    let pods = nodes.iter().filter(|node| node["kind"] == "Pod").count();
    assert_eq!(pods, 1, "{graph:#}");
}
