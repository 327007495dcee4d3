//! What rules.j2 and answer.j2 print.

use crate::escape::Escaped;
use crate::view;

view! {
    /// The rules of a backend's routes.
    pub struct RulesView {
        pub methods: Vec<MethodsView>,
        pub access: Vec<AccessView>,
        pub rates: Vec<RateView>,
        pub concurrency: Vec<ConcurrencyView>,
        pub bodies: Vec<BodyView>,
        pub keys: Vec<KeyView>,
        pub logins: Vec<LoginView>,
        pub caches: Vec<CacheView>,
        /// The Host that goes upstream, where it is a fixed one.
        pub host: Option<String>,
        pub security_headers: Vec<SecurityHeadersView>,
        pub response_headers: Vec<HeaderRulesView>,
        pub request_headers: Vec<HeaderRulesView>,
        pub prefixes: Vec<PrefixView>,
        pub uncompressed: Vec<UncompressedView>,
    }
}

view! {
    /// `methods`.
    pub struct MethodsView {
        pub key: Escaped,
        pub only: Option<Escaped>,
        pub allow: String,
        pub methods: Escaped,
    }
}

view! {
    /// `access`.
    pub struct AccessView {
        pub key: Escaped,
        pub only: Option<Escaped>,
        pub deny: Option<Escaped>,
        pub allow: Option<Escaped>,
    }
}

view! {
    /// `rate_limit`; times in ticks of its clock.
    pub struct RateView {
        pub key: Escaped,
        pub only: Option<Escaped>,
        pub rate: Escaped,
        pub burst: u64,
        pub bucket: Escaped,
        pub table: &'static str,
        pub exempt: Option<Escaped>,
        pub clock: Escaped,
        pub full: u64,
        pub limit: u64,
        pub spacing: u64,
    }
}

view! {
    /// `concurrency`.
    pub struct ConcurrencyView {
        pub key: Escaped,
        pub only: Option<Escaped>,
        pub bucket: Escaped,
        pub table: &'static str,
        pub limit: u32,
    }
}

view! {
    /// `max_body`.
    pub struct BodyView {
        pub key: Escaped,
        pub only: Option<Escaped>,
        pub bytes: u64,
    }
}

view! {
    /// `auth.api_key`: the header, the map of the keys, and what a 401 says of what is wanted.
    pub struct KeyView {
        pub key: Escaped,
        pub only: Option<Escaped>,
        pub header: String,
        pub map: String,
        pub wanted: Escaped,
    }
}

view! {
    /// `auth.basic`: the list of the users, and what a 401 says of what is wanted.
    pub struct LoginView {
        pub key: Escaped,
        pub only: Option<Escaped>,
        pub users: String,
        pub wanted: Escaped,
    }
}

view! {
    /// `cache`: the section that keeps answers, and the list of the paths that it is for.
    pub struct CacheView {
        pub key: Escaped,
        pub name: String,
        pub only: Option<Escaped>,
        pub paths: Escaped,
        /// The cookie that `sticky` would add, as the client sent it.
        pub sticky: Option<Escaped>,
    }
}

view! {
    /// `security_headers`.
    pub struct SecurityHeadersView {
        pub key: Escaped,
        pub only: Option<Escaped>,
        pub headers: Vec<HeaderView>,
    }
}

view! {
    /// A header to set; its value is a log format.
    pub struct HeaderView {
        pub name: String,
        pub value: Escaped,
    }
}

view! {
    /// `headers`, one way.
    pub struct HeaderRulesView {
        pub key: Escaped,
        pub only: Option<Escaped>,
        /// The variables of the environment that must be set.
        pub secrets: Vec<Escaped>,
        pub set: Vec<HeaderView>,
        pub remove: Vec<String>,
    }
}

view! {
    /// `strip_prefix` and `add_prefix`; `plain` or what is `below` it must be there to be cut.
    pub struct PrefixView {
        pub key: Escaped,
        pub only: Option<Escaped>,
        pub plain: Option<String>,
        pub below: Option<String>,
        pub path: Escaped,
    }
}

view! {
    /// Routes that must stay uncompressed.
    pub struct UncompressedView {
        pub key: Escaped,
        pub only: Option<Escaped>,
    }
}

view! {
    /// A route without an upstream.
    pub struct AnswerView {
        pub name: String,
        pub rules: RulesView,
        pub redirect: Option<RedirectView>,
        pub respond: Option<RespondView>,
    }
}

view! {
    /// `redirect`.
    pub struct RedirectView {
        pub key: Escaped,
        pub status: u16,
        pub location: Escaped,
    }
}

view! {
    /// `respond`.
    pub struct RespondView {
        pub key: Escaped,
        pub status: u16,
        pub body: Option<BodyTextView>,
    }
}

view! {
    /// The body of a fixed answer.
    pub struct BodyTextView {
        pub media_type: String,
        pub text: Escaped,
    }
}
