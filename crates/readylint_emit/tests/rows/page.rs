//! The page, as far as it can be looked at without a browser.

use readylint_emit::GraphFormat;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::sketch::{HOSTILE, Sketch, hostile};
use crate::voting::voting;

fn page(graph: &Sketch) -> String {
    graph.emit(GraphFormat::Html)
}

/// What lies between `start` and the next `end`.
fn between<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = page.split_once(start).expect(start);
    rest.split_once(end).expect(end).0
}

fn raw_data(page: &str) -> &str {
    between(page, "<script type=\"application/json\" id=\"data\">", "</script>")
}

fn data(graph: &Sketch) -> Value {
    serde_json::from_str(raw_data(&page(graph))).unwrap()
}

#[test]
fn the_page_holds_the_graph() {
    let graph = voting();
    let data = data(&graph);
    assert_eq!(data["nodes"].as_array().unwrap().len(), graph.0.nodes.len());
    assert_eq!(data["edges"].as_array().unwrap().len(), graph.0.edges.len());
    for (row, node) in data["nodes"].as_array().unwrap().iter().zip(&graph.0.nodes) {
        assert_eq!((&row[0], &row[2]), (&Value::from(node.id.as_str()), &Value::from(node.kind.as_str())));
        let file = &data["files"][usize::try_from(row[5].as_u64().unwrap()).unwrap()];
        assert_eq!(
            (&file[0], &file[1]),
            (&Value::from(node.file.as_str()), &Value::from(node.file.as_str()))
        );
        assert_eq!(row[6], node.range.start.line);
    }
    let relations = data["relations"].as_array().unwrap();
    assert!(relations.contains(&serde_json::json!(["env-secret", "Secret"])), "{relations:?}");
}

#[test]
fn no_name_ends_the_data() {
    let page = page(&hostile());
    let raw = raw_data(&page);
    assert_eq!(raw.find(['<', '>', '&', '\u{2028}', '\u{2029}']), None);
    assert!(raw.starts_with("{\"files\"") && raw.ends_with("]}"));
    assert_eq!(page.matches("</script>").count(), 2, "those of the page");
    assert_eq!(page.matches("<script").count(), 2);
    let data = data(&hostile());
    for (row, name) in data["nodes"].as_array().unwrap().iter().zip(HOSTILE) {
        assert!(row[0].as_str().unwrap().contains(name), "ids are data");
        let shown = row[4].as_str().unwrap();
        assert!(!shown.contains(|it: char| it.is_control() || it == '\u{202e}'), "{shown:?}");
    }
}

#[test]
fn only_relative_files_are_links() {
    let mut graph = Sketch::default();
    for (number, file) in
        ["javascript:alert(1)", "//host/x", "/etc/x", "-", "a b.yaml"].into_iter().enumerate()
    {
        graph.node("Secret", "shop", "a");
        graph.0.nodes[number].file = file.to_owned();
    }
    let links: Vec<Value> =
        data(&graph)["files"].as_array().unwrap().iter().map(|file| file[1].clone()).collect();
    assert_eq!(
        links,
        [Value::Null, Value::Null, Value::from("file:///etc/x"), Value::Null, Value::from("a%20b.yaml")]
    );
}

#[test]
fn the_page_loads_nothing_and_makes_no_markup_of_data() {
    let page = page(&Sketch::default());
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    let addresses: Vec<&str> = page.match_indices("://").map(|(at, _)| &page[at - 5..at + 26]).collect();
    assert!(addresses.iter().all(|it| it.contains("http://www.w3.org/2000/svg")), "{addresses:?}");
    for word in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
        "fetch(",
        "import(",
        "XMLHttpRequest",
        "WebSocket",
        "@import",
        "url(\"",
        " src=",
        "<link",
        "onclick=",
    ] {
        assert!(!page.contains(word), "{word}");
    }
}

/// The policy names the script and the style by their hashes: no other runs, whatever a name holds. Who changes one of
/// them writes the new hash into `page.html`.
#[test]
fn the_policy_allows_the_script_and_the_style_of_the_page() {
    let page = page(&voting());
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    for (directive, text) in [
        ("style-src", between(&page, "<style>", "</style>")),
        ("script-src", between(&page, "<script>", "</script>")),
    ] {
        let expected = format!("{directive} 'sha256-{}'", base64(&Sha256::digest(text.as_bytes())));
        assert!(policy.contains(&expected), "page.html needs {expected}");
    }
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits =
            chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit)) as usize & 63;
            out.push(if digit <= chunk.len() { char::from(DIGITS[index]) } else { '=' });
        }
    }
    out
}

#[test]
fn a_large_graph_is_a_page_of_bearable_size() {
    let mut graph = Sketch::default();
    for number in 0..5_000 {
        let service = graph.node("Service", &format!("team-{}", number % 100), &format!("service-{number}"));
        graph.edge(service, "url-svc", service / 2);
    }
    let page = page(&graph);
    assert!(page.len() < 1_000_000, "{}", page.len());
}
