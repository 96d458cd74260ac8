//! The store on a real `PostgreSQL` server: the suite, several processes on one schema, and what
//! happens when the server or the way to it fails.

mod erasure;
mod failures;
mod moving;
mod refusals;
mod server;
mod sharing;
mod stalls;

use relais_store::store_suite;
use relais_store::suite::Place;

store_suite!(Place::on_server());
