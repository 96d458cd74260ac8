//! Intake, as far as the relay asks it: one employer and its contact.

use axum::body::Body;
use axum::http::{Request, Response};
use prost::Message;
use relais_proto::intake::{Correspondence, Employer};
use relais_runtime::peer::Peer;
use tower::service_fn;
use tower::util::BoxCloneSyncService;

/// The contact of every offer.
pub const CONTACT: &str = "claire@bati.example";
/// The employer's own address.
pub const OFFICE: &str = "info@bati.example";

pub fn peer() -> Peer {
    BoxCloneSyncService::new(service_fn(|request: Request<tonic::body::Body>| {
        let found = match request.uri().path().rsplit('/').next() {
            Some("GetCorrespondence") => Some(correspondence().encode_to_vec()),
            Some("GetEmployer") => Some(employer().encode_to_vec()),
            _ => None,
        };
        async { Ok(reply(found)) }
    }))
}

fn correspondence() -> Correspondence {
    Correspondence {
        employer_name: "Bâti & Co".to_owned(),
        email: CONTACT.to_owned(),
        ..Correspondence::default()
    }
}

fn employer() -> Employer {
    Employer {
        name: "Bâti & Co".to_owned(),
        email: OFFICE.to_owned(),
        ..Employer::default()
    }
}

/// A gRPC answer, or that this is not asked.
fn reply(found: Option<Vec<u8>>) -> Response<tonic::body::Body> {
    let (status, framed) = match found {
        None => ("12", Vec::new()),
        Some(message) => {
            let length = u32::try_from(message.len()).expect("short");
            let mut framed = vec![0];
            framed.extend(length.to_be_bytes());
            framed.extend(message);
            ("0", framed)
        }
    };
    Response::builder()
        .header("content-type", "application/grpc")
        .header("grpc-status", status)
        .body(tonic::body::Body::new(Body::from(framed)))
        .expect("plain headers")
}
