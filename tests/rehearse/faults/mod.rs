//! Deliberate faults of rendered files, each told as broken by the check of the promise that it breaks.

mod coverage;
mod haproxy;
mod nginx;
mod nginx_firewall;
mod topologies;
mod traefik;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use lbgen::promise::Promise;
use lbgen::rehearse::report::Outcome;
use lbgen::rehearse::{Audience, Orders, Scene, Verdict, rehearse};
use lbgen::source::Source;

use crate::binaries;
use crate::engine::Engine;

/// One change of one rendered file, and who must notice it.
pub struct Fault {
    pub name: &'static str,
    pub engine: Engine,
    pub topology: &'static str,
    /// How the file's path ends.
    pub file: &'static str,
    /// What is replaced wherever it stands.
    pub from: &'static str,
    pub to: &'static str,
    /// The check that must be broken.
    pub check: &'static str,
    /// The promise that it is a check of.
    pub promise: Promise,
}

/// A table of an engine's faults, and a test for each:
/// `what_is_wrong: TOPOLOGY, "file", "from" => "to", "check" of Promise;`
macro_rules! faults {
    ($engine:ident: $($name:ident: $topology:ident, $file:literal, $from:literal => $to:literal, $check:literal of $promise:ident;)+) => {
        pub const FAULTS: &[$crate::faults::Fault] = &[$($crate::faults::Fault {
            name: stringify!($name),
            engine: $crate::engine::Engine::$engine,
            topology: $crate::faults::topologies::$topology,
            file: $file,
            from: $from,
            to: $to,
            check: $check,
            promise: lbgen::promise::Promise::$promise,
        }),+];

        $(#[test]
        fn $name() {
            $crate::faults::prove($crate::faults::named(FAULTS, stringify!($name)));
        })+
    };
}

pub(crate) use faults;

pub fn named(faults: &'static [Fault], name: &str) -> &'static Fault {
    faults.iter().find(|fault| fault.name == name).unwrap()
}

/// Holds the check once on what is rendered and once on the fault.
pub fn prove(fault: &'static Fault) {
    let replaced = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&replaced);
    let sound = Scene {
        overrides: Arc::default(),
        source: Arc::new(Source::new("lbgen.yaml", fault.topology)),
        folder: Path::new("tests/beside").into(),
        proxy: fault.engine.proxy(),
        binary: Arc::new(binaries::of(fault.engine)),
        for_binary: true,
        fault: None,
    };
    let spoil = move |path: &str, text: &str| {
        if path.ends_with(fault.file) {
            count.fetch_add(text.matches(fault.from).count(), Ordering::SeqCst);
            return text.replace(fault.from, fault.to);
        }
        text.to_owned()
    };
    let faulty = Scene { fault: Some(Arc::new(spoil)), ..sound.clone() };
    let outcomes = hold(&[sound, faulty], fault.check);
    assert!(replaced.load(Ordering::SeqCst) > 0, "`{}` is not in `{}`: nothing was changed", fault.from, fault.file);
    let [without, with] = &outcomes[..] else { panic!("`{}` is not asked for by the topology", fault.check) };
    assert_eq!(without.verdict, Verdict::Kept, "`{}` without the fault", fault.check);
    let is_broken = matches!(with.verdict, Verdict::Broken { .. });
    assert!(is_broken, "`{}` does not find the fault: {:?}", fault.check, with.verdict);
    let words = with.verdict.words();
    assert!(!words.contains("does not start"), "the fault is none that traffic could find: {words}");
    assert_eq!((with.check, with.promise), (fault.check, fault.promise));
}

/// The outcome of one check on each scene.
fn hold(scenes: &[Scene], check: &str) -> Vec<Outcome> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let orders = Orders { only: vec![check.to_owned()], jobs: 2, parts: 1 };
    let runs = runtime.block_on(rehearse(scenes, &orders, &Nobody)).unwrap();
    runs.into_iter().flat_map(|run| run.outcomes).collect()
}

struct Nobody;

impl Audience for Nobody {
    fn announce(&self, _: usize) {}
    fn begins(&self, _: &str, _: &str) {}
    fn ended(&self, _: &str, _: &Outcome) {}
}
