//! One GET request as the explorers' contract wants it: without cookies, referrer or redirects, and with an end.

use crate::explorer::{Outcome, Request};
use gloo_net::http;
use gloo_timers::callback::Timeout;
use web_sys::{AbortController, AbortSignal, ReferrerPolicy, RequestCredentials, RequestRedirect};

/// Milliseconds until a request without a whole answer counts as failed.
const TIME_LIMIT: u32 = 30_000;

/// Ends a request when it is dropped.
pub struct Abort {
    controller: AbortController,
    _timer: Timeout,
}

impl Abort {
    /// Of a request that begins now. None where the browser has no `AbortController`.
    pub fn new() -> Option<Abort> {
        let controller = AbortController::new().ok()?;
        let late = controller.clone();
        let timer = Timeout::new(TIME_LIMIT, move || late.abort());
        Some(Abort { controller, _timer: timer })
    }

    pub fn signal(&self) -> AbortSignal {
        self.controller.signal()
    }
}

impl Drop for Abort {
    /// Does nothing to a request that has been answered.
    fn drop(&mut self) {
        self.controller.abort();
    }
}

/// Sends a request. Where no answer can be read the browser does not tell why: a name that does not resolve, a dropped
/// connection and a limit hidden by CORS look the same.
pub async fn send(request: Request, signal: AbortSignal) -> Outcome {
    answer(request, signal).await.unwrap_or(Outcome::Failed)
}

async fn answer(request: Request, signal: AbortSignal) -> Result<Outcome, gloo_net::Error> {
    let mut builder = http::Request::get(&request.url)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        // To another host than the panel names: never.
        .redirect(RequestRedirect::Error)
        .abort_signal(Some(&signal));
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let response = builder.send().await?;
    let retry_after = response.headers().get("retry-after");
    Ok(Outcome::Answer { status: response.status(), retry_after, body: response.text().await? })
}
