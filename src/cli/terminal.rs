//! What is on the other side: a person at a terminal, or a program.

use std::io::{IsTerminal, stderr, stdin};

use clap::ColorChoice;

/// Whether what goes to `stream` is coloured: `--color`, then `NO_COLOR`, then `CLICOLOR_FORCE`, then the terminal.
pub fn is_coloured(choice: ColorChoice, stream: &impl IsTerminal) -> bool {
    let given = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if given("NO_COLOR") => false,
        ColorChoice::Auto if std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        ColorChoice::Auto => stream.is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
    }
}

/// Somebody is there to be asked: a terminal on both sides, and no CI.
pub fn can_ask() -> bool {
    let in_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
    stdin().is_terminal() && stderr().is_terminal() && !in_ci
}
