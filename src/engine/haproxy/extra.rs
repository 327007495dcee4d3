//! `engines.haproxy.extra`: the user's own lines, in the section that they name.

use super::view::ExtraView;
use crate::engine::extra::lines;
use crate::topology::HaproxyExtra;

const INDENT: usize = 4;

/// The user's own lines.
pub fn view(extra: &HaproxyExtra) -> ExtraView {
    let HaproxyExtra { global, defaults, frontend, backend } = extra;
    ExtraView {
        global: lines(global.as_ref(), INDENT),
        defaults: lines(defaults.as_ref(), INDENT),
        frontend: lines(frontend.as_ref(), INDENT),
        backend: lines(backend.as_ref(), INDENT),
    }
}
