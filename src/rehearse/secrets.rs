//! What stands in for the secrets that a proxy adds to requests: a rehearsal has no need of the true ones.

use crate::plan::Plan;
use crate::topology::SecretName;

/// A value that comes through only where nothing in it is read as more than text.
pub fn stand_in(name: &SecretName) -> String {
    format!("stand-in:{name} # 100% %[src] \"${{HOME}}\" 'it' \\n `{{{{ env }}}}`")
}

/// The variables that an engine is started with.
pub fn environment(plan: &Plan<'_>) -> Vec<(String, String)> {
    plan.secrets().into_iter().map(|name| (name.to_string(), stand_in(name))).collect()
}
