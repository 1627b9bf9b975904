//! One request as the explorers' contract wants it, a GET or a POST of JSON: without cookies, referrer or redirects, and with an end.

use crate::explorer::{BODY_LIMIT, Outcome, Request};
use gloo_net::http;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/browser/dom.js")]
extern "C" {
    /// A request and the way to end it: see `dom.js`.
    #[derive(Clone)]
    type Cancellable;

    #[wasm_bindgen(constructor)]
    fn new(url: &str, has_headers: bool, body: Option<&str>) -> Cancellable;
    #[wasm_bindgen(method)]
    fn header(this: &Cancellable, name: &str, value: &str);
    #[wasm_bindgen(method, getter)]
    fn request(this: &Cancellable) -> web_sys::Request;
    /// The answer, where it was asked for before the panel was there.
    #[wasm_bindgen(method, catch)]
    async fn early(this: &Cancellable) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    fn cancel(this: &Cancellable);

    /// An answer's text; nothing where it is longer than so many bytes.
    #[wasm_bindgen(catch)]
    async fn text(response: &web_sys::Response, limit: u32) -> Result<JsValue, JsValue>;
}

/// Ends a request when it is dropped.
pub struct Call(Cancellable);

impl Drop for Call {
    /// Does nothing to a request that has been answered.
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// A request that is to be sent, or was.
pub struct Sending(Cancellable);

/// A request that can be sent, and ended.
pub fn call(request: &Request) -> (Call, Sending) {
    let call = Cancellable::new(&request.url, !request.headers.is_empty(), request.body.as_deref());
    for (name, value) in &request.headers {
        call.header(name, value);
    }
    (Call(call.clone()), Sending(call))
}

/// Sends a request. Where no answer can be read the browser does not tell why: a name that does not resolve, a dropped
/// connection and a limit hidden by CORS look the same.
pub async fn send(sending: Sending) -> Outcome {
    answer(sending).await.unwrap_or(Outcome::Failed)
}

async fn answer(Sending(call): Sending) -> Option<Outcome> {
    let response = match call.early().await.ok()?.dyn_into::<web_sys::Response>() {
        Ok(early) => early.into(),
        Err(_) => http::Request::from(call.request()).send().await.ok()?,
    };
    let retry_after = response.headers().get("retry-after");
    let status = response.status();
    let body = text(&response.into(), BODY_LIMIT as u32).await.ok()?;
    Some(match body.as_string() {
        Some(body) => Outcome::Answer { status, retry_after, body },
        None => Outcome::TooLong,
    })
}
