//! An offer on its way in, with everything that can be worked out before it is written.

use std::fmt;

use jiff::Timestamp;
use prost::Message as _;
use relais_domain::ids::{CaseRef, EmployerId, OfferId};
use relais_proto::events::{MailOrigin, Requirements, Rule};
use relais_proto::intake::OfferContent;
use relais_runtime::telemetry::current_traceparent;
use sha2::{Digest as _, Sha256};

use crate::due::Due;
use crate::understand::understand;

/// By which way an offer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// REST.
    Api,
    /// gRPC, one by one.
    Grpc,
    /// gRPC, many in one stream.
    Bulk,
    /// A file or feed of many.
    Feed,
    /// A mail.
    Mail,
}

impl Channel {
    /// The name that events and answers use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Grpc => "grpc",
            Self::Bulk => "bulk",
            Self::Feed => "feed",
            Self::Mail => "mail",
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The content of an offer, cleaned, understood and encoded.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    /// The content as protobuf.
    pub content: Vec<u8>,
    /// SHA-256 of [`content`](Self::content), whose encoding is the same for the same content.
    pub content_hash: [u8; 32],
    /// What was understood.
    pub requirements: Requirements,
    /// The same as protobuf.
    pub understood: Vec<u8>,
    /// The trace of the request that brought it.
    pub traceparent: Option<String>,
}

/// The hash of content that was cleaned.
pub(crate) fn hash(content: &OfferContent) -> [u8; 32] {
    Sha256::digest(content.encode_to_vec()).into()
}

impl Prepared {
    /// Prepares content that was cleaned.
    pub fn new(content: &OfferContent) -> Self {
        let requirements = understand(content);
        let bytes = content.encode_to_vec();
        Self {
            content_hash: Sha256::digest(&bytes).into(),
            content: bytes,
            understood: requirements.encode_to_vec(),
            requirements,
            traceparent: current_traceparent(),
        }
    }
}

/// An offer that may turn out to be new.
#[derive(Debug, Clone)]
pub(crate) struct NewOffer {
    pub id: OfferId,
    pub case_ref: CaseRef,
    pub employer: EmployerId,
    pub channel: Channel,
    pub source: String,
    pub identifier: String,
    pub received_at: Timestamp,
    pub due: Due,
    pub rule: Rule,
    pub prepared: Prepared,
    /// The mail that it came by.
    pub mail: Option<MailOrigin>,
}
