//! `headers.request.set.*.from_secret`: nginx's language does not read the environment, njs does.

use super::distinct::Distinct;
use super::scope::Scope;
use crate::engine::{Feature, Refusal};
use crate::escape::{Escaped, Language};
use crate::plan::{Plan, Route};
use crate::rendered::RenderedFile;
use crate::source::Placed;
use crate::template::{Overrides, Shipped};
use crate::topology::{NginxModule, RequestValue, Secret};

/// What the module of njs is printed by.
pub const TEMPLATES: Shipped = Shipped {
    language: Language::JavaScript,
    texts: &[("nginx/njs/secrets.js.j2", include_str!("../../../templates/nginx/njs/secrets.js.j2"))],
};

/// A secret and what stands before it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SecretHeader {
    name: String,
    prefix: String,
}

crate::view! {
    /// All secrets of nginx.conf.
    pub struct SecretsView {
        /// The variables of the environment that workers keep.
        pub environment: Vec<String>,
        /// The variables that hold headers, which are functions of the module too.
        pub variables: Vec<Escaped>,
    }
}

crate::view! {
    struct ModuleView { headers: Vec<FunctionView> }
}

crate::view! {
    struct FunctionView { function: Escaped, name: String, prefix: String }
}

/// The variable that holds the header, empty while the secret is not set.
pub fn variable(secret: &Secret, scope: &mut Scope<'_, '_>) -> String {
    let Secret { from_secret, prefix } = secret;
    let prefix = prefix.as_ref().map(|prefix| prefix.as_str().to_owned()).unwrap_or_default();
    function(scope.secrets.number(SecretHeader { name: from_secret.as_str().to_owned(), prefix }))
}

fn function(number: usize) -> String {
    format!("secret_{number}")
}

/// The variables that must hold something for a route.
pub fn of_route(route: &Route<'_>, scope: &mut Scope<'_, '_>) -> Vec<Escaped> {
    let headers = route.headers.into_iter().flat_map(|headers| headers.request.set.iter());
    let secrets = headers.filter_map(|(_, value)| match value.value() {
        RequestValue::Text(_) => None,
        RequestValue::Secret(secret) => Some(secret),
    });
    let secrets: Vec<&Secret> = secrets.collect();
    if let Some(first) = secrets.first()
        && !scope.modules.need(NginxModule::Njs)
    {
        refuse(first, scope);
        return Vec::new();
    }
    secrets.into_iter().map(|secret| Escaped::trusted(variable(secret, scope))).collect()
}

fn refuse(secret: &Secret, scope: &mut Scope<'_, '_>) {
    let refusal = Refusal {
        what: "add a secret to requests".to_owned(),
        why: "its own language does not read the environment; its module njs does, and is not among `modules`"
            .to_owned(),
        help: "add `njs` to `engines.nginx.modules`, where this nginx has it".to_owned(),
    };
    scope.findings.refuse(Feature::FromSecret, Placed::place(&secret.from_secret), refusal);
}

/// What nginx.conf says of them; none where there are none.
pub fn view(secrets: &Distinct<SecretHeader>, plan: &Plan<'_>) -> Option<SecretsView> {
    let variables: Vec<Escaped> = secrets.iter().map(|(number, _)| Escaped::trusted(function(number))).collect();
    let environment = plan.secrets().into_iter().map(ToString::to_string).collect();
    (!variables.is_empty()).then_some(SecretsView { environment, variables })
}

/// The module.
pub fn file(secrets: &Distinct<SecretHeader>, overrides: &Overrides) -> anyhow::Result<Option<RenderedFile>> {
    let of = |(number, secret): (usize, &SecretHeader)| {
        let SecretHeader { name, prefix } = secret.clone();
        FunctionView { function: Escaped::trusted(function(number)), name, prefix }
    };
    let headers: Vec<FunctionView> = secrets.iter().map(of).collect();
    if headers.is_empty() {
        return Ok(None);
    }
    let text = TEMPLATES.with(overrides)?.render("nginx/njs/secrets.js.j2", ModuleView { headers })?;
    Ok(Some(RenderedFile::text("nginx/njs/secrets.js", text)))
}
