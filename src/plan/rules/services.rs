//! Services are whole, and their containers' names do not meet.

use std::collections::HashMap;

use super::error;
use crate::diagnostic::{Found, Related};
use crate::plan::service_instances;
use crate::topology::Topology;

/// Containers of one stack: beyond it nobody runs compose on one machine.
const MOST_CONTAINERS: u64 = 100_000;

/// A service without image or build, a job in several replicas, a file without a name, two containers of one name, and too many containers.
pub fn check(topology: &Topology, found: &mut Found) {
    let mut names = HashMap::new();
    let mut containers = 0;
    for (name, service) in topology.services.iter() {
        let builds =
            service.compose.as_ref().is_some_and(|extra| extra.contains_key("build") || extra.contains_key("image"));
        if service.image.is_none() && !builds {
            let help = "add `image` with a pinned tag, or `compose: { build: … }`";
            found.push(error(
                "missing-key",
                name.span(),
                format!("the service `{}` lacks the key `image`", name.value()),
                help,
            ));
        }
        if *service.job.value() && service.replicas.get() > 1 {
            found.push(error(
                "replicated-job",
                service.job.key_span(),
                "a job runs once, and has replicas",
                "leave `replicas` out",
            ));
        }
        for file in service.env_file.iter().filter(|file| file.as_str().is_empty()) {
            found.push(error("invalid-value", file.span(), "`env_file` names no file", "name one, such as `.env`"));
        }
        containers += u64::from(service.replicas.get());
        if containers > MOST_CONTAINERS {
            let summary = format!("the services have more than {MOST_CONTAINERS} containers");
            found.push(error("too-large", name.span(), summary, "split the stack, or run fewer replicas"));
            return;
        }
        for instance in service_instances(name, service.replicas.get()) {
            if let Some(earlier) = names.insert(instance.name.clone(), name.span()) {
                let summary = format!("two containers would be named `{}`", instance.name);
                let mut diagnostic = error("duplicate-container", name.span(), summary, "rename one of the services");
                diagnostic.related =
                    earlier.map(|span| Related { span, label: "the other service".to_owned() }).into_iter().collect();
                found.push(diagnostic);
            }
        }
    }
}
