//! Hostile text at every key that takes text: lbgen refuses it at its line, or the engine reads exactly that text and
//! nothing else of its configuration changes.

use crate::bed::template::Places;
use crate::bed::{
    Bed, ClientDemands as _, Engine, Proxy, Recorded, Request, Response, ResponseDemands as _, Stack, on_every_engine,
};
use crate::headers::HOSTILE_VALUES;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// `<key=harmless>` is where a hostile text goes in, and what stands there otherwise.
const TOPOLOGY: &str = r#"
version: 1
name: <topology name=test>
engines:
  ENGINE:
    version: "VERSION"
    # MODULES
    # PATH
    waive:
      - auth.forward
      - cache
      - <waiver=names>
listen: { http: "{http}", https: "{https}", private: "{private}", admin: "{admin}" }
clients:
  trusted_proxies:
    - file: <network list=networks/list>
tls:
  redirect_http: false
  certificates:
    - hosts: [plain.test, "*.test"]
      cert: <certificate=certs/plain.pem>
      key: <private key=certs/plain.key>
upstreams:
  plain: { servers: ["{server1}"] }
  ? <upstream name=named>
  : servers: ["{server1}"]
  hosted:
    servers: ["{server1}"]
    host: <host sent upstream=literal.test>
  checked:
    servers: ["{server1}"]
    health_check:
      path: <health check path=/health>
      interval: 1s
  sticky:
    servers: ["{server1}", "{server2}"]
    sticky:
      cookie:
        name: <cookie name=lb>
        path: <cookie path=/>
  numbered:
    servers:
      - <server address=127.0.0.1:9>
  ? <tcp upstream name=raw>
  : servers: ["{server1}"]
tcp:
  - listen: "{tcp}"
    to: <tcp upstream name=raw>
routes:
  - { host: plain.test, to: plain }
  - { host: hosted.test, to: hosted }
  - { host: checked.test, to: checked }
  - { host: sticky.test, to: sticky }
  - { host: numbered.test, to: numbered }
  - { host: path.test, to: plain }
  - host: path.test
    path: <route path=/narrow>
    to: plain
    headers: { response: { set: { X-Route: narrow } } }
  - host: added.test
    to: plain
    add_prefix: <added prefix=/v2>
  - host: <host=named.test>
    to: <upstream name=named>
  - host: <private host=named.inner.test>
    path: <private path=/inner>
    private: true
    to: plain
  - host: headers.test
    to: plain
    headers:
      request:
        set:
          X-Request: <request header=prod>
          ? <header name=X-Named>
          : named
        remove:
          - <removed header=X-Debug>
      response:
        set:
          X-Response: <response header=noindex>
  - host: secret.test
    to: plain
    headers:
      request:
        set:
          X-Secret:
            from_secret: TEST_SECRET
            prefix: <secret prefix=Bearer >
  - host: fixed.test
    respond:
      body: <body=>
      content_type: <content type=text/plain>
  - host: away.test
    redirect:
      to: <redirect target=https://plain.test/>
  - host: limited.test
    to: plain
    rate_limit:
      rate: 1000/s
      burst: 1000
      by: <rate limit key=client_ip>
  - host: canary.test
    to: plain
    canary:
      to: sticky
      header:
        name: <canary header=X-Canary>
        value: <canary header value=always>
      cookie:
        name: <canary cookie=canary>
        value: <canary cookie value=always>
  - host: cached.test
    to: plain
    cache:
      paths:
        - <cached path=/static>
      size: 1MiB
  - host: keyed.test
    to: plain
    auth:
      api_key:
        header: <key header=X-Key>
        keys_file: <keys file=secrets/keys>
  - host: basic.test
    to: plain
    auth:
      basic:
        realm: <realm=Chat>
        users_file: <users file=users/file>
  - host: asked.test
    to: plain
    auth:
      forward:
        url: <auth url=http://{server1}/verify>
        copy_headers:
          - <copied header=X-Copied>
logs:
  exclude_paths:
    - <excluded path=/quiet>
"#;

/// Nobody comes from them.
const NETWORKS: &str = "198.51.100.0/24\n";

/// Beside the values that headers must carry: those that no header may, and those that only other keys fall for.
pub const MORE_VALUES: [&str; 14] = [
    "a\nb: c",
    "a\r\nX-Injected: 1",
    "a\0b",
    "a\tb",
    "../../x",
    "x; } server { listen 1; ",
    "x\" ; return 200 \"",
    "`) || PathPrefix(`/",
    "x') || Host('plain.test",
    "~* .*",
    "[a] {b}",
    "on",
    "|",
    "\u{2028}\u{feff}",
];

/// Her password is `One-Password`.
const ALICE: &str = "alice:$2y$04$7ju5lKFx57btbkFziGNIgeleJQ.ameNAhsG0PfNA0.pG13TPRmhDu\n";

/// Where some keys want a text of a certain form, the hostile one is put into that form.
fn in_form(key: &str, text: &str) -> String {
    match key {
        "certificate" => format!("certs/{text}.pem"),
        "private key" => format!("certs/{text}.key"),
        "keys file" => format!("secrets/{text}"),
        "network list" => format!("networks/{text}"),
        "users file" => format!("users/{text}"),
        "route path" | "cookie path" | "health check path" | "added prefix" | "excluded path" | "cached path"
        | "private path" => format!("/{text}"),
        "private host" => format!("{text}.inner.test"),
        "host" | "host sent upstream" => format!("{text}.test"),
        "server address" => format!("{text}:9"),
        "auth url" => format!("http://{{server1}}/{text}"),
        "redirect target" => format!("https://plain.test/{text}"),
        "rate limit key" => format!("header:{text}"),
        _ => text.to_owned(),
    }
}

struct Attempt<'a> {
    bed: &'a Bed,
    text: &'a str,
    /// The keys where lbgen takes the text.
    keys: BTreeSet<String>,
}

impl Attempt<'_> {
    /// The topology with the text at these keys, and the key of each of its lines.
    fn topology(&self) -> (String, Vec<Option<String>>) {
        let mut lines = Vec::new();
        let mut keys = Vec::new();
        for line in TOPOLOGY.trim_start().lines() {
            let place = line.split_once('<').and_then(|(before, rest)| Some((before, rest.split_once('>')?.0)));
            let Some((before, (key, harmless))) = place.map(|(before, rest)| (before, rest.split_once('=').unwrap()))
            else {
                lines.push(line.to_owned());
                keys.push(None);
                continue;
            };
            let hostile = self.keys.contains(key);
            let text = if hostile { in_form(key, self.text) } else { harmless.to_owned() };
            lines.push(format!("{before}{}", serde_json::to_string(&text).unwrap()));
            keys.push(hostile.then(|| key.to_owned()));
        }
        let engine = self.bed.engine;
        // Debian's nginx has plain TCP in a module of its own.
        let is_debian = engine == Engine::Nginx122;
        let traits = if is_debian { "modules: [stub_status, njs, stream]".to_owned() } else { engine.traits() };
        let traits = traits.trim_start_matches(", ");
        let (modules, path) = traits.split_once("modules_path").unwrap_or((traits, ""));
        let path = if path.is_empty() { String::new() } else { format!("modules_path{path}") };
        let text = lines.join("\n").replace("ENGINE:", &format!("{}:", engine.name()));
        let text = text.replace("VERSION", engine.version()).replace("# MODULES", modules.trim_end_matches(", "));
        let text = text.replace("# PATH", &path);
        (text, keys)
    }

    /// Drops the keys at which `lbgen validate` refuses the text, until it refuses none.
    fn drop_refused(&mut self) {
        let folder = tempfile::tempdir().unwrap();
        let mut places = Places::new();
        for number in 1..=2 {
            places.set_address(&format!("server{number}"), ([127, 0, 0, 1], 10_000 + number).into());
        }
        for list in ["networks/list".to_owned(), in_form("network list", self.text)] {
            write_networks(folder.path(), &list);
        }
        loop {
            let (topology, keys) = self.topology();
            fs::write(folder.path().join("lbgen.yaml"), places.fill(&topology)).unwrap();
            let lines = refused_lines(folder.path());
            let refused: BTreeSet<String> = lines.iter().filter_map(|line| keys[line - 1].clone()).collect();
            if lines.is_empty() {
                return;
            }
            assert!(!refused.is_empty(), "{:?} is refused at lines that do not hold it: {lines:?}", self.text);
            self.keys.retain(|key| !refused.contains(key));
        }
    }
}

/// Unlike a file of keys, a list must be there; a name that no file can have is refused as one that is missing.
fn write_networks(folder: &Path, list: &str) {
    let path = folder.join(list);
    let _ = fs::create_dir_all(path.parent().unwrap()).and_then(|()| fs::write(path, NETWORKS));
}

/// The lines at which there is an error.
fn refused_lines(folder: &Path) -> Vec<usize> {
    let output = Command::new(env!("CARGO_BIN_EXE_lbgen"))
        .args(["validate", "--message-format", "json", "-f", "lbgen.yaml"])
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let report: Value = serde_json::from_str(&said).unwrap_or_else(|_| panic!("no report: {said}"));
    let diagnostics = report["diagnostics"].as_array().unwrap();
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic["severity"] == "error");
    let line = |error: &Value| {
        let line =
            error["range"]["start"]["line"].as_u64().unwrap_or_else(|| panic!("an error without a place: {error}"));
        usize::try_from(line).unwrap()
    };
    let lines: Vec<usize> = errors.map(line).collect();
    assert_eq!(output.status.code(), Some(i32::from(!lines.is_empty())), "{said}");
    lines
}

/// All keys of the topology.
fn keys() -> BTreeSet<String> {
    let places = TOPOLOGY.split('<').skip(1);
    places.map(|rest| rest.split_once('=').unwrap().0.to_owned()).collect()
}

async fn attempt(engine_bed: Bed, text: &str) -> BTreeSet<String> {
    let mut attempt = Attempt { bed: &engine_bed, text, keys: keys() };
    // No file beside the topology can have such a name.
    if text.contains(['/', '\0']) {
        let files = ["certificate", "private key", "keys file", "users file", "network list"];
        attempt.keys.retain(|key| !files.contains(&key.as_str()));
    }
    attempt.drop_refused();
    // A certificate belongs to its key.
    if !attempt.keys.contains("certificate") || !attempt.keys.contains("private key") {
        attempt.keys.retain(|key| key != "certificate" && key != "private key");
    }
    // A text that is a name is looked up; that no engine minds what it finds is another promise.
    let is_name = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    assert!(!attempt.keys.remove("server address") || is_name, "{text:?} is no address");
    let (topology, _) = attempt.topology();
    let taken = attempt.keys;
    let mut bed = engine_bed.certificate("plain", &["plain.test"]).environment("TEST_SECRET", "hidden");
    if taken.contains("certificate") {
        bed = bed.certificate(text, &["plain.test"]);
    }
    let keys = if taken.contains("keys file") { in_form("keys file", text) } else { "secrets/keys".to_owned() };
    let users = if taken.contains("users file") { in_form("users file", text) } else { "users/file".to_owned() };
    let list = if taken.contains("network list") { in_form("network list", text) } else { "networks/list".to_owned() };
    let bed = bed.file(&keys, "alice:One-Key\n").file(&users, ALICE).file(&list, NETWORKS);
    let stack = bed.up(&topology, 2).await;
    says_the_text(&stack, text, &taken).await;
    does_nothing_else(&stack).await;
    taken
}

/// What each key that took the text makes of it.
async fn says_the_text(stack: &Stack, text: &str, taken: &BTreeSet<String>) {
    let at = |key: &str, harmless: &str| {
        if taken.contains(key) { in_form(key, text) } else { harmless.to_owned() }
    };
    let headers = stack.get("headers.test", "/").await;
    assert_eq!(headers.echo().header_values("X-Request"), [at("request header", "prod")], "{text:?}");
    assert_eq!(headers.header_values("X-Response"), [at("response header", "noindex")], "{text:?}");
    let secret = stack.get("secret.test", "/").await.echo();
    assert_eq!(secret.header_values("X-Secret"), [at("secret prefix", "Bearer ") + "hidden"], "{text:?}");
    let fixed = stack.get("fixed.test", "/").await;
    assert!(!taken.contains("body") || fixed.text() == text, "{text:?}: {}", fixed.text());
    let content_type = at("content type", "text/plain");
    // No body has no type on some engines.
    assert!(fixed.body.is_empty() || fixed.header_values("Content-Type") == [content_type], "{text:?}");
    let target = at("redirect target", "https://plain.test/").replace("{{", "{").replace("}}", "}");
    assert_eq!(stack.get("away.test", "/").await.header_values("Location"), [target], "{text:?}");
    let path = at("route path", "/narrow");
    assert_eq!(stack.get("path.test", &path).await.header("X-Route"), Some("narrow"), "{path}");
    let sent = stack.get("hosted.test", "/").await;
    assert_eq!(sent.echo().header_values("Host"), [at("host sent upstream", "literal.test")], "{text:?}");
    let added = stack.get("added.test", "/x").await;
    // Some engines percent-encode what need not be.
    assert_eq!(decoded(added.echo().target()), format!("{}/x", at("added prefix", "/v2")));
    let cookie = stack.get("sticky.test", "/").await.cookie(&at("cookie name", "lb"));
    let path = cookie.and_then(|cookie| cookie.attributes.get("path").cloned());
    assert_eq!(path, Some(at("cookie path", "/")), "{text:?}");
    let by_header = (at("canary header", "X-Canary"), at("canary header value", "always"));
    let by_cookie = format!("{}={}", at("canary cookie", "canary"), at("canary cookie value", "always"));
    for (name, value) in [by_header, ("Cookie".to_owned(), by_cookie)] {
        let led = stack.client().send(&Request::get("canary.test", "/").header(&name, &value)).await;
        assert!(led.cookie(&at("cookie name", "lb")).is_some(), "{name}: {value} leads to no canary");
    }
    stack.server(1).forget();
    let kept = format!("{}/headers?Cache-Control=max-age=600", at("cached path", "/static"));
    for path in [kept.as_str(), &kept, "/headers?Cache-Control=max-age=600", "/headers?Cache-Control=max-age=600"] {
        stack.get("cached.test", path).await;
    }
    let reaching = if stack.engine.proxy() == Proxy::Traefik { 4 } else { 3 };
    let asked = stack.server(1).requests();
    let reached: Vec<&str> =
        asked.iter().map(Recorded::target).filter(|target| target.contains("Cache-Control")).collect();
    assert_eq!(reached.len(), reaching, "{kept}: {reached:?}");
    let keyed = Request::get("keyed.test", "/").header(&at("key header", "X-Key"), "One-Key");
    assert_eq!(stack.client().send(&keyed).await.echo().header_values("X-Consumer"), ["alice"], "{text:?}");
    let basic = Request::get("basic.test", "/").header("Authorization", "Basic YWxpY2U6T25lLVBhc3N3b3Jk");
    assert_eq!(stack.client().send(&basic).await.echo().header_values("X-Consumer"), ["alice"], "{text:?}");
    let asked = stack.get("basic.test", "/").await;
    let realm = format!("Basic realm=\"{}\"", at("realm", "Chat"));
    assert_eq!((asked.status, asked.header_values("WWW-Authenticate")), (401, vec![&*realm]), "{text:?}");
    stack.server(1).forget();
    assert_eq!(stack.get("asked.test", "/x").await.status, 200, "{text:?}");
    let url = at("auth url", "http://{server1}/verify");
    for question in stack.server(1).requests().iter().filter(|asked| asked.header("X-Forwarded-Uri").is_some()) {
        assert_eq!(Some(decoded(question.target()).as_str()), url.strip_prefix("http://{server1}"), "{text:?}");
    }
    let named = stack.get(&at("host", "named.test").to_lowercase(), "/").await;
    assert_eq!(named.served_by(), Some("server1"), "{text:?}");
    let (host, path) = (at("private host", "named.inner.test").to_lowercase(), at("private path", "/inner"));
    assert_eq!(stack.private_client().get(&host, &path).await.served_by(), Some("server1"), "{host}{path}");
    assert_eq!(stack.get(&host, &path).await.status, 404, "{host}{path} in public");
}

fn decoded(path: &str) -> String {
    let mut pieces = path.split('%');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (code, rest) = piece.split_at(2);
        text.push(char::from(u8::from_str_radix(code, 16).unwrap()));
        text.push_str(rest);
    }
    text
}

/// The routes that hold no text are as they always were.
async fn does_nothing_else(stack: &Stack) {
    let names = |answer: &Response| answer.headers.iter().map(|(name, _)| name.to_lowercase()).collect::<BTreeSet<_>>();
    let plain = stack.get("plain.test", "/").await;
    assert_eq!(plain.served_by(), Some("server1"));
    let usual = ["server", "date", "content-type", "content-length", "x-served-by", "connection", "keep-alive"];
    let added: Vec<String> = names(&plain).into_iter().filter(|name| !usual.contains(&name.as_str())).collect();
    assert!(added.is_empty(), "{added:?}");
    assert_eq!(stack.get("path.test", "/elsewhere").await.header("X-Route"), None);
    assert_eq!(stack.get("unknown.test", "/").await.status, 404);
    assert!((502..=504).contains(&stack.get("numbered.test", "/").await.status));
    assert_eq!(stack.https_client().get("plain.test", "/").await.status, 200);
}

on_every_engine!(hostile_text_is_refused_at_its_line_or_means_itself, async |bed| {
    let engine = bed.engine;
    let texts: Vec<&str> = HOSTILE_VALUES.into_iter().chain(MORE_VALUES).collect();
    let mut taken = BTreeSet::new();
    for text in texts {
        taken.extend(attempt(Bed::of(engine), text).await);
    }
    let some = ["request header", "response header", "content type", "route path", "excluded path"];
    assert!(some.iter().all(|key| taken.contains(*key)), "hardly anything was taken: {taken:?}");
});
