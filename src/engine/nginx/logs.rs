//! `logs`: requests to standard output, errors to standard error.

use crate::escape::{Escaped, nginx};
use crate::topology::{AccessLog, Logs, RequestPath};

crate::view! {
    /// What is logged.
    pub struct LogView {
        /// As JSON.
        pub json: bool,
        /// What `access_log` is told.
        pub target: Escaped,
        /// Paths that are left out.
        pub excluded: Vec<Escaped>,
    }
}

/// What is logged.
pub fn view(logs: &Logs) -> LogView {
    let Logs { access, exclude_paths } = logs;
    let format = match **access {
        AccessLog::Json => Some("json"),
        AccessLog::Combined => Some("combined"),
        AccessLog::Off => None,
    };
    let excluded: Vec<Escaped> =
        exclude_paths.iter().filter(|_| format.is_some()).map(|path| excluded_path(path)).collect();
    let condition = if excluded.is_empty() { "" } else { " if=$is_logged" };
    let target = match format {
        Some(format) => format!("/dev/stdout {format} buffer=32k flush=1s{condition}"),
        None => "off".to_owned(),
    };
    LogView { json: format == Some("json"), target: Escaped::trusted(target), excluded }
}

/// A pattern, since plain entries of a map ignore case.
fn excluded_path(path: &RequestPath) -> Escaped {
    let query = if path.as_str().contains('?') { "" } else { "(?:[?]|$)" };
    let end = if query.is_empty() { "$" } else { query };
    Escaped::trusted(nginx::literal(&format!("~^{}{end}", nginx::pattern(path.as_str()))))
}
