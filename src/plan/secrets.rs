//! Reads the files of keys and users that the topology names, line by line; whoever may read files reads them for it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::line_files::{self, ReadFile};
use crate::diagnostic::{Diagnostic, Found};
use crate::source::Placed;
use crate::topology::{Credential, FilePath, SecretKind, Topology};

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
        let found = &mut self.found;
        let Some(text) = line_files::text(file, bytes, found) else { return Arc::new([]) };
        match Credential::read_all(&text, kind) {
            Ok(read) if read.is_empty() => {
                let what = kind.name();
                let help = format!("write a line `name:{what}` for everyone who is let in");
                line_files::refuse(file, format!("the file holds no {what}"), &help, found);
                Arc::new([])
            }
            Ok(read) => read.into(),
            Err(errors) => {
                line_files::refuse_lines(file, &text, errors, found);
                Arc::new([])
            }
        }
    }
}
