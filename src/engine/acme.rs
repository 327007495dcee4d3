//! The ACME client of the proxies that have none of their own: a script around lego, and the folder that it fills.

use super::{Feature, Findings};
use crate::escape::Language;
use crate::plan::{Acme, CLIENT_ADDRESS, Challenge, Plan};
use crate::rendered::RenderedFile;
use crate::template::{Overrides, Shipped};
use crate::topology::HostPattern;

/// The folder of the certificates, below the engine's own.
pub const FOLDER: &str = "acme";

/// The script beside it.
pub const SCRIPT: &str = "acme.sh";

/// What the script is printed by.
pub const TEMPLATES: Shipped = Shipped {
    language: Language::Shell,
    texts: &[("acme/acme.sh.j2", include_str!("../../templates/acme/acme.sh.j2"))],
};

crate::view! {
    /// The script.
    struct ScriptView {
        stack: String,
        email: String,
        directory: String,
        /// Who is told to serve records.
        provider: Option<String>,
        /// Where challenges over HTTP are answered.
        address: Option<String>,
        hosts: Vec<HostView>,
    }
}

crate::view! {
    /// A host that gets a certificate.
    struct HostView {
        name: String,
        /// What the client calls its files.
        file: String,
    }
}

/// What a host's files are called, without their ending.
pub fn file_stem(host: &HostPattern) -> String {
    host.as_str().replace('*', "_")
}

/// The client of an engine that has none of its own: a script and the folder that it fills, and a word on them. Nothing
/// where the topology asks for no certificates.
pub fn client(
    plan: &Plan<'_>,
    engine: &str,
    overrides: &Overrides,
    findings: &mut Findings<'_>,
) -> anyhow::Result<Vec<RenderedFile>> {
    let Some(acme) = plan.acme() else { return Ok(Vec::new()) };
    let differs = format!(
        "the rendered {SCRIPT} gets certificates and renews them by lego: compose.yaml has a container that runs it, on a \
         host a timer has to"
    );
    findings.degrade(Feature::Acme, acme.place, "has no ACME client of its own", differs);
    untold_client(plan, engine, overrides)
}

/// The client of an engine of which that has been told already.
pub fn untold_client(plan: &Plan<'_>, engine: &str, overrides: &Overrides) -> anyhow::Result<Vec<RenderedFile>> {
    let Some(acme) = plan.acme() else { return Ok(Vec::new()) };
    let script = TEMPLATES.with(overrides)?.render("acme/acme.sh.j2", script(plan, acme))?;
    Ok(vec![RenderedFile::text(format!("{engine}/{SCRIPT}"), script), folder(engine)])
}

fn script(plan: &Plan<'_>, acme: &Acme<'_>) -> ScriptView {
    let Acme { place: _, email, challenge, directory, hosts } = acme;
    let (provider, address) = match challenge {
        Challenge::Http => (None, Some(CLIENT_ADDRESS.to_owned())),
        Challenge::Dns(provider) => (Some(provider.to_string()), None),
    };
    ScriptView {
        stack: plan.name.to_string(),
        email: email.to_string(),
        directory: directory.to_string(),
        provider,
        address,
        hosts: hosts.iter().map(|host| HostView { name: host.to_string(), file: file_stem(host.value()) }).collect(),
    }
}

/// A file that makes the folder exist, and keeps what is in it out of a repository.
pub fn folder(engine: &str) -> RenderedFile {
    let ignored = "# Keys: none of them belongs in a repository.\n*\n!.gitignore\n";
    RenderedFile::text(format!("{engine}/{FOLDER}/.gitignore"), ignored.to_owned())
}
