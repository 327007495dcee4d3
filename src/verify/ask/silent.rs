//! What Traefik takes in silence and then ignores: keys that it does not know, and versions of TLS that there are not.

use std::path::Path;

use crate::diagnostic::Lines;
use crate::source::{Entry, Kind, NodeId, Tree};
use crate::verify::said::{Said, Spot};

/// <https://doc.traefik.io/traefik/reference/install-configuration/configuration-options/>
const STATIC: [&str; 19] = [
    "accessLog",
    "api",
    "certificatesResolvers",
    "core",
    "entryPoints",
    "experimental",
    "global",
    "hostResolver",
    "hub",
    "log",
    "metrics",
    "ocsp",
    "pilot",
    "ping",
    "providers",
    "serversTransport",
    "spiffe",
    "tcpServersTransport",
    "tracing",
];

/// <https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/file/>
const DYNAMIC: [&str; 4] = ["http", "tcp", "tls", "udp"];

const TLS_VERSIONS: [&str; 4] = ["VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13"];

/// What is wrong with `file`, a path below the output folder.
pub(super) fn check(file: &str, text: &str) -> Vec<Said> {
    let Ok(tree) = Tree::read(text) else { return Vec::new() };
    let known: &[&str] = if Path::new(file).parent() == Some(Path::new("traefik")) { &STATIC } else { &DYNAMIC };
    let place = |entry: &Entry<'_>| Spot::Line(file.to_owned(), line(text, entry.key_span.start));
    let mut found = Vec::new();
    for entry in tree.entries(tree.root()) {
        if !known.contains(&entry.key.as_ref()) {
            found.push(Said::error(format!("`{}` is a key that it ignores without a word", entry.key), place(entry)));
        }
    }
    for entry in options(&tree).flat_map(|options| tree.entries(options)) {
        let is_version = ["minVersion", "maxVersion"].contains(&entry.key.as_ref());
        if let (true, Kind::Scalar { text, .. }) = (is_version, &tree.node(entry.value).kind)
            && !TLS_VERSIONS.contains(&text.as_ref())
        {
            let words = format!("`{text}` is no version of TLS, and it ignores that without a word");
            found.push(Said::error(words, place(entry)));
        }
    }
    found
}

fn options<'t>(tree: &'t Tree<'_>) -> impl Iterator<Item = NodeId> + 't {
    let all = tree.entry(tree.root(), "tls").and_then(|tls| tree.entry(tls.value, "options"));
    all.into_iter().flat_map(|all| tree.entries(all.value)).map(|entry| entry.value)
}

fn line(text: &str, offset: u32) -> usize {
    Lines::new(text).position(offset).line as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_nobody_reads_is_told() {
        let said = check("traefik/dynamic/edge.yml", "http: {}\nhtttp: {}\n");
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].spot, Spot::Line("traefik/dynamic/edge.yml".into(), 2));
        assert_eq!(check("traefik/traefik.yml", "http: {}\n").len(), 1);
        assert_eq!(check("traefik/traefik.yml", "entryPoints: {}\nping: {}\n"), Vec::new());
    }

    #[test]
    fn a_version_of_tls_that_there_is_not_is_told() {
        let text = "tls:\n  options:\n    default:\n      minVersion: TLS1.2\n      maxVersion: VersionTLS13\n";
        let said = check("traefik/dynamic/edge.yml", text);
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].spot, Spot::Line("traefik/dynamic/edge.yml".into(), 4));
    }
}
