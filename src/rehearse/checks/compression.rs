//! P23: text types are compressed, other types are not.

use crate::engine::Feature;
use crate::promise::Promise;
use crate::rehearse::check::{Check, Subject, nothing_shortened, routes};
use crate::rehearse::stage::Stage;
use crate::rehearse::verdict::{Tried, expect};

pub const TYPES: Check = Check {
    promise: Promise::Compression,
    name: "compress",
    shows: "text is compressed for those who take it, images and event streams never",
    asked: |plan| {
        routes(plan, "compress", |route| {
            (**route.compress && route.upstream().is_some()).then(|| route.compress.place())
        })
    },
    excuses: &[Feature::Compress],
    shorten: nothing_shortened,
    run: |stage, subject| Box::pin(types(stage, subject)),
};

async fn types(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way(subject.index())?;
    let cases = [
        ("/text?type=text/html&bytes=20000", true),
        ("/text?type=application/json&bytes=20000", true),
        ("/text?type=image/png&bytes=20000", false),
        ("/sse?n=2&gap_ms=50", false),
    ];
    for (behaviour, expected) in cases {
        let request = way.by("GET", behaviour)?.header("Accept-Encoding", "gzip");
        let answer = stage.visitor(&way)?.try_send(&request).await?;
        let is_compressed = answer.header("Content-Encoding").is_some();
        let word = if expected { "to be compressed" } else { "not to be compressed" };
        expect(is_compressed == expected, format!("`{behaviour}` {word}"), || {
            format!("{:?}", answer.header("Content-Encoding"))
        })?;
    }
    let plain = stage.visitor(&way)?.try_send(&way.by("GET", "/text?type=text/html&bytes=20000")?).await?;
    let seen = || format!("{:?}", plain.header("Content-Encoding"));
    expect(plain.header("Content-Encoding").is_none(), "nothing compressed for those who do not ask", seen)
}
