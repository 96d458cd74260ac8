//! Sandbox, whole-story tests, crash tests and benches.
