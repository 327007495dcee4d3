//! An authentication service can be asked, and what it says of a request has a name of its own.

use super::error;
use crate::diagnostic::Found;
use crate::source::Placed;
use crate::topology::{ForwardAuth, HeaderName, ServerHost, Service, Topology};

/// Headers that say where a request goes and where it ends, or that proxies set themselves (RFC 9110 section 7.6.1).
const TAKEN: [&str; 16] = [
    "Host",
    "Connection",
    "Content-Length",
    "Content-Type",
    "Expect",
    "Forwarded",
    "HTTP2-Settings",
    "Keep-Alive",
    "Proxy-Connection",
    "Set-Cookie",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "X-Consumer",
    "X-Real-IP",
];

/// `auth.forward`: its `url` where that names a service of the stack, `copy_headers`, and `tls` without HTTPS.
pub fn check(topology: &Topology, found: &mut Found) {
    for route in &topology.routes {
        let Some(forward) = route.auth.as_ref().and_then(|auth| auth.forward.as_ref()) else { continue };
        let ForwardAuth { url, copy_headers, tls } = forward.value();
        if let Some(tls) = tls.as_ref().filter(|_| !url.is_https) {
            let summary = "`tls` is set, and the authentication service does not speak it";
            let help = "write `https://` in `url`, or remove `tls`";
            found.push(error("tls-without-https", tls.key_span(), summary, help));
        }
        service(topology, forward, found);
        for (at, name) in copy_headers.iter().enumerate() {
            header(name, copy_headers.iter().take(at).any(|earlier| earlier.value() == name.value()), found);
        }
    }
}

fn header(name: &Placed<HeaderName>, is_known: bool, found: &mut Found) {
    let is_taken = TAKEN.iter().any(|taken| name.as_str().eq_ignore_ascii_case(taken));
    if is_taken || name.as_str().to_ascii_lowercase().starts_with("x-forwarded-") {
        let summary = format!("the header `{}` cannot be copied: it means something else", name.value());
        found.push(error("invalid-value", name.span(), summary, "use a header of its own, such as `X-User`"));
    } else if is_known {
        let summary = format!("the header `{}` is copied twice", name.value());
        found.push(error("invalid-value", name.span(), summary, "keep one of the two"));
    }
}

/// A name that no service has leads out of the stack.
fn service(topology: &Topology, forward: &ForwardAuth, found: &mut Found) {
    let url = &forward.url;
    let ServerHost::Name(host) = &url.address.host else { return };
    let is_meant = |name: &str, service: &Service| {
        let number = host.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
        host == name
            || number
                .and_then(|number| number.parse().ok())
                .is_some_and(|number: u32| (1..=service.replicas.get()).contains(&number))
    };
    let Some((name, service)) = topology.services.iter().find(|(name, service)| is_meant(name.as_str(), service))
    else {
        return;
    };
    let port = url.address.port;
    if host == name.as_str() && service.replicas.get() > 1 {
        let summary = format!("`{host}` stands for {} containers, and one is asked", service.replicas.get());
        let help = format!("name one of them, `{host}-1`, or leave `replicas` out of the service");
        found.push(error("ambiguous-service", url.span(), summary, help));
    } else if !ports(service).contains(&u32::from(port)) {
        let summary = format!("the service `{}` has no port `{port}`", name.value());
        let known: Vec<String> = ports(service).iter().map(|port| format!("`{port}`")).collect();
        let help =
            if known.is_empty() { "add `port` to the service".to_owned() } else { format!("use {}", known.join(", ")) };
        found.push(error("unknown-reference", url.span(), summary, help));
    }
}

fn ports(service: &Service) -> Vec<u32> {
    let named = service.ports.iter().flat_map(|ports| ports.iter()).map(|(_, port)| port.get());
    service.port.iter().map(|port| port.get()).chain(named).collect()
}
