//! The flags of `lbgen init`: one for every question that it asks.

use std::path::PathBuf;

use clap::Args;

use super::names::{HostName, ImageName, ServerAddress};
use super::preset::Preset;
use super::proxy::Proxy;

const EXAMPLES: &str = "\
Examples:
  lbgen init
          ask, then scaffold into this folder
  lbgen init --preset lobechat --host chat.example.com --yes --with-secrets
          the LobeHub 2.x stack behind nginx, Traefik or HAProxy, with an .env of fresh secrets
  lbgen init --preset sse-api --host api.example.com --image ghcr.io/acme/api:1.4.0 --port 8000 --yes
          replicas of an image of yours that streams its answers
  lbgen init --preset websocket --host ws.example.com --server 10.0.1.11:8080 --server 10.0.1.12:8080 --yes
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

    /// Public name of the application; repeat it or separate names by commas
    #[arg(long = "host", value_name = "NAME", value_delimiter = ',')]
    pub hosts: Vec<HostName>,

    /// Public name of the object store that browsers upload to [default: the chat host's s3 sibling]
    #[arg(long, value_name = "NAME", help_heading = "Preset lobechat")]
    pub s3_host: Option<HostName>,

    /// Proxies to render for, the one that fronts compose.yaml first [default: nginx,traefik,haproxy]
    #[arg(long = "engine", value_enum, value_name = "ENGINE", value_delimiter = ',')]
    pub engines: Vec<Proxy>,

    /// Containers of the application [default: 3]
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub replicas: Option<u16>,

    /// Image of the application, with its tag [default: one that answers every request]
    #[arg(long, value_name = "IMAGE", help_heading = "Presets sse-api and websocket")]
    pub image: Option<ImageName>,

    /// Port that the image listens on
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..), help_heading = "Presets sse-api and websocket")]
    pub port: Option<u16>,

    /// Server that runs elsewhere, instead of an image; repeat it or separate addresses by commas
    #[arg(
        long = "server",
        value_name = "HOST:PORT",
        value_delimiter = ',',
        conflicts_with_all = ["image", "port", "replicas", "with_secrets"],
        help_heading = "Presets sse-api and websocket"
    )]
    pub servers: Vec<ServerAddress>,

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
