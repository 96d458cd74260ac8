//! What every service runs on: configuration, telemetry, lifecycle, errors at the doors, authentication.
