//! The questions of `lbgen init`, asked on the terminal's standard error.

use std::ops::RangeInclusive;
use std::str::FromStr;

use inquire::validator::{MinLengthValidator, Validation};
use inquire::{Confirm, CustomType, MultiSelect, Select, Text};

use super::failure::Failure;
use super::host_name::HostName;
use super::image_name::ImageName;
use super::preset::Preset;
use crate::topology::Proxy;

pub(super) fn preset() -> Result<Preset, Failure> {
    const PRESETS: [Preset; 3] = [Preset::LobeChat, Preset::SseApi, Preset::WebSocket];
    let options = PRESETS.iter().map(|preset| format!("{:<10} {}", preset.word(), preset.summary())).collect();
    let chosen = Select::new("What stands behind the load balancer?", options)
        .with_formatter(&|option| PRESETS.get(option.index).map_or("", |preset| preset.word()).to_owned())
        .raw_prompt()?;
    Ok(PRESETS.get(chosen.index).copied().unwrap_or(Preset::LobeChat))
}

pub(super) fn hosts(default: Vec<HostName>) -> Result<Vec<HostName>, Failure> {
    let default = default.iter().map(HostName::as_str).collect::<Vec<_>>().join(", ");
    let answer = Text::new("Under which public name?")
        .with_default(&default)
        .with_help_message("a DNS name; several are separated by commas")
        .with_validator(|text: &str| Ok(validation(parse_list::<HostName>(text))))
        .prompt()?;
    Ok(parse_list(&answer).map_err(anyhow::Error::msg)?)
}

pub(super) fn s3_host(default: HostName) -> Result<HostName, Failure> {
    parsed_text(
        "And the object store?",
        "browsers upload to it directly, so that it needs a public name too",
        default.as_str(),
    )
}

pub(super) fn proxies(default: Vec<Proxy>) -> Result<Vec<Proxy>, Failure> {
    let all: Vec<usize> = (0..default.len()).collect();
    let names = default.iter().map(|proxy| proxy.name()).collect();
    let chosen = MultiSelect::new("Which proxies shall be rendered?", names)
        .with_default(&all)
        .with_validator(MinLengthValidator::new(1).with_message("choose at least one"))
        .with_help_message("space chooses, enter accepts; the first one fronts compose.yaml")
        .raw_prompt()?;
    Ok(chosen.iter().filter_map(|option| default.get(option.index).copied()).collect())
}

pub(super) fn image(default: ImageName) -> Result<ImageName, Failure> {
    parsed_text(
        "Which image runs the application?",
        "with its tag; the suggested one answers every request",
        default.as_str(),
    )
}

pub(super) fn port(default: u16) -> Result<u16, Failure> {
    number("On which port does it listen?", default, 1..=u16::MAX)
}

pub(super) fn replicas(default: u16) -> Result<u16, Failure> {
    number("How many replicas?", default, 1..=1000)
}

pub(super) fn secrets() -> Result<bool, Failure> {
    Ok(Confirm::new("Write an .env with fresh random secrets?")
        .with_default(true)
        .with_help_message("readable by you alone, and ignored by git")
        .prompt()?)
}

fn number(question: &str, default: u16, range: RangeInclusive<u16>) -> Result<u16, Failure> {
    let needed = format!("a number from {} to {}", range.start(), range.end());
    let outside = needed.clone();
    Ok(CustomType::<u16>::new(question)
        .with_default(default)
        .with_error_message(&needed)
        .with_validator(move |number: &u16| {
            Ok(validation(if range.contains(number) { Ok(()) } else { Err(outside.clone()) }))
        })
        .prompt()?)
}

fn parsed_text<T: FromStr<Err = String>>(question: &str, help: &str, default: &str) -> Result<T, Failure> {
    let answer = Text::new(question)
        .with_default(default)
        .with_help_message(help)
        .with_validator(|text: &str| Ok(validation(text.trim().parse::<T>())))
        .prompt()?;
    Ok(answer.trim().parse().map_err(anyhow::Error::msg)?)
}

fn parse_list<T: FromStr<Err = String>>(text: &str) -> Result<Vec<T>, String> {
    text.split(',').map(|part| part.trim().parse()).collect()
}

fn validation<T>(parsed: Result<T, String>) -> Validation {
    match parsed {
        Ok(_) => Validation::Valid,
        Err(reason) => Validation::Invalid(reason.into()),
    }
}
