//! Hosts and the routes that a request for each of them may meet.

use crate::topology::HostPattern;

/// A host and its routes. A request's host decides first: the exact name, else the wildcard, else any host; a path that
/// no route of that host matches is answered 404, whatever routes other hosts have.
#[derive(Debug)]
pub struct VirtualHost<'t> {
    /// The name or wildcard; none stands for any host.
    pub host: Option<&'t HostPattern>,
    /// Places in [`super::Plan::routes`], the longest path first.
    pub routes: Vec<usize>,
}
