//! Reads the files of networks that the topology names; whoever may read files reads them for it.

use std::path::Path;

use super::line_files::{self, ReadFile};
use crate::diagnostic::{Diagnostic, Found};
use crate::source::Placed;
use crate::topology::{Cidr, FilePath, NetworkList, Topology, TrustedPeers};

/// Puts what the files of networks hold where the topology names them.
///
/// # Errors
/// What the system refuses to read. A file that is missing, and what is wrong in one, is in the diagnostics: nobody can
/// say whom to trust without it.
pub fn read_networks(topology: &mut Topology, read: &ReadFile<'_>) -> anyhow::Result<Vec<Diagnostic>> {
    let mut found = Found::default();
    for peers in &mut topology.clients.trusted_proxies {
        match peers.value_mut() {
            TrustedPeers::Named(_) => {}
            TrustedPeers::Listed(NetworkList { file, networks }) => match read(Path::new(file.as_str()))? {
                Some(bytes) => *networks = parsed(file, bytes, &mut found),
                None => found.push(
                    Diagnostic::error("missing-file", format!("the file `{file}` is missing", file = file.value()))
                        .at(file.span())
                        .help("put it there, with one network a line"),
                ),
            },
        }
    }
    Ok(found.into_diagnostics())
}

/// What could be read; nothing where something is wrong.
fn parsed(file: &Placed<FilePath>, bytes: Vec<u8>, found: &mut Found) -> Vec<Cidr> {
    let Some(text) = line_files::text(file, bytes, found) else { return Vec::new() };
    match NetworkList::read_all(&text) {
        Ok(networks) if networks.is_empty() => {
            line_files::refuse(file, "the file holds no network", "write one a line, or remove the entry", found);
            Vec::new()
        }
        Ok(networks) if networks.len() > NetworkList::MOST => {
            let summary = format!("the file holds {} networks, more than {}", networks.len(), NetworkList::MOST);
            line_files::refuse(file, summary, "list those alone that requests come from, or join them", found);
            Vec::new()
        }
        Ok(networks) => networks,
        Err(errors) => {
            line_files::refuse_lines(file, &text, errors, found);
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    const TOPOLOGY: &str = "version: 1\nname: demo\nengines: { haproxy: }\n\
        clients: { trusted_proxies: [{ file: list }] }\nroutes: [{ respond: { status: 200 } }]\n";

    fn told(lines: usize) -> Vec<String> {
        let (mut topology, _) = crate::plan::read(&Source::new("lbgen.yaml", TOPOLOGY)).unwrap();
        let list: Vec<String> = (0..lines).map(|line| format!("10.{}.{}.0/24", line / 256, line % 256)).collect();
        let list = list.join("\n");
        let told = read_networks(&mut topology, &|_| Ok(Some(list.clone().into_bytes()))).unwrap();
        told.into_iter().map(|told| told.summary).collect()
    }

    #[test]
    fn a_list_has_an_end() {
        assert_eq!(told(4096), Vec::<String>::new());
        assert_eq!(told(4097), ["the file holds 4097 networks, more than 4096"]);
    }
}
