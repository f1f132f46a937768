//! Chart archives: tar in gzip, read with every check that Helm makes. (`pkg/chart/loader/archive/archive.go`,
//! `archive/tar`)
//!
//! It owns bytes and names; nothing here knows what a chart is. An archive is untrusted: what it unpacks to is bounded
//! before it is made, and no name leads out of the chart.

use std::io::Read;
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use super::model::InputFile;

/// How much a chart may hold, unpacked. (`MaxDecompressedChartSize`)
pub(super) const MAX_CHART: usize = 100 * 1024 * 1024;
/// What the headers, the padding and the names of one archive may add to that.
const MAX_OVERHEAD: usize = 64 * 1024 * 1024;
const BLOCK: usize = 512;
/// The longest extension header that Go reads. (`maxSpecialFileSize`)
const MAX_SPECIAL: usize = 1024 * 1024;

const TOO_LARGE: &str = "decompressed chart is larger than the maximum size 104857600";
const INVALID: &str = "archive/tar: invalid tar header";

/// The files of an archive, by their path below its first folder, in the order of the archive.
///
/// # Errors
///
/// If it cannot be read or has a name that Helm refuses, in Helm's words.
pub(super) fn read(bytes: &[u8], budget: &mut usize) -> Result<Vec<InputFile>, String> {
    let mut reader = Reader { gzip: MultiGzDecoder::new(bytes), left: MAX_CHART + MAX_OVERHEAD };
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Err(if bytes.len() < 10 { "unexpected EOF" } else { "gzip: invalid header" }.to_owned());
    }
    let (mut files, mut remaining) = (Vec::new(), MAX_CHART.min(*budget));
    while let Some(entry) = reader.entry()? {
        if matches!(entry.kind, b'5' | b'g') || entry.name.ends_with('/') {
            reader.skip(entry.size)?;
            continue;
        }
        let name = name_of(&entry.name)?;
        if entry.size > remaining {
            return Err(TOO_LARGE.to_owned());
        }
        // links and devices have no content of their own
        let content = if has_content(entry.kind) { reader.content(entry.size)? } else { Vec::new() };
        remaining -= content.len();
        *budget = budget.saturating_sub(content.len());
        if remaining == 0 {
            return Err(TOO_LARGE.to_owned());
        }
        files.push(InputFile { path: name, bytes: Arc::from(content) });
    }
    if files.is_empty() {
        return Err("no files in chart archive".to_owned());
    }
    Ok(files)
}

const fn has_content(kind: u8) -> bool {
    !matches!(kind, b'1'..=b'6')
}

/// The path inside the chart of an entry, checked as Helm checks it.
fn name_of(full: &str) -> Result<String, String> {
    let delimiter = if full.contains('\\') { '\\' } else { '/' };
    let (first, rest) = full.split_once(delimiter).unwrap_or((full, ""));
    let name = rest.replace(delimiter, "/");
    if name.starts_with('/') {
        return Err("chart illegally contains absolute paths".to_owned());
    }
    let name = clean(&name);
    if name == "." {
        let shown = super::quote::go(full);
        return Err(format!("chart illegally contains content outside the base directory: {shown}"));
    }
    if name.starts_with("..") {
        return Err("chart illegally references parent directory".to_owned());
    }
    if matches!(name.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic()) {
        return Err("chart contains illegally named files".to_owned());
    }
    if first == "Chart.yaml" {
        return Err("chart yaml not in base directory".to_owned());
    }
    Ok(name)
}

/// The shortest path that means the same; `.` for none. (`path.Clean` for relative paths)
pub(super) fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

struct Entry {
    name: String,
    size: usize,
    kind: u8,
}

struct Reader<'a> {
    gzip: MultiGzDecoder<&'a [u8]>,
    /// How many bytes may still come out of the archive.
    left: usize,
}

impl Reader<'_> {
    /// Fills `buffer` as far as the archive goes.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, String> {
        self.left = self.left.checked_sub(buffer.len()).ok_or_else(|| TOO_LARGE.to_owned())?;
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..)
            && !rest.is_empty()
        {
            match self.gzip.read(rest) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                    return Err("unexpected EOF".to_owned());
                }
                Err(_) => return Err("gzip: invalid checksum".to_owned()),
            }
        }
        Ok(filled)
    }

    fn block(&mut self) -> Result<Option<[u8; BLOCK]>, String> {
        let mut block = [0; BLOCK];
        match self.fill(&mut block)? {
            0 => Ok(None),
            BLOCK => Ok(Some(block)),
            _ => Err("unexpected EOF".to_owned()),
        }
    }

    fn content(&mut self, size: usize) -> Result<Vec<u8>, String> {
        // memory grows with what is there, not with what the header promises
        const STEP: usize = 64 * 1024;
        let mut content = Vec::new();
        while content.len() < size {
            let start = content.len();
            content.resize(size.min(start + STEP), 0);
            let wanted = content.len() - start;
            if self.fill(content.get_mut(start..).unwrap_or_default())? < wanted {
                return Err("unexpected EOF".to_owned());
            }
        }
        let padding = size.next_multiple_of(BLOCK) - size;
        // the last padding may be missing
        self.fill(&mut vec![0; padding])?;
        Ok(content)
    }

    fn skip(&mut self, size: usize) -> Result<(), String> {
        let mut left = size.checked_next_multiple_of(BLOCK).ok_or(INVALID)?;
        let mut sink = [0; BLOCK];
        while left > 0 {
            if self.fill(&mut sink)? == 0 {
                return Ok(());
            }
            left = left.saturating_sub(BLOCK);
        }
        Ok(())
    }

    /// The next entry, with what extension headers say of it.
    fn entry(&mut self) -> Result<Option<Entry>, String> {
        let (mut long_name, mut path, mut size): (Option<String>, Option<String>, Option<usize>) =
            (None, None, None);
        loop {
            let Some(header) = self.block()? else { return Ok(None) };
            if header.iter().all(|byte| *byte == 0) {
                // two blocks of zeros end the archive
                return match self.block()? {
                    Some(second) if second.iter().any(|byte| *byte != 0) => Err(INVALID.to_owned()),
                    _ => Ok(None),
                };
            }
            let mut entry = parse(&header)?;
            match entry.kind {
                b'L' | b'K' | b'x' if entry.size > MAX_SPECIAL => {
                    return Err("archive/tar: header field too long".to_owned());
                }
                b'L' => long_name = Some(text(&self.content(entry.size)?)),
                b'K' => self.skip(entry.size)?,
                b'x' => {
                    let records = self.content(entry.size)?;
                    let (found_path, found_size) = extended(&records)?;
                    path = found_path.or(path);
                    size = found_size.or(size);
                }
                _ => {
                    entry.name = path.or(long_name).unwrap_or(entry.name);
                    entry.size = size.unwrap_or(entry.size);
                    return Ok(Some(entry));
                }
            }
        }
    }
}

fn field(header: &[u8; BLOCK], start: usize, length: usize) -> &[u8] {
    header.get(start..start + length).unwrap_or_default()
}

/// Text up to the first NUL.
fn text(bytes: &[u8]) -> String {
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
}

fn parse(header: &[u8; BLOCK]) -> Result<Entry, String> {
    let (mut unsigned, mut signed) = (0_i64, 0_i64);
    for (at, &byte) in header.iter().enumerate() {
        let byte = if (148..156).contains(&at) { b' ' } else { byte };
        unsigned += i64::from(byte);
        signed += i64::from(byte.cast_signed());
    }
    let checksum = number(field(header, 148, 8))?;
    if checksum != unsigned && checksum != signed {
        return Err(INVALID.to_owned());
    }
    let mut name = text(field(header, 0, 100));
    let kind = header.get(156).copied().unwrap_or_default();
    // POSIX archives, not GNU's, hold the head of a long name elsewhere
    if field(header, 257, 8) == b"ustar\x0000" {
        let prefix = text(field(header, 345, 155));
        if !prefix.is_empty() {
            name = format!("{prefix}/{name}");
        }
    }
    let size = usize::try_from(number(field(header, 124, 12))?).map_err(|_| INVALID.to_owned())?;
    Ok(Entry { name, size, kind })
}

/// An octal number, or a binary one of base 256.
fn number(bytes: &[u8]) -> Result<i64, String> {
    if let Some((first, rest)) = bytes.split_first()
        && first & 0x80 != 0
    {
        let start = i64::from(first & 0x7f);
        return rest
            .iter()
            .try_fold(start, |sum, byte| sum.checked_mul(256)?.checked_add(i64::from(*byte)))
            .ok_or_else(|| INVALID.to_owned());
    }
    let digits = text(bytes);
    let digits = digits.trim_matches([' ', '\0']);
    if digits.is_empty() {
        return Ok(0);
    }
    i64::from_str_radix(digits, 8).map_err(|_| INVALID.to_owned())
}

/// The records of a PAX header: `LENGTH KEY=VALUE\n`.
fn extended(mut records: &[u8]) -> Result<(Option<String>, Option<usize>), String> {
    let (mut path, mut size) = (None, None);
    while !records.is_empty() {
        let space = memchr::memchr(b' ', records).ok_or(INVALID)?;
        let length: usize = text(records.get(..space).unwrap_or_default()).parse().map_err(|_| INVALID)?;
        let record = records.get(space + 1..length).and_then(|record| record.strip_suffix(b"\n"));
        let record = record.ok_or(INVALID)?;
        let equals = memchr::memchr(b'=', record).ok_or(INVALID)?;
        let (key, value) = record.split_at(equals);
        let value = String::from_utf8_lossy(value.get(1..).unwrap_or_default());
        match key {
            b"path" => path = Some(value.into_owned()),
            b"size" => size = Some(value.parse().map_err(|_| INVALID)?),
            _ => {}
        }
        records = records.get(length..).unwrap_or_default();
    }
    Ok((path, size))
}
