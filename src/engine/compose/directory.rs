//! The services by every name that reaches one of their containers, and how they are linked.

use std::collections::{BTreeSet, HashMap};

use crate::plan::{Instance, Plan, Route, Service};
use crate::topology::ServerHost;

/// The services by name; a service's number is its place in the plan.
pub(super) struct Directory<'p, 't> {
    services: &'p [Service<'t>],
    numbers: HashMap<&'p str, usize>,
}

impl<'p, 't> Directory<'p, 't> {
    /// A service is found by its own name, and by those of its containers.
    pub(super) fn new(services: &'p [Service<'t>]) -> Self {
        let names = |(number, service): (usize, &'p Service<'t>)| {
            let containers = service.instances.iter().map(|instance| instance.name.as_str());
            containers.chain([service.name.as_str()]).map(move |name| (name, number))
        };
        Self { services, numbers: services.iter().enumerate().flat_map(names).collect() }
    }

    /// The service of that number.
    pub(super) fn service(&self, number: usize) -> Option<&'p Service<'t>> {
        self.services.get(number)
    }

    /// A container or a service has that name.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.numbers.contains_key(name)
    }

    /// The containers of the service of that name.
    pub(super) fn containers(&self, name: &str) -> &'p [Instance] {
        let service = self.numbers.get(name).and_then(|number| self.services.get(*number));
        service.map_or(&[], |service| &service.instances)
    }

    /// The services that the proxy speaks to: those that an upstream names, or that are asked about requests.
    pub(super) fn fronted(&self, plan: &Plan<'_>) -> BTreeSet<usize> {
        let asked = plan.routes.iter().filter_map(Route::forward).map(|forward| &forward.url.address.host);
        let hosts = plan.servers().map(|server| &server.host).chain(asked);
        let number = |host: &ServerHost| match host {
            ServerHost::Name(name) => self.numbers.get(name.as_str()).copied(),
            ServerHost::Ip(_) => None,
        };
        hosts.filter_map(number).collect()
    }

    /// Who depends on whom: a service and one that it waits for.
    pub(super) fn links(&self) -> Vec<(usize, usize)> {
        let targets = |(number, service): (usize, &Service<'_>)| {
            let numbers = service.definition.depends_on.iter().filter_map(|(name, _)| self.numbers.get(name.as_str()));
            numbers.map(|target| (number, *target)).collect::<Vec<_>>()
        };
        self.services.iter().enumerate().flat_map(targets).collect()
    }
}
