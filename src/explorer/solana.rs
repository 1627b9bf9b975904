//! Solana's JSON-RPC: <https://solana.com/docs/rpc>.
//!
//! A node lists the signatures of the transactions that name an account, newest first; each transaction is then asked
//! for, ten in a batch. Tokens lie in token accounts of their own, which must be listed first: a transfer to one does
//! not name its owner. Amounts of SOL are JSON integers in lamports (10⁻⁹ SOL), of tokens decimal strings.
//!
//! An owner's SOL is what lies in the account and in its token accounts: their rent, which comes back when they are
//! closed, and wrapped SOL, whose transfers move lamports. So nothing that an owner wraps or deposits looks spent.
//!
//! | quirk | seen | what is done |
//! |---|---|---|
//! | a page's order within a slot differs by node and age, and paging from the middle of one can go in a circle | solana-labs/solana#22456 | the next page is asked from the end of the last slot that is listed whole |
//! | a page shorter than the limit, with more behind it | solana-labs/solana#11622, #22115 | a list ends with a page that goes no further down and has nothing new |
//! | `getTokenAccountsByOwner` leaves closed accounts out | API reference | a closing that the owner's own transactions show has the account's list read too |
//! | `blockTime` is null | API reference: blocks of which no time is known | the list's own time serves, else the row is left out by that name |
//! | a transaction is null though it was listed | nodes without long-term storage | that row is left out by name |
//! | a batch's answers in another order | JSON-RPC 2.0 | they are told by their `id` |
//! | versions above the one asked for are an error of that transaction | -32015, API reference | that row is left out by name |
//! | too much is asked: HTTP 429, or 429 in the body of a 200; a node that is behind: -32005 | solana-labs/solana-program-library#2784 | waited out |
//! | the public node answers 403 to pages of other sites | solana-foundation/pay#174 | refused: a publisher names a node of its own |
//! | no `owner` among token balances, or no token balances at all, or no inner instructions | solana-labs/solana#15760, #30000; recorded answers of 2020 | what the owner's list says of the account serves; where balances then differ, the row's program is named |
//! | -32007 for too many requests at some hosts, where the node's own code means a skipped slot | QuickNode (recalled); no method used here asks for a slot | waited out |
//! | accounts are opened in anybody's name, by the hundred | spam | those of tokens that do not count are not read: what is unlisted is counted where the owner's own list shows it |
//! | the same token program under two names | Token-2022 as `spl-token` or `spl-token-2022` | either is read |
//! | programs move lamports without an instruction | any program's own accounts | balances before and after are compared; the program is named as one that is not followed |
//!
//! Steps of a listing are kept in [`Reading::queue`]: `@ACCOUNT MINT BEFORE SLOT` for a page of signatures (no mint for SOL),
//! `SIGNATURE TIME` for a transaction. The first of them is the cursor.

use super::row::{AMOUNT, Fields, RowReader, TIME_LIMIT, integer, items, read_row, text};
use super::{
    Account, Adapter, ExplorerTotals, Feed, LinkTo, Query, ReadError, Reading, Request, beginning, host,
    link, percent_encode, unexpected,
};
use crate::campaign::Explorer;
use crate::chain::{Address, Amount, Chain, Nature, Row, Timestamp, Token, Transfer, TxId};
use crate::json::Value;
use crate::plain;

/// Milliseconds between two batches at the public nodes: they bear 40 calls of a method in ten seconds, and every call
/// of a batch counts.
const PUBLIC_SPACING_MS: u64 = 2_500;

/// And at others, of whose smaller plans ten calls a second are known.
const OTHER_SPACING_MS: u64 = 1_000;

/// Accounts that a transaction can name are counted in a byte; instructions in it are fewer.
const LIMIT: usize = 256;

/// The mint whose tokens are lamports.
const WRAPPED_SOL: &str = "So11111111111111111111111111111111111111112";

/// A base URL is the node's own, with a key in its path or as `?api-key=`.
pub struct Solana {
    /// Transactions that are asked for at once.
    pub batch: usize,
}

pub static SOLANA: Solana = Solana { batch: 10 };

impl Adapter for Solana {
    fn request(
        &self,
        explorer: &Explorer,
        query: Query,
        address: &Address,
        _: &[Token],
        reading: &Reading,
    ) -> Option<Request> {
        let mut batch = Batch { body: String::new(), calls: 0 };
        match query {
            Query::Account => {
                batch.call("getBalance", address.as_str(), &[]);
                batch.token_accounts(address);
            }
            Query::Listing(feed @ (Feed::Token | Feed::Native)) => match self.next(reading, address, feed) {
                Step::TokenAccounts => batch.token_accounts(address),
                Step::Signatures(list) => batch.signatures(&list),
                Step::Transactions(entries) => entries.iter().for_each(|entry| batch.transaction(entry)),
            },
            _ => return None,
        }
        batch.body.push(']');
        let mut url = explorer.url.clone();
        if let Some(key) = &explorer.key {
            url += "?api-key=";
            percent_encode(&mut url, key);
        }
        Some(Request { url, headers: Vec::new(), body: Some(batch.body) })
    }

    fn page(
        &self,
        reading: &mut Reading,
        owner: &Address,
        feed: Feed,
        allowed: &[Token],
        answer: &Value,
    ) -> Result<(), ReadError> {
        match self.next(reading, owner, feed) {
            Step::TokenAccounts => {
                check_batch(answer, 2)?;
                let mut found = Vec::new();
                for_each_token_account(answer, 0, &mut |account| {
                    if is_followed(account.mint, owner, allowed) {
                        found.push(whole_list(account.address, account.mint));
                    }
                })?;
                reading.queue = found;
            }
            Step::Signatures(list) => {
                let entry = list.entry();
                signatures(reading, &list_of(&entry), answer)?;
            }
            Step::Transactions(entries) => {
                let count = entries.len();
                transactions(reading, owner, feed, allowed, count, answer)?;
            }
        }
        reading.full = true;
        reading.cursor.clear();
        let mut lists = 0;
        for entry in &reading.queue {
            if reading.cursor.is_empty() {
                reading.cursor += entry;
            }
            lists += u32::from(is_list(entry));
        }
        // While another account's list is still to be begun, its newest rows are missing too.
        if lists > 1 {
            reading.oldest = None;
        }
        Ok(())
    }

    fn account(
        &self,
        owner: &Address,
        _: Query,
        allowed: &[Token],
        answer: &Value,
    ) -> Result<Account, ReadError> {
        let mut fields = Fields::default();
        check_batch(answer, 3)?;
        let balance = fields.integer(result(answer, 0).unwrap_or(&Value::Null), "value");
        let mut totals = vec![total(owner, None, balance)];
        fields.end()?;
        for token in allowed {
            if let Some(mint) = &token.asset.contract
                && token.asset.chain == owner.chain()
                && !is_sol(mint)
            {
                totals.push(total(owner, Some(mint.clone()), 0));
            }
        }
        for_each_token_account(answer, 1, &mut |account| {
            for total in &mut totals {
                let more = match total.contract.as_deref() {
                    None => account.lamports,
                    Some(mint) if mint == account.mint => account.units,
                    Some(_) => continue,
                };
                total.balance = Amount::from_units(total.balance.units() + u128::from(more));
            }
        })?;
        Ok(Account { totals, waiting: 0 })
    }

    fn spacing_ms(&self, explorer: &Explorer) -> u64 {
        if host(explorer).ends_with(".solana.com") { PUBLIC_SPACING_MS } else { OTHER_SPACING_MS }
    }

    fn burst(&self) -> u64 {
        // A list, its signatures, and what the newest of them stand for.
        3
    }

    fn cursors_are_portable(&self) -> bool {
        true
    }

    fn reader_link(&self, explorer: &Explorer, to: LinkTo) -> Option<String> {
        // Whatever node is asked, the chain is everybody's.
        if explorer.chain == Chain::Solana {
            link("https://solscan.io", "/tx/", "/account/", to)
        } else {
            None
        }
    }
}

fn total(owner: &Address, contract: Option<Box<str>>, units: u64) -> ExplorerTotals {
    ExplorerTotals {
        address: owner.clone(),
        contract,
        balance: Amount::from_units(units.into()),
        funded_txo_sum: None,
        spent_txo_sum: None,
        tx_count: None,
    }
}

fn is_sol(mint: &str) -> bool {
    mint == WRAPPED_SOL
}

/// Whether a mint's token accounts are read: of tokens that count, and of SOL.
fn is_followed(mint: &str, owner: &Address, allowed: &[Token]) -> bool {
    is_sol(mint)
        || allowed
            .iter()
            .any(|token| token.asset.chain == owner.chain() && token.asset.contract.as_deref() == Some(mint))
}

// ---- the steps of a listing

/// What is asked next.
enum Step<'q> {
    /// An owner's token accounts.
    TokenAccounts,
    Signatures(List<'q>),
    Transactions(&'q [String]),
}

/// A page of an account's signatures.
struct List<'q> {
    account: &'q str,
    /// Empty for SOL.
    mint: &'q str,
    /// Empty for the newest.
    before: &'q str,
    /// The lowest that was listed; empty before.
    slot: &'q str,
}

impl Solana {
    fn next<'q>(&self, reading: &'q Reading, owner: &'q Address, feed: Feed) -> Step<'q> {
        let queue = &*reading.queue;
        match queue.first() {
            None if feed == Feed::Token => Step::TokenAccounts,
            None => Step::Signatures(List { account: owner.as_str(), mint: "", before: "", slot: "" }),
            Some(entry) if is_list(entry) => Step::Signatures(list_of(entry)),
            Some(_) => {
                let end = queue.iter().position(|entry| is_list(entry)).unwrap_or(queue.len());
                Step::Transactions(&queue[..end.min(self.batch)])
            }
        }
    }
}

fn is_list(entry: &str) -> bool {
    entry.as_bytes().first() == Some(&b'@')
}

fn list_of(entry: &str) -> List<'_> {
    let (account, rest) = plain::parted(&entry[1..], b' ');
    let (mint, rest) = plain::parted(rest, b' ');
    let (before, slot) = plain::parted(rest, b' ');
    List { account, mint, before, slot }
}

impl List<'_> {
    fn entry(&self) -> String {
        let mut entry = String::from("@");
        for part in &[self.account, " ", self.mint, " ", self.before, " ", self.slot] {
            entry += part;
        }
        entry
    }
}

/// The list of a token account, from its start.
fn whole_list(account: &str, mint: &str) -> String {
    List { account, mint, before: "", slot: "" }.entry()
}

// ---- JSON-RPC 2.0: <https://www.jsonrpc.org/specification>

/// Several calls in one request. Each one's id is its place.
struct Batch {
    body: String,
    calls: u128,
}

impl Batch {
    /// A call about an account or a transaction; `options` are JSON, with a comma before it.
    fn call(&mut self, method: &str, subject: &str, options: &[&str]) {
        let body = &mut self.body;
        *body += if self.calls == 0 { "[" } else { "," };
        *body += r#"{"jsonrpc":"2.0","id":"#;
        plain::push_number(body, self.calls);
        for parts in [&[r#","method":""#, method, r#"","params":[""#, subject, "\""], options] {
            for part in parts {
                *body += part;
            }
        }
        *body += "]}";
        self.calls += 1;
    }

    /// One call for each of the two token programs.
    fn token_accounts(&mut self, owner: &Address) {
        for program in
            ["TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"]
        {
            let options = [r#",{"programId":""#, program, r#""},{"encoding":"jsonParsed"}"#];
            self.call("getTokenAccountsByOwner", owner.as_str(), &options);
        }
    }

    fn signatures(&mut self, list: &List) {
        let before =
            if list.before.is_empty() { ["", "", ""] } else { [r#","before":""#, list.before, "\""] };
        let [a, b, c] = before;
        self.call("getSignaturesForAddress", list.account, &[r#",{"limit":1000"#, a, b, c, "}"]);
    }

    fn transaction(&mut self, entry: &str) {
        let options = r#",{"encoding":"jsonParsed","maxSupportedTransactionVersion":0}"#;
        self.call("getTransaction", plain::parted(entry, b' ').0, &[options]);
    }
}

/// What an answer should have been.
const EXPECTED: &str = "a batch of JSON-RPC 2.0 with the calls' ids and results";

/// Refuses an answer that has not a result for each call.
fn check_batch(answer: &Value, calls: usize) -> Result<(), ReadError> {
    for call in 0..calls {
        // Some errors are of the whole batch.
        let own = if answer.items().is_some() { answer_of(answer, call) } else { Some(answer) };
        let error = own.and_then(|own| own.at("error"));
        if let Some(error) = error {
            refuse(error)?;
        } else if result(answer, call).is_none() {
            return Err(unexpected(EXPECTED));
        }
    }
    Ok(())
}

fn answer_of<'v, 'a>(answer: &'v Value<'a>, call: usize) -> Option<&'v Value<'a>> {
    answer.items()?.iter().find(|one| integer(one, "id") == Some(call as u64))
}

/// What came of a call of a batch.
fn result<'v, 'a>(answer: &'v Value<'a>, call: usize) -> Option<&'v Value<'a>> {
    answer_of(answer, call)?.field("result")
}

/// The node's own words, and whether waiting helps. A version that is not known costs that transaction alone.
fn refuse(error: &Value) -> Result<(), ReadError> {
    let said = beginning(text(error, "message").unwrap_or("an error without a word"));
    Err(match error.at("code") {
        Some(Value::Number("-32015")) => return Ok(()),
        Some(Value::Number("429" | "-32429" | "-32005" | "-32007")) => ReadError::Limited(said),
        Some(Value::Number("401" | "403")) => ReadError::Denied(said),
        _ => ReadError::Said(said),
    })
}

/// What is told of a token account.
struct TokenAccount<'v> {
    address: &'v str,
    mint: &'v str,
    units: u64,
    lamports: u64,
}

/// Takes an owner's token accounts from the answers to two calls.
fn for_each_token_account(
    answer: &Value,
    first_call: usize,
    take: &mut dyn FnMut(TokenAccount),
) -> Result<(), ReadError> {
    let mut fields = Fields::default();
    for call in first_call..first_call + 2 {
        for entry in fields.items(result(answer, call).unwrap_or(&Value::Null), "value") {
            let account = TokenAccount {
                address: fields.text(entry, "pubkey"),
                mint: fields.text(entry, "account.data.parsed.info.mint"),
                units: fields.integer(entry, "account.data.parsed.info.tokenAmount.amount"),
                lamports: fields.integer(entry, "account.lamports"),
            };
            if !is_base58(account.address) || !is_base58(account.mint) {
                fields.miss("pubkey", "an address");
            }
            take(account);
        }
    }
    fields.end()
}

/// Letters and digits that an address or a signature can have: they go into requests.
fn is_base58(text: &str) -> bool {
    (32..=88).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

// ---- signatures

/// Reads a page of an account's signatures, newest first: `[{signature, slot, blockTime, err, …}]`. What is new of it is
/// queued, and the next page after it.
fn signatures(reading: &mut Reading, list: &List, answer: &Value) -> Result<(), ReadError> {
    check_batch(answer, 1)?;
    let Some(page) = result(answer, 0).and_then(Value::items) else {
        return Err(unexpected("a list of signatures"));
    };
    let mut fields = Fields::default();
    let mut queue = Vec::new();
    let (mut last, mut before, mut slot) = ("", "", None);
    for item in page {
        let signature = fields.text(item, "signature");
        if !is_base58(signature) {
            fields.miss("signature", "a transaction's");
        }
        let of_slot = integer(item, "slot");
        if of_slot != slot {
            (before, slot) = (last, of_slot);
        }
        last = signature;
        if reading.listed.binary_search_by(|tx| (*tx.0).cmp(signature)).is_err() {
            let mut entry = String::from(signature);
            entry.push(' ');
            if let Some(time) = integer(item, "blockTime") {
                plain::push_number(&mut entry, time.into());
            }
            queue.push(entry);
        }
    }
    fields.end()?;
    // What is known already can be another list's, with more of this one behind it.
    let slot = slot.map_or(u128::MAX, u128::from);
    if !queue.is_empty() || slot < plain::parse_number(list.slot).unwrap_or(u128::MAX) {
        let before = if before.is_empty() { last } else { before };
        queue.push(List { before, slot: &plain::number(slot), ..*list }.entry());
    }
    // This page was the first to be asked for.
    if !reading.queue.is_empty() {
        reading.queue.remove(0);
    }
    queue.append(&mut reading.queue);
    reading.queue = queue;
    Ok(())
}

// ---- transactions

/// Reads so many transactions from the queue's head.
fn transactions(
    reading: &mut Reading,
    owner: &Address,
    feed: Feed,
    allowed: &[Token],
    count: usize,
    answer: &Value,
) -> Result<(), ReadError> {
    check_batch(answer, count)?;
    let mut queue = std::mem::take(&mut reading.queue);
    let mut closed = Vec::new();
    for call in 0..count {
        let (signature, time) = plain::parted(&queue[call], b' ');
        let result = result(answer, call);
        let item = result.unwrap_or(&Value::Null);
        let listed = plain::parse_number(time).map(|time| time as u64);
        let time = integer(item, "blockTime").or(listed);
        let id = ("transaction.signatures", Some(TxId(signature.into())));
        read_row(reading, owner, item, id, time, &mut |row| {
            if result.is_none() {
                row.fields.miss("version", "one that is known here");
            }
            transaction(row, signature, time, feed, &queue, &mut closed);
        });
    }
    for _ in 0..count {
        queue.remove(0);
    }
    // The owner's token accounts that are open, the other listing reads.
    for entry in closed {
        let List { account, mint, .. } = list_of(&entry);
        let is_queued = |known: &String| is_list(known) && list_of(known).account == account;
        if feed == Feed::Native && is_followed(mint, owner, allowed) && !queue.iter().any(is_queued) {
            queue.push(entry);
        }
    }
    reading.queue = queue;
    Ok(())
}

/// A kind of instruction that moves something: program, type, and the fields of the account it is taken from, of the
/// one it comes to, and of the amount.
type Movement = [&'static str; 5];

const SYSTEM: &str = "system";
const TOKEN: &str = "spl-token";
const TOKEN_2022: &str = "spl-token-2022";
const STAKE: &str = "stake";

const MOVEMENTS: [Movement; 12] = [
    [SYSTEM, "transfer", "source", "destination", "lamports"],
    [SYSTEM, "transferWithSeed", "source", "destination", "lamports"],
    [SYSTEM, "createAccount", "source", "newAccount", "lamports"],
    [SYSTEM, "createAccountWithSeed", "source", "newAccount", "lamports"],
    [SYSTEM, "withdrawFromNonce", "nonceAccount", "destination", "lamports"],
    // All the lamports that are in it.
    [TOKEN, "closeAccount", "account", "destination", ""],
    [TOKEN, "transfer", "source", "destination", "amount"],
    [TOKEN, "transferChecked", "source", "destination", "tokenAmount.amount"],
    // Made by nobody and destroyed for nobody: the mint stands for both.
    [TOKEN, "mintTo", "mint", "account", "amount"],
    [TOKEN, "mintToChecked", "mint", "account", "tokenAmount.amount"],
    [TOKEN, "burn", "account", "mint", "amount"],
    [TOKEN, "burnChecked", "account", "mint", "tokenAmount.amount"],
];

/// Programs of which each kind that moves something is read, and those that move nothing.
const FOLLOWED: [&str; 6] = [
    SYSTEM,
    TOKEN,
    TOKEN_2022,
    "spl-memo",
    "spl-associated-token-account",
    "ComputeBudget111111111111111111111111111111",
];

/// What an account has, while a transaction is followed through. Amounts that a node tells wrongly wrap around, and end as
/// another than the last one told.
struct Held<'t> {
    account: &'t str,
    /// Its own address where it is no token account.
    owner: &'t str,
    /// Empty where it is no token account.
    mint: &'t str,
    /// Lamports and tokens: as followed so far, and at the end as the node tells.
    now: [u64; 2],
    after: [u64; 2],
    /// Whether the node tells of its tokens.
    is_told: bool,
}

const LAMPORTS: usize = 0;
const TOKENS: usize = 1;

/// A transaction that is being followed through.
struct Course<'t> {
    signature: &'t str,
    time: Timestamp,
    held: Vec<Held<'t>>,
}

/// Reads a transaction as `getTransaction` tells it in `jsonParsed`. The lists of `queue` tell token accounts of the
/// owner's; those that it closes are added to `closed`.
fn transaction<'v>(
    row: &mut RowReader<'_, 'v>,
    signature: &str,
    time: Option<Timestamp>,
    feed: Feed,
    queue: &[String],
    closed: &mut Vec<String>,
) {
    let (item, owner) = (row.item, row.owner.as_str());
    if item.is_null() {
        return row.fields.miss("result", "a transaction");
    }
    if items(item, "transaction.signatures").first().and_then(Value::as_str) != Some(signature) {
        return row.fields.miss("transaction.signatures", "those of the one asked for");
    }
    let time = row.fields.check(time.filter(|time| *time < TIME_LIMIT), "blockTime", "a time");
    let fee = row.fields.integer(item, "meta.fee");
    let mut course = Course { signature, time, held: held(row, owner, queue) };
    let Some(payer) = course.held.first_mut() else {
        return row.fields.miss("transaction.message.accountKeys", "of a transaction");
    };
    payer.now[LAMPORTS] = payer.now[LAMPORTS].wrapping_sub(fee);
    if payer.account == owner && fee > 0 {
        course.push(row, None, None, owner, None, fee);
    }
    if item.at("meta.err").is_some() {
        return;
    }
    // What names the owner is in the other listing too, and what it does not follow is named there.
    let names = feed == Feed::Native || course.held.iter().all(|held| held.account != owner);
    let mut unfollowed = "";
    for_each_instruction(item, &mut |place, instruction| {
        let program = text(instruction, "program").or(text(instruction, "programId")).unwrap_or("");
        let kind = text(instruction, "parsed.type").unwrap_or("");
        let family = if program == TOKEN_2022 { TOKEN } else { program };
        let movement = MOVEMENTS.iter().find(|known| known[0] == family && known[1] == kind);
        if let (Some(movement), Some(info)) = (movement, instruction.at("parsed.info")) {
            course.follow(row, place, movement, info, closed);
        } else if program == STAKE {
            if names {
                row.leave_out(STAKE);
            }
        } else if unfollowed.is_empty() && plain::named(program, &FOLLOWED).is_none() {
            unfollowed = program;
        }
    });
    for held in &course.held {
        let counted = if held.is_told && !is_sol(held.mint) { TOKENS } else { LAMPORTS };
        if names && held.owner == owner && held.now[..=counted] != held.after[..=counted] {
            row.leave_out(if unfollowed.is_empty() {
                "a movement that no instruction tells"
            } else {
                unfollowed
            });
            break;
        }
    }
}

/// Takes a transaction's instructions, the inner ones after their outer one, each with its place.
fn for_each_instruction<'v>(item: &'v Value<'v>, take: &mut dyn FnMut(u32, &'v Value<'v>)) {
    for (outer, instruction) in items(item, OUTER).iter().enumerate() {
        let mut place = 1_000 * outer as u32;
        take(place, instruction);
        for group in items(item, INNER) {
            if integer(group, "index") == Some(outer as u64) {
                for inner in items(group, "instructions") {
                    place += 1;
                    take(place, inner);
                }
            }
        }
    }
}

const OUTER: &str = "transaction.message.instructions";
const INNER: &str = "meta.innerInstructions";

/// The accounts that a transaction names, with what they had and have.
fn held<'t, 'v: 't>(row: &mut RowReader<'_, 'v>, owner: &'t str, queue: &'t [String]) -> Vec<Held<'t>> {
    let item = row.item;
    let keys = row.fields.items(item, "transaction.message.accountKeys");
    let [before, after] = ["meta.preBalances", "meta.postBalances"].map(|path| items(item, path));
    let mut held: Vec<Held> = Vec::new();
    if keys.len() > LIMIT || row.fields.items(item, OUTER).len() > LIMIT || items(item, INNER).len() > LIMIT {
        row.fields.miss(OUTER, "of a transaction that fits into a packet");
        return held;
    }
    for (index, key) in keys.iter().enumerate() {
        let account = row.fields.text(key, "pubkey");
        let mut lamports = |balances: &[Value], path| {
            let balance = balances.get(index).and_then(Value::as_u64);
            row.fields.check(balance, path, AMOUNT)
        };
        let now = [lamports(before, "meta.preBalances"), 0];
        let after = [lamports(after, "meta.postBalances"), 0];
        held.push(Held { account, owner: account, mint: "", now, after, is_told: false });
    }
    for (path, is_after) in [("meta.preTokenBalances", false), ("meta.postTokenBalances", true)] {
        for balance in items(item, path) {
            let index = row.fields.integer(balance, "accountIndex");
            let Some(held) = held.get_mut(index as usize) else { continue };
            held.mint = row.fields.text(balance, "mint");
            held.owner = text(balance, "owner").unwrap_or(held.account);
            held.is_told = true;
            let side = if is_after { &mut held.after } else { &mut held.now };
            side[TOKENS] = row.fields.integer(balance, "uiTokenAmount.amount");
        }
    }
    let mut name_owner = |account: &str, owner: &'t str, mint: &'t str| {
        for held in &mut held {
            // Where nothing has told it yet.
            if held.account == account && held.owner == account && !mint.is_empty() {
                (held.owner, held.mint) = (owner, mint);
            }
        }
    };
    // What is opened and closed in one transaction is in no balance.
    for_each_instruction(item, &mut |_, instruction| {
        let field = |path| text(instruction, path).unwrap_or("");
        if field("parsed.type").starts_with("initializeAccount") {
            let [account, owner, mint] =
                ["parsed.info.account", "parsed.info.owner", "parsed.info.mint"].map(field);
            name_owner(account, owner, mint);
        }
    });
    for entry in queue {
        if is_list(entry) {
            let List { account, mint, .. } = list_of(entry);
            name_owner(account, owner, mint);
        }
    }
    held
}

impl<'t> Course<'t> {
    /// Follows an instruction that moves something.
    fn follow<'v: 't>(
        &mut self,
        row: &mut RowReader<'_, 'v>,
        place: u32,
        [program, _, from, to, amount]: &Movement,
        info: &'v Value<'v>,
        closed: &mut Vec<String>,
    ) {
        let (from, to) = (row.fields.text(info, from), row.fields.text(info, to));
        let (mut owners, mut mint, mut all, mut is_told) =
            ([from, to], text(info, "mint").unwrap_or(""), 0, false);
        for held in &self.held {
            if held.account == from {
                (owners[0], all, is_told) = (held.owner, held.now[LAMPORTS], held.is_told);
            }
            if held.account == to {
                owners[1] = held.owner;
            }
            if held.account == from && !held.mint.is_empty() || held.account == to && mint.is_empty() {
                mint = held.mint;
            }
        }
        let closes = amount.is_empty();
        // Lamports fit into 63 bits; what does not has wrapped around.
        let units = if closes { Some(all).filter(|all| all >> 63 == 0) } else { integer(info, amount) };
        let units = row.fields.check(units, if closes { "lamports of the account" } else { amount }, AMOUNT);
        let is_native = closes || *program == SYSTEM || is_sol(mint);
        let counted = if is_native { LAMPORTS } else { TOKENS };
        for held in &mut self.held {
            let now = &mut held.now[counted];
            if held.account == from {
                *now = now.wrapping_sub(units);
            }
            if held.account == to {
                *now = now.wrapping_add(units);
            }
        }
        let owner = row.owner.as_str();
        if closes && is_told && owners[0] == owner {
            closed.push(whole_list(from, mint));
        }
        // What an owner puts into a token account of its own, or takes out of it, stays where it is.
        let stays = is_native && owners[0] == owners[1] && from != to;
        if !stays && (owners[0] == owner || owners[1] == owner) {
            let mint = if is_native { None } else { Some(mint) };
            self.push(row, Some(place), mint, owners[0], Some(owners[1]), units);
        }
    }

    fn push(
        &self,
        row: &mut RowReader,
        index: Option<u32>,
        mint: Option<&str>,
        from: &str,
        to: Option<&str>,
        units: u64,
    ) {
        let chain = row.owner.chain();
        let mut address = |text: &str| {
            let address = Address::parse(chain, text).ok();
            if address.is_none() || mint == Some("") {
                row.fields.miss("parsed.info", "of addresses");
            }
            address
        };
        let from = address(from);
        let to = to.and_then(&mut address);
        row.push(Row::Transfer(Transfer {
            tx: TxId(self.signature.into()),
            index,
            contract: mint.map(Into::into),
            from: from.unwrap_or_else(|| row.owner.clone()),
            to,
            value: Amount::from_units(units.into()),
            time: self.time,
            unconfirmed: false,
            // A node tells no symbols.
            nature: Nature::Plain,
        }));
    }
}
