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
//! | versions above the one asked for are an error of that transaction | -32015 | that row is left out in the node's words |
//! | too much is asked: HTTP 429, or 429 in the body of a 200; a node that is behind: -32005 | solana-labs/solana-program-library#2784 | waited out |
//! | the public node answers 403 to pages of other sites | solana-foundation/pay#174 | refused: a publisher names a node of its own |
//! | no `owner` among token balances, or no token balances at all, or no inner instructions | solana-labs/solana#15760, #30000; recorded answers of 2020 | what the owner's list says of the account serves; where balances then differ, the row's program is named |
//! | the same token program under two names | Token-2022 as `spl-token` or `spl-token-2022` | either is read |
//! | programs move lamports without an instruction | any program's own accounts | balances before and after are compared; the program is named as one that is not followed |
//!
//! Steps of a listing are kept in [`Reading::queue`]: `@ACCOUNT MINT BEFORE SLOT` for a page of signatures (no mint for SOL),
//! `SIGNATURE TIME` for a transaction. The first of them is the cursor.

use super::row::{AMOUNT, Fields, RowReader, integer, items, read_row, text};
use super::{
    Account, Adapter, ExplorerTotals, Feed, Gap, GapKind, LinkTo, Query, ReadError, Reading, Request,
    SPACING_MS, host, link, percent_encode, unexpected,
};
use crate::campaign::Explorer;
use crate::chain::{Address, Amount, Chain, Row, Timestamp, Token, Transfer, TxId};
use crate::json::{FieldError, Value};
use crate::plain;
use crate::sorted::order;

/// Milliseconds between two batches at the public nodes: they bear 40 calls of a method in ten seconds, and every call
/// of a batch counts.
const PUBLIC_SPACING_MS: u64 = 2_500;

/// Accounts that a transaction can name: they are counted in a byte.
const ACCOUNTS_LIMIT: usize = 256;

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
                signatures(reading, owner, &list_of(&entry), result(answer, 0)?)?;
            }
            Step::Transactions(entries) => {
                let entries = entries.to_vec();
                transactions(reading, owner, feed, allowed, &entries, answer)?;
            }
        }
        reading.cursor = reading.queue.first().cloned().unwrap_or_default();
        reading.full = true;
        // While another account's list is still to be begun, its newest rows are missing too.
        if reading.queue.iter().filter(|entry| is_list(entry)).count() > 1 {
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
        let mut lamports = u128::from(fields.integer(result(answer, 0)?, "value"));
        fields.end()?;
        let mut tokens = Vec::new();
        for token in allowed {
            if let Some(mint) = &token.asset.contract
                && token.asset.chain == owner.chain()
                && !is_sol(mint)
            {
                tokens.push((mint, 0));
            }
        }
        for_each_token_account(answer, 1, &mut |account| {
            lamports += u128::from(account.lamports);
            for (mint, units) in &mut tokens {
                if ***mint == *account.mint {
                    *units += u128::from(account.units);
                }
            }
        })?;
        let mut totals = vec![total(owner, None, lamports)];
        for (mint, units) in tokens {
            totals.push(total(owner, Some(mint.clone()), units));
        }
        Ok(Account { totals, waiting: 0 })
    }

    fn spacing_ms(&self, explorer: &Explorer) -> u64 {
        if host(explorer).ends_with(".solana.com") { PUBLIC_SPACING_MS } else { SPACING_MS }
    }

    fn cursors_are_portable(&self) -> bool {
        true
    }

    fn reader_link(&self, explorer: &Explorer, to: LinkTo) -> Option<String> {
        // Whatever node is asked, the chain is everybody's.
        let site = "https://solscan.io";
        let link = link(site, "/tx/", "/account/", to)?;
        match explorer.chain {
            Chain::Solana => Some(link),
            _ if host(explorer).ends_with(".solana.com") => Some(link + "?cluster=devnet"),
            _ => None,
        }
    }
}

fn total(owner: &Address, contract: Option<Box<str>>, units: u128) -> ExplorerTotals {
    ExplorerTotals {
        address: owner.clone(),
        contract,
        balance: Amount::from_units(units),
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
        for part in [self.account, " ", self.mint, " ", self.before, " ", self.slot] {
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
        for part in [r#","method":""#, method, r#"","params":[""#, subject, "\""] {
            *body += part;
        }
        for part in options {
            *body += part;
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

/// What came of a call of a batch.
fn result<'v, 'a>(answer: &'v Value<'a>, call: usize) -> Result<&'v Value<'a>, ReadError> {
    const EXPECTED: &str = "a batch of JSON-RPC 2.0 with the calls' ids and results";
    let own = match answer.items() {
        Some(answers) => answers.iter().find(|one| integer(one, "id") == Some(call as u64)),
        // Of the whole batch.
        None => Some(answer).filter(|one| one.at("error").is_some()),
    };
    let Some(own) = own else { return Err(unexpected(EXPECTED)) };
    match own.at("error") {
        Some(error) => Err(refusal(error)),
        None => own.field("result").ok_or_else(|| unexpected(EXPECTED)),
    }
}

/// The node's own words, and whether waiting helps.
fn refusal(error: &Value) -> ReadError {
    let said = text(error, "message").unwrap_or("an error without a word");
    let end = said.char_indices().nth(200).map_or(said.len(), |(end, _)| end);
    let said = said[..end].into();
    match error.at("code") {
        Some(Value::Number("429" | "-32429" | "-32005" | "-32007")) => ReadError::Limited(said),
        Some(Value::Number("401" | "403")) => ReadError::Denied(said),
        Some(Value::Number("-32015")) => ReadError::Expected(FieldError::new(VERSION, VERSIONS)),
        _ => ReadError::Said(said),
    }
}

/// A transaction's version is another than was asked for.
const VERSION: &str = "version";
const VERSIONS: &str = "one that is known here";

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
    for call in [first_call, first_call + 1] {
        for entry in fields.items(result(answer, call)?, "value") {
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
fn signatures(reading: &mut Reading, owner: &Address, list: &List, page: &Value) -> Result<(), ReadError> {
    let Some(page) = page.items() else { return Err(unexpected("a list of signatures")) };
    let mut queue = Vec::new();
    let (mut last, mut before, mut slot) = ("", "", None);
    for item in page {
        let Some(signature) = text(item, "signature").filter(|text| is_base58(text)) else {
            let time = integer(item, "blockTime");
            reading.gaps.push(Gap::of_row(owner, GapKind::BadRow, time, "signature".into()));
            continue;
        };
        if integer(item, "slot") != slot {
            (before, slot) = (last, integer(item, "slot"));
        }
        last = signature;
        if reading.listed.binary_search(&TxId(signature.into())).is_err() {
            let mut entry = String::from(signature);
            entry.push(' ');
            if let Some(time) = integer(item, "blockTime") {
                plain::push_number(&mut entry, time.into());
            }
            queue.push(entry);
        }
    }
    // What is known already can be another list's, with more of this one behind it.
    let slot = slot.map_or(u128::MAX, u128::from);
    if !queue.is_empty() || slot < plain::parse_number(list.slot).unwrap_or(u128::MAX) {
        let before = if before.is_empty() { last } else { before };
        queue.push(List { before, slot: &plain::number(slot), ..*list }.entry());
    }
    // This page was the first to be asked for.
    queue.extend(reading.queue.drain(..).skip(1));
    reading.queue = queue;
    Ok(())
}

// ---- transactions

/// Reads the transactions at the queue's head.
fn transactions(
    reading: &mut Reading,
    owner: &Address,
    feed: Feed,
    allowed: &[Token],
    entries: &[String],
    answer: &Value,
) -> Result<(), ReadError> {
    let mut results = Vec::new();
    for call in 0..entries.len() {
        match result(answer, call) {
            Err(ReadError::Expected(error)) if error.field == VERSION => results.push(None),
            result => results.push(Some(result?)),
        }
    }
    reading.queue.drain(..entries.len());
    let mut own = reading.queue.clone();
    own.retain(|entry| is_list(entry));
    let mut closed = Vec::new();
    for (entry, result) in entries.iter().zip(results) {
        let (signature, time) = plain::parted(entry, b' ');
        let item = result.unwrap_or(&Value::Null);
        let listed = plain::parse_number(time).and_then(|time| time.try_into().ok());
        let time = integer(item, "blockTime").or(listed);
        let id = ("transaction.signatures", Some(TxId(signature.into())));
        read_row(reading, owner, item, id, time, &mut |row| {
            if result.is_none() {
                row.fields.miss(VERSION, VERSIONS);
            }
            transaction(row, signature, time, &own, &mut closed);
        });
    }
    // The owner's token accounts that are open, the other listing reads.
    if feed == Feed::Native {
        for entry in closed {
            let List { account, mint, .. } = list_of(&entry);
            let is_queued = |known: &String| is_list(known) && list_of(known).account == account;
            if is_followed(mint, owner, allowed) && !reading.queue.iter().any(is_queued) {
                reading.queue.push(entry);
            }
        }
    }
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

/// What an account has, while a transaction is followed through.
struct Held<'t> {
    account: &'t str,
    /// Its own address where it is no token account.
    owner: &'t str,
    /// Empty where it is no token account.
    mint: &'t str,
    /// As followed so far, and at the end as the node tells.
    lamports: i128,
    lamports_after: i128,
    /// The same of tokens, where the node tells.
    units: i128,
    units_after: i128,
    is_told: bool,
}

/// A transaction that is being followed through.
struct Course<'t> {
    signature: &'t str,
    time: Timestamp,
    held: Vec<Held<'t>>,
}

/// Reads a transaction as `getTransaction` tells it in `jsonParsed`. `own` are lists of token accounts of the owner's;
/// those that it closes are added to `closed`.
fn transaction<'v>(
    row: &mut RowReader<'_, 'v>,
    signature: &str,
    time: Option<Timestamp>,
    own: &[String],
    closed: &mut Vec<String>,
) {
    let item = row.item;
    if item.is_null() {
        return row.fields.miss("result", "a transaction");
    }
    if items(item, "transaction.signatures").first().and_then(Value::as_str) != Some(signature) {
        return row.fields.miss("transaction.signatures", "those of the one asked for");
    }
    let time = row.fields.check(time, "blockTime", "a time");
    let fee = row.fields.integer(item, "meta.fee");
    let instructions = instructions(row);
    let mut course = Course { signature, time, held: held(row, row.owner.as_str(), &instructions, own) };
    let owner = row.owner;
    let Some(payer) = course.held.first_mut() else { return };
    payer.lamports -= i128::from(fee);
    if payer.account == owner.as_str() && fee > 0 {
        course.push(row, None, None, owner.as_str(), None, fee);
    }
    if item.at("meta.err").is_some() {
        return;
    }
    let mut unfollowed = None;
    for (place, instruction) in instructions {
        let program = text(instruction, "program").or(text(instruction, "programId")).unwrap_or("");
        let kind = text(instruction, "parsed.type").unwrap_or("");
        let family = if program == TOKEN_2022 { TOKEN } else { program };
        let movement = MOVEMENTS.iter().find(|known| known[0] == family && known[1] == kind);
        if let (Some(movement), Some(info)) = (movement, instruction.at("parsed.info")) {
            course.follow(row, place, movement, info, closed);
        } else if program == STAKE {
            row.leave_out(STAKE);
        } else if plain::named(program, &FOLLOWED).is_none() && unfollowed.is_none() {
            unfollowed = Some(program);
        }
    }
    if course.held.iter().any(|held| held.owner == owner.as_str() && held.differs()) {
        row.leave_out(unfollowed.unwrap_or("a movement that no instruction tells"));
    }
}

/// A transaction's instructions, the inner ones after their outer one, each with its place.
fn instructions<'v>(row: &mut RowReader<'_, 'v>) -> Vec<(u32, &'v Value<'v>)> {
    let item = row.item;
    let place = |outer: u64, inner: usize| (outer as u32).wrapping_mul(1_000).wrapping_add(inner as u32);
    let mut found = Vec::new();
    for (index, instruction) in row.fields.items(item, "transaction.message.instructions").iter().enumerate()
    {
        found.push((place(index as u64, 0), instruction));
    }
    for group in items(item, "meta.innerInstructions") {
        let outer = row.fields.integer(group, "index");
        for (index, instruction) in items(group, "instructions").iter().enumerate() {
            found.push((place(outer, index + 1), instruction));
        }
    }
    let mut ordered = Vec::with_capacity(found.len());
    for index in order(found.len(), &mut |a, b| found[a].0.cmp(&found[b].0)) {
        ordered.push(found[index]);
    }
    ordered
}

/// The accounts that a transaction names, with what they had and have.
fn held<'t, 'v: 't>(
    row: &mut RowReader<'_, 'v>,
    owner: &'t str,
    instructions: &[(u32, &'v Value<'v>)],
    own: &'t [String],
) -> Vec<Held<'t>> {
    let item = row.item;
    let keys = row.fields.items(item, "transaction.message.accountKeys");
    let before = row.fields.items(item, "meta.preBalances");
    let after = row.fields.items(item, "meta.postBalances");
    if keys.is_empty()
        || keys.len() > ACCOUNTS_LIMIT
        || before.len() != keys.len()
        || after.len() != keys.len()
    {
        row.fields.miss("meta.preBalances", "a balance for each account");
        return Vec::new();
    }
    let mut held: Vec<Held> = Vec::new();
    for (key, (before, after)) in keys.iter().zip(before.iter().zip(after)) {
        let account = row.fields.text(key, "pubkey");
        held.push(Held {
            account,
            owner: account,
            mint: "",
            lamports: row.fields.check(before.as_u64(), "meta.preBalances", AMOUNT).into(),
            lamports_after: row.fields.check(after.as_u64(), "meta.postBalances", AMOUNT).into(),
            units: 0,
            units_after: 0,
            is_told: false,
        });
    }
    for (path, is_after) in [("meta.preTokenBalances", false), ("meta.postTokenBalances", true)] {
        for balance in items(item, path) {
            let index = row.fields.integer(balance, "accountIndex");
            let units = row.fields.integer(balance, "uiTokenAmount.amount").into();
            let mint = row.fields.text(balance, "mint");
            let Some(held) = held.get_mut(index as usize) else { continue };
            held.mint = mint;
            held.owner = text(balance, "owner").unwrap_or(held.account);
            held.is_told = true;
            *(if is_after { &mut held.units_after } else { &mut held.units }) = units;
        }
    }
    // What is opened and closed in one transaction is in no balance.
    for (_, instruction) in instructions {
        if text(instruction, "parsed.type").is_some_and(|kind| kind.starts_with("initializeAccount")) {
            let field = |path| text(instruction, path).unwrap_or("");
            name_owner(
                &mut held,
                field("parsed.info.account"),
                field("parsed.info.owner"),
                field("parsed.info.mint"),
            );
        }
    }
    for entry in own {
        let List { account, mint, .. } = list_of(entry);
        name_owner(&mut held, account, owner, mint);
    }
    held
}

/// Tells whose a token account is, where nothing has told it yet.
fn name_owner<'t>(held: &mut [Held<'t>], account: &str, owner: &'t str, mint: &'t str) {
    for held in held {
        if held.account == account && held.owner == account && !mint.is_empty() {
            (held.owner, held.mint) = (owner, mint);
        }
    }
}

impl Held<'_> {
    /// More or less is in it than was followed.
    fn differs(&self) -> bool {
        self.lamports != self.lamports_after
            || self.is_told && !is_sol(self.mint) && self.units != self.units_after
    }
}

impl<'t> Course<'t> {
    fn place(&self, account: &str) -> Option<usize> {
        self.held.iter().position(|held| held.account == account)
    }

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
        let sides = [self.place(from), self.place(to)];
        let [from_owner, to_owner] = [(sides[0], from), (sides[1], to)]
            .map(|(place, account)| place.map_or(account, |place| self.held[place].owner));
        let owner = row.owner.as_str();
        let closes = amount.is_empty();
        let units = if closes {
            let all = sides[0].map(|from| self.held[from].lamports);
            all.and_then(|all| all.try_into().ok())
        } else {
            integer(info, amount)
        };
        let units: u64 = row.fields.check(units, amount, AMOUNT);
        let told = sides.iter().flatten().map(|place| self.held[*place].mint).find(|mint| !mint.is_empty());
        let mint = text(info, "mint").or(told).unwrap_or("");
        let is_native = closes || *program == SYSTEM || is_sol(mint);
        for (place, sign) in [(sides[0], -1), (sides[1], 1)] {
            let Some(held) = place.map(|place| &mut self.held[place]) else { continue };
            let moved = sign * i128::from(units);
            if is_native {
                held.lamports += moved;
            } else {
                held.units += moved;
            }
        }
        if closes && from_owner == owner && sides[0].is_some_and(|from| self.held[from].is_told) {
            closed.push(whole_list(from, mint));
        }
        let is_ours = from_owner == owner || to_owner == owner;
        // What an owner puts into a token account of its own, or takes out of it, stays where it is.
        let stays = is_native && from_owner == to_owner && from != to;
        if is_ours && !stays {
            let contract = if is_native { None } else { Some(mint) };
            self.push(row, Some(place), contract, from_owner, Some(to_owner), units);
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
        if mint == Some("") {
            row.fields.miss("mint", "an address");
        }
        let mut address = |text: &str| {
            let address = Address::parse(chain, text).ok();
            if address.is_none() {
                row.fields.miss("parsed.info", "of addresses");
            }
            address
        };
        let from = address(from).unwrap_or_else(|| row.owner.clone());
        let to = to.and_then(&mut address);
        row.push(Row::Transfer(Transfer {
            tx: TxId(self.signature.into()),
            index,
            contract: mint.map(Into::into),
            from,
            to,
            value: Amount::from_units(units.into()),
            time: self.time,
            unconfirmed: false,
            // A node tells no symbols.
            imitates: false,
        }));
    }
}
