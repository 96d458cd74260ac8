//! What people do with cases.

mod accompany;
mod answer;
mod bounce;
mod figures;
mod join;
mod messages;
mod nominate;
mod read;
mod reply;
mod threads;
