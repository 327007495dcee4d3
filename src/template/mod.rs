//! View to text: every printed value is escaped for its template's language, and every field of a view must be read.

mod failure;
mod once;
mod overrides;
mod replaced;
mod shipped;
mod verbatim;
mod view;

use std::fmt;

use anyhow::{Context, bail};
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};

use crate::escape::Language;
pub use failure::{Failure, is_of_templates};
pub use once::Once;
pub use overrides::{Overrides, OwnTemplate};
use replaced::Replaced;
pub use shipped::Shipped;
use verbatim::Verbatim;
pub use view::{Field, Fields, Unread, View};

/// A named template text, such as `("nginx.conf.j2", include_str!(…))`.
pub type TemplateText = (&'static str, &'static str);

/// The templates of one engine.
pub struct Templates<'o> {
    environment: Environment<'o>,
    replaced: Vec<Replaced<'o>>,
}

impl<'o> Templates<'o> {
    /// Compiles templates that all print the same language.
    pub fn new(language: Language, texts: &[TemplateText]) -> anyhow::Result<Self> {
        let mut templates = Self { environment: environment(language)?, replaced: Vec::new() };
        texts.iter().try_for_each(|(name, text)| templates.add(name, text))?;
        Ok(templates)
    }

    /// Compiles one more; the error is the user's where the user has brought templates along.
    fn add(&mut self, name: &'o str, text: &'o str) -> anyhow::Result<()> {
        self.environment.add_template(name, text).map_err(|error| self.failure(name, &error))
    }

    /// Renders a view. Fails when a value cannot be written in the language, and when a field of the view that says
    /// something was not read.
    pub fn render<V: View>(&self, name: &str, view: V) -> anyhow::Result<String> {
        let template = self.environment.get_template(name).with_context(|| format!("there is no template `{name}`"))?;
        let unread = Unread::default();
        let text = template.render(view.into_value(&unread)).map_err(|error| self.failure(name, &error))?;
        let unread = unread.fields();
        if unread.is_empty() {
            return Ok(text);
        }
        if let Some(failure) = Failure::unread(&unread, &self.replaced) {
            return Err(failure.into());
        }
        let unread: Vec<String> = unread.iter().map(|(view, field)| format!("{view}.{field}")).collect();
        bail!("the template `{name}` leaves out {}", unread.join(", "))
    }

    fn failure(&self, name: &str, error: &Error) -> anyhow::Error {
        Failure::of(error, &self.replaced).map_or_else(|| located(name, error), Into::into)
    }
}

fn environment<'o>(language: Language) -> anyhow::Result<Environment<'o>> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(block_lines()?);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.set_formatter(move |output, _state: &mut State, value| print(language, output, value));
    environment.add_filter("ignore", |value: &Value| {
        view::ignore(value);
        Value::from_object(Verbatim(String::new()))
    });
    Ok(environment)
}

/// A line that holds only a block tag leaves nothing behind, so that a template looks like the file it becomes.
fn block_lines() -> anyhow::Result<SyntaxConfig> {
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    syntax.map_err(|error| anyhow::anyhow!("the template syntax is refused: {}", error.kind()))
}

/// The error without the values that were printed: they may be secrets.
fn located(name: &str, error: &Error) -> anyhow::Error {
    let name = error.name().unwrap_or(name);
    let line = error.line().unwrap_or_default();
    let detail = error.detail().unwrap_or_default();
    anyhow::anyhow!("the template `{name}` fails at line {line}: {} {detail}", error.kind())
}

fn print(language: Language, output: &mut Output<'_>, value: &Value) -> Result<(), Error> {
    let written = if let Some(Verbatim(text)) = value.downcast_object_ref::<Verbatim>() {
        output.write_str(text)
    } else if let Some(text) = value.as_str() {
        match language.escape(text) {
            Ok(escaped) => output.write_str(&escaped),
            Err(refusal) => return Err(Error::new(ErrorKind::BadEscape, refusal)),
        }
    } else if value.is_number() {
        print_number(output, value)
    } else {
        return Err(Error::new(ErrorKind::BadEscape, "a value that is neither text nor a number is printed"));
    };
    written.map_err(|_| Error::new(ErrorKind::WriteFailure, "the output cannot be written"))
}

/// Numbers of views are whole and not negative: those are many, and `fmt` is slow for them.
fn print_number(output: &mut Output<'_>, value: &Value) -> fmt::Result {
    match u64::try_from(value.clone()) {
        Ok(number) if value.is_integer() => output.write_str(itoa::Buffer::new().format(number)),
        Ok(_) | Err(_) => write!(output, "{value}"),
    }
}
