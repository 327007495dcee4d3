//! Request and response heads as they came: names in their own case, in their own order.

use std::io;

/// Names and values in the order of the message.
pub type Headers = Vec<(String, String)>;

/// What stands before a body.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// Of a request, such as `GET`; empty in a response.
    pub method: String,
    /// Of a request: path and query byte for byte (bytes that are not UTF-8 are replaced); empty in a response.
    pub target: String,
    /// Of a response; 0 in a request.
    pub status: u16,
    /// The minor version: 0 of HTTP/1.0, 1 of HTTP/1.1.
    pub minor_version: u8,
    /// Header lines, in their order.
    pub headers: Headers,
}

impl Head {
    /// The first value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        header_values(&self.headers, name).next()
    }

    /// Whether a header lists this word, whatever its case.
    pub fn header_has_token(&self, name: &str, token: &str) -> bool {
        header_values(&self.headers, name)
            .flat_map(|value| value.split(','))
            .any(|value| value.trim().eq_ignore_ascii_case(token))
    }
}

/// All values of a header, whatever the case of its name.
pub fn header_values<'a>(headers: &'a Headers, name: &str) -> impl Iterator<Item = &'a str> {
    headers.iter().filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// The head of a request. Targets are taken verbatim, since parsers refuse bytes that a proxy may well have passed on.
pub fn request_head(bytes: &[u8]) -> io::Result<Head> {
    let text = String::from_utf8_lossy(bytes);
    let line = text.split("\r\n").next().unwrap_or_default();
    let mut words = line.splitn(2, ' ');
    let method = words.next().unwrap_or_default().to_owned();
    let (target, version) = words.next().and_then(|rest| rest.rsplit_once(' ')).ok_or_else(|| malformed(line))?;
    let headers = headers(bytes)?;
    let minor_version = u8::from(version != "HTTP/1.0");
    Ok(Head { method, target: target.to_owned(), minor_version, headers, status: 0 })
}

/// The head of an answer.
pub fn response_head(bytes: &[u8]) -> io::Result<Head> {
    let text = String::from_utf8_lossy(bytes);
    let line = text.split("\r\n").next().unwrap_or_default();
    let (version, rest) = line.split_once(' ').ok_or_else(|| malformed(line))?;
    let status = rest.split(' ').next().and_then(|code| code.parse().ok()).ok_or_else(|| malformed(line))?;
    let minor_version = u8::from(version != "HTTP/1.0");
    Ok(Head { status, minor_version, headers: headers(bytes)?, ..Head::default() })
}

fn headers(head: &[u8]) -> io::Result<Headers> {
    let start = head.windows(2).position(|window| window == b"\r\n").map_or(0, |end| end + 2);
    let mut storage = [httparse::EMPTY_HEADER; 128];
    let lines = head.get(start..).unwrap_or_default();
    let httparse::Status::Complete((_, parsed)) =
        httparse::parse_headers(lines, &mut storage).map_err(io::Error::other)?
    else {
        return Err(io::ErrorKind::UnexpectedEof.into());
    };
    Ok(parsed
        .iter()
        .map(|header| (header.name.to_owned(), String::from_utf8_lossy(header.value).into_owned()))
        .collect())
}

fn malformed(line: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("no HTTP/1.1 message starts with {line:?}"))
}
