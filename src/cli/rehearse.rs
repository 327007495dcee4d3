//! `lbgen rehearse`: runs the real engines on loopback and checks each promise of the topology by traffic.

mod progress;

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::arguments::{Input, ProxyBinaries};
use super::compiled::Compiled;
use super::exit::Exit;
use super::report::Reporter;
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::Target;
use crate::plan;
use crate::rehearse::report::{self, Form};
use crate::rehearse::{Orders, Scene, rehearse};
use crate::topology::Proxy;
use crate::verify;
use progress::Progress;

const EXAMPLES: &str = "\
Examples:
  lbgen rehearse
          run every proxy of the topology that is installed here
  lbgen rehearse --engine haproxy --haproxy ~/bin/haproxy
          one engine, by a binary of your choice
  lbgen rehearse --for-binary
          with the releases at hand, whatever the topology names
  lbgen rehearse --only P4,rate-limit
          some promises only
  lbgen rehearse --html rehearsal.html --junit rehearsal.xml
          a page to look at, and a report for CI";

/// Run the real engines on loopback and check each promise of the topology by traffic
///
/// The same plan is rendered with only addresses, ports, files and, where the report says so, durations replaced. lbgen
/// plays the upstreams and the clients. Nothing outside a temporary folder is touched, and nothing leaves this machine.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Rehearse {
    #[command(flatten)]
    pub input: Input,

    #[command(flatten)]
    pub proxies: ProxyBinaries,

    /// Render for the release of the binary at hand, and go without what that cannot do
    #[arg(long)]
    pub for_binary: bool,

    /// Only checks of these names, or of these promises; repeat it or separate them by commas
    #[arg(long, value_name = "CHECK", value_delimiter = ',', value_parser = Orders::word)]
    pub only: Vec<String>,

    /// How many stages run at once; left out: four for each core
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub jobs: Option<u16>,

    /// On how many routes or upstreams each check is held, the first ones of the file
    #[arg(long, value_name = "N", default_value = "8", value_parser = clap::value_parser!(u16).range(1..))]
    pub parts: u16,

    /// Print one JSON document instead of the table
    #[arg(long)]
    pub json: bool,

    /// Write a JUnit report
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub junit: Option<PathBuf>,

    /// Write a page with the table, the numbers and a picture of the topology
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub html: Option<PathBuf>,
}

/// Rehearses.
pub fn run(arguments: &Rehearse, reporter: &Reporter) -> anyhow::Result<Exit> {
    let compiled = Compiled::new(&arguments.input)?;
    // With `--for-binary` another release decides on what can be done; templates fail as they are.
    let is_refused = compiled.has_wrong_templates() || !arguments.for_binary && compiled.is_refused();
    let source = Arc::new(compiled.source.clone());
    let read = plan::read(&source);
    if is_refused || read.is_err() {
        compiled.report(reporter, Vec::new())?;
        return Ok(Exit::Refused);
    }
    let found = scenes(arguments, &compiled, &source);
    if found.told.iter().any(|told| told.severity == Severity::Error) {
        reporter.diagnostics(found.told, &source)?;
        return Ok(if found.is_missing { Exit::Failed } else { Exit::Refused });
    }
    let orders = Orders {
        only: arguments.only.clone(),
        jobs: arguments.jobs.map_or_else(jobs, usize::from),
        parts: usize::from(arguments.parts),
    };
    let Some(runs) = hold(&found.scenes, &orders)? else {
        Reporter::say("interrupted; every engine is stopped and nothing is left behind");
        return Ok(Exit::Interrupted);
    };
    let told =
        report::Report { stack: stack(&source), file: source.name().to_owned(), runs, source: Arc::clone(&source) };
    for (path, form) in [(&arguments.junit, Form::Junit), (&arguments.html, Form::Html)] {
        if let Some(path) = path {
            std::fs::write(path, told.render(form)?)
                .map_err(|error| anyhow::Error::new(error).context(format!("cannot write `{}`", path.display())))?;
        }
    }
    let form = if arguments.json { Form::Json } else { Form::Table { is_coloured: reporter.colours_data() } };
    let mut data = reporter.data();
    data.write_all(told.render(form)?.as_bytes())?;
    data.flush()?;
    Ok(if told.is_broken() { Exit::Refused } else { Exit::Done })
}

fn jobs() -> usize {
    std::thread::available_parallelism().map_or(4, |cores| cores.get() * 4)
}

fn stack(source: &crate::source::Source) -> String {
    plan::read(source).map(|(topology, _)| topology.name.to_string()).unwrap_or_default()
}

#[derive(Default)]
struct Found {
    scenes: Vec<Scene>,
    told: Vec<Diagnostic>,
    is_missing: bool,
}

fn scenes(arguments: &Rehearse, compiled: &Compiled, source: &Arc<crate::source::Source>) -> Found {
    let mut found = Found::default();
    let Ok((topology, _)) = plan::read(source) else { return found };
    for proxy in topology.engines.proxies() {
        let (target, named) = match proxy {
            Proxy::Nginx => (Target::Nginx, &arguments.proxies.nginx),
            Proxy::Traefik => (Target::Traefik, &arguments.proxies.traefik),
            Proxy::Haproxy => (Target::Haproxy, &arguments.proxies.haproxy),
        };
        if !compiled.wants(target) {
            continue;
        }
        match verify::find(target, named.as_deref()) {
            Ok(binary) => {
                let scene = Scene {
                    overrides: Arc::clone(&compiled.overrides),
                    source: Arc::clone(source),
                    folder: compiled.folder.as_path().into(),
                    proxy,
                    binary: Arc::new(binary),
                    for_binary: arguments.for_binary,
                    fault: None,
                };
                found.told.extend(too_old(&scene, &topology).or_else(|| another(&scene, &topology)));
                found.scenes.push(scene);
            }
            Err(missing) => {
                found.is_missing = true;
                let mut told = Diagnostic::error("missing-binary", missing.to_string());
                told.help = missing.help();
                found.told.push(told);
            }
        }
    }
    if found.scenes.is_empty() && found.told.is_empty() {
        found.told.push(
            Diagnostic::error("nothing-to-rehearse", "no proxy of this topology was asked for")
                .help("name a proxy under `engines`, or another with `--engine`"),
        );
    }
    found
}

/// A binary older than what is rendered for would show nothing of what was asked.
fn too_old(scene: &Scene, topology: &crate::topology::Topology) -> Option<Diagnostic> {
    let (asked, place) = scene.asked_version(topology)?;
    if scene.for_binary || scene.binary.version >= asked {
        return None;
    }
    let (name, path) = (scene.proxy.name(), scene.binary.path.display());
    let summary = format!("{name} {} is older than the {asked} that is rendered for", scene.binary.version);
    let told = Diagnostic::error("older-binary", summary).at(place.map(|place| place.named()));
    Some(
        told.note(format!("`{path}` is what was found"))
            .help(format!("name a newer one with `--{name} PATH`"))
            .help("or rehearse what would be rendered for this one with `--for-binary`"),
    )
}

/// A binary of another edition does not know what is rendered.
fn another(scene: &Scene, topology: &crate::topology::Topology) -> Option<Diagnostic> {
    let asked = &topology.engines.value().nginx.as_ref().filter(|_| scene.proxy == Proxy::Nginx)?.value().edition;
    let edition = scene.binary.edition.filter(|edition| !scene.for_binary && *edition != **asked)?;
    let summary = format!("this nginx is {}, and {} is rendered for", edition.title(), asked.title());
    let told = Diagnostic::error("other-edition", summary).at(asked.place().map(|place| place.named()));
    Some(
        told.note(format!("`{}` is what was found", scene.binary.path.display()))
            .help("name a binary of that edition with `--nginx PATH`")
            .help("or rehearse what would be rendered for this one with `--for-binary`"),
    )
}

/// Runs the checks until they are done, or until somebody breaks them off: none then.
fn hold(scenes: &[Scene], orders: &Orders) -> anyhow::Result<Option<Vec<report::EngineRun>>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let progress = Progress::new();
    let runs = runtime.block_on(async {
        let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            runs = rehearse(scenes, orders, &progress) => runs.map(Some),
            _ = tokio::signal::ctrl_c() => Ok(None),
            _ = terminated.recv() => Ok(None),
        }
    });
    progress.finish();
    runs
}
