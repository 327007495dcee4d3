//! The table as one JSON document.

use serde_json::{Value, json};

use super::notes::better_from;
use super::{Cell, GROUPS, Row, Shown, Support};
use crate::promise::Promise;

/// Renders the document.
pub fn render(support: &Support) -> String {
    let rows: Vec<Value> = support.rows.iter().map(|(told, cells)| row(support, told, cells)).collect();
    let document = json!({ "format_version": 1, "rows": rows });
    format!("{document:#}\n")
}

fn row(support: &Support, row: &Row, cells: &[Cell]) -> Value {
    let promise = promise(row);
    let (checks, unseen): (&[&str], Option<&str>) = match row.shown() {
        Shown::By(checks) => (checks, None),
        Shown::ByNothing(reason) => (&[], Some(reason)),
    };
    let cells: Vec<Value> = (0..cells.len()).filter_map(|at| cell(support, cells, at)).collect();
    json!({
        "promise": promise.map(|promise| format!("P{}", promise.number())),
        "title": promise.map(Promise::title),
        "name": row.name,
        "about": row.about(),
        "feature": row.feature().map(crate::engine::Feature::name),
        "probe": row.probe,
        "checks": checks,
        "cannot_be_rehearsed": unseen,
        "cells": cells,
    })
}

fn cell(support: &Support, cells: &[Cell], at: usize) -> Option<Value> {
    let (cell, line) = (cells.get(at)?, support.lines.get(at)?);
    Some(json!({
        "engine": line.proxy.name(),
        "version": line.version().to_string(),
        "answer": cell.answer.word(),
        "words": cell.answer.words(),
        "better_from": better_from(support, cells, at).map(|(line, _)| line.version().to_string()),
        "rehearsal": cell.proof.word(),
        "rehearsed_version": cell.proof.version(),
        "rehearsal_words": cell.proof.words(),
    }))
}

fn promise(row: &Row) -> Option<Promise> {
    let group = GROUPS.iter().find(|(_, rows)| rows.iter().any(|one| one.name == row.name));
    group.map(|(promise, _)| *promise)
}
