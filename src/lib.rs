//! lbgen compiles one declarative topology into complete nginx, Traefik, HAProxy and docker-compose configurations.

pub mod source;

pub mod diagnostic;

pub mod rendered;

pub mod output;

pub mod cli;
