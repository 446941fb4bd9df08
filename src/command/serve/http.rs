//! Browsers ← what was made. Answers `GET` and `HEAD`, at this computer's own names alone.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::address::{OWN, is_own_host, key};
use super::board::{Answer, Board, Desk};
use super::cache::Made;
use crate::output::content_type;
use crate::render::POLICY;

/// The script that reloads a page when it changed.
const SCRIPT: &str = include_str!("reload.js");
/// How long a browser waits for the first page of all.
const FIRST: Duration = Duration::from_secs(60);
/// How long answers may take to end when the server does.
const END: Duration = Duration::from_millis(500);

struct Server {
    board: Arc<Board>,
    names: Vec<String>,
}

/// Answers until the program is interrupted.
pub fn serve(
    listener: std::net::TcpListener,
    board: Arc<Board>,
    names: Vec<String>,
) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the server cannot be started")?;
    let server = Arc::new(Server { board, names });
    runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let app = axum::Router::new().fallback(answer).with_state(server);
        tokio::select! {
            ended = axum::serve(listener, app).into_future() => ended?,
            () = interrupted() => {}
        }
        Ok::<_, anyhow::Error>(())
    })?;
    runtime.shutdown_timeout(END);
    Ok(())
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

async fn answer(State(server): State<Arc<Server>>, request: Request) -> Response {
    let mut response = server
        .respond(request.method(), request.uri(), request.headers())
        .await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let caching = HeaderValue::from_static("no-cache");
    headers.entry(header::CACHE_CONTROL).or_insert(caching);
    if *request.method() == Method::HEAD {
        *response.body_mut() = Body::empty();
    }
    response
}

impl Server {
    async fn respond(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Response {
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        if !host.is_some_and(|host| is_own_host(host, &self.names)) {
            return plain(
                StatusCode::FORBIDDEN,
                "This server answers for its own computer's names only; --allow-host names others.",
            );
        }
        if !matches!(*method, Method::GET | Method::HEAD) {
            return (
                [(header::ALLOW, "GET, HEAD")],
                plain(
                    StatusCode::METHOD_NOT_ALLOWED,
                    "Only GET and HEAD are answered.",
                ),
            )
                .into_response();
        }
        match uri.path().strip_prefix(OWN) {
            Some("events") if *method == Method::HEAD => event_head(),
            Some("events") => self.events().into_response(),
            Some("serve.js") => {
                let kind = [(header::CONTENT_TYPE, content_type("serve.js"))];
                (kind, SCRIPT).into_response()
            }
            Some(_) => plain(StatusCode::NOT_FOUND, "There is nothing here."),
            None => self.file(uri, headers).await,
        }
    }

    async fn file(&self, uri: &Uri, headers: &HeaderMap) -> Response {
        let Some(desk) = self.desk().await else {
            let failure = self.board.failure();
            let words = failure.unwrap_or_else(|| "The files are being read.".to_owned());
            return plain(StatusCode::SERVICE_UNAVAILABLE, &words);
        };
        let Some(key) = key(uri.path()) else {
            let answer = desk.ask("404.html").await;
            return sent("404.html", headers, StatusCode::NOT_FOUND, answer);
        };
        let below = format!("{}/", desk.below);
        let inside = key.strip_prefix(&below).filter(|_| below.len() > 1);
        let answer = self.ask(inside.unwrap_or(&key)).await;
        if let Some(Answer::Folder) = answer {
            return moved(uri);
        }
        sent(&key, headers, StatusCode::OK, answer)
    }

    /// What is shown, as soon as there is anything.
    async fn desk(&self) -> Option<Arc<Desk>> {
        let mut news = self.board.listen();
        let wait = async {
            loop {
                if let (Some(desk), _) = self.board.desks() {
                    return Some(desk);
                }
                if self.board.failure().is_some() || news.changed().await.is_err() {
                    return None;
                }
            }
        };
        tokio::time::timeout(FIRST, wait).await.ok().flatten()
    }

    /// The newest view's answer; where it does not know enough yet, an older one's that does.
    async fn ask(&self, key: &str) -> Option<Answer> {
        // A view that ended while it was asked has a follower.
        for _ in 0..5 {
            let (now, whole) = self.board.desks();
            let answer = now?.ask(key).await;
            match (answer, whole) {
                (Some(Answer::Later(page)), Some(whole)) => {
                    return Some(match whole.ask(key).await {
                        Some(older @ (Answer::Made(_) | Answer::Folder)) => older,
                        _ => Answer::Later(page),
                    });
                }
                (Some(answer), _) => return Some(answer),
                (None, _) => tokio::task::yield_now().await,
            }
        }
        None
    }

    /// Tells a browser whenever something else is shown.
    fn events(&self) -> Response {
        let heard = self.board.listen();
        let events = stream::unfold(heard, |mut heard| async {
            heard.changed().await.ok()?;
            let count = heard.borrow_and_update().to_string();
            Some((Ok::<_, Infallible>(Event::default().data(count)), heard))
        });
        Sse::new(events)
            .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
            .into_response()
    }
}

fn event_head() -> Response {
    [(header::CONTENT_TYPE, "text/event-stream")].into_response()
}

/// A file, or the page in its place.
fn sent(key: &str, headers: &HeaderMap, found: StatusCode, answer: Option<Answer>) -> Response {
    let page = "page.html";
    let (status, name, made) = match answer {
        Some(Answer::Made(made)) => (found, key, made),
        Some(Answer::Missing(made)) => (StatusCode::NOT_FOUND, page, made),
        Some(Answer::Later(made)) => (StatusCode::SERVICE_UNAVAILABLE, page, made),
        Some(Answer::Failed(made)) => (StatusCode::INTERNAL_SERVER_ERROR, page, made),
        Some(Answer::BuildOnly(made)) => (StatusCode::NOT_FOUND, page, made),
        Some(Answer::Folder) | None => {
            return plain(StatusCode::SERVICE_UNAVAILABLE, "Please ask again.");
        }
    };
    let tag = format!("\"{}\"", made.tag);
    let known = headers.get(header::IF_NONE_MATCH);
    let is_known = known.is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = if is_known && status == StatusCode::OK {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        body(status, name, &made)
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

fn body(status: StatusCode, name: &str, made: &Made) -> Response {
    let kind = content_type(name);
    let mut response = (status, made.body.clone()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_LENGTH, made.body.len().into());
    // Files of the program's own and frames carry the policy that is theirs.
    let policy = match (kind, name.starts_with("assets/")) {
        ("image/svg+xml", _) => "default-src 'none'; style-src 'unsafe-inline'; sandbox".to_owned(),
        (_, true) => return response,
        _ => format!("{POLICY}; frame-src 'self'; frame-ancestors 'self'"),
    };
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Leads to the folder of a name.
fn moved(uri: &Uri) -> Response {
    let query = uri
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    let to = format!("{}/{query}", uri.path());
    let headers = [(header::LOCATION, to)];
    (StatusCode::TEMPORARY_REDIRECT, headers).into_response()
}

fn plain(status: StatusCode, words: &str) -> Response {
    (status, format!("{words}\n")).into_response()
}
