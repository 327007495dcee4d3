//! Networks in a file beside the topology: a line each.

use std::net::IpAddr;

use ipnet::IpNet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::file_lines::{LineError, lines};
use super::{Cidr, FilePath, Leaf};
use crate::source::Placed;

/// Networks from a file: one a line; blank lines, and what stands behind a `#`, are left out.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NetworkList {
    /// The file, such as the list that a content delivery network publishes; it is read when lbgen is run.
    #[schemars(extend("examples" = ["cdn/cloudfront.txt"]))]
    pub file: Placed<FilePath>,
    /// What was read from that file, each network once; none before.
    #[serde(skip)]
    pub networks: Vec<Cidr>,
}

impl NetworkList {
    /// A file holds no more networks: every engine asks for each request whether one of them holds its peer.
    pub const MOST: usize = 4096;

    /// Reads the lines of a file.
    ///
    /// # Errors
    /// Every line that is no network, or that holds everyone.
    pub fn read_all(text: &str) -> Result<Vec<Cidr>, Vec<LineError>> {
        let (mut networks, mut errors) = (Vec::new(), Vec::new());
        let mut known = std::collections::BTreeSet::new();
        for (_, bytes) in lines(text) {
            let line = text.get(bytes.clone()).unwrap_or_default();
            let content = line.split('#').next().unwrap_or_default().trim();
            if content.is_empty() {
                continue;
            }
            match read(content) {
                Ok(network) => networks.extend(known.insert(network).then_some(network)),
                Err((message, help)) => errors.push(LineError { bytes, message, help }),
            }
        }
        if errors.is_empty() { Ok(networks) } else { Err(errors) }
    }
}

fn read(content: &str) -> Result<Cidr, (String, String)> {
    // Whoever names a file of secrets does not see it in a log.
    if content.parse::<IpNet>().is_err() && content.parse::<IpAddr>().is_err() {
        let help = "write one network a line, such as `198.51.100.0/24`; a comment begins with `#`";
        return Err(("the line is no network".to_owned(), help.to_owned()));
    }
    let network = Cidr::read(content).map_err(|error| (error.message, error.help))?;
    if network.network().prefix_len() == 0 {
        let help = "remove it; whoever means it writes it into the topology";
        return Err((format!("`{network}` holds everyone"), help.to_owned()));
    }
    Ok(network)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_networks() {
        let text = "\u{feff}# ours\r\n\n 192.0.2.0/24 # first\r\n2001:db8::/32\n192.0.2.0/24\n10.0.0.7";
        let read = NetworkList::read_all(text).unwrap();
        assert_eq!(read.iter().map(Cidr::to_string).collect::<Vec<_>>(), ["192.0.2.0/24", "2001:db8::/32", "10.0.0.7"]);
        assert_eq!(NetworkList::read_all("# none\n").unwrap(), []);
    }

    #[test]
    fn every_bad_line_is_told_and_no_text_that_may_be_secret() {
        let text = "10.0.0.1/8\nalice:hunter2\nabe:deadbeef\n0.0.0.0/0\n::/0\n10.0.0.0/33\n10.0.0.0/8 deny\n";
        let errors = NetworkList::read_all(text).unwrap_err();
        assert_eq!(errors.len(), 7, "{errors:?}");
        assert!(errors[0].help.contains("10.0.0.0/8"), "{}", errors[0].help);
        assert!(!["hunter2", "deadbeef"].iter().any(|secret| format!("{errors:?}").contains(secret)));
        assert_eq!(&text[errors[4].bytes.clone()], "::/0");
    }
}
