//! The ACME client of the proxies that have none of their own: a script around lego, and the folder that it fills.

use super::{Feature, Findings};
use crate::escape::Language;
use crate::plan::{Acme, CLIENT_ADDRESS, Challenge};
use crate::rendered::{Access, Content, RenderedFile};
use crate::template::{TemplateText, Templates};
use crate::topology::HostPattern;

/// The folder of the certificates, below the engine's own.
pub const FOLDER: &str = "acme";

/// The script beside it.
pub const SCRIPT: &str = "acme.sh";

const TEMPLATES: [TemplateText; 1] = [("acme.sh.j2", include_str!("../../templates/acme/acme.sh.j2"))];

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

/// The script and the folder, below the folder of an engine.
pub fn files(stack: &str, acme: &Acme<'_>, engine: &str) -> anyhow::Result<Vec<RenderedFile>> {
    let Acme { place: _, email, challenge, directory, hosts } = acme;
    let (provider, address) = match challenge {
        Challenge::Http => (None, Some(CLIENT_ADDRESS.to_owned())),
        Challenge::Dns(provider) => (Some(provider.to_string()), None),
    };
    let view = ScriptView {
        stack: stack.to_owned(),
        email: email.to_string(),
        directory: directory.to_string(),
        provider,
        address,
        hosts: hosts.iter().map(|host| HostView { name: host.to_string(), file: file_stem(host.value()) }).collect(),
    };
    let script = Templates::new(Language::Shell, &TEMPLATES)?.render("acme.sh.j2", view)?;
    Ok(vec![text(format!("{engine}/{SCRIPT}"), script), folder(engine)])
}

/// Tells that certificates take a client beside the proxy.
pub fn report(acme: &Acme<'_>, findings: &mut Findings<'_>) {
    let what = "has no ACME client of its own";
    let differs = format!(
        "the rendered {SCRIPT} gets certificates and renews them by lego: compose.yaml has a container that runs it, on a \
         host a timer has to"
    );
    findings.degrade(Feature::Acme, acme.place, what, differs);
}

/// A file that makes the folder exist, and keeps what is in it out of a repository.
pub fn folder(engine: &str) -> RenderedFile {
    let ignored = "# Keys: none of them belongs in a repository.\n*\n!.gitignore\n";
    text(format!("{engine}/{FOLDER}/.gitignore"), ignored.to_owned())
}

fn text(path: String, text: String) -> RenderedFile {
    RenderedFile { path, content: Content::Text(text), access: Access::Public, secrets: Vec::new() }
}
