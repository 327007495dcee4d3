//! `respond` and `redirect`: answers that need no upstream; and the answers to errors of the proxy's own.

use super::scope::Scope;
use super::text::{Part, Texts};
use crate::escape::{Escaped, nginx};
use crate::topology::{Redirect, Respond, TargetPart};

/// Errors that nginx itself answers and that get a short body. A 400 is not among them: it may come before there is a
/// request that could be passed to a location.
pub const ERRORS: [(u16, &str); 11] = [
    (401, "Unauthorized"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (408, "Request Timeout"),
    (413, "Content Too Large"),
    (429, "Too Many Requests"),
    (500, "Internal Server Error"),
    (502, "Bad Gateway"),
    (503, "Service Unavailable"),
    (504, "Gateway Timeout"),
];

crate::view! {
    /// An error and what it is called.
    pub struct ReasonView {
        /// The status.
        pub code: u16,
        /// Its name.
        pub phrase: String,
    }
}

crate::view! {
    /// An answer that needs no upstream.
    #[derive(Clone)]
    pub struct AnswerView {
        /// The media type, where it is not the usual one.
        pub content_type: Option<Escaped>,
        /// The status.
        pub status: u16,
        /// The body, or where the client is sent.
        pub text: Escaped,
    }
}

/// The names of the errors.
pub fn reasons() -> Vec<ReasonView> {
    ERRORS.into_iter().map(|(code, phrase)| ReasonView { code, phrase: phrase.to_owned() }).collect()
}

/// The errors' codes, each after a blank but the first.
pub fn error_codes() -> Escaped {
    Escaped::trusted(ERRORS.map(|(code, _)| code.to_string()).join(" "))
}

/// A fixed answer.
pub fn respond(respond: &Respond, texts: &mut Texts) -> AnswerView {
    let Respond { status, body, content_type } = respond;
    AnswerView {
        content_type: Some(Escaped::trusted(nginx::literal(content_type.as_str()))),
        status: status.code(),
        text: texts.value(body.as_str()),
    }
}

/// A redirect.
pub fn redirect(redirect: &Redirect, scope: &mut Scope<'_, '_>) -> AnswerView {
    let Redirect { to, status } = redirect;
    let mut parts = Vec::new();
    if leads_elsewhere(to.parts()) {
        let scheme = if scope.plan.trust.forwarders().is_empty() { "scheme" } else { "forwarded_proto" };
        let here = [Part::Variable(scheme), Part::Text("://"), Part::Variable("host"), Part::Variable("host_port")];
        parts.extend(here);
    }
    for part in to.parts() {
        scope.names_path |= *part == TargetPart::Path;
        parts.push(match part {
            TargetPart::Literal(text) => Part::Text(text),
            TargetPart::Host => Part::Variable("host"),
            TargetPart::Path => Part::Variable("request_path"),
            TargetPart::Query => Part::Variable("args"),
            TargetPart::Uri => Part::Variable("request_uri"),
        });
    }
    AnswerView { content_type: None, status: status.code(), text: scope.texts.word(&parts) }
}

/// A target that begins with the client's own path could begin with `//` and name another host: such targets get this
/// host in front.
fn leads_elsewhere(parts: &[TargetPart]) -> bool {
    match parts.first() {
        Some(TargetPart::Literal(text)) => text == "/" && parts.len() > 1,
        Some(TargetPart::Host | TargetPart::Path | TargetPart::Query | TargetPart::Uri) => true,
        None => false,
    }
}
