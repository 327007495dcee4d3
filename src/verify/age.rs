//! A binary that is older than the topology says.

use super::runner::Runner;
use crate::diagnostic::Diagnostic;
use crate::engine::Requirement;

/// A warning for each thing that is older.
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
    use crate::topology::{EngineVersion, ModulesPath};
    use crate::verify::Binary;

    fn told(version: EngineVersion, openssl: Option<EngineVersion>) -> Vec<&'static str> {
        let openssl_wanted = Some((EngineVersion::new(3, 5, 0), None));
        let version_wanted = Some(EngineVersion::new(1, 30, 0));
        let required = Requirement {
            target: Target::Nginx,
            named: None,
            version: version_wanted,
            version_span: None,
            openssl: openssl_wanted,
            image: None,
        };
        let path = "/usr/sbin/nginx".into();
        let (modules, modules_path) = (Vec::new(), ModulesPath::built_in());
        let binary = Binary { target: Target::Nginx, path, subcommand: None, version, openssl, modules, modules_path };
        let warnings = warnings(&Runner { binary, image: None }, &required);
        warnings.iter().map(|told| told.code).collect()
    }

    #[test]
    fn what_is_as_stated_or_newer_is_not_told() {
        assert_eq!(told(EngineVersion::new(1, 30, 0), Some(EngineVersion::new(3, 5, 1))), Vec::<&str>::new());
        assert_eq!(told(EngineVersion::new(1, 31, 3), None), Vec::<&str>::new());
    }

    #[test]
    fn what_is_older_is_told() {
        let old = told(EngineVersion::new(1, 29, 9), Some(EngineVersion::new(3, 0, 19)));
        assert_eq!(old, ["older-binary", "older-openssl"]);
    }
}
