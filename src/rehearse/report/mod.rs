//! What a rehearsal has shown, as data; one renderer a form stands beside it.

mod html;
mod json;
mod junit;
mod picture;
mod table;

use std::sync::Arc;
use std::time::Duration;

use super::check::Subject;
use super::scene::Scene;
use super::verdict::Verdict;
use crate::diagnostic::Lines;
use crate::promise::Promise;
use crate::source::Source;

/// What became of one check of one part of the topology.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The promise.
    pub promise: Promise,
    /// The check's name.
    pub check: &'static str,
    /// What it shows when all is well.
    pub shows: &'static str,
    /// The part of the topology.
    pub subject: Subject,
    /// What became of it.
    pub verdict: Verdict,
    /// How long it took, the engine's start included.
    pub took: Duration,
    /// For a promise that was not kept: where the part was rendered.
    pub rendered: Option<RenderedLine>,
}

/// A line of a rendered file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedLine {
    /// The file, relative to the output folder.
    pub path: String,
    /// Its number, from 1.
    pub line: usize,
    /// What it holds, without the space around it.
    pub text: String,
}

/// Something that was shortened or left out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Note {
    /// What.
    pub words: String,
    /// In which checks.
    pub checks: Vec<&'static str>,
}

/// What one engine's rehearsal has shown.
#[derive(Debug, Clone)]
pub struct EngineRun {
    /// The engine's name.
    pub engine: &'static str,
    /// Its whole version.
    pub version: String,
    /// Where its binary is.
    pub path: String,
    /// Every check that was held, by promise.
    pub outcomes: Vec<Outcome>,
    /// Checks that the topology asks nothing of.
    pub not_asked: Vec<(Promise, &'static str)>,
    /// What was shortened or left out.
    pub notes: Vec<Note>,
    /// How long all checks took together.
    pub took: Duration,
}

impl EngineRun {
    /// A run of which nothing is known yet.
    pub fn new(scene: &Scene) -> Self {
        Self {
            engine: scene.proxy.name(),
            version: scene.binary.version.to_string(),
            path: scene.binary.path.display().to_string(),
            outcomes: Vec::new(),
            not_asked: Vec::new(),
            notes: Vec::new(),
            took: Duration::ZERO,
        }
    }

    /// Notes something of a check; checks of which the same is to be said share a note.
    pub fn note(&mut self, check: &'static str, words: String) {
        match self.notes.iter_mut().find(|note| note.words == words) {
            Some(note) => note.checks.push(check),
            None => self.notes.push(Note { words, checks: vec![check] }),
        }
    }

    /// A promise was broken.
    pub fn is_broken(&self) -> bool {
        self.outcomes.iter().any(|outcome| matches!(outcome.verdict, Verdict::Broken { .. }))
    }
}

/// What a whole rehearsal has shown.
#[derive(Debug, Clone)]
pub struct Report {
    /// The stack's name.
    pub stack: String,
    /// The topology's file.
    pub file: String,
    /// Each engine's run.
    pub runs: Vec<EngineRun>,
    /// The topology's text, for the lines that are shown.
    pub source: Arc<Source>,
}

/// One cell of a table.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    /// The worst that became of the check; none when nothing was asked of it.
    pub worst: Option<&'a Verdict>,
    /// The longest that it took.
    pub took: Option<Duration>,
}

/// The forms that a report can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A table for people.
    Table {
        /// With colours.
        is_coloured: bool,
    },
    /// One JSON document.
    Json,
    /// JUnit XML.
    Junit,
    /// One page that needs nothing else.
    Html,
}

impl Report {
    /// A promise was broken behind one of the engines.
    pub fn is_broken(&self) -> bool {
        self.runs.iter().any(EngineRun::is_broken)
    }

    /// The report in one of its forms.
    ///
    /// # Errors
    /// A template that fails: a defect of lbgen's own.
    pub fn render(&self, form: Form) -> anyhow::Result<String> {
        match form {
            Form::Table { is_coloured } => Ok(table::render(self, is_coloured)),
            Form::Json => Ok(json::render(self)),
            Form::Junit => Ok(junit::render(self)),
            Form::Html => html::render(self),
        }
    }

    /// What a table shows where a check met several parts: the worst, and the time of all together.
    pub fn cell<'a>(&self, run: &'a EngineRun, check: &str) -> Cell<'a> {
        let outcomes = || run.outcomes.iter().filter(|outcome| outcome.check == check);
        let worst = outcomes().map(|outcome| &outcome.verdict).max_by_key(|verdict| verdict.weight());
        Cell { worst, took: outcomes().map(|outcome| outcome.took).max() }
    }

    /// The line and column of a part of the topology, from 1.
    pub fn position(&self, subject: &Subject) -> Option<(u32, u32)> {
        let position = Lines::new(self.source.text()).position(subject.span?.start);
        Some((position.line, position.column))
    }
}
