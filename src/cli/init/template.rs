//! The texts of `templates/init/`, filled in.

use super::answers::Answers;
use super::preset::Preset;
use super::secrets::Secrets;
use super::variables::{AppVariables, LobeChatVariables};
use super::view::{AppView, LobeChatView};
use crate::escape::{Escaped, Language};
use crate::template::{Templates, View};

macro_rules! text {
    ($name:literal) => {
        include_str!(concat!("../../../templates/init/", $name))
    };
}

/// The `.gitignore` of every scaffold.
pub const GITIGNORE: &str = text!("gitignore");

crate::view! {
    struct WorkflowView { version: Escaped }
}

/// The text of `lbgen.yaml`.
///
/// # Errors
/// A defect of lbgen's own: a template that does not fit its view.
pub fn topology(answers: &Answers) -> anyhow::Result<String> {
    match answers.preset {
        Preset::LobeChat => render(text!("lobechat.yaml.j2"), LobeChatView::new(answers)),
        Preset::SseApi => render(text!("sse-api.yaml.j2"), AppView::new(answers)),
        Preset::WebSocket => render(text!("websocket.yaml.j2"), AppView::new(answers)),
    }
}

/// The text of `.env.example`, or with fresh secrets that of `.env`.
///
/// # Errors
/// The system has no randomness.
pub fn variables(preset: Preset, secrets: Secrets) -> anyhow::Result<String> {
    match preset {
        Preset::LobeChat => render(text!("lobechat.env.j2"), LobeChatVariables::new(secrets)?),
        Preset::SseApi | Preset::WebSocket => render(text!("app.env.j2"), AppVariables::new(secrets)?),
    }
}

/// The text of the CI workflow, for the release that this program is.
///
/// # Errors
/// As for [`topology`].
pub fn workflow() -> anyhow::Result<String> {
    render(text!("workflow.yml.j2"), WorkflowView { version: Escaped::trusted(env!("CARGO_PKG_VERSION")) })
}

fn render(text: &'static str, view: impl View) -> anyhow::Result<String> {
    Templates::new(Language::Yaml, &[("init", text), ("edge", text!("edge.yaml.j2"))])?.render("init", view)
}
