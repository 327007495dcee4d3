//! View to text: every printed value is escaped for its template's language, and every field of a view must be read.

mod once;
mod view;

use anyhow::{Context, bail};
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, ErrorKind, Output, State, UndefinedBehavior, Value};

use crate::escape::Language;
pub use once::Once;
pub use view::{Field, Fields, Unread, View};

/// A named template text, such as `("nginx.conf", include_str!(…))`.
pub type TemplateText = (&'static str, &'static str);

/// The templates of one engine.
pub struct Templates {
    environment: Environment<'static>,
}

impl Templates {
    /// Compiles templates that all print the same language.
    pub fn new(language: Language, texts: &[TemplateText]) -> anyhow::Result<Self> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(block_lines()?);
        environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        environment.set_formatter(move |output, _state: &mut State, value| print(language, output, value));
        for (name, text) in texts {
            environment.add_template(name, text).map_err(|error| located(name, &error))?;
        }
        Ok(Self { environment })
    }

    /// Renders a view. Fails when a value cannot be written in the language, and when a field of the view that says
    /// something was not read.
    pub fn render<V: View>(&self, name: &str, view: V) -> anyhow::Result<String> {
        let template = self.environment.get_template(name).with_context(|| format!("there is no template `{name}`"))?;
        let unread = Unread::default();
        let text = template.render(view.into_value(&unread)).map_err(|error| located(name, &error))?;
        let unread = unread.names();
        if !unread.is_empty() {
            bail!("the template `{name}` leaves out {}", unread.join(", "));
        }
        Ok(text)
    }
}

/// A line that holds only a block tag leaves nothing behind, so that a template looks like the file it becomes.
fn block_lines() -> anyhow::Result<SyntaxConfig> {
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    syntax.map_err(|error| anyhow::anyhow!("the template syntax is refused: {}", error.kind()))
}

/// The error without the values that were printed: they may be secrets.
fn located(name: &str, error: &minijinja::Error) -> anyhow::Error {
    let name = error.name().unwrap_or(name);
    let line = error.line().unwrap_or_default();
    let detail = error.detail().unwrap_or_default();
    anyhow::anyhow!("the template `{name}` fails at line {line}: {} {detail}", error.kind())
}

fn print(language: Language, output: &mut Output<'_>, value: &Value) -> Result<(), minijinja::Error> {
    let written = match value.as_str() {
        Some(text) if value.is_safe() => output.write_str(text),
        Some(text) => match language.escape(text) {
            Ok(escaped) => output.write_str(&escaped),
            Err(refusal) => return Err(minijinja::Error::new(ErrorKind::BadEscape, refusal)),
        },
        None if value.is_number() => write!(output, "{value}"),
        None => {
            return Err(minijinja::Error::new(
                ErrorKind::BadEscape,
                "a value that is neither text nor a number is printed",
            ));
        }
    };
    written.map_err(|_| minijinja::Error::new(ErrorKind::WriteFailure, "the output cannot be written"))
}
