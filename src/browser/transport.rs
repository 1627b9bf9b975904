//! One GET request as the explorers' contract wants it: without cookies, referrer or redirects, and with an end.

use crate::explorer::{Outcome, Request};
use gloo_net::http;
use gloo_timers::callback::Timeout;
use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
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

/// Sends a request, or waits for `early`, the answer to it that is on its way already. Where no answer can be read the
/// browser does not tell why: a name that does not resolve, a dropped connection and a limit hidden by CORS look the
/// same.
pub async fn send(request: Request, signal: AbortSignal, early: Option<Promise>) -> Outcome {
    let response = match early {
        Some(promise) => JsFuture::from(promise)
            .await
            .map(|response| response.unchecked_into::<web_sys::Response>().into())
            .ok(),
        None => fetch(request, signal).await.ok(),
    };
    match response {
        Some(response) => answer(response).await.unwrap_or(Outcome::Failed),
        None => Outcome::Failed,
    }
}

async fn fetch(request: Request, signal: AbortSignal) -> Result<http::Response, gloo_net::Error> {
    let mut builder = http::Request::get(&request.url)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        // To another host than the panel names: never.
        .redirect(RequestRedirect::Error)
        .abort_signal(Some(&signal));
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    builder.send().await
}

async fn answer(response: http::Response) -> Result<Outcome, gloo_net::Error> {
    let retry_after = response.headers().get("retry-after");
    Ok(Outcome::Answer { status: response.status(), retry_after, body: response.text().await? })
}

/// The answer to a request that the page sent before there was a panel. A key makes it another request.
pub fn early(request: &Request, signal: &AbortSignal, early: &Function) -> Option<Promise> {
    if !request.headers.is_empty() {
        return None;
    }
    early.call2(&JsValue::NULL, &JsValue::from_str(&request.url), signal).ok()?.dyn_into().ok()
}
