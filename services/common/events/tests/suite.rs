//! The suite on the embedded log.

use std::sync::Arc;

use relais_events::suite::Engine;
use relais_events::{EmbeddedLog, EventLog, log_suite};
use relais_store::{Options, Store};

struct Embedded(tempfile::TempDir);

impl Embedded {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }
}

impl Engine for Embedded {
    async fn open(&self) -> (Store, Arc<dyn EventLog>) {
        let store = Store::open(self.0.path(), &Options::default()).await;
        let store = store.expect("the store opens");
        let log = Arc::new(EmbeddedLog::new(store.clone()));
        (store, log)
    }
}

log_suite!(Embedded::new());
