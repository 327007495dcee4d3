//! What a client has to show.

use crate::source::{Place, Placed};
use crate::topology::{self, ApiKey, Basic, ForwardAuth};

/// The header in which an upstream is told who was let in.
pub const CONSUMER: &str = "X-Consumer";

/// What a client has to show.
#[derive(Debug, Clone, Copy)]
pub enum Auth<'t> {
    /// A key in a header.
    ApiKey(&'t Placed<ApiKey>),
    /// A name and a password.
    Basic(&'t Placed<Basic>),
    /// What a service makes of the request.
    Forward(&'t Placed<ForwardAuth>),
}

impl<'t> Auth<'t> {
    /// The one that is set.
    pub fn of(auth: &'t topology::Auth) -> Option<Self> {
        let topology::Auth { api_key, basic, forward } = auth;
        let api_key = api_key.as_ref().map(Self::ApiKey);
        api_key.or_else(|| basic.as_ref().map(Self::Basic)).or_else(|| forward.as_ref().map(Self::Forward))
    }

    /// Where it stands.
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::ApiKey(api_key) => api_key.place(),
            Self::Basic(basic) => basic.place(),
            Self::Forward(forward) => forward.place(),
        }
    }

    /// What is said to a client that shows nothing, or the wrong thing (RFC 9110 section 11.6.1); nothing where that is a
    /// service's to say.
    pub fn challenge(&self) -> String {
        match self {
            Self::ApiKey(api_key) => format!("ApiKey header=\"{}\"", *api_key.header),
            Self::Basic(basic) => format!("Basic realm=\"{}\"", *basic.realm),
            Self::Forward(_) => String::new(),
        }
    }
}
