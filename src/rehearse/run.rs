//! Runs the checks: each on a stage of its own, some at once, all bounded in time.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::Semaphore;

use super::check::{Check, Subject};
use super::checks;
use super::origin;
use super::report::{EngineRun, Outcome, RenderedLine};
use super::scene::Scene;
use super::stage::Stage;
use super::verdict::{Failure, Verdict};
use crate::diagnostic::nearest;
use crate::engine::Difference;
use crate::plan;

/// No check may take longer, its stage included.
const LIMIT: Duration = Duration::from_secs(60);

/// How a rehearsal is held.
#[derive(Debug, Clone)]
pub struct Orders {
    /// Only checks of these names, or of these promises (`P4`); empty: all.
    pub only: Vec<String>,
    /// How many stages run at once.
    pub jobs: usize,
    /// How many parts of the topology each check is held on: the first ones of the file.
    pub parts: usize,
}

impl Orders {
    /// A word that `only` may hold: a check's name or a promise's number.
    ///
    /// # Errors
    /// There is none of that name; the message says which is nearest.
    pub fn word(word: &str) -> Result<String, String> {
        let numbers = checks::ALL.iter().map(|check| format!("P{}", check.promise.number()));
        let names: Vec<String> = checks::ALL.iter().map(|check| check.name.to_owned()).chain(numbers).collect();
        if names.iter().any(|name| name.eq_ignore_ascii_case(word)) {
            return Ok(word.to_owned());
        }
        let near = nearest(word, names.iter().map(String::as_str));
        let help = near.map_or_else(
            || "write one such as `sticky-stays` or `P4`".to_owned(),
            |name| format!("did you mean `{name}`?"),
        );
        Err(format!("no check and no promise is called `{word}`: {help}"))
    }

    fn wants(&self, check: &Check) -> bool {
        let number = format!("P{}", check.promise.number());
        self.only.is_empty()
            || self.only.iter().any(|word| [check.name, &number].iter().any(|name| name.eq_ignore_ascii_case(word)))
    }
}

/// Told what begins and ends, for whoever shows progress.
pub trait Audience: Send + Sync {
    /// So many checks are to come.
    fn announce(&self, checks: usize);
    /// A check begins.
    fn begins(&self, engine: &str, check: &str);
    /// A check has ended.
    fn ended(&self, engine: &str, outcome: &Outcome);
}

/// One check of one part on one engine.
struct Act<'a> {
    scene: &'a Scene,
    at: usize,
    check: &'static Check,
    subject: Subject,
}

/// Rehearses each scene, and tells what became of each promise.
pub async fn rehearse(scenes: &[Scene], orders: &Orders, audience: &dyn Audience) -> anyhow::Result<Vec<EngineRun>> {
    let mut runs = Vec::new();
    let mut acts = Vec::new();
    for (at, scene) in scenes.iter().enumerate() {
        let (run, subjects) = prepare(scene, orders)?;
        runs.push(run);
        acts.extend(subjects.into_iter().map(|(check, subject)| Act { scene, at, check, subject }));
    }
    audience.announce(acts.len());
    let places = Arc::new(Semaphore::new(orders.jobs.max(1)));
    let mut under_way: FuturesUnordered<_> =
        acts.into_iter().map(|act| play(act, Arc::clone(&places), audience)).collect();
    let mut began: Vec<Option<Instant>> = vec![None; runs.len()];
    while let Some((at, start, outcome)) = under_way.next().await {
        if let (Some(run), Some(began)) = (runs.get_mut(at), began.get_mut(at)) {
            let first = began.map_or(start, |began| began.min(start));
            *began = Some(first);
            run.took = first.elapsed();
            run.outcomes.push(outcome);
        }
    }
    drop(under_way);
    for run in &mut runs {
        run.outcomes.sort_by(|one, other| {
            (one.promise, one.check, &one.subject.key).cmp(&(other.promise, other.check, &other.subject.key))
        });
    }
    Ok(runs)
}

type Subjects = Vec<(&'static Check, Subject)>;

fn prepare(scene: &Scene, orders: &Orders) -> anyhow::Result<(EngineRun, Subjects)> {
    let mut topology = scene.topology()?;
    let mut run = EngineRun::new(scene);
    let mut subjects = Subjects::new();
    for check in checks::ALL.iter().copied() {
        let plan = plan::build(&topology);
        let asked = (check.asked)(&plan);
        if asked.is_empty() {
            run.not_asked.push((check.promise, check.name));
        } else if orders.wants(check) {
            let left_out = asked.len().saturating_sub(orders.parts);
            if left_out > 0 {
                run.note(check.name, format!("{left_out} further parts of the topology were left out"));
            }
            subjects.extend(asked.into_iter().take(orders.parts).map(|subject| (check, subject)));
            let shortened = (check.shorten)(&mut topology);
            for words in shortened {
                run.note(check.name, words);
            }
            topology = scene.topology()?;
        }
    }
    Ok((run, subjects))
}

async fn play(act: Act<'_>, places: Arc<Semaphore>, audience: &dyn Audience) -> (usize, Instant, Outcome) {
    let Act { scene, at, check, subject } = act;
    let _place = places.acquire().await;
    let engine = scene.proxy.name();
    audience.begins(engine, check.name);
    let start = Instant::now();
    let (verdict, rendered) = match tokio::time::timeout(LIMIT, Box::pin(perform(scene, check, &subject))).await {
        Ok(performed) => performed,
        Err(_) => {
            (Verdict::Broken { expected: check.shows.to_owned(), seen: format!("no end within {LIMIT:?}") }, None)
        }
    };
    let Check { promise, name, shows, .. } = check;
    let (promise, check) = (*promise, *name);
    let outcome = Outcome { promise, check, shows, subject, verdict, took: start.elapsed(), rendered };
    audience.ended(engine, &outcome);
    (at, start, outcome)
}

async fn perform(scene: &Scene, check: &Check, subject: &Subject) -> (Verdict, Option<RenderedLine>) {
    let mut stage = match Box::pin(Stage::up(scene, check.preparing())).await {
        Ok(stage) => stage,
        Err(error) => {
            let expected = format!("{} to start", scene.proxy.name());
            return (Verdict::Broken { expected, seen: format!("{error:#}") }, None);
        }
    };
    let verdict = match (check.run)(&mut stage, subject).await {
        Ok(()) => return (Verdict::Kept, None),
        Err(Failure::Untried(reason)) => Verdict::Untried(reason),
        Err(Failure::Broken { expected, seen }) => {
            excused(check, stage.differences()).unwrap_or(Verdict::Broken { expected, seen })
        }
    };
    let rendered = origin::find(stage.files(), &subject.key);
    (verdict, rendered)
}

/// What the engine has told of itself explains the outcome.
fn excused(check: &Check, differences: &[Difference]) -> Option<Verdict> {
    let told = differences.iter().find(|difference| check.excuses.contains(&difference.feature))?;
    let words = format!("{}: {}", told.what, told.why);
    Some(if told.is_refusal { Verdict::Waived(words) } else { Verdict::Degraded(words) })
}
