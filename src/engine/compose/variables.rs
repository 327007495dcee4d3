//! Where a text refers to variables that compose fills in.

/// What stands for each byte of a variable in [`masked`]; no text of the topology holds it.
pub(super) const VARIABLE: char = '\u{1}';

/// The text with every byte of its `${…}` replaced by [`VARIABLE`], so that places in it stay the same.
pub(super) fn masked(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        masked.push_str(before);
        let length = variable_length(after);
        if length > 0 {
            masked.extend(std::iter::repeat_n(VARIABLE, length + 1));
            rest = after.get(length..).unwrap_or_default();
        } else {
            masked.push('$');
            rest = after.strip_prefix('$').inspect(|_| masked.push('$')).unwrap_or(after);
        }
    }
    masked.push_str(rest);
    masked
}

/// The text refers to a variable.
pub(super) fn is_filled_in(text: &str) -> bool {
    masked(text).contains(VARIABLE)
}

/// The bytes of a `{…}` with all that nests in it; none when the text does not begin with one.
fn variable_length(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return at + 1,
            b'}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => return 0,
            _ => {}
        }
    }
    0
}
