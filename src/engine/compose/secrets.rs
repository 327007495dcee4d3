//! Secrets that stand in the topology itself, and so would stand in compose.yaml.

use super::Found;
use super::variables::{VARIABLE, masked};
use crate::diagnostic::Diagnostic;
use crate::escape::yaml;
use crate::source::{Placed, Span};
use crate::topology::{EnvValue, Named, VariableName};

/// Warns of secrets that are written out, and has them masked in diffs.
pub(super) fn warn_of_literals(environment: &Named<EnvValue, VariableName>, found: &mut Found) {
    for (name, value) in environment.iter() {
        let EnvValue::Text(text) = value.value() else { continue };
        if let Some(secret) = literal_secret(name.as_str(), text.as_str()) {
            warn(name, value.span(), found);
            found.secrets.push(as_printed(secret));
        }
    }
}

/// The secret in a variable's value: all of it when the name says so, or the password of a URL.
fn literal_secret<'v>(name: &str, value: &'v str) -> Option<&'v str> {
    let masked = masked(value);
    let is_whole = is_secret(name) && !masked.contains(VARIABLE) && !["", "true", "false"].contains(&value);
    if is_whole { Some(value) } else { url_password(value, &masked) }
}

/// What a name that ends like this holds is a secret.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let last = name.rsplit(['_', '-', '.']).next().unwrap_or_default();
    let endings = ["PASSWORD", "PASSWD", "PASS", "PASSPHRASE", "SECRET", "TOKEN", "KEY", "CREDENTIALS"];
    endings.iter().any(|ending| last.ends_with(ending)) && !name.ends_with("PUBLIC_KEY")
}

/// The password in `scheme://user:password@host`, unless a variable is part of it.
fn url_password<'v>(value: &'v str, masked: &str) -> Option<&'v str> {
    let start = masked.find("://")? + 3;
    let authority = masked.get(start..)?.split(['/', '?', '#']).next()?;
    let user = authority.get(..authority.rfind('@')?)?;
    let (before, password) = user.split_once(':')?;
    let from = start + before.len() + 1;
    value.get(from..from + password.len()).filter(|_| !password.is_empty() && !password.contains(VARIABLE))
}

/// The secret as it stands within the double quotes of compose.yaml.
fn as_printed(secret: &str) -> String {
    let quoted = yaml::double_quoted(secret);
    quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
}

fn warn(name: &Placed<VariableName>, span: Option<Span>, found: &mut Found) {
    let variable = name.as_str().replace(['.', '-'], "_");
    let warning = Diagnostic::warning("literal-secret", format!("the secret in `{}` is written out", name.value()))
        .at(span)
        .note("whoever may read the topology or compose.yaml reads it there")
        .help(format!("write `${{{variable}:?set it in .env}}` in its place, and the secret into `.env`"));
    found.tell(warning);
}

#[cfg(test)]
mod tests {
    use super::literal_secret;

    #[test]
    fn a_secret_is_told_by_the_name_of_its_variable_or_the_form_of_its_url() {
        assert_eq!(literal_secret("POSTGRES_PASSWORD", "hunter2"), Some("hunter2"));
        assert_eq!(literal_secret("PGPASSWORD", "hunter2"), Some("hunter2"));
        assert_eq!(literal_secret("DATABASE_URL", "postgres://app:hunter2@db:5432/app"), Some("hunter2"));
        assert_eq!(literal_secret("DATABASE_URL", "redis://:hunter2@redis:6379/0"), Some("hunter2"));
    }

    #[test]
    fn what_compose_fills_in_is_no_literal_secret() {
        assert_eq!(literal_secret("POSTGRES_PASSWORD", "${POSTGRES_PASSWORD:?set it}"), None);
        assert_eq!(literal_secret("DATABASE_URL", "postgres://app:${PASSWORD:?a:b@c}@db/app"), None);
        assert_eq!(literal_secret("DATABASE_URL", "postgres://db:5432/app"), None);
        assert_eq!(literal_secret("PASSWORD_FILE", "/run/secrets/password"), None);
        assert_eq!(literal_secret("JWT_PUBLIC_KEY", "ssh-rsa AAAA"), None);
        assert_eq!(literal_secret("KEEP_ALIVE_TIMEOUT", "75000"), None);
    }
}
