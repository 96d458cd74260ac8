//! What people do with cases.

mod accompany;
mod answer;
mod figures;
mod messages;
mod nominate;
mod read;
mod reply;
