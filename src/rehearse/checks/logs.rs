//! P17: what is logged of a request.

use std::time::Duration;

use crate::engine::Feature;
use crate::plan::Plan;
use crate::promise::Promise;
use crate::rehearse::check::{Check, Subject, nothing_shortened};
use crate::rehearse::stage::{Stage, eventually};
use crate::rehearse::verdict::{Failure, Tried, expect};
use crate::topology::AccessLog;

/// The members of a line.
const FIELDS: [&str; 11] = [
    "time",
    "client",
    "host",
    "method",
    "uri",
    "status",
    "bytes",
    "duration",
    "upstream",
    "upstream_duration",
    "request_id",
];

pub const LINES: Check = Check {
    promise: Promise::Logs,
    name: "access-log",
    shows: "each request is one line of the form asked for",
    asked: |plan| asked(plan, |form| form != AccessLog::Off),
    excuses: &[],
    shorten: nothing_shortened,
    run: |stage, _| Box::pin(lines(stage)),
};

pub const MEMBERS: Check = Check {
    promise: Promise::Logs,
    name: "log-members",
    shows: "a line of the JSON form has the members documented, and tells no query",
    asked: |plan| asked(plan, |form| form == AccessLog::Json),
    excuses: &[Feature::Logs],
    shorten: nothing_shortened,
    run: |stage, _| Box::pin(members(stage)),
};

pub const EXCLUDED: Check = Check {
    promise: Promise::Logs,
    name: "unlogged-paths",
    shows: "requests for excluded paths are not logged",
    asked: |plan| {
        let place = plan.logs.exclude_paths.first().map(crate::source::Placed::place);
        let is_on = *plan.logs.access.value() != AccessLog::Off && !plan.routes.is_empty();
        place.filter(|_| is_on).map(|place| Subject::whole("logs.exclude_paths", place)).into_iter().collect()
    },
    excuses: &[Feature::ExcludePaths],
    shorten: nothing_shortened,
    run: |stage, _| Box::pin(excluded(stage)),
};

fn asked(plan: &Plan<'_>, is: fn(AccessLog) -> bool) -> Vec<Subject> {
    let is_asked = is(*plan.logs.access.value()) && !plan.routes.is_empty();
    is_asked.then(|| Subject::whole("logs.access", plan.logs.access.place())).into_iter().collect()
}

fn way(stage: &Stage) -> Result<crate::rehearse::Entrance, Failure> {
    let way = stage.ways().into_iter().min_by_key(|way| way.upstream.is_none());
    way.ok_or_else(|| Failure::untried("no route can be entered"))
}

/// The log's line with this word in it.
async fn line_with(stage: &Stage, word: &str) -> Result<String, Failure> {
    let find = || stage.stdout().lines().find(|line| line.contains(word)).map(str::to_owned);
    eventually("a line in the log", Duration::from_secs(8), async || find().is_some()).await?;
    Ok(find().unwrap_or_default())
}

/// The line of a request that would like to break it.
async fn hostile_line(stage: &Stage) -> Result<String, Failure> {
    let way = way(stage)?;
    let hostile = way.get("/log-line?secret=1").header("User-Agent", "a\"b\\c\u{e9}{}").header("Referer", "\"},{\"");
    stage.visitor(&way)?.try_send(&hostile).await?;
    line_with(stage, "log-line").await
}

fn object(line: &str) -> Result<serde_json::Map<String, serde_json::Value>, Failure> {
    let broken = || Failure::Broken { expected: "a JSON object".to_owned(), seen: line.to_owned() };
    serde_json::from_str(line).map_err(|_| broken())
}

async fn lines(stage: &Stage) -> Tried {
    let line = hostile_line(stage).await?;
    if *stage.plan().logs.access.value() == AccessLog::Combined {
        return expect(line.contains("\" 200 "), "a line in the combined form", || line.clone());
    }
    object(&line).map(drop)
}

async fn members(stage: &Stage) -> Tried {
    let line = hostile_line(stage).await?;
    let object = object(&line)?;
    let missing: Vec<&str> = FIELDS.into_iter().filter(|field| !object.contains_key(*field)).collect();
    expect(missing.is_empty(), format!("the members {}", FIELDS.join(", ")), || {
        format!("{} missing: {line}", missing.join(", "))
    })?;
    expect(!line.contains("secret"), "no query in the log", || line.clone())
}

async fn excluded(stage: &Stage) -> Tried {
    let way = way(stage)?;
    let plan = stage.plan();
    // One connection belongs to one worker, which writes its lines in order; another may still hold its own back.
    let mut connection = stage.visitor(&way)?.try_connect(&way.host).await?;
    for path in &plan.logs.exclude_paths {
        connection.try_send(&way.let_in(way.bare(path.as_str()))).await?;
    }
    connection.try_send(&way.get("/log-end")).await?;
    line_with(stage, "log-end").await?;
    let log = stage.stdout();
    for path in &plan.logs.exclude_paths {
        let logged = log.lines().find(|line| {
            // JSON may escape a slash (RFC 8259, 7), and HAProxy does.
            let line = line.replace("\\/", "/");
            line.contains(&format!("\"{}\"", path.as_str())) || line.contains(&format!(" {} HTTP", path.as_str()))
        });
        expect(logged.is_none(), format!("no line for `{}`", path.as_str()), || logged.unwrap_or_default().to_owned())?;
    }
    Ok(())
}
