//! Traefik is asked by a start: its copy listens on free ports of loopback, shows its API there, and reaches nobody.

use std::fmt::Write as _;

use crate::verify::ports;

/// Nobody listens here, so that health checks end at once.
const NOBODY: &str = "127.0.0.1:9";

/// The static file, line for line, with an API at the end; none when no port is free.
pub(super) fn static_on_loopback(text: &str, api: u16) -> Option<String> {
    let mut edited = String::with_capacity(text.len());
    let mut is_in_entry_points = false;
    let mut is_api_open = true;
    for line in text.lines() {
        if !line.starts_with([' ', '#']) && !line.is_empty() {
            is_in_entry_points = line.starts_with("entryPoints:");
        }
        let indent = line.len() - line.trim_start().len();
        let entry = format!("  traefik: {{ address: \"127.0.0.1:{api}\" }}");
        match line.trim_start().strip_prefix("address: ") {
            Some(address) if is_in_entry_points => {
                let protocol =
                    address.trim_matches('"').split_once('/').map_or(String::new(), |(_, udp)| format!("/{udp}"));
                let _never_fails =
                    writeln!(edited, "{:indent$}address: \"127.0.0.1:{}{protocol}\"", "", ports::free()?);
            }
            // No authority is asked for a certificate.
            _ if line.trim_start().starts_with("caServer: ") => {
                let _never_fails = writeln!(edited, "{:indent$}caServer: https://{NOBODY}", "");
            }
            // A comment makes room for it, so that every other line keeps its number.
            _ if is_in_entry_points && is_api_open && line.starts_with("  #") => {
                is_api_open = false;
                edited.push_str(&entry);
                edited.push('\n');
            }
            _ => {
                edited.push_str(line);
                edited.push('\n');
            }
        }
    }
    edited.push_str("\napi:\n  insecure: true\n");
    Some(edited)
}

/// A dynamic file, line for line, whose servers are nobody.
pub(super) fn dynamic_on_loopback(text: &str) -> String {
    let mut edited = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let words = line.trim_start();
        let of_url = || words.strip_prefix("- url: \"").and_then(|url| url.split_once("://")).map(|(_, rest)| rest);
        let at = words.strip_prefix("- address: \"").or_else(of_url);
        match at.and_then(|rest| line.strip_suffix(rest).map(|before| (before, rest))) {
            Some((before, rest)) => {
                let after = rest.find(['/', '"']).and_then(|end| rest.get(end..)).unwrap_or("\"\n");
                edited.push_str(before);
                edited.push_str(NOBODY);
                edited.push_str(after);
            }
            None => edited.push_str(line),
        }
    }
    edited
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entry_points_move_to_loopback_and_no_line_moves() {
        let text = "entryPoints:\n  # listen.http\n  http:\n    address: \":80\"\nping:\n  address: \"x\"\n";
        let edited = static_on_loopback(text, 1234).unwrap();
        let lines: Vec<&str> = edited.lines().collect();
        assert_eq!(lines[1], "  traefik: { address: \"127.0.0.1:1234\" }");
        assert!(lines[3].starts_with("    address: \"127.0.0.1:"));
        assert_eq!(lines[5], "  address: \"x\"");
        assert!(edited.ends_with("\napi:\n  insecure: true\n"));
    }

    #[test]
    fn servers_are_nobody() {
        let text =
            "  - url: \"http://app-1:80/#a1\"\n  - url: \"https://[::1]:443\"\n  - address: \"db:1\"\n  url: x\n";
        let nobody =
            "  - url: \"http://127.0.0.1:9/#a1\"\n  - url: \"https://127.0.0.1:9\"\n  - address: \"127.0.0.1:9\"\n";
        assert_eq!(dynamic_on_loopback(text), format!("{nobody}  url: x\n"));
    }
}
