//! `engines.traefik.extra`: the user's own settings. Traefik reads all files of the dynamic folder as one; of the static
//! configuration there is one file, in which a key may stand once.

use serde_json::{Map, Value};

use crate::engine::{Feature, Findings, Refusal, yaml};
use crate::escape::Escaped;
use crate::topology::TraefikExtra;

/// The file that the user's own dynamic settings go to.
pub const DYNAMIC: &str = "traefik/dynamic/extra.yml";

/// The keys of the static configuration that are rendered.
const RENDERED: [&str; 8] =
    ["entryPoints", "providers", "certificatesResolvers", "ping", "metrics", "accessLog", "log", "global"];

/// The user's own dynamic settings as a file; none when there are none.
pub fn dynamic(extra: &TraefikExtra) -> Option<String> {
    let settings = extra.dynamic.as_ref().filter(|settings| !settings.is_empty())?;
    Some(format!("# engines.traefik.extra.dynamic: the user's own settings\n{}\n", yaml::block(settings, 0).as_str()))
}

/// The user's own static settings; what is rendered from the topology is refused among them.
pub fn own_static(extra: &TraefikExtra, findings: &mut Findings<'_>) -> Option<Escaped> {
    let TraefikExtra { fixed, dynamic: _ } = extra;
    let settings = fixed.as_ref()?;
    // Traefik knows its keys in any case.
    let is_rendered = |key: &str| RENDERED.iter().any(|rendered| rendered.eq_ignore_ascii_case(key));
    let (rendered, own): (Map<String, Value>, Map<String, Value>) =
        settings.value().clone().into_iter().partition(|(key, _)| is_rendered(key));
    for key in rendered.keys() {
        let refusal = Refusal {
            what: format!("take `{key}` in `extra.static`"),
            why: "that key of the static configuration is rendered from the topology, and may stand there once"
                .to_owned(),
            help: "say it with the topology's own keys, or leave it out".to_owned(),
        };
        findings.refuse(Feature::Extra, settings.place(), refusal);
    }
    (!own.is_empty()).then(|| yaml::block(&own, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_template_renders_is_refused_among_the_users_own_settings() {
        let template = include_str!("../../../templates/traefik/traefik.yml.j2");
        let is_key = |line: &&str| line.ends_with(':') && line.starts_with(|first: char| first.is_ascii_lowercase());
        let keys: Vec<&str> = template.lines().filter(is_key).map(|line| line.trim_end_matches(':')).collect();
        assert_eq!(keys, RENDERED);
    }
}
