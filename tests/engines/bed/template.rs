//! Topologies as tests write them: with places for the addresses that are only known when the test runs.

use super::engine::Engine;
use lbgen::verify::ports;
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// The values of `{http}`, `{server1}` and so on; braces that hold anything else are left alone.
#[derive(Debug, Clone)]
pub struct Places(BTreeMap<String, String>);

impl Places {
    /// `{http}`, `{https}`, `{private}`, `{admin}`, `{tcp}`: free addresses on loopback; `{NAME_port}` is the port alone.
    pub fn new() -> Self {
        let mut places = Self(BTreeMap::new());
        for name in ["http", "https", "private", "admin", "tcp"] {
            places.set_free(name);
        }
        places
    }

    /// An address on loopback at which nobody listens.
    pub fn set_free(&mut self, name: &str) {
        self.set_address(name, ([127, 0, 0, 1], ports::free().expect("a free port")).into());
    }

    pub fn set_address(&mut self, name: &str, address: SocketAddr) {
        self.set(name, &address.to_string());
        self.set(&format!("{name}_port"), &address.port().to_string());
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.to_owned());
    }

    pub fn address(&self, name: &str) -> SocketAddr {
        self.0[name].parse().expect("an address")
    }

    /// # Panics
    /// When the template names a server that was not started.
    pub fn fill(&self, template: &str) -> String {
        let mut text = template.to_owned();
        for (name, value) in &self.0 {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        assert!(!text.contains("{server"), "more servers are named than were asked for:\n{text}");
        text
    }
}

/// The filled template under the lines that are the same in all tests, unless it begins with `version:` itself.
pub fn topology(places: &Places, template: &str, engine: Engine, waived: &[String], extra: &str) -> String {
    let text = places.fill(template);
    if text.lines().any(|line| line.starts_with("version:")) {
        return text;
    }
    let waive = if waived.is_empty() { String::new() } else { format!(", waive: [{}]", waived.join(", ")) };
    let (name, version) = (engine.name(), engine.version());
    // Debian's nginx has plain TCP in a module of its own.
    let is_debian = engine == Engine::Nginx122;
    let traits = if is_debian && text.contains("\ntcp:") {
        ", modules: [stub_status, stream]".to_owned()
    } else if text.contains("waf:") && engine.has_firewall() {
        engine.traits_with_firewall() + &engine.rules()
    } else {
        engine.traits()
    };
    let extra = if extra.is_empty() { String::new() } else { format!(", extra: {extra}") };
    format!("version: 1\nname: test\nengines: {{ {name}: {{ version: \"{version}\"{traits}{waive}{extra} }} }}\n{text}")
}

/// Host and path of a request that the topology's first public route takes, or else its first private one; and whether
/// it is that.
pub fn probe(topology: &str) -> (String, String, bool) {
    let topology: serde_json::Value = serde_saphyr::from_str(topology).expect("a topology in YAML");
    let is_private = |route: &serde_json::Value| route["private"].as_bool() == Some(true);
    let public = topology["routes"].as_array().and_then(|routes| routes.iter().find(|route| !is_private(route)));
    let route = public.unwrap_or(&topology["routes"][0]);
    let host = &route["host"];
    let host = host.as_str().or_else(|| host[0].as_str()).unwrap_or("any.test").replace('*', "any");
    (host, route["path"].as_str().unwrap_or("/").to_owned(), is_private(route))
}
