//! `auth.basic`: a middleware for each file of users and realm, in a file of its own, which nobody but Traefik may read.

use super::draft::Draft;
use crate::escape::{Escaped, traefik::comment};
use crate::plan::{CONSUMER, Route};
use crate::rendered::{Access, Content, RenderedFile};
use crate::source::Placed;
use crate::template::Templates;
use crate::topology::{Basic, Credential};

crate::view! {
    /// The users of a file.
    struct UsersView {
        title: Escaped,
        file: Escaped,
        name: String,
        realm: String,
        users: Vec<String>,
        consumer: &'static str,
    }
}

fn name(number: usize) -> String {
    format!("users-{number}")
}

/// The middleware that lets the route's users in.
pub fn login<'t>(draft: &mut Draft<'_, 't>, route: &Route<'t>) -> Option<String> {
    let basic = route.basic()?;
    let is_same = |known: &Placed<Basic>| known.users_file == basic.users_file && known.realm == basic.realm;
    let at = draft.users.iter().position(|known| is_same(known)).unwrap_or_else(|| {
        draft.users.push(basic);
        draft.users.len() - 1
    });
    Some(name(at + 1))
}

/// The files of the users.
pub fn files(lists: &[&Placed<Basic>], title: &Escaped, templates: &Templates) -> anyhow::Result<Vec<RenderedFile>> {
    let file = |(at, basic): (usize, &&Placed<Basic>)| {
        let source = &basic.users_file;
        let view = UsersView {
            title: title.clone(),
            file: comment(source.as_str()),
            name: name(at + 1),
            realm: basic.realm.to_string(),
            users: basic.users.as_deref().map_or_else(|| vec![NOBODY.to_owned()], lines),
            consumer: CONSUMER,
        };
        let text = templates.render("traefik/users.yml.j2", view)?;
        let (source, span) = (source.as_str().into(), source.span());
        let content = match &basic.users {
            Some(_) => Content::MadeOf { source, span, text: Some(text) },
            None => Content::Lacking { sources: vec![(source, span)], text },
        };
        let secrets = basic.users.iter().flat_map(|users| users.iter()).map(|user| user.secret.clone()).collect();
        let path = format!("traefik/dynamic/{}.yml", name(at + 1));
        Ok(RenderedFile { path, content, access: Access::Private, secrets })
    };
    lists.iter().enumerate().map(file).collect()
}

/// Traefik drops a list without users; nothing hashes to this.
const NOBODY: &str = "nobody:*";

fn lines(users: &[Credential]) -> Vec<String> {
    users.iter().map(|Credential { name, secret }| format!("{name}:{secret}")).collect()
}
