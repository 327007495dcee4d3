//! A topology's text under the name that messages call it by.

use super::{Flaw, Span};

/// The longest text that is read: 64 MiB.
pub const MAX_BYTES: usize = 64 << 20;

/// A topology's text under the name that messages call it by.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    text: String,
}

impl Source {
    /// `name` is shown in messages as it is: a path, or `<stdin>`.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// Decodes what was read from a file. A byte order mark is tolerated and dropped; every other encoding than UTF-8,
    /// a NUL byte and more than [`MAX_BYTES`] are refused. The source that comes with a flaw holds the text up to it.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, (Self, Flaw)> {
        let name = name.into();
        if bytes.len() > MAX_BYTES {
            let flaw = Flaw::new(
                "too-large",
                None,
                "the file is larger than 64 MiB",
                "split the stack into several topologies",
            );
            return Err((Self::new(name, ""), flaw));
        }
        if let Some(encoding) = foreign_encoding(&bytes) {
            let flaw = Flaw::new(
                "encoding",
                None,
                format!("the file is encoded in {encoding}"),
                format!("save it as UTF-8, for example with `iconv -f {encoding} -t UTF-8`"),
            );
            return Err((Self::new(name, ""), flaw));
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(bytes);
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes().get(..at).unwrap_or_default()).into_owned();
                let flaw =
                    Flaw::new("encoding", Some(point(at)), "the file is not UTF-8 from here on", "save it as UTF-8");
                return Err((Self::new(name, text), flaw));
            }
        };
        if let Some((at, byte)) = first_forbidden(text.as_bytes()) {
            let flaw = Flaw::new(
                "control-character",
                Some(point(at)),
                format!("the control character U+{:04X} stands in the file", u32::from(byte)),
                "remove it; write an escape such as \"\\t\" in double quotes where a value needs one",
            );
            return Err((Self::new(name, text), flaw));
        }
        Ok(Self::new(name, text))
    }

    /// The name that messages call the text by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text; spans are byte offsets into it.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// The control characters that YAML 1.2 does not allow in a stream (<https://yaml.org/spec/1.2.2/#51-character-set>).
fn is_forbidden(byte: u8) -> bool {
    matches!(byte, b'\0'..=b'\x08' | b'\x0b' | b'\x0c' | b'\x0e'..=b'\x1f' | b'\x7f')
}

/// The first of them and where it stands. Long texts are looked through a piece at a time, as fast as bytes are compared.
fn first_forbidden(bytes: &[u8]) -> Option<(usize, u8)> {
    const PIECE: usize = 64;
    let holds_one = |piece: &[u8]| piece.iter().fold(false, |found, byte| found | is_forbidden(*byte));
    let start = bytes.chunks(PIECE).position(holds_one)? * PIECE;
    let rest = bytes.iter().enumerate().skip(start);
    rest.map(|(at, byte)| (at, *byte)).find(|(_, byte)| is_forbidden(*byte))
}

fn foreign_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => Some("UTF-32LE"),
        [0, 0, 0xfe, 0xff, ..] => Some("UTF-32BE"),
        [0xff, 0xfe, ..] | [1..=0x7f, 0, ..] => Some("UTF-16LE"),
        [0xfe, 0xff, ..] | [0, 1..=0x7f, ..] => Some("UTF-16BE"),
        _ => None,
    }
}

fn point(at: usize) -> Span {
    let at = u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(at, at)
}
