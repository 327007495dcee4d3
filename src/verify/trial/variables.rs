//! The variables that compose.yaml and Traefik's dynamic file leave to the environment.

/// What stands in for a variable: a number, where a port is wanted, and text alike.
pub(super) const STAND_IN: &str = "1";

/// The names that a text needs, each once: `${NAME}`, `${NAME:?…}` and `$NAME`, but none with a default, and no `$$`.
pub(super) fn needed(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    // What a comment says is no variable.
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
    let text = lines.join("\n");
    let mut rest = text.as_str();
    while let Some((_, after)) = rest.split_once('$') {
        rest = after;
        if let Some(after) = rest.strip_prefix('$') {
            rest = after;
            continue;
        }
        let inner = rest.strip_prefix('{').unwrap_or(rest);
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
        let (name, after) = inner.split_at(end);
        let has_default = inner.len() < rest.len() && after.trim_start_matches(':').starts_with(['-', '+']);
        if !name.is_empty() && !has_default && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The names that the actions of a Go template read, each once: `(env "NAME")`. Outside of actions it is text.
pub(super) fn of_template(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let actions = text.split("{{").skip(1).map(|rest| rest.split("}}").next().unwrap_or_default());
    for read in actions.flat_map(|action| action.split("(env \"").skip(1)) {
        let name = read.split('"').next().unwrap_or_default();
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_needed_unless_it_has_a_default() {
        let text = "# ${NAME}\na: ${A:?set it} ${B} $C $$D ${E:-e} ${F-f} ${A} $$${G?}";
        assert_eq!(needed(text), ["A", "B", "C", "G"]);
    }

    #[test]
    fn an_action_names_what_it_reads() {
        let text = "a: {{ printf \"%s\" (env \"A_KEY\") | toJson }}\n{{- if and (x (env \"A_KEY\")) (env \"B\") }}\n'(env \"C\")'";
        assert_eq!(of_template(text), ["A_KEY", "B"]);
    }
}
