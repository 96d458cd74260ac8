//! The suite on a `PostgreSQL` server.

use relais_store::store_suite;
use relais_store::suite::Place;

store_suite!(Place::on_server());
