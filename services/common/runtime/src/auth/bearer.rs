//! The key that a caller sends along: `Authorization: Bearer rel_…`, over HTTP and gRPC alike.

use http::header::{AUTHORIZATION, HeaderMap};
use relais_domain::Error;
use tonic::metadata::MetadataMap;

use super::ApiKey;

/// The key in the headers of an HTTP request.
///
/// # Errors
/// [`Unauthenticated`](relais_domain::ErrorCode::Unauthenticated), with what is missing or wrong.
pub fn bearer_of_headers(headers: &HeaderMap) -> Result<ApiKey, Error> {
    let value = headers.get(AUTHORIZATION).map(http::HeaderValue::as_bytes);
    parse(value)
}

/// The key in the metadata of a gRPC request.
///
/// # Errors
/// [`Unauthenticated`](relais_domain::ErrorCode::Unauthenticated), with what is missing or wrong.
pub fn bearer_of_metadata(metadata: &MetadataMap) -> Result<ApiKey, Error> {
    let value = metadata
        .get(AUTHORIZATION.as_str())
        .map(tonic::metadata::MetadataValue::as_encoded_bytes);
    parse(value)
}

fn parse(value: Option<&[u8]>) -> Result<ApiKey, Error> {
    let value = value.ok_or_else(|| {
        Error::unauthenticated("no key: send the header `authorization: Bearer rel_…`")
    })?;
    let text = std::str::from_utf8(value).unwrap_or_default();
    let key = match text.split_once(' ') {
        Some((scheme, key)) if scheme.eq_ignore_ascii_case("bearer") => key.trim(),
        _ => {
            return Err(Error::unauthenticated(
                "the authorization header is not `Bearer rel_…`",
            ));
        }
    };
    key.parse()
        .map_err(|error: super::KeyError| Error::unauthenticated(error.to_string()))
}

#[cfg(test)]
mod tests {
    use relais_domain::ErrorCode;

    use super::super::{KeyKind, key::tests::key};
    use super::*;

    fn headers(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(AUTHORIZATION, value.parse().expect("a header value"))])
    }

    #[test]
    fn the_scheme_may_be_written_in_any_case() {
        let sent = key(KeyKind::Worker, 7);
        let found = bearer_of_headers(&headers(&format!("bearer {}", sent.expose())));
        assert_eq!(found.expect("a key").hash(), sent.hash());
    }

    #[test]
    fn a_request_without_a_key_learns_how_to_send_one() {
        let error = bearer_of_headers(&HeaderMap::new()).expect_err("no key");
        assert_eq!(error.code(), ErrorCode::Unauthenticated);
        assert!(error.message().contains("authorization: Bearer"));
    }

    #[test]
    fn another_scheme_is_refused() {
        let error = bearer_of_headers(&headers("Basic cmVsYWlz")).expect_err("not a bearer");
        assert_eq!(error.code(), ErrorCode::Unauthenticated);
    }

    #[test]
    fn grpc_metadata_carries_the_key_in_the_same_way() {
        let sent = key(KeyKind::Employer, 3);
        let metadata = MetadataMap::from_headers(headers(&format!("Bearer {}", sent.expose())));
        assert_eq!(
            bearer_of_metadata(&metadata).expect("a key").hash(),
            sent.hash()
        );
    }
}
