//! P19: what looks like an attack is blocked, and a chat is none.

use crate::engine::Feature;
use crate::promise::Promise;
use crate::rehearse::Entrance;
use crate::rehearse::check::{Check, Subject, nothing_shortened, routes};
use crate::rehearse::client::Request;
use crate::rehearse::stage::Stage;
use crate::rehearse::verdict::{Tried, asked_for, expect};
use crate::source::Placed;
use crate::topology::WafMode;

pub const INSPECTED: Check = Check {
    promise: Promise::Headers,
    name: "waf",
    shows: "SQL, scripts and paths out of a folder get 403, or pass where they are only detected, and a question passes",
    asked: |plan| routes(plan, "waf", |route| route.waf.map(Placed::place)),
    excuses: &[Feature::Waf],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(inspected(stage, subject)),
};

const ATTACKS: [&str; 4] = [
    "/?id=1%27%20OR%20%271%27=%271",
    "/?id=1%20UNION%20SELECT%20password%20FROM%20users--",
    "/?q=%3Cscript%3Ealert(1)%3C/script%3E",
    "/?file=../../../../etc/passwd",
];

const QUESTION: &str = r#"{"messages":[{"role":"user","content":"How do I write a SELECT with a JOIN in SQL?"}]}"#;

async fn inspected(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let plan = stage.plan();
    let mode = *asked_for(way.route_of(&plan)?.waf)?.mode;
    for attack in ATTACKS {
        let answer = stage.visitor(&way)?.try_send(&way.get(attack)).await?;
        let (is_right, expected) = match mode {
            WafMode::Block => (answer.status == 403 && answer.served_by().is_none(), "403 from the proxy"),
            WafMode::Detect => (answer.status != 403, "to be let through"),
        };
        expect(is_right, format!("{expected} for `{attack}`"), || answer.status.to_string())?;
    }
    let answer = stage.visitor(&way)?.try_send(&question(&way)).await?;
    expect(answer.status != 403, "a question to be let through", || answer.status.to_string())
}

/// As chats send it, where the route takes a POST.
fn question(way: &Entrance) -> Request {
    way.by("POST", "/").map_or_else(
        |_| way.get("/?q=How+do+I+write+a+SELECT+with+a+JOIN"),
        |request| request.header("Content-Type", "application/json").body(QUESTION),
    )
}
