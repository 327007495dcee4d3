//! Routes without an upstream: each has a backend of its own, whose rules hold for its answer too.

use super::context::Context;
use super::routing::answer_backend;
use super::rules::{key, rules};
use super::timeouts::BUFFER_RESERVE_BYTES;
use super::view::{AnswerView, BodyTextView, RedirectView, RespondView};
use crate::engine::{Feature, Refusal};
use crate::escape::{Escaped, haproxy};
use crate::plan::{Action, Route};
use crate::source::Placed;
use crate::topology::{Redirect, Respond, TargetPart};

/// The backend of a redirect or a fixed answer.
pub fn answer<'t>(route: &Route<'t>, context: &mut Context<'t>) -> Result<AnswerView, String> {
    let name = answer_backend(route);
    if **route.compress {
        context.degrade(
            Feature::Compress,
            route.compress.place(),
            "does not compress answers of its own",
            "the route's redirect or fixed answer is sent as it is",
        );
    }
    let (redirect, respond) = match &route.action {
        Action::Redirect(redirect) => (Some(redirect_view(route, redirect)?), None),
        Action::Respond(respond) => (None, Some(respond_view(route, respond, context)?)),
        Action::Proxy(_) => (None, None),
    };
    let rules = rules(&name, &[route], context)?;
    Ok(AnswerView { name, rules, redirect, respond })
}

fn redirect_view(route: &Route<'_>, redirect: &Placed<Redirect>) -> Result<RedirectView, String> {
    let Redirect { to, status } = redirect.value();
    let mut location = String::new();
    for part in to.parts() {
        match part {
            TargetPart::Literal(text) => location.push_str(&text.replace('%', "%%")),
            TargetPart::Host => location.push_str("%[var(txn.host)]"),
            TargetPart::Path => location.push_str("%[path]"),
            TargetPart::Query => location.push_str("%[query]"),
            TargetPart::Uri => location.push_str("%[pathq]"),
        }
    }
    let location = Escaped::trusted(haproxy::word(&location)?.into_owned());
    Ok(RedirectView { key: key(&[route], "redirect"), status: status.code(), location })
}

fn respond_view(
    route: &Route<'_>,
    respond: &Placed<Respond>,
    context: &mut Context<'_>,
) -> Result<RespondView, String> {
    let Respond { status, body, content_type } = respond.value();
    let text = body.as_str();
    if text.len() > BUFFER_RESERVE_BYTES {
        let refusal = Refusal {
            what: format!("answer with a body of {} bytes", text.len()),
            why: format!("an answer of its own has to fit into one buffer; {BUFFER_RESERVE_BYTES} bytes always do"),
            help: "shorten the body, or let a server answer".to_owned(),
        };
        context.refuse(Feature::Respond, body.place(), refusal);
    }
    let has_body = !text.is_empty() && !matches!(status.code(), 204 | 304);
    let body = has_body.then(|| {
        let text = Escaped::trusted(haproxy::text(text)?);
        Ok::<_, String>(BodyTextView { media_type: content_type.to_string(), text })
    });
    Ok(RespondView { key: key(&[route], "respond"), status: status.code(), body: body.transpose()? })
}
