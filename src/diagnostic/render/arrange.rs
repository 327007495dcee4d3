//! The order in which diagnostics are told, each once.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;

/// Sorted by place, then severity, those without a place last; what was said already at the same place is left out.
///
/// The order does not depend on the order of `diagnostics`, except among those that differ only in notes, labels or help.
pub fn arrange(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut arranged: Vec<&Diagnostic> = diagnostics.iter().collect();
    arranged.sort_by_key(|told| {
        let nowhere = (told.span.is_none(), told.file.is_none());
        (nowhere, told.span, &told.file, told.severity, told.code, &told.summary, told.engine)
    });
    let (mut place, mut told) = (None, BTreeSet::new());
    arranged.retain(|next| {
        let here = (next.span, &next.file);
        if place.replace(here) != Some(here) {
            told.clear();
        }
        told.insert((next.code, &next.summary, next.engine))
    });
    arranged
}

#[cfg(test)]
mod tests {
    use super::arrange;
    use crate::diagnostic::{Diagnostic, OtherFile};
    use crate::source::Span;

    fn summaries(diagnostics: &[Diagnostic]) -> Vec<&str> {
        arrange(diagnostics).into_iter().map(|told| told.summary.as_str()).collect()
    }

    #[test]
    fn places_come_in_the_order_of_the_file_and_errors_before_warnings() {
        let mut given = vec![
            Diagnostic::error("a", "nowhere"),
            Diagnostic::warning("a", "early warning").at(Span::new(1, 2)),
            Diagnostic::error("a", "late error").at(Span::new(9, 9)),
            Diagnostic::error("a", "in another file").in_file(OtherFile::whole("keys")),
            Diagnostic::error("z", "early error").at(Span::new(1, 2)),
        ];
        let expected = ["early error", "early warning", "late error", "in another file", "nowhere"];
        assert_eq!(summaries(&given), expected);
        given.reverse();
        assert_eq!(summaries(&given), expected);
    }

    #[test]
    fn the_same_thing_at_the_same_place_is_told_once_and_as_an_error() {
        let here = Span::new(1, 2);
        let given = [
            Diagnostic::warning("a", "same").at(here),
            Diagnostic::error("a", "same").at(here),
            Diagnostic::error("a", "same").at(here).note("said twice"),
            Diagnostic::error("a", "same").at(here).engine("nginx"),
            Diagnostic::error("a", "same").at(Span::new(1, 3)),
        ];
        let arranged = arrange(&given);
        assert_eq!(arranged, [&given[1], &given[3], &given[4]]);
    }
}
