//! What a client has to show: a key is looked up by its digest, so that no key stands in a file.

use sha2::{Digest as _, Sha256};

use super::context::Context;
use super::rules::Shared;
use super::view::KeyView;
use crate::escape::{Escaped, haproxy};
use crate::plan::Auth;
use crate::rendered::{Access, Content, RenderedFile};
use crate::source::Placed;
use crate::topology::{ApiKey, Credential};

/// The keys that routes ask for. Whoever owns one is told to the upstream in its place.
pub fn keys(routes: &[Shared<'_, Placed<ApiKey>>], context: &mut Context<'_>) -> Result<Vec<KeyView>, String> {
    let view = |shared: &Shared<'_, Placed<ApiKey>>| {
        Ok(KeyView {
            key: shared.key.clone(),
            only: shared.only.clone(),
            header: shared.value.header.to_string(),
            map: map(shared.value, context)?,
            wanted: Escaped::trusted(haproxy::format(&Auth::ApiKey(shared.value).challenge())?),
        })
    };
    routes.iter().map(view).collect()
}

/// The map from the keys' digests to their owners.
fn map(api_key: &ApiKey, context: &mut Context<'_>) -> Result<String, String> {
    let source = &api_key.keys_file;
    let text = api_key.keys.as_deref().map(entries).transpose()?;
    let content = Content::MadeOf { source: source.as_str().into(), span: source.span(), text };
    let known = context.files.iter().filter(|file| matches!(file.content, Content::MadeOf { .. }));
    let number = known.clone().position(|file| file.content == content);
    let is_new = number.is_none();
    let path = format!("secrets/keys-{}.map", number.unwrap_or_else(|| known.count()) + 1);
    if is_new {
        let path = format!("haproxy/{path}");
        context.files.push(RenderedFile { path, content, access: Access::Private, secrets: Vec::new() });
    }
    Ok(path)
}

fn entries(keys: &[Credential]) -> Result<String, String> {
    let mut entries = String::from("# Rendered by lbgen: the SHA-256 of each key, and the name of its owner.\n");
    for Credential { name, secret } in keys {
        let digest = format!("{:x}", Sha256::digest(secret));
        entries.push_str(&haproxy::map_entry(&digest, name)?);
    }
    Ok(entries)
}
