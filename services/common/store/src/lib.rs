//! State and events in one transaction: Store, Tx, migrations, event append, cursors.
