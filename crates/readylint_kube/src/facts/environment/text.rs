//! Text put together from several places, with the place of every byte.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use readylint_yaml::Node;

use crate::Resource;

/// What stands for bytes that are not known, in [`Text::readable`]: the object replacement character. It may also occur
/// in a value itself; the [`Piece`] tells.
pub const OPAQUE: char = '\u{FFFC}';

/// What is known about a value.
#[derive(Clone)]
pub enum Content<'g> {
    /// Text, of which some pieces may be opaque: see [`Text::is_known`].
    Known(Text<'g>),
    /// There is a value, but nothing in the input tells which.
    Opaque,
    /// There is no value: the key is not in the object.
    Absent,
}

impl<'g> Content<'g> {
    /// The text, complete or in part.
    pub fn text(&self) -> Option<&Text<'g>> {
        match self {
            Self::Known(text) => Some(text),
            Self::Opaque | Self::Absent => None,
        }
    }

    /// The whole value, if every byte of it is known.
    pub fn known(&self) -> Option<Cow<'_, str>> {
        self.text()?.known()
    }

    /// Whether some byte is, or may be, that of a Secret.
    pub(crate) fn is_sensitive(&self) -> bool {
        self.text().is_some_and(Text::is_sensitive)
    }
}

impl fmt::Debug for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(text) => text.fmt(f),
            Self::Opaque => f.write_str("Opaque"),
            Self::Absent => f.write_str("Absent"),
        }
    }
}

/// What a piece of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// Bytes as they stand in [`Piece::origin`].
    Known,
    /// Something that is there but not known.
    Opaque,
    /// A reference `$(NAME)` that stays as text, because nothing before it has that name.
    Unresolved,
}

/// The bytes of a text that come from one place.
#[derive(Clone)]
pub struct Piece<'g> {
    kind: PieceKind,
    text: PieceText<'g>,
    origin: Node<'g>,
    start: usize,
    sensitive: bool,
    service: Option<Resource<'g>>,
}

#[derive(Clone)]
enum PieceText<'g> {
    Written(&'g str),
    Decoded(Arc<str>),
}

impl<'g> Piece<'g> {
    /// A part of `origin`'s text that starts at byte `start` of it.
    pub(super) fn written(text: &'g str, origin: Node<'g>, start: usize, sensitive: bool) -> Self {
        let text = PieceText::Written(text);
        Self { kind: PieceKind::Known, text, origin, start, sensitive, service: None }
    }

    /// What `origin` says in base64, in a Secret.
    pub(super) fn decoded(text: String, origin: Node<'g>) -> Self {
        let text = PieceText::Decoded(text.into());
        Self { kind: PieceKind::Known, text, origin, start: 0, sensitive: true, service: None }
    }

    /// Something unknown that `origin` brings in.
    pub(super) fn opaque(origin: Node<'g>, sensitive: bool) -> Self {
        let text = PieceText::Written("\u{FFFC}");
        Self { kind: PieceKind::Opaque, text, origin, start: 0, sensitive, service: None }
    }

    /// A reference that stays as it is written.
    pub(super) fn unresolved(text: &'g str, origin: Node<'g>, start: usize) -> Self {
        Self { kind: PieceKind::Unresolved, ..Self::written(text, origin, start, false) }
    }

    pub(super) fn of_service(self, service: Option<Resource<'g>>) -> Self {
        Self { service, ..self }
    }

    /// What it is.
    pub fn kind(&self) -> PieceKind {
        self.kind
    }

    /// Its bytes; [`OPAQUE`] if they are not known. May be secret.
    pub fn text(&self) -> &str {
        match &self.text {
            PieceText::Written(text) => text,
            PieceText::Decoded(text) => text,
        }
    }

    /// The scalar that holds the bytes (not an alias of it). Of an opaque piece, what brings it in: the entry of `env`,
    /// the reference, the key of the Secret.
    pub fn origin(&self) -> Node<'g> {
        self.origin
    }

    /// Where it stands in the text of [`Piece::origin`] ([`Node::text`]), in bytes; `None` if the bytes are decoded
    /// from it or unknown.
    pub fn range(&self) -> Option<Range<usize>> {
        let written = matches!(self.text, PieceText::Written(_)) && self.kind != PieceKind::Opaque;
        written.then(|| self.start..self.start.saturating_add(self.text().len()))
    }

    /// Whether the bytes are, or may be, those of a Secret.
    pub fn is_sensitive(&self) -> bool {
        self.sensitive
    }

    /// The Service that an opaque piece stands for: the text says `$(DB_SERVICE_HOST)`.
    pub fn service(&self) -> Option<Resource<'g>> {
        self.service
    }
}

impl fmt::Debug for Piece<'_> {
    /// Without the bytes and without the node, which shows them: they may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({} bytes from {:?})", self.kind, self.text().len(), self.origin.range())
    }
}

/// A text, piece by piece.
#[derive(Clone, Default)]
pub struct Text<'g> {
    pieces: Vec<Piece<'g>>,
}

impl<'g> Text<'g> {
    /// The whole text of a scalar.
    pub(super) fn of(origin: Node<'g>, sensitive: bool) -> Self {
        let origin = origin.resolved();
        let text = origin.text().filter(|_| !origin.is_null()).unwrap_or_default();
        Self::from(Piece::written(text, origin, 0, sensitive))
    }

    pub(super) fn push(&mut self, piece: Piece<'g>) {
        if !piece.text().is_empty() {
            self.pieces.push(piece);
        }
    }

    /// Its pieces in order, none of them empty.
    pub fn pieces(&self) -> &[Piece<'g>] {
        &self.pieces
    }

    /// Whether every byte is known. A reference that stays as text is.
    pub fn is_known(&self) -> bool {
        self.pieces.iter().all(|piece| piece.kind != PieceKind::Opaque)
    }

    /// The text, if every byte is known. May be secret.
    pub fn known(&self) -> Option<Cow<'_, str>> {
        self.is_known().then(|| self.readable())
    }

    /// The text with [`OPAQUE`] in place of every opaque piece. May be secret.
    pub fn readable(&self) -> Cow<'_, str> {
        match self.pieces.as_slice() {
            [] => Cow::Borrowed(""),
            [piece] => Cow::Borrowed(piece.text()),
            pieces => Cow::Owned(pieces.iter().map(Piece::text).collect()),
        }
    }

    /// The length of [`Text::readable`] in bytes.
    pub fn len(&self) -> usize {
        self.pieces.iter().map(|piece| piece.text().len()).sum()
    }

    /// Whether it is known to be empty.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The piece that holds `byte` of [`Text::readable`].
    pub fn piece_at(&self, byte: usize) -> Option<&Piece<'g>> {
        let mut end = 0;
        self.pieces.iter().find(|piece| {
            end += piece.text().len();
            byte < end
        })
    }

    /// The scalar that `byte` of [`Text::readable`] comes from.
    pub fn origin_at(&self, byte: usize) -> Option<Node<'g>> {
        self.piece_at(byte).map(Piece::origin)
    }

    /// Whether some byte is, or may be, that of a Secret.
    pub fn is_sensitive(&self) -> bool {
        self.pieces.iter().any(Piece::is_sensitive)
    }
}

impl<'g> From<Piece<'g>> for Text<'g> {
    fn from(piece: Piece<'g>) -> Self {
        let mut text = Self::default();
        text.push(piece);
        text
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Text")?;
        f.debug_list().entries(&self.pieces).finish()
    }
}
