//! The closing line of a diff.

use std::fmt;

use super::change::{Change, Kind};

/// How many files there are of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Files that are not there yet.
    pub create: usize,
    /// Files whose bytes or mode differ.
    pub update: usize,
    /// Files that are no longer owned.
    pub delete: usize,
    /// Files that stay as they are.
    pub unchanged: usize,
    /// Those among the changed that somebody else wrote or edited.
    pub by_hand: usize,
}

impl Counts {
    pub(super) fn of(changes: &[Change<'_>]) -> Self {
        let mut counts = Self::default();
        for change in changes {
            match change.kind {
                Kind::Create => counts.create += 1,
                Kind::Update => counts.update += 1,
                Kind::Delete => counts.delete += 1,
                Kind::Unchanged => counts.unchanged += 1,
            }
            counts.by_hand += usize::from(change.by_hand.is_some());
        }
        counts
    }
}

impl fmt::Display for Counts {
    /// Writes `3 files to create, 1 to update, 1 to delete, 4 unchanged`; kinds without a file are left out.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [
            (self.create, "to create"),
            (self.update, "to update"),
            (self.delete, "to delete"),
            (self.unchanged, "unchanged"),
        ];
        let mut separator = "";
        for (count, what) in kinds.into_iter().filter(|(count, _)| *count > 0) {
            let noun = match (separator, count) {
                ("", 1) => " file",
                ("", _) => " files",
                _ => "",
            };
            write!(formatter, "{separator}{count}{noun} {what}")?;
            separator = ", ";
        }
        if separator.is_empty() {
            formatter.write_str("no files")?;
        }
        match self.by_hand {
            0 => Ok(()),
            count => write!(formatter, " ({count} edited by hand)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_without_a_file_are_left_out_and_the_first_is_named() {
        let all = Counts { create: 3, update: 1, delete: 1, unchanged: 4, by_hand: 0 };
        assert_eq!(all.to_string(), "3 files to create, 1 to update, 1 to delete, 4 unchanged");
        let one = Counts { update: 1, by_hand: 1, ..Counts::default() };
        assert_eq!(one.to_string(), "1 file to update (1 edited by hand)");
        assert_eq!(Counts::default().to_string(), "no files");
    }
}
