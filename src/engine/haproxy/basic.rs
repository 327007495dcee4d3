//! `auth.basic`: lists of users in haproxy.cfg itself, since HAProxy reads passwords from nowhere else.

use std::path::PathBuf;

use super::context::Context;
use super::rules::Shared;
use super::view::{LoginView, UserListView, UserView};
use crate::escape::{Escaped, haproxy};
use crate::plan::{Auth, Plan, Route};
use crate::rendered::{Access, Content, RenderedFile};
use crate::source::{Placed, Span};
use crate::topology::{Basic, Credential};

/// What routes ask of a name and a password.
pub fn logins(routes: &[Shared<'_, Placed<Basic>>], context: &mut Context<'_>) -> Result<Vec<LoginView>, String> {
    let view = |shared: &Shared<'_, Placed<Basic>>| {
        Ok(LoginView {
            key: shared.key.clone(),
            only: shared.only.clone(),
            users: list(shared.value, context)?,
            wanted: Escaped::trusted(haproxy::format(&Auth::Basic(shared.value).challenge())?),
        })
    };
    routes.iter().map(view).collect()
}

/// The name of the list of a file's users.
fn list(basic: &Basic, context: &mut Context<'_>) -> Result<String, String> {
    let file = basic.users_file.as_str();
    if let Some(known) = context.user_lists.iter().find(|(of, _)| of == file) {
        return Ok(known.1.name.clone());
    }
    let name = format!("users-{}", context.user_lists.len() + 1);
    let users = basic.users.iter().flat_map(|users| users.iter()).map(user).collect::<Result<_, _>>()?;
    context.user_lists.push((file.to_owned(), UserListView { name: name.clone(), users }));
    Ok(name)
}

fn user(user: &Credential) -> Result<UserView, String> {
    let Credential { name, secret } = user;
    let word = |text| haproxy::word(text).map(|word| Escaped::trusted(word.into_owned()));
    Ok(UserView { name: word(name)?, hash: word(secret)? })
}

/// haproxy.cfg: where it holds users, nobody else may read it.
pub fn configuration(plan: &Plan<'_>, text: String) -> RenderedFile {
    let asked = || plan.routes.iter().filter_map(Route::basic);
    if asked().next().is_none() {
        return super::context::text_file("haproxy.cfg", text);
    }
    let mut sources: Vec<(PathBuf, Option<Span>)> = Vec::new();
    for basic in asked().filter(|basic| basic.users.is_none()) {
        let source = PathBuf::from(basic.users_file.as_str());
        if !sources.iter().any(|(known, _)| *known == source) {
            sources.push((source, basic.users_file.span()));
        }
    }
    let content = if sources.is_empty() { Content::Text(text) } else { Content::Lacking { sources, text } };
    let secrets = asked().flat_map(|basic| &basic.users).flat_map(|users| users.iter());
    let secrets = secrets.map(|user| user.secret.clone()).collect();
    RenderedFile { path: "haproxy/haproxy.cfg".to_owned(), content, access: Access::Private, secrets }
}
