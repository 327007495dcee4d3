//! Which private networks a service joins, computed from who is named by an upstream and who depends on whom.

use std::collections::BTreeSet;

use crate::plan::Service;

/// The services on each private network; the third one, `edge`, is the proxy's alone.
///
/// - `app` has a way out, and the proxy on it: the services that an upstream names, and those on which nothing depends,
///   such as a worker. Jobs are not among them.
/// - `data` has no way in or out: all others, which are reached by services alone, and whoever depends on one of them or
///   is waited for by one.
pub(super) struct Networks {
    app: BTreeSet<usize>,
    data: BTreeSet<usize>,
}

impl Networks {
    /// `fronted` are the services that an upstream names, `links` pairs of a service and one that it waits for.
    pub(super) fn new(services: &[Service<'_>], fronted: &BTreeSet<usize>, links: &[(usize, usize)]) -> Self {
        let awaited: BTreeSet<usize> = links.iter().map(|(_, target)| *target).collect();
        let mut networks = Self { app: BTreeSet::new(), data: BTreeSet::new() };
        for (number, service) in services.iter().enumerate() {
            let is_last = !awaited.contains(&number) && !*service.definition.job.value();
            let network = if fronted.contains(&number) || is_last { &mut networks.app } else { &mut networks.data };
            network.insert(number);
        }
        for (waiting, target) in links {
            if !(networks.app.contains(waiting) && networks.app.contains(target)) {
                networks.data.extend([*waiting, *target]);
            }
        }
        networks
    }

    /// The networks of a service.
    pub(super) fn of(&self, number: usize) -> Vec<&'static str> {
        let joined = [("app", &self.app), ("data", &self.data)];
        joined.into_iter().filter(|(_, members)| members.contains(&number)).map(|(name, _)| name).collect()
    }

    /// A service is on `app`.
    pub(super) fn has_app(&self) -> bool {
        !self.app.is_empty()
    }

    /// A service is on `data`.
    pub(super) fn has_data(&self) -> bool {
        !self.data.is_empty()
    }
}
