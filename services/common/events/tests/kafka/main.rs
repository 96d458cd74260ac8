//! The log on a real Apache Kafka, whose address stands in `RELAIS_TEST_KAFKA`.

mod site;
mod suite;
