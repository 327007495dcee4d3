//! Cookies of requests as variables. nginx has `$cookie_NAME` for names that are words; others are found in the header.

use crate::escape::{Escaped, nginx};
use crate::topology::CookieName;

crate::view! {
    /// A variable for a cookie whose name is no word.
    pub struct CookieView {
        /// The variable.
        pub name: String,
        /// What finds it in the header.
        pub pattern: Escaped,
        /// The part of the pattern that holds the value.
        pub capture: String,
    }
}

/// The variable of a cookie; `name` is what it is called where it must be declared.
pub fn variable(cookie: &CookieName, name: &str, views: &mut Vec<CookieView>) -> String {
    let is_word = cookie.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_word {
        return format!("$cookie_{cookie}");
    }
    declared(cookie, name, views)
}

/// A variable of its own for a cookie, whatever its name: what was sent, even where `$cookie_NAME` says otherwise.
pub fn declared(cookie: &CookieName, name: &str, views: &mut Vec<CookieView>) -> String {
    let (name, capture) = (format!("{name}_sent"), format!("{name}_value"));
    let pattern = format!("~(?:^|; ?){}=(?<{capture}>[^;]*)", nginx::pattern(cookie.as_str()));
    let variable = format!("${name}");
    views.push(CookieView { name, pattern: Escaped::trusted(nginx::literal(&pattern)), capture });
    variable
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::Leaf;

    #[test]
    fn a_name_that_is_no_word_gets_a_variable_of_its_own() {
        let mut declared = Vec::new();
        assert_eq!(variable(&CookieName::read("uid_1").unwrap(), "hash_1", &mut declared), "$cookie_uid_1");
        assert!(declared.is_empty());
        assert_eq!(variable(&CookieName::read("u.id").unwrap(), "hash_1", &mut declared), "$hash_1_sent");
        let pattern = declared.iter().map(|view| view.pattern.as_str()).collect::<String>();
        assert_eq!(pattern, r#""~(?:^|; ?)u[.]id=(?<hash_1_value>[^;]*)""#);
    }
}
