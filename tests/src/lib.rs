//! What the whole-story tests stand on.

pub mod catalogue;
pub mod cluster;
pub mod collector;
pub mod dovecot;
pub mod hook;
pub mod pdf;
pub mod sandbox;
pub mod smtp;
