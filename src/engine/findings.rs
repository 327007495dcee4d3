//! What an engine says of a plan: what it refuses, what it does another way, and what the user waived.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Feature, Rendering};
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::rendered::RenderedFile;
use crate::source::{Place, Placed, Span};
use crate::topology::EngineVersion;

/// What an engine cannot do, why, and the ways out.
#[derive(Debug)]
pub struct Refusal {
    /// What was asked, as the end of "nginx 1.30 cannot …".
    pub what: String,
    /// The reason, and since which version it is otherwise: one sentence.
    pub why: String,
    /// A way out other than another engine or a waiver, which are always named; may be empty.
    pub help: String,
}

/// Something that an engine does another way, or not at all, for a plan.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The feature.
    pub feature: Feature,
    /// The key that asked for it; none for a default.
    pub place: Option<Place>,
    /// What it does, as the end of "nginx 1.30 …", or cannot do, as the end of "nginx 1.30 cannot …".
    pub what: String,
    /// What differs, or why it cannot be.
    pub why: String,
    /// It is not done at all.
    pub is_refusal: bool,
}

/// What an engine says of a plan.
#[derive(Debug)]
pub struct Findings<'t> {
    engine: &'static str,
    version: EngineVersion,
    waivers: &'t [Placed<String>],
    used: BTreeSet<Feature>,
    diagnostics: Vec<Diagnostic>,
    differences: Vec<Difference>,
}

impl<'t> Findings<'t> {
    /// Findings of an engine of that version, with the user's waivers for it.
    pub fn new(engine: &'static str, version: EngineVersion, waivers: &'t [Placed<String>]) -> Self {
        Self { engine, version, waivers, used: BTreeSet::new(), diagnostics: Vec::new(), differences: Vec::new() }
    }

    /// The engine's version: the oldest that the output must run on.
    pub fn version(&self) -> EngineVersion {
        self.version
    }

    fn is_waived(&self, feature: Feature) -> bool {
        self.waivers.iter().any(|waiver| waiver.as_str() == feature.name())
    }

    /// Reports what the engine cannot do: an error unless it is waived.
    pub fn refuse(&mut self, feature: Feature, place: Option<Place>, refusal: Refusal) {
        self.differ(feature, place, &refusal.what, &refusal.why, true);
        if self.is_waived(feature) {
            self.used.insert(feature);
            return;
        }
        let summary = format!("{} {} cannot {}", self.engine, self.version, refusal.what);
        let waiver = format!("or go without it: `waive: [{}]` under `engines.{}`", feature.name(), self.engine);
        let mut help: Vec<String> = Some(refusal.help).filter(|help| !help.is_empty()).into_iter().collect();
        help.push(waiver);
        self.report(Severity::Error, "unsupported", place, summary, refusal.why, help);
    }

    /// Reports what the engine does another way: a warning unless it is waived. Only what somebody wrote is reported: for
    /// a default, which has no place, the table of promises tells the difference.
    pub fn degrade(
        &mut self,
        feature: Feature,
        place: Option<Place>,
        what: impl Into<Cow<'static, str>>,
        differs: impl Into<Cow<'static, str>>,
    ) {
        let (what, why) = (what.into(), differs.into());
        self.differ(feature, place, &what, &why, false);
        if self.is_waived(feature) {
            self.used.insert(feature);
            return;
        }
        if place.is_none() {
            return;
        }
        let summary = format!("{} {} {what}", self.engine, self.version);
        let help = format!("accept the difference with `waive: [{}]` under `engines.{}`", feature.name(), self.engine);
        self.report(Severity::Warning, "degraded", place, summary, why.into_owned(), vec![help]);
    }

    /// Keeps a difference once, at its first place: what is the same for thousands of routes is one fact.
    fn differ(&mut self, feature: Feature, place: Option<Place>, what: &str, why: &str, is_refusal: bool) {
        let is_known = |known: &Difference| known.feature == feature && known.what == what;
        if !self.differences.iter().any(is_known) {
            let (what, why) = (what.to_owned(), why.to_owned());
            self.differences.push(Difference { feature, place, what, why, is_refusal });
        }
    }

    fn report(
        &mut self,
        severity: Severity,
        code: &'static str,
        place: Option<Place>,
        summary: String,
        note: String,
        help: Vec<String>,
    ) {
        let mut told = Diagnostic::new(severity, code, summary).note(note).engine(self.engine);
        if let Some(place) = place {
            told = told.at(place.named()).label("asked for here");
        }
        told.help = help;
        self.diagnostics.push(told);
    }

    /// The features that the user waived and this topology asks for: for the top of the output.
    pub fn waived(&self) -> Vec<&'static str> {
        self.used.iter().map(|feature| feature.name()).collect()
    }

    /// These files with everything that was reported, and a word on waivers that are unknown or that nothing needed.
    pub fn into_rendering(mut self, files: Vec<RenderedFile>) -> Rendering {
        let differences = std::mem::take(&mut self.differences);
        Rendering { files, diagnostics: self.into_diagnostics(), differences }
    }

    fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        let names: Vec<&str> = Feature::ALL.iter().map(|feature| feature.name()).collect();
        for waiver in self.waivers {
            let span = waiver.span();
            let diagnostic = match Feature::named(waiver) {
                None => unknown_waiver(waiver, span, &names, self.engine),
                Some(feature) if !self.used.contains(&feature) => unused_waiver(waiver, span, self.engine),
                Some(_) => continue,
            };
            self.diagnostics.push(diagnostic);
        }
        self.diagnostics
    }
}

fn unknown_waiver(waiver: &str, span: Option<Span>, names: &[&str], engine: &'static str) -> Diagnostic {
    let help = match nearest(waiver, names.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("a waiver is one of {}", names.join(", ")),
    };
    waiver_diagnostic(
        Severity::Error,
        "unknown-waiver",
        format!("`{waiver}` is no feature that could be waived"),
        span,
        help,
        engine,
    )
}

fn unused_waiver(waiver: &str, span: Option<Span>, engine: &'static str) -> Diagnostic {
    let summary = format!("the waiver `{waiver}` is not needed: {engine} does all that this topology asks of it");
    waiver_diagnostic(Severity::Warning, "unused-waiver", summary, span, "remove it".to_owned(), engine)
}

fn waiver_diagnostic(
    severity: Severity,
    code: &'static str,
    summary: String,
    span: Option<Span>,
    help: String,
    engine: &'static str,
) -> Diagnostic {
    Diagnostic::new(severity, code, summary).at(span).help(help).engine(engine)
}
