//! What the whole-story tests stand on.

pub mod hook;
pub mod sandbox;
pub mod smtp;
