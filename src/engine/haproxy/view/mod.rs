//! What the templates print, one file a template.
#![allow(missing_docs, reason = "the fields are named like the keywords that the templates put beside them")]

mod configuration;
mod frontend;
mod rules;
mod tcp;
mod upstream;

pub use configuration::{
    AdminView, CacheSectionView, ClientTimeoutsView, ConfigurationView, ErrorView, ExtraView, GlobalTlsView,
    ResolversView, TableView, UserListView, UserView, UsualView,
};
pub use frontend::{
    CanaryView, ForwardingView, FrontendView, GroupsView, HostsView, HstsView, Http3View, HttpsRedirectView, ListView,
    LogView, SwitchView,
};
pub use rules::{
    AccessView, AnswerView, BodyTextView, BodyView, CacheView, ConcurrencyView, HeaderRulesView, HeaderView, KeyView,
    LoginView, MethodsView, PrefixView, RateView, RedirectView, RespondView, RulesView, SecurityHeadersView,
    UncompressedView,
};
pub use tcp::{TcpServerView, TcpView};
pub use upstream::{
    BalanceView, CheckView, CompressionView, CookieChangeView, HealthCheckView, ObserveView, PoolView, RetriesView,
    ServerView, StickyView, TimeoutsView, UpstreamTlsView, UpstreamView,
};
