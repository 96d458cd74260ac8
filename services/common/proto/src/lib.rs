//! The generated protobuf and gRPC code of every service and event.

#[expect(
    missing_docs,
    clippy::pedantic,
    clippy::allow_attributes,
    reason = "generated; the .proto files say what each field is"
)]
mod generated {
    pub mod events {
        pub mod v1 {
            tonic::include_proto!("relais.events.v1");
        }
    }
    pub mod intake {
        pub mod v1 {
            tonic::include_proto!("relais.intake.v1");
        }
    }
    pub mod profiles {
        pub mod v1 {
            tonic::include_proto!("relais.profiles.v1");
        }
    }
    pub mod matching {
        pub mod v1 {
            tonic::include_proto!("relais.matching.v1");
        }
    }
    pub mod relay {
        pub mod v1 {
            tonic::include_proto!("relais.relay.v1");
        }
    }
}

pub use generated::events::v1 as events;
pub use generated::intake::v1 as intake;
pub use generated::matching::v1 as matching;
pub use generated::profiles::v1 as profiles;
pub use generated::relay::v1 as relay;

/// The descriptors of all services, for gRPC reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
