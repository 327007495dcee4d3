//! The name of a container image.

use std::str::FromStr;

/// An image with its tag or digest, such as `ghcr.io/acme/api:1.4.0`; the grammar is that of the OCI distribution spec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageName(String);

impl ImageName {
    /// An image that is spelled out in this program.
    pub(super) fn known(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ImageName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (tagged, digest) = match text.split_once('@') {
            Some((tagged, digest)) => (tagged, Some(digest)),
            None => (text, None),
        };
        let path_start = tagged.rfind('/').map_or(0, |slash| slash + 1);
        let (repository, tag) = match tagged.rfind(':') {
            Some(colon) if colon >= path_start => (tagged.get(..colon), tagged.get(colon + 1..)),
            Some(_) | None => (Some(tagged), None),
        };
        if tag.is_none() && digest.is_none() {
            return Err("no tag; pin one, such as `:1.4.0`".to_owned());
        }
        if !repository.is_some_and(is_repository) || !tag.is_none_or(is_tag) || !digest.is_none_or(is_digest) {
            return Err("not an image name, such as `ghcr.io/acme/api:1.4.0`".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

fn is_repository(text: &str) -> bool {
    let (registry, path) = match text.split_once('/') {
        Some((first, path)) if first.contains(['.', ':']) || first == "localhost" => (Some(first), path),
        Some(_) | None => (None, text),
    };
    registry.is_none_or(is_registry) && path.split('/').all(is_path_part)
}

fn is_registry(text: &str) -> bool {
    let (name, port) = text.split_once(':').map_or((text, None), |(name, port)| (name, Some(port)));
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
    is_name(name) && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

fn is_path_part(text: &str) -> bool {
    let edge = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let bytes = text.as_bytes();
    let inner = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(b);
    edge(bytes.first()) && edge(bytes.last()) && bytes.iter().all(inner)
}

fn is_tag(text: &str) -> bool {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    text.len() <= 128 && text.bytes().next().is_some_and(word) && text.bytes().all(|b| word(b) || b".-".contains(&b))
}

fn is_digest(text: &str) -> bool {
    text.strip_prefix("sha256:")
        .is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)))
}

#[cfg(test)]
mod tests {
    use super::ImageName;

    #[test]
    fn pinned_images_are_taken_as_they_are() {
        let digest = format!("api@sha256:{}", "0a".repeat(32));
        for text in ["redis:7.4-alpine", "ghcr.io/acme/api:1.4.0", "localhost:5000/a/b:v1", "r.io:443/a:1_2", &digest] {
            assert_eq!(text.parse::<ImageName>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn an_image_without_a_tag_is_refused() {
        assert!("ghcr.io/acme/api".parse::<ImageName>().unwrap_err().contains("no tag"));
        assert!("localhost:5000/api".parse::<ImageName>().unwrap_err().contains("no tag"));
    }

    #[test]
    fn what_is_no_image_name_is_refused() {
        for text in [
            "",
            ":1",
            "a:",
            "A:1",
            "a b:1",
            "a:1\nx: y",
            "a:1 #",
            "a:1}",
            "/a:1",
            "a/:1",
            "a:${TAG}",
            "a@sha256:0",
            "a:{{1}}",
        ] {
            assert!(text.parse::<ImageName>().is_err(), "{text:?} was taken");
        }
    }
}
