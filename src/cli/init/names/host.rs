//! A public DNS name.

use std::str::FromStr;

/// A DNS name in lower-case ASCII, such as `chat.example.com`; no wildcard, no address, no trailing dot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostName(String);

impl HostName {
    /// A name that is spelled out in this program.
    pub(in crate::cli::init) fn known(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where browsers reach the object store of the application that answers here.
    ///
    /// `s3.` takes the place of a first label that names a service (`chat.example.com`) and stands before any other
    /// name, since `example.co.uk` has no sibling that belongs to the same owner.
    #[must_use]
    pub fn s3_sibling(&self) -> Self {
        const SERVICES: [&str; 8] = ["ai", "app", "chat", "llm", "lobe", "lobechat", "lobehub", "www"];
        let domain = match self.0.split_once('.') {
            Some((service, domain)) if SERVICES.contains(&service) && domain.contains('.') => domain,
            Some(_) | None => &*self.0,
        };
        Self(format!("s3.{domain}"))
    }
}

impl FromStr for HostName {
    type Err = String;

    /// Unicode names are converted to their ASCII form (IDNA); the limits are those of RFC 1123.
    fn from_str(text: &str) -> Result<Self, String> {
        if text.contains('*') {
            return Err("a wildcard; name each host, and add wildcards to lbgen.yaml later".to_owned());
        }
        if text.len() > 1024 {
            return Err("a DNS name has at most 253 characters".to_owned());
        }
        let name = idna::domain_to_ascii_cow(text.as_bytes(), idna::AsciiDenyList::STD3)
            .map_err(|_| "a DNS name consists of letters, digits, hyphens and dots".to_owned())?;
        check_labels(&name)?;
        Ok(Self(name.into_owned()))
    }
}

fn check_labels(name: &str) -> Result<(), String> {
    if name.len() > 253 {
        return Err("a DNS name has at most 253 characters".to_owned());
    }
    for label in name.split('.') {
        if label.is_empty() || label.len() > 63 {
            return Err("each part between dots has 1 to 63 characters".to_owned());
        }
        if label.starts_with('-') || label.ends_with('-') {
            return Err(format!("`{label}` begins or ends with a hyphen"));
        }
    }
    let last = name.rsplit('.').next().unwrap_or_default();
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("an address or a number; a DNS name is needed".to_owned());
    }
    Ok(())
}

impl std::fmt::Display for HostName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::HostName;

    #[test]
    fn names_are_lower_cased_and_converted_to_ascii() {
        assert_eq!("Chat.Example.COM".parse::<HostName>().unwrap().as_str(), "chat.example.com");
        assert_eq!("bücher.example".parse::<HostName>().unwrap().as_str(), "xn--bcher-kva.example");
    }

    #[test]
    fn what_is_no_dns_name_is_refused() {
        let long_label = "a".repeat(64);
        let long_name = "a.".repeat(127) + "com";
        for text in [
            "",
            ".",
            "a..b",
            "a.",
            "-a.com",
            "a-.com",
            "a_b.com",
            "*.a.com",
            "10.0.0.1",
            "a.1",
            "a b",
            "a\nb",
            "a;b",
            "a}b",
            "a\"b",
            "a{{b",
            "a#b",
            "a:80",
            "[::1]",
            "a\0b",
            &long_label,
            &long_name,
        ] {
            assert!(text.parse::<HostName>().is_err(), "{text:?} was taken");
        }
    }

    #[test]
    fn the_store_is_suggested_inside_the_same_domain() {
        for (host, store) in [
            ("chat.example.com", "s3.example.com"),
            ("example.com", "s3.example.com"),
            ("example.co.uk", "s3.example.co.uk"),
            ("ai.com", "s3.ai.com"),
            ("localhost", "s3.localhost"),
        ] {
            assert_eq!(host.parse::<HostName>().unwrap().s3_sibling().as_str(), store);
        }
    }
}
