//! One service of the topology as a service of Compose.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::merge::{self, Merged};
use super::view::ServiceView;
use super::{Ascent, Directory, Found, Networks, image, secrets, settings, variables, volumes};
use crate::diagnostic::Diagnostic;
use crate::engine::yaml;
use crate::escape::Escaped;
use crate::plan::{Instance, Service};
use crate::source::{Placed, Span};
use crate::topology::Service as Definition;

/// What stands around a service.
pub(super) struct Surroundings<'a, 'p, 't> {
    pub(super) directory: &'a Directory<'p, 't>,
    pub(super) networks: &'a Networks,
    pub(super) ascent: &'a Ascent,
    /// The anchor of the log settings.
    pub(super) logging: &'a str,
}

/// A service's view, and what the whole file has to know of it.
pub(super) struct Rendered {
    pub(super) view: ServiceView,
    /// The volumes that it names.
    pub(super) volumes: Vec<String>,
    /// It refers to variables that compose fills in.
    pub(super) filled_in: bool,
}

/// The view of the service of that number.
pub(super) fn view(
    service: &Service<'_>,
    number: usize,
    around: &Surroundings<'_, '_, '_>,
    found: &mut Found,
) -> Rendered {
    let Service { name, definition, instances } = service;
    let merged = merged(service, number, around, found);
    warn(service, &merged, found);
    let volumes = volumes(definition, &merged, found);
    let is_shared = instances.len() > 1;
    let logging = Some(around.logging).filter(|_| !names_its_own(definition, "logging"));
    let settings = printed(&merged, name.as_str(), logging, if is_shared { 2 } else { 4 });
    let filled_in = variables::is_filled_in(settings.as_str());
    let anchor = is_shared.then(|| Escaped::trusted(name.as_str()));
    let containers = instances.iter().map(|Instance { name }| name.clone()).collect();
    Rendered { view: ServiceView { name: name.to_string(), anchor, settings, containers }, volumes, filled_in }
}

fn warn(service: &Service<'_>, merged: &Merged, found: &mut Found) {
    let Service { name, definition, instances } = service;
    let own_span = own_span(definition);
    secrets::warn_of_literals(&definition.environment, found);
    let is_pulled = !merged.own.contains_key("build");
    if let Some(image) = merged.made.get("image").or_else(|| merged.own.get("image")).and_then(Value::as_str)
        && is_pulled
    {
        image::warn_of_unpinned(image, definition.image.as_ref().and_then(Placed::span).or(own_span), found);
    }
    if instances.len() > 1 && names_its_own(definition, "container_name") {
        let summary = format!("the {} containers of `{}` would all have one name", instances.len(), name.value());
        let help = "leave `container_name` out of `compose`, or `replicas` out of the service";
        found.tell(Diagnostic::error("duplicate-container", summary).at(own_span).help(help));
    }
}

fn volumes(definition: &Definition, merged: &Merged, found: &mut Found) -> Vec<String> {
    let mounts = merged.made.get("volumes").or_else(|| merged.own.get("volumes"));
    let span = definition.volumes.first().and_then(Placed::span).or(own_span(definition));
    volumes::named(mounts, span, found)
}

fn own_span(definition: &Definition) -> Option<Span> {
    definition.compose.as_ref().and_then(Placed::key_span)
}

/// What lbgen makes of a service, under the user's own map.
fn merged(service: &Service<'_>, number: usize, around: &Surroundings<'_, '_, '_>, found: &mut Found) -> Merged {
    let mut made = settings::made(service, number, around);
    let Some(own) = &service.definition.compose else {
        return Merged { made, own: Map::new() };
    };
    if names_its_own(service.definition, "logging") {
        made.insert("logging".to_owned(), Value::Object(settings::logging()));
    }
    merge::lay_over(made, own).unwrap_or_else(|error| {
        found.tell(Diagnostic::error("invalid-value", error.message).at(own.key_span()).help(error.help));
        Merged { made: Map::new(), own: Map::new() }
    })
}

fn names_its_own(definition: &Definition, key: &str) -> bool {
    definition.compose.as_ref().is_some_and(|own| own.contains_key(key))
}

/// The settings as text: those that lbgen makes, the log settings unless the user has his own, and his.
fn printed(merged: &Merged, name: &str, logging: Option<&str>, indent: usize) -> Escaped {
    let Merged { made, own } = merged;
    let mut text = yaml::block(made, indent).into_string();
    if let Some(logging) = logging {
        let _ = write!(text, "\n{:indent$}logging: *{logging}", "");
    }
    if !own.is_empty() {
        let _ = writeln!(text, "\n{:indent$}# services.{name}.compose", "");
        text.push_str(yaml::block(own, indent).as_str());
    }
    Escaped::trusted(text)
}
