//! The suite on `SQLite`, the embedded engine.

use relais_store::store_suite;
use relais_store::suite::Place;

store_suite!(Place::embedded());
