//! Intake and profiles, as far as the courier asks them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::http::{Request, Response};
use prost::Message;
use relais_proto::intake::{
    AmendOfferRequest, Correspondence, SubmitOfferResponse, UnderstoodOffer,
    UnderstoodOfferResponse,
};
use relais_proto::profiles::{
    GetShareableRequest, GetShareableResponse, ListOrganisationsResponse, ListWorkersResponse,
    Organisation, Shareable, Worker,
};
use relais_runtime::peer::Peer;
use tower::service_fn;
use tower::util::BoxCloneSyncService;

/// What the peers know. Change it and the next message says so.
#[derive(Default)]
pub(crate) struct Knowledge {
    pub(crate) correspondence: Correspondence,
    pub(crate) shareable: Vec<Shareable>,
    pub(crate) organisations: Vec<Organisation>,
    pub(crate) workers: Vec<Worker>,
    /// What was understood of the offer's mail.
    pub(crate) understood: Option<UnderstoodOffer>,
    /// The corrections that were asked for.
    pub(crate) corrections: Vec<AmendOfferRequest>,
    /// The peers do not answer.
    pub(crate) away: bool,
}

impl Knowledge {
    /// The version of the offer.
    fn version(&self) -> u64 {
        let offer = self.correspondence.offer.as_ref();
        offer.map_or(0, |offer| offer.version)
    }
}

#[derive(Clone, Default)]
pub(crate) struct Peers(Arc<Mutex<Knowledge>>);

impl Peers {
    pub(crate) fn know(&self) -> MutexGuard<'_, Knowledge> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn peer(&self) -> Peer {
        let peers = self.clone();
        BoxCloneSyncService::new(service_fn(move |request: Request<tonic::body::Body>| {
            let peers = peers.clone();
            async move { Ok(peers.answer(request).await) }
        }))
    }

    async fn answer(&self, request: Request<tonic::body::Body>) -> Response<tonic::body::Body> {
        let path = request.uri().path().to_owned();
        let body = axum::body::to_bytes(Body::new(request.into_body()), 1 << 20).await;
        let asked = body.expect("a short request");
        let mut known = self.know();
        if known.away {
            return reply("14", Vec::new());
        }
        // A message follows five bytes: not compressed, and its length.
        let message = asked.get(5..).unwrap_or_default();
        let found = match path.rsplit('/').next() {
            Some("GetCorrespondence") => known.correspondence.encode_to_vec(),
            Some("UnderstoodOffer") => {
                let understood = known.understood.clone();
                UnderstoodOfferResponse { understood }.encode_to_vec()
            }
            Some("CorrectOffer") => {
                let correction = AmendOfferRequest::decode(message).expect("a request");
                if correction.version != known.version() {
                    return reply("10", Vec::new());
                }
                known.corrections.push(correction);
                SubmitOfferResponse::default().encode_to_vec()
            }
            Some("GetShareable") => {
                let request = GetShareableRequest::decode(message).expect("a request");
                let asked = |it: &&Shareable| request.candidate_ids.contains(&it.candidate_id);
                let candidates = known.shareable.iter().filter(asked).cloned().collect();
                GetShareableResponse { candidates }.encode_to_vec()
            }
            Some("ListOrganisations") => {
                let organisations = known.organisations.clone();
                ListOrganisationsResponse { organisations }.encode_to_vec()
            }
            Some("ListWorkers") => {
                let workers = known.workers.clone();
                ListWorkersResponse { workers }.encode_to_vec()
            }
            _ => return reply("12", Vec::new()),
        };
        let length = u32::try_from(found.len()).expect("short").to_be_bytes();
        let mut framed = vec![0];
        framed.extend(length);
        framed.extend(found);
        reply("0", framed)
    }
}

fn reply(status: &str, framed: Vec<u8>) -> Response<tonic::body::Body> {
    Response::builder()
        .header("content-type", "application/grpc")
        .header("grpc-status", status)
        .body(tonic::body::Body::new(Body::from(framed)))
        .expect("plain headers")
}
