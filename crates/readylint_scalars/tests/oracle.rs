//! The value parsers against answers of the Go modules that Kubernetes and its controllers use.
//!
//! `tests/data/*.json` are recorded; the header of each names the command and the module versions.
//! Every row is compared. Where we differ on purpose, the test says so beside the comparison.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use readylint_scalars::{
    CronSchedule, ImageReference, IntOrString, NameError, Operator, Quantity, Requirement, Rounding,
    ScalarKind, check_annotation_key, check_config_key, check_dns1035_label, check_dns1123_label,
    check_dns1123_subdomain, check_env_name, check_label_key, check_label_value, check_path_segment,
    check_port_name, check_relaxed_env_name, parse_go_duration, parse_prometheus_duration,
};
use serde_json::Value;

/// Compares every row of `recorded`, at least `least` of them, and reports all that differ at once.
fn compare(recorded: &str, least: usize, differs: impl Fn(&Value) -> Option<String>) {
    let recorded: Value = serde_json::from_str(recorded).unwrap();
    assert!(recorded["header"]["modules"].as_array().is_some_and(|modules| modules.len() > 1));
    let rows = recorded["rows"].as_array().unwrap();
    assert!(rows.len() >= least, "only {} rows", rows.len());
    let wrong: Vec<String> =
        rows.iter().filter_map(|row| differs(row).map(|what| format!("{row}\n    ours: {what}"))).collect();
    assert!(
        wrong.is_empty(),
        "{} of {} rows differ:\n{}",
        wrong.len(),
        rows.len(),
        wrong[..wrong.len().min(30)].join("\n")
    );
}

fn input(row: &Value) -> &str {
    row["in"].as_str().unwrap()
}

/// `ours` if it is not what the row has under `key`; a key that was not recorded is not compared.
fn unequal(row: &Value, key: &str, ours: &Value) -> Option<String> {
    row.get(key).filter(|recorded| *recorded != ours).map(|_| format!("{key} = {ours}"))
}

/// `resource.ParseQuantity`; the value as `AsDec`, `Value`, `MilliValue`, `String`.
#[test]
fn quantities() {
    compare(include_str!("data/quantity.json"), 2000, |row| {
        let ours = Quantity::parse(input(row));
        let Ok(quantity) = ours else {
            return unequal(row, "ok", &false.into());
        };
        unequal(row, "ok", &true.into())
            .or_else(|| unequal(row, "zero", &quantity.is_zero().into()))
            // recorded values are cut to the range of 128 bits, of which we never use the lowest number
            .or_else(|| unequal(row, "nanos", &quantity.as_nanos().to_string().into()))
            .or_else(|| unequal(row, "value", &quantity.as_bytes().into()))
            .or_else(|| unequal(row, "milli", &quantity.as_milli().into()))
            .or_else(|| unequal(row, "text", &quantity.to_string().into()))
    });
}

/// `resource.Quantity.Cmp`.
#[test]
fn quantities_in_order() {
    compare(include_str!("data/quantity_order.json"), 500, |row| {
        let read = |key: &str| Quantity::parse(row[key].as_str().unwrap()).unwrap();
        unequal(row, "cmp", &(read("a").cmp(&read("b")) as i8).into())
    });
}

/// `intstr.GetScaledValueFromIntOrPercent` of a string, up and down, and `validation.IsValidPercent`.
#[test]
fn numbers_and_percentages() {
    const TOTALS: [i64; 14] = [0, 1, 2, 3, 4, 5, 7, 9, 10, 11, 50, 100, 999, 1_000_003];
    compare(include_str!("data/int_or_string.json"), 150, |row| {
        let ours = IntOrString::parse(input(row), ScalarKind::String);
        let is_percent = matches!(ours, IntOrString::Percent(_));
        // The module scales signed percentages; validation (`IsValidPercent`) never lets them come so far, and
        // we read what can come.
        let recorded = row["ok"] == true && row["percent"] == true;
        if is_percent != recorded {
            return Some(format!("{ours:?}"));
        }
        if !is_percent {
            return None;
        }
        let all = |rounding| -> Value { TOTALS.map(|total| ours.resolve(total, rounding)).to_vec().into() };
        unequal(row, "up", &all(Rounding::Up)).or_else(|| unequal(row, "down", &all(Rounding::Down)))
    });
}

/// `time.ParseDuration` and Prometheus' `model.ParseDuration`.
#[test]
fn durations() {
    compare(include_str!("data/duration.json"), 2000, |row| {
        let go = parse_go_duration(input(row)).ok();
        let prometheus = parse_prometheus_duration(input(row)).ok();
        let recorded = |key: &str| row.get(key).map(|nanos| nanos.as_i64().unwrap());
        (recorded("go") != go || recorded("prometheus") != prometheus)
            .then(|| format!("go {go:?}, prometheus {prometheus:?}"))
    });
}

/// `cron.ParseStandard`; the gaps from walking `Next` through 28 years, in UTC (a row without `longest` was cut short).
#[test]
fn schedules() {
    compare(include_str!("data/cron.json"), 600, |row| {
        let Ok(schedule) = CronSchedule::parse(input(row)) else {
            return unequal(row, "ok", &false.into());
        };
        let different = unequal(row, "ok", &true.into())
            .or_else(|| unequal(row, "never", &schedule.never_fires().into()));
        let Some(gaps) = schedule.gaps() else {
            return different;
        };
        different
            .or_else(|| unequal(row, "shortest", &gaps.shortest.as_secs().into()))
            .or_else(|| unequal(row, "longest", &gaps.longest.as_secs().into()))
    });
}

/// `reference.ParseNormalizedNamed` with SHA-2 linked in, as the kubelet calls it.
#[test]
fn images() {
    compare(include_str!("data/image.json"), 2000, |row| {
        let text = input(row);
        let image = match ImageReference::parse(text) {
            Ok(image) => image,
            Err(error) => {
                assert!(!error.range.is_empty() || text.is_empty(), "{text:?}: nothing to underline");
                assert!(text.get(error.range.to_usize()).is_some(), "{text:?}: {:?}", error.range);
                return unequal(row, "ok", &false.into()).map(|_| error.to_string());
            }
        };
        let part = |key: &str| row.get(key).and_then(Value::as_str);
        if part("tag") != image.tag() || part("digest") != image.digest() {
            return Some(format!("{image:?}"));
        }
        unequal(row, "ok", &true.into())
            .or_else(|| unequal(row, "name", &image.normalized_name().into()))
            .or_else(|| unequal(row, "domain", &image.normalized_registry().into()))
            .or_else(|| unequal(row, "path", &image.normalized_repository().into()))
    });
}

/// `validation.IsQualifiedName`, `IsValidLabelValue`, `IsDNS1123Label` and so on; `is` lists the checks that accept.
#[test]
fn names() {
    type Check = fn(&str) -> Result<(), NameError>;
    const CHECKS: [(&str, Check); 11] = [
        ("annotation_key", check_annotation_key),
        ("config_key", check_config_key),
        ("dns1035_label", check_dns1035_label),
        ("dns1123_label", check_dns1123_label),
        ("dns1123_subdomain", check_dns1123_subdomain),
        ("env_name", check_env_name),
        ("label_key", check_label_key),
        ("label_value", check_label_value),
        ("path_segment", check_path_segment),
        ("port_name", check_port_name),
        ("relaxed_env_name", check_relaxed_env_name),
    ];
    compare(include_str!("data/names.json"), 2000, |row| {
        let text = input(row);
        let mut is = Vec::new();
        for (name, check) in CHECKS {
            match check(text) {
                Ok(()) => is.push(name),
                Err(error) => assert!(
                    text.get(error.range.to_usize()).is_some_and(|part| !part.is_empty() || text.is_empty()),
                    "{text:?}: {:?}",
                    error.range
                ),
            }
        }
        unequal(row, "is", &is.into())
    });
}

/// `labels.Requirement.Matches`.
#[test]
fn requirements() {
    compare(include_str!("data/requirement.json"), 250, |row| {
        let requirement = Requirement {
            key: row["key"].as_str().unwrap(),
            operator: Operator::parse(row["operator"].as_str().unwrap()).unwrap(),
            values: row["values"].as_array().unwrap().iter().map(|value| value.as_str().unwrap()).collect(),
        };
        let labels = row["labels"].as_object().unwrap();
        let matches = requirement.matches(|key| labels.get(key).and_then(Value::as_str));
        unequal(row, "matches", &matches.into())
    });
}
