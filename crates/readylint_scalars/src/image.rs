//! Image references by the grammar of github.com/distribution/reference, as the kubelet reads them
//! (`ParseNormalizedNamed`).

use std::borrow::Cow;
use std::fmt;

use readylint_text::TextRange;

use super::placeholder::placeholder;
use super::quoted::Quoted;

/// The registry of a reference that names none.
const HUB: &str = "docker.io";
/// An older name of the same registry.
const OLD_HUB: &str = "index.docker.io";
/// Where that registry keeps images of one word.
const OFFICIAL: &str = "library/";

/// Longest repository path (`RepositoryNameTotalLengthMax`).
const PATH_LIMIT: usize = 255;
/// Longest tag.
const TAG_LIMIT: usize = 128;

/// The digest algorithms that exist (OCI image specification, go-digest), with the length of their hex form.
const ALGORITHMS: [(&str, usize); 3] = [("sha256", 64), ("sha384", 96), ("sha512", 128)];

/// An image reference, cut into its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageReference<'a> {
    text: &'a str,
    /// Where the registry ends; the repository begins after the slash behind it.
    registry_end: Option<usize>,
    repository: TextRange,
    tag: Option<TextRange>,
    digest: Option<TextRange>,
}

impl<'a> ImageReference<'a> {
    /// Reads `text`.
    ///
    /// # Errors
    ///
    /// When the kubelet would refuse it, with the bytes to underline. A text with `$(NAME)`, `${NAME}`,
    /// `$NAME` or `{{ … }}` in it is no reference *yet*: its error is [`ImageErrorKind::Templated`].
    pub fn parse(text: &'a str) -> Result<Self, ImageError> {
        check_whole(text)?;
        let (before_digest, digest_start) = match text.split_once('@') {
            Some((before, _)) => (before, Some(before.len() + 1)),
            None => (text, None),
        };
        let name_start = registry_length(before_digest).map_or(0, |length| length + 1);
        // a colon after the last slash begins the tag; any other belongs to the registry's port
        let last_part = before_digest.rfind('/').map_or(0, |slash| slash + 1);
        let tag_start = before_digest[last_part..].find(':').map(|colon| last_part + colon + 1);
        let name_end = tag_start.map_or(before_digest.len(), |start| start - 1);

        let registry_end = check_registry(text, name_start)?;
        check_path(text, name_start, name_end, registry_end)?;
        if let Some(start) = tag_start {
            check_tag(text, start, before_digest.len())?;
        }
        if let Some(start) = digest_start {
            check_digest(text, start)?;
        }
        let repository_start = if registry_end.is_some() { name_start } else { 0 };
        Ok(Self {
            text,
            registry_end,
            repository: TextRange::at(repository_start, name_end),
            tag: tag_start.map(|start| TextRange::at(start, before_digest.len())),
            digest: digest_start.map(|start| TextRange::at(start, text.len())),
        })
    }

    /// The text this was read from.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The registry with its port, if one is written.
    pub fn registry(&self) -> Option<&'a str> {
        self.registry_range().map(|range| self.slice(range))
    }

    /// Where the registry stands.
    pub fn registry_range(&self) -> Option<TextRange> {
        self.registry_end.map(|end| TextRange::at(0, end))
    }

    /// The repository's path, without the registry, as written.
    pub fn repository(&self) -> &'a str {
        self.slice(self.repository)
    }

    /// Where the repository's path stands.
    pub fn repository_range(&self) -> TextRange {
        self.repository
    }

    /// The last part of the repository's path: `postgres` of `docker.io/bitnami/postgres:16`.
    pub fn base_name(&self) -> &'a str {
        let path = self.repository();
        path.rsplit_once('/').map_or(path, |(_, last)| last)
    }

    /// The tag, if one is written.
    pub fn tag(&self) -> Option<&'a str> {
        self.tag.map(|range| self.slice(range))
    }

    /// Where the tag stands, without its colon.
    pub fn tag_range(&self) -> Option<TextRange> {
        self.tag
    }

    /// The digest with its algorithm, if one is written.
    pub fn digest(&self) -> Option<&'a str> {
        self.digest.map(|range| self.slice(range))
    }

    /// Where the digest stands, without its `@`.
    pub fn digest_range(&self) -> Option<TextRange> {
        self.digest
    }

    /// The registry that is asked: the written one, or `docker.io`.
    pub fn normalized_registry(&self) -> &'a str {
        match self.registry() {
            Some(OLD_HUB) => HUB,
            Some(registry) => registry,
            None if self.is_odd_host() => "",
            None => HUB,
        }
    }

    /// The path that is asked for: `library/` goes before a single word on `docker.io`.
    pub fn normalized_repository(&self) -> Cow<'a, str> {
        let path = self.repository();
        if self.normalized_registry() == HUB && !path.contains('/') {
            Cow::Owned(format!("{OFFICIAL}{path}"))
        } else {
            Cow::Borrowed(path)
        }
    }

    /// Registry and path in full: `docker.io/library/nginx` of `nginx:1.29`. Equal names are the same
    /// repository.
    pub fn normalized_name(&self) -> String {
        match self.normalized_registry() {
            "" => self.repository().to_owned(),
            registry => format!("{registry}/{}", self.normalized_repository()),
        }
    }

    /// Whether a digest fixes the content.
    pub fn is_digest(&self) -> bool {
        self.digest.is_some()
    }

    /// Whether the written tag is `latest`, in any case.
    pub fn tag_is_latest(&self) -> bool {
        self.tag().is_some_and(|tag| tag.eq_ignore_ascii_case("latest"))
    }

    /// Whether a digest, or a tag other than `latest`, says which image is meant.
    pub fn pinned(&self) -> bool {
        self.is_digest() || (self.tag.is_some() && !self.tag_is_latest())
    }

    /// A first part with a dot that no host name allows, such as `my_registry.example/app`: the grammar then
    /// takes all of it for a path on no registry.
    fn is_odd_host(&self) -> bool {
        registry_length(self.text).is_some()
    }

    fn slice(&self, range: TextRange) -> &'a str {
        &self.text[range.to_usize()]
    }
}

/// How long the first part is, if it is meant as a registry rather than as the beginning of the path.
fn registry_length(text: &str) -> Option<usize> {
    let (first, _) = text.split_once('/')?;
    let is_registry =
        first == "localhost" || first.contains(['.', ':']) || first.chars().any(char::is_uppercase);
    is_registry.then_some(first.len())
}

/// What makes the whole text no reference, whatever its parts.
fn check_whole(text: &str) -> Result<(), ImageError> {
    let whole = |kind| Err(ImageError::new(kind, 0, text.len()));
    if text.is_empty() {
        return whole(ImageErrorKind::Empty);
    }
    if let Some(range) = placeholder(text) {
        return Err(ImageError { kind: ImageErrorKind::Templated, range });
    }
    if let Some((at, space)) = text.char_indices().find(|(_, character)| character.is_whitespace()) {
        return Err(ImageError::new(ImageErrorKind::Whitespace, at, at + space.len_utf8()));
    }
    if let Some(at) = text.find("://") {
        return Err(ImageError::new(ImageErrorKind::UrlScheme, 0, at + 3));
    }
    if text.len() == 64 && text.bytes().all(is_lower_hex) {
        return whole(ImageErrorKind::BareHash);
    }
    Ok(())
}

/// Checks the registry of a text whose path begins at `name_start`. Returns where it ends, or `None` if
/// there is none.
fn check_registry(text: &str, name_start: usize) -> Result<Option<usize>, ImageError> {
    let Some(end) = name_start.checked_sub(1) else {
        return Ok(None);
    };
    let registry = &text[..end];
    if is_host_and_port(registry) {
        return Ok(Some(end));
    }
    if is_path_component(registry) {
        // no host name, but a fine beginning of a path, and so the grammar takes it
        return Ok(None);
    }
    Err(ImageError::new(ImageErrorKind::Registry, 0, end.max(1)))
}

fn is_host_and_port(text: &str) -> bool {
    let digits = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(after) = text.strip_prefix('[') {
        return after.split_once(']').is_some_and(|(address, port)| {
            !address.is_empty()
                && address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':')
                && (port.is_empty() || port.strip_prefix(':').is_some_and(digits))
        });
    }
    let (host, port) = text.split_once(':').unwrap_or((text, "0"));
    digits(port)
        && host.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// Runs of letters and digits with `.`, `_`, `__` or any number of `-` between.
fn is_path_component(text: &str) -> bool {
    misplaced_separator(text).is_none()
        && text.bytes().all(|byte| is_path_byte(byte) || b"._-".contains(&byte))
}

/// Where a component has separators at an end, or ones that may not stand together; `Some(0..0)` if empty.
fn misplaced_separator(text: &str) -> Option<(usize, usize)> {
    if text.is_empty() {
        return Some((0, 0));
    }
    let is_separator = |byte: &u8| b"._-".contains(byte);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !is_separator(&bytes[at]) {
            at += 1;
            continue;
        }
        let run = bytes[at..].iter().take_while(|byte| is_separator(byte)).count();
        let separator = &text[at..at + run];
        let is_known = matches!(separator, "." | "_" | "__") || separator.bytes().all(|byte| byte == b'-');
        if at == 0 || at + run == bytes.len() || !is_known {
            return Some((at, at + run));
        }
        at += run;
    }
    None
}

/// Checks the repository's path between `start` and `end`.
fn check_path(text: &str, start: usize, end: usize, registry_end: Option<usize>) -> Result<(), ImageError> {
    let path = &text[start..end.max(start)];
    if let Some((at, upper)) = path.char_indices().find(|(_, character)| character.is_uppercase()) {
        let at = start + at;
        return Err(ImageError::new(ImageErrorKind::UpperCase, at, at + upper.len_utf8()));
    }
    let mut at = start;
    for component in path.split('/') {
        let is_foreign = |c: char| !(c.is_ascii() && (is_path_byte(c as u8) || matches!(c, '.' | '_' | '-')));
        if let Some((place, character)) = component.char_indices().find(|(_, c)| is_foreign(*c)) {
            let place = at + place;
            return Err(ImageError::new(
                ImageErrorKind::PathCharacter(character),
                place,
                place + character.len_utf8(),
            ));
        }
        match misplaced_separator(component) {
            None => {}
            Some((0, 0)) => {
                // underline a slash or colon beside the empty part; there is one, or the text is `@…`
                let place = if at < text.len() { at } else { at.saturating_sub(1) };
                return Err(ImageError::new(ImageErrorKind::EmptyPart, place, place + 1));
            }
            Some((from, to)) => {
                return Err(ImageError::new(ImageErrorKind::Separator, at + from, at + to));
            }
        }
        at += component.len() + 1;
    }
    // a single word on the default registry is kept under `library/`; an odd host counts as path
    let counted_from = if registry_end.is_some() { start } else { 0 };
    let is_hub = registry_end.is_none_or(|end| matches!(&text[..end], HUB | OLD_HUB));
    let official = if is_hub && !text[counted_from..end].contains('/') { OFFICIAL.len() } else { 0 };
    if end - counted_from + official > PATH_LIMIT {
        return Err(ImageError::new(ImageErrorKind::PathTooLong, counted_from, end));
    }
    Ok(())
}

fn check_tag(text: &str, start: usize, end: usize) -> Result<(), ImageError> {
    let tag = &text[start..end];
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if tag.is_empty() {
        return Err(ImageError::new(ImageErrorKind::EmptyTag, start - 1, start));
    }
    let foreign = tag.char_indices().find(|&(at, c)| !is_word(c) && (at == 0 || !matches!(c, '.' | '-')));
    if let Some((at, character)) = foreign {
        let at = start + at;
        return Err(ImageError::new(ImageErrorKind::TagCharacter(character), at, at + character.len_utf8()));
    }
    if tag.len() > TAG_LIMIT {
        return Err(ImageError::new(ImageErrorKind::TagTooLong, start, end));
    }
    Ok(())
}

fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

fn check_digest(text: &str, start: usize) -> Result<(), ImageError> {
    let digest = &text[start..];
    if digest.is_empty() {
        return Err(ImageError::new(ImageErrorKind::EmptyDigest, start - 1, start));
    }
    let Some((algorithm, hex)) = digest.split_once(':') else {
        return Err(ImageError::new(ImageErrorKind::DigestAlgorithm, start, text.len()));
    };
    let Some((_, length)) = ALGORITHMS.iter().find(|(name, _)| *name == algorithm) else {
        let end = start + algorithm.len().max(1);
        return Err(ImageError::new(ImageErrorKind::DigestAlgorithm, start, end));
    };
    let hex_start = start + algorithm.len() + 1;
    let is_foreign = |c: char| !(c.is_ascii() && is_lower_hex(c as u8));
    if let Some((at, character)) = hex.char_indices().find(|(_, c)| is_foreign(*c)) {
        let at = hex_start + at;
        return Err(ImageError::new(
            ImageErrorKind::DigestCharacter(character),
            at,
            at + character.len_utf8(),
        ));
    }
    if hex.len() != *length {
        let kind = ImageErrorKind::DigestLength { found: hex.len(), needed: *length };
        return Err(ImageError::new(kind, start, text.len()));
    }
    Ok(())
}

/// Why a text is no image reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageErrorKind {
    /// The text is empty.
    Empty,
    /// A placeholder that something fills in later stands in it; nothing can be said.
    Templated,
    /// White space.
    Whitespace,
    /// A URL scheme in front.
    UrlScheme,
    /// 64 hexadecimal digits: an image id, which no registry can be asked for.
    BareHash,
    /// The part before the first slash is meant as a registry and is no host with an optional port.
    Registry,
    /// An upper-case letter in the repository's path.
    UpperCase,
    /// A character that the path cannot hold.
    PathCharacter(char),
    /// A part of the path, or all of it, is empty.
    EmptyPart,
    /// Separators at the end of a part, or such as may not stand together.
    Separator,
    /// The path has more than 255 characters, with `library/` where that is implied.
    PathTooLong,
    /// A colon without a tag.
    EmptyTag,
    /// A character that a tag, or its beginning, cannot hold; `:` for a second tag.
    TagCharacter(char),
    /// The tag has more than 128 characters.
    TagTooLong,
    /// An `@` without a digest.
    EmptyDigest,
    /// Not `sha256:`, `sha384:` or `sha512:`.
    DigestAlgorithm,
    /// A character other than 0–9 and a–f in the digest.
    DigestCharacter(char),
    /// The digest has another length than its algorithm makes.
    DigestLength {
        /// How many digits there are.
        found: usize,
        /// How many there must be.
        needed: usize,
    },
}

/// A text that is no image reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageError {
    /// Why.
    pub kind: ImageErrorKind,
    /// The bytes of the text to underline; empty only if the text is.
    pub range: TextRange,
}

impl ImageError {
    fn new(kind: ImageErrorKind, start: usize, end: usize) -> Self {
        Self { kind, range: TextRange::at(start, end) }
    }

    /// Whether the text is a template rather than a mistake.
    pub fn is_templated(&self) -> bool {
        self.kind == ImageErrorKind::Templated
    }
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |character: char| Quoted(character.encode_utf8(&mut [0; 4])).to_string();
        match self.kind {
            ImageErrorKind::Empty => f.write_str("an image reference cannot be empty"),
            ImageErrorKind::Templated => f.write_str("the image reference is filled in later"),
            ImageErrorKind::Whitespace => f.write_str("an image reference cannot hold white space"),
            ImageErrorKind::UrlScheme => f.write_str("an image reference has no URL scheme"),
            ImageErrorKind::BareHash => {
                f.write_str("an image id alone is no reference; write `name@sha256:…`")
            }
            ImageErrorKind::Registry => f.write_str("the registry is no host name with an optional port"),
            ImageErrorKind::UpperCase => f.write_str("a repository has no upper-case letters"),
            ImageErrorKind::PathCharacter(character) => {
                write!(f, "a repository cannot hold {}", quoted(character))
            }
            ImageErrorKind::EmptyPart => f.write_str("a part of the repository is empty"),
            ImageErrorKind::Separator => f.write_str(
                "separators stand between letters or digits: one `.`, one or two `_`, or any number of `-`",
            ),
            ImageErrorKind::PathTooLong => write!(f, "a repository has at most {PATH_LIMIT} characters"),
            ImageErrorKind::EmptyTag => f.write_str("a colon without a tag"),
            ImageErrorKind::TagCharacter(':') => f.write_str("a second `:`; a reference has one tag"),
            ImageErrorKind::TagCharacter(character @ ('.' | '-')) => {
                write!(f, "a tag cannot begin with {}", quoted(character))
            }
            ImageErrorKind::TagCharacter(character) => write!(f, "a tag cannot hold {}", quoted(character)),
            ImageErrorKind::TagTooLong => write!(f, "a tag has at most {TAG_LIMIT} characters"),
            ImageErrorKind::EmptyDigest => f.write_str("an `@` without a digest"),
            ImageErrorKind::DigestAlgorithm => {
                f.write_str("a digest begins with `sha256:`, `sha384:` or `sha512:`")
            }
            ImageErrorKind::DigestCharacter(character) => {
                write!(f, "a digest cannot hold {}; it is made of 0–9 and a–f", quoted(character))
            }
            ImageErrorKind::DigestLength { found, needed } => {
                write!(f, "the digest has {found} digits where its algorithm makes {needed}")
            }
        }
    }
}

impl std::error::Error for ImageError {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn image(text: &str) -> ImageReference<'_> {
        ImageReference::parse(text).unwrap()
    }

    fn refusal(text: &str) -> (String, &str) {
        let error = ImageReference::parse(text).unwrap_err();
        (error.to_string(), &text[error.range.to_usize()])
    }

    #[test]
    fn a_port_is_no_tag() {
        let reference = image("registry.local:5000/team/app");
        assert_eq!(reference.registry(), Some("registry.local:5000"));
        assert_eq!((reference.repository(), reference.tag()), ("team/app", None));
        assert!(!reference.pinned());
        assert_eq!(image("app:5000").tag(), Some("5000"));
    }

    #[test]
    fn what_pins() {
        let digest = format!("app:Latest@sha256:{}", "0".repeat(64));
        assert!(image(&digest).pinned() && image(&digest).is_digest() && image(&digest).tag_is_latest());
        assert!(image("app:1").pinned());
        assert!(!image("app:LATEST").pinned() && image("app:LATEST").tag_is_latest());
        assert!(!image("app").pinned() && !image("app").tag_is_latest());
    }

    #[test]
    fn names_in_full() {
        assert_eq!(image("nginx:1").normalized_name(), "docker.io/library/nginx");
        assert_eq!(image("index.docker.io/nginx").normalized_name(), "docker.io/library/nginx");
        assert_eq!(image("bitnami/nginx").normalized_name(), "docker.io/bitnami/nginx");
        assert_eq!(image("localhost/nginx").normalized_name(), "localhost/nginx");
        assert_eq!(image("ghcr.io/a/b/nginx:1").base_name(), "nginx");
    }

    #[test]
    fn templates_are_a_kind_of_their_own() {
        for text in ["$(IMAGE)", "repo/app:${TAG}", "{{ .Values.image }}", "$REGISTRY/app:1", "a:{{x}}"] {
            assert!(ImageReference::parse(text).unwrap_err().is_templated(), "{text}");
        }
        assert!(!ImageReference::parse("app:$1").unwrap_err().is_templated());
    }

    #[test]
    fn refusals_point_at_the_mistake() {
        assert_eq!(refusal("ghcr.io/Team/app:1"), ("a repository has no upper-case letters".to_owned(), "T"));
        assert_eq!(refusal("app:1:2"), ("a second `:`; a reference has one tag".to_owned(), ":"));
        assert_eq!(refusal("app:v1+2"), ("a tag cannot hold `+`".to_owned(), "+"));
        assert_eq!(refusal("app:"), ("a colon without a tag".to_owned(), ":"));
        assert_eq!(refusal("app "), ("an image reference cannot hold white space".to_owned(), " "));
        assert_eq!(
            refusal("https://ghcr.io/a"),
            ("an image reference has no URL scheme".to_owned(), "https://")
        );
        assert_eq!(
            refusal("app@sha256:abc"),
            ("the digest has 3 digits where its algorithm makes 64".to_owned(), "sha256:abc")
        );
        assert_eq!(
            refusal("app@md5:abc"),
            ("a digest begins with `sha256:`, `sha384:` or `sha512:`".to_owned(), "md5")
        );
        assert_eq!(refusal("a//b"), ("a part of the repository is empty".to_owned(), "/"));
        assert_eq!(
            refusal("reg:x/app"),
            ("the registry is no host name with an optional port".to_owned(), "reg:x")
        );
    }
}
