//! The suite on the embedded log, over an embedded database or, where the environment asks for
//! one, over a server.

use std::sync::Arc;

use relais_events::suite::Engine;
use relais_events::{EmbeddedLog, EventLog, log_suite};
use relais_store::suite::Place;
use relais_store::{Options, Store};

struct Embedded(Place);

impl Engine for Embedded {
    async fn open(&self) -> (Store, Arc<dyn EventLog>) {
        let store = Store::open(self.0.database(), &Options::default()).await;
        let store = store.expect("the store opens");
        let log = Arc::new(EmbeddedLog::new(store.clone()));
        (store, log)
    }
}

log_suite!(Embedded(Place::chosen()));
