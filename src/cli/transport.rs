//! Fetches what the driver asks for: GET, without cookies or referrer, redirects to the same origin only.

use crate::explorer::{Outcome, Request};
use reqwest::{Client, ClientBuilder, Url, header, redirect};
use std::time::Duration;

/// An answer longer than this is no page of an explorer.
const BODY_LIMIT: usize = 16 << 20;
const TIMEOUT: Duration = Duration::from_secs(30);
const REDIRECTS: usize = 5;

#[derive(Clone)]
pub struct Transport {
    /// Goes through the proxies that the environment names.
    far: Client,
    /// For this machine: no proxy can reach it.
    loopback: Client,
}

impl Transport {
    pub fn new() -> Result<Transport, reqwest::Error> {
        Ok(Transport { far: client().build()?, loopback: client().no_proxy().build()? })
    }

    /// What came of a request; every failure on the way is [`Outcome::Failed`].
    pub async fn fetch(&self, request: Request) -> Outcome {
        self.answer(request).await.unwrap_or(Outcome::Failed)
    }

    async fn answer(&self, request: Request) -> Option<Outcome> {
        let url = Url::parse(&request.url).ok()?;
        let client = if is_loopback(&url) { &self.loopback } else { &self.far };
        let mut get = client.get(url);
        for (name, value) in request.headers {
            get = get.header(name, value);
        }
        let mut response = get.send().await.ok()?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get(header::RETRY_AFTER);
        let retry_after = retry_after.and_then(|value| value.to_str().ok()).map(str::to_owned);
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.ok()? {
            if body.len() + chunk.len() > BODY_LIMIT {
                return None;
            }
            body.extend_from_slice(&chunk);
        }
        Some(Outcome::Answer { status, retry_after, body: String::from_utf8(body).ok()? })
    }
}

fn client() -> ClientBuilder {
    let same_origin = redirect::Policy::custom(|attempt| {
        let came_from = attempt.previous().last().map(Url::origin);
        match came_from == Some(attempt.url().origin()) && attempt.previous().len() <= REDIRECTS {
            true => attempt.follow(),
            false => attempt.stop(),
        }
    });
    Client::builder()
        .user_agent(concat!("donation-flow/", env!("CARGO_PKG_VERSION")))
        .timeout(TIMEOUT)
        .redirect(same_origin)
        .referer(false)
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}
