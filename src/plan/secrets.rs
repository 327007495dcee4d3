//! Reads the files of keys and users that the topology names, line by line; whoever may read files reads them for it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Found, Lines, OtherFile};
use crate::source::{Placed, Span};
use crate::topology::{Credential, FilePath, LineError, SecretKind, Topology};

/// Reads a file by the path that the topology gives it; none when it is missing.
pub type ReadFile<'f> = dyn Fn(&Path) -> anyhow::Result<Option<Vec<u8>>> + 'f;

type Credentials = Option<Arc<[Credential]>>;

/// Puts what the files of keys and users hold where the topology names them; a file that is missing leaves nothing.
///
/// # Errors
/// What the system refuses to read. What is wrong in a file is in the diagnostics.
pub fn read_secrets(topology: &mut Topology, read: &ReadFile<'_>) -> anyhow::Result<Vec<Diagnostic>> {
    let mut reader = Reader { read, known: HashMap::new(), found: Found::default() };
    for route in &mut topology.routes {
        let Some(auth) = &mut route.value_mut().auth else { continue };
        if let Some(api_key) = &mut auth.value_mut().api_key {
            let keys = reader.credentials(&api_key.keys_file, SecretKind::Key)?;
            api_key.value_mut().keys = keys;
        }
        if let Some(basic) = &mut auth.value_mut().basic {
            let users = reader.credentials(&basic.users_file, SecretKind::Hash)?;
            basic.value_mut().users = users;
        }
    }
    Ok(reader.found.into_diagnostics())
}

struct Reader<'f> {
    read: &'f ReadFile<'f>,
    /// Many routes may name one file: it is read, and its errors are told, once.
    known: HashMap<(String, SecretKind), Credentials>,
    found: Found,
}

impl Reader<'_> {
    fn credentials(&mut self, file: &Placed<FilePath>, kind: SecretKind) -> anyhow::Result<Credentials> {
        let named = (file.as_str().to_owned(), kind);
        if let Some(known) = self.known.get(&named) {
            return Ok(known.clone());
        }
        let bytes = (self.read)(Path::new(file.as_str()))?;
        let credentials = bytes.map(|bytes| self.parsed(file, bytes, kind));
        self.known.insert(named, credentials.clone());
        Ok(credentials)
    }

    /// What could be read; nothing where something is wrong.
    fn parsed(&mut self, file: &Placed<FilePath>, bytes: Vec<u8>, kind: SecretKind) -> Arc<[Credential]> {
        let Ok(text) = String::from_utf8(bytes) else {
            self.refuse_whole(file, "the file is not UTF-8 text", "save it as UTF-8");
            return Arc::new([]);
        };
        match Credential::read_all(&text, kind) {
            Ok(read) if read.is_empty() => {
                let what = kind.name();
                let help = format!("write a line `name:{what}` for everyone who is let in");
                self.refuse_whole(file, &format!("the file holds no {what}"), &help);
                Arc::new([])
            }
            Ok(read) => read.into(),
            Err(errors) => {
                let lines = Lines::new(&text);
                for error in errors {
                    self.refuse(file, &lines, error);
                }
                Arc::new([])
            }
        }
    }

    fn refuse_whole(&mut self, file: &Placed<FilePath>, summary: &str, help: &str) {
        let place = OtherFile::whole(file.as_str());
        self.found.push(Diagnostic::error("invalid-file", summary).at(file.span()).help(help).in_file(place));
    }

    fn refuse(&mut self, file: &Placed<FilePath>, lines: &Lines<'_>, error: LineError) {
        let LineError { bytes, message, help } = error;
        let offset = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        let place = OtherFile::at(file.as_str(), lines, Span::new(offset(bytes.start), offset(bytes.end)));
        let told = Diagnostic::error("invalid-line", message).at(file.span()).label("named here");
        self.found.push(told.help(help).in_file(place));
    }
}
