//! P9: a load of requests that are safe to repeat, while servers die and come back under it.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use futures_util::future::join_all;

use crate::rehearse::Entrance;
use crate::rehearse::check::Subject;
use crate::rehearse::stage::{Stage, eventually};
use crate::rehearse::upstream::Server;
use crate::rehearse::verdict::{Failure, Tried, expect};

/// Clients that ask at the same time, where no limit would refuse them.
const CLIENTS: usize = 4;

/// How many answers there are before a server dies, while it is dead, and after it is back. Counted, not timed: a slow
/// machine has as many.
const ANSWERS: usize = 30;

/// How long so many may take.
const LIMIT: Duration = Duration::from_secs(15);

/// What the clients have had.
#[derive(Default)]
struct Tally {
    asked: Cell<usize>,
    lost: RefCell<Vec<String>>,
    is_over: Cell<bool>,
}

/// Holds the check.
pub async fn hold(stage: &Stage, subject: &Subject) -> Tried {
    let way = stage.way_to(subject.index())?;
    let tally = Tally::default();
    let clients = if is_limited(stage, &way) { 1 } else { CLIENTS };
    let deaths = async {
        let died = die_in_turn(victims(stage, subject)?, &tally).await;
        tally.is_over.set(true);
        died
    };
    let (results, died) = tokio::join!(join_all((0..clients).map(|_| keep_asking(stage, &way, &tally))), deaths);
    died?;
    results.into_iter().collect::<Result<(), Failure>>()?;
    let (asked, lost) = (tally.asked.get(), tally.lost.borrow());
    expect(lost.is_empty(), format!("{asked} answers"), || format!("{} lost: {}", lost.len(), lost.join(", ")))
}

fn is_limited(stage: &Stage, way: &Entrance) -> bool {
    let plan = stage.plan();
    plan.routes.get(way.route).is_some_and(|route| route.rate_limit.is_some() || route.concurrency.is_some())
}

/// The servers that die. Of two, it is the same one twice: right after one is back it may still be left out, and both would
/// be dead at once.
fn victims<'a>(stage: &'a Stage, subject: &Subject) -> Result<[&'a Server; 2], Failure> {
    match stage.servers(subject.index()) {
        [first, second, _, ..] => Ok([first, second]),
        [first, ..] => Ok([first, first]),
        [] => Err(Failure::untried("there is no server")),
    }
}

async fn die_in_turn(victims: [&Server; 2], tally: &Tally) -> Tried {
    for server in victims {
        answers(tally, "alive").await?;
        server.die().await;
        answers(tally, "dead").await?;
        server.revive().await?;
    }
    answers(tally, "back").await
}

/// Waits until the load has gone on for a while.
async fn answers(tally: &Tally, state: &str) -> Tried {
    let until = tally.asked.get() + ANSWERS;
    let expected = format!("{ANSWERS} answers with a server {state}");
    eventually(&expected, LIMIT, async || tally.asked.get() >= until).await?;
    Ok(())
}

async fn keep_asking(stage: &Stage, way: &Entrance, tally: &Tally) -> Result<(), Failure> {
    while !tally.is_over.get() {
        match stage.visitor(way)?.try_send(&way.get("/")).await {
            Ok(answer) if answer.status == 200 && answer.complete => {}
            Ok(answer) => tally.lost.borrow_mut().push(answer.status.to_string()),
            Err(error) => tally.lost.borrow_mut().push(error.to_string()),
        }
        tally.asked.set(tally.asked.get() + 1);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(())
}
