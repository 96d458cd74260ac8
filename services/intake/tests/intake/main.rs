//! The service through its own doors, on a real store with a clock that stands still.

mod amending;
mod bulk;
mod description;
mod employers;
mod fixture;
mod hostile;
mod isolation;
mod lists;
mod progress;
mod storage;
mod submitting;
