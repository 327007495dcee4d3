//! Files of names and what proves them, such as `keys_file`: a line `name:secret` each.

use std::collections::HashMap;
use std::fmt;

use super::basic;
use super::file_lines::{LineError, lines};

/// A name and the secret that proves it.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// Who it is: printable ASCII without a colon, and no blank at either end.
    pub name: String,
    /// What only he knows, or its hash: printable ASCII, no blank at either end.
    pub secret: String,
}

/// What the secrets of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecretKind {
    /// A key as it is sent.
    Key,
    /// The bcrypt hash of a password.
    Hash,
}

/// A name goes upstream in a header, a secret comes in one: both fit beside the others.
const LONGEST: usize = 1024;

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Credential {
    /// Reads the lines of a file; blank ones and those that begin with `#` are left out.
    ///
    /// # Errors
    /// Every line that is none, that names somebody twice, or that gives two the same key.
    pub fn read_all(text: &str, kind: SecretKind) -> Result<Vec<Self>, Vec<LineError>> {
        let (mut credentials, mut errors) = (Vec::new(), Vec::new());
        let mut known = Known::default();
        for (number, bytes) in lines(text) {
            let line = text.get(bytes.clone()).unwrap_or_default();
            if line.trim().is_empty() || line.trim_start().starts_with('#') {
                continue;
            }
            match Self::read(line, kind).and_then(|credential| known.add(credential, number, kind)) {
                Ok(credential) => credentials.push(credential),
                Err((message, help)) => errors.push(LineError { bytes, message, help: help.to_owned() }),
            }
        }
        if errors.is_empty() { Ok(credentials) } else { Err(errors) }
    }

    fn read(line: &str, kind: SecretKind) -> Result<Self, Refusal> {
        let what = kind.name();
        let Some((name, secret)) = line.split_once(':') else {
            return Err((format!("no `:` parts a name from a {what}"), "write `name:` and what belongs to the name"));
        };
        check(name, "the name").map_err(|message| (message, PRINTABLE))?;
        check(secret, &format!("the {what} of `{name}`")).map_err(|message| (message, PRINTABLE))?;
        let secret = match kind {
            SecretKind::Key => secret.to_owned(),
            SecretKind::Hash => match basic::refusal(secret) {
                Some((why, help)) => return Err((format!("the {what} of `{name}` {why}"), help)),
                None => basic::portable(secret),
            },
        };
        Ok(Self { name: name.to_owned(), secret })
    }
}

impl SecretKind {
    /// What a file calls its secrets.
    pub fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Hash => "hash",
        }
    }
}

type Refusal = (String, &'static str);

const PRINTABLE: &str =
    "use printable ASCII without blanks at either end, at most 1024 bytes of it: it travels in a header";

/// What keeps a text from being a header's value, or part of one.
fn check(text: &str, what: &str) -> Result<(), String> {
    if text.is_empty() {
        return Err(format!("{what} is empty"));
    }
    if text.trim() != text {
        return Err(format!("{what} has a blank at one end"));
    }
    if text.len() > LONGEST {
        return Err(format!("{what} is longer than {LONGEST} bytes"));
    }
    match text.chars().find(|character| !matches!(character, ' '..='~')) {
        Some(other) => Err(format!("{what} holds the character U+{:04X}", u32::from(other))),
        None => Ok(()),
    }
}

/// The names and secrets so far, and their lines.
#[derive(Default)]
struct Known {
    names: HashMap<String, usize>,
    secrets: HashMap<String, usize>,
}

impl Known {
    fn add(&mut self, credential: Credential, line: usize, kind: SecretKind) -> Result<Credential, Refusal> {
        let Credential { name, secret } = &credential;
        if let Some(earlier) = self.names.insert(name.clone(), line) {
            return Err((format!("`{name}` stands in line {earlier} too"), "keep one of the two, or name them apart"));
        }
        // A name tells two users with one password apart.
        if kind == SecretKind::Hash {
            return Ok(credential);
        }
        if let Some(earlier) = self.secrets.insert(secret.clone(), line) {
            let what = kind.name();
            let message = format!("the {what} of `{name}` is that of line {earlier} too");
            return Err((message, "give everyone his own: nobody could tell the two apart"));
        }
        Ok(credential)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<String> {
        let errors = Credential::read_all(text, SecretKind::Key).unwrap_err();
        errors.into_iter().map(|error| format!("{:?} {}", &text[error.bytes], error.message)).collect()
    }

    #[test]
    fn lines_are_names_and_keys() {
        let read = Credential::read_all("\u{feff}# ours\r\n\nalice:a:b\r\n  # more\nbob:k 2", SecretKind::Key).unwrap();
        let pairs: Vec<(&str, &str)> = read.iter().map(|one| (one.name.as_str(), one.secret.as_str())).collect();
        assert_eq!(pairs, [("alice", "a:b"), ("bob", "k 2")]);
    }

    #[test]
    fn every_bad_line_is_told_without_its_secret() {
        let text = "alice\n:x\nbob:\nbob : x\ncarl:\u{1}secret\ndora:sécret\ne:s1\ne:s2\nf:s1\n";
        let expected = [
            "\"alice\" no `:` parts a name from a key",
            "\":x\" the name is empty",
            "\"bob:\" the key of `bob` is empty",
            "\"bob : x\" the name has a blank at one end",
            "\"carl:\\u{1}secret\" the key of `carl` holds the character U+0001",
            "\"dora:sécret\" the key of `dora` holds the character U+00E9",
            "\"e:s2\" `e` stands in line 7 too",
            "\"f:s1\" the key of `f` is that of line 7 too",
        ];
        assert_eq!(messages(text), expected);
        assert_eq!(messages(&format!("a:{}", "x".repeat(1025))).len(), 1);
    }

    #[test]
    fn hashes_are_bcrypts_and_two_may_be_the_same() {
        let hash = "$2y$05$abcdefghijklmnopqrstuu5Kd3mPEqGJPpcw6TNvU3bCIDAyqY35W";
        let read = Credential::read_all(&format!("alice:{hash}\nbob:{hash}\n"), SecretKind::Hash).unwrap();
        assert_eq!(read.len(), 2);
        let errors = Credential::read_all(&format!("alice:{hash}\nalice:{hash}\nbob:x\n"), SecretKind::Hash);
        let messages: Vec<String> = errors.unwrap_err().into_iter().map(|error| error.message).collect();
        assert_eq!(messages, ["`alice` stands in line 1 too", "the hash of `bob` is no hash of bcrypt"]);
    }

    #[test]
    fn a_secret_is_not_printed_by_debug() {
        let read = Credential::read_all("alice:hunter2", SecretKind::Key).unwrap();
        assert_eq!(format!("{read:?}"), "[Credential { name: \"alice\", .. }]");
    }
}
