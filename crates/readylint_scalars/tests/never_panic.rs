//! Whatever text stands in a field, the value parsers answer, and what they point at is inside the text.

use proptest::prelude::*;
use readylint_scalars::{
    CronSchedule, Endpoint, HostName, ImageReference, IntOrString, KubernetesVersion, NameError, Protocol,
    Quantity, Rounding, ScalarKind, SettingName, VersionRange, check_annotation_key, check_config_key,
    check_dns1035_label, check_dns1123_label, check_dns1123_subdomain, check_env_name, check_label_key,
    check_label_value, check_path_segment, check_port_name, check_relaxed_env_name, client_calls,
    command_sleep, config_lines, endpoints, is_managed_datastore, near_miss, parse_go_duration,
    parse_prometheus_duration, shell_comments,
};

type Check = fn(&str) -> Result<(), NameError>;

const CHECKS: [Check; 11] = [
    check_annotation_key,
    check_config_key,
    check_dns1035_label,
    check_dns1123_label,
    check_dns1123_subdomain,
    check_env_name,
    check_label_key,
    check_label_value,
    check_path_segment,
    check_port_name,
    check_relaxed_env_name,
];

/// What is found in a text must stand in it.
fn ask_about_endpoints(text: &str) {
    for endpoint in endpoints(text).into_iter().chain(Endpoint::of_host(text)) {
        assert_eq!(text.get(endpoint.host_range().to_usize()), Some(endpoint.host()), "{text:?}");
        for range in [endpoint.port_range(), endpoint.user_range(), endpoint.password_range()] {
            assert!(range.is_none_or(|range| text.get(range.to_usize()).is_some()), "{text:?}");
        }
        assert!(HostName::of(endpoint.host()).readings().count() <= 2);
    }
    for line in config_lines(text) {
        assert!(text[line.offset..].starts_with(line.text), "{text:?}");
    }
    for call in client_calls([text, text]) {
        assert!(call.host.is_none_or(|host| text[host.offset..].starts_with(host.text)), "{text:?}");
    }
    for comment in shell_comments(text) {
        assert!(text.get(comment).is_some_and(|comment| comment.starts_with('#')), "{text:?}");
    }
    for items in [["sleep", text, text], ["sh", "-c", text], [text, "-c", text]] {
        assert!(command_sleep(&items).is_none_or(|(_, item)| item < items.len()), "{text:?}");
    }
    let _ = (SettingName::of(text), HostName::of(text), is_managed_datastore(text));
}

/// Asks every parser about `text`.
fn ask(text: &str) {
    match Quantity::parse(text) {
        Ok(quantity) => {
            let again = Quantity::parse(&quantity.to_string());
            let is_exact = quantity.as_nanos().unsigned_abs() < i128::MAX.unsigned_abs();
            assert!(!is_exact || again == Ok(quantity), "{text:?} is written {quantity}");
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    for kind in [ScalarKind::Integer, ScalarKind::String] {
        let value = IntOrString::parse(text, kind);
        if let (Some(up), Some(down)) = (value.resolve(7, Rounding::Up), value.resolve(7, Rounding::Down)) {
            assert!(up - down <= 1, "{text:?}");
        }
    }
    ask_about_endpoints(text);
    let _ = parse_go_duration(text).map_err(|error| error.to_string());
    let _ = parse_prometheus_duration(text).map_err(|error| error.to_string());
    match CronSchedule::parse(text) {
        Ok(schedule) => assert_eq!(schedule.never_fires(), schedule.gaps().is_none()),
        Err(error) => assert!(text.get(error.range.to_usize()).is_some(), "{text:?}: {error}"),
    }
    match ImageReference::parse(text) {
        Ok(image) => assert!(text.contains(image.repository()) && !image.repository().is_empty()),
        Err(error) => {
            let part = text.get(error.range.to_usize());
            assert!(part.is_some_and(|part| text.is_empty() || !part.is_empty()), "{text:?}: {error}");
        }
    }
    for check in CHECKS {
        if let Err(error) = check(text) {
            assert!(text.get(error.range.to_usize()).is_some(), "{text:?}: {error}");
        }
    }
    // a range refuses versions that nobody means, `1.3` for `1.30` among them
    let _ = KubernetesVersion::parse(text).map_err(|error| error.to_string());
    if let Ok(range) = VersionRange::parse(text) {
        assert!(range.oldest() <= range.newest(), "{text:?}");
    }
    let _ = Protocol::parse(text).map_err(|error| error.to_string());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in any::<String>()) {
        ask(&text);
    }

    #[test]
    fn text_like_numbers(text in "[-+]?[0-9.]{0,30}[eEKMGTPnumkihsdwy%0-9.+-]{0,6}") {
        ask(&text);
    }

    #[test]
    fn text_like_schedules(text in "((TZ|CRON_TZ)=[a-z]* )?[@*?/,0-9a-f-]{1,5}( [*?/,0-9-]{1,5}){0,5}") {
        ask(&text);
    }

    #[test]
    fn text_like_references(text in "[a-zA-Zä0-9.:/@\\[\\]_-]{0,12}(/[a-zB._-]{0,9}){0,3}(:[a-z.é:]{0,5})?(@sha256:[0-9a-fg]{0,65})?") {
        ask(&text);
    }

    #[test]
    fn text_like_endpoints(text in "([a-zé]{0,3}(://|:|=|@|\\.svc|\\.|\\$\\(|\\$\\{|\\{\\{|\\)|\\}|tcp\\(|host=| host|port=|-h |pg_dump |,|;| |\"|\n|- |#|/|[0-9]{1,6})){0,24}") {
        ask(&text);
    }

    #[test]
    fn a_suggestion_is_one_of_the_candidates(wanted in "[a-zA-Zä-]{0,12}", names in prop::collection::vec("[a-zA-Zä-]{0,12}", 0..8)) {
        if let Some(found) = near_miss(&wanted, names.iter().map(String::as_str)) {
            prop_assert!(found != wanted && names.iter().any(|name| name == found));
        }
    }
}
