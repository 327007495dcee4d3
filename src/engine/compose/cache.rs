//! `routes[].cache`: the volume of a proxy that keeps answers in files.

use super::names::free;
use super::view::CacheView;
use crate::engine::ProxyContainer;

/// The volume and its mount, where the proxy has a folder for it; `volumes` are those of the user.
pub(super) fn view(container: &ProxyContainer, volumes: &[String]) -> Option<CacheView> {
    let folder = container.cache.as_ref()?;
    let volume = free("cache", |name| volumes.iter().any(|volume| volume == name));
    Some(CacheView { mount: format!("{volume}:{folder}"), volume })
}
