//! `docker compose config -q`, without a daemon.

use std::fs;
use std::io;

use super::LIMIT;
use crate::verify::Trial;
use crate::verify::bounded;
use crate::verify::runner::Runner;
use crate::verify::said::{Said, Spot, Verdict};

const FILE: &str = "compose.yaml";

pub(super) fn ask(runner: &Runner, trial: &Trial) -> io::Result<Verdict> {
    let mut command = runner.command(trial.folder(), "")?;
    command.args(["--env-file", ".env", "-f", FILE, "config", "-q", "--no-env-resolution"]);
    // What the shell of the user sets for his own stack is not what is asked about.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("COMPOSE_")) {
        command.env_remove(name);
    }
    let ended = bounded::run(&mut command, LIMIT)?;
    let text = fs::read_to_string(trial.folder().join(FILE)).unwrap_or_default();
    let said = ended.stderr.lines().filter_map(|line| read(line, &text)).collect();
    Ok(Verdict::new(ended.is_success(), said, &ended.stderr, FILE))
}

/// `time="…" level=warning msg="…"`, or a bare sentence for what it refuses.
fn read(line: &str, text: &str) -> Option<Said> {
    let logged = line.split_once(" msg=\"").map(|(before, message)| (before, message.trim_end_matches('"')));
    let words = logged.map_or(line, |(_, message)| message).trim();
    let words = words.strip_prefix("Error: ").unwrap_or(words);
    if words.is_empty() {
        return None;
    }
    let is_warning = logged.is_some_and(|(before, _)| before.contains("level=warn"));
    let spot = place(words, text);
    Some(if is_warning { Said::warning(words, spot) } else { Said::error(words, spot) })
}

fn place(words: &str, text: &str) -> Spot {
    let file = FILE.to_owned();
    let lower = words.to_lowercase();
    if let Some(line) = lower.split_once("line ").and_then(|(_, rest)| leading_number(rest)) {
        return Spot::Line(file, line);
    }
    if let Some((_, keys)) = words.split_once("services.") {
        let end = keys.find([' ', ':']).unwrap_or(keys.len());
        let keys = keys.get(..end).unwrap_or_default().split('.').map(str::to_owned);
        return Spot::Keys(file, std::iter::once("services".to_owned()).chain(keys).collect());
    }
    // `service "web" depends on undefined service "db"`
    let quoted = words.split(['"', '\'']).nth(1).filter(|word| text.contains(&format!("\n  {word}:")));
    match quoted {
        Some(service) => Spot::Keys(file, vec!["services".to_owned(), service.to_owned()]),
        None => Spot::File(file),
    }
}

fn leading_number(text: &str) -> Option<usize> {
    text.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_its_service() {
        let said = read("validating /tmp/x/compose.yaml: services.web.ports must be a list", "").unwrap();
        let keys = ["services", "web", "ports"].map(str::to_owned).to_vec();
        assert_eq!(said.spot, Spot::Keys(FILE.into(), keys));
        let said = read("service \"web\" depends on undefined service \"db\"", "services:\n  web:\n").unwrap();
        assert_eq!(said.spot, Spot::Keys(FILE.into(), vec!["services".into(), "web".into()]));
    }

    #[test]
    fn a_logged_warning_is_a_warning() {
        let said = read("time=\"2026\" level=warning msg=\"the variable is not set\"", "").unwrap();
        assert_eq!(said, Said::warning("the variable is not set", Spot::File(FILE.into())));
    }
}
