//! How a case behaves: by example, and held to its rules whatever is asked of it and whenever.

mod clock;
mod people;
mod properties;
mod random;
mod story;
mod words;
