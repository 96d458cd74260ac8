//! What every call to a peer carries: the key of this system's parts and the trace that it belongs
//! to.

use http::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use tonic::metadata::MetadataMap;
use tonic::service::Interceptor;
use tonic::{Request, Status};

use crate::auth::ApiKey;
use crate::telemetry::{TRACEPARENT, current_traceparent};

/// The interceptor of outgoing gRPC calls.
#[derive(Clone)]
pub struct Outgoing {
    authorization: Option<HeaderValue>,
}

impl Outgoing {
    /// Calls carry the given key.
    pub fn new(key: &ApiKey) -> Self {
        // The text of a key has no character that a header could not hold.
        let mut authorization = HeaderValue::try_from(format!("Bearer {}", key.expose())).ok();
        if let Some(value) = &mut authorization {
            value.set_sensitive(true);
        }
        Self { authorization }
    }

    /// Puts the key and the current trace into the headers of a call.
    pub fn stamp(&self, headers: &mut HeaderMap) {
        if let Some(authorization) = &self.authorization {
            headers.insert(AUTHORIZATION, authorization.clone());
        }
        if let Some(traceparent) = current_traceparent().and_then(|text| text.try_into().ok()) {
            headers.insert(TRACEPARENT, traceparent);
        }
    }
}

impl Interceptor for Outgoing {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let mut headers = std::mem::take(request.metadata_mut()).into_headers();
        self.stamp(&mut headers);
        *request.metadata_mut() = MetadataMap::from_headers(headers);
        Ok(request)
    }
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Outgoing(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::{KeyKind, bearer_of_metadata};
    use crate::entropy::Random;

    #[test]
    fn a_peer_finds_the_key_that_the_call_carries() {
        let key = ApiKey::generate(KeyKind::Service, &Random::from_seed(1));
        let request = Outgoing::new(&key)
            .call(Request::new(()))
            .expect("never refused");
        let found = bearer_of_metadata(request.metadata()).expect("a key");
        assert_eq!(found.hash(), key.hash());
    }
}
