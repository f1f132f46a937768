//! Tables and the traffic report.

use readylint_emit::{
    Cell, Direction, FlowRow, PartyRow, PolicyRow, Table, TableFormat, Verdict, emit_table, emit_traffic,
};
use serde_json::{Value, json};

use crate::sketch::{HOSTILE, range};

fn emit(format: TableFormat, table: &Table) -> String {
    let mut out = Vec::new();
    emit_table(format, table, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn resources() -> Table {
    Table {
        report: "resources".to_owned(),
        title: "Requests of `shop`".to_owned(),
        columns: ["workload", "CPU requests", "share", "node pool"].map(str::to_owned).to_vec(),
        rows: vec![
            vec!["api".into(), Cell::Integer(1_500), Cell::Decimal(0.5), "a|b".into()],
            vec!["käse-日本".into(), Cell::Integer(-20), Cell::Decimal(f64::NAN)],
            vec!["".into(), Cell::Null, Cell::Null, "x, \"y\"".into(), "beyond".into()],
        ],
        notes: vec!["A note.".to_owned(), "Another.".to_owned()],
    }
}

#[test]
fn columns_are_aligned() {
    assert_eq!(
        emit(TableFormat::Table, &resources()),
        "\
Requests of `shop`

WORKLOAD   CPU REQUESTS  SHARE  NODE POOL
api                1500    0.5  a|b
käse-日本           -20      -  -
                      -      -  x, \"y\"

A note.
Another.
"
    );
}

#[test]
fn markdown_is_a_table() {
    assert_eq!(
        emit(TableFormat::Markdown, &resources()),
        "\
## Requests of `shop`

| workload | CPU requests | share | node pool |
| --- | ---: | ---: | --- |
| api | 1500 | 0.5 | a\\|b |
| käse-日本 | -20 | - | - |
|  | - | - | x, \"y\" |

A note.

Another.
"
    );
}

#[test]
fn csv_is_rfc_4180() {
    assert_eq!(
        emit(TableFormat::Csv, &resources()),
        "workload,CPU requests,share,node pool\r\napi,1500,0.5,a|b\r\nkäse-日本,-20,,\r\n\"\",,,\"x, \"\"y\"\"\"\r\n"
    );
}

#[test]
fn csv_holds_no_formula() {
    for (text, field) in [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+49", "'+49"),
        ("-x", "'-x"),
        ("-", "-"),
        ("\t=1", "\"' =1\""),
        ("=a,\"b\"", "\"'=a,\"\"b\"\"\""),
        ("\u{ff1d}1", "'\u{ff1d}1"),
        ("a=b", "a=b"),
        ("a\nb", "a b"),
    ] {
        let table =
            Table { columns: vec!["c".to_owned()], rows: vec![vec![text.into()]], ..Table::default() };
        assert_eq!(emit(TableFormat::Csv, &table), format!("c\r\n{field}\r\n"), "{text:?}");
    }
}

#[test]
fn json_rows_have_the_columns_as_keys() {
    let text = emit(TableFormat::Json, &resources());
    assert_eq!(
        serde_json::from_str::<Value>(&text).unwrap(),
        json!({
            "version": 1,
            "report": "resources",
            "rows": [
                {"workload": "api", "cpuRequests": 1500, "share": 0.5, "nodePool": "a|b"},
                {"workload": "käse-日本", "cpuRequests": -20, "share": null, "nodePool": null},
                {"workload": "", "cpuRequests": null, "share": null, "nodePool": "x, \"y\""},
            ],
        })
    );
    let order =
        ["\"workload\"", "\"cpuRequests\"", "\"share\"", "\"nodePool\""].map(|key| text.find(key).unwrap());
    assert!(order.is_sorted());
}

#[test]
fn empty_tables_are_complete() {
    let table = Table { report: "rbac".to_owned(), columns: vec!["verb".to_owned()], ..Table::default() };
    assert_eq!(emit(TableFormat::Table, &table), "VERB\n(nothing)\n");
    assert_eq!(emit(TableFormat::Markdown, &table), "| verb |\n| --- |\n");
    assert_eq!(emit(TableFormat::Csv, &table), "verb\r\n");
    assert_eq!(
        emit(TableFormat::Json, &table),
        "{\n  \"version\": 1,\n  \"report\": \"rbac\",\n  \"rows\": []\n}\n"
    );
}

#[test]
fn hostile_names_stay_in_their_cells() {
    let row = |name: &&str| vec![Cell::from(*name), Cell::from("next")];
    let table = Table {
        report: "images".to_owned(),
        columns: vec!["name".to_owned(), "second".to_owned()],
        rows: HOSTILE.iter().map(row).collect(),
        ..Table::default()
    };
    for format in [TableFormat::Table, TableFormat::Markdown, TableFormat::Csv] {
        let text = emit(format, &table);
        assert_eq!(
            text.replace("\r\n", "\n").chars().find(|it| it.is_control() && *it != '\n'),
            None,
            "{format}"
        );
        assert!(!text.contains(['\u{202e}', '\u{2028}']), "{format}");
    }
    assert_eq!(emit(TableFormat::Table, &table).lines().count(), HOSTILE.len() + 1);
    let markdown = emit(TableFormat::Markdown, &table);
    for line in markdown.lines() {
        assert_eq!(line.replace("\\\\", "").replace("\\|", "").matches('|').count(), 3, "{line}");
    }
    let csv = emit(TableFormat::Csv, &table);
    assert!(csv.split_terminator("\r\n").skip(1).all(|line| line.ends_with(",next")), "{csv}");
    let json: Value = serde_json::from_str(&emit(TableFormat::Json, &table)).unwrap();
    for (row, name) in json["rows"].as_array().unwrap().iter().zip(HOSTILE) {
        assert_eq!(row["name"], name);
    }
}

fn traffic() -> Vec<FlowRow> {
    let object = |kind: &str, namespace: Option<&str>, name: &str| PartyRow::Object {
        kind: kind.to_owned(),
        namespace: namespace.map(str::to_owned),
        name: name.to_owned(),
    };
    let policy = |name: &str, direction| PolicyRow {
        namespace: Some("data".to_owned()),
        name: name.to_owned(),
        direction,
        file: "data.yaml".to_owned(),
        range: range(4),
    };
    let outside = |cidr: &str, host: Option<&str>| PartyRow::Outside {
        cidr: cidr.to_owned(),
        host: host.map(str::to_owned),
    };
    let worker = object("Deployment", Some("consumer"), "worker");
    let flow = |to: PartyRow, port, verdict, policies| FlowRow {
        from: worker.clone(),
        to,
        port,
        protocol: "TCP".to_owned(),
        verdict,
        policies,
    };
    vec![
        flow(
            object("StatefulSet", Some("data"), "postgres"),
            Some(5432),
            Verdict::Denied,
            vec![policy("deny-all", Direction::Ingress), policy("no-egress", Direction::Egress)],
        ),
        flow(object("Pod", None, "redis"), Some(6379), Verdict::Unknown, vec![]),
        flow(outside("0.0.0.0/0", Some("api.example.com")), None, Verdict::Allowed, vec![]),
        flow(outside("203.0.113.7/32", None), Some(443), Verdict::Allowed, vec![]),
    ]
}

fn emit_flows(format: TableFormat) -> String {
    let mut out = Vec::new();
    let cut = emit_traffic(format, &mut traffic().into_iter(), &mut out).unwrap();
    assert_eq!(cut, None);
    String::from_utf8(out).unwrap()
}

#[test]
fn traffic_is_a_table() {
    assert_eq!(
        emit_flows(TableFormat::Table),
        "\
Traffic

FROM                        TO                         PORT      VERDICT  POLICIES
Deployment consumer/worker  StatefulSet data/postgres  5432/TCP  denied   data/deny-all (ingress), data/no-egress (egress)
Deployment consumer/worker  Pod redis                  6379/TCP  unknown  -
Deployment consumer/worker  api.example.com            ?/TCP     allowed  -
Deployment consumer/worker  203.0.113.7/32             443/TCP   allowed  -
"
    );
    assert!(emit_flows(TableFormat::Csv).starts_with("From,To,Port,Verdict,Policies\r\n"));
    assert_eq!(emit_flows(TableFormat::Markdown).lines().count(), 8);
}

#[test]
fn traffic_in_json_has_the_shape_of_the_contract() {
    let document: Value = serde_json::from_str(&emit_flows(TableFormat::Json)).unwrap();
    let worker = json!({"kind": "Deployment", "namespace": "consumer", "name": "worker"});
    let point = |column: u32, offset: u32| json!({"line": 4, "column": column, "offset": offset});
    let policy = |name: &str, direction: &str| {
        json!({
            "namespace": "data",
            "name": name,
            "direction": direction,
            "file": "data.yaml",
            "range": {"start": point(3, 40), "end": point(7, 44)},
        })
    };
    assert_eq!(
        document["flows"][0],
        json!({
            "from": worker,
            "to": {"kind": "StatefulSet", "namespace": "data", "name": "postgres"},
            "port": 5432,
            "protocol": "TCP",
            "verdict": "denied",
            "policies": [policy("deny-all", "ingress"), policy("no-egress", "egress")],
        })
    );
    assert_eq!(document["version"], 1);
    assert_eq!(document["flows"][1]["to"], json!({"kind": "Pod", "namespace": null, "name": "redis"}));
    assert_eq!(document["flows"][2]["to"], json!({"cidr": "0.0.0.0/0", "host": "api.example.com"}));
    assert_eq!(document["flows"][2]["port"], Value::Null);
    assert_eq!(document["flows"][3]["to"], json!({"cidr": "203.0.113.7/32"}));
    assert_eq!(document["flows"][3]["policies"], json!([]));
}

#[test]
fn too_many_flows_for_a_table() {
    let flow = traffic().remove(1);
    let mut out = Vec::new();
    let mut flows = std::iter::repeat_n(flow.clone(), 20_001);
    assert_eq!(emit_traffic(TableFormat::Table, &mut flows, &mut out).unwrap(), Some(20_000));
    assert!(
        String::from_utf8(out).unwrap().ends_with("There are more: only the first 20000 flows are shown.\n")
    );
    let mut out = Vec::new();
    let mut flows = std::iter::repeat_n(flow, 20_001);
    assert_eq!(emit_traffic(TableFormat::Csv, &mut flows, &mut out).unwrap(), None);
    assert_eq!(String::from_utf8(out).unwrap().lines().count(), 20_002);
}
