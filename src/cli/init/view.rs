//! What the templates are given, under the names that they use.

use super::answers::{Answers, App};
use super::host_name::HostName;
use crate::escape::{Escaped, yaml};

crate::view! {
    /// What stands in front: the same in each preset.
    pub struct EdgeView {
        proxies: Vec<&'static str>,
        front: Option<&'static str>,
        certificate: Option<CertificateView>,
    }
}

crate::view! {
    /// The placeholder, where HTTPS is listened on.
    pub struct CertificateView {
        hosts: Escaped,
        certificate: String,
        key: String,
    }
}

crate::view! {
    /// The preset lobechat.
    pub struct LobeChatView {
        edge: EdgeView,
        hosts: Escaped,
        s3_host: String,
        app_url: String,
        s3_url: String,
        /// Every origin that users see the chat under, separated by commas.
        origins: String,
        /// The same without `app_url`; empty where there is no other.
        more_origins: String,
        containers: Option<ContainersView>,
    }
}

crate::view! {
    /// The presets for an application of the user's own.
    pub struct AppView {
        edge: EdgeView,
        hosts: Escaped,
        containers: Option<ContainersView>,
        servers: Vec<String>,
        suggested_image: bool,
    }
}

crate::view! {
    /// The application's containers.
    pub struct ContainersView {
        image: String,
        port: u16,
        replicas: u16,
    }
}

impl EdgeView {
    fn new(answers: &Answers) -> Self {
        let stem = answers.certificate_stem();
        let certificate = answers.https.then(|| CertificateView {
            hosts: list(answers.all_hosts()),
            certificate: format!("{stem}.pem"),
            key: format!("{stem}.key"),
        });
        Self {
            proxies: answers.proxies.iter().map(|proxy| proxy.name()).collect(),
            front: answers.proxies.first().filter(|_| answers.has_containers()).map(|proxy| proxy.name()),
            certificate,
        }
    }
}

impl LobeChatView {
    /// The view of `answers` to this preset's questions.
    pub fn new(answers: &Answers) -> Self {
        let scheme = if answers.https { "https" } else { "http" };
        let url = |host: &HostName| format!("{scheme}://{host}");
        let origins: Vec<String> = answers.hosts.iter().map(url).collect();
        Self {
            edge: EdgeView::new(answers),
            hosts: one_or_list(&answers.hosts),
            s3_host: answers.s3_host.as_ref().map(HostName::to_string).unwrap_or_default(),
            app_url: origins.first().cloned().unwrap_or_default(),
            s3_url: answers.s3_host.as_ref().map(url).unwrap_or_default(),
            more_origins: origins.get(1..).unwrap_or_default().join(","),
            origins: origins.join(","),
            containers: ContainersView::new(&answers.app),
        }
    }
}

impl AppView {
    /// The view of `answers` to such a preset's questions.
    pub fn new(answers: &Answers) -> Self {
        let (servers, suggested_image) = match &answers.app {
            App::Servers(servers) => (servers.iter().map(ToString::to_string).collect(), false),
            App::Containers { image, port: _, replicas: _ } => (Vec::new(), *image == answers.preset.suggested_image()),
        };
        Self {
            edge: EdgeView::new(answers),
            hosts: one_or_list(&answers.hosts),
            containers: ContainersView::new(&answers.app),
            servers,
            suggested_image,
        }
    }
}

impl ContainersView {
    fn new(app: &App) -> Option<Self> {
        match app {
            App::Containers { image, port, replicas } => {
                Some(Self { image: image.as_str().to_owned(), port: *port, replicas: *replicas })
            }
            App::Servers(_) => None,
        }
    }
}

fn list<'hosts>(hosts: impl Iterator<Item = &'hosts HostName>) -> Escaped {
    let items: Vec<_> = hosts.map(|host| yaml::scalar(host.as_str())).collect();
    Escaped::trusted(format!("[{}]", items.join(", ")))
}

/// A key that takes a name or a list: the shorter of the two.
fn one_or_list(hosts: &[HostName]) -> Escaped {
    match hosts {
        [host] => Escaped::trusted(yaml::scalar(host.as_str())),
        several => list(several.iter()),
    }
}
