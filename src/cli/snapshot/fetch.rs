//! Drives what asks: each request to its host, or to the journal, which may have the answer already.

use super::journal::{Journal, Key};
use crate::cli::transport::Transport;
use crate::explorer::{Next, Outcome, Request, Ticket};
use indicatif::{ProgressBar, ProgressStyle};
use std::pin::Pin;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Something sans-IO that asks.
pub trait Driver {
    fn next_request(&mut self, now_ms: u64) -> Next;

    /// Takes what came of a request; whether it is worth keeping.
    fn handle_response(&mut self, ticket: Ticket, request: &Request, outcome: Outcome, now_ms: u64) -> bool;

    /// What the answer to a request is kept by; none where it is not kept.
    fn key(&self, ticket: Ticket, request: &Request) -> Option<Key>;

    fn stop(&mut self);

    fn show(&self, bar: &ProgressBar);
}

/// What all drivers of a run have in common.
pub struct Fetch {
    transport: Transport,
    journal: Journal,
    bar: ProgressBar,
    begun: Instant,
    /// By so much the clock runs ahead: nobody waits between answers that are held already.
    ahead_ms: u64,
    /// One future for the whole run: a Ctrl-C that comes while an answer is read is not lost.
    interrupt: Pin<Box<dyn Future<Output = std::io::Result<()>> + Send>>,
    interrupted: bool,
}

impl Fetch {
    pub fn new(journal: Journal) -> Result<Fetch, String> {
        let bar = ProgressBar::new(0).with_style(style());
        bar.enable_steady_tick(Duration::from_millis(250));
        Ok(Fetch {
            transport: Transport::new().map_err(|error| error.to_string())?,
            journal,
            bar,
            begun: Instant::now(),
            ahead_ms: 0,
            interrupt: Box::pin(tokio::signal::ctrl_c()),
            interrupted: false,
        })
    }

    /// Whether Ctrl-C ended it early.
    pub fn is_interrupted(&self) -> bool {
        self.interrupted
    }

    pub fn bar(&self) -> &ProgressBar {
        &self.bar
    }

    fn now_ms(&self) -> u64 {
        self.begun.elapsed().as_millis() as u64 + self.ahead_ms
    }

    /// Asks until the driver is done; Ctrl-C ends it early. An error is the journal's.
    pub async fn run(&mut self, driver: &mut dyn Driver) -> Result<(), String> {
        let (sender, mut answers) = mpsc::unbounded_channel::<(Ticket, Request, Outcome)>();
        let mut under_way = JoinSet::new();
        let mut awaited = 0_u32;
        let mut was_held = false;
        if self.interrupted {
            driver.stop();
        }
        loop {
            let now_ms = self.now_ms();
            match driver.next_request(now_ms) {
                Next::Request(ticket, request) => {
                    let held = driver.key(ticket, &request).and_then(|key| self.journal.take(&key));
                    was_held = held.is_some();
                    if let Some(outcome) = held {
                        driver.handle_response(ticket, &request, outcome, now_ms);
                        driver.show(&self.bar);
                        continue;
                    }
                    awaited += 1;
                    let (transport, sender) = (self.transport.clone(), sender.clone());
                    under_way.spawn(async move {
                        let outcome = transport.fetch(request.clone()).await;
                        // Nobody listens any more once the run has ended.
                        let _ = sender.send((ticket, request, outcome));
                    });
                }
                Next::Wait(ms) if awaited == 0 && was_held => self.ahead_ms += ms,
                Next::Wait(ms) => tokio::select! {
                    Some((ticket, request, outcome)) = answers.recv() => {
                        awaited -= 1;
                        let key = driver.key(ticket, &request);
                        let now_ms = self.now_ms();
                        if driver.handle_response(ticket, &request, outcome.clone(), now_ms)
                            && let Some(key) = key
                        {
                            self.journal.keep(key, &outcome).map_err(|error| format!("the journal: {error}"))?;
                        }
                        driver.show(&self.bar);
                    }
                    () = tokio::time::sleep(Duration::from_millis(ms)) => {}
                    _ = &mut self.interrupt, if !self.interrupted => {
                        self.interrupted = true;
                        driver.stop();
                        under_way.abort_all();
                    }
                },
                Next::Done => return Ok(()),
            }
        }
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:30} {msg}").unwrap_or_else(|_| ProgressStyle::default_bar())
}
