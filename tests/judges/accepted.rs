//! What judges find and is let be, each with its reason. An entry that is no longer found fails the tests too.

use crate::finding::Judge;

pub struct Accepted {
    pub judge: Judge,
    /// The rule by the name that the judge has for it.
    pub rule: &'static str,
    /// What the line holds, or whose service it is.
    pub at: &'static str,
    /// Why it is let be.
    #[allow(dead_code, reason = "for who reads this")]
    pub why: &'static str,
}

pub const ACCEPTED: [Accepted; 19] = [
    Accepted {
        judge: Judge::GixyNext,
        rule: "proxy_set_header_redefinition",
        at: "proxy_set_header Host authelia:9091;",
        why: "the service is sent headers of its own: those that go upstream besides are what it answers",
    },
    Accepted {
        judge: Judge::GixyNext,
        rule: "proxy_buffering_off",
        at: "proxy_buffering off;    # streaming",
        why: "asked for: an event stream that is buffered arrives late",
    },
    Accepted {
        judge: Judge::GixyNext,
        rule: "http2_misdirected_request",
        at: "ssl_reject_handshake on;",
        why: "a request for an unknown host on a connection that was opened for a known one gets 404 from every engine; \
              421 would send the client to a new connection, whose handshake is then refused",
    },
    Accepted {
        judge: Judge::GixyNext,
        rule: "ssrf",
        at: "proxy_pass http://api$path_1;",
        why: "the host is a literal that ends before the variable, which is empty or begins with a slash",
    },
    Accepted {
        judge: Judge::GixyNg,
        rule: "ssrf",
        at: "proxy_pass http://api$path_1;",
        why: "the host is a literal that ends before the variable, which is empty or begins with a slash",
    },
    Accepted {
        judge: Judge::GixyNext,
        rule: "stale_dns_cache",
        at: "proxy_pass http://$sticky_1;",
        why: "the variable holds nothing but names of upstream groups of this file, which are never looked up",
    },
    Accepted {
        judge: Judge::GixyNg,
        rule: "missing_resolver",
        at: "proxy_pass http://$sticky_1;",
        why: "the variable holds nothing but names of upstream groups of this file, which are never looked up",
    },
    Accepted {
        judge: Judge::GixyNg,
        rule: "missing_resolver",
        at: "proxy_pass http://api$path_1;",
        why: "the host is an upstream group of this file, which is never looked up",
    },
    Accepted {
        judge: Judge::ComposeLint,
        rule: "CL-0005",
        at: "proxy",
        why: "it is the way in; the admin listener is not published",
    },
    Accepted {
        judge: Judge::ComposeLint,
        rule: "CL-0019",
        at: "",
        why: "the topology names the image, or the release that the proxy must run on; a digest is the user's to add, and \
              a tag that may move is warned of",
    },
    Accepted {
        judge: Judge::ComposeLint,
        rule: "CL-0026",
        at: "",
        why: "how much a service may use is for its owner to say (`resources`); for a proxy it follows from its traffic, \
              and a guess too low would kill it under load",
    },
    Accepted {
        judge: Judge::ComposeLint,
        rule: "CL-0006",
        at: "a service of the topology",
        why: "nobody but its maker knows what an image needs: postgres and redis start as root and change their user; \
              `compose: { cap_drop: [ALL] }` is the user's to add",
    },
    Accepted {
        judge: Judge::ComposeLint,
        rule: "CL-0007",
        at: "a service of the topology",
        why: "nobody but its maker knows where an image writes; `compose: { read_only: true }` is the user's to add",
    },
    Accepted {
        judge: Judge::ComposeLint,
        rule: "CL-0018",
        at: "proxy",
        why: "HAProxy only: keys are readable by whoever rendered them and nobody else, a user that its image does not \
              know; it has the two capabilities that reading them and ports below 1024 take",
    },
    Accepted {
        judge: Judge::Sslyze,
        rule: "missing certificate",
        at: "traefik",
        why: "Traefik keeps one certificate for a host; a warning says so where the second one is named",
    },
    Accepted {
        judge: Judge::GixyNg,
        rule: "http_splitting",
        at: "proxy_set_header Authorization $secret_1;",
        why: "the script that fills the variable refuses a secret that holds a control character",
    },
    Accepted {
        judge: Judge::GixyNg,
        rule: "hsts_header",
        at: "server {",
        why: "`tls.hsts` is asked for by the topology or not; the example for HTTP/3 leaves it out",
    },
    Accepted {
        judge: Judge::GixyNext,
        rule: "proxy_set_header_redefinition",
        at: "proxy_set_header Host api.example.com;",
        why: "the location sends NGINX Plus' own checks, which no client is behind",
    },
    Accepted {
        judge: Judge::ComposeLint,
        rule: "CL-0020",
        at: "a service of the topology",
        why: "the example's word says that the app holds no key: the gateway has it",
    },
];
