//! The command line as a user meets it: files, arguments and standard input in; streams, exit code and files out.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics is a test that fails")]

mod support;
mod templates;

use serde_json::Value;
use support::{Case, Outcome};

const VALID: &str = "version: 1
name: demo
engines: { haproxy: }
upstreams: { app: { servers: [\"10.0.0.1:80\"] } }
routes: [{ to: app }]
";

const INVALID: &str = "version: 1
name: demo
engines: { haproxy: }
upstreams: { app: { servers: [\"10.0.0.1:80\"] } }
routes: [{ to: ap }]
";

/// What is said of `INVALID`.
const TOLD: &str = "warning[unused-upstream]: no route leads to the upstream `app`
 --> lbgen.yaml:4:14
  |
4 | upstreams: { app: { servers: [\"10.0.0.1:80\"] } }
  |              ^^^
  |
  = help: add a route to it, or remove it

error[unknown-reference]: there is no upstream `ap`
 --> lbgen.yaml:5:16
  |
5 | routes: [{ to: ap }]
  |                ^^
  |
  = help: did you mean `app`?

1 error, 1 warning
";

/// `VALID` with an upstream that no route leads to.
fn with_a_warning() -> String {
    VALID.replace("] } }\n", "] }, web: { servers: [\"10.0.0.2:80\"] } }\n")
}

/// A topology with HTTPS whose certificate is not there.
fn without_its_certificate() -> String {
    let https =
        "listen: { https: 443 }\ntls: { certificates: [{ hosts: [a.example.com], cert: a.pem, key: a.key }] }\n";
    VALID.replace("to: app", "host: a.example.com, to: app") + https
}

fn topology(text: &str) -> Case {
    Case::default().file("lbgen.yaml", text)
}

/// The one document that a format for machines puts on standard output.
fn document(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{error}: {}", outcome.stdout))
}

/// The codes of a JSON document.
fn codes(outcome: &Outcome) -> Vec<String> {
    let document = document(outcome);
    let diagnostics = document["diagnostics"].as_array().unwrap();
    diagnostics.iter().map(|told| told["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_valid_topology_is_told_on_standard_error_alone() {
    topology(VALID).run("validate").is(0, "", "lbgen.yaml is valid: 2 files would be rendered\n");
}

#[test]
fn an_invalid_topology_exits_with_1_whatever_the_command() {
    for command in ["validate", "diff", "diff --exit-code", "render --yes", "render --check", "render --stdout"] {
        let outcome = topology(INVALID).run(command);
        outcome.is(1, "", TOLD);
        assert_eq!(outcome.files, ["lbgen.yaml"], "{command}");
    }
}

#[test]
fn standard_input_is_a_topology_named_so() {
    let outcome = Case::default().stdin(INVALID).run("validate -f -");
    outcome.is(1, "", &TOLD.replace("lbgen.yaml", "<stdin>"));
    Case::default().stdin(VALID).run("validate -f -").is(0, "", "<stdin> is valid: 2 files would be rendered\n");
}

#[test]
fn standard_input_is_rendered_into_the_working_directory() {
    let outcome = Case::default().stdin(VALID).run("render -f - --yes --quiet");
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""), "{}", outcome.stderr);
    assert!(outcome.files.contains(&"deploy/haproxy/haproxy.cfg".to_owned()), "{:?}", outcome.files);
}

#[test]
fn a_missing_topology_is_a_failure_of_the_system_with_a_way_out() {
    let expected = "error[system]: cannot read the topology `lbgen.yaml`
 |
 = note: No such file or directory (os error 2)
 = help: run `lbgen init` to scaffold one, or name another with `-f FILE`

1 error
";
    for command in ["validate", "diff", "render --yes"] {
        Case::default().run(command).is(4, "", expected);
    }
}

#[test]
fn a_failure_of_the_system_comes_in_the_format_for_machines_too() {
    let outcome = Case::default().run("validate --message-format json");
    assert_eq!((outcome.code, outcome.stderr.as_str()), (4, ""));
    let document = document(&outcome);
    assert_eq!((&document["valid"], &document["error_count"]), (&Value::Bool(false), &1.into()));
    let told = &document["diagnostics"][0];
    assert_eq!((&told["code"], &told["file"], &told["range"]), (&"system".into(), &Value::Null, &Value::Null));
    assert_eq!(told["help"], "run `lbgen init` to scaffold one, or name another with `-f FILE`");
}

#[test]
fn a_format_for_machines_gets_exactly_one_document_from_every_command() {
    for (text, command, code, expected) in [
        (VALID, "validate", 0, &[] as &[&str]),
        (INVALID, "validate", 1, &["unused-upstream", "unknown-reference"]),
        (VALID, "diff", 0, &[]),
        (VALID, "diff --exit-code", 3, &[]),
        (VALID, "render", 2, &["missing-answer"]),
        (VALID, "render --yes", 0, &[]),
        (VALID, "render --check", 3, &[]),
        (VALID, "render --stdout", 0, &[]),
        (VALID, "render --yes -o lbgen.yaml", 4, &["system"]),
        (VALID, "init", 2, &["missing-answer"]),
        (VALID, "init --preset sse-api --yes", 2, &["files-exist"]),
        (VALID, "init --preset sse-api --yes --dir below", 0, &[]),
    ] {
        let outcome = topology(text).run(&format!("{command} --message-format json"));
        assert_eq!(outcome.code, code, "{command}: {}", outcome.stderr);
        let mut found = codes(&outcome);
        found.sort();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected, "{command}");
    }
}

#[test]
fn a_write_that_fails_is_told_in_the_same_document() {
    let case = topology(&without_its_certificate()).file("deploy/haproxy", "a file where a folder is needed");
    let outcome = case.run("render --yes --allow-missing-secrets --message-format json");
    assert_eq!(outcome.code, 4, "{}", outcome.stderr);
    assert!(codes(&outcome).contains(&"system".to_owned()), "{}", outcome.stdout);
}

#[test]
fn strict_makes_warnings_errors() {
    let case = topology(&with_a_warning());
    let outcome = case.run("validate");
    assert_eq!(outcome.code, 0);
    assert!(outcome.stderr.starts_with("warning[unused-upstream]"), "{}", outcome.stderr);
    for command in ["validate --strict", "diff --strict", "render --yes --strict"] {
        let outcome = case.run(command);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""), "{command}");
        assert!(outcome.stderr.starts_with("error[unused-upstream]"), "{command}: {}", outcome.stderr);
    }
}

#[test]
fn a_missing_certificate_is_a_warning_until_it_is_needed() {
    let case = topology(&without_its_certificate());
    let told = |level: &str| format!("{level}[missing-file]: the file `./a.pem` is missing\n");
    for (command, code, level) in [
        ("validate", 0, "warning"),
        ("validate --strict", 1, "error"),
        ("diff", 0, "warning"),
        ("diff --strict", 1, "error"),
        ("render --check", 3, "warning"),
        ("render --yes", 1, "error"),
        ("render --yes --allow-missing-secrets", 0, "warning"),
    ] {
        let outcome = case.run(command);
        assert_eq!(outcome.code, code, "{command}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(&told(level)), "{command}: {}", outcome.stderr);
    }
}

#[test]
fn a_secret_that_is_missing_is_listed_with_its_place() {
    let outcome = topology(&without_its_certificate()).run("render --yes --quiet --allow-missing-secrets");
    let listed: Vec<&str> = outcome.stderr.lines().filter(|line| line.starts_with("put `")).collect();
    assert!(listed.iter().any(|line| line.starts_with("put `./a.key` to `haproxy/")), "{listed:?}");
}

#[test]
fn an_engine_is_chosen_by_its_flag() {
    let rendered = |command: &str| {
        let outcome = topology(&VALID.replace("haproxy: ", "haproxy: , nginx: , compose: ")).run(command);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        let mut tops: Vec<String> = outcome
            .files
            .iter()
            .filter_map(|path| path.strip_prefix("deploy/")?.split('/').next().map(str::to_owned))
            .filter(|top| top != ".lbgen")
            .collect();
        tops.dedup();
        tops
    };
    assert_eq!(rendered("render --yes --engine haproxy"), ["haproxy"]);
    assert_eq!(rendered("render --yes --engine nginx,compose"), ["compose.yaml", "nginx"]);
    assert_eq!(rendered("render --yes"), ["compose.yaml", "haproxy", "nginx"]);
    let unknown = topology(VALID).run("validate --engine apache");
    assert_eq!((unknown.code, unknown.stdout.as_str()), (2, ""));
    assert!(unknown.stderr.contains("[possible values: nginx, traefik, haproxy, compose]"), "{}", unknown.stderr);
}

#[test]
fn files_go_where_the_flag_says() {
    let outcome = topology(VALID).run("render --yes -o elsewhere");
    assert!(outcome.files.contains(&"elsewhere/haproxy/haproxy.cfg".to_owned()), "{:?}", outcome.files);
    assert!(!outcome.files.iter().any(|path| path.starts_with("deploy")), "{:?}", outcome.files);
}

#[test]
fn what_was_rendered_stays_unchanged() {
    let case = topology(VALID);
    case.run("render --yes");
    let before = case.read("deploy/haproxy/haproxy.cfg");
    case.run("render --yes").is(0, "", "2 files unchanged\n");
    case.run("render").is(0, "", "2 files unchanged\n");
    case.run("render --check").is(0, "", "2 files unchanged\n");
    case.run("diff --exit-code").is(0, "", "2 files unchanged\n");
    assert_eq!(case.read("deploy/haproxy/haproxy.cfg"), before);
}

#[test]
fn a_difference_is_told_by_the_exit_code_when_it_is_asked_for() {
    let case = topology(VALID);
    for (command, code) in [("diff", 0), ("diff --exit-code", 3), ("render --check", 3)] {
        let outcome = case.run(command);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (code, "2 files to create\n"), "{command}");
        assert!(outcome.stdout.starts_with("--- /dev/null\n+++ b/haproxy/haproxy.cfg\n@@ "), "{}", outcome.stdout);
        assert_eq!(outcome.files, ["lbgen.yaml"], "{command}");
    }
}

#[test]
fn a_file_that_was_edited_by_hand_is_kept() {
    let case = topology(VALID);
    case.run("render --yes");
    let edited = case.read("deploy/haproxy/haproxy.cfg") + "# mine\n";
    case.write("deploy/haproxy/haproxy.cfg", &edited);
    let outcome = case.run("render --yes --quiet");
    assert_eq!(outcome.code, 1);
    assert!(
        outcome.stderr.starts_with("error[edited-by-hand]: `haproxy/haproxy.cfg` was edited"),
        "{}",
        outcome.stderr
    );
    assert_eq!(case.read("deploy/haproxy/haproxy.cfg"), edited);
    assert_eq!(case.run("render --yes --overwrite-edited").code, 0);
    assert_eq!(case.run("render --check").code, 0);
}

#[test]
fn nobody_is_asked_without_a_terminal() {
    let outcome = topology(VALID).run("render --quiet");
    outcome.is(
        2,
        "",
        "error[missing-answer]: nobody is there to be asked whether to write these files
--> lbgen.yaml
 |
 = note: nothing is asked without a terminal, or where `CI` is set
 = help: pass `--yes` to write them, or `--check` to only compare

1 error
2 files to create
",
    );
    assert_eq!(outcome.files, ["lbgen.yaml"]);
}

#[test]
fn files_are_printed_instead_of_written() {
    let case = topology(VALID);
    let printed = case.run("render --stdout --engine haproxy");
    assert_eq!((printed.code, printed.stderr.as_str()), (0, ""));
    assert_eq!(printed.files, ["lbgen.yaml"]);
    case.run("render --yes");
    let expected: String = ["haproxy/haproxy.cfg", "haproxy/maps/routes.map"]
        .map(|path| format!("==> {path} <==\n{}", case.read(&format!("deploy/{path}"))))
        .concat();
    assert_eq!(printed.stdout, expected);
}

#[test]
fn flags_that_exclude_each_other_are_wrong_usage() {
    for command in ["render --check --yes", "render --stdout --yes", "render --check --stdout", "validate --yes", ""] {
        let outcome = topology(VALID).run(command);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{command}");
        assert!(outcome.stderr.contains("Usage: lbgen"), "{command}: {}", outcome.stderr);
    }
}

#[test]
fn colour_follows_the_flag_then_the_environment_then_the_terminal() {
    let case = topology(INVALID);
    let is_coloured = |case: &Case, command: &str| case.run(command).stderr.contains('\u{1b}');
    assert!(!is_coloured(&case, "validate"));
    assert!(!is_coloured(&case, "validate --color never"));
    assert!(is_coloured(&case, "validate --color always"));
    let forced = case.clone().variable("CLICOLOR_FORCE", "1");
    assert!(is_coloured(&forced, "validate"));
    assert!(!is_coloured(&forced, "validate --color never"));
    let plain = forced.variable("NO_COLOR", "1");
    assert!(!is_coloured(&plain, "validate"));
    assert!(is_coloured(&plain, "validate --color always"));
}

#[test]
fn colour_never_reaches_a_format_for_machines() {
    let outcome = topology(INVALID).run("validate --color always --message-format json");
    assert!(!outcome.stdout.contains('\u{1b}'));
    document(&outcome);
}

#[test]
fn init_is_coloured_as_everything_else() {
    let plain = Case::default().run("init --preset sse-api --yes");
    assert!(!plain.stderr.contains('\u{1b}'), "{}", plain.stderr);
    let coloured = Case::default().run("init --preset sse-api --yes --color always");
    assert!(coloured.stderr.contains('\u{1b}'));
}

#[test]
fn what_init_scaffolds_is_valid_and_renders() {
    for preset in ["lobechat", "sse-api", "websocket"] {
        let case = Case::default();
        let outcome = case.run(&format!("init --preset {preset} --yes --with-secrets"));
        assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""), "{}", outcome.stderr);
        assert_eq!(case.run("validate").code, 0, "{preset}");
        let rendered = case.run("render --yes --quiet");
        assert_eq!((rendered.code, rendered.stdout.as_str()), (0, ""), "{preset}: {}", rendered.stderr);
        assert_eq!(case.run("render --check --quiet").code, 0, "{preset}");
    }
}

#[test]
fn init_asks_nothing_without_a_terminal() {
    Case::default().run("init").is(
        2,
        "",
        "error[missing-answer]: `--preset` is missing
 |
 = note: without a terminal, or with `--yes`, nothing is asked; and no preset is a guess worth making
 = help: add `--preset lobechat`, `--preset sse-api` or `--preset websocket`

1 error
",
    );
    for (flags, code) in [
        ("--preset sse-api --s3-host s3.example.com", "error[flag-of-another-preset]"),
        ("--preset lobechat --host a.example.com --s3-host a.example.com", "error[duplicate-host]"),
    ] {
        let outcome = Case::default().run(&format!("init --yes {flags}"));
        assert_eq!(outcome.code, 2);
        assert!(outcome.stderr.starts_with(code), "{}", outcome.stderr);
        assert_eq!(outcome.files, [] as [&str; 0]);
    }
}

#[test]
fn the_schema_is_one_json_document() {
    let outcome = Case::default().run("schema");
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    assert_eq!(document(&outcome)["title"], "lbgen topology");
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let outcome = Case::default().run(&format!("completions {shell}"));
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
        assert!(outcome.stdout.contains("allow-missing-secrets"), "{shell}");
    }
}

#[test]
fn the_manual_has_a_page() {
    let outcome = Case::default().run("man");
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    assert!(outcome.stdout.contains(".TH lbgen 1"), "{}", outcome.stdout);
}

#[test]
fn help_and_version_go_to_standard_output() {
    let version = Case::default().run("--version");
    version.is(0, &format!("lbgen {}\n", env!("CARGO_PKG_VERSION")), "");
    let help = Case::default().run("render --help");
    assert_eq!((help.code, help.stderr.as_str()), (0, ""));
    assert!(help.stdout.contains("Examples:\n  lbgen render\n"), "{}", help.stdout);
}

#[test]
fn a_reader_that_has_left_is_no_failure() {
    let case = topology(VALID);
    for (command, code) in
        [("schema", 0), ("completions bash", 0), ("man", 0), ("render --stdout", 0), ("diff", 0), ("validate", 0)]
    {
        let closed = case.run_with_closed_streams(command);
        assert_eq!(closed, Some(code), "{command}");
    }
}

#[test]
fn a_code_is_explained_by_what_the_page_says_of_it() {
    let page = include_str!("../../docs/diagnostics.md");
    let (_, section) = page.split_once("\n### `unused-waiver`\n").unwrap();
    let text = section.split("\n### ").next().unwrap().trim();
    Case::default().run("explain unused-waiver").is(0, &format!("unused-waiver\n\n{text}\n"), "");
    let listed = Case::default().run("explain");
    assert!(listed.stdout.lines().any(|code| code == "unused-waiver"), "{}", listed.stdout);
    let misspelt = Case::default().run("explain unused-waver");
    assert_eq!(misspelt.code, 2);
    assert!(misspelt.stderr.contains("a similar value exists: 'unused-waiver'"), "{}", misspelt.stderr);
}

#[test]
fn an_invalid_topology_stays_invalid_when_nobody_reads_why() {
    let case = topology(INVALID);
    assert_eq!(case.run_with_closed_streams("validate"), Some(1));
    assert_eq!(case.run_with_closed_streams("validate --message-format json"), Some(1));
}

#[cfg(feature = "rehearse")]
#[test]
fn a_stack_without_the_proxy_asked_for_cannot_be_rehearsed() {
    let outcome = topology(VALID).run("rehearse --engine nginx");
    let told = "error[nothing-to-rehearse]: no proxy of this topology was asked for
--> lbgen.yaml
 |
 = help: name a proxy under `engines`, or another with `--engine`

1 error
";
    outcome.is(1, "", told);
}

#[cfg(feature = "rehearse")]
#[test]
fn a_rehearsal_of_a_check_that_there_is_not_is_refused() {
    let outcome = topology(VALID).run("rehearse --only sticky-stay");
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.contains("did you mean `sticky-stays`?"), "{}", outcome.stderr);
}

/// A topology whose users stand in a file of their own.
fn with_users() -> String {
    let auth = "to: app, auth: { basic: { users_file: secrets/users } }";
    VALID.replace("to: app", auth).replace("haproxy:", "nginx: , haproxy: , traefik:")
}

const FIRST: &str = "$2y$04$7ju5lKFx57btbkFziGNIgeleJQ.ameNAhsG0PfNA0.pG13TPRmhDu";
const SECOND: &str = "$2y$04$v6svZWBi47vnUkJCtILVYOvXxJwYfpKy1UHAjjaJO3ovPnwQtv01q";

#[test]
fn users_are_read_from_their_file_and_their_hashes_are_shown_to_nobody() {
    let case = topology(&with_users()).file("secrets/users", &format!("alice:{FIRST}\nbob:{SECOND}\n"));
    let first = case.run("render --yes");
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert!(first.stdout.contains("+    user bob password '********'\n"), "{}", first.stdout);
    for path in ["haproxy/haproxy.cfg", "traefik/dynamic/users-1.yml"] {
        assert_eq!(case.mode(&format!("deploy/{path}")), 0o600, "{path}");
    }
    assert_eq!(case.mode("deploy/nginx/secrets/users-1"), 0o644, "nginx's workers read it");
    // Bob goes, carl comes with bob's hash, and alice's is another one.
    case.write("secrets/users", &format!("alice:{SECOND}\ncarl:{SECOND}\n"));
    let diff = case.run("diff");
    assert!(diff.stdout.contains("-    user bob password '********"), "{}", diff.stdout);
    let json = case.run("diff --message-format json");
    let printed = case.run("render --stdout");
    assert!(printed.stdout.contains("user alice password '********'"), "{}", printed.stdout);
    for outcome in [&first, &diff, &json, &printed] {
        for hash in [FIRST, SECOND] {
            assert!(!outcome.stdout.contains(hash) && !outcome.stderr.contains(hash), "{}", outcome.stdout);
        }
    }
    assert!(case.run("diff --show-secrets").stdout.contains(FIRST));
    assert!(case.run("render --stdout --show-secrets").stdout.contains(SECOND));
    assert_eq!(case.run("render --yes --quiet").code, 0);
    for path in ["haproxy/haproxy.cfg", "traefik/dynamic/users-1.yml", "nginx/secrets/users-1"] {
        let text = case.read(&format!("deploy/{path}"));
        assert!(text.contains(SECOND) && !text.contains(FIRST), "{path}");
    }
    // Without the users nothing tells which words were secret.
    case.write("lbgen.yaml", &VALID.replace("haproxy:", "nginx: , haproxy: , traefik:"));
    let without = case.run("render --yes");
    assert_eq!(without.code, 0, "{}", without.stderr);
    assert!(!without.stdout.contains("$2y$"), "{}", without.stdout);
    assert_eq!(case.mode("deploy/haproxy/haproxy.cfg"), 0o644);
}

#[test]
fn a_missing_file_of_users_keeps_what_stands_there() {
    let case = topology(&with_users());
    let validated = case.run("validate --message-format concise");
    assert_eq!(validated.code, 0, "{}", validated.stderr);
    assert!(validated.stderr.contains("warning[missing-file]: the file `./secrets/users` is missing"));
    assert_eq!(case.run("render --yes --quiet").code, 1);
    let allowed = case.run("render --yes --quiet --allow-missing-secrets");
    assert_eq!(allowed.code, 0, "{}", allowed.stderr);
    let told = "put `./secrets/users` there and render again: `haproxy/haproxy.cfg` is made of it";
    assert!(allowed.stderr.contains(told), "{}", allowed.stderr);
    case.write("secrets/users", &format!("alice:{FIRST}\n"));
    assert_eq!(case.run("render --yes --quiet").code, 0);
    case.remove("secrets/users");
    let compared = case.run("render --check");
    assert_eq!(compared.code, 0, "{}", compared.stderr);
    assert_eq!(case.run("render --yes --quiet --allow-missing-secrets").code, 0);
    assert!(case.read("deploy/haproxy/haproxy.cfg").contains(FIRST), "what stood there is kept");
}

/// A topology whose keys stand in a file of their own.
fn with_keys() -> String {
    let auth = "to: app, auth: { api_key: { keys_file: secrets/keys } }";
    VALID.replace("to: app", auth).replace("haproxy:", "nginx: , haproxy: , traefik:")
}

const MADE_OF_KEYS: [&str; 3] =
    ["haproxy/secrets/keys-1.map", "nginx/secrets/keys-1.map", "traefik/dynamic/keys-1.yml"];

#[test]
fn keys_are_read_from_their_file_and_shown_to_nobody() {
    let case = topology(&with_keys()).file("secrets/keys", "alice:first-key\n");
    let first = case.run("render --yes");
    assert_eq!((first.code, first.stderr.as_str()), (0, "9 files to create\n"));
    for path in MADE_OF_KEYS {
        assert!(first.stdout.contains(&format!("# {path}: created (contents not shown)\n")), "{}", first.stdout);
        assert_eq!(case.mode(&format!("deploy/{path}")), 0o600);
    }
    case.write("secrets/keys", "alice:second-key\n");
    let outcome = case.run("diff --show-secrets");
    let told = MADE_OF_KEYS.map(|path| format!("# {path}: changed (contents not shown)\n"));
    outcome.is(0, &told.concat(), "3 files to update, 6 unchanged\n");
    let printed = case.run("render --stdout");
    assert!(!printed.stdout.contains("second-key"), "{}", printed.stdout);
    assert!(case.run("render --yes --quiet").stderr.contains("3 files to update"));
    assert!(case.read("deploy/nginx/secrets/keys-1.map").contains("second-key"));
}

#[test]
fn a_missing_file_of_keys_is_a_warning_until_it_is_needed_and_its_copies_are_kept() {
    let case = topology(&with_keys());
    let validated = case.run("validate --message-format concise");
    assert_eq!(validated.code, 0, "{}", validated.stderr);
    assert!(validated.stderr.contains("warning[missing-file]: the file `./secrets/keys` is missing"));
    let refused = case.run("render --yes --quiet");
    assert_eq!(refused.code, 1);
    let way_out = "render without it by `--allow-missing-secrets` and render again later: `haproxy/";
    assert!(refused.stderr.contains(way_out), "{}", refused.stderr);
    let allowed = case.run("render --yes --quiet --allow-missing-secrets");
    assert_eq!(allowed.code, 0, "{}", allowed.stderr);
    assert!(
        allowed
            .stderr
            .contains("put `./secrets/keys` there and render again: `traefik/dynamic/keys-1.yml` is made of it")
    );
    case.write("secrets/keys", "alice:first-key\n");
    assert_eq!(case.run("render --yes --quiet").code, 0);
    case.remove("secrets/keys");
    let again = case.run("render --yes --quiet --allow-missing-secrets");
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert!(case.read("deploy/nginx/secrets/keys-1.map").contains("first-key"), "what stood there is kept");
}
