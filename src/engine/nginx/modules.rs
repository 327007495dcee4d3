//! `engines.nginx.modules`: what this nginx has beyond its core, and which of that has to be loaded.

use std::collections::BTreeSet;

use super::release::Release;
use crate::escape::{Escaped, nginx};
use crate::source::{Place, Placed};
use crate::topology::{Edition, ModulesPath, NginxModule};

/// What the official image has, or that of another edition, built in or to be loaded.
fn usual(release: Release) -> &'static [NginxModule] {
    match release.edition {
        Edition::Oss if release.comes_with_acme() => {
            &[NginxModule::HttpV3, NginxModule::StubStatus, NginxModule::Njs, NginxModule::Acme]
        }
        Edition::Oss => &[NginxModule::HttpV3, NginxModule::StubStatus, NginxModule::Njs],
        Edition::Openresty => &[NginxModule::StubStatus],
        Edition::Plus => &[NginxModule::HttpV3, NginxModule::StubStatus],
    }
}

/// What this nginx has beyond its core.
pub struct Modules<'t> {
    named: Option<&'t Placed<Vec<Placed<NginxModule>>>>,
    path: &'t ModulesPath,
    release: Release,
    needed: BTreeSet<NginxModule>,
}

impl<'t> Modules<'t> {
    /// As the topology says; none is needed yet.
    pub fn new(named: Option<&'t Placed<Vec<Placed<NginxModule>>>>, path: &'t ModulesPath, release: Release) -> Self {
        Self { named, path, release, needed: BTreeSet::new() }
    }

    /// It has this module.
    pub fn has(&self, module: NginxModule) -> bool {
        match self.named {
            None => usual(self.release).contains(&module),
            Some(named) => named.iter().any(|name| **name == module),
        }
    }

    /// Where the topology says what there is; none for the official image's.
    pub fn place(&self) -> Option<Place> {
        self.named.and_then(Placed::place)
    }

    /// Has this module loaded, where it is one to be loaded. False when this nginx does not have it.
    pub fn need(&mut self, module: NginxModule) -> bool {
        let is_there = self.has(module);
        if is_there {
            self.needed.insert(module);
        }
        is_there
    }

    /// The libraries to load, for `load_module`.
    pub fn libraries(&self) -> Vec<Escaped> {
        let Some(folder) = self.path.folder() else { return Vec::new() };
        let path = |library: &str| Escaped::trusted(nginx::literal(&format!("{folder}/{library}")));
        self.needed.iter().filter_map(|module| module.library()).map(path).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::topology::{EngineVersion, Leaf as _};

    fn release(minor: u16) -> Release {
        Release { version: EngineVersion::new(1, minor, 0), edition: Edition::Oss }
    }

    #[test]
    fn the_image_has_an_acme_client_from_1_30_on() {
        let path = ModulesPath::default();
        assert!(!Modules::new(None, &path, release(29)).has(NginxModule::Acme));
        assert!(Modules::new(None, &path, release(30)).has(NginxModule::Acme));
    }

    #[test]
    fn what_is_needed_is_loaded_and_nothing_else() {
        let path = ModulesPath::read("/opt/my modules/").unwrap();
        let mut modules = Modules::new(None, &path, release(30));
        assert!(modules.libraries().is_empty());
        assert!(modules.need(NginxModule::Njs) && modules.need(NginxModule::StubStatus));
        assert!(!modules.need(NginxModule::Modsecurity), "the official image has none");
        let libraries: Vec<String> = modules.libraries().into_iter().map(Escaped::into_string).collect();
        assert_eq!(libraries, [r#""/opt/my modules/ngx_http_js_module.so""#]);
    }

    #[test]
    fn what_is_built_in_is_not_loaded() {
        let path = ModulesPath::built_in();
        let mut modules = Modules::new(None, &path, release(30));
        assert!(modules.need(NginxModule::Njs));
        assert!(modules.libraries().is_empty());
    }
}
