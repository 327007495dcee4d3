//! `haproxy -c -dW`: a warning makes it refuse.

use std::io;

use super::LIMIT;
use crate::verify::Trial;
use crate::verify::bounded;
use crate::verify::runner::Runner;
use crate::verify::said::{Said, Spot, Verdict};

const FILE: &str = "haproxy/haproxy.cfg";

/// How it ends, whatever it found.
const SUMMARIES: [&str; 3] = ["Fatal errors found", "Error(s) found", "Some warnings were found"];

pub(super) fn ask(runner: &Runner, trial: &Trial) -> io::Result<Verdict> {
    let mut command = runner.command(trial.folder(), "")?;
    let ended = bounded::run(command.args(["-c", "-dW", "-f", FILE]), LIMIT)?;
    Ok(Verdict::new(ended.is_success(), read(&ended.stderr), &ended.stderr, FILE))
}

/// Lines such as `[ALERT]    (7) : config : parsing [haproxy/haproxy.cfg:12] : unknown keyword 'x'`; what follows
/// without a bracket belongs to the line before it.
fn read(text: &str) -> Vec<Said> {
    let mut found: Vec<Said> = Vec::new();
    // Whether what follows belongs to the last of them.
    let mut continues = false;
    for line in text.lines() {
        if line.starts_with('[') {
            let said = one(line);
            continues = said.is_some();
            found.extend(said);
        } else if let Some(last) = found.last_mut().filter(|last| continues && !last.words.contains(line.trim())) {
            last.words.push(' ');
            last.words.push_str(line.trim());
        }
    }
    found
}

/// None for a message that says nothing of the files.
fn one(line: &str) -> Option<Said> {
    let (level, rest) = line.strip_prefix('[')?.split_once(']')?;
    let (_, rest) = rest.split_once(" : ")?;
    let words = rest.strip_prefix("config : ").unwrap_or(rest);
    if SUMMARIES.iter().any(|summary| words.starts_with(summary)) {
        return None;
    }
    let (words, spot) = place(words);
    match level {
        "ALERT" | "EMERG" => Some(Said::error(words, spot)),
        "WARNING" => Some(Said::warning(words, spot)),
        _ => None,
    }
}

fn place(words: &str) -> (&str, Spot) {
    // An address such as `[::]:443` may stand before it.
    let placed = words.match_indices('[').find_map(|(at, _)| {
        let (inside, after) = words.get(at + 1..)?.split_once(']')?;
        let (file, line) = inside.rsplit_once(':')?;
        Some((after.trim_start_matches([' ', ':', '.']), Spot::Line(file.to_owned(), line.parse().ok()?)))
    });
    match placed {
        Some((after, spot)) if !after.is_empty() => (after, spot),
        Some((_, spot)) => (words, spot),
        None => (words, Spot::File(FILE.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read_with_the_lines_that_belong_to_it() {
        let text = "[NOTICE]   (7) : haproxy version is 2.6.12\n[NOTICE]   (7) : path to executable is /x\n\
            [ALERT]    (7) : config : parsing [haproxy/haproxy.cfg:12] : unknown keyword 'x'\n  did you mean 'y'?\n\
            [ALERT]    (7) : config : Proxy 'p': no for bind '[::]:443' at [haproxy/haproxy.cfg:80].\n\
            [WARNING]  (7) : config : missing timeouts for frontend 'f'.\n\
            [ALERT]    (7) : config : Fatal errors found in configuration.\n";
        let said = read(text);
        assert_eq!(said[0], Said::error("unknown keyword 'x' did you mean 'y'?", Spot::Line(FILE.into(), 12)));
        let words = "Proxy 'p': no for bind '[::]:443' at [haproxy/haproxy.cfg:80].";
        assert_eq!(said[1], Said::error(words, Spot::Line(FILE.into(), 80)));
        assert_eq!(said[2], Said::warning("missing timeouts for frontend 'f'.", Spot::File(FILE.into())));
        assert_eq!(said.len(), 3);
    }
}
