//! What the templates are given, under the names that they use.

use serde::Serialize;

use super::answers::{Answers, App};
use super::names::HostName;

/// The values of a scaffolded `lbgen.yaml`. Texts are whole YAML scalars: the template's formatter quotes them at need.
#[derive(Debug, Serialize)]
pub struct View {
    proxies: Vec<&'static str>,
    containers: bool,
    https: bool,
    certificate: String,
    certificate_key: String,
    all_hosts: Vec<String>,
    route_hosts: OneOrMany,
    s3_host: Option<String>,
    app_url: String,
    s3_url: String,
    /// Every origin that users see the chat under, separated by commas.
    origins: String,
    /// The same without `app_url`; none where there is no other.
    more_origins: Option<String>,
    image: Option<String>,
    placeholder_image: bool,
    port: Option<u16>,
    replicas: Option<u16>,
    servers: Vec<String>,
}

/// A key that takes a name or a list: written as the shorter one.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl View {
    /// The view of `answers`.
    pub fn new(answers: &Answers) -> Self {
        let scheme = if answers.https { "https" } else { "http" };
        let origins: Vec<String> = answers.hosts.iter().map(|host| format!("{scheme}://{host}")).collect();
        let certificate = answers.certificate_stem();
        let (image, port, replicas, servers) = match &answers.app {
            App::Containers { image, port, replicas } => (Some(image), Some(*port), Some(*replicas), Vec::new()),
            App::Servers(servers) => (None, None, None, servers.iter().map(|s| s.as_str().to_owned()).collect()),
        };
        Self {
            proxies: answers.proxies.iter().map(|proxy| proxy.word()).collect(),
            containers: answers.has_containers(),
            https: answers.https,
            certificate: format!("{certificate}.pem"),
            certificate_key: format!("{certificate}.key"),
            all_hosts: answers.all_hosts().map(HostName::to_string).collect(),
            route_hosts: one_or_many(&answers.hosts),
            s3_host: answers.s3_host.as_ref().map(HostName::to_string),
            app_url: origins.first().cloned().unwrap_or_default(),
            s3_url: answers.s3_host.as_ref().map(|host| format!("{scheme}://{host}")).unwrap_or_default(),
            more_origins: origins.get(1..).filter(|more| !more.is_empty()).map(|more| more.join(",")),
            origins: origins.join(","),
            placeholder_image: image.is_some_and(|image| *image == answers.preset.suggested_image()),
            image: image.map(|image| image.as_str().to_owned()),
            port,
            replicas,
            servers,
        }
    }
}

fn one_or_many(hosts: &[HostName]) -> OneOrMany {
    match hosts {
        [host] => OneOrMany::One(host.to_string()),
        several => OneOrMany::Many(several.iter().map(HostName::to_string).collect()),
    }
}
