//! `cache`: Traefik keeps no answers.

use crate::engine::{Feature, Findings, Refusal};
use crate::source::Placed;
use crate::topology::Cache;

/// Says that there is none.
pub fn review(cache: &Placed<Cache>, findings: &mut Findings<'_>) {
    let refusal = Refusal {
        what: "keep answers".to_owned(),
        why: "Traefik has no cache of its own in any version".to_owned(),
        help: "leave `cache` to another engine, or to a CDN in front".to_owned(),
    };
    findings.refuse(Feature::Cache, cache.place(), refusal);
}
