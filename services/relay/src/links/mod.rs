//! What employers say by the links in mails and webhooks: no account, no login, and nothing is
//! done before somebody confirms, so that a mail scanner that opens every link does no harm.

mod answer;
mod asked;
mod content;
mod correct;
mod form;
mod page;
mod pay;
mod sink;
#[cfg(test)]
mod tests;
mod token;

pub use page::routes;
pub use sink::{LinkUse, MIGRATION, Recorded, ReplySink, Said, use_up};
pub(crate) use token::{LinkMaker, Target};
