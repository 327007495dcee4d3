//! The access log.

use super::context::Context;
use super::view::LogView;
use crate::escape::Escaped;
use crate::topology::{AccessLog, Logs};

/// What clients send is written by `json(utf8s)`, which makes any bytes a JSON string; seconds are milliseconds with
/// an exponent, as HAProxy has no fractions.
const JSON: [&str; 2] = [
    r#"'{"time":""#,
    concat!(
        r#"","client":"%[src]","host":"%[var(txn.log_host),json(utf8s)]","method":"%HM","#,
        r#""uri":"%[var(txn.log_uri),json(utf8s)]","status":%ST,"bytes":%B,"duration":%Ta%[str(e-3)],"#,
        r#""upstream":"%si:%sp","upstream_duration":%Tr%[str(e-3)],"request_id":"%[uuid()]"}'"#
    ),
];

const COMBINED: &str = concat!(
    "'%[src] - - [%trg] ",
    r#""%HM %{+E}[var(txn.log_uri)] %HV" %ST %B "%{+E}[var(txn.log_referer)]" "%{+E}[var(txn.log_agent)]"'"#
);

/// The log of a frontend; none when it is off.
pub fn log(logs: &Logs, context: &mut Context<'_>) -> Option<LogView> {
    let Logs { access, exclude_paths } = logs;
    let (format, uri, agent) = match **access {
        AccessLog::Json => (JSON.join(time(context)), "path", false),
        AccessLog::Combined => (COMBINED.to_owned(), "pathq", true),
        AccessLog::Off => return None,
    };
    let paths: Vec<String> = exclude_paths.iter().map(|path| path.to_string()).collect();
    let excluded = (!paths.is_empty()).then(|| {
        let sample = if paths.iter().any(|path| path.contains('?')) { "pathq" } else { "path" };
        Escaped::trusted(format!("{sample} -m str -f {}", context.list("unlogged", &paths).as_str()))
    });
    Some(LogView { uri, agent, format: Escaped::trusted(format), excluded })
}

/// Milliseconds can be printed since 3.0.
fn time(context: &Context<'_>) -> &'static str {
    if context.since(3, 0) {
        "%[accept_date(ms),ms_utime(%Y-%m-%dT%H:%M:%S.%3NZ)]"
    } else {
        "%[date,utime(%Y-%m-%dT%H:%M:%SZ)]"
    }
}
