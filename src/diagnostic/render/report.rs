//! What every renderer starts from: the diagnostics in order, and their places as people count them.

use std::fmt;

use super::arrange::arrange;
use super::visible::visible;
use crate::diagnostic::{Diagnostic, Lines, Region, SYSTEM, Severity};
use crate::source::{Source, Span};

/// The diagnostics of one topology, arranged.
pub struct Report<'a> {
    /// The topology's name.
    pub name: &'a str,
    /// The topology's text, indexed.
    pub lines: Lines<'a>,
    /// What is to be told, in order.
    pub diagnostics: Vec<&'a Diagnostic>,
}

/// Where a diagnostic stands: a file and a region of it, a whole file, or nowhere.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// None for a failure of the system.
    pub file: Option<&'a str>,
    /// None when the whole file is meant.
    pub region: Option<Region>,
}

impl<'a> Report<'a> {
    /// Arranges `diagnostics` about `source`.
    pub fn new(diagnostics: &'a [Diagnostic], source: &'a Source) -> Self {
        // Nobody asks for a line when there is nothing to tell.
        let text = if diagnostics.is_empty() { "" } else { source.text() };
        Self { name: source.name(), lines: Lines::new(text), diagnostics: arrange(diagnostics) }
    }

    /// How many diagnostics weigh this much.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|told| told.severity == severity).count()
    }

    /// Where a diagnostic stands; in the other file when it is about one.
    pub fn place(&self, told: &'a Diagnostic) -> Place<'a> {
        match &told.file {
            Some(other) => Place { file: Some(&other.name), region: other.region },
            None if told.span.is_none() && (told.code == SYSTEM || self.name.is_empty()) => {
                Place { file: None, region: None }
            }
            None => Place { file: Some(self.name), region: told.span.map(|span| self.lines.region(span)) },
        }
    }

    /// A place in the topology.
    pub fn in_topology(&self, span: Span) -> Place<'a> {
        Place { file: Some(self.name), region: Some(self.lines.region(span)) }
    }

    /// The places that explain a diagnostic, each with what is to be seen there.
    pub fn other_places<'d>(&self, told: &'d Diagnostic) -> impl Iterator<Item = (Place<'a>, &'d str)> {
        let named_at = told.file.as_ref().and(told.span).map(|span| (span, told.label.as_str()));
        let related = told.related.iter().map(|related| (related.span, related.label.as_str()));
        named_at.into_iter().chain(related).map(|(span, label)| (self.in_topology(span), label))
    }

    /// Why: the notes, and what is to be seen at the other places, for formats that cannot draw them.
    pub fn reasons(&self, told: &Diagnostic) -> Vec<String> {
        let places = self.other_places(told).map(|(place, label)| format!("{place}: {label}"));
        told.notes.iter().cloned().chain(places).collect()
    }

    /// The whole diagnostic as lines of plain text, the summary first, with nothing invisible in it.
    pub fn prose(&self, told: &Diagnostic) -> Vec<String> {
        let reasons = self.reasons(told).into_iter().map(|reason| format!("note: {reason}"));
        let help = told.help.iter().map(|help| format!("help: {help}"));
        let lines = std::iter::once(told.summary.clone()).chain(reasons).chain(help);
        lines.map(|line| visible(&line).into_owned()).collect()
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = visible(self.file.unwrap_or_default());
        match self.region {
            Some(Region { start, end: _ }) => {
                write!(formatter, "{file}:{}:{}", start.line, start.column)
            }
            None => formatter.write_str(&file),
        }
    }
}
