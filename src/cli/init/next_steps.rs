//! What `lbgen init` says when it is done: what it wrote, and the commands that come next.

use std::io::{self, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};

use super::answers::Answers;
use super::scaffold::NewFile;
use crate::topology::Proxy;

const STRONG: Style = Style::new().bold();
const COMMAND: Style = AnsiColor::Cyan.on_default();
const REMARK: Style = Style::new().dimmed();

/// Writes the list of `files` and the next steps to `out`.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, directory: &Path, answers: &Answers, files: &[NewFile]) -> io::Result<()> {
    writeln!(out, "{STRONG}created{STRONG:#} in {}", directory.display())?;
    let width = files.iter().map(|file| file.path.len()).max().unwrap_or_default();
    for NewFile { path, purpose, .. } in files {
        writeln!(out, "  {path:width$}  {REMARK}{purpose}{REMARK:#}")?;
    }
    writeln!(out, "\n{STRONG}next{STRONG:#}")?;
    for (command, remark) in steps(directory, answers) {
        writeln!(out, "  {COMMAND}{command}{COMMAND:#}  {REMARK}# {remark}{REMARK:#}")?;
    }
    Ok(())
}

fn steps(directory: &Path, answers: &Answers) -> Vec<(String, &'static str)> {
    let mut steps = Vec::new();
    if directory != Path::new(".") {
        steps.push((format!("cd {}", quoted(directory)), "where lbgen.yaml stands"));
    }
    if answers.has_containers() && !answers.secrets {
        steps.push(("(umask 077 && cp .env.example .env)".to_owned(), "then fill in what is empty"));
    }
    steps.push(("lbgen validate".to_owned(), "says what each engine can do"));
    steps.push(("lbgen render".to_owned(), "shows the diff, asks, writes deploy/"));
    if answers.has_containers() {
        let up = "docker compose --env-file .env -f deploy/compose.yaml up -d --wait";
        steps.push((up.to_owned(), "starts the stack"));
    } else if let Some(proxy) = answers.proxies.first() {
        steps.push((start_command(*proxy).to_owned(), "starts the proxy"));
    }
    steps
}

fn start_command(proxy: Proxy) -> &'static str {
    match proxy {
        Proxy::Nginx => "nginx -p deploy/nginx -c nginx.conf",
        Proxy::Traefik => "(cd deploy/traefik && traefik --configFile=traefik.yml)",
        Proxy::Haproxy => "haproxy -f deploy/haproxy/haproxy.cfg",
    }
}

/// The path as a shell takes it for one word.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte);
    if text.bytes().all(is_plain) && !text.starts_with('-') {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
