//! Ranks candidates for an offer over a tantivy index fed by events.
