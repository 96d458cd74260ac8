//! The relay from outside: events come in, people call, the clock runs.

mod access;
mod clock;
mod erasure;
mod following;
mod intake;
mod people;
mod profiles;
mod story;
mod threads;
mod world;
