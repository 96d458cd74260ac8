//! Time as an argument.

use jiff::Timestamp;

/// Tells the time. The only way in which anything here learns what time it is.
pub trait Clock: Send + Sync {
    /// The present instant, to the microsecond.
    fn now(&self) -> Timestamp;
}

/// An instant as it is stored and sent: microseconds since 1970-01-01T00:00:00Z.
pub fn to_micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// Reads a stored instant.
///
/// # Errors
/// When the number lies outside the years that a [`Timestamp`] can hold (-9999 to 9999).
pub fn from_micros(micros: i64) -> Result<Timestamp, crate::Error> {
    Timestamp::from_microsecond(micros).map_err(crate::Error::internal)
}
