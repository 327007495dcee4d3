//! The templates of one folder as lbgen ships them, each of which a user may replace.

use super::replaced::Replaced;
use super::{Overrides, TemplateText, Templates, environment};
use crate::escape::Language;

/// The templates of one folder; they print the same language, and one may include another.
#[derive(Debug)]
pub struct Shipped {
    /// What all of them print.
    pub language: Language,
    /// By their paths, such as `nginx/nginx.conf.j2`.
    pub texts: &'static [TemplateText],
}

impl Shipped {
    /// Compiles them, with the user's own in their places.
    pub fn with<'o>(&self, overrides: &'o Overrides) -> anyhow::Result<Templates<'o>> {
        let of = |&(path, shipped)| overrides.get(path).map(|own| Replaced { path, shipped, own });
        let replaced = self.texts.iter().filter_map(of).collect();
        let mut templates = Templates { environment: environment(self.language)?, replaced };
        for (path, shipped) in self.texts {
            templates.add(path, overrides.get(path).map_or(*shipped, |own| &own.text))?;
        }
        Ok(templates)
    }
}
