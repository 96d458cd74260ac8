//! Pure rules of the relay: ids, time, the working-time calendar, places, what a candidate's
//! facts mean, and the case state machine.
//!
//! Nothing here reads a clock, draws a random number or touches the outside world: time and
//! randomness are arguments.

pub mod calendar;
pub mod candidate;
pub mod case;
pub mod clock;
pub mod entropy;
pub mod error;
pub mod ids;
pub mod offer;
pub mod place;
pub mod text;

pub use clock::Clock;
pub use entropy::Entropy;
pub use error::{Error, ErrorCode, FieldError};
