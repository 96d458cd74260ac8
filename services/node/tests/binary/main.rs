//! The binary as its users have it: started, killed, and used by the README.
#![expect(clippy::expect_used, reason = "tests say why something must hold")]

mod crash;
mod demo;
mod documents;
mod feeds;
mod health;
mod readme;
mod repair;
mod site;
