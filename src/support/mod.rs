//! What each engine, in each release line, makes of each feature: asked of the renderers, and shown by rehearsals.
//!
//! No table is kept by hand. A [`Row`] brings a topology that asks for one thing; what a renderer tells of it is the
//! answer, and what rehearsals have shown of the same topology ([`proven`]) is the proof.

mod answer;
mod cell;
mod json;
mod line;
mod markdown;
mod notes;
mod proof;
pub mod proven;
mod row;
mod rows;
mod shown;
mod table;

pub use answer::Answer;
pub use cell::{Cell, Mark};
pub use json::render as json;
pub use line::Line;
pub use markdown::render as markdown;
pub use proof::Proof;
pub use row::{Asks, Row};
pub use rows::{GROUPS, rows};
pub use shown::{Shown, shown};
pub use table::render as table;

use crate::topology::Proxy;
use proven::Proven;

/// Every answer to every row.
#[derive(Debug)]
pub struct Support {
    /// The release lines, by engine, oldest first.
    pub lines: Vec<Line>,
    /// A row with its cells, one for each line.
    pub rows: Vec<(&'static Row, Vec<Cell>)>,
}

impl Support {
    /// Asks these engines.
    ///
    /// # Errors
    /// A template that fails, or what is kept of rehearsals and cannot be read: defects of lbgen's own.
    pub fn ask(engines: &[Proxy]) -> anyhow::Result<Self> {
        let proven = Proven::read()?;
        let lines: Vec<Line> = Line::ALL.iter().copied().filter(|line| engines.contains(&line.proxy)).collect();
        let mut asked = Vec::new();
        for row in rows() {
            let cells: anyhow::Result<Vec<Cell>> = lines.iter().map(|line| Cell::ask(row, *line, &proven)).collect();
            asked.push((row, cells?));
        }
        Ok(Self { lines, rows: asked })
    }

    /// The engines, in the order of the lines.
    pub fn engines(&self) -> Vec<Proxy> {
        let mut engines: Vec<Proxy> = self.lines.iter().map(|line| line.proxy).collect();
        engines.dedup();
        engines
    }
}
