//! `logs`: the access log.

use super::draft::Draft;
use crate::engine::Feature;
use crate::topology::{AccessLog, Logs};

crate::view! {
    /// `accessLog`.
    #[derive(Debug)]
    pub struct AccessLogView { json: bool, drop_query: bool }
}

/// The paths that are not logged, without a query, which no path has.
pub fn excluded(logs: &Logs) -> impl Iterator<Item = &str> {
    // `off` logs nothing anyhow.
    let Logs { access: _, exclude_paths } = logs;
    let wanted = exclude_paths.iter().filter(|_| *logs.access.value() != AccessLog::Off);
    wanted.map(|path| path.as_str().split('?').next().unwrap_or_default())
}

/// The access log, if there is to be one.
pub fn access_log(draft: &mut Draft<'_, '_>) -> Option<AccessLogView> {
    // `excluded` reads the other.
    let Logs { access, exclude_paths: _ } = draft.plan.logs;
    let json = match **access {
        AccessLog::Off => return None,
        AccessLog::Json => {
            draft.findings.degrade(
                Feature::Logs,
                access.place(),
                "has names of its own for the fields of the access log",
                "StartUTC, ClientHost, RequestHost, RequestMethod, RequestPath, DownstreamStatus, DownstreamContentSize, \
                 Duration, ServiceAddr and OriginDuration stand for time, client, host, method, uri, status, bytes, \
                 duration, upstream and upstream_duration; there is no request_id, durations are nanoseconds",
            );
            true
        }
        AccessLog::Combined => {
            draft.findings.degrade(
                Feature::Logs,
                access.place(),
                "adds fields to the combined format",
                "a counter, the router, the server and the duration follow",
            );
            false
        }
    };
    if !draft.gates.logged_query() {
        draft.findings.degrade(
            Feature::Logs,
            access.place(),
            "logs the query of a request",
            "it can leave the query out from 3.7.9 on",
        );
    }
    Some(AccessLogView { json, drop_query: draft.gates.logged_query() })
}
