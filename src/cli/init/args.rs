//! The flags of `lbgen init`: one for every question that it asks.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::host_name::HostName;
use super::image_name::ImageName;
use super::preset::Preset;
use crate::topology::{Address, Leaf as _, Proxy};

const EXAMPLES: &str = "\
Examples:
  lbgen init
          ask, then scaffold into this folder
  lbgen init --preset lobechat --host chat.example.com --yes --with-secrets
          the LobeHub 2.x stack, with an .env of fresh secrets
  lbgen init --preset sse-api --image ghcr.io/acme/api:1.4.0 --port 8000 --yes
          replicas of an image of yours that streams its answers
  lbgen init --preset websocket --server 10.0.1.11:8080,10.0.1.12:8080 --yes
          servers that run elsewhere; no compose.yaml";

/// Scaffold a topology, and what stands beside it, from a preset
///
/// Asks for what no flag answers. Without a terminal, or where CI is set, every question needs its flag or --yes.
/// Never overwrites: if one of the files exists, none is written.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct InitArgs {
    /// What to scaffold
    #[arg(long, value_enum, value_name = "PRESET")]
    pub preset: Option<Preset>,

    /// Public name of the application; repeat it or separate names by commas [default: one of example.com]
    #[arg(long = "host", value_name = "NAME", value_delimiter = ',')]
    pub hosts: Vec<HostName>,

    /// Public name of the object store that browsers upload to [default: s3 in the same domain]
    #[arg(long, value_name = "NAME", help_heading = "Preset lobechat")]
    pub s3_host: Option<HostName>,

    /// Proxies to render for, the one that fronts compose.yaml first [default: nginx,traefik,haproxy]
    #[arg(long = "engine", value_parser = proxies(), value_name = "ENGINE", value_delimiter = ',')]
    pub engines: Vec<Proxy>,

    /// Containers of the application [default: 3]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub replicas: Option<u16>,

    /// Image of the application, with its tag [default: traefik/whoami, which answers all]
    #[arg(long, value_name = "IMAGE", help_heading = "Presets sse-api and websocket")]
    pub image: Option<ImageName>,

    /// Port that the image listens on [default: 8000 for sse-api, 8080 for websocket]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..), help_heading = "Presets sse-api and websocket")]
    pub port: Option<u16>,

    /// Server that runs elsewhere, instead of an image; repeat it or separate addresses by commas
    #[arg(
        long = "server",
        value_name = "HOST:PORT",
        value_parser = address,
        value_delimiter = ',',
        conflicts_with_all = ["image", "port", "replicas", "with_secrets"],
        help_heading = "Presets sse-api and websocket"
    )]
    pub servers: Vec<Address>,

    /// Leave HTTPS out, and with it the self-signed placeholder certificate
    #[arg(long)]
    pub plain_http: bool,

    /// Write an .env with fresh random secrets too, readable by its owner alone
    #[arg(long)]
    pub with_secrets: bool,

    /// Do not ask: take the default of every question that no flag answers
    #[arg(long, short)]
    pub yes: bool,

    /// Folder to scaffold into; made if it is missing
    #[arg(long, value_name = "DIR", default_value = ".", value_hint = clap::ValueHint::DirPath)]
    pub dir: PathBuf,
}

/// The words that `engines` knows proxies by; compose.yaml comes along by itself where there are containers.
fn proxies() -> impl TypedValueParser<Value = Proxy> {
    const PROXIES: [Proxy; 3] = [Proxy::Nginx, Proxy::Traefik, Proxy::Haproxy];
    PossibleValuesParser::new(PROXIES.map(Proxy::name))
        .try_map(|word| PROXIES.into_iter().find(|proxy| proxy.name() == word).ok_or("not a proxy"))
}

fn address(text: &str) -> Result<Address, String> {
    Address::read(text).map_err(|refusal| format!("{}; {}", refusal.message, refusal.help))
}
