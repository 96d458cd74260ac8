//! The log on Apache Kafka.
//!
//! Every service appends to the table of events of its own database, in the transaction of its
//! state; the [`Publisher`] of that database brings them to Kafka, in order and at least once.
//! Readers put what comes again aside: a record's `seq` only grows within its partition. Cursors
//! stand in the readers' databases, with the effects; what Kafka keeps of them is for tools that
//! show the lag.

mod admin;
mod claims;
mod client;
mod identity;
mod newest;
mod probe;
mod publisher;
mod pump;
mod reader;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use relais_domain::Error;
use relais_runtime::config::Kafka;
use relais_store::{Cursors, Topic};

pub use admin::{Applied, apply, check, check_settings};
pub use identity::{Owner, claim, claimed};
pub use newest::keep_newest;
pub use publisher::{Lease, Publisher, published};

use crate::{Ends, EventLog, Member, Reader};
use probe::Probe;
use reader::KafkaReader;

/// The log of a site on Apache Kafka. Cheap to clone.
#[derive(Clone)]
pub struct KafkaLog {
    settings: Arc<Kafka>,
    cluster: Arc<str>,
    probe: Probe,
}

impl KafkaLog {
    /// Opens the log of `owner`, once its topics are found to be as they should, its database to
    /// belong to this cluster, and the prefix to be nobody else's.
    ///
    /// # Errors
    /// `Unavailable` where no broker answers, with the reason that one gave; `InvalidInput` where
    /// topics, prefix or cluster are not those of the database.
    pub async fn open(settings: Kafka, owner: &Owner<'_>) -> Result<Self, Error> {
        let cluster = claim(&settings, owner.store).await?;
        check(&settings, owner.store).await?;
        identity::own(&settings, owner).await?;
        Self::of(settings, cluster)
    }

    /// Opens the log for somebody who only looks.
    ///
    /// # Errors
    /// `Unavailable` where no broker answers, with the reason that one gave; `InvalidInput` where
    /// the topics are not as they should be.
    pub async fn look(settings: Kafka) -> Result<Self, Error> {
        let cluster = Probe::new(&settings)?.cluster().await?;
        check_settings(&settings).await?;
        Self::of(settings, cluster)
    }

    fn of(settings: Kafka, cluster: String) -> Result<Self, Error> {
        Ok(Self {
            cluster: cluster.into(),
            probe: Probe::new(&settings)?,
            settings: Arc::new(settings),
        })
    }
}

/// The name of `topic` on the cluster.
fn topic_name(settings: &Kafka, topic: &str) -> String {
    format!("{}{topic}", settings.prefix)
}

#[async_trait]
impl EventLog for KafkaLog {
    async fn ends(&self, topic: Topic) -> Result<Ends, Error> {
        self.probe
            .ends(topic_name(&self.settings, topic.name))
            .await
    }

    async fn follow(&self, topic: Topic, from: Cursors) -> Result<Box<dyn Reader>, Error> {
        let reader = KafkaReader::follow(&self.settings, topic, from)?;
        Ok(Box::new(reader))
    }

    async fn join(&self, member: Member) -> Result<Box<dyn Reader>, Error> {
        Ok(Box::new(KafkaReader::join(&self.settings, member)?))
    }

    fn identity(&self) -> String {
        format!("kafka {} {}", self.cluster, self.settings.prefix)
    }

    fn is_shared(&self) -> bool {
        true
    }
}
