//! "Did you mean": the known word that a misspelt one is closest to.

use strsim::damerau_levenshtein;

/// No key or name of a topology comes near this length; longer words are not compared, which would take quadratic time.
const LONGEST_WORD: usize = 128;

/// Nobody looks for a slip of the finger among more names than this.
const MOST_CANDIDATES: usize = 5_000;

/// The candidate closest to `word`, ignoring case, when no more than a third of the word's letters are wrong.
///
/// Cargo's measure. Of equally close candidates the first wins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST_WORD {
        return None;
    }
    let lower = word.to_lowercase();
    let tolerated = lower.chars().count().max(3) / 3;
    candidates
        .into_iter()
        .take(MOST_CANDIDATES)
        .filter(|candidate| candidate.len() <= LONGEST_WORD)
        .map(|candidate| (damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= tolerated)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    const KEYS: [&str; 4] = ["upstreams", "routes", "to", "sticky"];

    #[test]
    fn a_slip_of_the_finger_finds_its_key() {
        assert_eq!(nearest("upstraems", KEYS), Some("upstreams"));
        assert_eq!(nearest("route", KEYS), Some("routes"));
        assert_eq!(nearest("ot", KEYS), Some("to"));
    }

    #[test]
    fn case_is_no_mistake() {
        assert_eq!(nearest("STICKY", KEYS), Some("sticky"));
        assert_eq!(nearest("cookie", ["Cookie"]), Some("Cookie"));
    }

    #[test]
    fn a_different_word_finds_nothing() {
        assert_eq!(nearest("cache", KEYS), None);
        assert_eq!(nearest("upstreams", []), None);
        assert_eq!(nearest(&"x".repeat(1 << 20), KEYS), None);
    }

    #[test]
    fn the_first_of_equally_close_candidates_wins() {
        assert_eq!(nearest("cat", ["car", "cap"]), Some("car"));
    }
}
