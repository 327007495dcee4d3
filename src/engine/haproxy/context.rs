//! What the parts of one rendering share: findings, files beside the configuration, and stick tables.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::engine::{Feature, Findings, Refusal};
use crate::escape::Escaped;
use crate::plan::Sides;
use crate::rendered::RenderedFile;
use crate::source::{Place, Span};

use super::view::{CacheSectionView, CanaryView, TableView, UserListView};

/// What the parts of one rendering share.
pub struct Context<'t> {
    /// What HAProxy refuses and what it does another way.
    pub findings: Findings<'t>,
    /// Files beside `haproxy.cfg`.
    pub files: Vec<RenderedFile>,
    /// The variable of the route that limits count by.
    pub counted_route: &'static str,
    /// The canaries of each side's routes.
    pub canaries: Sides<Vec<CanaryView>>,
    /// The caches of all backends.
    pub caches: Vec<CacheSectionView>,
    /// Upstreams are told who was let in.
    pub names_consumers: bool,
    /// The users that routes let in, by the file that names them.
    pub user_lists: Vec<(String, UserListView)>,
    lists: HashMap<String, String>,
    tables: BTreeMap<&'static str, Table>,
    told: BTreeSet<(Feature, Span)>,
}

/// A stick table that many rules share.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name, which no upstream can have: it holds a dot.
    pub name: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// The type of its keys.
    pub key: &'static str,
    /// What it keeps.
    pub store: &'static str,
    /// How long an entry is kept after its last use, in milliseconds; the longest that any rule asks for wins.
    pub expire_millis: u64,
}

impl<'t> Context<'t> {
    /// An empty context.
    pub fn new(findings: Findings<'t>, names_consumers: bool) -> Self {
        Self {
            findings,
            files: Vec::new(),
            counted_route: "txn.route",
            canaries: Sides::default(),
            caches: Vec::new(),
            names_consumers,
            user_lists: Vec::new(),
            lists: HashMap::new(),
            tables: BTreeMap::new(),
            told: BTreeSet::new(),
        }
    }

    /// The release is this one or a later one.
    pub fn since(&self, major: u16, minor: u16) -> bool {
        self.findings.version().is_at_least(major, minor, 0)
    }

    /// Refuses releases whose language is another one.
    pub fn require_version(&mut self, place: Option<Place>) {
        if !self.since(2, 6) {
            let refusal = Refusal {
                what: "read this configuration".to_owned(),
                why: "`balance hash` and `http-restrict-req-hdr-names` are there since HAProxy 2.6".to_owned(),
                help: "write `version: \"2.6\"` or a later one".to_owned(),
            };
            self.findings.refuse(Feature::Version, place, refusal);
        }
    }

    /// Reports a difference once for each place: what stands under `defaults` is met once per route or upstream.
    pub fn degrade(
        &mut self,
        feature: Feature,
        place: Option<Place>,
        what: &'static str,
        differs: impl Into<Cow<'static, str>>,
    ) {
        if place.is_none_or(|place| self.told.insert((feature, place.named()))) {
            self.findings.degrade(feature, place, what, differs);
        }
    }

    /// Refuses once for each place.
    pub fn refuse(&mut self, feature: Feature, place: Option<Place>, refusal: Refusal) {
        if place.is_none_or(|place| self.told.insert((feature, place.named()))) {
            self.findings.refuse(feature, place, refusal);
        }
    }

    /// A list as a file, one pattern a line; the same list is written once.
    pub fn list(&mut self, stem: &str, patterns: &[String]) -> Escaped {
        let text = patterns.join("\n") + "\n";
        if let Some(path) = self.lists.get(&text) {
            return Escaped::trusted(path.clone());
        }
        let path = format!("lists/{stem}-{}.lst", self.lists.len() + 1);
        self.files.push(text_file(&path, text.clone()));
        self.lists.insert(text, path.clone());
        Escaped::trusted(path)
    }

    /// The name of a table that will be there.
    pub fn table(&mut self, table: Table) -> &'static str {
        let kept = self.tables.entry(table.name).or_insert(table);
        kept.expire_millis = kept.expire_millis.max(table.expire_millis);
        table.name
    }

    /// All tables, by name.
    pub fn tables(&self) -> Vec<TableView> {
        let view = |table: &Table| TableView {
            purpose: Escaped::trusted(table.purpose),
            name: table.name,
            key: Escaped::trusted(table.key),
            expire: format!("{}s", table.expire_millis.div_ceil(1000)),
            store: Escaped::trusted(table.store),
        };
        self.tables.values().map(view).collect()
    }
}

/// A text in the engine's folder.
pub fn text_file(path: &str, text: String) -> RenderedFile {
    RenderedFile::text(format!("haproxy/{path}"), text)
}
