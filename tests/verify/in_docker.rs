//! `--in-docker`, with a stand-in for docker: none can be had wherever the tests run.

use std::path::Path;

use crate::binaries;
use crate::support::Case;

const TOPOLOGY: &str = "
version: 1
name: demo
engines:
  haproxy: { version: \"2.8\" }
  traefik: { version: \"3.7\" }
listen: { http: 8080 }
upstreams: { app: { servers: [\"10.0.0.1:80\"] } }
routes: [{ host: a.test, to: app }]
";

/// A `docker run` that is killed leaves its container behind: Traefik, which does not end by itself, stayed for ever.
#[test]
fn engines_are_asked_in_containers_and_none_is_left_behind() {
    let case = Case::new(TOPOLOGY);
    case.program("docker", &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verify/docker"));
    case.program("haproxy", &binaries::haproxy_2_8());
    case.program("traefik", &binaries::traefik_3_7());
    let outcome = case.verify(&["--in-docker"]);
    assert_eq!(outcome.code, 0, "{}{}", outcome.stdout, outcome.stderr);
    let told = outcome.stdout + &outcome.stderr;
    for image in ["haproxy:2.8-alpine", "traefik:v3.7"] {
        assert!(told.contains(&format!("({image}) accepts ")), "{told}");
    }
}
