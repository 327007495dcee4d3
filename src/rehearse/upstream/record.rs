//! What a mock upstream remembers, and what its connections share.

use super::Behaviour;
use crate::rehearse::held::Held as _;
use crate::rehearse::wire::Head;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// One request as it reached a mock upstream.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// The name of the server that it reached.
    pub server: String,
    /// The how manieth connection of that server brought it; those of one connection have the same number.
    pub connection: u64,
    /// Its head.
    pub head: Head,
    /// When its head was there.
    pub at: Instant,
    /// What came of its body so far.
    pub body: Vec<u8>,
    /// When the first byte of its body was there.
    pub body_began: Option<Instant>,
    /// When its body was there to the last byte.
    pub body_ended: Option<Instant>,
    /// When the proxy closed the connection before the answer was complete.
    pub abandoned: Option<Instant>,
}

impl Recorded {
    /// A request whose head was just read.
    pub fn new(server: &str, connection: u64, head: Head) -> Self {
        let (server, at) = (server.to_owned(), Instant::now());
        Self { server, connection, head, at, body: Vec::new(), body_began: None, body_ended: None, abandoned: None }
    }

    /// Its method.
    pub fn method(&self) -> &str {
        &self.head.method
    }

    /// Path and query, byte for byte.
    pub fn target(&self) -> &str {
        &self.head.target
    }

    /// The first value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.header(name)
    }

    /// Its target without the query.
    pub fn path(&self) -> &str {
        self.target().split('?').next().unwrap_or_default()
    }
}

/// What the connections of one server have in common.
pub struct Shared {
    pub name: String,
    pub behaviour: Mutex<Behaviour>,
    pub behaviour_at: Mutex<BTreeMap<String, Behaviour>>,
    pub idle_limit: Mutex<Duration>,
    pub requests: Mutex<Vec<Arc<Mutex<Recorded>>>>,
    pub accepted: AtomicUsize,
    pub open: AtomicUsize,
    pub in_flight: AtomicUsize,
    pub most_in_flight: AtomicUsize,
}

impl Shared {
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            behaviour: Mutex::new(Behaviour::ByPath),
            behaviour_at: Mutex::default(),
            idle_limit: Mutex::new(Duration::from_secs(3600)),
            requests: Mutex::default(),
            accepted: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
            in_flight: AtomicUsize::new(0),
            most_in_flight: AtomicUsize::new(0),
        }
    }

    pub fn record(&self, request: Recorded) -> Arc<Mutex<Recorded>> {
        let request = Arc::new(Mutex::new(request));
        self.requests.held().push(Arc::clone(&request));
        request
    }

    pub fn behaviour_for(&self, request: &Recorded) -> Behaviour {
        let at_path = self.behaviour_at.held().get(request.path()).cloned();
        let told = at_path.unwrap_or_else(|| self.behaviour.held().clone());
        if told == Behaviour::ByPath { Behaviour::of_target(request.target()) } else { told }
    }

    /// Counts a request as being answered until the result is dropped.
    pub fn begin(&self) -> Count<'_> {
        let count = Count::up(&self.in_flight);
        self.most_in_flight.fetch_max(self.in_flight.load(Ordering::SeqCst), Ordering::SeqCst);
        count
    }
}

/// One more of something, while it lives.
pub struct Count<'a>(&'a AtomicUsize);

impl<'a> Count<'a> {
    pub fn up(counter: &'a AtomicUsize) -> Self {
        counter.fetch_add(1, Ordering::SeqCst);
        Self(counter)
    }
}

impl Drop for Count<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
