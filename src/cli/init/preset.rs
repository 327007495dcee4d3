//! The stacks that `lbgen init` knows, and what each of them suggests.

use clap::ValueEnum;

use super::host_name::HostName;
use super::image_name::ImageName;

/// A stack to scaffold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Preset {
    /// LobeHub (formerly LobeChat) 2.x with its database, cache and object store
    #[value(name = "lobechat")]
    LobeChat,
    /// Servers of an HTTP API that streams its answers (SSE, NDJSON)
    SseApi,
    /// Servers that hold WebSocket connections
    #[value(name = "websocket")]
    WebSocket,
}

impl Preset {
    /// The word for it on the command line and in `templates/init/`.
    pub fn word(self) -> &'static str {
        match self {
            Self::LobeChat => "lobechat",
            Self::SseApi => "sse-api",
            Self::WebSocket => "websocket",
        }
    }

    /// What it scaffolds, in a few words.
    pub fn summary(self) -> &'static str {
        match self {
            Self::LobeChat => "LobeHub 2.x: chat replicas, PostgreSQL, Redis, S3 store",
            Self::SseApi => "servers of an API that streams its answers (SSE, NDJSON)",
            Self::WebSocket => "servers that hold WebSocket connections",
        }
    }

    /// The public name that is suggested; reserved for examples by RFC 2606.
    pub fn suggested_host(self) -> HostName {
        HostName::known(match self {
            Self::LobeChat => "chat.example.com",
            Self::SseApi => "api.example.com",
            Self::WebSocket => "ws.example.com",
        })
    }

    /// The image that is suggested: the application itself, or a harmless one that answers every request with 200.
    pub fn suggested_image(self) -> ImageName {
        ImageName::known(match self {
            Self::LobeChat => "lobehub/lobehub:2.3.3",
            Self::SseApi | Self::WebSocket => "traefik/whoami:v1.10.3",
        })
    }

    /// The port that the suggested image listens on.
    pub fn suggested_port(self) -> u16 {
        match self {
            Self::LobeChat => 3210,
            Self::SseApi | Self::WebSocket => 80,
        }
    }

    /// The port that applications of this kind usually listen on.
    pub fn usual_port(self) -> u16 {
        match self {
            Self::LobeChat => 3210,
            Self::SseApi => 8000,
            Self::WebSocket => 8080,
        }
    }
}
