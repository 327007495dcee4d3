//! What is wrong with the user's own templates, as diagnostics at their lines. No value that a template prints is told:
//! it may be a secret.

use std::error::Error as _;
use std::fmt;

use minijinja::{Error, ErrorKind};

use super::OwnTemplate;
use super::replaced::Replaced;
use crate::diagnostic::{Diagnostic, Lines, OtherFile, nearest};
use crate::source::Span;

/// What is wrong with the user's own templates.
#[derive(Debug)]
pub struct Failure(pub Vec<Diagnostic>);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let summaries: Vec<&str> = self.0.iter().map(|told| told.summary.as_str()).collect();
        f.write_str(&summaries.join("; "))
    }
}

impl std::error::Error for Failure {}

/// The diagnostic is about a template of the user's.
pub fn is_of_templates(told: &Diagnostic) -> bool {
    ["template", "unread-field"].contains(&told.code)
}

impl Failure {
    /// What an error is to those who have replaced these templates; none when nobody has.
    pub(super) fn of(error: &Error, replaced: &[Replaced<'_>]) -> Option<Self> {
        let chain: Vec<&Error> = chain(error).collect();
        let found = chain.iter().rev().find_map(|error| {
            let own = replaced.iter().find(|one| error.name() == Some(one.path))?;
            Some((*error, own))
        });
        let cause = chain.last().copied().unwrap_or(error);
        let Some((error, one)) = found else {
            let one = replaced.first()?;
            let told = Diagnostic::error("template", format!("`{}` does not fit the templates around it", one.path));
            let told = told.note(format!("{}: {}", place(cause), reason(cause)));
            return Some(Self(vec![told.in_file(OtherFile::whole(&one.own.file))]));
        };
        let told = Diagnostic::error("template", summary(cause, error, one.own)).in_file(at(one.own, error));
        let told = if std::ptr::eq(cause, error) { told } else { told.note(format!("it is met at {}", place(cause))) };
        Some(Self(vec![told.helped(cause, error, replaced, one.own)]))
    }

    /// Fields that none of the user's own templates reads; none when nobody has replaced any.
    pub(super) fn unread(unread: &[(&str, &str)], replaced: &[Replaced<'_>]) -> Option<Self> {
        let first = replaced.first()?;
        let told = unread.iter().map(|(view, field)| {
            let silent = |one: &&Replaced<'_>| one.reading(field).is_some() && !one.mentions(field);
            let reads = |one: &&Replaced<'_>| one.reading(field).is_some();
            let one = replaced.iter().find(silent).or_else(|| replaced.iter().find(reads)).unwrap_or(first);
            leaves_out(view, field, one)
        });
        Some(Self(told.collect()))
    }
}

fn leaves_out(view: &str, field: &str, one: &Replaced<'_>) -> Diagnostic {
    let told = Diagnostic::error("unread-field", format!("`{}` leaves out the field `{field}` of `{view}`", one.path))
        .note("something that the topology says would be missing in the rendered file")
        .in_file(OtherFile::whole(&one.own.file));
    match one.reading(field) {
        Some(reading) => {
            let (line, expression) = (reading.line, reading.expression);
            told.note(format!("lbgen's own template reads it as `{expression}` in line {line}"))
                .help(format!("read it, or leave it out on purpose: `{{{{ {expression} | ignore }}}}`"))
        }
        None => told.help("read it, or leave it out on purpose by the filter `ignore`"),
    }
}

/// The error and what has caused it, the outermost first.
fn chain(error: &Error) -> impl Iterator<Item = &Error> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let error = next?;
        next = error.source().and_then(|cause| cause.downcast_ref());
        Some(error)
    })
}

fn place(error: &Error) -> String {
    format!("`{}` line {}", error.name().unwrap_or_default(), error.line().unwrap_or_default())
}

/// Why, without any value: only details that are made of the template's own words are told.
fn reason(error: &Error) -> String {
    let kind = error.kind();
    let is_of_words = matches!(
        kind,
        ErrorKind::SyntaxError
            | ErrorKind::TemplateNotFound
            | ErrorKind::UnknownFilter
            | ErrorKind::UnknownTest
            | ErrorKind::UnknownFunction
            | ErrorKind::BadEscape
    );
    match error.detail().filter(|_| is_of_words) {
        Some(detail) if kind == ErrorKind::BadEscape => detail.to_owned(),
        Some(detail) => format!("{kind}: {detail}"),
        None => kind.to_string(),
    }
}

fn summary(cause: &Error, error: &Error, own: &OwnTemplate) -> String {
    let kind = cause.kind();
    let speaks_for_itself = matches!(kind, ErrorKind::SyntaxError | ErrorKind::TemplateNotFound);
    match words(error, own).filter(|_| !speaks_for_itself) {
        Some(words) if kind == ErrorKind::UndefinedError && std::ptr::eq(cause, error) => {
            format!("there is no `{words}`")
        }
        Some(words) => format!("`{words}` fails: {}", reason(cause)),
        None => reason(cause),
    }
}

/// The words of the template that fail, where they are few.
fn words<'t>(error: &Error, own: &'t OwnTemplate) -> Option<&'t str> {
    let words = own.text.get(error.range()?)?.trim();
    (!words.is_empty() && words.len() < 80 && !words.contains('\n')).then_some(words)
}

fn at(own: &OwnTemplate, error: &Error) -> OtherFile {
    let lines = Lines::new(&own.text);
    let range = error.range().or_else(|| {
        let (start, text) = lines.line(u32::try_from(error.line()?).ok()?);
        Some(start..start + text.len())
    });
    let Some(range) = range else { return OtherFile::whole(&own.file) };
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    OtherFile::at(&own.file, &lines, Span::new(offset(range.start), offset(range.end)))
}

impl Diagnostic {
    /// What to do, where something close is known.
    fn helped(self, cause: &Error, error: &Error, replaced: &[Replaced<'_>], own: &OwnTemplate) -> Self {
        let is_unknown = cause.kind() == ErrorKind::UndefinedError && std::ptr::eq(cause, error);
        let name = words(error, own).filter(|_| is_unknown).and_then(|words| words.rsplit('.').next());
        match name.and_then(|name| nearest(name, replaced.iter().flat_map(Replaced::words))) {
            Some(known) => self.help(format!("did you mean `{known}`?")),
            None => self.help("lbgen's own templates show what there is: `lbgen templates export DIR`"),
        }
    }
}
