//! Files that nobody means to write: each ends in a short, clear message, soon and without eating the machine.
#![allow(
    clippy::format_collect,
    clippy::zombie_processes,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "a test that panics is a test that fails, and one that measures may show it"
)]

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::ops::Range;
use std::process::{Command, Stdio};

use lbgen::diagnostic::{Diagnostic, Format, render};
use lbgen::source::Source;
use tempfile::TempDir;

/// CPU time that a file may cost, in seconds: 2 in a release build; a build for tests is slower.
const SECONDS: f64 = if cfg!(debug_assertions) { 10.0 } else { 2.0 };

/// Peak of resident memory that a file may cost, in MB.
const MEGABYTES: f64 = 500.0;

/// The longest message.
const MESSAGE: usize = 20_000;

const LARGE: usize = 50_000_000;

const HEAD: &str = "version: 1\nname: demo\nengines: { haproxy: }\n";

/// What is said of these bytes, as `code: summary`.
fn told(bytes: &[u8]) -> Vec<String> {
    let diagnostics = match Source::from_bytes("lbgen.yaml", bytes.to_vec()) {
        Ok(source) => lbgen::compile(&source, &[]).unwrap().diagnostics,
        Err((_, flaw)) => vec![lbgen::schema::flaw_diagnostic(flaw)],
    };
    diagnostics.iter().map(|told| format!("{}: {}", told.code, told.summary)).collect()
}

fn only(bytes: &[u8]) -> String {
    let mut told = told(bytes);
    assert_eq!(told.len(), 1, "{told:?}");
    told.remove(0)
}

/// A valid topology with something at its end.
fn valid_and(rest: &str) -> String {
    format!("{HEAD}upstreams: {{ app: {{ servers: [\"10.0.0.1:80\"] }} }}\nroutes: [{{ to: app }}]\n{rest}")
}

/// A topology on disk, beside what is said of it. Large ones are never held in memory: the kernel would count that for
/// the process that is measured.
struct Large {
    folder: TempDir,
    file: BufWriter<File>,
}

impl Large {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = BufWriter::new(File::create(folder.path().join("lbgen.yaml")).unwrap());
        Self { folder, file }
    }

    fn and(mut self, text: &str) -> Self {
        self.file.write_all(text.as_bytes()).unwrap();
        self
    }

    fn each(self, numbers: Range<usize>, piece: impl Fn(usize) -> String) -> Self {
        numbers.fold(self, |large, number| large.and(&piece(number)))
    }

    /// As many pieces as a file of 50 MB holds.
    fn filled(mut self, piece: impl Fn(usize) -> String) -> Self {
        let (mut written, mut number) = (0, 0);
        while written < LARGE {
            let piece = piece(number);
            self.file.write_all(piece.as_bytes()).unwrap();
            (written, number) = (written + piece.len(), number + 1);
        }
        self
    }

    /// Validates it with the real binary; what it said, and what it cost.
    fn validated(mut self) -> (String, f64, f64) {
        self.file.flush().unwrap();
        let said = self.folder.path().join("said");
        let mut command = Command::new(env!("CARGO_BIN_EXE_lbgen"));
        command.arg("validate").current_dir(self.folder.path()).stdin(Stdio::null()).stdout(Stdio::null());
        let (code, seconds, megabytes) = cost(command.stderr(File::create(&said).unwrap()));
        let said = fs::read_to_string(said).unwrap();
        assert_eq!(code, Some(1), "{}", said.chars().take(2000).collect::<String>());
        (said, seconds, megabytes)
    }

    /// Holds it to all bounds, and returns what was said.
    #[track_caller]
    fn bounded(self) -> String {
        let (said, seconds, megabytes) = self.validated();
        let start: String = said.chars().take(500).collect();
        if std::env::var_os("SHOW_COST").is_some() {
            println!("{seconds:5.2} s {megabytes:5.0} MB {:6} bytes: {}", said.len(), first(&said));
        }
        assert!(said.len() < MESSAGE, "a message of {} bytes: {start}", said.len());
        assert!(seconds < SECONDS, "{seconds:.1} s of CPU: {start}");
        assert!(megabytes < MEGABYTES, "{megabytes:.0} MB: {start}");
        said
    }
}

/// Exit code, CPU seconds, and peak megabytes of a process.
#[allow(unsafe_code, reason = "the kernel's own account of one child is had in no other way")]
fn cost(command: &mut Command) -> (Option<i32>, f64, f64) {
    let child = command.spawn().unwrap();
    let pid = libc::pid_t::try_from(child.id()).unwrap();
    let (mut status, mut usage) = (0, std::mem::MaybeUninit::<libc::rusage>::zeroed());
    // SAFETY: both pointers are valid for writes, and `child` is ours and not waited for elsewhere.
    let waited = unsafe { libc::wait4(pid, &raw mut status, 0, usage.as_mut_ptr()) };
    assert_eq!(waited, pid);
    // SAFETY: it was zeroed, which is a valid value, and filled by the kernel.
    let usage = unsafe { usage.assume_init() };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    let code = libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status));
    (code, seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss as f64 / 1024.0)
}

/// The first line of a message.
fn first(said: &str) -> &str {
    said.lines().next().unwrap_or_default()
}

#[test]
fn other_encodings_are_named() {
    let utf16 = |bytes: fn(u16) -> [u8; 2]| valid_and("").encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    assert_eq!(only(&utf16(u16::to_le_bytes)), "encoding: the file is encoded in UTF-16LE");
    assert_eq!(only(&utf16(u16::to_be_bytes)), "encoding: the file is encoded in UTF-16BE");
    let marked: Vec<u8> = [0xff, 0xfe].into_iter().chain(utf16(u16::to_le_bytes)).collect();
    assert_eq!(only(&marked), "encoding: the file is encoded in UTF-16LE");
    let utf32: Vec<u8> = valid_and("").chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect();
    assert!(only(&utf32).starts_with("encoding: "));
    let latin1: Vec<u8> = valid_and("# caf").bytes().chain([0xe9, b'\n']).collect();
    assert_eq!(only(&latin1), "encoding: the file is not UTF-8 from here on");
}

#[test]
fn a_byte_order_mark_is_tolerated() {
    assert_eq!(told(valid_and("").as_bytes()), [] as [&str; 0]);
    assert_eq!(told(format!("\u{feff}{}", valid_and("")).as_bytes()), [] as [&str; 0]);
}

#[test]
fn line_ends_of_other_systems_are_tolerated() {
    assert_eq!(told(valid_and("").replace('\n', "\r\n").as_bytes()), [] as [&str; 0]);
    assert_eq!(told(valid_and("").replace('\n', "\r").as_bytes()), [] as [&str; 0]);
}

#[test]
fn control_characters_are_refused_at_their_place() {
    for (character, name) in [('\0', "0000"), ('\u{7}', "0007"), ('\u{1b}', "001B"), ('\u{7f}', "007F")] {
        let text = valid_and(&format!("x-note: a{character}b\n"));
        let expected = format!("control-character: the control character U+{name} stands in the file");
        assert_eq!(only(text.as_bytes()), expected);
    }
}

#[test]
fn every_prefix_of_a_topology_is_read_without_a_panic() {
    let text = valid_and("x-a: &a { \"b\\u0041\": [1, 'c', *b] }\nservices:\n  web: { <<: *a }\n  - |\n   text\n");
    for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
        told(&text.as_bytes()[..end]);
    }
}

#[test]
fn nesting_ends_at_64_levels_in_every_form() {
    for (open, close) in [("[", "]"), ("{a: ", "}")] {
        let nested = |depth: usize| valid_and(&format!("x: {}{}\n", open.repeat(depth), close.repeat(depth)));
        assert!(only(nested(10_000).as_bytes()).starts_with("too-deep: "));
        assert!(only(nested(64).as_bytes()).starts_with("too-deep: "));
        assert_eq!(told(nested(63).replace("\nx: ", "\nx-a: ").as_bytes()), [] as [&str; 0], "{open}");
    }
    let dashes = valid_and(&format!("x-a:\n  {}1\n", "- ".repeat(10_000)));
    assert!(only(dashes.as_bytes()).starts_with("too-deep: "));
    let mut indented = valid_and("x-a:\n");
    for level in 1..1_000 {
        writeln!(indented, "{}a:", " ".repeat(level)).unwrap();
    }
    assert!(only(indented.as_bytes()).starts_with("too-deep: "));
}

#[test]
fn aliases_of_aliases_do_not_get_around_the_depth() {
    let mut chain = valid_and("x-0: &a0 { compose: 1 }\n");
    for level in 1..100_000 {
        writeln!(chain, "x-{level}: &a{level} {{ compose: *a{} }}", level - 1).unwrap();
    }
    assert!(only(chain.as_bytes()).starts_with("too-deep: "));
    let merged = chain.replace("compose: *", "<<: *");
    assert!(only(merged.as_bytes()).starts_with("too-deep: "));
}

#[test]
fn bombs_of_aliases_run_into_the_budget() {
    let mut laughs = valid_and("x-0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n");
    for level in 1..30 {
        let inner = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(laughs, "x-{level}: &a{level} [{inner}]").unwrap();
    }
    assert_eq!(
        only(laughs.as_bytes()),
        "too-large: the topology has more than 4 million values, counting what its aliases stand for"
    );
    let keys: String = (0..1_000).map(|key| format!("k{key}: 1, ")).collect();
    let merges: String = (0..10_000).map(|user| format!("x-{user}: {{ <<: *base }}\n")).collect();
    assert!(only(valid_and(&format!("x-base: &base {{ {keys} }}\n{merges}")).as_bytes()).starts_with("too-large: "));
}

#[test]
fn defaults_are_no_bomb_either() {
    let headers: String = (0..1_000).map(|header| format!("X-{header}, ")).collect();
    let routes: String = (0..5_000).map(|route| format!("  - {{ to: app, path: /{route} }}\n")).collect();
    let text = format!(
        "{HEAD}defaults: {{ route: {{ headers: {{ request: {{ remove: [{headers}] }} }} }} }}\nroutes:\n{routes}"
    );
    assert!(only(text.as_bytes()).starts_with("too-large: "));
}

#[test]
fn a_hundred_thousand_routes_that_have_everything_are_read() {
    let upstream = |at| {
        format!(
            "  a{at}: {{ servers: [\"a1:80\", \"a2:80\", {{ address: \"a3:80\", weight: 2 }}], \
             sticky: {{ cookie: {{ name: c, max_age: 1d }} }}, health_check: {{ path: /h, interval: 10s, timeout: 2s, \
             status: [\"200\"] }}, timeouts: {{ connect: 5s, read: 60s }} }}\n"
        )
    };
    let route = |at| {
        format!(
            "  - {{ host: a{at}.example.com, path: /, to: a{at}, rate_limit: {{ rate: 10/s, burst: 20, by: client_ip }}, \
             max_body: 10MiB, security_headers: true }}\n"
        )
    };
    let large = Large::new().and(HEAD).and("upstreams:\n").each(0..100_000, upstream);
    let (said, ..) = large.and("routes:\n").each(0..100_000, route).and("  - { to: nowhere }\n").validated();
    assert_eq!(first(&said), "error[unknown-reference]: there is no upstream `nowhere`");
    assert!(said.ends_with("\n\n1 error\n"), "{said}");
}

/// A stack of services without a proxy.
const SERVICES: &str = "version: 1\nname: demo\nengines: { compose: }\nservices:\n";

#[test]
fn a_long_chain_of_services_does_not_exhaust_the_stack() {
    let service = |at| format!("  s{at}: {{ image: \"a:1\", depends_on: {{ s{}: started }} }}\n", (at + 1) % 100_000);
    let said = Large::new().and(SERVICES).each(0..100_000, service).bounded();
    let expected = "error[dependency-cycle]: the services wait for each other: \
         `s0 → s1 → s2 → s3 → s4 → s5 → s6 → s7 → … → s0`";
    assert_eq!(first(&said), expected);
}

#[test]
fn services_that_all_wait_for_the_first_are_told_soon() {
    let service = |at| format!("  s{at}: {{ image: \"a:1\", depends_on: {{ s0: started, s{}: started }} }}\n", at + 1);
    let said = Large::new().and(SERVICES).each(0..50_000, service).bounded();
    assert!(said.contains("\n… and ") && said.ends_with(" more\n1001 errors\n"), "{said}");
}

#[test]
fn too_many_containers_are_counted_before_they_are_named() {
    let service = |at| format!("  s{at}: {{ image: \"a:1\", replicas: 1000 }}\n");
    let said = Large::new().and(SERVICES).each(0..100_000, service).bounded();
    assert_eq!(first(&said), "error[too-large]: the services have more than 100000 containers");
}

#[test]
fn a_hundred_thousand_wrong_routes_are_told_in_short() {
    for wrong in ["path: a", "to: nowhere", "hots: a", "rate_limit: 5"] {
        let route = |_| format!("  - {{ {wrong} }}\n");
        let said = Large::new().and(HEAD).and("routes:\n").each(0..100_000, route).bounded();
        assert!(said.contains("\n… and 951 more\n"), "{said}");
    }
}

#[test]
fn errors_beyond_a_thousand_are_mentioned() {
    let routes: String = (0..2_000).map(|_| "  - { path: a }\n".to_owned()).collect();
    let said = told(format!("{HEAD}routes:\n{routes}").as_bytes());
    assert_eq!(said.len(), 1_001);
    assert_eq!(said.last().unwrap(), "too-many: there are more errors than the first 1000, which are told");
}

#[test]
fn long_lists_are_not_compared_pair_by_pair() {
    let listener = |at: usize| format!("\"10.{}.{}.{}:80\", ", at >> 16, (at >> 8) & 255, at & 255);
    Large::new()
        .and(HEAD)
        .and("listen: { http: [")
        .each(0..100_000, listener)
        .and("80] }\nroutes: [{ to: app }]\n")
        .bounded();
    let large = Large::new().and(HEAD).and("listen: { https: 443 }\ntls: { certificates: [{ hosts: [");
    let large = large.each(0..100_000, |at| format!("h{at}.example.com, ")).and("], cert: a.pem, key: a.key }] }\n");
    large
        .and("routes: [{ to: app, host: [")
        .each(0..100_000, |at| format!("h{at}.example.org, "))
        .and("] }]\n")
        .bounded();
    Large::new()
        .and(HEAD)
        .and("upstreams:\n")
        .each(0..100_000, |at| format!("  a{at}: {{ service: b{at} }}\n"))
        .bounded();
}

#[test]
fn a_file_of_more_than_64_mib_is_not_read() {
    let said = Large::new().each(0..64, |_| "#".repeat(1 << 20)).and("#").bounded();
    assert_eq!(first(&said), "error[too-large]: the file is larger than 64 MiB");
}

#[test]
fn one_long_line_is_told_in_short() {
    Large::new().and("name: ").filled(|_| "a".repeat(1000)).bounded();
    Large::new().and("name: \"").filled(|_| "\\n\\u0041".repeat(100)).and("\"\n").bounded();
    Large::new().and("name: [").filled(|at| format!("{at}, ")).and("]\n").bounded();
    Large::new().and("name: { ").filled(|at| format!("k{at}: , ")).and("}\n").bounded();
    Large::new().and("name: '").filled(|_| "''".repeat(1000)).bounded();
}

#[test]
fn large_files_of_nothing_are_told_in_short() {
    for piece in ["#\n", "\n", "\t", "- ", "[", " text\n", "---\n", "? ", "&a ", "!a ", "*a\n", "%a\n", "{a: "] {
        Large::new().filled(|_| piece.repeat(1000)).bounded();
    }
    Large::new().and("a: |\n").filled(|_| " text\n".repeat(1000)).bounded();
    let nested = |at: usize| " ".repeat(at) + "a:\n";
    Large::new().each(0..60, nested).and(&" ".repeat(60)).and("a: 1\n").filled(|_| "\n".repeat(1000)).bounded();
}

#[test]
fn large_files_of_keys_are_told_in_short() {
    Large::new().and(HEAD).filled(|at| format!("key{at}: 1\n")).bounded();
    Large::new().and(HEAD).filled(|_| "name: 1\n".repeat(1000)).bounded();
    Large::new().and(HEAD).and("upstreams:\n").filled(|at| format!("  a{at}: 1\n")).bounded();
    Large::new().and(HEAD).and("upstreams:\n").filled(|at| format!("  A{at}: {{}}\n")).bounded();
    Large::new().and(HEAD).and("x-a: &a {}\nroutes:\n").filled(|_| "  - *a\n".repeat(100)).bounded();
}

#[test]
fn large_files_of_routes_are_told_in_short() {
    let routes = || Large::new().and(HEAD).and("routes:\n");
    routes().filled(|_| "- to: a\n".repeat(100)).bounded();
    routes().filled(|_| "- 1\n".repeat(100)).bounded();
    routes().filled(|at| format!("  - {{ host: a{at}.example.com, to: app }}\n")).bounded();
    routes().filled(|at| format!("  - {{ host: a{at}.example.com, hots: b, to: app }}\n")).bounded();
    let networks = Large::new().and(HEAD).and("clients: { trusted_proxies: [");
    networks.filled(|at| format!("a{at}, ")).and("] }\n").bounded();
}

#[test]
fn what_is_said_of_a_large_file_is_short_in_every_format_for_people() {
    let source = Source::new("lbgen.yaml", "a".repeat(1 << 20));
    let diagnostics: Vec<Diagnostic> =
        (0..100_000).map(|at| Diagnostic::error("invalid-value", format!("`{at}`")).help("b")).collect();
    assert!(render(Format::Full, &diagnostics, &source, false).len() < MESSAGE);
}
