//! Where a redirect leads: a URL with pieces of the request in it.

use std::fmt;

use super::{Leaf, LeafError, quoted};

/// A piece of a redirect's target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetPart {
    /// Text that stands for itself.
    Literal(String),
    /// `{host}`: the host that was asked for, without its port.
    Host,
    /// `{path}`: the path as it came.
    Path,
    /// `{query}`: the query without its `?`; may be empty.
    Query,
    /// `{uri}`: path and query as they came.
    Uri,
}

/// The target of a redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectTarget {
    parts: Vec<TargetPart>,
}

impl RedirectTarget {
    /// The pieces in order; no two literals stand side by side.
    pub fn parts(&self) -> &[TargetPart] {
        &self.parts
    }
}

impl Leaf for RedirectTarget {
    const FORMAT: &'static str = "redirect-target";
    const DESCRIPTION: &'static str = "A URL or a path; {host}, {path}, {query} and {uri} stand for pieces of the request, a literal brace is doubled.";
    const EXAMPLES: &'static [&'static str] = &["https://www.example.com{uri}"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let refuse =
            |why: &str, help: &str| LeafError::new(format!("{} is no target of a redirect: {why}", quoted(text)), help);
        let starts_well = ["https://", "http://", "/", "{uri}", "{path}"].iter().any(|start| text.starts_with(start));
        if !starts_well || text.starts_with("//") {
            return Err(refuse("it is neither a URL nor a path", "begin with `https://`, `http://` or `/`"));
        }
        if text.len() > 2048 || !text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`|".contains(&byte)) {
            return Err(refuse(
                "it holds what a URL must escape",
                "percent-encode blanks, quotes and letters beyond ASCII",
            ));
        }
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, after) = rest.split_at(at);
            literal.push_str(before);
            if after.starts_with("{{") || after.starts_with("}}") {
                literal.push_str(after.get(..1).unwrap_or_default());
                rest = after.get(2..).unwrap_or_default();
                continue;
            }
            let (part, length) = placeholder(after).ok_or_else(|| {
                refuse(
                    "a brace names no piece of the request",
                    "use `{host}`, `{path}`, `{query}`, `{uri}`; double a literal brace",
                )
            })?;
            if !literal.is_empty() {
                parts.push(TargetPart::Literal(std::mem::take(&mut literal)));
            }
            parts.push(part);
            rest = after.get(length..).unwrap_or_default();
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            parts.push(TargetPart::Literal(literal));
        }
        Ok(Self { parts })
    }
}

fn placeholder(text: &str) -> Option<(TargetPart, usize)> {
    let all = [
        ("{host}", TargetPart::Host),
        ("{path}", TargetPart::Path),
        ("{query}", TargetPart::Query),
        ("{uri}", TargetPart::Uri),
    ];
    all.into_iter().find(|(name, _)| text.starts_with(name)).map(|(name, part)| (part, name.len()))
}

impl fmt::Display for RedirectTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            match part {
                TargetPart::Literal(text) => f.write_str(&text.replace('{', "{{").replace('}', "}}"))?,
                TargetPart::Host => f.write_str("{host}")?,
                TargetPart::Path => f.write_str("{path}")?,
                TargetPart::Query => f.write_str("{query}")?,
                TargetPart::Uri => f.write_str("{uri}")?,
            }
        }
        Ok(())
    }
}
