//! Paths and URLs (Go's `path`, `path/filepath` as on Linux, `net/url`; Sprig's `url.go`, `network.go`).

mod address;
mod url;

use super::given::{text, value, verdict};
use super::{Call, Function, FunctionError, Parameter, plain};
use crate::provenance::{Text, TextBuilder};
use crate::value::{Data, Entries, Map, MapType, Value};
use url::Url;

pub(super) use address::is_address;

const TEXT: &[Parameter] = &[Parameter::String];

/// The functions of this family.
pub(super) const TABLE: &[Function] = &[
    plain("base", TEXT, base),
    plain("clean", TEXT, clean),
    plain("dir", TEXT, dir),
    plain("ext", TEXT, ext),
    plain("getHostByName", TEXT, get_host_by_name),
    plain("isAbs", TEXT, is_abs),
    plain("osBase", TEXT, base),
    plain("osClean", TEXT, clean),
    plain("osDir", TEXT, dir),
    plain("osExt", TEXT, ext),
    plain("osIsAbs", TEXT, is_abs),
    plain("urlJoin", &[Parameter::Map], url_join),
    plain("urlParse", TEXT, url_parse),
];

type Outcome = Result<Value, FunctionError>;

/// The last element, without slashes behind it.
#[allow(clippy::unnecessary_wraps)] // the table wants one signature
fn base(_: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let path = text(arguments, 0);
    if path.is_empty() {
        return Ok(Value::unknown("."));
    }
    let end = path.as_bytes().iter().rposition(|byte| *byte != b'/').map_or(0, |at| at + 1);
    if end == 0 {
        return Ok(Value::string(path.slice(0..1)));
    }
    let start = path.as_bytes().iter().take(end).rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    Ok(Value::string(path.slice(start..end)))
}

/// From the last dot of the last element on.
#[allow(clippy::unnecessary_wraps)] // the table wants one signature
fn ext(_: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let path = text(arguments, 0);
    let last = path.as_bytes().iter().rposition(|byte| matches!(byte, b'.' | b'/'));
    let start = last.filter(|at| path.as_bytes().get(*at) == Some(&b'.')).unwrap_or(path.len());
    Ok(Value::string(path.slice(start..path.len())))
}

/// All but the last element, cleaned.
fn dir(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let path = text(arguments, 0);
    let end = path.as_bytes().iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    cleaned(call, &path.slice(0..end))
}

fn clean(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    cleaned(call, &text(arguments, 0))
}

/// The shortest equal path: without `.`, without `name/..`, with single slashes (`path.Clean`).
fn cleaned(call: &mut Call<'_>, path: &Text) -> Outcome {
    if path.is_empty() {
        return Ok(Value::unknown("."));
    }
    call.meter.step(path.len() as u64 / 8)?;
    let is_rooted = path.as_bytes().starts_with(b"/");
    let mut kept: Vec<std::ops::Range<usize>> = Vec::new();
    // how many of them are `..` at the start, which nothing takes away
    let mut ups = 0;
    let mut start = 0;
    for element in path.as_bytes().split(|byte| *byte == b'/') {
        let range = start..start + element.len();
        start = range.end + 1;
        match element {
            b"" | b"." => {}
            b".." if kept.len() > ups => {
                kept.pop();
            }
            b".." if is_rooted => {}
            b".." => {
                kept.push(range);
                ups += 1;
            }
            _ => kept.push(range),
        }
    }
    let mut builder = TextBuilder::new();
    if is_rooted {
        builder.push_slice(path, 0..1);
    }
    for (index, range) in kept.into_iter().enumerate() {
        if index > 0 {
            // the slash that stands before it
            builder.push_slice(path, range.start - 1..range.start);
        }
        builder.push_slice(path, range);
    }
    if builder.is_empty() {
        builder.push(b".", path.first_piece());
    }
    Ok(Value::string(builder.finish()))
}

fn is_abs(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    verdict(call, "isAbs", arguments, text(arguments, 0).as_bytes().starts_with(b"/"))
}

/// Nothing: Helm asks the network with `--enable-dns` only.
#[allow(clippy::unnecessary_wraps)] // the table wants one signature
fn get_host_by_name(_: &mut Call<'_>, _: &[Value]) -> Outcome {
    Ok(Value::unknown(""))
}

/// The parts of a URL. Sprig panics where there is none.
fn url_parse(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let source = text(arguments, 0);
    call.meter.step(source.len() as u64 / 8)?;
    let url = Url::parse(source.as_bytes())
        .map_err(|error| FunctionError::new(format!("unable to parse url: {error}")))?;
    let origin = call.opaque("urlParse", arguments);
    let hostname = url.hostname().to_vec();
    let userinfo = url.userinfo();
    let parts = [
        ("fragment", url.fragment),
        ("host", url.host),
        ("hostname", hostname),
        ("opaque", url.opaque),
        ("path", url.path),
        ("query", url.query),
        ("scheme", url.scheme),
        ("userinfo", userinfo),
    ];
    let entries: Entries = parts
        .into_iter()
        .map(|(key, part)| (Text::of(key, origin), Value::string(Text::of(part, origin))))
        .collect();
    Ok(Value::map(Map::with(MapType::Any, entries)).with_origin(origin))
}

/// A URL of parts. Sprig panics at parts that are no strings.
fn url_join(call: &mut Call<'_>, arguments: &[Value]) -> Outcome {
    let part = |key: &str| {
        let Some(map) = value(arguments, 0).as_map() else { return Ok(Vec::new()) };
        match map.get(key) {
            None => Ok(Vec::new()),
            Some(Value { data: Data::String(text), .. }) => Ok(text.as_bytes().to_vec()),
            Some(Value { data: Data::Nil, .. }) => {
                Err("runtime error: invalid memory address or nil pointer dereference".to_owned())
            }
            Some(other) => {
                let kind = other.kind_name();
                Err(format!("unable to parse {key} key, must be of type string, but {kind} found"))
            }
        }
    };
    let parts = || -> Result<Url, String> {
        let mut url = Url {
            scheme: part("scheme")?,
            host: part("host")?,
            path: part("path")?,
            query: part("query")?,
            opaque: part("opaque")?,
            fragment: part("fragment")?,
            user: None,
        };
        let userinfo = part("userinfo")?;
        if !userinfo.is_empty() {
            let whole = [&b"proto://"[..], &userinfo, b"@host"].concat();
            url.user = Url::parse(&whole)
                .map_err(|error| format!("unable to parse userinfo in dict: {error}"))?
                .user;
        }
        Ok(url)
    };
    let url = parts().map_err(FunctionError::new)?;
    // each byte becomes three at most
    call.meter.bytes(3 * (url.host.len() + url.path.len() + url.fragment.len()) as u64)?;
    let joined = url.join();
    Ok(call.made("urlJoin", arguments, joined))
}
