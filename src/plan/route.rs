//! A route with its references resolved.

use super::{Auth, Canary, Side};
use crate::source::{Place, Placed};
use crate::topology::{
    Access, ApiKey, Basic, Cache, Concurrency, ForwardAuth, Headers, HostPattern, Method, RateLimit, Redirect, Respond,
    RoutePath, SizeLimit, Waf,
};

/// A route with its references resolved.
#[derive(Debug)]
pub struct Route<'t> {
    /// Its place among all routes, from 0: a stable number for generated names.
    pub index: usize,
    /// Where it stands in the topology.
    pub place: Option<Place>,
    /// The side that it is served on.
    pub side: Side,
    /// The hosts that it is for; empty for any host.
    pub hosts: Vec<&'t Placed<HostPattern>>,
    /// A prefix on segment boundaries.
    pub path: &'t RoutePath,
    /// The methods that are let in, others get 405 with Allow; HEAD counts as GET. None: all.
    pub methods: Option<&'t Placed<Vec<Placed<Method>>>>,
    /// What becomes of a request.
    pub action: Action<'t>,
    /// How fast one client may ask.
    pub rate_limit: Option<&'t Placed<RateLimit>>,
    /// How many requests of one client may be in flight.
    pub concurrency: Option<&'t Placed<Concurrency>>,
    /// The largest body; none when unlimited.
    pub max_body: Option<&'t Placed<SizeLimit>>,
    /// Who is let in.
    pub access: Option<&'t Placed<Access>>,
    /// What a client has to show.
    pub auth: Option<Auth<'t>>,
    /// Headers that are set and removed.
    pub headers: Option<&'t Placed<Headers>>,
    /// Answers carry the security headers.
    pub security_headers: &'t Placed<bool>,
    /// Text types are compressed, event streams never.
    pub compress: &'t Placed<bool>,
    /// Requests are inspected for attacks.
    pub waf: Option<&'t Placed<Waf>>,
    /// Answers that are kept.
    pub cache: Option<&'t Placed<Cache>>,
}

impl Route<'_> {
    /// The place of the upstream that it leads to in [`super::Plan::upstreams`]; none when it answers by itself.
    pub fn upstream(&self) -> Option<usize> {
        match &self.action {
            Action::Proxy(proxied) => Some(proxied.upstream),
            Action::Redirect(_) | Action::Respond(_) => None,
        }
    }

    /// Requests may go to the upstream at that place of [`super::Plan::upstreams`], if only as a canary.
    pub fn leads_to(&self, upstream: usize) -> bool {
        self.upstream() == Some(upstream) || self.canary().is_some_and(|canary| canary.upstream == upstream)
    }

    /// Its canary.
    pub fn canary(&self) -> Option<&Canary<'_>> {
        match &self.action {
            Action::Proxy(proxied) => proxied.canary.as_ref(),
            Action::Redirect(_) | Action::Respond(_) => None,
        }
    }
}

impl<'t> Route<'t> {
    /// `auth.api_key`
    pub fn api_key(&self) -> Option<&'t Placed<ApiKey>> {
        match self.auth? {
            Auth::ApiKey(api_key) => Some(api_key),
            Auth::Basic(_) | Auth::Forward(_) => None,
        }
    }

    /// `auth.basic`
    pub fn basic(&self) -> Option<&'t Placed<Basic>> {
        match self.auth? {
            Auth::Basic(basic) => Some(basic),
            Auth::ApiKey(_) | Auth::Forward(_) => None,
        }
    }

    /// `auth.forward`
    pub fn forward(&self) -> Option<&'t Placed<ForwardAuth>> {
        match self.auth? {
            Auth::Forward(forward) => Some(forward),
            Auth::ApiKey(_) | Auth::Basic(_) => None,
        }
    }
}

/// What becomes of a request.
#[derive(Debug)]
pub enum Action<'t> {
    /// It goes to an upstream.
    Proxy(Proxied<'t>),
    /// The client is sent elsewhere.
    Redirect(&'t Placed<Redirect>),
    /// It is answered here.
    Respond(&'t Placed<Respond>),
}

/// How a request goes upstream.
#[derive(Debug)]
pub struct Proxied<'t> {
    /// Place in [`super::Plan::upstreams`].
    pub upstream: usize,
    /// Where some of the users go instead.
    pub canary: Option<Canary<'t>>,
    /// The route's path is taken away first: `/api/x` becomes `/x`, and `/api` becomes `/`.
    pub strip_prefix: &'t Placed<bool>,
    /// This path is put before what is left.
    pub add_prefix: Option<&'t Placed<RoutePath>>,
}
