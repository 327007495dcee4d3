//! Images that may change overnight.

use super::Found;
use super::variables::{VARIABLE, masked};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Warns of an image without a release.
pub(super) fn warn_of_unpinned(image: &str, span: Option<Span>, found: &mut Found) {
    if is_pinned(image) {
        return;
    }
    let warning = Diagnostic::warning("unpinned-image", format!("the image `{image}` is not pinned to a release"))
        .at(span)
        .note("its newest build is pulled, which changes without notice and on each machine at another time")
        .help("name a release after a colon, or a digest after `@`");
    found.tell(warning);
}

/// It has a digest, or a tag other than `latest`, or a variable that may hold either.
fn is_pinned(image: &str) -> bool {
    let masked = masked(image);
    if masked.contains('@') {
        return true;
    }
    let last = masked.rsplit('/').next().unwrap_or_default();
    match last.split_once(':') {
        Some((_, tag)) => !tag.is_empty() && tag != "latest",
        None => last.contains(VARIABLE),
    }
}

#[cfg(test)]
mod tests {
    use super::is_pinned;

    #[test]
    fn a_tag_or_a_digest_pins_an_image() {
        for pinned in [
            "redis:7.4-alpine",
            "localhost:5000/redis:7",
            "redis@sha256:00ff",
            "redis:${TAG:-latest}",
            "${IMAGE}",
            "ghcr.io/${IMAGE:?name:tag}",
        ] {
            assert!(is_pinned(pinned), "{pinned}");
        }
        for loose in ["redis", "redis:latest", "redis:", "localhost:5000/redis", "${REGISTRY}/redis:latest"] {
            assert!(!is_pinned(loose), "{loose}");
        }
    }
}
