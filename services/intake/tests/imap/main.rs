//! A mailbox on a real Dovecot. `tests/run` installs it and enables the feature `servers`.

mod deciding;
mod dovecot;
mod filing;
#[expect(dead_code, reason = "nothing is stopped here")]
#[path = "../mailbox/gate.rs"]
mod gate;
mod login;
mod many;
mod past;
#[expect(dead_code, reason = "nothing is stopped here")]
#[path = "../mailbox/relay.rs"]
mod relay;
#[expect(dead_code, reason = "nothing is stopped here")]
#[path = "../mailbox/site.rs"]
mod site;
mod taking;
mod trouble;
