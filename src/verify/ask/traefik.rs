//! Traefik checks nothing before it runs: a start on loopback, its API and its log are its answer.

use std::fs;
use std::io;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::api::{self, Item};
use super::silent;
use crate::diagnostic::Severity;
use crate::verify::Trial;
use crate::verify::bounded::LOOK;
use crate::verify::process::Process;
use crate::verify::runner::Runner;
use crate::verify::said::{Said, Spot, Verdict};

const STATIC: &str = "traefik/traefik.yml";
const DYNAMIC: &str = "traefik/dynamic/edge.yml";

/// How long a start may take.
const LIMIT: Duration = Duration::from_secs(10);

/// Said of every file, or of what the copy is not: its upstreams are nobody, and its end is ours.
const NO_FAULT: [&str; 5] = [
    "Traefik can reject some encoded characters",
    "aliasHeadersStrategy is not configured",
    "Health check failed",
    // The routers without a host want the default options.
    "No domain found in rule",
    "use of closed network connection",
];

pub(super) fn ask(runner: &Runner, trial: &Trial) -> io::Result<Verdict> {
    let Start { items, log, failure } = start(runner, trial)?;
    let text = |file| fs::read_to_string(trial.folder().join(file)).unwrap_or_default();
    let dynamic = text(DYNAMIC);
    let mut said: Vec<Said> = items.iter().flat_map(|item| told(item, &dynamic)).collect();
    for logged in log.lines().filter_map(|line| logged(line, &dynamic)) {
        if !said.iter().any(|known| known.words.ends_with(&logged.words)) {
            said.push(logged);
        }
    }
    said.extend([STATIC, DYNAMIC].into_iter().flat_map(|file| silent::check(file, &text(file))));
    let is_accepted = failure.is_none() && said.iter().all(|said| said.severity == Severity::Warning);
    if said.is_empty() {
        said.extend(failure.map(|words| Said::error(words, Spot::File(STATIC.to_owned()))));
    }
    Ok(Verdict::new(is_accepted, said, &log, STATIC))
}

/// What a start came to.
struct Start {
    /// What its API tells.
    items: Vec<Item>,
    log: String,
    /// Why it never got to load its files.
    failure: Option<String>,
}

fn start(runner: &Runner, trial: &Trial) -> io::Result<Start> {
    let variables: Vec<(&str, &str)> = trial.secrets().collect();
    let mut command = runner.command_with(trial.folder(), "traefik", &variables)?;
    command.arg("--configFile=traefik.yml");
    let mut process = Process::spawn(command, trial.folder())?;
    let _container = runner.container(trial.folder());
    let start = Instant::now();
    let (mut items, mut failure) = (None, None);
    while failure.is_none() && !settled(items.as_deref(), &process) {
        if let Some(status) = process.ended()? {
            failure = Some(format!("it ended by itself: {status}"));
        } else if start.elapsed() > LIMIT {
            failure = Some(format!("it has not loaded its files {} seconds after its start", LIMIT.as_secs()));
        }
        std::thread::sleep(4 * LOOK);
        items = api::items(trial.api).or(items);
    }
    let log = process.stdout() + &process.stderr();
    Ok(Start { items: items.unwrap_or_default(), log, failure })
}

/// It has told of its files, or that it cannot read them.
fn settled(items: Option<&[Item]>, process: &Process) -> bool {
    items.is_some_and(|items| !items.is_empty()) || process.stdout().contains("Error while building configuration")
}

fn told(item: &Item, dynamic: &str) -> Vec<Said> {
    let line = line_of(&item.kind, &item.name, dynamic);
    let spot = line.map_or(Spot::File(DYNAMIC.to_owned()), |line| Spot::Line(DYNAMIC.to_owned(), line));
    let kind = item.kind.trim_end_matches('s');
    item.errors.iter().map(|words| Said::error(format!("{kind} {}: {words}", item.name), spot.clone())).collect()
}

/// A line of its log in JSON, or a bare one of an error before the log is set up.
fn logged(line: &str, dynamic: &str) -> Option<Said> {
    if NO_FAULT.iter().any(|known| line.contains(known)) {
        return None;
    }
    let entry: Value = serde_json::from_str(line).ok()?;
    let field = |name: &str| entry.get(name).and_then(Value::as_str);
    let words = match (field("message"), field("error")) {
        (Some(message), Some(error)) => format!("{message}: {error}"),
        (message, error) => error.or(message)?.to_owned(),
    };
    let named = [("routerName", "routers"), ("serviceName", "services"), ("middlewareName", "middlewares")]
        .into_iter()
        .find_map(|(key, kind)| line_of(kind, field(key)?.split('@').next()?, dynamic))
        .or_else(|| words.split("node: ").nth(1).and_then(|key| key_line(key.trim(), dynamic)));
    let file = if words.contains("traefik.yml") || words.contains("command traefik") { STATIC } else { DYNAMIC };
    let spot = named.map_or(Spot::File(file.to_owned()), |line| Spot::Line(DYNAMIC.to_owned(), line));
    match field("level")? {
        "error" | "fatal" | "panic" => Some(Said::error(words, spot)),
        "warn" => Some(Said::warning(words, spot)),
        _ => None,
    }
}

/// The line of a router, service or middleware.
fn line_of(kind: &str, name: &str, text: &str) -> Option<usize> {
    let section = text.lines().position(|line| line.trim() == format!("{kind}:"))?;
    let own = text.lines().skip(section).position(|line| is_key(line, name))?;
    Some(section + own + 1)
}

fn key_line(key: &str, text: &str) -> Option<usize> {
    text.lines().position(|line| is_key(line, key)).map(|at| at + 1)
}

fn is_key(line: &str, key: &str) -> bool {
    line.trim().trim_end_matches(':').trim_matches('"') == key && line.trim().ends_with(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "http:\n  routers:\n    web:\n      rule: x\n  services:\n    web:\n      passiveHealthCheck:\n";

    #[test]
    fn a_thing_is_found_in_its_section() {
        assert_eq!((line_of("routers", "web", TEXT), line_of("services", "web", TEXT)), (Some(3), Some(6)));
    }

    #[test]
    fn a_key_that_an_older_one_does_not_know_is_found() {
        let line = "{\"level\":\"error\",\"providerName\":\"file\",\"error\":\"edge.yml: field not found, node: passiveHealthCheck\",\"message\":\"Error while building configuration\"}";
        assert_eq!(logged(line, TEXT).unwrap().spot, Spot::Line(DYNAMIC.into(), 7));
    }

    #[test]
    fn what_is_no_fault_of_the_files_is_left_out() {
        assert_eq!(logged("{\"level\":\"warn\",\"message\":\"Health check failed.\"}", TEXT), None);
    }
}
