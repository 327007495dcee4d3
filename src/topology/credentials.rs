//! Files of names and what only their owners know, such as `keys_file`: a line `name:secret` each.

use std::collections::HashMap;
use std::fmt;

use super::file_lines::{LineError, lines};

/// A name and the secret that proves it.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential {
    /// Who it is: printable ASCII without a colon, and no blank at either end.
    pub name: String,
    /// What only he knows: printable ASCII, no blank at either end.
    pub secret: String,
}

/// A name goes upstream in a header, a secret comes in one: both fit beside the others.
const LONGEST: usize = 1024;

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Credential {
    /// Reads the lines of a file; blank ones and those that begin with `#` are left out. `what` is what the file calls its
    /// secrets: `key`.
    ///
    /// # Errors
    /// Every line that is none, that names somebody twice, or that gives two the same secret.
    pub fn read_all(text: &str, what: &str) -> Result<Vec<Self>, Vec<LineError>> {
        let (mut credentials, mut errors) = (Vec::new(), Vec::new());
        let mut known = Known::default();
        for (number, bytes) in lines(text) {
            let line = text.get(bytes.clone()).unwrap_or_default();
            if line.trim().is_empty() || line.trim_start().starts_with('#') {
                continue;
            }
            match Self::read(line, what).and_then(|credential| known.add(credential, number, what)) {
                Ok(credential) => credentials.push(credential),
                Err((message, help)) => errors.push(LineError { bytes, message, help: help.to_owned() }),
            }
        }
        if errors.is_empty() { Ok(credentials) } else { Err(errors) }
    }

    fn read(line: &str, what: &str) -> Result<Self, Refusal> {
        let Some((name, secret)) = line.split_once(':') else {
            return Err((format!("no `:` parts a name from a {what}"), "write `name:` and what belongs to the name"));
        };
        check(name, "the name").map_err(|message| (message, PRINTABLE))?;
        check(secret, &format!("the {what} of `{name}`")).map_err(|message| (message, PRINTABLE))?;
        Ok(Self { name: name.to_owned(), secret: secret.to_owned() })
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
    fn add(&mut self, credential: Credential, line: usize, what: &str) -> Result<Credential, Refusal> {
        let Credential { name, secret } = &credential;
        if let Some(earlier) = self.names.insert(name.clone(), line) {
            return Err((format!("`{name}` stands in line {earlier} too"), "keep one of the two, or name them apart"));
        }
        if let Some(earlier) = self.secrets.insert(secret.clone(), line) {
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
        let errors = Credential::read_all(text, "key").unwrap_err();
        errors.into_iter().map(|error| format!("{:?} {}", &text[error.bytes], error.message)).collect()
    }

    #[test]
    fn lines_are_names_and_keys() {
        let read = Credential::read_all("\u{feff}# ours\r\n\nalice:a:b\r\n  # more\nbob:k 2", "key").unwrap();
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
    fn a_secret_is_not_printed_by_debug() {
        let read = Credential::read_all("alice:hunter2", "key").unwrap();
        assert_eq!(format!("{read:?}"), "[Credential { name: \"alice\", .. }]");
    }
}
