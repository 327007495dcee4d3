//! How a route is entered: by which listener and host, under which path, from which address.

use std::net::IpAddr;

use super::client::Request;
use super::credentials::Wanted;
use super::networks;
use super::verdict::Failure;
use crate::plan::{Plan, Route, Side};
use crate::topology::{CanaryHeader, Cidr, HostPattern};

/// A segment that no route of a user names, so that a request below a route's path meets that route.
const SEGMENT: &str = "/lbgen-rehearsal";

/// One way into a route.
#[derive(Debug, Clone)]
pub struct Entrance {
    /// The route's place in the plan.
    pub route: usize,
    /// The upstream's place in the plan; none for a route that answers by itself.
    pub upstream: Option<usize>,
    /// A host that the route is for.
    pub host: String,
    /// The route's path, without a slash at its end; empty for `/`.
    pub path: String,
    /// The side that it leads into.
    pub side: Side,
    /// By the HTTPS listener.
    pub is_https: bool,
    /// The methods that are let in; none for all.
    methods: Option<Vec<String>>,
    allow: Vec<Cidr>,
    deny: Vec<Cidr>,
    /// A header that leads to the route's canary.
    switch: Option<(String, String)>,
    /// What routes want to be shown.
    wanted: Wanted,
}

impl Entrance {
    /// The way into a route, from an address that its lists let in.
    pub fn of(plan: &Plan<'_>, route: &Route<'_>) -> Result<Self, Failure> {
        let host = route.hosts.first().map_or_else(|| any_host(plan, route.side), |host| concrete(host));
        let (allow, deny) = route
            .access
            .map_or((Vec::new(), Vec::new()), |access| (networks::of(&access.allow), networks::of(&access.deny)));
        let is_https = match route.side {
            Side::Public => speaks_https(plan, &host)?,
            Side::Private => false,
        };
        let methods = route.methods.map(|methods| methods.iter().map(|method| method.as_str().to_owned()).collect());
        let path = route.path.as_str().trim_end_matches('/').to_owned();
        let (route, side, upstream, switch) = (route.index, route.side, route.upstream(), None);
        let wanted = Wanted::by(plan);
        let way = Self { route, upstream, host, path, side, is_https, methods, allow, deny, switch, wanted };
        if way.door(0).is_none() {
            return Err(Failure::untried("its lists let in no address that can be had on loopback"));
        }
        Ok(way)
    }

    /// The same, to the route's canary at that place in the plan.
    #[must_use]
    pub fn by_header(self, canary: usize, header: &CanaryHeader) -> Self {
        let switch = Some((header.name.as_str().to_owned(), header.value.as_str().to_owned()));
        Self { upstream: Some(canary), switch, ..self }
    }

    /// The same, by another path that leads into the route.
    #[must_use]
    pub fn below(&self, path: &str) -> Self {
        Self { path: path.trim_end_matches('/').to_owned(), ..self.clone() }
    }

    fn request(&self, method: &str, behaviour: &str) -> Request {
        let request = Request::new(method, &self.host, &self.target(behaviour));
        match &self.switch {
            Some((name, value)) => request.header(name, value),
            None => request,
        }
    }

    /// The address of a new visitor, that the lists let in.
    pub fn source(&self, number: u32) -> IpAddr {
        self.door(number).unwrap_or_else(|| networks::nobody(number))
    }

    fn door(&self, number: u32) -> Option<IpAddr> {
        if self.allow.is_empty() {
            let everyone = [Cidr::from(ipnet::IpNet::from(networks::nobody(number)))];
            networks::member(&everyone, &self.deny, 0)
        } else {
            networks::member(&self.allow, &self.deny, usize::try_from(number).unwrap_or_default())
        }
    }

    /// Only listed networks are let in: there are few visitors.
    pub fn is_listed(&self) -> bool {
        !self.allow.is_empty()
    }

    /// The path under which a mock upstream is told what to do, such as `/sse?n=3`.
    pub fn target(&self, behaviour: &str) -> String {
        format!("{}{SEGMENT}{behaviour}", self.path)
    }

    /// A GET for this target, or a request of the first method that the route lets in, that shows nothing.
    pub fn bare(&self, target: &str) -> Request {
        Request::new(self.method(&["GET"]).unwrap_or("GET"), &self.host, target)
    }

    /// A GET, or a request of the first method that the route lets in.
    pub fn get(&self, behaviour: &str) -> Request {
        self.get_as(0, behaviour)
    }

    /// As [`Entrance::get`], with the key of that number where one is wanted.
    pub fn get_as(&self, number: u32, behaviour: &str) -> Request {
        let method = self.method(&["GET", "HEAD"]).unwrap_or("GET");
        self.wanted.shown(self.request(method, behaviour), number)
    }

    /// The request with what routes want to be shown.
    pub fn let_in(&self, request: Request) -> Request {
        self.wanted.shown(request, 0)
    }

    /// A route wants something to be shown in this header.
    pub fn is_key_header(&self, name: &str) -> bool {
        self.wanted.is_in(name)
    }

    /// The first of these methods that the route lets in.
    pub fn method<'a>(&'a self, wanted: &[&'a str]) -> Option<&'a str> {
        match &self.methods {
            None => wanted.first().copied(),
            Some(methods) => {
                wanted.iter().copied().find(|method| lets_in(methods, method)).or(methods.first().map(String::as_str))
            }
        }
    }

    /// The route that it leads into.
    pub fn route_of<'p, 't>(&self, plan: &'p Plan<'t>) -> Result<&'p Route<'t>, Failure> {
        plan.routes.get(self.route).ok_or_else(|| Failure::untried("the route is gone"))
    }

    /// A request of exactly this method; an error when the route does not let it in.
    pub fn by(&self, method: &str, behaviour: &str) -> Result<Request, Failure> {
        if self.methods.as_ref().is_some_and(|methods| !lets_in(methods, method)) {
            return Err(Failure::untried(format!("the route lets in no {method}")));
        }
        Ok(self.let_in(self.request(method, behaviour)))
    }
}

fn lets_in(methods: &[String], method: &str) -> bool {
    methods.iter().any(|let_in| let_in == method || (let_in == "GET" && method == "HEAD"))
}

/// A host that a pattern is for.
pub fn concrete(host: &HostPattern) -> String {
    host.wildcard_parent().map_or_else(|| host.as_str().to_owned(), |parent| format!("lbgen-any.{parent}"))
}

/// A host that no other route of the side names; with HTTPS, one that a certificate is for.
fn any_host(plan: &Plan<'_>, side: Side) -> String {
    let hosts = plan.hosts.on(side);
    let is_free = |name: &str| !hosts.iter().filter_map(|host| host.host).any(|host| host.as_str() == name);
    let certified = plan.tls.iter().flat_map(|tls| &tls.certificates).flat_map(|certificate| certificate.hosts.iter());
    certified.map(|host| concrete(host)).find(|name| is_free(name)).unwrap_or_else(|| "lbgen-any.test".to_owned())
}

fn speaks_https(plan: &Plan<'_>, host: &str) -> Result<bool, Failure> {
    let certified = plan.tls.as_ref().is_some_and(|tls| {
        tls.certificates.iter().flat_map(|certificate| certificate.hosts.iter()).any(|name| name.covers_name(host))
    });
    let redirects = plan.tls.as_ref().is_some_and(|tls| tls.redirect_http);
    match (plan.listeners.https.is_empty(), plan.listeners.http.is_empty()) {
        (false, _) if certified => Ok(true),
        (_, false) if !redirects => Ok(false),
        _ => Err(Failure::untried(format!("no listener takes `{host}`: no certificate is for it"))),
    }
}
