//! The service through its own doors, on a real store with a clock that stands still.

mod amending;
mod bulk;
mod description;
mod employers;
mod feed_open;
mod feed_pulls;
mod feed_site;
mod fixture;
mod hostile;
mod importing;
mod isolation;
mod lists;
mod mails;
mod progress;
mod storage;
mod submitting;
