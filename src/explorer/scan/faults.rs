//! What follows from a fault: another try after a pause, the next explorer, or a gap.

use super::{BACKOFF_MS, Scan, State, Task};
use crate::explorer::{GapKind, Query};

const BACKOFF_LIMIT_MS: u64 = 30_000;
/// Waiting that an explorer may ask for by `Retry-After`; more, and the next explorer is asked.
const PATIENCE_MS: u64 = 120_000;
/// The same while another explorer could be asked instead.
const PATIENCE_WITH_CHOICE_MS: u64 = 10_000;

impl Scan {
    /// A retry may help, after so long if the explorer said.
    pub(super) fn trouble(
        &mut self,
        index: usize,
        source: usize,
        kind: GapKind,
        wait_ms: Option<u64>,
        now_ms: u64,
    ) {
        let task = &mut self.tasks[index];
        task.tries += 1;
        let Task { chain, query, tries, .. } = *task;
        let choice = self.source_from(chain, source + 1).is_some();
        let patience = if choice { PATIENCE_WITH_CHOICE_MS } else { PATIENCE_MS };
        let too_long = wait_ms.is_some_and(|wait_ms| wait_ms > patience);
        // A summary is worth one try: nothing hangs on it.
        let one_try = query == Query::Summary && !too_long;
        if too_long || one_try || tries >= self.policy.tries {
            let answered = self.answered.contains(&source);
            let source = &mut self.sources[source];
            if !one_try {
                source.given_up += 1;
                // A limit is everyone's: no other listing need try.
                if too_long || source.given_up > 1 || !answered {
                    source.down = Some(kind);
                }
            }
            self.give_up(index, kind);
            return;
        }
        let wait_ms = match wait_ms {
            // Asked to come back at once, one does not come back four times at once.
            Some(wait_ms) => wait_ms.max(BACKOFF_MS / 2),
            None => self.backoff_ms(tries),
        };
        let pace = self.pace(source);
        pace.troubled = true;
        pace.held_until_ms = pace.held_until_ms.max(now_ms + wait_ms);
    }

    /// No retry changes it.
    pub(super) fn refused(&mut self, index: usize, source: usize, status: u16) {
        let limited = status == 403 && self.adapter(source).limits_by_403();
        let kind = if limited { GapKind::RateLimited } else { GapKind::Refused };
        // A cursor can be too old, or another server's: from the start it may do.
        let task = &mut self.tasks[index];
        let about_cursor = !task.reading.cursor.is_empty() && matches!(status, 400 | 404 | 410 | 422);
        if about_cursor && task.restarted_at != Some(source) {
            task.restarted_at = Some(source);
            self.restart(index);
            return;
        }
        if status == 401 || limited {
            self.sources[source].down = Some(kind);
        }
        self.give_up(index, kind);
    }

    /// The task goes on at the next explorer, or ends as a gap.
    pub(super) fn give_up(&mut self, index: usize, kind: GapKind) {
        let Some(source) = self.tasks[index].source else { return };
        self.pace(source).troubled = false;
        let task = &mut self.tasks[index];
        task.tries = 0;
        let chain = task.chain;
        if let Some(next) = self.source_from(chain, source + 1) {
            self.move_to(index, next);
            return;
        }
        let first = self.source_from(chain, 0);
        let task = &mut self.tasks[index];
        task.state = State::Failed(kind);
        let owner = task.owner;
        if task.query == Query::Account && self.is_silent(owner) {
            // Empty lists were taken for all that there is.
            for task in &mut self.tasks {
                if task.owner == owner && task.is_listing() && task.state == State::Done {
                    (task.state, task.reached) = (State::Ready, false);
                }
            }
        }
        let task = &self.tasks[index];
        let broke_off = task.reading.pages > 0 && task.begins.is_none();
        if let (true, Some(summary)) = (broke_off, self.sibling(&self.tasks[index], Query::Summary)) {
            let summary = &mut self.tasks[summary];
            if summary.state == State::Idle {
                summary.state = State::Ready;
                summary.source = first;
            }
        }
    }

    /// Takes a task to another explorer. A listing goes on from its cursor where cursors mean the same everywhere
    /// (Esplora's are transaction ids); a fingerprint of TronGrid's is its server's own, and another API's cursor is
    /// nothing: those listings begin anew.
    pub(super) fn move_to(&mut self, index: usize, next: usize) {
        let is_portable = |before: usize| {
            self.explorer(before).api == self.explorer(next).api && self.adapter(next).cursors_are_portable()
        };
        let task = &self.tasks[index];
        let goes_on = task.source.is_none_or(|before| before == next || is_portable(before));
        if !goes_on && !task.reading.cursor.is_empty() {
            self.restart(index);
        }
        self.tasks[index].source = Some(next);
    }

    pub(super) fn leave_explorers_that_are_down(&mut self) {
        for index in 0..self.tasks.len() {
            let task = &mut self.tasks[index];
            if task.state != State::Ready {
                continue;
            }
            match task.source {
                None => task.state = State::Failed(GapKind::NotAnswered),
                Some(source) => {
                    if let Some(kind) = self.sources[source].down {
                        self.give_up(index, kind);
                    }
                }
            }
        }
    }

    /// The backoff after so many tries: half of it fixed, half of it jitter.
    fn backoff_ms(&mut self, tries: u32) -> u64 {
        let doubled = BACKOFF_MS.saturating_mul(1 << (tries - 1).min(20));
        let half = doubled.min(BACKOFF_LIMIT_MS) / 2;
        half + self.random() % (half + 1)
    }

    /// xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled"): jitter needs
    /// no more.
    fn random(&mut self) -> u64 {
        let mut state = self.random.max(1);
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        self.random = state;
        state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32
    }
}
