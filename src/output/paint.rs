//! Writes the lines of a diff: byte for byte for a program, or coloured and harmless for a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

/// Who reads the diff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A program: the bytes as they are.
    Patch,
    /// A person at a terminal: control characters are spelled out, so that no file can drive the terminal.
    Terminal {
        /// Whether lines are coloured.
        colour: bool,
    },
}

/// What a line of a diff is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Role {
    FileName,
    HunkHeader,
    Added,
    Removed,
    Context,
    Note,
}

/// Writes lines of a diff in one form.
pub(super) struct Painter<'w> {
    pub(super) out: &'w mut dyn Write,
    pub(super) form: Form,
}

impl Painter<'_> {
    /// Writes `line`, which brings no newline of its own.
    pub(super) fn line(&mut self, role: Role, line: &[u8]) -> io::Result<()> {
        let colour = match self.form {
            Form::Patch => false,
            Form::Terminal { colour } => colour,
        };
        let style = if colour { role.style() } else { Style::new() };
        write!(self.out, "{style}{}", role.sign())?;
        match self.form {
            Form::Patch => self.out.write_all(line)?,
            Form::Terminal { .. } => self.out.write_all(spelled_out(line).as_bytes())?,
        }
        writeln!(self.out, "{style:#}")
    }
}

impl Role {
    fn sign(self) -> &'static str {
        match self {
            Self::Added => "+",
            Self::Removed => "-",
            Self::Context => " ",
            Self::FileName | Self::HunkHeader | Self::Note => "",
        }
    }

    fn style(self) -> Style {
        match self {
            Self::Added => AnsiColor::Green.on_default(),
            Self::Removed => AnsiColor::Red.on_default(),
            Self::HunkHeader => AnsiColor::Cyan.on_default(),
            Self::FileName => Style::new().bold(),
            Self::Context | Self::Note => Style::new(),
        }
    }
}

/// `line` with everything spelled out that a terminal would act on.
fn spelled_out(line: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(line) {
        Ok(text) if !text.chars().any(acts_on_terminal) => return Cow::Borrowed(text),
        Ok(_) | Err(_) => {}
    }
    let mut shown = String::with_capacity(line.len() + 16);
    for chunk in line.utf8_chunks() {
        for character in chunk.valid().chars() {
            if acts_on_terminal(character) {
                shown.extend(character.escape_unicode());
            } else {
                shown.push(character);
            }
        }
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(shown, "\\x{byte:02x}");
        }
    }
    Cow::Owned(shown)
}

/// Control characters, and those that reorder or hide text (Unicode TR9 and the zero-width ones).
fn acts_on_terminal(character: char) -> bool {
    match character {
        '\t' => false,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => true,
        other => other.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn painted(form: Form, role: Role, line: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        Painter { out: &mut out, form }.line(role, line).unwrap();
        out
    }

    #[test]
    fn a_terminal_is_never_driven_by_a_file() {
        let hostile = b"\x1b]0;title\x07\r\xff\xe2\x80\xae\ttab";
        let form = Form::Terminal { colour: false };
        let shown = painted(form, Role::Added, hostile);
        assert_eq!(shown, b"+\\u{1b}]0;title\\u{7}\\u{d}\\xff\\u{202e}\ttab\n");
        let raw = painted(Form::Patch, Role::Added, hostile);
        assert_eq!(raw, [b"+".as_slice(), hostile, b"\n"].concat());
    }

    #[test]
    fn added_lines_are_green_and_end_plain() {
        let form = Form::Terminal { colour: true };
        assert_eq!(painted(form, Role::Added, b"x"), b"\x1b[32m+x\x1b[0m\n");
        assert_eq!(painted(form, Role::Context, b"x"), b" x\n");
    }
}
