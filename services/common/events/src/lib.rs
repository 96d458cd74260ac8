//! The event log: the EventLog trait, its embedded form, consumers with cursors.
