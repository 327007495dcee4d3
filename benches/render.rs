//! What a render costs: CPU time and memory of the whole process for stacks of N routes, against the budgets.
//!
//! `cargo bench --bench render`. Each route has its own upstream of three servers, a sticky cookie, a health check and a
//! rate limit, and all four engines are rendered into an empty folder. What an engine does another way is waived, as
//! nobody runs a stack that is warned of at every route.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark that panics has failed, and printing is what it is for"
)]

use std::fmt::Write as _;
use std::process::{Command, Stdio};

/// Routes, CPU milliseconds and peak memory in MB that a render may cost.
const BUDGETS: [(usize, f64, Option<f64>); 4] =
    [(10, 10.0, None), (100, 25.0, None), (1_000, 90.0, Some(40.0)), (10_000, 1_000.0, Some(200.0))];

/// CPU time may grow by this power of the number of routes, from 1,000 to 10,000.
const EXPONENT: f64 = 1.05;

/// Runs of each size; the median counts.
const RUNS: usize = 5;

fn main() {
    let mut medians = Vec::new();
    let mut kept = true;
    println!("{:>7} {:>10} {:>10} {:>10} {:>10}", "routes", "CPU ms", "budget", "peak MB", "budget");
    for (routes, budget, memory_budget) in BUDGETS {
        let runs: Vec<(f64, f64)> = (0..RUNS).map(|_| render(routes)).collect();
        let (cpu, memory) = (median(runs.iter().map(|run| run.0)), median(runs.iter().map(|run| run.1)));
        let limit = memory_budget.map_or("-".to_owned(), |limit| format!("{limit:.0}"));
        println!("{routes:>7} {cpu:>10.1} {budget:>10.0} {memory:>10.1} {limit:>10}");
        kept &= cpu <= budget && memory_budget.is_none_or(|limit| memory <= limit);
        medians.push(cpu);
    }
    let exponent = (medians[3] / medians[2]).log10();
    println!("growth exponent from 1,000 to 10,000 routes: {exponent:.3} (budget {EXPONENT})");
    kept &= exponent <= EXPONENT;
    assert!(kept, "a budget is broken");
}

const HEAD: &str = r#"version: 1
name: bench
engines:
  nginx: { modules: [], waive: [health_check] }
  traefik: { version: "3.7", waive: [health_check.after, timeouts.read] }
  haproxy: { waive: [timeouts.connect] }
  compose: {}
upstreams:
"#;

fn topology(routes: usize) -> String {
    let mut text = String::from(HEAD);
    for route in 0..routes {
        let (high, low) = (route / 250, route % 250);
        write!(
            text,
            "  app{route}:\n    servers:\n      - 10.{high}.{low}.1:3210\n      - 10.{high}.{low}.2:3210\n      - {{ address: \"10.{high}.{low}.3:3210\", weight: 2 }}\n    \
             sticky: {{ cookie: {{ name: lb_app{route}, max_age: 1d, http_only: true, same_site: lax }} }}\n    \
             health_check: {{ path: /healthz, interval: 10s, timeout: 2s, healthy_after: 2, unhealthy_after: 3, status: [\"200\"] }}\n    \
             timeouts: {{ connect: 5s, read: 60s }}\n"
        )
        .unwrap();
    }
    text.push_str("routes:\n");
    for route in 0..routes {
        write!(
            text,
            "  - host: app{route}.example.com\n    path: /\n    to: app{route}\n    rate_limit: {{ rate: 10/s, burst: 20, by: client_ip }}\n"
        )
        .unwrap();
    }
    text
}

/// CPU milliseconds, user and system, and peak resident megabytes of one render.
fn render(routes: usize) -> (f64, f64) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lbgen.yaml");
    std::fs::write(&file, topology(routes)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_lbgen"));
    command.args(["render", "--yes", "--quiet", "--file"]).arg(&file).stdout(Stdio::null()).stderr(Stdio::null());
    let child = command.spawn().unwrap();
    wait(child)
}

#[allow(unsafe_code, reason = "the one call that tells what a child used")]
fn wait(child: std::process::Child) -> (f64, f64) {
    let mut status = 0;
    // SAFETY: an all-zero `rusage` is valid, and `wait4` writes only to the two places it is given.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::wait4(i32::try_from(child.id()).unwrap(), &raw mut status, 0, &raw mut usage);
        usage
    };
    assert_eq!(status, 0, "the render failed");
    let milliseconds = |time: libc::timeval| time.tv_sec as f64 * 1e3 + time.tv_usec as f64 / 1e3;
    (milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime), usage.ru_maxrss as f64 / 1024.0)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
