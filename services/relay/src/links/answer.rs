//! Pages for people, JSON for programs, and the headers that keep both to themselves.

use std::sync::LazyLock;

use axum::Json;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use relais_domain::{Error, ErrorCode};
use relais_messages::Language;
use relais_messages::page::{Notice, STYLE, notice};
use relais_runtime::door::Problem;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Nothing is loaded from anywhere; the one style is known by its hash.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    )
});

/// How the caller wants to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wants {
    /// A page.
    Page,
    /// A JSON document.
    Json,
}

impl Wants {
    /// By the header `accept`: JSON where it is named and pages are not.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let accept = headers
            .get(header::ACCEPT)
            .and_then(|it| it.to_str().ok())
            .unwrap_or("");
        if accept.contains("application/json") && !accept.contains("text/html") {
            Self::Json
        } else {
            Self::Page
        }
    }
}

/// The first language of the header `accept-language` that there are pages in.
pub(super) fn readers_language(headers: &HeaderMap) -> Language {
    let accepted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|it| it.to_str().ok());
    let tags = accepted.unwrap_or("").split(',').take(10);
    Language::first_of(tags.map(|tag| tag.split(';').next().unwrap_or("").trim()))
}

/// A page, or the same as JSON.
pub(super) fn answer(
    wants: Wants,
    status: StatusCode,
    page: impl FnOnce() -> String,
    json: impl FnOnce() -> Value,
) -> Response {
    guarded(match wants {
        Wants::Page => (status, Html(page())).into_response(),
        Wants::Json => (status, Json(json())).into_response(),
    })
}

/// Why it cannot be done, as a page or a problem document.
pub(super) fn refuse(
    wants: Wants,
    language: Language,
    why: Notice,
    problem: impl FnOnce() -> Problem,
) -> Response {
    guarded(match wants {
        Wants::Page => (problem().status(), Html(notice(language, why))).into_response(),
        Wants::Json => problem().into_response(),
    })
}

/// The page for a failure.
pub(super) fn failed(wants: Wants, language: Language, error: Error) -> Response {
    let why = match error.code() {
        ErrorCode::NotFound => Notice::Gone,
        ErrorCode::Conflict => Notice::Conflict,
        _ => Notice::Trouble,
    };
    refuse(wants, language, why, || error.into())
}

/// Links are secrets of a kind: nobody is told where the visitor came from, nothing is kept, and
/// nothing but the page's own style and form works.
fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let fixed: [(HeaderName, &str); 4] = [
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    headers.extend(fixed.map(|(name, value)| (name, HeaderValue::from_static(value))));
    if let Ok(policy) = HeaderValue::from_str(&POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}
