//! Documents as people and programs send them, made by the tests themselves.

mod confined;
mod hostile;
mod make;
mod office;
mod pdf;
mod properties;
