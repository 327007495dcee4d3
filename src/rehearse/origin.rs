//! From a key of the topology to the rendered line that it caused: every group of lines stands under its key.

use super::report::RenderedLine;
use crate::rendered::{Content, RenderedFile};

/// The first line below the comment that names this key, or as much of it as is named.
pub fn find(files: &[RenderedFile], key: &str) -> Option<RenderedLine> {
    let texts = || {
        files.iter().filter_map(|file| match &file.content {
            Content::Text(text) => Some((file.path.as_str(), text.as_str())),
            Content::CopyOf { .. } | Content::MadeOf { .. } | Content::Lacking { .. } => None,
        })
    };
    let words: Vec<&str> = key.rsplitn(2, '.').collect();
    let (last, owner) = (words.first().copied().unwrap_or(key), words.get(1).copied().unwrap_or(key));
    let find = |owner: &str, last: &str| texts().find_map(|(path, text)| within(path, text, owner, last));
    find(key, "").or_else(|| find(owner, last)).or_else(|| find(owner, "")).or_else(|| find("", last))
}

/// The first line behind a comment that names `last`, at or behind one that names `owner`.
fn within(path: &str, text: &str, owner: &str, last: &str) -> Option<RenderedLine> {
    let mut lines =
        text.lines().enumerate().skip_while(|(_, line)| !names(line, owner)).skip_while(|(_, line)| !names(line, last));
    lines.next()?;
    let (at, line) = lines.find(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with('#'))?;
    Some(RenderedLine { path: path.to_owned(), line: at + 1, text: line.trim().to_owned() })
}

/// A comment that holds this key as a word; the empty key is in every line.
fn names(line: &str, key: &str) -> bool {
    let Some((_, comment)) = line.split_once('#') else { return key.is_empty() };
    let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
    key.is_empty()
        || comment.match_indices(key).any(|(at, _)| {
            let before = comment.get(..at).and_then(|text| text.chars().next_back());
            let after = comment.get(at + key.len()..).and_then(|text| text.chars().next());
            !before.is_some_and(is_part) && !after.is_some_and(is_part)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::Access;

    fn find_in(text: &str, key: &str) -> Option<(usize, String)> {
        let content = Content::Text(text.to_owned());
        let file = RenderedFile { path: "x.cfg".to_owned(), content, access: Access::Public, secrets: Vec::new() };
        find(&[file], key).map(|found| (found.line, found.text))
    }

    const TEXT: &str = "# upstreams.chat\nbackend chat\n    # sticky\n    cookie c\n# upstreams.chat-2\nbackend two\n    # sticky\n    cookie d\n";

    #[test]
    fn a_key_is_found_below_its_owner() {
        assert_eq!(find_in(TEXT, "upstreams.chat.sticky"), Some((4, "cookie c".to_owned())));
        assert_eq!(find_in(TEXT, "upstreams.chat-2.sticky"), Some((8, "cookie d".to_owned())));
    }

    #[test]
    fn an_owner_stands_in_for_a_key_that_is_not_named() {
        assert_eq!(find_in(TEXT, "upstreams.chat.retries"), Some((2, "backend chat".to_owned())));
        assert_eq!(find_in(TEXT, "routes[0]"), None);
    }
}
