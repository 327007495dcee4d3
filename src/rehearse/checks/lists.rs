//! P13: who is let in.

use std::net::IpAddr;

use crate::engine::Feature;
use crate::promise::Promise;
use crate::rehearse::check::{Check, Subject, nothing_shortened, routes};
use crate::rehearse::networks;
use crate::rehearse::stage::Stage;
use crate::rehearse::verdict::{Failure, Tried, asked_for, expect};
use crate::source::Placed;

pub const ACCESS: Check = Check {
    promise: Promise::Lists,
    name: "access",
    shows: "denied networks get 403, and so does everyone outside a list of allowed ones",
    asked: |plan| routes(plan, "access", |route| route.access.map(Placed::place)),
    excuses: &[Feature::Access],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(access(stage, subject)),
};

async fn access(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let access = asked_for(way.route_of(&plan)?.access)?;
    let (allow, deny) = (networks::of(&access.allow), networks::of(&access.deny));
    let status = async |source: IpAddr| -> Result<u16, Failure> {
        Ok(stage.client(&way, source)?.try_send(&way.get("/")).await?.status)
    };
    let let_in = way.source(stage.number());
    let seen = status(let_in).await?;
    expect(seen != 403, format!("`{let_in}` to be let in"), || seen.to_string())?;
    for network in &deny {
        if let Some(shut) = networks::member(&[*network], &[], 0) {
            let seen = status(shut).await?;
            expect(seen == 403, format!("403 for `{shut}`, which is denied"), || seen.to_string())?;
        }
    }
    let stranger = networks::nobody(stage.number());
    if !allow.is_empty() && !allow.iter().any(|network| network.network().contains(&stranger)) {
        let seen = status(stranger).await?;
        expect(seen == 403, format!("403 for `{stranger}`, which is not allowed"), || seen.to_string())?;
    }
    Ok(())
}
