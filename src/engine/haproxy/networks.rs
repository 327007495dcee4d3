//! Networks as the condition that an address is in one of them.

use super::context::Context;
use crate::escape::Escaped;
use crate::topology::Cidr;

/// HAProxy reads at most 64 words a line; longer lists go to a file, which it keeps in a tree.
const MOST_INLINE: usize = 16;

/// The condition that the client's address is in one of the networks; none when there is no network.
pub fn source_in<'n>(
    networks: impl IntoIterator<Item = &'n Cidr>,
    stem: &str,
    context: &mut Context<'_>,
) -> Option<Escaped> {
    let networks: Vec<String> = networks.into_iter().map(Cidr::to_string).collect();
    match networks.len() {
        0 => None,
        1..=MOST_INLINE => Some(Escaped::trusted(format!("src {}", networks.join(" ")))),
        _ => Some(Escaped::trusted(format!("src -f {}", context.list(stem, &networks).as_str()))),
    }
}
