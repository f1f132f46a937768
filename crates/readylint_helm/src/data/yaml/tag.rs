//! Anchors, aliases, tags and directives. (go-yaml v2, `scannerc.go`)

use std::ops::Range;

use super::scanner::{Scanner, TokenKind};
use super::{Fault, Mark};

/// How many digits a number of `%YAML` may have.
const VERSION_DIGITS: usize = 2;

impl Scanner<'_> {
    fn is_alpha(&self) -> bool {
        let byte = self.byte(0);
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
    }

    fn name(&mut self) -> Range<usize> {
        let start = self.mark.at;
        while self.is_alpha() {
            self.skip(1);
        }
        start..self.mark.at
    }

    fn slice(&self, range: Range<usize>) -> String {
        self.text.get(range).unwrap_or_default().to_owned()
    }

    /// The name behind `&` or `*`.
    pub(super) fn scan_anchor(&mut self) -> Result<Range<usize>, Fault> {
        self.skip(1);
        let name = self.name();
        let ends =
            self.is_gap(0) || matches!(self.byte(0), b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`');
        if name.is_empty() || !ends {
            return self.fault("did not find expected alphabetic or numeric character");
        }
        Ok(name)
    }

    pub(super) fn scan_tag(&mut self) -> Result<TokenKind, Fault> {
        let (handle, suffix) = if self.byte(1) == b'<' {
            self.skip(2);
            let suffix = self.tag_uri(None)?;
            if self.byte(0) != b'>' {
                return self.fault("did not find the expected '>'");
            }
            self.skip(1);
            (String::new(), suffix)
        } else {
            let handle = self.tag_handle(false)?;
            if handle.len() > 1 && handle.ends_with('!') {
                let suffix = self.tag_uri(None)?;
                (handle, suffix)
            } else {
                let suffix = self.tag_uri(Some(&handle))?;
                // The tag `!` stands for itself.
                if suffix.is_empty() { (String::new(), "!".to_owned()) } else { ("!".to_owned(), suffix) }
            }
        };
        if !self.is_gap(0) {
            return self.fault("did not find expected whitespace or line break");
        }
        Ok(TokenKind::Tag { handle, suffix })
    }

    fn tag_handle(&mut self, directive: bool) -> Result<String, Fault> {
        if self.byte(0) != b'!' {
            return self.fault("did not find expected '!'");
        }
        let start = self.mark.at;
        self.skip(1);
        self.name();
        if self.byte(0) == b'!' {
            self.skip(1);
        } else if directive && self.mark.at > start + 1 {
            return self.fault("did not find expected '!'");
        }
        Ok(self.slice(start..self.mark.at))
    }

    /// The rest of a tag; `head` is what was taken for a handle, with its `!`.
    fn tag_uri(&mut self, head: Option<&str>) -> Result<String, Fault> {
        let mut uri: Vec<u8> = head.and_then(|head| head.get(1..)).unwrap_or_default().into();
        let mut found = head.is_some();
        while self.is_alpha() || b";/?:@&=+$,.!~*'()[]%".contains(&self.byte(0)) && self.byte(0) != 0 {
            if self.byte(0) == b'%' {
                self.uri_escape(&mut uri)?;
            } else {
                uri.push(self.byte(0));
                self.skip(1);
            }
            found = true;
        }
        if !found {
            return self.fault("did not find expected tag URI");
        }
        Ok(String::from_utf8_lossy(&uri).into_owned())
    }

    /// The bytes of one character, each as `%41`.
    fn uri_escape(&mut self, uri: &mut Vec<u8>) -> Result<(), Fault> {
        let mut left = None;
        while left != Some(0) {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let digits =
                (self.byte(0) == b'%').then(|| digit(self.byte(1)).zip(digit(self.byte(2)))).flatten();
            let Some((high, low)) = digits else {
                return self.fault("did not find URI escaped octet");
            };
            let octet = (high * 16 + low) as u8;
            let after = match (left, octet) {
                (None, ..=0x7f) => 0,
                (None, 0xc0..=0xdf) => 1,
                (None, 0xe0..=0xef) => 2,
                (None, 0xf0..=0xf7) => 3,
                (None, _) => return self.fault("found an incorrect leading UTF-8 octet"),
                (Some(left), 0x80..=0xbf) => left - 1,
                (Some(_), _) => return self.fault("found an incorrect trailing UTF-8 octet"),
            };
            uri.push(octet);
            self.skip(3);
            left = Some(after);
        }
        Ok(())
    }

    /// A line that starts with `%`.
    pub(super) fn scan_directive(&mut self) -> Result<TokenKind, Fault> {
        self.skip(1);
        let name = self.name();
        if name.is_empty() {
            return self.fault("could not find expected directive name");
        }
        if !self.is_gap(0) {
            return self.fault("found unexpected non-alphabetical character");
        }
        let kind = match self.text.get(name) {
            Some("YAML") => self.version()?,
            Some("TAG") => self.tag_directive()?,
            _ => return self.fault("found unknown directive name"),
        };
        self.skip_blanks_and_comment();
        if !self.is_line_end(0) {
            return self.fault("did not find expected comment or line break");
        }
        if self.line_break(0) > 0 {
            self.skip_line();
        }
        Ok(kind)
    }

    fn skip_blanks(&mut self) {
        while self.is_blank(0) {
            self.skip(1);
        }
    }

    fn version(&mut self) -> Result<TokenKind, Fault> {
        self.skip_blanks();
        let major = self.version_number()?;
        if self.byte(0) != b'.' {
            return self.fault("did not find expected digit or '.' character");
        }
        self.skip(1);
        let minor = self.version_number()?;
        Ok(TokenKind::Version { fits: major == 1 && minor == 1 })
    }

    fn version_number(&mut self) -> Result<u32, Fault> {
        let (mut number, mut digits) = (0, 0);
        while self.byte(0).is_ascii_digit() {
            digits += 1;
            if digits > VERSION_DIGITS {
                return self.fault("found extremely long version number");
            }
            number = number * 10 + u32::from(self.byte(0) - b'0');
            self.skip(1);
        }
        if digits == 0 {
            return self.fault("did not find expected version number");
        }
        Ok(number)
    }

    fn tag_directive(&mut self) -> Result<TokenKind, Fault> {
        self.skip_blanks();
        let handle = self.tag_handle(true)?;
        if !self.is_blank(0) {
            return self.fault("did not find expected whitespace");
        }
        self.skip_blanks();
        let prefix = self.tag_uri(None)?;
        if !self.is_gap(0) {
            return self.fault("did not find expected whitespace or line break");
        }
        Ok(TokenKind::TagDirective { handle, prefix })
    }
}

/// The handles that are known without a directive.
pub(super) fn default_handles() -> Vec<(String, String)> {
    [("!", "!"), ("!!", "tag:yaml.org,2002:")]
        .map(|(handle, prefix)| (handle.to_owned(), prefix.to_owned()))
        .into()
}

/// The words for a tag whose handle is not known.
pub(super) fn undefined_handle(mark: Mark) -> Fault {
    Fault::parser(mark, "found undefined tag handle")
}
