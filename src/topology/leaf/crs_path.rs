//! Where the OWASP Core Rule Set is.

use super::{Leaf, LeafError, quoted};

/// The folder of the OWASP Core Rule Set, as the project packs it: `crs-setup.conf`, and `rules` beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrsPath(String);

impl CrsPath {
    /// The folder, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Leaf for CrsPath {
    const FORMAT: &'static str = "crs-path";
    const DESCRIPTION: &'static str =
        "The folder of the OWASP Core Rule Set as the project packs it: crs-setup.conf, and rules/*.conf below it.";
    const EXAMPLES: &'static [&'static str] = &["/opt/coreruleset"];

    /// ModSecurity has no quotes for what it includes, and reads patterns in it.
    fn read(text: &str) -> Result<Self, LeafError> {
        let folder = text.trim_end_matches('/');
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
        if folder.starts_with('/') && folder.len() <= 1024 && folder.bytes().all(is_plain) {
            return Ok(Self(folder.to_owned()));
        }
        let help = "write an absolute path of letters, digits and /._-, such as `/opt/coreruleset`";
        Err(LeafError::new(format!("{} is no folder of the OWASP Core Rule Set", quoted(text)), help))
    }
}

display_as_text!(CrsPath);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_absolute_and_plain() {
        assert_eq!(CrsPath::read("/opt/crs-4.2_1/").unwrap().as_str(), "/opt/crs-4.2_1");
        for text in
            ["", "/", "crs", "/a b", "/a'b", "/a\"b", "/a*", "/a\nSecRuleEngine Off", "/a;", "/a+b", "/ä", "/a\\b"]
        {
            assert!(CrsPath::read(text).is_err(), "{text:?}");
        }
    }
}
