//! `relais topics`: the topics of the event log on Apache Kafka.

use anyhow::Context as _;
use relais_events::kafka;
use relais_runtime::config::Kafka;

use crate::cli::{Site, Topics};
use crate::connect::configuration;
use crate::log::told;

/// Makes or checks the topics.
///
/// # Errors
/// Where there is no Kafka, or it does not answer; `check` also says what is not as it should be.
pub async fn run(command: Topics) -> anyhow::Result<()> {
    match command {
        Topics::Apply { site } => {
            let applied = kafka::apply(&settings(&site)?).await;
            for topic in applied.map_err(|error| told(&error))? {
                println!("{topic}");
            }
        }
        Topics::Check { site } => {
            kafka::check_settings(&settings(&site)?)
                .await
                .map_err(|error| told(&error))?;
            println!("the topics are as they should be");
        }
    }
    Ok(())
}

fn settings(site: &Site) -> anyhow::Result<Kafka> {
    let kafka = configuration(site)?.events.kafka;
    kafka.context("the log is in the database itself: [events.kafka] names no brokers")
}
