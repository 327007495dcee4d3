//! What an ACME account and its authority are named by.

use super::{Leaf, LeafError, quoted};

/// The address that an authority writes to: one mailbox, without quotes and comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

/// The URL of an authority's directory (RFC 8555 section 7.1.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcmeDirectory(String);

/// A provider of DNS, by the name that the ACME client lego has for it (<https://go-acme.github.io/lego/dns/>).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DnsProvider(String);

impl Default for AcmeDirectory {
    fn default() -> Self {
        Self("https://acme-v02.api.letsencrypt.org/directory".to_owned())
    }
}

impl Leaf for EmailAddress {
    const FORMAT: &'static str = "mailbox";
    const DESCRIPTION: &'static str = "An e-mail address.";
    const EXAMPLES: &'static [&'static str] = &["ops@example.com"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let options = email_address::Options::default().without_display_text().without_domain_literal();
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'`$\\".contains(&byte));
        if is_plain && email_address::EmailAddress::parse_with_options(text, options).is_ok() {
            return Ok(Self(text.to_owned()));
        }
        let help = "write a name, `@` and a domain, such as `ops@example.com`, without quotes, blanks and `$`";
        Err(LeafError::new(format!("{} is no e-mail address", quoted(text)), help))
    }
}

impl Leaf for AcmeDirectory {
    const FORMAT: &'static str = "acme-directory";
    const DESCRIPTION: &'static str = "The HTTPS URL of an ACME authority's directory.";
    const EXAMPLES: &'static [&'static str] = &["https://acme-staging-v02.api.letsencrypt.org/directory"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let refuse = |why: &str, help: &str| {
            Err(LeafError::new(format!("{} is no directory of an ACME authority: {why}", quoted(text)), help))
        };
        let Ok(url) = fluent_uri::Uri::parse(text) else {
            return refuse("it is no URL", "write it as `https://acme-v02.api.letsencrypt.org/directory`");
        };
        if url.scheme().as_str() != "https" {
            return refuse("ACME is spoken over HTTPS (RFC 8555 section 6.1)", "begin with `https://`");
        }
        if url.authority().is_none_or(|authority| authority.host().is_empty() || authority.has_userinfo()) {
            return refuse("it names no host", "write a host after `https://`, and no password");
        }
        if text.contains(['\'', '$', '#']) {
            return refuse("it holds a quote, `$` or `#`", "percent-encode them");
        }
        Ok(Self(text.to_owned()))
    }
}

impl Leaf for DnsProvider {
    const FORMAT: &'static str = "dns-provider";
    const DESCRIPTION: &'static str =
        "A provider of DNS, by the name that the ACME client lego has for it: https://go-acme.github.io/lego/dns/.";
    const EXAMPLES: &'static [&'static str] = &["cloudflare", "route53"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let is_name = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if is_name && (1..=63).contains(&text.len()) && !text.starts_with('-') {
            return Ok(Self(text.to_owned()));
        }
        let help = "use a name of https://go-acme.github.io/lego/dns/, such as `cloudflare`";
        Err(LeafError::new(format!("{} is no name of a DNS provider", quoted(text)), help))
    }
}

display_as_text!(EmailAddress, AcmeDirectory, DnsProvider);
