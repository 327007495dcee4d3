//! A template of ours beside the user's own in its place: where each of them speaks of a field.

use super::OwnTemplate;

/// A template of ours and what stands in its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Replaced<'o> {
    /// Its path, such as `nginx/nginx.conf.j2`.
    pub path: &'static str,
    /// The text that lbgen ships.
    pub shipped: &'static str,
    /// The user's.
    pub own: &'o OwnTemplate,
}

/// Where a template reads a field.
pub(super) struct Reading<'t> {
    /// The line, from 1.
    pub line: usize,
    /// The whole expression, such as `route.limits`.
    pub expression: &'t str,
}

impl Replaced<'_> {
    /// The first place where ours reads a field.
    pub fn reading(&self, field: &str) -> Option<Reading<'static>> {
        tags(self.shipped).find_map(|(at, tag)| {
            // In `set rules = backend.rules` the longer is what is read.
            let named = expressions(tag).filter(|words| words.rsplit('.').next() == Some(field));
            let expression = named.max_by_key(|words| words.len())?;
            let line = self.shipped.get(..at).unwrap_or_default().lines().count().max(1);
            Some(Reading { line, expression })
        })
    }

    /// The user's speaks of the field somewhere.
    pub fn mentions(&self, field: &str) -> bool {
        tags(&self.own.text).any(|(_, tag)| expressions(tag).any(|words| words.split('.').any(|word| word == field)))
    }

    /// The words that ours reads fields by.
    pub fn words(&self) -> impl Iterator<Item = &'static str> {
        tags(self.shipped).flat_map(|(_, tag)| expressions(tag)).flat_map(|words| words.split('.'))
    }
}

/// What stands in `{{ … }}` and `{% … %}`, and after how many bytes.
fn tags(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let begin = at + [rest.find("{{"), rest.find("{%")].into_iter().flatten().min()? + 2;
        let rest = text.get(begin..)?;
        let length = [rest.find("}}"), rest.find("%}")].into_iter().flatten().min()?;
        at = begin + length + 2;
        Some((begin, rest.get(..length)?))
    })
}

/// Names, and names of fields in them, such as `route.limits`.
fn expressions(tag: &str) -> impl Iterator<Item = &str> {
    tag.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_' || letter == '.'))
}
