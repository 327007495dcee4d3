//! Footnotes: the words of the cells, each once, in the order in which they are met.

use super::{Cell, Line, Support};
use crate::topology::Proxy;

/// The footnotes of a table.
#[derive(Debug, Default)]
pub struct Notes {
    told: Vec<(Proxy, String)>,
}

impl Notes {
    /// The numbers of the notes to a cell, from 1.
    pub fn of(&mut self, support: &Support, cells: &[Cell], at: usize) -> Vec<usize> {
        let (Some(cell), Some(line)) = (cells.get(at), support.lines.get(at)) else { return Vec::new() };
        let later = better_from(support, cells, at)
            .map(|(line, cell)| format!(" (from {} on: {})", line.version(), cell.answer.word()));
        let later = later.unwrap_or_default();
        cell.words().into_iter().map(|words| self.number(line.proxy, format!("{words}{later}"))).collect()
    }

    fn number(&mut self, proxy: Proxy, words: String) -> usize {
        let told = (proxy, words);
        let known = self.told.iter().position(|known| *known == told);
        known.unwrap_or_else(|| {
            self.told.push(told);
            self.told.len() - 1
        }) + 1
    }

    /// Number, engine and words.
    pub fn all(&self) -> impl Iterator<Item = (usize, &'static str, &str)> {
        self.told.iter().enumerate().map(|(at, (proxy, words))| (at + 1, proxy.name(), words.as_str()))
    }
}

/// The first later line of the same engine that answers better.
pub fn better_from<'a>(support: &Support, cells: &'a [Cell], at: usize) -> Option<(Line, &'a Cell)> {
    let (cell, line) = (cells.get(at)?, support.lines.get(at)?);
    let later = support.lines.iter().copied().zip(cells).skip(at + 1);
    let mut same = later.filter(|(other, _)| other.proxy == line.proxy);
    same.find(|(_, other)| other.answer.loss() < cell.answer.loss())
}
