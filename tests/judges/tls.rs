//! HTTPS of every engine against version 6.0 of the Server Side TLS guideline, judged by sslyze. The tool ships version
//! 5.7; the data beside this file are those of 6.0, which has no DHE suites and one more curve.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use serde_json::Value;

use crate::bed::{Bed, Engine, Stack};
use crate::finding::{Finding, Judge, settle};
use crate::tool::judged;

const TOPOLOGY: &str = "
listen: { http: \"{http}\", https: \"{https}\" }
tls:
  profile: PROFILE
  redirect_http: false
  certificates:
    - { hosts: [chat.test], cert: certs/ecdsa.pem, key: certs/ecdsa.key }
RSA
upstreams:
  chat: { servers: [\"{server1}\"] }
routes:
  - { host: chat.test, to: chat }
";

/// What the profile `intermediate` has suites for too.
const RSA: &str = "    - { hosts: [chat.test], cert: certs/rsa.pem, key: certs/rsa.key }";

/// The longest that the profile `modern` lets a certificate live.
const LIFESPAN: Duration = Duration::from_secs(90 * 24 * 60 * 60);

type Issuer = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Issuer {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.distinguished_name.push(DnType::CommonName, "an authority of the tests");
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for that key as a server of today has it.
fn chain(key: &KeyPair, issuer: &Issuer) -> String {
    let mut params = CertificateParams::new(vec!["chat.test".to_owned()]).unwrap();
    let now = rcgen::date_time_ymd(1970, 1, 1) + SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    params.not_before = now - Duration::from_secs(60);
    params.not_after = params.not_before + LIFESPAN;
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.signed_by(key, issuer).unwrap().pem() + &issuer.pem()
}

fn rsa_key() -> KeyPair {
    let arguments = ["genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
    let output = std::process::Command::new("openssl").args(arguments).output().unwrap();
    KeyPair::from_pem(&String::from_utf8(output.stdout).unwrap()).unwrap()
}

/// An engine with HTTPS in this profile.
async fn start(engine: Engine, profile: &str, issuer: &Issuer) -> Stack {
    let (ecdsa, rsa) = (KeyPair::generate().unwrap(), rsa_key());
    let second = if profile == "intermediate" { RSA } else { "" };
    let topology = TOPOLOGY.replace("PROFILE", profile).replace("RSA", second);
    let bed = Bed::of(engine)
        .file("certs/ecdsa.pem", &chain(&ecdsa, issuer))
        .file("certs/ecdsa.key", &ecdsa.serialize_pem())
        .file("certs/rsa.pem", &chain(&rsa, issuer))
        .file("certs/rsa.key", &rsa.serialize_pem());
    bed.up(&topology, 1).await
}

/// Every engine with HTTPS in this profile.
async fn listening(profile: &str, issuer: &Issuer) -> Vec<Stack> {
    futures_util::future::join_all(Engine::ALL.map(|engine| start(engine, profile, issuer))).await
}

/// What sslyze says of these engines under a profile.
fn judge(stacks: &[Stack], issuer: &Issuer, profile: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("guideline.json", &guideline(profile).to_string());
    write("authority.pem", &issuer.pem());
    let options = ["--custom_tls_config", "guideline.json", "--certinfo_ca_file", "authority.pem"].map(str::to_owned);
    let targets = stacks.iter().map(|stack| format!("{}{{127.0.0.1}}", target(stack)));
    let arguments: Vec<String> = options.into_iter().chain(targets).collect();
    let output = judged("judges-sslyze", "sslyze", folder.path(), &arguments);
    String::from_utf8(output.stdout).unwrap()
}

fn target(stack: &Stack) -> String {
    format!("chat.test:{}", stack.address("https").port())
}

/// A profile of the guideline, in the form that sslyze reads.
fn guideline(profile: &str) -> Value {
    let guidelines: Value = serde_json::from_str(include_str!("guideline-6.0.json")).unwrap();
    guidelines["configurations"][profile].clone()
}

/// The part of a report from `start` to the next `end`.
fn section<'a>(report: &'a str, start: &str, end: &str) -> &'a str {
    let from = report.find(start).unwrap_or_else(|| panic!("no `{start}` in:\n{report}"));
    let part = &report[from..];
    &part[..part.find(end).unwrap_or(part.len())]
}

/// What an engine has too much, by the tool's own verdict, and what it lacks, by the suites that it took.
fn findings(report: &str, stack: &Stack, profile: &str) -> Vec<Finding> {
    let name = target(stack);
    let finding = |rule: &str, words: &str| Finding {
        judge: Judge::Sslyze,
        rule: rule.to_owned(),
        at: stack.engine.to_string(),
        words: format!("{profile}: {words}"),
    };
    let verdicts = section(report, "COMPLIANCE AGAINST TLS CONFIGURATION", "\u{0}");
    let verdict = section(verdicts, &name, "\n\n");
    let mut found: Vec<Finding> = verdict
        .lines()
        .filter_map(|line| line.trim().strip_prefix("* ")?.split_once(": "))
        .map(|(rule, words)| finding(rule, words))
        .collect();
    assert_eq!(found.is_empty(), verdict.contains("OK - Compliant."), "{verdict}");
    let scan = scan_of(report, &name);
    let offers = |kind: &str| section(scan, "cert chains detected", "\n").contains(kind);
    if profile == "intermediate" && !(offers("EC") && offers("RSA")) {
        found.push(finding("missing certificate", "one of the two is never offered"));
    }
    let suites = suites(profile);
    let possible = suites
        .iter()
        .filter(|suite| offers(if suite.contains("_RSA_") { "RSA" } else { "EC" }) || !suite.contains("_WITH_"));
    let lacking = possible.filter(|suite| !scan.contains(&format!(" {suite} ")));
    found.extend(lacking.map(|suite| finding("missing suite", suite)));
    found
}

/// What was seen of a target.
fn scan_of<'a>(report: &'a str, target: &str) -> &'a str {
    let start = format!("SCAN RESULTS FOR {} ", target.to_uppercase());
    section(report, &start, "\n\n\n SCAN RESULTS FOR ")
}

/// All that a profile has.
fn suites(profile: &str) -> Vec<String> {
    let guideline = guideline(profile);
    let lists = [&guideline["ciphersuites"], &guideline["ciphers"]["iana"]];
    let suites = lists.into_iter().flat_map(|list| list.as_array().unwrap());
    suites.map(|suite| suite.as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sslyze_finds_both_profiles_kept() {
    let issuer = authority();
    let mut found = Vec::new();
    for profile in ["intermediate", "modern"] {
        let stacks = listening(profile, &issuer).await;
        let report = judge(&stacks, &issuer, profile);
        found.extend(stacks.iter().flat_map(|stack| findings(&report, stack, profile)));
    }
    settle(Judge::Sslyze, &found);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sslyze_would_see_a_fault() {
    let issuer = authority();
    let stack = start(Engine::Nginx122, "intermediate", &issuer).await;
    let report = judge(std::slice::from_ref(&stack), &issuer, "modern");
    let found = findings(&report, &stack, "modern");
    let rules: Vec<&str> = found.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(rules, ["tls_versions", "ciphers"], "the older version is too much for the profile `modern`");
}
