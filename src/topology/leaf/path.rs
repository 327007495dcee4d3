//! Paths: of requests, of cookies, of files.

use super::{Leaf, LeafError, quoted};

/// A route's path: a prefix on segment boundaries, without its trailing slash; `/` for everything.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoutePath(String);

/// A path that a request asks for, with a query if need be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestPath(String);

/// The `Path` of a cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CookiePath(String);

/// A file that the topology names: absolute, or relative to the topology's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePath(String);

/// The folder that `render` writes: relative to the topology's folder and inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFolder(String);

/// Where nginx loads its dynamic modules from; none when they are built in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModulesPath(Option<String>);

impl RoutePath {
    /// The prefix; `/` for everything, otherwise without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// It is `/`: every path is below it.
    pub fn is_root(&self) -> bool {
        self.0 == "/"
    }

    /// It is the other or below it, on segment boundaries.
    pub fn is_below(&self, other: &Self) -> bool {
        let rest = self.0.strip_prefix(other.0.trim_end_matches('/'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl RequestPath {
    /// Path and query as they are asked for.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl RequestPath {
    /// `/`.
    pub fn root() -> Self {
        Self("/".to_owned())
    }
}

impl CookiePath {
    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FilePath {
    /// The path as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl OutputFolder {
    /// The path as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ModulesPath {
    /// The folder, without a slash at its end; none when nothing has to be loaded.
    pub fn folder(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// All modules are part of the binary.
    pub const fn built_in() -> Self {
        Self(None)
    }
}

impl Default for ModulesPath {
    fn default() -> Self {
        Self(Some("/usr/lib/nginx/modules".to_owned()))
    }
}

impl Default for OutputFolder {
    fn default() -> Self {
        Self("deploy".to_owned())
    }
}

impl Default for RoutePath {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl Default for CookiePath {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

/// What RFC 3986 lets stand unescaped in a path (section 3.3), without percent-encoding.
fn is_path_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(&byte)
}

impl Leaf for RoutePath {
    const FORMAT: &'static str = "route-path";
    const DESCRIPTION: &'static str =
        "A path prefix that matches on segment boundaries: /api matches /api and /api/x, never /apix.";
    const EXAMPLES: &'static [&'static str] = &["/", "/api"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let refuse =
            |why: &str, help: &str| Err(LeafError::new(format!("{} is no path of a route: {why}", quoted(text)), help));
        if !text.starts_with('/') {
            return refuse("it does not begin with `/`", &format!("write {}", quoted(&format!("/{}", text.trim()))));
        }
        if text.contains(['?', '#', '%']) {
            return refuse(
                "routes match the decoded path without its query",
                "leave out `?`, `#` and percent-encoding",
            );
        }
        if text.contains('*') {
            return refuse(
                "it is a prefix, `*` has no meaning in it",
                "leave out the `*`: a prefix matches all below it",
            );
        }
        if let Some(other) = text.chars().find(|c| !c.is_ascii() || !is_path_character(u8::try_from(*c).unwrap_or(0))) {
            return refuse(
                &format!("it holds {}", quoted(&other.to_string())),
                "use the characters of RFC 3986: letters, digits and -._~!$&'()+,;=:@",
            );
        }
        if text.contains("//") || text.split('/').any(|segment| segment == "." || segment == "..") {
            return refuse("it has an empty or dot segment", "write the path in its plain form");
        }
        if text.len() > 1024 {
            return refuse("it is longer than 1024 characters", "shorten it");
        }
        let prefix = text.trim_end_matches('/');
        Ok(Self(if prefix.is_empty() { "/".to_owned() } else { prefix.to_owned() }))
    }
}

impl Leaf for RequestPath {
    const FORMAT: &'static str = "request-path";
    const DESCRIPTION: &'static str = "A path to ask for, such as /healthz; a query may follow.";
    const EXAMPLES: &'static [&'static str] = &["/healthz", "/api/version"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let allowed = |byte: u8| is_path_character(byte) || b"?%".contains(&byte);
        if text.starts_with('/') && text.len() <= 1024 && text.bytes().all(allowed) {
            return Ok(Self(text.to_owned()));
        }
        let help = "begin with `/` and use only what may stand unescaped in a URL";
        Err(LeafError::new(format!("{} is no request path", quoted(text)), help))
    }
}

impl Leaf for CookiePath {
    const FORMAT: &'static str = "cookie-path";
    const DESCRIPTION: &'static str = "The path that a cookie is for.";
    const EXAMPLES: &'static [&'static str] = &["/"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let allowed = |byte: u8| is_path_character(byte) && !b";,".contains(&byte);
        if text.starts_with('/') && text.len() <= 255 && text.bytes().all(allowed) {
            return Ok(Self(text.to_owned()));
        }
        Err(LeafError::new(
            format!("{} is no path of a cookie", quoted(text)),
            "begin with `/`, without `;` and blanks",
        ))
    }
}

fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}

impl Leaf for FilePath {
    const FORMAT: &'static str = "file-path";
    const DESCRIPTION: &'static str = "A file, relative to the topology's folder, or absolute.";
    const EXAMPLES: &'static [&'static str] = &["certs/chat.pem"];

    fn read(text: &str) -> Result<Self, LeafError> {
        if text.is_empty() || text.ends_with('/') || has_control(text) {
            return Err(LeafError::new(
                format!("{} is no path of a file", quoted(text)),
                "write a path such as `certs/chat.pem`",
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

impl Leaf for OutputFolder {
    const FORMAT: &'static str = "output-folder";
    const DESCRIPTION: &'static str =
        "The folder that `render` writes, relative to the topology's folder and inside it.";
    const EXAMPLES: &'static [&'static str] = &["deploy"];

    fn read(text: &str) -> Result<Self, LeafError> {
        let path = text.strip_prefix("./").unwrap_or(text).trim_end_matches('/');
        let parts_fine = path.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
        if has_control(text) || text.contains('\\') || !parts_fine {
            let help = "write a path such as `deploy` that stays in the topology's folder; `-o DIR` renders elsewhere";
            return Err(LeafError::new(format!("{} is no folder below the topology's own", quoted(text)), help));
        }
        Ok(Self(path.to_owned()))
    }
}

/// The word for modules that are part of the binary.
const BUILT_IN: &str = "built-in";

impl std::fmt::Display for ModulesPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.as_deref().unwrap_or(BUILT_IN))
    }
}

impl Leaf for ModulesPath {
    const FORMAT: &'static str = "modules-path";
    const DESCRIPTION: &'static str =
        "The folder that nginx loads its dynamic modules from, or built-in where they are part of the binary.";
    const EXAMPLES: &'static [&'static str] = &["/usr/lib/nginx/modules", BUILT_IN];

    fn read(text: &str) -> Result<Self, LeafError> {
        let folder = text.trim_end_matches('/');
        match text {
            BUILT_IN => Ok(Self::built_in()),
            _ if folder.starts_with('/') && folder.len() <= 1024 && !has_control(folder) => {
                Ok(Self(Some(folder.to_owned())))
            }
            _ => Err(LeafError::new(
                format!("{} is no folder of modules", quoted(text)),
                "write an absolute path such as `/usr/lib/nginx/modules`, or `built-in`",
            )),
        }
    }
}

display_as_text!(RoutePath, RequestPath, CookiePath, FilePath, OutputFolder);
