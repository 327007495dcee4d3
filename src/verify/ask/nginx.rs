//! `nginx -t`.

use std::io;

use super::LIMIT;
use crate::verify::Trial;
use crate::verify::bounded;
use crate::verify::runner::Runner;
use crate::verify::said::{Said, Spot, Verdict};

const FILE: &str = "nginx/nginx.conf";

pub(super) fn ask(runner: &Runner, trial: &Trial) -> io::Result<Verdict> {
    // The prefix is relative, as the contract starts it.
    let mut command = runner.command(trial.folder(), "")?;
    let ended = bounded::run(command.args(["-t", "-e", "stderr", "-p", "nginx", "-c", "nginx.conf"]), LIMIT)?;
    let said = ended.stderr.lines().filter_map(read).collect();
    Ok(Verdict::new(ended.is_success(), said, &ended.stderr, FILE))
}

/// `2026/11/23 23:22:04 [emerg] 7#7: unknown directive "x" in /tmp/copy/nginx/nginx.conf:36`
fn read(line: &str) -> Option<Said> {
    let (_, rest) = line.split_once('[')?;
    let (level, words) = rest.split_once("] ")?;
    let words = words.split_once('#').and_then(|(_, rest)| rest.split_once(": ")).map_or(words, |(_, words)| words);
    let (words, spot) = place(words);
    match level {
        "emerg" | "alert" | "crit" | "error" => Some(Said::error(words, spot)),
        "warn" => Some(Said::warning(words, spot)),
        _ => None,
    }
}

fn place(words: &str) -> (&str, Spot) {
    let placed = || {
        let (words, at) = words.rsplit_once(" in ")?;
        let (file, line) = at.rsplit_once(':')?;
        Some((words, file.ends_with("nginx.conf").then_some(())?, line.parse().ok()?))
    };
    match placed() {
        Some((words, (), line)) => (words, Spot::Line(FILE.to_owned(), line)),
        None => (words, Spot::File(FILE.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_taken_out_of_the_words() {
        let said = read("2026/11/23 23:22:04 [emerg] 7#7: unknown directive \"x\" in nginx/nginx.conf:36").unwrap();
        assert_eq!(said, Said::error("unknown directive \"x\"", Spot::Line(FILE.into(), 36)));
        let said = read("nginx: [warn] conflicting server name \"a\" on 0.0.0.0:80, ignored").unwrap();
        let words = "conflicting server name \"a\" on 0.0.0.0:80, ignored";
        assert_eq!(said, Said::warning(words, Spot::File(FILE.into())));
        assert_eq!(read("nginx: configuration file nginx/nginx.conf test failed"), None);
    }
}
