//! What is rehearsed: a topology for one engine, on one binary.

use std::path::Path;
use std::sync::Arc;

use rustix::process::Signal;

use crate::engine::nginx::rule_files;
use crate::engine::{self, Feature, Target};
use crate::output;
use crate::plan;
use crate::source::{Place, Placed, Source};
use crate::template::Overrides;
use crate::topology::{EngineVersion, NginxModule, Proxy, Topology};
use crate::verify::{Binary, included};

/// Changes a rendered text by its path, as a fault would: what proves that a check can fail.
pub type Fault = Arc<dyn Fn(&str, &str) -> String + Send + Sync>;

/// A topology for one engine, on one binary.
#[derive(Clone)]
pub struct Scene {
    /// The topology's text.
    pub source: Arc<Source>,
    /// The folder that the files which it names are relative to.
    pub folder: Arc<Path>,
    /// The engine.
    pub proxy: Proxy,
    /// The user's own templates.
    pub overrides: Arc<Overrides>,
    /// Its binary.
    pub binary: Arc<Binary>,
    /// Renders for the binary at hand, whatever release the topology names, and goes without what that cannot do.
    pub for_binary: bool,
    /// A fault to be found.
    pub fault: Option<Fault>,
}

impl Scene {
    /// The topology, read anew.
    pub fn topology(&self) -> anyhow::Result<Topology> {
        let (mut topology, _) = plan::read(&self.source).map_err(|_| anyhow::anyhow!("the topology is invalid"))?;
        let wrong = plan::read_networks(&mut topology, &|path| output::read_source(&self.folder, path))?;
        anyhow::ensure!(wrong.is_empty(), "a file of networks is missing or invalid");
        self.find_modules(&mut topology);
        if self.for_binary {
            self.adapt(&mut topology)?;
        }
        Ok(topology)
    }

    /// Modules are loaded from where this nginx has them: it need not be the machine that the topology is for.
    fn find_modules(&self, topology: &mut Topology) {
        if let (Proxy::Nginx, Some(nginx)) = (self.proxy, &mut topology.engines.value_mut().nginx) {
            nginx.value_mut().modules_path = Placed::implied(self.binary.modules_path.clone());
        }
    }

    /// What is rendered for.
    pub const fn target(&self) -> Target {
        Target::proxy(self.proxy)
    }

    /// How the engine is told to read its files again; none where it watches them.
    pub const fn reload_signal(&self) -> Option<Signal> {
        match self.proxy {
            Proxy::Nginx => Some(Signal::HUP),
            Proxy::Haproxy => Some(Signal::USR2),
            Proxy::Traefik => None,
        }
    }

    /// How the engine is asked to finish what it has begun and to go.
    pub const fn stop_signal(&self) -> Signal {
        match self.proxy {
            Proxy::Nginx => Signal::QUIT,
            Proxy::Haproxy => Signal::USR1,
            Proxy::Traefik => Signal::TERM,
        }
    }

    /// What the topology asks to be rendered for.
    pub fn asked_version(&self, topology: &Topology) -> Option<(EngineVersion, Option<Place>)> {
        topology.engines.value().version(self.proxy).map(|version| (**version, version.place()))
    }

    fn adapt(&self, topology: &mut Topology) -> anyhow::Result<()> {
        let binary = &self.binary;
        let engines = topology.engines.value_mut();
        engines.set_version(self.proxy, binary.version);
        match self.proxy {
            Proxy::Nginx => {
                if let Some(nginx) = &mut engines.nginx {
                    let nginx = nginx.value_mut();
                    nginx.edition = Placed::implied(binary.edition.unwrap_or(*nginx.edition));
                    nginx.openssl = binary.openssl.map(Placed::implied);
                    // Without its rules a firewall does not start.
                    let has_rules = rule_files(nginx.crs_path.as_ref().map(Placed::value))
                        .iter()
                        .all(|file| included::is_there(file));
                    let is_there = |module: &NginxModule| has_rules || *module != NginxModule::Modsecurity;
                    let modules = binary.modules.iter().copied().filter(is_there);
                    nginx.modules = Some(Placed::implied(modules.map(Placed::implied).collect()));
                }
            }
            Proxy::Traefik => {}
            Proxy::Haproxy => {
                if let Some(haproxy) = &mut engines.haproxy {
                    haproxy.value_mut().openssl = binary.openssl.map(Placed::implied);
                }
            }
        }
        let refused: Vec<Feature> = engine::render(self.target(), &plan::build(topology), &self.overrides)?
            .differences
            .iter()
            .filter(|difference| difference.is_refusal)
            .map(|difference| difference.feature)
            .collect();
        self.waive(topology, &refused);
        Ok(())
    }

    fn waive(&self, topology: &mut Topology, features: &[Feature]) {
        let engines = topology.engines.value_mut();
        let waivers = match self.proxy {
            Proxy::Nginx => engines.nginx.as_mut().map(|engine| &mut engine.value_mut().waive),
            Proxy::Traefik => engines.traefik.as_mut().map(|engine| &mut engine.value_mut().waive),
            Proxy::Haproxy => engines.haproxy.as_mut().map(|engine| &mut engine.value_mut().waive),
        };
        if let Some(waivers) = waivers {
            waivers.extend(features.iter().map(|feature| Placed::implied(feature.name().to_owned())));
        }
    }
}
