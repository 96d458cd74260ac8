//! `GET /v1/offers/feed`: the open feed, for anybody, where the site has one.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use relais_domain::Error;
use relais_runtime::door::Problem;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Intake;
use crate::feeds::open::{Cursor, OpenPage, Published};
use crate::jobposting;

/// Which part of the feed is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FeedQuery {
    #[serde(default)]
    since: String,
    #[serde(default)]
    limit: u32,
}

/// A page of the feed as a `DataFeed` of schema.org. Its entity tag changes with every offer.
pub(super) async fn feed(
    State(service): State<Intake>,
    query: Result<Query<FeedQuery>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if !service.inner.config.feeds.open {
        return Err(Error::not_found("open feed").into());
    }
    let Query(query) = query?;
    let since = Some(query.since).filter(|since| !since.is_empty());
    let cursor = since.as_deref().map(Cursor::parse).transpose()?;
    let tag = format!("W/\"{}\"", service.last_change().await?);
    let caching = [(ETAG, tag.as_str()), (CACHE_CONTROL, "no-cache")];
    if headers
        .get(IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes())
    {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let page = service.open_page(cursor, query.limit).await?;
    let kind = [(CONTENT_TYPE, "application/ld+json")];
    let body = view(&service, &page).to_string();
    Ok((caching, kind, body).into_response())
}

fn view(service: &Intake, page: &OpenPage) -> Value {
    let url = |cursor: &Cursor| {
        let base = &service.inner.base_url;
        format!("{base}/v1/offers/feed?since={}", cursor.text())
    };
    let items: Vec<Value> = page.offers.iter().map(item).collect();
    json!({
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "dataFeedElement": items,
        "next": page.next.as_ref().map(url),
        "since": page.since.text(),
    })
}

fn item(offer: &Published) -> Value {
    match offer {
        Published::Open { offer_id, content } => json!({
            "@type": "DataFeedItem",
            "identifier": offer_id,
            "item": jobposting::render(content),
        }),
        Published::Removed { offer_id } => json!({
            "@type": "DataFeedItem",
            "identifier": offer_id,
            "removed": true,
        }),
    }
}
