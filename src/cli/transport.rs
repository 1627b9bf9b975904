//! Fetches what the driver asks for: GET, or POST of JSON, without cookies or referrer, redirects to the same origin only;
//! and the files that stand beside a campaign file on this machine.

use crate::explorer::{BODY_LIMIT, Outcome, Request};
use reqwest::{Client, ClientBuilder, Url, header, redirect};
use std::time::Duration;
use tokio::io::AsyncReadExt;

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
        if url.scheme() == "file" {
            return file(&url).await;
        }
        let client = if is_loopback(&url) { &self.loopback } else { &self.far };
        let mut asked = match request.body {
            None => client.get(url),
            Some(body) => client.post(url).header(header::CONTENT_TYPE, "application/json").body(body),
        };
        for (name, value) in request.headers {
            asked = asked.header(name, value);
        }
        let mut response = asked.send().await.ok()?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get(header::RETRY_AFTER);
        let retry_after = retry_after.and_then(|value| value.to_str().ok()).map(str::to_owned);
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.ok()? {
            if body.len() + chunk.len() > BODY_LIMIT {
                return Some(Outcome::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Some(Outcome::Answer { status, retry_after, body: String::from_utf8(body).ok()? })
    }
}

/// A file of this machine, answered as a server would.
async fn file(url: &Url) -> Option<Outcome> {
    let path = url.to_file_path().ok()?;
    let Ok(file) = tokio::fs::File::open(path).await else {
        return Some(Outcome::Answer { status: 404, retry_after: None, body: String::new() });
    };
    let mut body = Vec::new();
    // A byte more, so that what is too long can be told.
    file.take(BODY_LIMIT as u64 + 1).read_to_end(&mut body).await.ok()?;
    if body.len() > BODY_LIMIT {
        return Some(Outcome::TooLong);
    }
    Some(Outcome::Answer { status: 200, retry_after: None, body: String::from_utf8(body).ok()? })
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::sync::mpsc::{Receiver, channel};

    /// A server that gives these answers, one a connection, and tells what it was asked.
    fn scripted(answers: Vec<String>) -> (String, Receiver<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let (asked, heard) = channel();
        std::thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 4_096];
                let read = stream.read(&mut request).unwrap();
                // Some tests do not listen.
                let _ = asked.send(String::from_utf8_lossy(&request[..read]).to_lowercase());
                // A client that has read enough hangs up.
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        (origin, heard)
    }

    fn answer(head: &str, body: &str) -> String {
        format!("HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len())
    }

    fn fetch(url: String) -> Outcome {
        send(Request { url, headers: vec![("TRON-PRO-API-KEY", "k".into())], body: None })
    }

    fn send(request: Request) -> Outcome {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async { Transport::new().unwrap().fetch(request).await })
    }

    fn said(outcome: Outcome) -> Option<(u16, Option<String>, String)> {
        match outcome {
            Outcome::Answer { status, retry_after, body } => Some((status, retry_after, body)),
            Outcome::Failed | Outcome::TooLong => None,
        }
    }

    #[test]
    fn a_request_says_no_more_than_it_must() {
        let (origin, heard) = scripted(vec![answer("429 Slow\r\nRetry-After: 7\r\nSet-Cookie: a=b", "no")]);
        assert_eq!(said(fetch(format!("{origin}/api"))), Some((429, Some("7".into()), "no".into())));
        let request = heard.recv().unwrap();
        assert!(request.starts_with("get /api http/1.1"));
        assert!(request.contains("tron-pro-api-key: k") && request.contains("user-agent: donation-flow/"));
        assert!(!request.contains("cookie") && !request.contains("referer"), "{request}");
    }

    #[test]
    fn a_body_is_posted_as_json() {
        let (origin, heard) = scripted(vec![answer("200 OK", "[]")]);
        let request =
            Request { url: format!("{origin}/rpc"), headers: Vec::new(), body: Some("[{}]".into()) };
        assert_eq!(said(send(request)), Some((200, None, "[]".into())));
        let request = heard.recv().unwrap();
        assert!(request.starts_with("post /rpc http/1.1"), "{request}");
        assert!(request.contains("content-type: application/json\r\n"), "{request}");
        assert!(request.ends_with("\r\n\r\n[{}]") && !request.contains("cookie"), "{request}");
    }

    #[test]
    fn redirects_stay_at_their_origin() {
        let (origin, heard) =
            scripted(vec![answer("302 Found\r\nLocation: /there", ""), answer("200 OK", "[]")]);
        assert_eq!(said(fetch(format!("{origin}/here"))), Some((200, None, "[]".into())));
        assert_eq!(heard.iter().take(2).count(), 2);

        let (elsewhere, asked) = scripted(vec![answer("200 OK", "taken")]);
        let (origin, _) = scripted(vec![answer(&format!("302 Found\r\nLocation: {elsewhere}/"), "")]);
        assert_eq!(said(fetch(origin)).map(|(status, ..)| status), Some(302));
        assert!(asked.try_recv().is_err(), "nobody asked there");
    }

    #[test]
    fn what_is_no_answer_is_a_failure() {
        let (cut, _) = scripted(vec!["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".into()]);
        let (odd, _) = scripted(vec!["nonsense\r\n\r\n".into()]);
        for origin in [cut, odd, "http://127.0.0.1:1".into(), "no url".into()] {
            assert_eq!(said(fetch(origin.clone())), None, "{origin}");
        }
        let (whole, _) = scripted(vec![answer("200 OK", &"x".repeat(BODY_LIMIT))]);
        assert_eq!(said(fetch(whole)).map(|(_, _, body)| body.len()), Some(BODY_LIMIT));
        let (long, _) = scripted(vec![answer("200 OK", &"x".repeat(BODY_LIMIT + 1))]);
        assert!(matches!(fetch(long), Outcome::TooLong));
    }

    #[test]
    fn a_file_is_answered_as_a_server_would() {
        let path = std::env::temp_dir().join(format!("donation-flow-transport-{}", std::process::id()));
        std::fs::write(&path, "a list").unwrap();
        let url = Url::from_file_path(&path).unwrap();
        assert_eq!(said(fetch(url.to_string())), Some((200, None, "a list".into())));
        let file = std::fs::File::create(&path).unwrap();
        file.set_len(BODY_LIMIT as u64 + 1).unwrap();
        assert!(matches!(fetch(url.to_string()), Outcome::TooLong));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(said(fetch(url.to_string())).map(|(status, ..)| status), Some(404));
    }
}
