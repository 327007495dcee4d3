//! A picture of the topology as SVG: hosts with their routes, upstreams, and how many servers each has.

use std::fmt::Write as _;

use super::Report;
use crate::diagnostic::xml::escape;
use crate::plan::{self, Action, Plan, Side};

const ROW: usize = 44;
/// More routes than this make no picture that anyone reads.
const MOST: usize = 40;

/// Draws it; an empty text when the topology cannot be read any more.
pub fn draw(report: &Report) -> String {
    let Ok((topology, _)) = plan::read(&report.source) else { return String::new() };
    svg(&plan::build(&topology))
}

fn svg(plan: &Plan<'_>) -> String {
    let shown = plan.routes.len().min(MOST);
    let height = shown.max(plan.upstreams.len()).max(1) * ROW + 20;
    let mut text = format!(
        "<svg viewBox=\"0 0 760 {height}\" width=\"760\" role=\"img\" aria-label=\"routes and upstreams of {}\">",
        escape(plan.name.as_str())
    );
    for (at, route) in plan.routes.iter().take(shown).enumerate() {
        let hosts: Vec<&str> = route.hosts.iter().map(|host| host.as_str()).collect();
        let host = if hosts.is_empty() { "any host".to_owned() } else { hosts.join(", ") };
        let end = match &route.action {
            Action::Proxy(_) => String::new(),
            Action::Redirect(redirect) => format!(" → {}", redirect.status.code()),
            Action::Respond(respond) => format!(" → {}", respond.status.code()),
        };
        let side = match route.side {
            Side::Public => "",
            Side::Private => ", private",
        };
        boxed(&mut text, 10, at, 340, &host, &format!("{}{side}{end}", route.path.as_str()));
        if let Some(upstream) = route.upstream() {
            let (from, to) = (at * ROW + 28, upstream * ROW + 28);
            let _infallible = write!(text, "<path class=\"line\" d=\"M350 {from} C410 {from} 410 {to} 470 {to}\"/>");
        }
    }
    for (at, upstream) in plan.upstreams.iter().enumerate() {
        let count = upstream.servers.len();
        let noun = if count == 1 { "server" } else { "servers" };
        boxed(&mut text, 470, at, 280, upstream.name, &format!("{count} {noun}"));
    }
    text + "</svg>"
}

fn boxed(text: &mut String, x: usize, row: usize, width: usize, title: &str, below: &str) {
    let y = row * ROW + 10;
    let cut = |words: &str| {
        if words.chars().count() > 46 { words.chars().take(45).chain(['…']).collect() } else { words.to_owned() }
    };
    let _infallible = write!(
        text,
        "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"36\" rx=\"5\"/>\
         <text x=\"{}\" y=\"{}\">{}</text><text class=\"faint\" x=\"{}\" y=\"{}\">{}</text>",
        x + 8,
        y + 16,
        escape(&cut(title)),
        x + 8,
        y + 30,
        escape(&cut(below)),
    );
}
