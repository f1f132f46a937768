//! `--set`, `--set-string`, `--set-json`, `--set-file` and `--set-literal`. (`pkg/strvals`, `pkg/cli/values`)
//!
//! It owns their grammar and their words for errors. Every value knows where in the argument it stands.

use std::ops::Range;

use readylint_text::{Span, TextRange};

use super::json::{self, Json, Kind};
use super::layers::Layers;
use super::{quote, shadow};
use crate::HelmVersion;
use crate::provenance::{LayerId, NodeId, Origin, OriginId, Origins, Piece, Text, TextBuilder, ValueNode};
use crate::render::{Set, SetKind};
use crate::value::{Data, List, Map, Value};

/// The highest index of a list. (`MaxIndex`)
const MAX_INDEX: i64 = 65_536;
/// How deep names may lie in names. (`MaxNestedNameLevel`)
const MAX_NAMES: usize = 30;
/// How deep lists may lie in lists, and how many empty places an argument may make: Helm has no such bounds.
const MAX_LISTS: usize = 30;
const MAX_PLACES: usize = 1 << 20;

/// The order in which Helm takes the flags, whatever the order of the arguments.
pub(super) const ORDER: [SetKind; 5] =
    [SetKind::Json, SetKind::Set, SetKind::String, SetKind::File, SetKind::Literal];

/// What an argument is read with.
pub(super) struct Context<'a> {
    pub(super) origins: &'a mut Origins,
    pub(super) layers: &'a Layers,
    pub(super) layer: LayerId,
    pub(super) helm: HelmVersion,
}

/// The name of a flag.
pub(super) const fn flag(kind: SetKind) -> &'static str {
    match kind {
        SetKind::Set => "--set",
        SetKind::String => "--set-string",
        SetKind::Json => "--set-json",
        SetKind::File => "--set-file",
        SetKind::Literal => "--set-literal",
    }
}

/// Puts what an argument sets into `values`.
///
/// # Errors
///
/// If it does not parse, in Helm's words.
pub(super) fn apply(set: &Set, values: &Map, context: Context<'_>) -> Result<(), String> {
    let is_4 = !context.helm.is_3();
    let mut parser = Parser { text: &set.text, at: 0, set, context, lists: 0, places: 0 };
    if set.kind == SetKind::Json {
        if is_4 && set.text.trim_start().starts_with('{') {
            return parser
                .json_object(values)
                .ok_or_else(|| format!("failed parsing --set-json data JSON: {}", set.text));
        }
        return parser.all(values).map_err(|_| format!("failed parsing --set-json data {}", set.text));
    }
    parser.all(values).map_err(|message| format!("failed parsing {} data: {message}", flag(set.kind)))
}

/// Why reading stopped.
enum Stop {
    /// The argument is over: `io.EOF`, which is fine.
    End,
    /// `io.EOF` inside another error: fine for Helm 4, which looks inside.
    WrappedEnd(&'static str),
    /// An error.
    Refused(String),
}

/// Characters up to a delimiter, and where they stand.
struct Run {
    text: String,
    raw: Range<usize>,
    /// Where a stretch of the text without escapes starts: in the text, and in the argument.
    stretches: Vec<(usize, usize)>,
    /// The delimiter; `None` at the end of the argument.
    last: Option<char>,
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    set: &'a Set,
    context: Context<'a>,
    /// How many lists we are in.
    lists: usize,
    /// How many places of lists were made.
    places: usize,
}

impl Parser<'_> {
    fn all(&mut self, values: &Map) -> Result<(), String> {
        loop {
            match self.key(values, 0, NodeId::NONE) {
                Ok(()) => {}
                Err(Stop::WrappedEnd(message)) if self.context.helm.is_3() => {
                    return Err(message.to_owned());
                }
                Err(Stop::End | Stop::WrappedEnd(_)) => return Ok(()),
                Err(Stop::Refused(message)) => return Err(message),
            }
        }
    }

    const fn is_literal(&self) -> bool {
        matches!(self.set.kind, SetKind::Literal)
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// (`runesUntil`, `runesUntilLiteral`)
    fn until(&mut self, stops: &[char]) -> Run {
        let start = self.at;
        let mut run = Run { text: String::new(), raw: start..start, stretches: vec![(0, start)], last: None };
        loop {
            let end = self.at;
            let Some(mut next) = self.next() else {
                run.raw.end = end;
                return run;
            };
            if stops.contains(&next) {
                (run.raw.end, run.last) = (end, Some(next));
                return run;
            }
            if next == '\\' && !self.is_literal() {
                run.stretches.push((run.text.len(), self.at));
                let Some(escaped) = self.next() else {
                    run.raw.end = self.at;
                    return run;
                };
                next = escaped;
            }
            run.text.push(next);
        }
    }

    /// (`parser.key`)
    fn key(&mut self, data: &Map, level: usize, parent: NodeId) -> Result<(), Stop> {
        let stops: &[char] = if self.is_literal() { &['=', '[', '.'] } else { &['=', '[', ',', '.'] };
        let key = self.until(stops);
        let shown = || quote::go(&key.text);
        match key.last {
            None if key.text.is_empty() => Err(Stop::End),
            None => Err(Stop::Refused(format!("key {} has no value", shown()))),
            Some('[') => {
                let index = self.index()?;
                let list = match data.get(&key.text) {
                    None => List::any(Vec::new()),
                    Some(value) => {
                        value.as_list().cloned().ok_or_else(|| panicked(&value, "[]interface {}"))?
                    }
                };
                let (node, origin) = self.inner(&key, parent);
                self.lists += 1;
                let result = self.item(&list, index, level, node);
                self.lists -= 1;
                self.put(data, &key, Value::list(list).with_origin(origin));
                result
            }
            Some('=') => {
                let (value, result) = self.value(Some(&key), &key.text, parent)?;
                self.put(data, &key, value);
                result
            }
            Some(',') => Err(Stop::Refused(format!("key {} has no value (cannot end with ,)", shown()))),
            Some(_) => {
                if level + 1 > MAX_NAMES {
                    let message = "value name nested level is greater than maximum supported nested level of";
                    return Err(Stop::Refused(format!("{message} {MAX_NAMES}")));
                }
                let present = data.get(&key.text);
                let inner = match &present {
                    None => Map::any(),
                    Some(value) => {
                        value.as_map().cloned().ok_or_else(|| panicked(value, "map[string]interface {}"))?
                    }
                };
                let (node, origin) = self.inner(&key, parent);
                let result = self.key(&inner, level + 1, node);
                if inner.is_empty() {
                    result?;
                    return Err(Stop::Refused(format!("key map {} has no value", shown())));
                }
                if present.is_none() {
                    self.put(data, &key, Value::map(inner).with_origin(origin));
                }
                result
            }
        }
    }

    /// What stands behind `=`, and how the reading goes on after it was set.
    fn value(
        &mut self,
        key: Option<&Run>,
        step: &str,
        parent: NodeId,
    ) -> Result<(Value, Result<(), Stop>), Stop> {
        if self.set.kind == SetKind::Json {
            return Ok((self.json(key, step, parent)?, Ok(())));
        }
        if self.is_literal() {
            let run = self.until(&[]);
            return Ok((self.string(&run, key, step, parent), Ok(())));
        }
        match self.peek() {
            None => {
                let run = self.until(&[]);
                Ok((self.string(&run, key, step, parent), Err(Stop::End)))
            }
            Some('{') => Ok((self.braces(key, step, parent)?, Ok(()))),
            Some(_) => {
                let run = self.until(&[',']);
                let value = self.scalar(&run, key, step, parent)?;
                Ok((value, Ok(())))
            }
        }
    }

    /// `{a,b}`. (`valList`)
    fn braces(&mut self, key: Option<&Run>, step: &str, parent: NodeId) -> Result<Value, Stop> {
        let start = self.at;
        self.next();
        let (node, origin) =
            self.node(key.map(|key| key.raw.clone()), start..self.text.len(), None, parent, step);
        let mut items = Vec::new();
        loop {
            let run = self.until(&[',', '}']);
            if run.last.is_none() {
                return Err(Stop::Refused("list must terminate with '}'".to_owned()));
            }
            let step = items.len().to_string();
            items.push(self.scalar(&run, None, &step, node)?);
            if run.last == Some('}') {
                if self.peek() == Some(',') {
                    self.next();
                }
                return Ok(Value::list(List::any(items)).with_origin(origin));
            }
        }
    }

    /// (`parser.keyIndex`)
    fn index(&mut self) -> Result<i64, Stop> {
        let run = self.until(&[']']);
        if run.last.is_none() {
            return Err(Stop::WrappedEnd("error parsing index: EOF"));
        }
        let fail = |why: &str| {
            let shown = quote::go(&run.text);
            Stop::Refused(format!("error parsing index: strconv.Atoi: parsing {shown}: {why}"))
        };
        let digits = run.text.strip_prefix(['-', '+']).unwrap_or(&run.text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(fail("invalid syntax"));
        }
        run.text.parse().map_err(|_| fail("value out of range"))
    }

    /// What follows `]`. (`parser.listItem`)
    fn item(&mut self, list: &List, index: i64, level: usize, parent: NodeId) -> Result<(), Stop> {
        let Ok(place) = usize::try_from(index) else {
            return Err(Stop::Refused(format!("negative {index} index not allowed")));
        };
        let step = index.to_string();
        let run = self.until(&['[', '.', '=']);
        if !run.text.is_empty() {
            let runes: Vec<String> = run.text.chars().map(quote::rune).collect();
            let runes = runes.join(" ");
            return Err(Stop::Refused(format!("unexpected data at end of array index: [{runes}]")));
        }
        let present = list.get(place);
        match run.last {
            None => Err(Stop::End),
            Some('=') => {
                // Here the end of the argument is no reason to stop.
                let (value, result) = self.value(None, &step, parent)?;
                self.put_at(list, index, place, value)?;
                result.or_else(|stop| if matches!(stop, Stop::End) { Ok(()) } else { Err(stop) })
            }
            Some('[') => {
                let next = self.index()?;
                let inner = match present.filter(|value| !value.is_nil()) {
                    None => List::any(Vec::new()),
                    Some(value) => {
                        value.as_list().cloned().ok_or_else(|| panicked(&value, "[]interface {}"))?
                    }
                };
                if self.lists >= MAX_LISTS {
                    return Err(Stop::Refused(format!("lists lie deeper than {MAX_LISTS} in lists")));
                }
                let (node, origin) = self.node(None, run.raw, None, parent, &step);
                self.lists += 1;
                let result = self.item(&inner, next, level, node);
                self.lists -= 1;
                result?;
                self.put_at(list, index, place, Value::list(inner).with_origin(origin))
            }
            Some(_) => {
                let (node, origin) = self.node(None, run.raw, None, parent, &step);
                let found = present.as_ref().and_then(Value::as_map).cloned();
                let inner = found.clone().unwrap_or_else(Map::any);
                if found.is_none()
                    && let Some(slot) = list.borrow_mut().get_mut(place)
                {
                    *slot = Value::map(inner.clone()).with_origin(origin);
                }
                self.key(&inner, level, node)?;
                match present {
                    Some(value) if found.is_some() => self.put_at(list, index, place, value),
                    _ => self.put_at(list, index, place, Value::map(inner).with_origin(origin)),
                }
            }
        }
    }

    /// Sets a key; an empty one is not set.
    fn put(&mut self, data: &Map, key: &Run, value: Value) {
        if key.text.is_empty() {
            return;
        }
        let Context { origins, layers, .. } = &mut self.context;
        let lower = data.get(&key.text);
        let value = lower
            .filter(|lower| lower.origin != value.origin)
            .and_then(|lower| shadow::over(origins, layers, &value, &lower))
            .unwrap_or(value);
        let origin = match *origins.get(value.origin) {
            Origin::Value(node) => origins.add(Origin::Key(node)),
            _ => OriginId::NONE,
        };
        data.insert(Self::text_of(key, origin), value);
    }

    /// (`setIndex`)
    fn put_at(&mut self, list: &List, index: i64, place: usize, value: Value) -> Result<(), Stop> {
        if index > MAX_INDEX {
            let message = format!("index of {index} is greater than maximum supported index of {MAX_INDEX}");
            return Err(Stop::Refused(message));
        }
        let missing = (place + 1).saturating_sub(list.len());
        self.places += missing;
        if self.places > MAX_PLACES {
            return Err(Stop::Refused(format!("lists of more than {MAX_PLACES} items")));
        }
        let mut items = list.borrow_mut();
        if missing > 0 {
            items.resize(place + 1, Value::NIL);
        }
        if let Some(slot) = items.get_mut(place) {
            *slot = value;
        }
        Ok(())
    }

    /// A value with the type that its flag gives it. (`typedVal`)
    fn scalar(&mut self, run: &Run, key: Option<&Run>, step: &str, parent: NodeId) -> Result<Value, Stop> {
        match self.set.kind {
            SetKind::Set => {}
            SetKind::File => return self.file(run, key, step, parent),
            _ => return Ok(self.string(run, key, step, parent)),
        }
        let text = run.text.as_str();
        let data = if text.eq_ignore_ascii_case("true") {
            Data::Bool(true)
        } else if text.eq_ignore_ascii_case("false") {
            Data::Bool(false)
        } else if text.eq_ignore_ascii_case("null") {
            Data::Nil
        } else if let Some(number) = integer(text) {
            Value::int64(number).data
        } else {
            return Ok(self.string(run, key, step, parent));
        };
        let (_, origin) = self.scalar_node(run, key, step, parent);
        Ok(Value::new(data, origin))
    }

    fn string(&mut self, run: &Run, key: Option<&Run>, step: &str, parent: NodeId) -> Value {
        let (_, origin) = self.scalar_node(run, key, step, parent);
        Value::string(Self::text_of(run, origin)).with_origin(origin)
    }

    /// The text of a run, each byte with its place.
    fn text_of(run: &Run, origin: OriginId) -> Text {
        let mut builder = TextBuilder::new();
        let ends = run.stretches.iter().skip(1).map(|(start, _)| *start).chain([run.text.len()]);
        for ((start, raw), end) in run.stretches.iter().zip(ends) {
            let offset = u32::try_from(raw - run.raw.start).unwrap_or_default();
            let bytes = run.text.as_bytes().get(*start..end).unwrap_or_default();
            builder.push(bytes, Piece { offset, ..Piece::of(origin) });
        }
        builder.finish()
    }

    fn file(&mut self, run: &Run, key: Option<&Run>, step: &str, parent: NodeId) -> Result<Value, Stop> {
        let found = self.set.files.iter().find(|(path, _)| *path == run.text);
        let Some((_, bytes)) = found else {
            return Err(Stop::Refused(format!("open {}: no such file or directory", run.text)));
        };
        let (_, origin) = self.scalar_node(run, key, step, parent);
        let content = self.context.origins.function("--set-file", [origin]);
        Ok(Value::string(Text::of(bytes, content)).with_origin(origin))
    }

    fn scalar_node(
        &mut self,
        run: &Run,
        key: Option<&Run>,
        step: &str,
        parent: NodeId,
    ) -> (NodeId, OriginId) {
        self.node(key.map(|key| key.raw.clone()), run.raw.clone(), Some(run.raw.clone()), parent, step)
    }

    /// The node of a map or a list that a key leads through.
    fn inner(&mut self, key: &Run, parent: NodeId) -> (NodeId, OriginId) {
        self.node(Some(key.raw.clone()), self.at..self.text.len(), None, parent, &key.text)
    }

    fn node(
        &mut self,
        key: Option<Range<usize>>,
        value: Range<usize>,
        content: Option<Range<usize>>,
        parent: NodeId,
        step: &str,
    ) -> (NodeId, OriginId) {
        let (source, start) = (self.set.source, self.set.start);
        let span =
            |range: Range<usize>| Span::new(source, TextRange::at(range.start + start, range.end + start));
        self.context.origins.add_node(ValueNode {
            layer: self.context.layer,
            key: key.map(span),
            value: span(value),
            content: content.map(span),
            parent,
            step: step.into(),
            shadows: NodeId::NONE,
        })
    }

    /// The JSON behind `=`, and the comma after it.
    fn json(&mut self, key: Option<&Run>, step: &str, parent: NodeId) -> Result<Value, Stop> {
        if self.is_empty_value() {
            let run = Run { text: String::new(), raw: self.at..self.at, stretches: Vec::new(), last: None };
            let (_, origin) = self.scalar_node(&run, key, step, parent);
            return Ok(Value::NIL.with_origin(origin));
        }
        let base = self.at;
        let json = json::first(self.text.get(base..).unwrap_or_default());
        let json = json.ok_or_else(|| Stop::Refused("invalid JSON".to_owned()))?;
        self.at = base + json.range.end;
        let value = self.json_value(&json, base, key.map(|key| key.raw.clone()), step, parent);
        self.is_empty_value();
        Ok(value)
    }

    /// Spaces, then a comma or the end. (`emptyVal`)
    fn is_empty_value(&mut self) -> bool {
        loop {
            match self.peek() {
                None => return true,
                Some(',') => {
                    self.next();
                    return true;
                }
                Some(space) if space.is_whitespace() => _ = self.next(),
                Some(_) => return false,
            }
        }
    }

    /// A whole object: a values file on the command line.
    fn json_object(&mut self, values: &Map) -> Option<()> {
        let json = json::whole(self.text.trim())?;
        let base = self.text.len() - self.text.trim_start().len();
        let value = self.json_value(&json, base, None, "", NodeId::NONE);
        let Context { origins, layers, .. } = &mut self.context;
        super::values::merge(origins, layers, values, value.as_map()?);
        Some(())
    }

    fn json_value(
        &mut self,
        json: &Json,
        base: usize,
        key: Option<Range<usize>>,
        step: &str,
        parent: NodeId,
    ) -> Value {
        let moved = |range: &Range<usize>| range.start + base..range.end + base;
        let range = moved(&json.range);
        let content = match &json.kind {
            Kind::String(_) => Some(range.start + 1..range.end - 1),
            Kind::Array(_) | Kind::Object(_) => None,
            _ => Some(range.clone()),
        };
        let (node, origin) = self.node(key, range, content, parent, step);
        let data = match &json.kind {
            Kind::Null => Data::Nil,
            Kind::Bool(value) => Data::Bool(*value),
            Kind::Number(text) => Data::Float(text.parse().unwrap_or_default()),
            Kind::String(text) => Data::String(Text::of(text, origin)),
            Kind::Array(items) => {
                let items = items.iter().enumerate();
                let items = items.map(|(at, item)| self.json_value(item, base, None, &at.to_string(), node));
                Data::List(List::any(items.collect()))
            }
            Kind::Object(entries) => {
                let map = Map::any();
                for (name, (range, value)) in entries {
                    let value = self.json_value(value, base, Some(moved(range)), name, node);
                    let key = match *self.context.origins.get(value.origin) {
                        Origin::Value(node) => self.context.origins.add(Origin::Key(node)),
                        _ => OriginId::NONE,
                    };
                    map.insert(Text::of(name, key), value);
                }
                Data::Map(map)
            }
        };
        Value::new(data, origin)
    }
}

/// An integer: decimal, without zeros in front. (`typedVal`)
fn integer(text: &str) -> Option<i64> {
    if text.starts_with('0') && text != "0" {
        return None;
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// What Go says when a value is not of the type that was expected.
fn panicked(value: &Value, wanted: &str) -> Stop {
    let got = if value.is_nil() { "nil" } else { value.type_name() };
    Stop::Refused(format!("unable to parse key: interface conversion: interface {{}} is {got}, not {wanted}"))
}
