use readylint_kube::facts::secret_spans;

use super::support::graph_of_groups;

/// `text` with every secret byte as `#`; line ends stay.
fn masked(text: &str) -> String {
    let graph = graph_of_groups(&[("a", text)]);
    let mut bytes = text.as_bytes().to_vec();
    for span in secret_spans(&graph) {
        for byte in &mut bytes[span.range.to_usize()] {
            *byte = if *byte == b'\n' { b'\n' } else { b'#' };
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Nothing of a text that says `hunter` is shown.
#[track_caller]
fn hides(text: &str) {
    let masked = masked(text);
    assert!(!masked.contains("hunter"), "{text}\nis shown as\n{masked}");
}

#[test]
fn values_of_secrets() {
    let text = "apiVersion: v1\nkind: Secret\nmetadata: {name: web}\ntype: Opaque\ndata:\n  a: aHVudGVy\nstringData:\n  \
        b: hunter\n  name: |\n    hunter\n    two\n";
    let shown = "apiVersion: v1\nkind: Secret\nmetadata: {name: web}\ntype: Opaque\ndata:\n  a: ########\nstringData:\n  \
        b: ######\n  name: ";
    let found = masked(text);
    let rest = found.strip_prefix(shown).unwrap_or_else(|| panic!("{found}"));
    assert_eq!(rest.replace(['#', '\n'], ""), "", "{found}");
}

#[test]
fn other_kinds_show_their_data() {
    let text = "apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n---\nkind: Deployment\napiVersion: apps/v1\n";
    assert_eq!(masked(text), text);
    let reference = "kind: Gateway\nspec: {certificateRefs: [{kind: Secret, name: web}]}\n";
    assert_eq!(masked(reference), reference);
}

#[test]
fn wherever_secrets_stand() {
    for text in [
        "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, data: {a: hunter}}\n",
        "apiVersion: v1\nkind: SecretList\nitems:\n- data: {a: hunter}\n",
        "kind: Template\nobjects:\n- kind: Secret\n  stringData: {a: hunter}\n",
        "kind: Object\nspec: {forProvider: {manifest: {kind: Secret, data: {a: hunter}}}}\n",
        "{\"kind\": \"Secret\", \"data\": {\"a\": \"hunter\"}}",
        "kind: Secret\ndata: hunter\n",
        "kind: Secret\ndata: [hunter, {a: [hunter]}]\n",
        "kind: Secret\nstringData:\n  a: &hunter\n  b: !hunter\n  c: !hunter two\n  d: &hunter two\n",
        "kind: Secret\ndata: {a: x}\ndata: {a: hunter}\n",
        "kind: Secret\ndata: {a: hunter}\ndata: {a: x}\n",
        "kind: Secret\nmetadata: {annotations: {x: &p hunter}}\ndata: {a: *p}\n",
        "kind: Secret\nx: &base {data: {a: hunter}}\n<<: *base\n",
        "kind: Secret\nx: [&one {data: {a: hunter}}, &two {stringData: {a: hunter}}]\n<<: [*one, *two]\n",
        "kind: Secret\nx: &base {a: hunter}\ndata: {<<: *base}\n",
        "kind: Secret\nmetadata: {annotations: {kubectl.kubernetes.io/last-applied-configuration: '{\"a\":\"hunter\"}'}}\n",
        "kind: Secret\nmetadata: {annotations: {kubectl.kubernetes.io/last-applied-configuration: hunter}}\nmetadata: {}\n",
    ] {
        hides(text);
    }
}

#[test]
fn comments_in_data() {
    for text in [
        "kind: Secret\ndata:\n  a: x # hunter\n  b: y\n",
        "kind: Secret\ndata:\n  a: x # hunter\ntype: Opaque\n",
        "kind: Secret\ndata: # hunter\n  # hunter\n  a: x\n  # hunter\n  # hunter\n",
        "kind: Secret\nstringData:\n  # a: hunter\n",
        "kind: Secret\nstringData: {a: x, # hunter\n  b: y} # hunter\n",
        "{kind: Secret, data: {a: x}} # hunter\n",
        "items:\n- kind: Secret\n  data:\n    a: x\n    # hunter\n- kind: ConfigMap\n",
        "kind: Secret\nx: &base\n  a: x\n  # hunter\n  b: x\ndata: *base\n",
    ] {
        hides(text);
    }
    let text =
        "# a\nkind: Secret # b\ndata:\n  a: # hunter\n# c\ntype: Opaque # d\nmetadata:\n  # e\n  name: web\n";
    assert_eq!(masked(text), text.replace("# hunter", "########"));
    let text = "kind: ConfigMap\ndata:\n  # a\n  b: c # d\n";
    assert_eq!(masked(text), text);
}

#[test]
fn keys_that_no_secret_has() {
    for text in [
        "apiVersion: v1\nkind: Secret\nstringdata: {a: hunter}\n",
        "kind: Secret\nDATA:\n  a: hunter\n  b: [hunter]\n",
        "kind: Secret\npassword: hunter\n",
        "apiVersion: v1\nkind: SecretList\nitems:\n- metadata: {name: web}\n  stringdata: {a: hunter}\n",
        "kind: Template\nobjects:\n- {apiVersion: v1, kind: Secret, metadata: {name: web}, stringdata: {a: hunter}}\n",
    ] {
        hides(text);
    }
    for text in [
        "apiVersion: v1\nkind: Secret\nmetadata: {name: web, labels: {a: b}}\ntype: Opaque\nimmutable: true\n",
        "apiVersion: vault.example.com/v1\nkind: Secret\nmetadata: {name: web}\nspec: {path: a}\n",
        "kind: Grant\nspec: {to: [{apiVersion: v1, kind: Secret, name: web}]}\n",
    ] {
        assert_eq!(masked(text), text);
    }
}

#[test]
fn spans_stand_once() {
    let graph = graph_of_groups(&[("a", "kind: Secret\nx: &p hunter\ndata: {a: *p, b: *p}\n")]);
    assert_eq!(secret_spans(&graph).len(), 1);
}

/// Each of these is broken, so that only its text can be read.
#[test]
fn broken_documents() {
    for text in [
        "kind: Secret\ndata:\n  a: hunter\n bad\n  - [\n",
        "kind: Secret\nstringData:\n  name: hunter\n  type: hunter\n  kind: hunter\n  namespace: hunter\n  x: [\n",
        "kind: Secret\nstringData:\n  key: |\n    hunter: two\n    name: hunter\n    type: hunter\n  x: [\n",
        "kind: Secret\nstringData:\n  name: \"hunter\n  hunter\n  type: x\n",
        "kind: Secret\ndata: {name: hunter, type: hunter\n",
        "kind: Secret\ndata: {\nname: hunter,\ntype: hunter\n",
        "kind: Secret\nstringData:\n\tname: hunter\n\ttype: hunter\n",
        "kind: Secret\nstringData:\nname: hunter\ntype: hunter\n\tx\n",
        "kind: Secret\ndata:\n  # hunter\n  a: [\n",
        "kind: Secret\nstringData:\n  a: |\n    x\nhunter\n  b: [\n",
        "kind: Secret\nmetadata:\n  annotations:\n    last: |\n      {\"data\":{\"name\":\"hunter\"}}\nx: [\n",
        "kind: Secret\nmetadata: {annotations: {a: '{\"data\":{\"name\":\"hunter\"}}'\n",
        "apiVersion: v1\nitems:\n- kind: Secret\n  data:\n    name: hunter\n    type: hunter\n- kind: [\n",
        "stringData:\n  name: hunter\n  x: [\n",
        "{\"kind\": \"Secret\", \"data\": {\"name\": \"hunter\", \"type\": \"hunter\"",
        "{\n  \"kind\": \"Secret\",\n  \"data\": {\n    \"name\": \"hunter\",\n    \"type\": \"hunter\"\n",
        "{\n\"kind\": \"Secret\",\n\"data\": {\n\"name\": \"hunter\",\n\"a\":\n\"hunter\",\n\"type\":\"hunter\"\n},\n\"x\": {{\n",
        "{\"kind\":\"Secret\",\n\"data\":{\n\"name\":\"hunter\"},\n\"metadata\":{\"name\":\"x\"}, oops: [\n",
        "kind:\n  Secret\ndata:\n  type: hunter\n  x: [\n",
    ] {
        let graph = graph_of_groups(&[("a", text)]);
        assert!(graph.documents().any(readylint_kube::Document::is_broken), "{text} can be read");
        hides(text);
    }
}

#[test]
fn broken_documents_show_what_they_are() {
    let text = "# a note\napiVersion: v1\nkind: Secret\nmetadata:\n  name: web\n  namespace: shop\ntype: kubernetes.io/tls\n\
        data:\n  tls.key: hunter\n  x: [\n";
    let found = masked(text);
    assert!(found.starts_with(&text[..text.find("tls.key").unwrap()]), "{found}");
    assert!(found.contains("tls.key:"), "{found}");
    // keys in another order
    let text = "data:\n  name: hunter\nkind: Secret\nmetadata:\n  name: web\ntype: Opaque\nx: [\n";
    let found = masked(text);
    assert!(found.contains("kind: Secret\nmetadata:\n  name: web\ntype: Opaque\n"), "{found}");
    hides(text);
}

#[test]
fn broken_documents_of_other_kinds_are_shown() {
    let text = "kind: ConfigMap\ndata:\n  a: b\n  x: [\n";
    assert_eq!(masked(text), text);
}

/// Lines of a Secret; whatever is secret says `hunter`.
const SECRETS: [&[&str]; 4] = [
    &[
        "apiVersion: v1",
        "kind: Secret",
        "metadata:",
        "  name: web",
        "type: Opaque",
        "stringData:",
        "  name: hunter",
        "  kind: hunter",
        "  type: hunter",
        "  text: |",
        "    hunter: two",
        "    hunter",
        "    name: hunter",
        "  quoted: \"hunter",
        "    hunter\"",
    ],
    &[
        "stringData:",
        "  apiVersion: hunter",
        "  metadata: >-",
        "    name: hunter",
        "kind: Secret",
        "metadata:",
        "  name: web",
        "  annotations:",
        "    kubectl.kubernetes.io/last-applied-configuration: |",
        "      {\"stringData\":{\"name\":\"hunter\"}}",
        "type: Opaque",
    ],
    &[
        "{",
        "  \"kind\": \"Secret\",",
        "  \"stringData\": {",
        "    \"name\": \"hunter\",",
        "    \"type\": \"hunter\"",
        "  },",
        "  \"metadata\": {\"name\": \"web\"}",
        "}",
    ],
    &[
        "apiVersion: v1",
        "kind: List",
        "items:",
        "- kind: Secret",
        "  stringData:",
        "    name: hunter",
        "- kind: Secret",
        "  metadata:",
        "    name: web",
        "  stringData: {name: hunter, type: hunter}",
    ],
];

/// Every way to break each of these by one line, or by leaving out the rest of one.
#[test]
fn secrets_broken_anywhere() {
    let junk = [
        "x: [",
        "  x: [",
        "\tx",
        "\"",
        "}",
        "- -",
        "    ]",
        "x: 'y",
        "a: b: c",
        "% x",
        "<<<<<<< HEAD",
        "    @",
    ];
    let mut broken = 0;
    let mut check = |lines: &[&str]| {
        let text = lines.join("\n");
        let graph = graph_of_groups(&[("a", &text)]);
        // what can be read may mean something else now
        if graph.documents().any(readylint_kube::Document::is_broken) && text.contains("stringData") {
            broken += 1;
            hides(&text);
        }
    };
    for lines in SECRETS {
        for at in 0..=lines.len() {
            for junk in junk {
                let (before, after) = lines.split_at(at);
                check(&[before, &[junk], after].concat());
            }
        }
        for at in 0..lines.len() {
            for end in (0..lines[at].len()).filter(|&end| lines[at].is_char_boundary(end)) {
                let (before, after) = (&lines[..at], &lines[at + 1..]);
                check(&[before, &[&lines[at][..end]], after].concat());
                check(&[before, &[&lines[at][..end]]].concat());
            }
        }
    }
    assert!(broken > 500, "{broken}");
}
