//! HTTP Basic: a name and a password, checked against the hashes of a file.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Credential, FilePath, Realm};
use crate::source::Placed;

/// A name and a password, of those in a file.
#[derive(Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Basic {
    /// The users: a line `name:hash` each, as `htpasswd -nbB -C 10 NAME PASSWORD` prints it; blank lines and lines that
    /// begin with `#` are left out. The hashes are bcrypt's, which every engine can check.
    #[schemars(extend("examples" = ["secrets/htpasswd"]))]
    pub users_file: Placed<FilePath>,
    /// What browsers name when they ask for the password.
    #[serde(default)]
    #[schemars(extend("examples" = ["Chat"]))]
    pub realm: Placed<Realm>,
    /// What was read from that file; none when it is missing, or not read yet.
    #[serde(skip)]
    pub users: Option<Arc<[Credential]>>,
}

/// The largest cost of a hash: each step doubles the time of every request, and HAProxy serves nobody else meanwhile.
const LARGEST_COST: u32 = 14;

/// The characters of bcrypt's own base 64, by their values.
const DIGITS: &[u8] = b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// What keeps a text from being a hash that every engine can check, and what to do; neither tells the hash.
pub(super) fn refusal(hash: &str) -> Option<(&'static str, &'static str)> {
    const MAKE: &str =
        "make the line anew by `htpasswd -nbB -C 10 NAME PASSWORD`: of all kinds, every engine can check bcrypt alone";
    let kind = match hash {
        _ if ["$2y$", "$2b$", "$2a$"].iter().any(|prefix| hash.starts_with(prefix)) => None,
        _ if hash.starts_with("$apr1$") => Some("is Apache's MD5 (`$apr1$`), which HAProxy takes and never matches"),
        _ if hash.starts_with("$5$") || hash.starts_with("$6$") => Some("is SHA-crypt, which Traefik never matches"),
        _ if hash.starts_with("{SHA}") => Some("is SHA-1 without a salt, which is found by guessing"),
        _ => Some("is no hash of bcrypt"),
    };
    if let Some(kind) = kind {
        return Some((kind, MAKE));
    }
    match cost(hash) {
        Some(cost) if cost > LARGEST_COST => Some((
            "costs more than 14, which takes seconds for every request",
            "make it anew with a cost of 10 to 12, by `htpasswd -nbB -C 10 NAME PASSWORD`",
        )),
        Some(_) => None,
        None => Some(("is cut off, or no hash of bcrypt in all its parts", MAKE)),
    }
}

/// The hash by the name that every `crypt` knows: `$2b$` is `$2y$` by a later name, which older C libraries refuse.
pub(super) fn portable(hash: &str) -> String {
    hash.strip_prefix("$2b$").map_or_else(|| hash.to_owned(), |rest| format!("$2y${rest}"))
}

/// The cost of a whole hash: `$2y$`, two digits, `$`, 22 characters of salt and 31 of digest. The last of each holds bits
/// that must be 0, or `crypt` writes it another way and never matches it.
fn cost(hash: &str) -> Option<u32> {
    let (cost, rest) = hash.get(4..)?.split_once('$')?;
    let value = |byte: u8| DIGITS.iter().position(|digit| *digit == byte);
    let values: Vec<usize> = rest.bytes().map(value).collect::<Option<_>>()?;
    let is_whole = values.len() == 53 && values.get(21)? % 16 == 0 && values.last()? % 4 == 0;
    let is_number = cost.len() == 2 && cost.bytes().all(|byte| byte.is_ascii_digit());
    let cost = cost.parse().ok().filter(|cost| (4..=31).contains(cost))?;
    (is_whole && is_number).then_some(cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: &str = "abcdefghijklmnopqrstuu5Kd3mPEqGJPpcw6TNvU3bCIDAyqY35W";

    fn of(start: &str) -> String {
        format!("{start}{REST}")
    }

    #[test]
    fn whole_hashes_of_bcrypt_are_taken() {
        for start in ["$2y$05$", "$2b$10$", "$2a$14$", "$2y$04$"] {
            assert_eq!(refusal(&of(start)), None, "{start}");
        }
    }

    #[test]
    fn a_hash_gets_the_name_that_every_library_knows() {
        assert_eq!(portable(&of("$2b$10$")), of("$2y$10$"));
        assert_eq!(portable(&of("$2a$10$")), of("$2a$10$"));
    }

    #[test]
    fn others_are_refused_by_what_they_are() {
        let why = |hash: &str| refusal(hash).unwrap().0.split(',').next().unwrap().to_owned();
        assert_eq!(why("$apr1$salt$hash"), "is Apache's MD5 (`$apr1$`)");
        assert_eq!(why("$6$salt$hash"), "is SHA-crypt");
        assert_eq!(why("{SHA}hash"), "is SHA-1 without a salt");
        assert_eq!(why("hunter2"), "is no hash of bcrypt");
        assert_eq!(why(&of("$2x$05$")), "is no hash of bcrypt");
        assert_eq!(why(&of("$2y$15$")), "costs more than 14");
        let whole = of("$2y$05$");
        let cut = &whole[..whole.len() - 1];
        let longer = format!("{whole}.");
        let (salt, digest) = (whole.replace("uu5K", "uv5K"), whole.replace("35W", "35X"));
        for hash in [cut, &longer, &salt, &digest, &of("$2y$03$"), &of("$2y$5$"), &of("$2y$+5$"), "$2y$", "$2y$05$ü"] {
            assert_eq!(why(hash), "is cut off", "{hash}");
        }
    }
}
