//! Asks a second explorer, chain by chain: the same requests and outcomes as a scan's, driven beside it.
//!
//! On chains of outputs both explorers tell each address's counts and sums in one answer. They are asked between two looks at
//! the tip, until all four looks show the same height: then both spoke of the same blocks. Where blocks came since the figures' own
//! list was read, the rows of these blocks are taken off again.
//!
//! On chains of accounts no explorer tells such sums: the second one's lists are read whole, as the first one's were, and go
//! through the same ledger.

use super::{AgreedSum, Agreement, Difference, Figure, Finding, Whom, explorers};
use crate::campaign::url::is_loopback;
use crate::campaign::{Campaign, Explorer};
use crate::chain::{Address, Amount, Chain, Family, Row, Timestamp, TxIo};
use crate::explorer::failure::Failure;
use crate::explorer::scan::LOOK_AGAIN_MS;
use crate::explorer::{Feed, Next, Outcome, Policy, Query, Reading, Scan, Ticket, adapter, host};
use crate::json;
use crate::ledger::history::HeldIo;
use crate::ledger::{AssetLedger, History, Kind, Ledger, add};
use std::sync::Arc;

/// Tickets begin here, so that they are none of a scan's, and end before those of lists. Each chain has a share of them.
const FIRST_TICKET: u32 = 1 << 29;
const LAST_TICKET: u32 = (1 << 30) - 1;
const SHARE: u32 = 1 << 23;

/// How often both are asked for one height, and how long is waited between.
const ROUNDS: u32 = 5;
const ROUND_MS: u64 = 15_000;

/// Pages of newer rows that are read of an address at most.
const PAGES: u32 = 40;

/// The questions to second explorers about all of a campaign's chains.
pub struct Corroboration {
    campaign: Arc<Campaign>,
    chains: Vec<Asked>,
}

/// What is asked on one chain.
struct Asked {
    chain: Chain,
    /// The first explorer's, whose list it is, and the second's.
    hosts: [String; 2],
    way: Way,
}

enum Way {
    NoSecond,
    Heights(Box<Heights>),
    Lists(Box<Lists>),
}

/// Two explorers at one height.
struct Heights {
    addresses: Vec<Address>,
    sides: [Side; 2],
    step: Step,
    round: u32,
    /// Those sent so far; each one's number is its ticket.
    requests: u32,
    /// No request starts before.
    due_ms: u64,
    /// By address, of the figures' own list up to the height that is compared.
    own: Vec<Sums>,
}

/// What both are asked now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The tip, before anything else.
    Before,
    Accounts,
    /// The tip once more.
    After,
    /// Rows of blocks above `limit`, where the figures' own list ends, up to the tip.
    Newer {
        limit: u64,
        tip: u64,
    },
    Ended(Ended),
}

/// How the questions to both ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// Both told all, of the blocks up to this height.
    At(u64),
    NotAnswered,
    NotAtOneHeight,
}

/// One of the two.
struct Side {
    explorer: Explorer,
    /// Its own pace.
    due_ms: u64,
    under_way: Option<u32>,
    tries: u32,
    /// Before and after.
    tips: [Option<u64>; 2],
    /// By address.
    told: Vec<Sums>,
    /// Addresses of which newer rows were taken off, or there were none; and what was read of the next one's.
    settled: usize,
    reading: Reading,
}

/// A second explorer's lists.
struct Lists {
    /// The campaign with that explorer alone.
    campaign: Arc<Campaign>,
    scan: Scan,
    history: History,
    /// The last second that is compared.
    until: Timestamp,
}

/// What an address has: transactions, received, spent.
type Sums = [u128; 3];

impl Corroboration {
    /// The questions about a campaign whose lists were read of the explorers `answered`, as of `as_of`.
    #[inline(never)]
    pub fn new(
        campaign: &Arc<Campaign>,
        answered: &[usize],
        as_of: Timestamp,
        policy: &Policy,
        whom: Whom,
    ) -> Corroboration {
        let mut chains = Vec::new();
        for chain in campaign.chains() {
            let [first, second] = explorers(campaign, answered, chain, whom);
            let name = |explorer: &Option<Explorer>| explorer.as_ref().map_or("", host).into();
            let hosts = [name(&first), name(&second)];
            let way = match (first, second, chain.family()) {
                (Some(first), Some(second), Family::Utxo) => {
                    Way::Heights(Box::new(Heights::new(campaign, chain, [first, second])))
                }
                (_, Some(second), Family::Account) => {
                    Way::Lists(Box::new(Lists::new(campaign, chain, second, as_of, policy)))
                }
                _ => Way::NoSecond,
            };
            chains.push(Asked { chain, hosts, way });
        }
        Corroboration { campaign: campaign.clone(), chains }
    }

    /// Whether a ticket is of one of these questions.
    pub fn is_asked_by(ticket: Ticket) -> bool {
        (FIRST_TICKET..=LAST_TICKET).contains(&ticket.0)
    }

    /// As [`Scan::next_request`]. `history` is what the figures are made of.
    #[inline(never)]
    pub fn next_request(&mut self, now_ms: u64, history: &History) -> Next {
        let mut wait_ms = None;
        for (place, asked) in self.chains.iter_mut().enumerate() {
            let next = match &mut asked.way {
                Way::NoSecond => Next::Done,
                Way::Heights(heights) => heights.next_request(now_ms, asked.chain, history),
                Way::Lists(lists) => lists.scan.next_request(now_ms),
            };
            match next {
                Next::Request(Ticket(own), request) => {
                    let ticket = FIRST_TICKET + place as u32 * SHARE + own % SHARE;
                    return Next::Request(Ticket(ticket), request);
                }
                Next::Wait(ms) => wait_ms = Some(wait_ms.map_or(ms, |known: u64| known.min(ms))),
                Next::Done => {}
            }
        }
        wait_ms.map_or(Next::Done, Next::Wait)
    }

    /// Takes what came of a request; what is no longer awaited is ignored.
    #[inline(never)]
    pub fn handle_response(&mut self, ticket: Ticket, outcome: Outcome, now_ms: u64) {
        let Some(number) = ticket.0.checked_sub(FIRST_TICKET) else { return };
        let Some(asked) = self.chains.get_mut((number / SHARE) as usize) else { return };
        match &mut asked.way {
            Way::NoSecond => {}
            Way::Heights(heights) => heights.handle_response(number % SHARE, outcome, now_ms),
            Way::Lists(lists) => {
                let Lists { scan, history, .. } = &mut **lists;
                scan.handle_response(Ticket(number % SHARE), outcome, now_ms, &mut |delivery| {
                    history.take(delivery)
                });
            }
        }
    }

    /// What came of it, one a chain. Before all is answered it is not.
    #[inline(never)]
    pub fn agreements(&self, history: &History) -> Vec<Agreement> {
        let mut ours = None;
        let mut agreements = Vec::new();
        for Asked { chain, hosts, way } in &self.chains {
            let mut agreement = Agreement {
                chain: *chain,
                finding: Finding::NoSecond,
                hosts: hosts.clone(),
                height: None,
                until: None,
                addresses: 0,
                transactions: 0,
                sums: Vec::new(),
                differs: Vec::new(),
            };
            match way {
                Way::NoSecond => {}
                Way::Heights(heights) => heights.conclude(&mut agreement),
                Way::Lists(lists) => {
                    let ours = ours
                        .get_or_insert_with(|| Ledger::among(&[], &self.campaign, history, Timestamp::MAX));
                    lists.conclude(ours, &mut agreement);
                }
            }
            agreements.push(agreement);
        }
        agreements
    }
}

impl Heights {
    fn new(campaign: &Campaign, chain: Chain, explorers: [Explorer; 2]) -> Heights {
        let side = |explorer| Side {
            explorer,
            due_ms: 0,
            under_way: None,
            tries: 0,
            tips: [None; 2],
            told: Vec::new(),
            settled: 0,
            reading: Reading::NEW,
        };
        Heights {
            addresses: addresses_on(campaign, chain),
            sides: explorers.map(side),
            step: Step::Before,
            round: 0,
            requests: 0,
            due_ms: 0,
            own: Vec::new(),
        }
    }

    fn next_request(&mut self, now_ms: u64, chain: Chain, history: &History) -> Next {
        self.go_on(now_ms, chain, history);
        if matches!(self.step, Step::Ended(_)) {
            return Next::Done;
        }
        if self.due_ms > now_ms {
            return Next::Wait(self.due_ms - now_ms);
        }
        let mut wait_ms = LOOK_AGAIN_MS;
        for place in 0..self.sides.len() {
            let Some((query, about)) = self.wanted(place) else { continue };
            let side = &mut self.sides[place];
            if side.under_way.is_some() {
                continue;
            }
            if side.due_ms > now_ms {
                wait_ms = wait_ms.min(side.due_ms - now_ms);
                continue;
            }
            let adapter = adapter(side.explorer.api);
            let address = self.addresses.get(about);
            let request = address
                .and_then(|address| adapter.request(&side.explorer, query, address, &[], &side.reading));
            let Some(request) = request else {
                self.step = Step::Ended(Ended::NotAnswered);
                return Next::Done;
            };
            let spacing_ms =
                if is_loopback(host(&side.explorer)) { 0 } else { adapter.spacing_ms(&side.explorer) };
            side.due_ms = now_ms + spacing_ms;
            side.under_way = Some(self.requests);
            self.requests += 1;
            return Next::Request(Ticket(self.requests - 1), request);
        }
        Next::Wait(wait_ms)
    }

    /// What one of the two is still to be asked in this step, and of which address; a tip is of none.
    fn wanted(&self, place: usize) -> Option<(Query, usize)> {
        let side = &self.sides[place];
        let (query, about, is_wanted) = match self.step {
            Step::Before => (Query::Tip, 0, side.tips[0].is_none()),
            Step::Accounts => (Query::Account, side.told.len(), side.told.len() < self.addresses.len()),
            Step::After => (Query::Tip, 0, side.tips[1].is_none()),
            Step::Newer { .. } => {
                (Query::Listing(Feed::Confirmed), side.settled, side.settled < self.addresses.len())
            }
            Step::Ended(_) => return None,
        };
        is_wanted.then_some((query, about))
    }

    /// Takes the next step once both have answered this one's questions.
    fn go_on(&mut self, now_ms: u64, chain: Chain, history: &History) {
        while !matches!(self.step, Step::Ended(_)) {
            self.skip_what_is_settled();
            if (0..self.sides.len()).any(|place| self.wanted(place).is_some()) {
                return;
            }
            let [first, second] = &self.sides;
            let tip = first.tips[0].filter(|_| first.tips[0] == second.tips[0]);
            let stood = first.tips[0] == first.tips[1] && second.tips[0] == second.tips[1];
            self.step = match (self.step, tip) {
                (Step::Before, Some(_)) => Step::Accounts,
                (Step::Accounts, _) => Step::After,
                (Step::After, Some(tip)) if stood => {
                    let limit = history.tip(chain).map_or(tip, |own| own.min(tip));
                    self.own = own_sums(history, chain, &self.addresses, limit);
                    Step::Newer { limit, tip }
                }
                (Step::Newer { limit, .. }, _) => Step::Ended(Ended::At(limit)),
                _ => {
                    self.begin_anew(now_ms);
                    return;
                }
            };
        }
    }

    /// Blocks came between: both are asked again a little later.
    fn begin_anew(&mut self, now_ms: u64) {
        self.round += 1;
        self.due_ms = now_ms + ROUND_MS;
        self.step = if self.round < ROUNDS { Step::Before } else { Step::Ended(Ended::NotAtOneHeight) };
        for side in &mut self.sides {
            (side.tips, side.settled, side.reading) = ([None; 2], 0, Reading::NEW);
            side.told.clear();
        }
    }

    /// An address needs no page where there are no newer blocks, or no newer transactions in them.
    fn skip_what_is_settled(&mut self) {
        let Step::Newer { limit, tip } = self.step else { return };
        for side in &mut self.sides {
            while let (Some(told), Some(own)) = (side.told.get(side.settled), self.own.get(side.settled)) {
                if limit < tip && (side.reading.pages > 0 || told[0] != own[0]) {
                    break;
                }
                side.settled += 1;
            }
        }
    }

    fn handle_response(&mut self, number: u32, outcome: Outcome, now_ms: u64) {
        let is_it = |side: &Side| side.under_way == Some(number);
        let Some(place) = self.sides.iter().position(is_it) else { return };
        let query = self.wanted(place);
        self.sides[place].under_way = None;
        let Some((query, about)) = query else { return };
        let failure = match &outcome {
            Outcome::Answer { status: 200..=299, body, .. } => {
                if self.read(place, query, about, body).is_some() {
                    self.sides[place].tries = 0;
                    return;
                }
                // What was cut off on its way may come whole.
                Failure::because(String::new(), true)
            }
            outcome => Failure::of(outcome),
        };
        let side = &mut self.sides[place];
        side.tries += 1;
        match failure.again_after_ms(side.tries) {
            Some(wait_ms) => side.due_ms = now_ms + wait_ms,
            None => self.step = Step::Ended(Ended::NotAnswered),
        }
    }

    /// Takes an answer; none where it cannot be read, or does not tell what was asked for.
    fn read(&mut self, place: usize, query: Query, about: usize, body: &str) -> Option<()> {
        let address = self.addresses.get(about)?;
        let side = &mut self.sides[place];
        let adapter = adapter(side.explorer.api);
        if query == Query::Tip {
            let height = adapter.tip(body).ok()?;
            side.tips[usize::from(self.step == Step::After)] = Some(height);
            return Some(());
        }
        let answer = &json::parse(body).ok()?;
        if query == Query::Account {
            let account = adapter.account(address, query, &[], answer).ok()?;
            let native = account.totals.first()?;
            let (received, spent) = (native.funded_txo_sum?, native.spent_txo_sum?);
            side.told.push([native.tx_count?.into(), received.units(), spent.units()]);
            return Some(());
        }
        let Step::Newer { limit, tip } = self.step else { return Some(()) };
        let before = side.reading.cursor.clone();
        adapter.page(&mut side.reading, address, Feed::Confirmed, &[], answer).ok()?;
        side.reading.pages += 1;
        let mut is_down = !side.reading.full || side.reading.cursor.is_empty();
        for row in std::mem::take(&mut side.reading.rows) {
            let Row::Utxo(tx) = row else { continue };
            let Some(block) = &tx.block else { continue };
            is_down |= block.height <= limit;
            if block.height > limit && block.height <= tip {
                let is_its = |io: &TxIo| (io.address.as_ref() == Some(address)).then_some(io.value);
                let newer = sums_of(add_up(&tx.outputs, &is_its), add_up(&tx.inputs, &is_its));
                if let Some(told) = side.told.get_mut(about) {
                    for (sum, newer) in told.iter_mut().zip(newer) {
                        *sum = sum.saturating_sub(newer);
                    }
                }
            }
        }
        if is_down {
            // The row that cannot be read may be one of the newer ones: then nothing can be said.
            let is_whole = side.reading.gaps.is_empty();
            (side.settled, side.reading) = (side.settled + 1, Reading::NEW);
            if !is_whole {
                self.step = Step::Ended(Ended::NotAnswered);
            }
        } else if side.reading.pages >= PAGES || side.reading.cursor == before {
            self.step = Step::Ended(Ended::NotAtOneHeight);
        }
        Some(())
    }

    fn conclude(&self, agreement: &mut Agreement) {
        agreement.addresses = self.addresses.len() as u32;
        let height = match self.step {
            Step::Ended(Ended::At(height)) => height,
            Step::Ended(Ended::NotAtOneHeight) => {
                agreement.finding = Finding::NotAtOneHeight;
                return;
            }
            _ => {
                agreement.finding = Finding::NotAnswered;
                return;
            }
        };
        agreement.height = Some(height);
        let mut sums = [0; 3];
        for (place, address) in self.addresses.iter().enumerate() {
            let own = self.own.get(place).copied().unwrap_or_default();
            for (sum, own) in sums.iter_mut().zip(own) {
                *sum += own;
            }
            for side in &self.sides {
                let told = side.told.get(place).copied().unwrap_or_default();
                for (figure, (shown, theirs)) in Figure::ALL.into_iter().zip(own.into_iter().zip(told)) {
                    if theirs != shown {
                        agreement.differs.push(Difference {
                            host: host(&side.explorer).into(),
                            address: Some(address.clone()),
                            contract: None,
                            figure,
                            shown,
                            theirs,
                        });
                    }
                }
            }
        }
        agreement.agree(sums[0], vec![(None, sums[1], sums[2])]);
    }
}

impl Lists {
    fn new(campaign: &Campaign, chain: Chain, second: Explorer, as_of: Timestamp, policy: &Policy) -> Lists {
        let mut alone = campaign.clone();
        alone.addresses.retain(|own| own.address.chain() == chain);
        alone.explorers = vec![second];
        let alone = Arc::new(alone);
        let mut history = History::default();
        for own in &alone.addresses {
            history.number(&own.address);
        }
        Lists {
            scan: Scan::new(alone.clone(), policy.clone()),
            campaign: alone,
            history,
            // What is not final yet may be in the one list and not in the other.
            until: as_of.saturating_sub(chain.facts().final_after),
        }
    }

    fn conclude(&self, ours: &Ledger, agreement: &mut Agreement) {
        agreement.addresses = self.campaign.addresses.len() as u32;
        if !self.scan.reached_the_first() {
            agreement.finding = Finding::NotAnswered;
            return;
        }
        agreement.until = Some(self.until);
        let theirs = Ledger::among(&[], &self.campaign, &self.history, Timestamp::MAX);
        let mut transactions = 0;
        let mut sums = Vec::new();
        for ledger in &theirs.assets {
            let asset = ledger.asset();
            let Some(own) = ours.assets.iter().find(|own| own.asset() == asset) else { continue };
            let (own, told) = (sums_until(own, self.until), sums_until(ledger, self.until));
            for (figure, (shown, theirs)) in Figure::ALL.into_iter().zip(own.into_iter().zip(told)) {
                if shown != theirs {
                    agreement.differs.push(Difference {
                        host: agreement.hosts[1].clone(),
                        address: None,
                        contract: asset.contract.clone(),
                        figure,
                        shown,
                        theirs,
                    });
                }
            }
            transactions += own[0];
            if own[0] > 0 {
                sums.push((asset.contract.clone(), own[1], own[2]));
            }
        }
        agreement.agree(transactions, sums);
    }
}

impl Agreement {
    /// Ends as agreement about these figures, unless something differs.
    fn agree(&mut self, transactions: u128, sums: Vec<(Option<Box<str>>, u128, u128)>) {
        self.finding = if self.differs.is_empty() { Finding::Agrees } else { Finding::Differs };
        if self.finding == Finding::Differs {
            return;
        }
        self.transactions = u64::try_from(transactions).unwrap_or(u64::MAX);
        for (contract, received, spent) in sums {
            let (received, spent) = (Amount::from_units(received), Amount::from_units(spent));
            self.sums.push(AgreedSum { contract, received, spent });
        }
    }
}

fn addresses_on(campaign: &Campaign, chain: Chain) -> Vec<Address> {
    let mut addresses = Vec::new();
    for own in &campaign.addresses {
        if own.address.chain() == chain {
            addresses.push(own.address.clone());
        }
    }
    addresses
}

/// What the figures' own list has of each address, up to a height.
fn own_sums(history: &History, chain: Chain, addresses: &[Address], limit: u64) -> Vec<Sums> {
    let mut own = vec![[0; 3]; addresses.len()];
    let mut ids = Vec::new();
    for address in addresses {
        ids.push(history.id_of(address));
    }
    for tx in history.utxo_transactions(chain) {
        if tx.block.as_ref().is_none_or(|block| block.height > limit) {
            continue;
        }
        for (sums, id) in own.iter_mut().zip(&ids) {
            let is_its = |io: &HeldIo| (id.is_some() && io.address == *id).then_some(io.value);
            let more = sums_of(add_up(&tx.outputs, &is_its), add_up(&tx.inputs, &is_its));
            for (sum, more) in sums.iter_mut().zip(more) {
                *sum += more;
            }
        }
    }
    own
}

/// The sum of one side of a transaction as far as it is an address's; none where nothing of it is.
fn add_up<Io>(ios: &[Io], is_its: &dyn Fn(&Io) -> Option<Amount>) -> Option<Amount> {
    let mut sum = None;
    for io in ios {
        if let Some(value) = is_its(io) {
            add(sum.get_or_insert(Amount::ZERO), value);
        }
    }
    sum
}

/// What a transaction adds to an address's figures.
fn sums_of(received: Option<Amount>, spent: Option<Amount>) -> Sums {
    let units = |sum: Option<Amount>| sum.map_or(0, Amount::units);
    [u128::from(received.is_some() || spent.is_some()), units(received), units(spent)]
}

/// What a ledger has up to a second: transactions, what came and what went, without fees. What an issuer destroyed is in no
/// list of transfers.
fn sums_until(ledger: &AssetLedger, until: Timestamp) -> Sums {
    let (mut transactions, mut last) = (0, None);
    let (mut received, mut spent) = (Amount::ZERO, Amount::ZERO);
    for part in &ledger.parts {
        let entry = ledger.entry(part);
        if entry.time > until || matches!(part.kind, Kind::Fee | Kind::Burnt) {
            continue;
        }
        // Transfers of one transaction stand together.
        if last != Some(&entry.tx) {
            transactions += 1;
            last = Some(&entry.tx);
        }
        match part.kind {
            Kind::Received | Kind::Gained => add(&mut received, part.amount),
            Kind::Internal | Kind::Change => {
                add(&mut received, part.amount);
                add(&mut spent, part.amount);
            }
            _ => add(&mut spent, part.amount),
        }
    }
    [transactions, received.units(), spent.units()]
}
