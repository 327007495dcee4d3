//! What to do about a text that the YAML parser refuses, by what the parser says of it.

/// Parts of the parser's messages, and the way out of each; the first that fits counts.
const WAYS_OUT: [(&str, &str); 8] = [
    ("tab", "indent with spaces"),
    ("unknown anchor", "define it before it is used: `x-name: &name …` at the top level"),
    ("quote", "close the quote, or double it where it stands for itself"),
    ("flow", "close the bracket, and put a comma between its items"),
    ("mapping values are not allowed", "put text that holds `: ` in quotes"),
    ("block mapping", "begin the keys of one map in the same column"),
    ("block sequence", "begin the items of one list in the same column"),
    ("simple key", "write a key as `key: value`, with a blank after the colon"),
];

/// The way out of a syntax error.
pub(super) fn way_out(message: &str) -> &'static str {
    let message = message.to_ascii_lowercase();
    let fitting = WAYS_OUT.iter().find(|(part, _)| message.contains(part));
    fitting.map_or("put text in quotes that holds `: ` or ` #` or begins with a special character", |(_, help)| help)
}
