//! Turns flags into complete answers: each question is answered by its flag, by the user or by its default.

use super::answers::{Answers, App};
use super::args::InitArgs;
use super::failure::Failure;
use super::host_name::HostName;
use super::image_name::ImageName;
use super::preset::Preset;
use super::questions;
use crate::topology::Proxy;

/// Where an answer comes from that no flag gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// From the user, on a terminal.
    Ask,
    /// From the question's default.
    TakeDefaults,
    /// From nowhere: the flags are missing, and said so all at once.
    FlagsOnly,
}

/// The complete answers to what `args` leave open.
///
/// # Errors
/// A flag that is missing or belongs to another preset, a host named twice, or a question that the user left.
pub fn answers(args: &InitArgs, manner: Manner) -> Result<Answers, Failure> {
    let mut interview = Interview { manner, missing: Vec::new() };
    let Some(preset) = interview.preset(args)? else {
        return Err(preset_missing());
    };
    check_flags_of(preset, args)?;
    let hosts = interview.hosts(args, preset)?;
    let s3_host = interview.s3_host(args, preset, &hosts)?;
    let proxies = interview.proxies(args)?;
    let app = interview.app(args, preset)?;
    let secrets = interview.secrets(args, &app)?;
    if !interview.missing.is_empty() {
        return Err(flags_missing(&interview.missing));
    }
    let answers = Answers { preset, hosts, s3_host, proxies, app, https: !args.plain_http, secrets };
    check_hosts_differ(&answers)?;
    Ok(answers)
}

struct Interview {
    manner: Manner,
    missing: Vec<&'static str>,
}

impl Interview {
    /// The answer that is given, asked for or taken by default; a missing one is noted, and the default stands in.
    fn answer<T>(
        &mut self,
        flag: &'static str,
        given: Option<T>,
        default: T,
        ask: impl FnOnce(T) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if let Some(given) = given {
            return Ok(given);
        }
        match self.manner {
            Manner::Ask => ask(default),
            Manner::TakeDefaults => Ok(default),
            Manner::FlagsOnly => {
                self.missing.push(flag);
                Ok(default)
            }
        }
    }

    fn preset(&self, args: &InitArgs) -> Result<Option<Preset>, Failure> {
        match (args.preset, self.manner) {
            (None, Manner::Ask) => questions::preset().map(Some),
            (given, Manner::Ask | Manner::TakeDefaults | Manner::FlagsOnly) => Ok(given),
        }
    }

    fn hosts(&mut self, args: &InitArgs, preset: Preset) -> Result<Vec<HostName>, Failure> {
        let default = vec![preset.suggested_host()];
        self.answer("--host", non_empty(&args.hosts), default, questions::hosts)
    }

    fn s3_host(&mut self, args: &InitArgs, preset: Preset, hosts: &[HostName]) -> Result<Option<HostName>, Failure> {
        let Some(chat) = hosts.first().filter(|_| preset == Preset::LobeChat) else {
            return Ok(None);
        };
        self.answer("--s3-host", args.s3_host.clone(), chat.s3_sibling(), questions::s3_host).map(Some)
    }

    fn proxies(&mut self, args: &InitArgs) -> Result<Vec<Proxy>, Failure> {
        self.answer(
            "--engine",
            non_empty(&args.engines),
            vec![Proxy::Nginx, Proxy::Traefik, Proxy::Haproxy],
            questions::proxies,
        )
    }

    fn app(&mut self, args: &InitArgs, preset: Preset) -> Result<App, Failure> {
        if let Some(servers) = non_empty(&args.servers) {
            return Ok(App::Servers(servers));
        }
        let image = self.image(args, preset)?;
        let port = self.port(args, preset, &image)?;
        let replicas = self.answer("--replicas", args.replicas, 3, questions::replicas)?;
        Ok(App::Containers { image, port, replicas })
    }

    fn image(&mut self, args: &InitArgs, preset: Preset) -> Result<ImageName, Failure> {
        let default = preset.suggested_image();
        match preset {
            Preset::LobeChat => Ok(default),
            Preset::SseApi | Preset::WebSocket => self.answer("--image", args.image.clone(), default, questions::image),
        }
    }

    fn port(&mut self, args: &InitArgs, preset: Preset, image: &ImageName) -> Result<u16, Failure> {
        if *image == preset.suggested_image() {
            return Ok(args.port.unwrap_or(preset.suggested_port()));
        }
        self.answer("--port", args.port, preset.usual_port(), questions::port)
    }

    /// Secrets are written where they are asked for; only on a terminal is it worth a question.
    fn secrets(&self, args: &InitArgs, app: &App) -> Result<bool, Failure> {
        match (app, self.manner) {
            (App::Containers { .. }, Manner::Ask) if !args.with_secrets => questions::secrets(),
            (App::Containers { .. } | App::Servers(_), Manner::Ask | Manner::TakeDefaults | Manner::FlagsOnly) => {
                Ok(args.with_secrets)
            }
        }
    }
}

/// The given values, each once; none if there are none.
fn non_empty<T: Clone + PartialEq>(given: &[T]) -> Option<Vec<T>> {
    let mut distinct: Vec<T> = Vec::new();
    for value in given {
        if !distinct.contains(value) {
            distinct.push(value.clone());
        }
    }
    (!distinct.is_empty()).then_some(distinct)
}

fn check_flags_of(preset: Preset, args: &InitArgs) -> Result<(), Failure> {
    let foreign: &[(&str, bool)] = match preset {
        Preset::LobeChat => &[
            ("--image", args.image.is_some()),
            ("--port", args.port.is_some()),
            ("--server", !args.servers.is_empty()),
        ],
        Preset::SseApi | Preset::WebSocket => &[("--s3-host", args.s3_host.is_some())],
    };
    let Some((flag, _)) = foreign.iter().find(|(_, given)| *given) else {
        return Ok(());
    };
    Err(Failure::usage(
        "flag-of-another-preset",
        format!("the preset `{}` has no `{flag}`", preset.word()),
        Vec::new(),
        vec![format!("leave `{flag}` out, and change lbgen.yaml afterwards")],
    ))
}

fn check_hosts_differ(answers: &Answers) -> Result<(), Failure> {
    let Some(store) = answers.s3_host.as_ref().filter(|store| answers.hosts.contains(store)) else {
        return Ok(());
    };
    Err(Failure::usage(
        "duplicate-host",
        format!("`{store}` cannot be both the chat and its object store"),
        vec!["browsers sign uploads for the store's name and path, so that it needs a host of its own".to_owned()],
        vec!["give `--s3-host` another name".to_owned()],
    ))
}

fn preset_missing() -> Failure {
    Failure::usage(
        "missing-answer",
        "`--preset` is missing".to_owned(),
        vec!["without a terminal, or with `--yes`, nothing is asked; and no preset is a guess worth making".to_owned()],
        vec!["add `--preset lobechat`, `--preset sse-api` or `--preset websocket`".to_owned()],
    )
}

fn flags_missing(flags: &[&str]) -> Failure {
    let list = flags.iter().map(|flag| format!("`{flag}`")).collect::<Vec<_>>().join(", ");
    let verb = if flags.len() == 1 { "is" } else { "are" };
    Failure::usage(
        "missing-answer",
        format!("{list} {verb} missing"),
        vec!["nothing is asked without a terminal, or where `CI` is set".to_owned()],
        vec!["add what is missing, or `--yes` to take the defaults that `lbgen init --help` shows".to_owned()],
    )
}
