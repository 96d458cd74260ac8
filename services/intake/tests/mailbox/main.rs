//! Mails by a drop folder and by LMTP, and what holds for all of them.

mod crash;
mod deciding;
mod drop_folder;
mod gate;
mod keeping;
mod lmtp;
mod relay;
mod site;
