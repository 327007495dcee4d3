//! Diagnostics that the tests of all formats render.

use super::{Format, render};
use crate::diagnostic::{Diagnostic, Lines, OtherFile};
use crate::source::{Source, Span};

/// The topology that the documentation shows every format for.
pub const TOPOLOGY: &str = "\
upstreams:
  lobechat:
    balance: least_connections
routes:
  - host: chat.example.com
    to: lobechat
  - host: Chat.Example.com
    to: lobechat
";

/// An error with a second place, and a warning about an engine.
pub fn ordinary() -> (Source, Vec<Diagnostic>) {
    let degraded = Diagnostic::warning(
        "degraded",
        "traefik 3.6 compares only two servers, taken at random, for `least_connections`",
    )
    .at(place_of(TOPOLOGY, "least_connections"))
    .label("asked for here")
    .help("leave `traefik` out of `engines` if that is not enough")
    .engine("traefik");
    let duplicate = Diagnostic::error("duplicate-route", "two routes answer for `chat.example.com/`")
        .at(place_of(TOPOLOGY, "Chat.Example.com"))
        .label("the second")
        .related(place_of(TOPOLOGY, "chat.example.com"), "the first")
        .note("hosts are compared without case")
        .help("give one of them another `path`")
        .help("remove one of them");
    (Source::new("lbgen.yaml", TOPOLOGY), vec![duplicate, degraded])
}

/// One diagnostic whose every text, and whose file's name, tries to break out of its format.
pub fn hostile() -> (Source, Vec<Diagnostic>) {
    let text = "a: \u{1b}[31m\u{202e}]]> bad\r\n";
    let diagnostic = Diagnostic::error("invalid-value", "`\u{1b}[2J\n::error::100%` & <b> ]]> \"'")
        .at(place_of(text, "bad"))
        .label("\u{9b}31m")
        .note("turned \u{202e}round\r\n")
        .help("quote, \"it\": <![CDATA[");
    (Source::new("a,b:\n\u{1b}%<\".yaml", text), vec![diagnostic])
}

/// One diagnostic for each kind of place other than a part of the topology: a line of another file, the whole topology, nowhere.
pub fn placeless() -> (Source, Vec<Diagnostic>) {
    let keys = Lines::new("alice:1\nbob\n");
    let line = Diagnostic::error("invalid-line", "a line without a colon")
        .at(place_of("keys_file: api-keys\n", "api-keys"))
        .label("named here")
        .in_file(OtherFile::at("api-keys", &keys, Span::new(8, 11)));
    let whole = Diagnostic::error("missing-key", "`routes` is missing").help("name at least one route");
    let failure = anyhow::anyhow!("permission denied").context("cannot write `deploy`");
    (Source::new("lbgen.yaml", "keys_file: api-keys\n"), vec![line, whole, Diagnostic::system(failure.as_ref())])
}

/// A sample in one format, without colour.
pub fn rendered(format: Format, (source, diagnostics): (Source, Vec<Diagnostic>)) -> String {
    render(format, &diagnostics, &source, false)
}

/// A sample in a format that is JSON.
pub fn parsed(format: Format, sample: (Source, Vec<Diagnostic>)) -> serde_json::Value {
    serde_json::from_str(&rendered(format, sample)).unwrap()
}

/// The first place where `word` stands in `text`.
pub fn place_of(text: &str, word: &str) -> Span {
    let start = text.find(word).unwrap();
    Span::new(u32::try_from(start).unwrap(), u32::try_from(start + word.len()).unwrap())
}
