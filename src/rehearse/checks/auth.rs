//! P14: who is let in by what he shows.

use crate::engine::Feature;
use crate::promise::Promise;
use crate::rehearse::Entrance;
use crate::rehearse::check::{Check, Subject, nothing_shortened, routes};
use crate::rehearse::client::Response;
use crate::rehearse::credentials::{key, owner};
use crate::rehearse::stage::Stage;
use crate::rehearse::verdict::{Failure, Tried, asked_for, expect};
use crate::source::Placed;

pub const API_KEY: Check = Check {
    promise: Promise::Auth,
    name: "api-key",
    shows: "a missing or wrong key gets 401, and of a right one the upstream sees its owner's name alone",
    asked: |plan| routes(plan, "auth.api_key", |route| route.api_key().map(Placed::place)),
    excuses: &[Feature::ApiKey],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(api_key(stage, subject)),
};

/// Asks as a client who shows this in that header, and says that he is somebody else.
pub(super) async fn send(
    stage: &Stage,
    way: &Entrance,
    header: &str,
    shown: Option<&str>,
) -> Result<Response, Failure> {
    let plain = way.bare(&way.target("/"));
    let request = plain.header("X-Consumer", "somebody-else");
    let request = shown.iter().fold(request, |request, value| request.header(header, value));
    Ok(stage.visitor(way)?.try_send(&request).await?)
}

async fn api_key(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let asked = asked_for(way.route_of(&plan)?.api_key())?;
    let header = asked.header.as_str();
    let right = key(1);
    let wrong = [None, Some(""), Some("x"), Some(right.to_lowercase().as_str()), right.get(1..)]
        .map(|key| key.map(str::to_owned));
    for key in wrong {
        let answer = send(stage, &way, header, key.as_deref()).await?;
        let seen = || format!("{} for `{}`", answer.status, key.as_deref().unwrap_or("no key"));
        expect(answer.status == 401 && answer.served_by().is_none(), "401 from the proxy", seen)?;
        let told = answer.header("WWW-Authenticate").is_some();
        expect(told, "WWW-Authenticate in a 401", || format!("{:?}", answer.headers))?;
    }
    let answer = send(stage, &way, header, Some(&right)).await?;
    expect(![401, 403].contains(&answer.status), "a right key to be let in", || answer.status.to_string())?;
    if way.upstream.is_none() {
        return Ok(());
    }
    let echo = answer.try_echo()?;
    let names = echo.header_values("X-Consumer");
    expect(names == [owner(1)], format!("`{}` alone as X-Consumer", owner(1)), || format!("{names:?}"))?;
    let keys = echo.header_values(header).len();
    expect(keys == 0, "no key at the upstream", || format!("{keys} of them"))
}
