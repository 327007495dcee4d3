//! What services wait for can come to pass.

use std::collections::{HashMap, HashSet};

use super::error;
use crate::diagnostic::{Diagnostic, Found};
use crate::source::Placed;
use crate::topology::{Condition, ResourceName, Service, Topology};

/// Services of a cycle that a message names.
const MOST_NAMED: usize = 8;

type Services<'t> = HashMap<&'t str, &'t Placed<Service>>;

/// Cycles, health that nobody checks, and completion of what never ends.
pub fn check(topology: &Topology, found: &mut Found) {
    let services: Services<'_> = topology.services.iter().map(|(name, service)| (name.as_str(), service)).collect();
    let mut done = HashSet::new();
    for (name, _) in topology.services.iter() {
        if !done.contains(name.as_str()) {
            walk(name.as_str(), &services, &mut done, found);
        }
    }
    for (_, service) in topology.services.iter() {
        for (target, condition) in service.depends_on.iter() {
            if let Some(other) = services.get(target.as_str()) {
                condition_holds(target.as_str(), condition, other, found);
            }
        }
    }
}

/// Walks what a service waits for, depth first and without recursion, so that a hostile chain cannot exhaust the stack.
fn walk<'t>(name: &'t str, services: &Services<'t>, done: &mut HashSet<&'t str>, found: &mut Found) {
    let mut path: Vec<(&'t str, usize)> = vec![(name, 0)];
    let mut on_path: HashMap<&'t str, usize> = HashMap::from([(name, 0)]);
    while let Some((current, next)) = path.last_mut() {
        let target = services.get(*current).and_then(|service| service.depends_on.iter().nth(*next));
        *next += 1;
        match target.map(|(target, _)| target) {
            Some(target) if on_path.contains_key(target.as_str()) => {
                let start = on_path.get(target.as_str()).copied().unwrap_or_default();
                found.push(cycle(path.get(start..).unwrap_or_default(), target));
            }
            Some(target) if done.contains(target.as_str()) => {}
            Some(target) => {
                on_path.insert(target.as_str(), path.len());
                path.push((target.as_str(), 0));
            }
            None => {
                on_path.remove(*current);
                done.insert(*current);
                path.pop();
            }
        }
    }
}

fn cycle(path: &[(&str, usize)], target: &Placed<ResourceName>) -> Diagnostic {
    let mut names: Vec<&str> = path.iter().map(|(name, _)| *name).take(MOST_NAMED).collect();
    if path.len() > MOST_NAMED {
        names.push("…");
    }
    names.push(target.as_str());
    let summary = format!("the services wait for each other: `{}`", names.join(" → "));
    error("dependency-cycle", target.span(), summary, "remove one of these `depends_on` entries")
}

fn condition_holds(name: &str, condition: &Placed<Condition>, service: &Service, found: &mut Found) {
    let (summary, help) = match condition.value() {
        Condition::Completed if !*service.job => (
            format!("`{name}` never completes: it is no job"),
            format!("set `job: true` on `{name}`, or wait for `healthy` or `started`"),
        ),
        Condition::Healthy if *service.job => {
            (format!("`{name}` is a job, which is never healthy"), "wait for `completed`".to_owned())
        }
        Condition::Healthy if service.health_check.is_none() && !has_own_health(service) => (
            format!("nothing tells whether `{name}` is healthy"),
            format!("add `health_check` to `{name}`, or wait for `started`"),
        ),
        Condition::Healthy | Condition::Started | Condition::Completed => return,
    };
    found.push(error("impossible-condition", condition.span(), summary, help));
}

fn has_own_health(service: &Service) -> bool {
    service.compose.as_ref().is_some_and(|extra| extra.contains_key("healthcheck"))
}
