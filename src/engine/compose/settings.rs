//! What lbgen makes of one service, key by key.

use serde_json::{Map, Value, json};

use super::service::Surroundings;
use super::{Directory, units, volumes};
use crate::plan::{Instance, Service};
use crate::source::Placed;
use crate::topology::{
    ComposeText, Condition, ContainerHealth, EnvValue, Named, Ports, Resources, Service as Definition, Whole,
};

/// How containers log: what is older than the newest 50 MB is thrown away.
pub(super) fn logging() -> Map<String, Value> {
    let driver = ("driver".to_owned(), json!("json-file"));
    let options = ("options".to_owned(), json!({"max-size": "10m", "max-file": "5"}));
    Map::from_iter([driver, options])
}

/// What lbgen makes of the service of that number, in the order in which it is read best.
pub(super) fn made(service: &Service<'_>, number: usize, around: &Surroundings<'_, '_, '_>) -> Map<String, Value> {
    let Definition {
        image,
        port,
        ports,
        // They are the plan's instances.
        replicas: _,
        entrypoint,
        command,
        environment,
        env_file,
        volumes,
        depends_on,
        health_check,
        resources,
        stop_grace_period,
        job,
        // It is laid over all of this afterwards.
        compose: _,
    } = service.definition.value();
    let variables = environment.iter().map(|(name, value)| (name.to_string(), variable(value))).collect();
    let env_file = env_file.iter().map(|path| around.ascent.path(path.as_str()));
    let mounts = volumes.iter().map(|mount| volumes::mount(mount.as_str(), around.ascent));
    let settings = [
        ("image", image.as_ref().map(|image| json!(image.as_str()))),
        ("entrypoint", entrypoint.as_ref().map(|words| texts(words))),
        ("command", command.as_ref().map(|words| texts(words))),
        ("environment", map(variables)),
        ("env_file", array(env_file)),
        ("volumes", array(mounts)),
        ("depends_on", map(awaited(depends_on, around.directory))),
        ("networks", Some(networks(service, &around.networks.of(number)))),
        ("expose", array(exposed(port.as_ref(), ports.as_ref()).iter().map(ToString::to_string))),
        ("healthcheck", health_check.as_ref().map(|check| health(check))),
        ("restart", Some(json!(if **job { "no" } else { "unless-stopped" }))),
        ("stop_grace_period", stop_grace_period.as_ref().map(|period| json!(units::duration(**period)))),
        ("security_opt", Some(json!(["no-new-privileges:true"]))),
        ("deploy", resources.as_ref().and_then(|resources| limits(resources))),
    ];
    settings.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
}

fn exposed(port: Option<&Placed<Whole<1, 65535>>>, ports: Option<&Placed<Ports>>) -> Vec<u32> {
    let named = ports.into_iter().flat_map(|ports| ports.iter()).map(|(_, port)| port.get());
    let mut exposed: Vec<u32> = port.into_iter().map(|port| port.get()).chain(named).collect();
    exposed.sort_unstable();
    exposed.dedup();
    exposed
}

fn awaited(depends_on: &Named<Condition>, directory: &Directory<'_, '_>) -> Map<String, Value> {
    let containers = depends_on.iter().flat_map(|(name, condition)| {
        let instances = directory.containers(name.as_str());
        instances.iter().map(|Instance { name }| (name.clone(), json!({"condition": completion(**condition)})))
    });
    containers.collect()
}

/// Containers that share a service answer to its name too, each in turn.
fn networks(service: &Service<'_>, names: &[&'static str]) -> Value {
    if service.instances.len() == 1 {
        return json!(names);
    }
    let aliases = json!({"aliases": [service.name.as_str()]});
    Value::Object(names.iter().map(|name| ((*name).to_owned(), aliases.clone())).collect())
}

fn health(check: &ContainerHealth) -> Value {
    let ContainerHealth { command, interval, timeout, retries, start_period } = check;
    let test: Vec<&str> = std::iter::once("CMD").chain(command.iter().map(|word| word.as_str())).collect();
    let mut health = json!({
        "test": test,
        "interval": units::duration(**interval),
        "timeout": units::duration(**timeout),
        "retries": retries.get(),
    });
    if let (Some(health), Some(period)) = (health.as_object_mut(), start_period) {
        health.insert("start_period".to_owned(), json!(units::duration(**period)));
    }
    health
}

fn limits(resources: &Resources) -> Option<Value> {
    let Resources { cpus, memory } = resources;
    let cpus = cpus.as_ref().map(|cpus| ("cpus".to_owned(), json!(cpus.to_string())));
    let memory = memory.as_ref().map(|memory| ("memory".to_owned(), json!(units::bytes(**memory))));
    let limits = map(cpus.into_iter().chain(memory).collect())?;
    Some(json!({"resources": {"limits": limits}}))
}

/// How far a service must be, in Compose's words.
fn completion(condition: Condition) -> &'static str {
    match condition {
        Condition::Healthy => "service_healthy",
        Condition::Started => "service_started",
        Condition::Completed => "service_completed_successfully",
    }
}

fn variable(value: &EnvValue) -> Value {
    match value {
        EnvValue::Inherited => Value::Null,
        EnvValue::Text(text) => json!(text.as_str()),
    }
}

fn texts(words: &[Placed<ComposeText>]) -> Value {
    words.iter().map(|word| word.as_str()).collect()
}

fn map(entries: Map<String, Value>) -> Option<Value> {
    Some(entries).filter(|entries| !entries.is_empty()).map(Value::Object)
}

fn array(texts: impl Iterator<Item = String>) -> Option<Value> {
    Some(texts.map(Value::String).collect::<Vec<_>>()).filter(|list| !list.is_empty()).map(Value::Array)
}
