//! The suite that every log must pass.

use std::sync::Arc;

use relais_events::suite::Engine;
use relais_events::{EventLog, log_suite};
use relais_store::Store;

use crate::site::Site;

impl Engine for Site {
    async fn open(&self) -> (Store, Arc<dyn EventLog>) {
        let store = self.store().await;
        let log = self.log(&store).await;
        self.publish(&store);
        (store, Arc::new(log))
    }
}

log_suite!(Site::new().await);
