//! What an engine's answer to the question for its version holds.

use crate::engine::Target;
use crate::topology::{Edition, EngineVersion, Leaf as _, ModulesPath, NginxModule};

/// The version; none when the text is not that engine's.
pub(super) fn version(target: Target, said: &str) -> Option<EngineVersion> {
    let before = match target {
        Target::Nginx => "nginx version: ",
        Target::Haproxy => "HAProxy version ",
        Target::Traefik => "Version:",
        Target::Compose => "",
    };
    let line = said.lines().find_map(|line| line.trim().strip_prefix(before))?.trim();
    // `openresty/1.25.3.1` and `nginx/1.31.3` alike; compose may put a `v` before it.
    let line = if target == Target::Nginx { line.split_once('/')?.1 } else { line };
    numbers(line.strip_prefix('v').unwrap_or(line))
}

/// Which nginx it is.
pub(super) fn edition(said: &str) -> Edition {
    match said.lines().find_map(|line| line.trim().strip_prefix("nginx version: ")) {
        Some(name) if name.starts_with("openresty/") => Edition::Openresty,
        Some(name) if name.contains("(nginx-plus-") => Edition::Plus,
        Some(_) | None => Edition::Oss,
    }
}

/// The OpenSSL that it runs with, else the one that it was built with. Other libraries count as none: their versions
/// say nothing of OpenSSL's.
pub(super) fn openssl(said: &str) -> Option<EngineVersion> {
    let after = |words: &str| said.split_once(words).map(|(_, rest)| rest);
    let line = after("running with OpenSSL ")
        .or_else(|| after("Running on OpenSSL version : OpenSSL "))
        .or_else(|| after("built with OpenSSL "))?;
    numbers(line)
}

/// The modules of nginx that a topology can name and that were built in.
pub(super) fn modules(said: &str) -> Vec<NginxModule> {
    let is_dynamic = |word: &str| word.starts_with("--add-dynamic-module=");
    let built_in: Vec<&str> = said.split_whitespace().filter(|word| !is_dynamic(word)).collect();
    let named = [
        ("--with-http_v3_module", NginxModule::HttpV3),
        ("--with-http_stub_status_module", NginxModule::StubStatus),
        ("njs", NginxModule::Njs),
        ("ModSecurity", NginxModule::Modsecurity),
        ("nginx-acme", NginxModule::Acme),
    ];
    named.into_iter().filter(|(name, _)| built_in.iter().any(|word| word.contains(name))).map(|named| named.1).collect()
}

/// Where nginx was built to load its dynamic modules from.
pub(super) fn modules_path(said: &str) -> Option<ModulesPath> {
    let folder = said.split_whitespace().find_map(|word| word.strip_prefix("--modules-path="))?;
    ModulesPath::read(folder).ok()
}

/// `1.30.2` of `1.30.2 (Debian)`; what is left out counts as 0.
fn numbers(text: &str) -> Option<EngineVersion> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let mut numbers = text.get(..end)?.split('.').map(str::parse::<u16>);
    let (major, minor) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
    let patch = numbers.next().and_then(Result::ok).unwrap_or_default();
    Some(EngineVersion::new(major, minor, patch))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NGINX: &str = "nginx version: nginx/1.22.1\nbuilt with OpenSSL 3.0.22 25 Aug 2026 (running with OpenSSL 3.0.19 27 Jan 2026)\n\
        configure arguments: --with-http_stub_status_module --with-http_ssl_module\n";
    const HAPROXY: &str = "HAProxy version 2.8.25-5cf5d0683 2026/06/26 - https://haproxy.org/\n\
        Built with OpenSSL version : OpenSSL 3.0.15 3 Sep 2024\nRunning on OpenSSL version : OpenSSL 3.0.16 3 Sep 2025\n";

    #[test]
    fn each_engine_tells_its_version_its_own_way() {
        let told = |target, said| version(target, said).map(|version| version.to_string());
        assert_eq!(told(Target::Nginx, NGINX).as_deref(), Some("1.22.1"));
        assert_eq!(told(Target::Nginx, "nginx version: openresty/1.25.3.1\n").as_deref(), Some("1.25.3"));
        assert_eq!(told(Target::Haproxy, HAPROXY).as_deref(), Some("2.8.25"));
        assert_eq!(told(Target::Traefik, "Version:      3.7.15\nCodename: langres\n").as_deref(), Some("3.7.15"));
        assert_eq!(told(Target::Compose, "v2.40.3\n").as_deref(), Some("2.40.3"));
        assert_eq!(told(Target::Haproxy, NGINX), None);
    }

    #[test]
    fn an_edition_tells_itself() {
        assert_eq!(edition(NGINX), Edition::Oss);
        assert_eq!(edition("nginx version: openresty/1.25.3.1\n"), Edition::Openresty);
        assert_eq!(edition("nginx version: nginx/1.27.4 (nginx-plus-r34)\n"), Edition::Plus);
    }

    #[test]
    fn the_library_it_runs_with_counts() {
        assert_eq!(openssl(NGINX), Some(EngineVersion::new(3, 0, 19)));
        assert_eq!(openssl(HAPROXY), Some(EngineVersion::new(3, 0, 16)));
        assert_eq!(openssl("built with OpenSSL 3.3.7 7 Apr 2026"), Some(EngineVersion::new(3, 3, 7)));
        assert_eq!(openssl("built with BoringSSL"), None);
    }

    #[test]
    fn modules_are_those_built_in() {
        assert_eq!(modules(NGINX), [NginxModule::StubStatus]);
        assert_eq!(modules("--add-module=njs-0.9.9/nginx --add-dynamic-module=ModSecurity-nginx"), [NginxModule::Njs]);
    }

    #[test]
    fn the_folder_of_modules_is_told() {
        assert_eq!(modules_path("--modules-path=/usr/lib/nginx/modules --with-threads"), Some(ModulesPath::default()));
        assert_eq!(modules_path(NGINX), None);
    }
}
