//! `auth.basic`: nginx's own, which comes after the limits, so that guessing is limited too.

use super::certificates::Copies;
use super::headers::HeaderView;
use super::scope::Scope;
use crate::escape::Escaped;
use crate::plan::{CONSUMER, Plan, Route};
use crate::source::Placed;
use crate::topology::{Basic, Credential};

crate::view! {
    /// The name and password that a route's clients have to show.
    #[derive(Clone)]
    pub struct LoginView {
        /// What browsers name when they ask.
        pub realm: Escaped,
        /// The file of the users, relative to nginx.conf.
        pub file: Escaped,
    }
}

fn file(number: usize) -> String {
    format!("secrets/users-{number}")
}

/// What a route's clients have to show.
pub fn login(route: &Route<'_>, scope: &mut Scope<'_, '_>) -> Option<LoginView> {
    let basic = route.basic()?;
    let number = scope.users.number(basic.users_file.to_string());
    Some(LoginView { realm: scope.texts.value(basic.realm.as_str()), file: Escaped::trusted(file(number)) })
}

/// What goes upstream in place of the password.
pub fn sent(route: &Route<'_>) -> Vec<HeaderView> {
    let sent = || [HeaderView::fixed("Authorization", "\"\""), HeaderView::fixed(CONSUMER, "$remote_user")];
    route.basic().map(|_| sent().into()).unwrap_or_default()
}

/// Puts the files of the users where nginx reads them.
pub fn files(copies: &mut Copies, scope: &Scope<'_, '_>) {
    for (number, named) in scope.users.iter() {
        if let Some(basic) = basic(scope.plan, named) {
            let users = || basic.users.iter().flat_map(|users| users.iter());
            let secrets = users().map(|user| user.secret.clone()).collect();
            let text = basic.users.as_ref().map(|_| users().map(line).collect());
            copies.made_for_workers(&file(number), &basic.users_file, text, secrets);
        }
    }
}

fn basic<'t>(plan: &Plan<'t>, file: &str) -> Option<&'t Basic> {
    plan.routes.iter().filter_map(Route::basic).find(|basic| basic.users_file.as_str() == file).map(Placed::value)
}

/// No name holds a colon, and none begins with `#`: such a line is a comment of the file that it came from.
fn line(user: &Credential) -> String {
    let Credential { name, secret } = user;
    format!("{name}:{secret}\n")
}
