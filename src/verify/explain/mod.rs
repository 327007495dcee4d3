//! What an engine says, told as a diagnostic at the topology's line that caused it.

mod comment;
mod key;

use super::runner::Runner;
use super::said::{Said, Spot};
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::Requirement;
use crate::rendered::{Content, RenderedFile};
use crate::source::{Source, Span, Tree};

/// What nginx says of a module that it cannot load.
const NO_LIBRARY: &str = "dlopen() ";

/// What nginx says of its counters when it was built without them.
const NO_STATUS: &str = "unknown \"connections_";

const MASK: &str = "********";

/// One thing that an engine said, with where it comes from.
#[derive(Debug, Clone)]
pub struct Explained {
    /// As it is shown to the user.
    pub diagnostic: Diagnostic,
    /// The engine's words; paths are those below the output folder.
    pub words: String,
    /// The rendered file, its line from 1 where that is known, and what stands there.
    pub rendered: (String, Option<(usize, String)>),
}

/// Explains what `runner` said of `files`, in the copy at `folder`.
pub fn explain(
    said: &Said,
    runner: &Runner,
    required: &Requirement,
    files: &[RenderedFile],
    folder: &std::path::Path,
    source: &Source,
) -> Explained {
    let tree = Tree::read(source.text()).ok();
    let words = plain(said, files, folder);
    let (path, line) = located(&said.spot, &words, files);
    let text = text_of(files, &path);
    let quoted = line.and_then(|line| Some((line, hide(text.lines().nth(line - 1)?.trim(), &path, files))));
    let place = copied(&words, quoted.as_ref(), files)
        .or_else(|| by_words(tree.as_ref()?, &words, required))
        .or_else(|| by_keys(tree.as_ref()?, &said.spot))
        .or_else(|| by_comments(tree.as_ref()?, text, line?))
        .or(required.named);
    let engine = required.target.name();
    let mut diagnostic = match said.severity {
        Severity::Error => Diagnostic::error("engine-rejects", format!("{engine} rejects what is rendered for this")),
        Severity::Warning => {
            Diagnostic::warning("engine-warns", format!("{engine} warns of what is rendered for this"))
        }
    };
    let version = runner.binary.version;
    diagnostic = diagnostic.at(place).engine(engine).note(format!("{engine} {version} says: {words}"));
    if let Some((line, text)) = &quoted {
        diagnostic = diagnostic.note(format!("{path}:{line} is `{text}`"));
    }
    if words.contains(NO_STATUS) {
        diagnostic = diagnostic.help("this nginx has no stub_status: list what it has under `engines.nginx.modules`");
    }
    if words.contains(NO_LIBRARY) {
        diagnostic = diagnostic
            .help("say where this nginx has its modules by `engines.nginx.modules_path`: a folder, or `built-in`");
    }
    Explained { diagnostic, words, rendered: (path, quoted) }
}

/// The engine's words without the folder of the copy, which is gone when they are read.
fn plain(said: &Said, files: &[RenderedFile], folder: &std::path::Path) -> String {
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let mut words = said.words.trim().to_owned();
    for prefix in [&real, folder] {
        words = words.replace(&format!("{}/", prefix.display()), "");
    }
    for path in files.iter().map(|file| file.path.as_str()) {
        words = hide(&words, path, files);
    }
    words
}

/// `text` without the secrets of that file.
fn hide(text: &str, path: &str, files: &[RenderedFile]) -> String {
    let secrets = files.iter().filter(|file| file.path == path).flat_map(|file| &file.secrets);
    secrets
        .filter(|secret| !secret.is_empty())
        .fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), MASK))
}

fn text_of<'f>(files: &'f [RenderedFile], path: &str) -> &'f str {
    let file = files.iter().find(|file| file.path == path);
    file.map_or("", |file| match &file.content {
        Content::Text(text) | Content::Lacking { text, .. } => text,
        Content::CopyOf { .. } | Content::MadeOf { .. } => "",
    })
}

/// The rendered file and line. Without a line, the first one that holds a word that the engine quotes.
fn located(spot: &Spot, words: &str, files: &[RenderedFile]) -> (String, Option<usize>) {
    match spot {
        Spot::Line(file, line) => (file.clone(), Some(*line)),
        Spot::Keys(file, keys) => {
            let named = keys.iter().rev().find_map(|key| line_with(text_of(files, file), &format!("{key}:")));
            (file.clone(), named)
        }
        Spot::File(file) => {
            let quoted = words.split(['"', '\'', '`']).skip(1).step_by(2).filter(|word| word.len() > 2);
            let line = quoted
                .map(|word| word.trim_start_matches("nginx/"))
                .find_map(|word| line_with(text_of(files, file), word));
            (file.clone(), line)
        }
    }
}

fn line_with(text: &str, word: &str) -> Option<usize> {
    let is_comment = |line: &&str| line.trim_start().starts_with('#');
    text.lines().position(|line| line.contains(word) && !is_comment(&line)).map(|at| at + 1)
}

/// The value that names a copied file, when the engine or the line it means speaks of that file.
fn copied(words: &str, quoted: Option<&(usize, String)>, files: &[RenderedFile]) -> Option<Span> {
    let speaks_of = |text: &str, file: &RenderedFile| {
        let (_, below) = file.path.split_once('/').unwrap_or(("", &file.path));
        text.match_indices(below).any(|(at, _)| {
            let after = text.get(at + below.len()..).and_then(|rest| rest.chars().next());
            !after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '.' && !text.ends_with('.'))
        })
    };
    let named = |text: &str| {
        files.iter().find_map(|file| match &file.content {
            Content::CopyOf { span, .. } | Content::MadeOf { span, .. } if speaks_of(text, file) => *span,
            Content::CopyOf { .. } | Content::MadeOf { .. } | Content::Lacking { .. } | Content::Text(_) => None,
        })
    };
    named(words).or_else(|| quoted.and_then(|(_, line)| named(line)))
}

/// What the words alone say: nginx names no line for a variable that it does not know, and Traefik no file for a
/// certificate that it does not take; curves are offered for what the topology says of OpenSSL.
fn by_words(tree: &Tree<'_>, words: &str, required: &Requirement) -> Option<Span> {
    if words.contains(NO_STATUS) {
        return key::find(tree, "metrics");
    }
    if words.contains("curves") {
        return required.openssl.and_then(|(_, span)| span);
    }
    if words.contains("parse certificate") || words.contains("append certificate") {
        let is_one = key::find(tree, "tls.certificates[1]").is_none();
        return key::find(tree, if is_one { "tls.certificates[0]" } else { "tls.certificates" });
    }
    None
}

/// A path of compose.yaml in the topology: a service under its own name or that of one of its replicas.
fn by_keys(tree: &Tree<'_>, spot: &Spot) -> Option<Span> {
    let Spot::Keys(_, keys) = spot else { return None };
    let [_, service, rest @ ..] = keys.as_slice() else { return None };
    let replicated = service.rsplit_once('-').map(|(name, _)| name);
    [Some(service.as_str()), replicated].into_iter().flatten().find_map(|service| {
        let own = rest.first().and_then(|own| {
            let compose = key::find(tree, &format!("services.{service}.compose.{own}"));
            compose.or_else(|| key::find(tree, &format!("services.{service}.{own}")))
        });
        own.or_else(|| key::find(tree, &format!("services.{service}")))
    })
}

/// The innermost comment that names a key which somebody wrote.
fn by_comments(tree: &Tree<'_>, text: &str, line: usize) -> Option<Span> {
    let levels = comment::keys(text, line);
    levels.iter().enumerate().find_map(|(at, keys)| {
        let outer: Vec<&String> = levels.iter().skip(at + 1).flatten().collect();
        keys.iter().find_map(|key| {
            let nested = outer.iter().find_map(|outer| key::find(tree, &format!("{outer}.{key}")));
            nested.or_else(|| key::find(tree, key)).or_else(|| key::host(tree, key))
        })
    })
}
