//! `auth`: whose key it is, by a map for each distinct file of keys and header. A subrequest asks it: that comes after
//! the limits, so that guessing is limited too, where an `if` would come before them.

use std::fmt::Write as _;

use super::certificates::Copies;
use super::forward::{self, KeptView, QuestionView};
use super::headers::{HeaderView, request_variable};
use super::scope::Scope;
use super::text::Texts;
use crate::escape::{Escaped, nginx};
use crate::plan::{Auth, CONSUMER, Plan, Route};
use crate::source::Placed;
use crate::topology::{ApiKey, Credential};

/// Keys of one file that come in one header.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyList {
    file: String,
    header: String,
    challenge: String,
}

crate::view! {
    /// A map from keys to their owners.
    pub struct KeyListView {
        /// The variable that holds what the client shows.
        pub header: Escaped,
        /// The variable that holds the owner; empty for a key that is nobody's.
        pub consumer: Escaped,
        /// The file of the keys, relative to nginx.conf.
        pub file: Escaped,
        /// The variable that holds what a 401 says of what is wanted.
        pub challenge: Escaped,
        /// What it says.
        pub wanted: Escaped,
    }
}

crate::view! {
    /// What a route's clients have to show.
    #[derive(Clone)]
    pub struct GuardView {
        /// Where a request is asked for it, before it goes on.
        pub asked: Escaped,
        /// The variable that holds the key's owner; none where that place is another location's.
        pub consumer: Option<Escaped>,
        /// How a service is asked there; none where that place is another location's.
        pub question: Option<QuestionView>,
        /// What is kept of the service's answer.
        pub kept: Vec<KeptView>,
        /// The location that tells a client what the service said.
        pub refused: Option<Escaped>,
    }
}

fn asked(route: &Route<'_>) -> Escaped {
    Escaped::trusted(format!("auth_{}", route.index))
}

/// The guard of a route's canary: the same place is asked once more.
pub fn again(route: &Route<'_>) -> Option<GuardView> {
    let plain = GuardView { asked: asked(route), consumer: None, question: None, kept: Vec::new(), refused: None };
    match route.auth? {
        Auth::ApiKey(_) => Some(plain),
        Auth::Forward(forward) => {
            Some(GuardView { kept: forward::kept_of(forward), refused: Some(forward::refused(route)), ..plain })
        }
        Auth::Basic(_) => None,
    }
}

fn consumer(number: usize) -> String {
    format!("consumer_{number}")
}

fn challenge(number: usize) -> String {
    format!("challenge_{number}")
}

/// The number of the route's list of keys.
fn number(route: &Route<'_>, scope: &mut Scope<'_, '_>) -> Option<usize> {
    let api_key = route.api_key()?;
    let ApiKey { header, keys_file, keys: _ } = api_key.value();
    let (file, header) = (keys_file.to_string(), request_variable(header));
    Some(scope.keys.number(KeyList { file, header, challenge: Auth::ApiKey(api_key).challenge() }))
}

/// What a route's clients have to show.
pub fn guard(route: &Route<'_>, scope: &mut Scope<'_, '_>) -> Option<GuardView> {
    let guard = again(route)?;
    let consumer = number(route, scope).map(|number| Escaped::trusted(consumer(number)));
    let question = route.forward().map(|forward| forward::question(forward, scope));
    Some(GuardView { consumer, question, ..guard })
}

/// What a 401 of the route says of what is wanted; empty in any other answer. A service says it by itself.
pub fn told(route: &Route<'_>, scope: &mut Scope<'_, '_>) -> Option<HeaderView> {
    let number = number(route, scope)?;
    Some(HeaderView::fixed("WWW-Authenticate", &format!("${}", challenge(number))))
}

/// What goes upstream in place of what the client showed.
pub fn sent(route: &Route<'_>, scope: &mut Scope<'_, '_>) -> Vec<HeaderView> {
    match (route.auth, number(route, scope)) {
        (Some(Auth::ApiKey(api_key)), Some(number)) => {
            let owner = HeaderView::fixed(CONSUMER, &format!("${}", consumer(number)));
            vec![HeaderView::fixed(api_key.header.as_str(), "\"\""), owner]
        }
        (Some(Auth::Forward(forward)), _) => forward::sent(forward),
        (Some(Auth::ApiKey(_)), None) | (Some(Auth::Basic(_)) | None, _) => Vec::new(),
    }
}

/// The maps of all routes, and the files of their keys.
pub fn views(copies: &mut Copies, scope: &mut Scope<'_, '_>) -> Vec<KeyListView> {
    let plan = scope.plan;
    let texts = &mut scope.texts;
    let view = |(number, list): (usize, &KeyList)| {
        let path = format!("secrets/keys-{number}.map");
        if let Some(api_key) = api_key(plan, list) {
            let text = api_key.keys.as_deref().map(|keys| entries(keys, texts));
            copies.made(&path, &api_key.keys_file, text, secrets(api_key));
        }
        KeyListView {
            header: Escaped::trusted(&list.header),
            consumer: Escaped::trusted(consumer(number)),
            file: Escaped::trusted(path),
            challenge: Escaped::trusted(challenge(number)),
            wanted: texts.value(&list.challenge),
        }
    };
    scope.keys.iter().map(view).collect()
}

fn api_key<'t>(plan: &Plan<'t>, list: &KeyList) -> Option<&'t ApiKey> {
    let mut keys = plan.routes.iter().filter_map(Route::api_key);
    keys.find(|api_key| api_key.keys_file.as_str() == list.file).map(Placed::value)
}

fn secrets(api_key: &ApiKey) -> Vec<String> {
    api_key.keys.iter().flat_map(|keys| keys.iter()).map(|key| key.secret.clone()).collect()
}

/// A map compares plain strings without case, so that a key is a pattern of the whole value.
fn entries(keys: &[Credential], texts: &mut Texts) -> String {
    let mut entries = String::from("# Rendered by lbgen: a pattern for each key, and the name of its owner.\n");
    for Credential { name, secret } in keys {
        let pattern = format!("~^{}$", nginx::pattern(secret));
        // Writing to a string cannot fail.
        let _ = writeln!(entries, "{} {};", nginx::literal(&pattern), texts.value(name).as_str());
    }
    entries
}
