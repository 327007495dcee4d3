//! The topology's keys that a line of a rendered file stands for, by the comments above it.

/// The keys that the comments name, from the innermost to the outermost: `sticky`, then `upstreams.chat`.
///
/// A comment speaks for the lines of its paragraph that are not less indented, and for what is nested in them; one at
/// the end of a line for that line and what is nested in it.
pub(super) fn keys(text: &str, number: usize) -> Vec<Vec<String>> {
    let lines: Vec<&str> = text.lines().collect();
    let Some((own, above)) = lines.get(..number).and_then(<[&str]>::split_last) else { return Vec::new() };
    let mut found: Vec<Vec<String>> = trailing(own).into_iter().collect();
    let mut level = indent(own);
    // Whether a comment at this very level may still speak for the line.
    let mut is_open = true;
    for line in above.iter().rev() {
        let (words, depth) = (line.trim(), indent(line));
        if words.is_empty() {
            is_open = false;
        } else if let Some(comment) = words.strip_prefix('#') {
            if depth < level || depth == level && is_open {
                found.push(named(comment));
                (level, is_open) = (depth, false);
            }
        } else if depth < level {
            found.extend(trailing(line));
            (level, is_open) = (depth, true);
        }
    }
    found
}

/// The keys that a comment begins with; the words themselves when they are no keys.
fn named(comment: &str) -> Vec<String> {
    let comment = comment.trim();
    let end = comment.find([':', ';', '(']).unwrap_or(comment.len());
    let keys = comment.get(..end).unwrap_or_default().replace(" and ", ", ");
    keys.split(", ").map(|key| key.trim().to_owned()).filter(|key| !key.is_empty()).collect()
}

fn trailing(line: &str) -> Option<Vec<String>> {
    if line.trim_start().starts_with('#') {
        return Some(named(line.trim_start().trim_start_matches('#')));
    }
    line.rsplit_once("    # ").map(|(_, comment)| named(comment))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, line: &str) -> Vec<String> {
        let number = text.lines().position(|candidate| candidate.trim().starts_with(line)).unwrap() + 1;
        keys(text, number).into_iter().map(|keys| keys.join("|")).collect()
    }

    const NGINX: &str = "\
http {
    # tls
    ssl_protocols TLSv1.2;

    # upstreams.chat
    upstream chat {
        least_conn;
    }

    # chat.example.com
    server {
        listen 80;

        # routes[0]
        location / {
            client_max_body_size 5m;    # max_body
            gzip on;
        }

        location @errors {
            return 200;
        }
    }
}
";

    #[test]
    fn a_line_belongs_to_the_comments_of_its_blocks() {
        assert_eq!(of(NGINX, "least_conn"), ["upstreams.chat"]);
        assert_eq!(of(NGINX, "listen 80"), ["chat.example.com"]);
        assert_eq!(of(NGINX, "client_max_body_size"), ["max_body", "routes[0]", "chat.example.com"]);
        assert_eq!(of(NGINX, "gzip on"), ["routes[0]", "chat.example.com"]);
        assert_eq!(of(NGINX, "return 200"), ["chat.example.com"]);
        assert_eq!(of(NGINX, "ssl_protocols"), ["tls"]);
    }

    #[test]
    fn several_keys_of_one_comment_are_all_named() {
        let text = "# upstreams.chat\nbackend chat\n    # health_check, passive_health\n    default-server check\n    # routes[0].rate_limit: 10/s\n    http-request x\n";
        assert_eq!(of(text, "default-server"), ["health_check|passive_health", "upstreams.chat"]);
        assert_eq!(of(text, "http-request"), ["routes[0].rate_limit", "upstreams.chat"]);
    }
}
