//! The REST door: offers as schema.org `JobPosting`, with the key of an employer.

mod feeds;
mod import;
mod mails;
mod offers;
mod open;
mod openapi;
mod submit;
mod view;

use axum::Router;
use axum::extract::Request;
use axum::routing::{MethodRouter, get, post};
use relais_domain::Error;
use relais_domain::ids::EmployerId;
use relais_runtime::auth::{Principal, SharedAuthenticator, principal_in, with_http_auth};
use relais_runtime::door::{JsonLimits, Problem, parse_json, read_body, require_content_type};
use serde_json::Value;

use crate::Intake;

/// The types in which a body is taken.
const JSON: [&str; 2] = ["application/json", "application/ld+json"];

/// The routes that ask for an employer's key.
fn private_routes() -> Vec<(&'static str, MethodRouter<Intake>)> {
    let offer = get(offers::show)
        .put(offers::amend)
        .delete(offers::withdraw);
    vec![
        ("/v1/offers", post(submit::submit).get(offers::list)),
        ("/v1/offers/{id}", offer),
        ("/v1/offers:import", post(import::import)),
        ("/v1/feeds", get(feeds::list)),
        ("/v1/feeds/{id}/pulls", get(feeds::pulls)),
    ]
}

/// The routes that ask for the key of a SPOC.
fn spoc_routes() -> Vec<(&'static str, MethodRouter<Intake>)> {
    vec![
        ("/v1/mails", get(mails::list)),
        ("/v1/mails/{id}", get(mails::show)),
        ("/v1/mails/{id}/offer", post(mails::turn_into_offer)),
        ("/v1/mails/{id}/ignore", post(mails::ignore)),
    ]
}

/// The routes that anybody may call.
fn public_routes() -> Vec<(&'static str, MethodRouter<Intake>)> {
    vec![
        ("/v1/openapi.json", get(openapi::show)),
        ("/v1/offers/import-template.csv", get(import::template)),
        ("/v1/offers/feed", get(open::feed)),
    ]
}

/// All routes; `everybody` knows the keys of people too.
pub(crate) fn router(service: &Intake, everybody: SharedAuthenticator) -> Router {
    let with = |routes: Vec<(&'static str, MethodRouter<Intake>)>| {
        let routes = routes.into_iter();
        let router = routes.fold(Router::new(), |router, (path, methods)| {
            router.route(path, methods)
        });
        router.with_state(service.clone())
    };
    with_http_auth(with(private_routes()), service.authenticator())
        .merge(with_http_auth(with(spoc_routes()), everybody))
        .merge(with(public_routes()))
}

/// The employer who calls.
fn employer(request: &Request) -> Result<EmployerId, Problem> {
    match principal_in(request.extensions())? {
        Principal::Employer(id) => Ok(id),
        _ => Err(Error::denied("offers are sent and kept with the key of an employer").into()),
    }
}

/// Reads a body of JSON. A single object may be as large as one offer, a list as large as many.
async fn read_postings(service: &Intake, request: Request) -> Result<Value, Problem> {
    require_content_type(request.headers(), &JSON)?;
    let limits = &service.inner.config.limits;
    let body = read_body(request.into_body(), limits.array_bytes).await?;
    let first = body
        .iter()
        .find(|byte| !b" \t\r\n\xef\xbb\xbf".contains(byte));
    let is_list = first == Some(&b'[');
    let limits = JsonLimits {
        bytes: if is_list {
            limits.array_bytes
        } else {
            limits.offer_bytes
        },
        depth: limits.json_depth,
    };
    Ok(parse_json(&body, limits)?)
}

#[cfg(test)]
mod tests;
