//! The user's certificates and keys, copied under names of lbgen's own, and what is made of his other files.

use std::collections::HashMap;

use super::acme;
use crate::escape::Escaped;
use crate::plan::Tls;
use crate::rendered::{Access, Content, RenderedFile};
use crate::source::Placed;
use crate::topology::{Certificate, FilePath, HostPattern, NginxAcme};

/// The folder of one engine below the output folder.
const FOLDER: &str = "nginx";

crate::view! {
    /// A certificate and its key.
    #[derive(Clone)]
    pub struct CertificateView {
        /// The chain.
        pub cert: Escaped,
        /// The key.
        pub key: Escaped,
        /// The module's issuer that both come from.
        pub issuer: Option<&'static str>,
    }
}

/// Files that come from the user's into the engine's folder.
#[derive(Debug, Default)]
pub struct Copies {
    files: Vec<RenderedFile>,
}

impl Copies {
    fn add(&mut self, name: String, from: &Placed<FilePath>, access: Access) -> Escaped {
        let path = format!("{FOLDER}/{name}");
        if !self.files.iter().any(|file| file.path == path) {
            let content = Content::CopyOf { source: from.as_str().into(), span: from.span() };
            self.files.push(RenderedFile { path, content, access, secrets: Vec::new() });
        }
        Escaped::trusted(name)
    }

    /// What is made of a file that the topology names: nobody but nginx may read it.
    pub fn made(&mut self, name: &str, from: &Placed<FilePath>, text: Option<String>, secrets: Vec<String>) {
        self.add_made(name, from, text, (Access::Private, secrets));
    }

    /// The same, of what workers read, whose user and group nobody but nginx knows.
    pub fn made_for_workers(
        &mut self,
        name: &str,
        from: &Placed<FilePath>,
        text: Option<String>,
        secrets: Vec<String>,
    ) {
        self.add_made(name, from, text, (Access::Public, secrets));
    }

    fn add_made(
        &mut self,
        name: &str,
        from: &Placed<FilePath>,
        text: Option<String>,
        (access, secrets): (Access, Vec<String>),
    ) {
        let content = Content::MadeOf { source: from.as_str().into(), span: from.span(), text };
        let path = format!("{FOLDER}/{name}");
        self.files.push(RenderedFile { path, content, access, secrets });
    }

    /// The authorities that an upstream's certificates are checked against.
    pub fn authorities(&mut self, upstream: &str, from: &Placed<FilePath>) -> Escaped {
        self.add(format!("certs/upstream-{upstream}.pem"), from, Access::Public)
    }

    /// The authorities that an authentication service's certificate is checked against.
    pub fn auth_authorities(&mut self, name: &str, from: &Placed<FilePath>) {
        self.add(name.to_owned(), from, Access::Public);
    }

    /// Every certificate of the topology, in its order; last, where there is `tls.acme`, those that it gets.
    pub fn certificates(&mut self, tls: Option<&Tls<'_>>, by: NginxAcme) -> Vec<CertificateView> {
        let certificates = tls.into_iter().flat_map(|tls| &tls.certificates).enumerate();
        let acme = tls.and_then(|tls| tls.acme.as_ref());
        let acme = acme.map(|acme| acme::certificates(acme, by)).unwrap_or_default();
        certificates
            .map(|(at, certificate)| {
                let Certificate { hosts, cert, key } = certificate.value();
                let host = hosts.first().map_or("", |host| host.as_str()).replace('*', "_");
                let name = format!("certs/{}-{host}", at + 1);
                CertificateView {
                    cert: self.add(format!("{name}.crt"), cert, Access::Public),
                    key: self.add(format!("{name}.key"), key, Access::Private),
                    issuer: None,
                }
            })
            .chain(acme)
            .collect()
    }

    /// The files.
    pub fn into_files(self) -> Vec<RenderedFile> {
        self.files
    }
}

/// Finds the certificates that cover a host.
pub struct CertificateIndex<'p> {
    order: Vec<&'p HostPattern>,
    by_name: HashMap<&'p str, Vec<usize>>,
}

impl<'p> CertificateIndex<'p> {
    /// The certificates of the topology. nginx's own ACME module has one for each server block, the client's are one
    /// pair of variables.
    pub fn new(tls: Option<&'p Tls<'_>>, by: NginxAcme) -> Self {
        let mut index = Self { order: Vec::new(), by_name: HashMap::new() };
        for (at, certificate) in tls.into_iter().flat_map(|tls| &tls.certificates).enumerate() {
            for name in certificate.hosts.iter() {
                let certificates = index.by_name.entry(name.as_str()).or_default();
                if certificates.is_empty() {
                    index.order.push(name.value());
                }
                certificates.push(at);
            }
        }
        let hosts = tls.and_then(|tls| tls.acme.as_ref()).into_iter().flat_map(|acme| &acme.hosts);
        for (number, name) in hosts.enumerate() {
            let first = tls.map_or(0, |tls| tls.certificates.len());
            let own = match by {
                NginxAcme::Client => 0,
                NginxAcme::Module => number,
            };
            index.by_name.insert(name.as_str(), vec![first + own]);
        }
        index
    }

    /// The names that certificates are for, each once.
    pub fn names(&self) -> impl Iterator<Item = &'p HostPattern> + Clone {
        self.order.clone().into_iter()
    }

    /// Those that name the host, else those with a wildcard for it.
    pub fn covering(&self, host: &HostPattern) -> Vec<usize> {
        let wildcard = || self.by_name.get(host.wildcard_above()?.as_str());
        self.by_name.get(host.as_str()).or_else(wildcard).cloned().unwrap_or_default()
    }
}
