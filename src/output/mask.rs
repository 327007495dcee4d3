//! Hides the secret pieces of a line before it is shown.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aho_corasick::AhoCorasick;
use anyhow::Result;

const MASK: &[u8] = b"********";

/// The secrets of one file, ready to be found.
pub(super) struct Mask {
    secrets: Option<AhoCorasick>,
    /// What stands before the secret in each line of the new text that holds one: the line's first word, and all from
    /// the last word before the secret. What is between, such as a user's name, may be another in the old text.
    leads: BTreeMap<Vec<u8>, BTreeSet<Vec<u8>>>,
}

/// The text of a private file as it may be shown: with its secrets hidden.
///
/// # Errors
/// Secrets that are too many to be looked for at once.
pub fn without_secrets(text: &str, secrets: &[String]) -> Result<String> {
    let mask = Mask::new(secrets, b"")?;
    let lines = text.split_inclusive('\n').map(|line| mask.hide(line.as_bytes()));
    Ok(lines.map(|line| String::from_utf8_lossy(&line).into_owned()).collect())
}

impl Mask {
    /// Hides nothing.
    pub(super) fn none() -> Self {
        Self { secrets: None, leads: BTreeMap::new() }
    }

    /// Hides `secrets`; a secret of several lines is hidden line by line. `new_text` tells in which lines they stand.
    pub(super) fn new(secrets: &[String], new_text: &[u8]) -> Result<Self> {
        let lines = secrets.iter().flat_map(|secret| secret.lines());
        let pieces: BTreeSet<&str> = lines.map(str::trim).filter(|piece| !piece.is_empty()).collect();
        if pieces.is_empty() {
            return Ok(Self::none());
        }
        let finder = AhoCorasick::new(pieces)?;
        let mut leads: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (first, last) in new_text.split(|byte| *byte == b'\n').filter_map(|line| lead(&finder, line)) {
            leads.entry(first.to_owned()).or_default().insert(last.to_owned());
        }
        Ok(Self { leads, secrets: Some(finder) })
    }

    /// `line` as it may be shown.
    pub(super) fn hide<'l>(&self, line: &'l [u8]) -> Cow<'l, [u8]> {
        let Some(finder) = &self.secrets else {
            return Cow::Borrowed(line);
        };
        let mut shown = Vec::new();
        let mut end = 0;
        for found in ranges(finder, line) {
            shown.extend_from_slice(line.get(end..found.start).unwrap_or_default());
            shown.extend_from_slice(MASK);
            end = found.end;
        }
        if end == 0 {
            return Cow::Borrowed(line);
        }
        shown.extend_from_slice(line.get(end..).unwrap_or_default());
        Cow::Owned(shown)
    }

    /// A line of the old text as it may be shown. Its secret may be an earlier one that nobody knows any more, so all
    /// that follows the words before a secret of the new text is hidden.
    pub(super) fn hide_old<'l>(&self, line: &'l [u8]) -> Cow<'l, [u8]> {
        let known = self.hide(line);
        if self.leads.is_empty() || matches!(known, Cow::Owned(_)) {
            return known;
        }
        let leads = self.leads.get(first_word(line)).into_iter().flatten();
        let end = leads.filter_map(|last| Some(line.windows(last.len()).position(|at| at == last)? + last.len())).min();
        end.and_then(|end| line.get(..end)).map_or(known, |lead| Cow::Owned([lead, MASK].concat()))
    }
}

/// The first word of a line, and what stands from the last word to the secret; a quote alone is no word.
fn lead<'l>(finder: &AhoCorasick, line: &'l [u8]) -> Option<(&'l [u8], &'l [u8])> {
    let secret = ranges(finder, line).into_iter().next()?;
    let lead = line.get(..secret.start)?.trim_ascii_start();
    let in_word = lead.iter().rposition(u8::is_ascii_alphanumeric).unwrap_or_default();
    let before = lead.get(..in_word)?.iter().rposition(u8::is_ascii_whitespace).map_or(0, |blank| blank + 1);
    (!lead.is_empty()).then_some((first_word(lead), lead.get(before..)?))
}

fn first_word(line: &[u8]) -> &[u8] {
    line.split(u8::is_ascii_whitespace).find(|word| !word.is_empty()).unwrap_or_default()
}

/// Where secrets stand in `line`, those that overlap as one.
fn ranges(finder: &AhoCorasick, line: &[u8]) -> Vec<Range<usize>> {
    let mut found: Vec<_> = finder.find_overlapping_iter(line).map(|place| place.range()).collect();
    found.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            Some(_) | None => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(secrets: &[&str], new_text: &str) -> Mask {
        let secrets: Vec<String> = secrets.iter().map(|secret| (*secret).to_owned()).collect();
        Mask::new(&secrets, new_text.as_bytes()).unwrap()
    }

    #[test]
    fn secrets_that_overlap_leave_no_tail() {
        let mask = mask(&["abcd", "cdef", "b"], "");
        assert_eq!(&*mask.hide(b"key=abcdef; b"), b"key=********; ********");
    }

    #[test]
    fn an_earlier_secret_is_hidden_where_the_new_one_stands() {
        let mask = mask(&["new"], "  password: new\n");
        assert_eq!(&*mask.hide_old(b"  password: old"), b"  password: ********");
        assert_eq!(&*mask.hide_old(b"  user: old"), b"  user: old");
    }

    #[test]
    fn an_earlier_secret_of_somebody_else_is_hidden_too() {
        let mask = mask(&["$2y$new"], "    user 'al ice' password '$2y$new'\n");
        assert_eq!(&*mask.hide_old(b"    user bob password '$2y$old'"), b"    user bob password '********");
        assert_eq!(&*mask.hide_old(b"  user 'x y' password '$2y$old'"), b"  user 'x y' password '********");
        assert_eq!(&*mask.hide_old(b"    server bob password"), b"    server bob password");
    }

    #[test]
    fn a_secret_of_several_lines_is_hidden_in_each() {
        let mask = mask(&["first\nsecond\n"], "");
        assert_eq!(&*mask.hide(b"| second"), b"| ********");
        assert_eq!(&*mask.hide(b"plain"), b"plain");
    }
}
