//! A binary that is older than the topology says, or another one.

use super::runner::Runner;
use crate::diagnostic::Diagnostic;
use crate::engine::Requirement;

/// A warning for each thing that is older or another.
pub fn warnings(runner: &Runner, required: &Requirement) -> Vec<Diagnostic> {
    let name = required.target.name();
    let path = runner.binary.path.display();
    let mut found = Vec::new();
    if let Some(version) = required.version.filter(|version| runner.binary.version < *version) {
        let summary = format!("{name} {} is older than {version}, which is rendered for", runner.binary.version);
        let told = Diagnostic::warning("older-binary", summary).at(required.version_span.or(required.named));
        found.push(
            told.engine(name)
                .note(format!("the binary is `{path}`"))
                .help(format!("state the version that it runs on, or name a newer binary with `--{name} PATH`")),
        );
    }
    if let (Some((stated, span)), Some(edition)) = (required.edition, runner.binary.edition)
        && stated != edition
    {
        let summary = format!("this nginx is {}, not {}", edition.title(), stated.title());
        let told = Diagnostic::warning("other-edition", summary).at(span.or(required.named)).engine(name);
        let help = "state the edition that runs by `engines.nginx.edition`, or name its binary with `--nginx PATH`";
        found.push(told.note(format!("the binary is `{path}`")).help(help));
    }
    if let (Some((stated, span)), Some(linked)) = (required.openssl, runner.binary.openssl)
        && linked < stated
    {
        let summary = format!("this {name} runs with OpenSSL {linked}, older than {stated}");
        let told = Diagnostic::warning("older-openssl", summary).at(span).engine(name);
        found.push(told.note(format!("the binary is `{path}`")).help("state the OpenSSL that it runs with"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Target;
    use crate::topology::{Edition, EngineVersion, ModulesPath};
    use crate::verify::Binary;

    fn told(version: EngineVersion, openssl: Option<EngineVersion>, stated: Edition) -> Vec<&'static str> {
        let openssl_wanted = Some((EngineVersion::new(3, 5, 0), None));
        let version_wanted = Some(EngineVersion::new(1, 30, 0));
        let required = Requirement {
            target: Target::Nginx,
            named: None,
            version: version_wanted,
            version_span: None,
            edition: Some((stated, None)),
            openssl: openssl_wanted,
            image: None,
        };
        let path = "/usr/sbin/nginx".into();
        let (modules, modules_path) = (Vec::new(), ModulesPath::built_in());
        let edition = Some(Edition::Oss);
        let binary =
            Binary { target: Target::Nginx, path, subcommand: None, version, openssl, edition, modules, modules_path };
        let warnings = warnings(&Runner { binary, image: None }, &required);
        warnings.iter().map(|told| told.code).collect()
    }

    #[test]
    fn what_is_as_stated_or_newer_is_not_told() {
        assert_eq!(
            told(EngineVersion::new(1, 30, 0), Some(EngineVersion::new(3, 5, 1)), Edition::Oss),
            Vec::<&str>::new()
        );
        assert_eq!(told(EngineVersion::new(1, 31, 3), None, Edition::Oss), Vec::<&str>::new());
    }

    #[test]
    fn another_edition_is_told() {
        assert_eq!(told(EngineVersion::new(1, 31, 3), None, Edition::Plus), ["other-edition"]);
    }

    #[test]
    fn what_is_older_is_told() {
        let old = told(EngineVersion::new(1, 29, 9), Some(EngineVersion::new(3, 0, 19)), Edition::Oss);
        assert_eq!(old, ["older-binary", "older-openssl"]);
    }
}
