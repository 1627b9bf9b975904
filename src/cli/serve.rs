//! `donation-flow serve`: the demo's files, and the sample explorer that they ask.

use super::sample::trongrid::Recorded;
use super::sample::{Answer, Query, Sample, percent_decoded};
use super::taken::Taken;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// By which a page under `Cross-Origin-Embedder-Policy` takes what is another site's.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const EMBEDDER_POLICY: HeaderName = HeaderName::from_static("cross-origin-embedder-policy");

/// What is posted at most, in bytes.
const BODY_LIMIT: usize = 1 << 20;

/// What to serve, and where.
#[derive(Clone, Debug)]
pub struct Serve {
    pub port: u16,
    pub dist: PathBuf,
    pub recorded: Option<PathBuf>,
    /// Every answer waits so long.
    pub latency: Duration,
}

/// Serves on the loopback address until the process ends; says where as soon as it can be reached.
pub async fn run(serve: Serve, say: impl FnOnce(String)) -> Result<(), String> {
    let recorded = match &serve.recorded {
        Some(folder) => Recorded::read(folder)?,
        None => Recorded::default(),
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", serve.port)).await;
    let listener = listener.map_err(|error| format!("port {}: {error}; --port names another", serve.port))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let sample =
        tokio::task::spawn_blocking(|| Sample::new(recorded)).await.map_err(|error| error.to_string())?;
    let room = Arc::new((sample, serve, Taken::default()));
    let router = Router::new().fallback(move |request: Request| {
        let room = Arc::clone(&room);
        async move { respond(&room.0, &room.1, &room.2, request).await }
    });
    say(format!("http://{address}/"));
    axum::serve(listener, router).await.map_err(|error| error.to_string())
}

async fn respond(sample: &Sample, serve: &Serve, taken: &Taken, request: Request) -> Response {
    wait(serve.latency).await;
    let path = percent_decoded(request.uri().path());
    let query = Query::parse(request.uri().query().unwrap_or_default());
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.unwrap_or("127.0.0.1").to_owned();
    let is_json = request.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
    let embeds = path.ends_with("/frame.html") || path.ends_with("/check.js");
    let answer = match *request.method() {
        Method::GET | Method::HEAD => match sample.answer(&host, &path, &query) {
            Some(answer) => answer,
            None => match taken.file(&path, |path| sample.answer(&host, path, &Query::default())).await {
                Some(answer) => answer,
                None => file(&serve.dist, &path).await,
            },
        },
        Method::POST => match to_bytes(request.into_body(), BODY_LIMIT).await {
            Ok(body) => sample.post(&path, is_json, &body),
            Err(_) => Answer { status: 413, ..Answer::text("Payload Too Large") },
        },
        Method::OPTIONS => Answer { status: 204, ..Answer::text("") },
        _ => Answer { status: 405, ..Answer::text("only GET and POST") },
    };
    wait(Duration::from_millis(answer.delay_ms)).await;
    let mut response = response(answer);
    // In an isolated page a frame, and a worker's script, must be isolated themselves.
    if embeds {
        response.headers_mut().insert(EMBEDDER_POLICY, HeaderValue::from_static("require-corp"));
    }
    response
}

/// Waits; of no time at all, the runtime's clock would make a millisecond or two.
async fn wait(time: Duration) {
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
}

fn response(answer: Answer) -> Response {
    let length = answer.body.len();
    let body = match answer.dropped {
        true => Body::from_stream(Cut(Some(answer.body[..length / 2].to_vec()))),
        false => Body::from(answer.body),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if answer.dropped {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    if !answer.no_cors {
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("tron-pro-api-key, content-type"),
        );
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
    }
    if let Some(seconds) = answer.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Half a body, then a broken connection.
struct Cut(Option<Vec<u8>>);

impl futures_core::Stream for Cut {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context) -> Poll<Option<Self::Item>> {
        Poll::Ready(Some(match self.0.take() {
            Some(part) => Ok(Bytes::from(part)),
            None => Err(std::io::Error::from(std::io::ErrorKind::ConnectionAborted)),
        }))
    }
}

/// A file of the demo; `index.html` for a folder.
async fn file(dist: &Path, path: &str) -> Answer {
    let not_found = || Answer { status: 404, ..Answer::text("not found") };
    let is_plain = |part: &&str| !part.starts_with('.') && !part.contains(['\\', ':', '\0']);
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if !parts.iter().all(is_plain) {
        return not_found();
    }
    let mut file = parts.iter().fold(dist.to_owned(), |file, part| file.join(part));
    if file.is_dir() {
        file.push("index.html");
    }
    match tokio::fs::read(&file).await {
        Ok(body) => Answer { content_type: content_type(&file), ..Answer::bytes(body) },
        Err(_) => not_found(),
    }
}

pub(super) fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
