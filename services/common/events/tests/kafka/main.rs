//! The log on a real Apache Kafka, whose address stands in `RELAIS_TEST_KAFKA`.

mod publishing;
mod records;
mod security;
mod sharing;
mod site;
mod suite;
mod topics;
