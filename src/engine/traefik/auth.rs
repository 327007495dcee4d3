//! `auth`: Traefik knows no list of keys, so that each key has a router, which beats the one that refuses.

use super::chain::Middlewares;
use super::draft::Draft;
use super::headers::{Changes, HeaderChanges};
use super::routing::Group;
use super::variant::Variant;
use super::{respond, rule};
use crate::engine::Feature;
use crate::escape::{Escaped, traefik::comment};
use crate::plan::{Auth, CONSUMER, Route};
use crate::rendered::{Access, Content, RenderedFile};
use crate::source::{Place, Placed};
use crate::template::Templates;
use crate::topology::{ApiKey, Credential, LimitKey};

crate::view! {
    /// The routers of all keys in one file, and who owns these.
    struct KeysView { title: Escaped, file: Escaped, routers: Vec<Group>, owners: Vec<(String, HeaderChanges)> }
}

/// What the requests of a router show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shows {
    /// Nothing is asked of them.
    Anything,
    /// A key: stands for one router for each.
    AnyKey,
    /// One key; the middleware that takes it away and tells its owner.
    KeyOf(String),
    /// No key that anybody has.
    NoKey,
}

/// Keys of one file that come in one header.
#[derive(Debug)]
pub struct KeyList<'t> {
    api_key: &'t Placed<ApiKey>,
    /// The routers of these keys, by route.
    pub routers: Vec<Group>,
}

/// The routers that stand in place of one that serves whoever is let in.
pub fn guarded<'t>(route: &Route<'_>, variant: Variant<'t>) -> Vec<Variant<'t>> {
    match route.auth {
        Some(Auth::ApiKey(_)) if variant.refusal.is_none() => {
            [Shows::AnyKey, Shows::NoKey].map(|shows| Variant { shows, ..variant.clone() }).into()
        }
        Some(Auth::ApiKey(_) | Auth::Basic(_) | Auth::Forward(_)) | None => vec![variant],
    }
}

/// The number of the list that these keys stand in, from 1.
pub fn number<'t>(lists: &mut Vec<KeyList<'t>>, api_key: &'t Placed<ApiKey>) -> usize {
    let is_same =
        |list: &KeyList<'_>| list.api_key.keys_file == api_key.keys_file && list.api_key.header == api_key.header;
    let at = lists.iter().position(is_same).unwrap_or_else(|| {
        lists.push(KeyList { api_key, routers: Vec::new() });
        lists.len() - 1
    });
    at + 1
}

/// The router of each key, in place of the one that stands for all of them.
pub fn by_key<'t>(variant: &Variant<'t>, api_key: &ApiKey, number: usize) -> Vec<Variant<'t>> {
    let keys = api_key.keys.iter().flat_map(|keys| keys.iter()).enumerate();
    let keyed = |(at, key): (usize, &Credential)| {
        let condition = rule::header(api_key.header.as_str(), &key.secret);
        let shows = Shows::KeyOf(owner(number, at));
        Variant { shows, ..variant.clone().on(&format!("key-{}", at + 1), condition) }
    };
    keys.map(keyed).collect()
}

fn owner(number: usize, at: usize) -> String {
    format!("key-owner-{number}-{}", at + 1)
}

/// Refuses a request that shows nothing, or the wrong thing.
pub fn refusal(auth: Auth<'_>, middlewares: &mut Middlewares) -> [String; 2] {
    respond::unauthorized(middlewares, &auth.challenge())
}

/// Says what differs where something is counted by router.
pub fn review(feature: Feature, place: Option<Place>, by: &LimitKey, route: &Route<'_>, draft: &mut Draft<'_, '_>) {
    let Some(api_key) = route.api_key() else { return };
    let is_the_key = match by {
        LimitKey::ClientIp => false,
        LimitKey::Header(name) => *name == *api_key.header.value(),
    };
    if !is_the_key {
        draft.findings.degrade(
            feature,
            place,
            "counts the requests of each API key apart",
            "every key has a router with a count of its own, and so have all requests without one: a client with several \
             keys gets the limit for each",
        );
    }
}

/// The files of the keys, which nobody but Traefik may read.
pub fn files(lists: Vec<KeyList<'_>>, title: &Escaped, templates: &Templates) -> anyhow::Result<Vec<RenderedFile>> {
    let file = |(at, list): (usize, KeyList<'_>)| {
        let KeyList { api_key, routers } = list;
        let source = &api_key.keys_file;
        let secrets = api_key.keys.iter().flat_map(|keys| keys.iter()).map(|key| key.secret.clone()).collect();
        let view = || KeysView {
            title: title.clone(),
            file: comment(source.as_str()),
            routers,
            owners: owners(api_key, at + 1),
        };
        let text = api_key.keys.as_ref().map(|_| templates.render("traefik/keys.yml.j2", view())).transpose()?;
        let content = Content::MadeOf { source: source.as_str().into(), span: source.span(), text };
        let path = format!("traefik/dynamic/keys-{}.yml", at + 1);
        Ok(RenderedFile { path, content, access: Access::Private, secrets })
    };
    lists.into_iter().enumerate().map(file).collect()
}

fn owners(api_key: &ApiKey, number: usize) -> Vec<(String, HeaderChanges)> {
    let keys = api_key.keys.iter().flat_map(|keys| keys.iter()).enumerate();
    let changes = |(at, key): (usize, &Credential)| {
        let mut changes = Changes::default();
        changes.set(api_key.header.as_str(), "");
        changes.set(CONSUMER, &key.name);
        (owner(number, at), changes.of_request())
    };
    keys.map(changes).collect()
}
