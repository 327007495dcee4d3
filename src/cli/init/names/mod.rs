//! Words of the user that go into scaffolded files: right by construction, so that no template meets a stray character.

mod host;
mod image;
mod server;

pub use host::HostName;
pub use image::ImageName;
pub use server::ServerAddress;
