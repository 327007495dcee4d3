//! P15: which names, versions and protocols are agreed on over HTTPS, and where plain HTTP is sent.

use tokio_rustls::rustls::version::{TLS12, TLS13};

use crate::engine::Feature;
use crate::plan::Plan;
use crate::promise::Promise;
use crate::rehearse::Entrance;
use crate::rehearse::check::{Check, Subject, nothing_shortened};
use crate::rehearse::client::Request;
use crate::rehearse::entrance::concrete;
use crate::rehearse::stage::Stage;
use crate::rehearse::upstream::Server;
use crate::rehearse::verdict::{Failure, Tried, asked_for, expect};
use crate::source::{Place, Placed};
use crate::topology::TlsProfile;

pub const NAMES: Check = Check {
    promise: Promise::Tls,
    name: "tls-names",
    shows: "each name is shown its certificate, an unknown one none, and HTTP/2 is agreed on",
    asked: |plan| {
        asked(plan, "tls.certificates", |plan| {
            plan.tls.as_ref().and_then(|tls| tls.certificates.first().map(|one| one.place()))
        })
    },
    excuses: &[],
    shorten: nothing_shortened,
    run: |stage, _| Box::pin(names(stage)),
};

pub const PROFILE: Check = Check {
    promise: Promise::Tls,
    name: "tls-profile",
    shows: "the versions of the profile are offered, and no older one",
    asked: |plan| asked(plan, "tls.profile", |plan| plan.tls.as_ref().map(|tls| tls.place)),
    excuses: &[Feature::Tls],
    shorten: nothing_shortened,
    run: |stage, _| Box::pin(profile(stage)),
};

pub const HSTS: Check = Check {
    promise: Promise::Tls,
    name: "hsts",
    shows: "every answer over HTTPS tells browsers to stay, errors too, and none over HTTP does",
    asked: |plan| asked(plan, "tls.hsts", |plan| plan.tls.as_ref().and_then(|tls| tls.hsts).map(Placed::place)),
    excuses: &[],
    shorten: nothing_shortened,
    run: |stage, _| Box::pin(hsts(stage)),
};

pub const REDIRECT: Check = Check {
    promise: Promise::Tls,
    name: "redirect-http",
    shows: "plain HTTP is sent to HTTPS for good, with method, path and query",
    asked: |plan| {
        asked(plan, "tls.redirect_http", |plan| plan.tls.as_ref().filter(|tls| tls.redirect_http).map(|tls| tls.place))
    },
    excuses: &[Feature::RedirectHttp],
    shorten: nothing_shortened,
    run: |stage, _| Box::pin(redirect(stage)),
};

fn asked(plan: &Plan<'_>, key: &str, asks: fn(&Plan<'_>) -> Option<Option<Place>>) -> Vec<Subject> {
    asks(plan).map(|place| Subject::whole(key, place)).into_iter().collect()
}

fn https_way(stage: &Stage) -> Result<Entrance, Failure> {
    let ways = stage.ways().into_iter().filter(|way| way.is_https);
    ways.min_by_key(|way| way.upstream.is_none()).ok_or_else(|| Failure::untried("no route is entered by HTTPS"))
}

async fn names(stage: &Stage) -> Tried {
    let plan = stage.plan();
    let certificates = plan.tls.iter().flat_map(|tls| &tls.certificates);
    for host in certificates.flat_map(|certificate| certificate.hosts.iter()) {
        let name = concrete(host);
        let shaken = stage.https()?.handshake(&name).await;
        expect(shaken.is_ok(), format!("a certificate for `{name}`"), || {
            shaken.err().map(|error| error.to_string()).unwrap_or_default()
        })?;
    }
    let unknown = stage.https()?.handshake("lbgen-unknown.invalid").await;
    let refused = unknown.is_err_and(|error| !error.to_string().contains("invalid peer certificate"));
    expect(refused, "an unknown name to be refused without a certificate", || "a certificate was shown".to_owned())?;
    let way = https_way(stage)?;
    let answer = stage.visitor(&way)?.try_send_http2(&way.get("/")).await;
    expect(answer.is_ok(), "HTTP/2", || answer.err().map(|error| error.to_string()).unwrap_or_default())
}

async fn profile(stage: &Stage) -> Tried {
    let way = https_way(stage)?;
    let is_modern = stage.plan().tls.as_ref().is_some_and(|tls| tls.profile == TlsProfile::Modern);
    let offers = async |version| -> Result<bool, Failure> {
        let client = stage.https()?.with_tls(stage.tls().versions(&[version]));
        Ok(client.handshake(&way.host).await.is_ok())
    };
    expect(offers(&TLS13).await?, "TLS 1.3", || "no handshake".to_owned())?;
    let old = offers(&TLS12).await?;
    let expected = if is_modern { "no TLS 1.2" } else { "TLS 1.2" };
    expect(old != is_modern, expected, || if old { "it is offered" } else { "no handshake" }.to_owned())?;
    let oldest = stage.https()?.greets_old_version(&way.host).await?;
    expect(!oldest, "no TLS 1.1", || "it is offered".to_owned())
}

async fn hsts(stage: &Stage) -> Tried {
    let way = https_way(stage)?;
    let plan = stage.plan();
    let asked = asked_for(plan.tls.as_ref().and_then(|tls| tls.hsts))?;
    let mut expected = format!("max-age={}", asked.max_age.seconds_up());
    for (is_asked, word) in [(*asked.include_subdomains, "; includeSubDomains"), (*asked.preload, "; preload")] {
        expected.push_str(if is_asked { word } else { "" });
    }
    for behaviour in ["/", "/status/404", "/status/500"] {
        let answer = stage.visitor(&way)?.try_send(&way.get(behaviour)).await?;
        let told = answer.header_values("Strict-Transport-Security");
        expect(
            told == [expected.as_str()],
            format!("Strict-Transport-Security: {expected} on {}", answer.status),
            || format!("{told:?}"),
        )?;
    }
    for server in stage.all_servers() {
        server.die().await;
    }
    let answer = stage.visitor(&way)?.try_send(&way.get("/")).await?;
    let told = answer.header_values("Strict-Transport-Security");
    expect(told == [expected.as_str()], format!("Strict-Transport-Security on {}", answer.status), || {
        format!("{told:?}")
    })?;
    let Ok(plain) = stage.http() else { return Ok(()) };
    let answer = plain.coming_from(way.source(stage.number())).try_send(&way.get("/")).await?;
    let told = answer.header("Strict-Transport-Security");
    expect(told.is_none(), "none over plain HTTP (RFC 6797, 7.2)", || told.unwrap_or_default().to_owned())
}

async fn redirect(stage: &Stage) -> Tried {
    let way = https_way(stage)?;
    let port = stage.plan().tls.as_ref().map_or(443, |tls| tls.port);
    for method in ["GET", "POST"] {
        let target = way.target("/a%20b?c=%20d&e");
        let client = stage.http()?.coming_from(way.source(stage.number()));
        let answer = client.try_send(&Request::new(method, &way.host, &target)).await?;
        let is_permanent = answer.status == 308 || (method == "GET" && answer.status == 301);
        expect(is_permanent, format!("a permanent redirect of a {method} that keeps the method"), || {
            answer.status.to_string()
        })?;
        let location = format!("https://{}:{port}{target}", way.host);
        let seen = || answer.header("Location").unwrap_or("none").to_owned();
        expect(answer.header("Location") == Some(location.as_str()), format!("Location: {location}"), seen)?;
    }
    let reached = stage.all_servers().flat_map(Server::requests).any(|request| request.target().contains("/a%20b"));
    expect(!reached, "no upstream to be reached over plain HTTP", || "one was".to_owned())
}
