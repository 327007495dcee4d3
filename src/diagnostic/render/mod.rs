//! Turns diagnostics into the text of one format; it is the caller who prints.

mod arrange;
mod concise;
mod document;
mod excerpt;
mod full;
mod github;
mod gitlab;
mod json;
mod junit;
mod report;
mod sarif;
mod visible;

pub(super) use visible::visible;

use super::Diagnostic;
use crate::source::Source;
use report::Report;

/// Who is to read the diagnostics: `--message-format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Format {
    /// People: the source line drawn, the reasons and the ways out.
    #[default]
    Full,
    /// People and editors: one line each.
    Concise,
    /// Programs: lbgen's own document.
    Json,
    /// GitHub Actions: workflow commands, which become annotations.
    Github,
    /// GitLab CI: a code quality report.
    Gitlab,
    /// Code scanners: SARIF 2.1.0.
    Sarif,
    /// CI servers that show tests: JUnit XML.
    Junit,
}

impl Format {
    /// Every format, in the order of the documentation.
    pub const ALL: [Self; 7] =
        [Self::Full, Self::Concise, Self::Json, Self::Github, Self::Gitlab, Self::Sarif, Self::Junit];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
        }
    }

    /// Whether it is one document for programs, which then must be all that standard output carries.
    pub fn is_machine(self) -> bool {
        match self {
            Self::Full | Self::Concise => false,
            Self::Json | Self::Github | Self::Gitlab | Self::Sarif | Self::Junit => true,
        }
    }
}

/// The diagnostics of one topology as the text of one format, sorted by place, each told once.
///
/// Empty, or ends with a newline. `source` is the topology; one that could not be read has its name and no text. `color`
/// means terminal escapes in the formats for people; no format ever passes on those of the user's text.
pub fn render(format: Format, diagnostics: &[Diagnostic], source: &Source, color: bool) -> String {
    let report = Report::new(diagnostics, source);
    match format {
        Format::Full => full::render(&report, color),
        Format::Concise => concise::render(&report, color),
        Format::Json => json::render(&report),
        Format::Github => github::render(&report),
        Format::Gitlab => gitlab::render(&report),
        Format::Sarif => sarif::render(&report),
        Format::Junit => junit::render(&report),
    }
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
