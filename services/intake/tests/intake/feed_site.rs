//! A web site that publishes feeds, on loopback, and a relay that may pull them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use relais_proto::intake::{AddFeedRequest, Feed};
use relais_runtime::Config;
use serde_json::Value;

use crate::fixture::{Employer, Fixture, Setup};

/// How often, and how many times, it is looked whether a pull has ended.
const LOOK_EVERY: Duration = Duration::from_millis(20);
const LOOKS: u32 = 1_500;

/// What the site answers at one path.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// It goes on for ever.
    pub is_endless: bool,
}

#[derive(Default)]
struct Shelf {
    replies: HashMap<String, Reply>,
    asked: Vec<(String, HeaderMap)>,
}

/// A running site.
pub struct Site {
    pub address: String,
    shelf: Arc<Mutex<Shelf>>,
}

impl Site {
    pub async fn open() -> Self {
        let shelf: Arc<Mutex<Shelf>> = Arc::default();
        let router = Router::new().fallback(answer).with_state(shelf.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            address: format!("http://{address}"),
            shelf,
        }
    }

    /// Publishes a text at a path.
    pub fn put(&self, path: &str, body: impl Into<Vec<u8>>) {
        let reply = Reply {
            body: body.into(),
            ..Reply::default()
        };
        self.reply(path, reply);
    }

    /// Answers so at a path.
    pub fn reply(&self, path: &str, reply: Reply) {
        self.shelf().replies.insert(path.to_owned(), reply);
    }

    /// The paths that were asked for, with what the asker said.
    pub fn asked(&self) -> Vec<(String, HeaderMap)> {
        self.shelf().asked.clone()
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn answer(State(shelf): State<Arc<Mutex<Shelf>>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let reply = {
        let mut shelf = shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.asked.push((path.clone(), request.headers().clone()));
        shelf.replies.get(&path).cloned()
    };
    let reply = reply.unwrap_or_else(|| Reply {
        status: StatusCode::NOT_FOUND,
        ..Reply::default()
    });
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    let body = if reply.is_endless {
        let bytes = Bytes::from(reply.body);
        Body::from_stream(futures::stream::repeat_with(move || {
            Ok::<_, std::io::Error>(bytes.clone())
        }))
    } else {
        Body::from(reply.body)
    };
    response.body(body).expect("a response")
}

/// A relay that may pull feeds from this machine.
pub async fn relay() -> Fixture {
    relay_with(|_| {}).await
}

/// The same with other limits.
pub async fn relay_with(change: impl FnOnce(&mut Config)) -> Fixture {
    let mut config = Config::default();
    config.feeds.allow_private_targets = true;
    change(&mut config);
    Fixture::start_with(Setup {
        config,
        ..Setup::default()
    })
    .await
}

/// Adds a feed that is pulled every hour.
pub async fn add(fixture: &Fixture, employer: &Employer, url: &str) -> Feed {
    let request = AddFeedRequest {
        employer_id: employer.id.clone(),
        url: url.to_owned(),
        ..AddFeedRequest::default()
    };
    let added = fixture.feeds().add_feed(request).await;
    added.expect("is added").into_inner()
}

/// The pull of a feed with this number, once it has ended.
pub async fn pulled(fixture: &Fixture, employer: &Employer, feed: &Feed, number: u64) -> Value {
    let path = format!("/v1/feeds/{}/pulls", feed.feed_id);
    for _ in 0..LOOKS {
        let pulls = fixture.get(employer, &path).await.body;
        if let Some(newest) = pulls["pulls"].get(0)
            && newest["number"] == number
        {
            return newest.clone();
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    panic!("pull {number} has not ended");
}
