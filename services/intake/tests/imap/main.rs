//! A mailbox on a real Dovecot. `tests/run` installs it and enables the feature `servers`.

mod deciding;
mod dovecot;
mod filing;
mod login;
mod many;
#[path = "../mailbox/relay.rs"]
mod relay;
#[path = "../mailbox/site.rs"]
mod site;
mod taking;
mod trouble;
