//! What a mock upstream can do with a request, and the paths that ask for it.

use std::time::Duration;

/// One way to treat a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Behaviour {
    /// What the path asks for, see [`Behaviour::of_target`].
    ByPath,
    /// 200 and a JSON object of what arrived; an upgrade to WebSocket is accepted, and each message sent back.
    Echo,
    /// This status, with the server's name as the body.
    Status(u16),
    /// Echo, but the first byte of the answer comes so late.
    Slow(Duration),
    /// Server-sent events `data: 1` …, the first at once.
    Events {
        /// How many.
        count: u32,
        /// Silence between two.
        gap: Duration,
    },
    /// JSON lines, the first at once.
    JsonLines {
        /// How many.
        count: u32,
        /// Silence between two.
        gap: Duration,
    },
    /// A compressible body of this content type and length.
    Text {
        /// Its content type.
        content_type: String,
        /// Its length in bytes.
        length: usize,
        /// For how many seconds it may be kept, where it says so.
        max_age: Option<u64>,
    },
    /// This status and these headers, with an empty body.
    Headers {
        /// The status.
        status: u16,
        /// Names and values.
        headers: Vec<(String, String)>,
    },
    /// The connection is closed before the request's body was read.
    CloseUnread,
    /// The connection is closed after the request was read, without an answer.
    CloseUnanswered,
    /// The connection is closed in the middle of the answer's body.
    CloseHalfway,
    /// The request is read and never answered.
    Silence,
}

impl Behaviour {
    /// Any segment of a path may ask, so that a prefix in front of it does no harm:
    /// `/status/503` · `/slow?ms=` · `/sse?n=&gap_ms=` · `/ndjson?n=&gap_ms=` · `/text?type=&bytes=&max_age=` · `/close-unread`
    /// `/headers?NAME=VALUE&` · `/close-unanswered` · `/close-halfway` · `/silence`; every other path is an echo.
    pub fn of_target(target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut segments = path.split('/');
        while let Some(segment) = segments.next() {
            match segment {
                "status" => {
                    return Self::Status(segments.next().and_then(|code| code.parse().ok()).unwrap_or(200));
                }
                "slow" => return Self::Slow(Duration::from_millis(number(query, "ms", 1000))),
                "sse" => {
                    return Self::Events { count: count(query), gap: gap(query) };
                }
                "ndjson" => {
                    return Self::JsonLines { count: count(query), gap: gap(query) };
                }
                "text" => return Self::text(query),
                "headers" => return Self::Headers { status: 200, headers: pairs(query).collect() },
                "close-unread" => return Self::CloseUnread,
                "close-unanswered" => return Self::CloseUnanswered,
                "close-halfway" => return Self::CloseHalfway,
                "silence" => return Self::Silence,
                _ => {}
            }
        }
        Self::Echo
    }

    fn text(query: &str) -> Self {
        let length = usize::try_from(number(query, "bytes", 10_000)).unwrap_or(usize::MAX);
        let content_type = parameter(query, "type").unwrap_or("text/plain").to_owned();
        let max_age = parameter(query, "max_age").and_then(|value| value.parse().ok());
        Self::Text { content_type, length, max_age }
    }
}

fn count(query: &str) -> u32 {
    u32::try_from(number(query, "n", 3)).unwrap_or(u32::MAX)
}

fn gap(query: &str) -> Duration {
    Duration::from_millis(number(query, "gap_ms", 500))
}

fn number(query: &str, name: &str, default: u64) -> u64 {
    parameter(query, name).and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    query.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.to_owned(), value.to_owned()))
}

fn parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
}
