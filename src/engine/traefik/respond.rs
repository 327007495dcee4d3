//! `redirect`, `respond` and refusals. Traefik has no fixed answers; an allow list that holds nobody gives one.

use super::chain::Middlewares;
use super::headers::Changes;
use crate::engine::{Feature, Findings, Refusal};
use crate::escape::Escaped;
use crate::source::Placed;
use crate::topology::{Method, Redirect, RedirectTarget, Respond, TargetPart};

/// 405
pub const METHOD_NOT_ALLOWED: u16 = 405;

crate::view! {
    /// `redirectRegex`.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    pub struct RedirectRegex { regex: &'static str, replacement: String, permanent: Escaped }
}

/// Host without port, path, query with its `?`, query.
const URL_PARTS: &str = r"(?s)^https?://([^/?]*?)(?::[0-9]+)?(/[^?]*)?((?:\?(.*))?)$";

fn plain_text() -> Changes {
    let mut changes = Changes::default();
    changes.set("Content-Type", "text/plain; charset=utf-8");
    changes
}

/// The answer's headers, and the answer with that status and its reason as the body.
fn reply(middlewares: &mut Middlewares, status: u16, headers: Changes) -> [String; 2] {
    middlewares.replies.insert(status);
    [middlewares.refusal.name(headers.of_response()), format!("reply-{status}")]
}

/// Refuses a request; with the methods that would be taken, if that is why.
pub fn refusal(middlewares: &mut Middlewares, status: u16, allow: Option<&Placed<Vec<Placed<Method>>>>) -> [String; 2] {
    let mut headers = plain_text();
    if let Some(methods) = allow {
        headers.set("Allow", &with_head(methods).join(", "));
    }
    reply(middlewares, status, headers)
}

/// Refuses a request that does not show what is wanted.
pub fn unauthorized(middlewares: &mut Middlewares, wanted: &str) -> [String; 2] {
    let mut headers = plain_text();
    headers.set("WWW-Authenticate", wanted);
    reply(middlewares, 401, headers)
}

/// The methods; HEAD counts as GET.
pub fn with_head(methods: &[Placed<Method>]) -> Vec<&str> {
    let mut names: Vec<&str> = methods.iter().map(|method| method.as_str()).collect();
    if names.contains(&"GET") && !names.contains(&"HEAD") {
        names.push("HEAD");
    }
    names.dedup();
    names
}

/// Sends the client elsewhere.
pub fn redirect(redirect: &Redirect, middlewares: &mut Middlewares) -> Vec<String> {
    let Redirect { to, status } = redirect;
    if let Some(location) = fixed(to) {
        let mut headers = plain_text();
        headers.set("Location", &location);
        return reply(middlewares, status.code(), headers).into();
    }
    let permanent = Escaped::trusted(if is_permanent(status.code()) { "true" } else { "false" });
    let view = RedirectRegex { regex: URL_PARTS, replacement: replacement(to), permanent };
    vec![middlewares.redirects.name(view)]
}

fn is_permanent(status: u16) -> bool {
    matches!(status, 301 | 308)
}

/// Says what differs from the redirect that was asked for.
pub fn review_redirect(redirect: &Redirect, findings: &mut Findings<'_>) {
    let Redirect { to, status } = redirect;
    if fixed(to).is_some() {
        return;
    }
    if status.code() == 303 {
        let refusal = Refusal {
            what: "answer 303 with pieces of the request in the target".to_owned(),
            why: "its redirects keep the method of every request but GET".to_owned(),
            help: "write a target without placeholders, or use `status: 302`".to_owned(),
        };
        findings.refuse(Feature::Redirect, status.place(), refusal);
        return;
    }
    let (get, other) = if is_permanent(status.code()) { (301, 308) } else { (302, 307) };
    findings.degrade(
        Feature::Redirect,
        status.place(),
        format!("answers a GET with {get} and any other method with {other}"),
        "its redirects with pieces of the request have these statuses; a target without placeholders gets the status as \
         written",
    );
}

/// The target, when nothing of the request is in it.
fn fixed(target: &RedirectTarget) -> Option<String> {
    match target.parts() {
        [TargetPart::Literal(text)] => Some(text.clone()),
        _ => None,
    }
}

fn replacement(target: &RedirectTarget) -> String {
    let piece = |part: &TargetPart| match part {
        TargetPart::Literal(text) => text.replace('$', "$$"),
        TargetPart::Host => "${1}".to_owned(),
        TargetPart::Path => "${2}".to_owned(),
        TargetPart::Query => "${4}".to_owned(),
        TargetPart::Uri => "${2}${3}".to_owned(),
    };
    target.parts().iter().map(piece).collect()
}

/// Answers without an upstream, as far as that can be.
pub fn answer(respond: &Respond, middlewares: &mut Middlewares) -> Vec<String> {
    // A body of the user's own cannot be sent, see `review_answer`.
    let Respond { status, body: _, content_type } = respond;
    if !has_reason(status.code()) {
        return refusal_in_its_place(middlewares);
    }
    let mut headers = Changes::default();
    headers.set("Content-Type", content_type.as_str());
    reply(middlewares, status.code(), headers).into()
}

/// Says what differs from the answer that was asked for.
pub fn review_answer(respond: &Placed<Respond>, findings: &mut Findings<'_>) {
    let Respond { status, body, content_type: _ } = respond.value();
    if !body.as_str().is_empty() {
        let refusal = Refusal {
            what: "answer with a body of its own".to_owned(),
            why: "it can refuse a request with a status, but has no fixed answers in any version".to_owned(),
            help: "leave `body` out, or route to an upstream that answers".to_owned(),
        };
        findings.refuse(Feature::Respond, body.place(), refusal);
    } else if has_reason(status.code()) {
        findings.degrade(
            Feature::Respond,
            respond.place(),
            "puts the status's reason into the body",
            "it has no fixed answers; the status comes from an allow list that holds nobody",
        );
    }
    if !has_reason(status.code()) {
        let refusal = Refusal {
            what: format!("answer with the status {}", status.code()),
            why: "it takes only registered statuses".to_owned(),
            help: "use a registered status, such as 503".to_owned(),
        };
        findings.refuse(Feature::Respond, status.place().or(respond.place()), refusal);
    }
}

/// What is answered when the user goes without the answer that was asked for.
fn refusal_in_its_place(middlewares: &mut Middlewares) -> Vec<String> {
    refusal(middlewares, 404, None).into()
}

/// Go's `http.StatusText` knows it; Traefik refuses other statuses of an allow list.
fn has_reason(status: u16) -> bool {
    matches!(status, 200..=208 | 226 | 300..=305 | 307 | 308 | 400..=418 | 421..=426 | 428 | 429 | 431 | 451 | 500..=508 | 510 | 511)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::Leaf;

    #[test]
    fn a_target_keeps_its_text_and_takes_its_pieces() {
        let target = RedirectTarget::read("https://n.test/$1{{{host}{path}?{query}#{uri}").unwrap();
        assert_eq!(replacement(&target), "https://n.test/$$1{${1}${2}?${4}#${2}${3}");
        assert_eq!(fixed(&target), None);
        assert_eq!(fixed(&RedirectTarget::read("/a{{b").unwrap()).as_deref(), Some("/a{b"));
    }
}
