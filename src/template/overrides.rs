//! The user's own templates, which stand in the place of ours.

use std::collections::BTreeMap;

/// A template that the user has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTemplate {
    /// The file that it was read from, as the user calls it.
    pub file: String,
    /// The text.
    pub text: String,
}

/// The user's own templates, by the paths of those of ours that they replace, such as `nginx/nginx.conf.j2`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides(BTreeMap<&'static str, OwnTemplate>);

impl Overrides {
    /// Puts a template in the place of the one of ours with this path.
    pub fn add(&mut self, path: &'static str, template: OwnTemplate) {
        self.0.insert(path, template);
    }

    /// The paths of what is replaced, in order.
    pub fn paths(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }

    /// What stands in the place of the template of ours with this path.
    pub fn get(&self, path: &str) -> Option<&OwnTemplate> {
        self.0.get(path)
    }
}
