//! Candidates, organisations and workers: the only personal data.
