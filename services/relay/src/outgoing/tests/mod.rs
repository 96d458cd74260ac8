//! The courier against a real queue, with peers and receivers in the test.

mod mails;
mod peers;
mod receiver;
mod retries;
mod smtp;
mod webhooks;
pub(crate) mod world;
