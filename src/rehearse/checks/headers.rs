//! P19: what requests and answers carry.

use crate::engine::Feature;
use crate::promise::Promise;
use crate::rehearse::check::{Check, Subject, nothing_shortened, routes};
use crate::rehearse::client::Response;
use crate::rehearse::secrets;
use crate::rehearse::stage::Stage;
use crate::rehearse::upstream::{Behaviour, Server};
use crate::rehearse::verdict::{Failure, Tried, asked_for, expect};
use crate::topology::{RequestValue, Secret};

const SECURITY: [&str; 4] = ["X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Permissions-Policy"];

pub const SECURE: Check = Check {
    promise: Promise::Headers,
    name: "security-headers",
    shows: "every answer carries the security headers once, errors of the proxy too",
    asked: |plan| {
        routes(plan, "security_headers", |route| {
            (**route.security_headers && route.upstream().is_some()).then(|| route.security_headers.place())
        })
    },
    excuses: &[],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(secure(stage, subject)),
};

pub const RULES: Check = Check {
    promise: Promise::Headers,
    name: "headers",
    shows: "headers are set and removed on the way to the upstream and to the client",
    asked: |plan| {
        routes(plan, "headers", |route| {
            route.headers.filter(|_| route.upstream().is_some()).map(crate::source::Placed::place)
        })
    },
    excuses: &[Feature::Headers, Feature::FromSecret],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(rules(stage, subject)),
};

pub const NO_VERSION: Check = Check {
    promise: Promise::Headers,
    name: "no-version",
    shows: "the proxy tells nobody its version",
    asked: |plan| if plan.routes.is_empty() { Vec::new() } else { vec![Subject::whole("routes", None)] },
    excuses: &[],
    shorten: nothing_shortened,
    run: |stage, _| Box::pin(no_version(stage)),
};

async fn secure(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let carries = |answer: &Response| -> Tried {
        for name in SECURITY {
            let values = answer.header_values(name);
            expect(values.len() == 1, format!("{name} once on {}", answer.status), || format!("{values:?}"))?;
        }
        Ok(())
    };
    carries(&stage.visitor(&way)?.try_send(&way.get("/")).await?)?;
    carries(&stage.visitor(&way)?.try_send(&way.get("/status/404")).await?)?;
    for server in stage.servers(way.upstream.unwrap_or_default()) {
        server.die().await;
    }
    carries(&stage.visitor(&way)?.try_send(&way.get("/")).await?)
}

async fn rules(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let headers = asked_for(way.route_of(&plan)?.headers)?;
    let removed = headers.response.remove.iter().map(|name| (name.as_str().to_owned(), "from upstream".to_owned()));
    let set = headers.response.set.iter().map(|(name, _)| (name.as_str().to_owned(), "from upstream".to_owned()));
    let servers = stage.servers(way.upstream.unwrap_or_default());
    for server in servers {
        server.behave(Behaviour::Headers { status: 200, headers: removed.clone().chain(set.clone()).collect() });
    }
    let mut request = way.get("/headers");
    for name in &headers.request.remove {
        request = request.header(name.as_str(), "from the client");
    }
    for (name, _) in headers.request.set.iter() {
        request = request.header(name.as_str(), "from the client");
    }
    let answer = stage.visitor(&way)?.try_send(&request).await?;
    let reached =
        servers.iter().flat_map(Server::requests).filter(|request| request.target().contains("/headers")).last();
    let reached =
        reached.ok_or(Failure::Broken { expected: "the request upstream".to_owned(), seen: "none".to_owned() })?;
    for name in &headers.request.remove {
        expect(reached.header(name.as_str()).is_none(), format!("no `{}` upstream", name.as_str()), || {
            "it is there".to_owned()
        })?;
    }
    for (name, value) in headers.request.set.iter() {
        let value = value_of(value);
        let seen = reached.header(name.as_str());
        expect(seen == Some(&value), format!("`{}: {value}` upstream", name.as_str()), || format!("{seen:?}"))?;
    }
    for name in &headers.response.remove {
        expect(answer.header(name.as_str()).is_none(), format!("no `{}` in the answer", name.as_str()), || {
            "it is there".to_owned()
        })?;
    }
    for (name, value) in headers.response.set.iter() {
        let values = answer.header_values(name.as_str());
        expect(values == [value.as_str()], format!("`{}: {}` in the answer", name.as_str(), value.as_str()), || {
            format!("{values:?}")
        })?;
    }
    Ok(())
}

/// What the upstream is to get; of a secret, what stands in for it.
fn value_of(value: &RequestValue) -> String {
    match value {
        RequestValue::Text(text) => text.to_string(),
        RequestValue::Secret(Secret { from_secret, prefix }) => {
            let prefix = prefix.as_ref().map_or("", |prefix| prefix.as_str());
            prefix.to_owned() + &secrets::stand_in(from_secret)
        }
    }
}

async fn no_version(stage: &Stage) -> Tried {
    let way = stage.any_way()?;
    for server in stage.all_servers() {
        server.die().await;
    }
    let answer = stage.visitor(&way)?.try_send(&way.get("/")).await?;
    let told = answer.header("Server").unwrap_or_default().to_owned();
    let is_version = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    expect(!is_version(&told), "a Server header without a version", || told.clone())?;
    let text = answer.text();
    let names = ["nginx/", "haproxy/", "traefik/"].iter().any(|name| text.to_lowercase().contains(name));
    expect(!names, "an error page without a version", || text.clone())
}
