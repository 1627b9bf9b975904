//! A list from its issuer's site, read while it comes: nothing of it is held but a few pieces.

use crate::chain::Day;
use reqwest::{Client, Response, header, redirect};
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

/// Between two pieces.
const TIMEOUT: Duration = Duration::from_secs(60);
const PIECES: usize = 16;

/// An answer whose body is still coming.
pub struct Answer {
    /// The day that the site says it is of.
    pub modified: Option<Day>,
    pub length: Option<u64>,
    pub body: Body,
}

pub struct Body {
    pieces: Receiver<io::Result<Vec<u8>>>,
    piece: Vec<u8>,
    taken: usize,
}

/// Asks for a URL, and waits until its answer begins.
///
/// # Errors
///
/// Says what failed, or which status the site answered.
pub fn fetch(url: &str) -> Result<Answer, String> {
    let (heads, head) = sync_channel(1);
    let (pieces, body) = sync_channel(PIECES);
    let url = url.to_owned();
    thread::spawn(move || {
        let asked = tokio::runtime::Builder::new_current_thread().enable_all().build();
        match asked {
            Ok(runtime) => runtime.block_on(ask(&url, &heads, &pieces)),
            // Nobody listens any more where this fails.
            Err(error) => _ = heads.send(Err(error.to_string())),
        }
    });
    let (modified, length) = head.recv().map_err(|error| error.to_string())??;
    Ok(Answer { modified, length, body: Body { pieces: body, piece: Vec::new(), taken: 0 } })
}

type Head = Result<(Option<Day>, Option<u64>), String>;

async fn ask(url: &str, heads: &SyncSender<Head>, pieces: &SyncSender<io::Result<Vec<u8>>>) {
    let mut response = match answer(url).await {
        Ok(response) => response,
        Err(error) => {
            let _ = heads.send(Err(error));
            return;
        }
    };
    if heads.send(Ok((modified(&response), response.content_length()))).is_err() {
        return;
    }
    loop {
        let piece = match response.chunk().await {
            Ok(Some(piece)) => Ok(piece.to_vec()),
            Ok(None) => return,
            Err(error) => Err(io::Error::other(error)),
        };
        let is_over = piece.is_err();
        if pieces.send(piece).is_err() || is_over {
            return;
        }
    }
}

async fn answer(url: &str) -> Result<Response, String> {
    let client = Client::builder()
        .user_agent(concat!("donation-flow/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(TIMEOUT)
        .read_timeout(TIMEOUT)
        .redirect(redirect::Policy::limited(5))
        .build();
    let client = client.map_err(|error| error.to_string())?;
    let response = client.get(url).send().await.map_err(|error| error.to_string())?;
    match response.status() {
        status if status.is_success() => Ok(response),
        status => Err(format!("the site answered {status}")),
    }
}

fn modified(response: &Response) -> Option<Day> {
    let time = response.headers().get(header::LAST_MODIFIED)?.to_str().ok()?;
    let since = httpdate::parse_http_date(time).ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(Day::of(since.as_secs()))
}

impl Read for Body {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.piece.len() {
            match self.pieces.recv() {
                Ok(piece) => (self.piece, self.taken) = (piece?, 0),
                // The answer is whole.
                Err(_) => return Ok(0),
            }
        }
        let rest = &self.piece[self.taken..];
        let length = rest.len().min(out.len());
        out[..length].copy_from_slice(&rest[..length]);
        self.taken += length;
        Ok(length)
    }
}
