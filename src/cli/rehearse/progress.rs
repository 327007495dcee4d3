//! What is shown while the checks run: a bar on a terminal, nothing elsewhere.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::terminal::can_ask;
use crate::rehearse::Audience;
use crate::rehearse::report::Outcome;

/// The bar, with what runs now.
pub struct Progress {
    bar: ProgressBar,
    running: Mutex<BTreeMap<String, usize>>,
}

impl Progress {
    /// A bar that is not drawn yet.
    pub fn new() -> Self {
        let target = if can_ask() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {pos}/{len} [{bar:30}] {elapsed} {wide_msg}") {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar, running: Mutex::default() }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn count(&self, engine: &str, check: &str, up: bool) {
        let mut running = self.running.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let count = running.entry(format!("{engine} {check}")).or_default();
        *count = if up { *count + 1 } else { count.saturating_sub(1) };
        running.retain(|_, count| *count > 0);
        let words: Vec<&str> = running.keys().map(String::as_str).collect();
        self.bar.set_message(words.join(", "));
    }
}

impl Audience for Progress {
    fn announce(&self, checks: usize) {
        self.bar.set_length(checks as u64);
    }

    fn begins(&self, engine: &str, check: &str) {
        self.count(engine, check, true);
    }

    fn ended(&self, engine: &str, outcome: &Outcome) {
        self.count(engine, outcome.check, false);
        self.bar.inc(1);
    }
}
