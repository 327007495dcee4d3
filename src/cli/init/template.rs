//! Renders the templates of `templates/init/`; a value is written as one YAML scalar or flow list, quoted at need.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value, context};

use super::preset::Preset;
use super::secrets::Secrets;
use super::view::View;

macro_rules! template {
    ($name:literal) => {
        include_str!(concat!("../../../templates/init/", $name))
    };
}

/// The `.gitignore` of every scaffold.
pub const GITIGNORE: &str = template!("gitignore");

/// The text of `lbgen.yaml`.
///
/// # Errors
/// A template that asks for what the view does not hold.
pub fn topology(preset: Preset, view: &View) -> anyhow::Result<String> {
    let mut environment = environment()?;
    environment.set_formatter(write_yaml);
    environment.add_template("edge", template!("edge.yaml.j2"))?;
    let text = match preset {
        Preset::LobeChat => template!("lobechat.yaml.j2"),
        Preset::SseApi => template!("sse-api.yaml.j2"),
        Preset::WebSocket => template!("websocket.yaml.j2"),
    };
    Ok(environment.render_str(text, Serde(view))?)
}

/// The text of `.env.example`, or with fresh secrets that of `.env`.
///
/// # Errors
/// The system has no randomness.
pub fn variables(preset: Preset, secrets: Secrets) -> anyhow::Result<String> {
    let mut environment = environment()?;
    environment.add_function("base64_key", move || generated(secrets.base64_key()));
    environment.add_function("hex_password", move || generated(secrets.hex_password()));
    environment.add_function("signing_key", move || generated(secrets.signing_key()));
    let text = match preset {
        Preset::LobeChat => template!("lobechat.env.j2"),
        Preset::SseApi | Preset::WebSocket => template!("app.env.j2"),
    };
    Ok(environment.render_str(text, context! { fresh => secrets == Secrets::Fresh })?)
}

/// The text of the CI workflow, for the release that this program is.
///
/// # Errors
/// None that the template as it is can cause.
pub fn workflow() -> anyhow::Result<String> {
    let text = template!("workflow.yml.j2");
    Ok(environment()?.render_str(text, context! { version => env!("CARGO_PKG_VERSION") })?)
}

fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment
        .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?);
    Ok(environment)
}

fn generated(secret: anyhow::Result<String>) -> Result<String, Error> {
    secret.map_err(|error| Error::new(ErrorKind::InvalidOperation, error.to_string()))
}

fn write_yaml(out: &mut Output, _state: &mut State, value: &Value) -> Result<(), Error> {
    if value.kind() == ValueKind::Seq {
        let items = value.try_iter()?.map(|item| scalar(&item)).collect::<Result<Vec<_>, _>>()?;
        return Ok(write!(out, "[{}]", items.join(", "))?);
    }
    Ok(out.write_str(&scalar(value)?)?)
}

/// The value as a YAML scalar that stays a string where it is one: `1e3.example` and `null` would not, unquoted.
fn scalar(value: &Value) -> Result<String, Error> {
    let Some(text) = value.as_str() else {
        if matches!(value.kind(), ValueKind::Number | ValueKind::Bool) {
            return Ok(value.to_string());
        }
        return Err(Error::new(ErrorKind::BadSerialization, format!("a {} is no YAML scalar", value.kind())));
    };
    let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.contains(['.', '/'])
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._/:@".contains(&byte))
        && !text.ends_with(':');
    if is_plain || PROXY_WORDS.contains(&text) {
        return Ok(text.to_owned());
    }
    serde_json::to_string(text).map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))
}

const PROXY_WORDS: [&str; 3] = ["nginx", "traefik", "haproxy"];

#[cfg(test)]
mod tests {
    use super::scalar;

    #[test]
    fn a_string_stays_a_string() {
        for (text, written) in [
            ("chat.example.com", "chat.example.com"),
            ("https://chat.example.com", "https://chat.example.com"),
            ("localhost", "\"localhost\""),
            ("true", "\"true\""),
            ("1.e5", "\"1.e5\""),
            ("10.0.0.1:80", "\"10.0.0.1:80\""),
            ("a.b: c", "\"a.b: c\""),
            ("a.b,c.d", "\"a.b,c.d\""),
        ] {
            assert_eq!(scalar(&text.into()).unwrap(), written);
        }
        assert_eq!(scalar(&3210.into()).unwrap(), "3210");
    }
}
