//! What the issuer of USDT can do at an address: Tether's contracts write it as events of their own, and no list of
//! transfers has it. The source of both: <https://etherscan.io/token/0xdac17f958d2ee523a2206206994597c13d831ec7#code>,
//! <https://tronscan.org/#/token20/TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t/code>.
//!
//! Whether an address is frozen now is asked of the contract. Only where it is are the events read: they are everybody's,
//! some thousands, one kind after the other.

/// The function that tells whether an address is frozen.
pub const IS_FROZEN: &str = "isBlackListed(address)";

/// An event of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    pub name: &'static str,
    pub signature: &'static str,
    pub act: Act,
}

/// What it says was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Freeze,
    Lift,
    Burn,
}

/// In the order in which they are read.
pub const EVENTS: [Event; 3] = [
    Event { name: "AddedBlackList", signature: "AddedBlackList(address)", act: Act::Freeze },
    Event { name: "RemovedBlackList", signature: "RemovedBlackList(address)", act: Act::Lift },
    Event { name: "DestroyedBlackFunds", signature: "DestroyedBlackFunds(address,uint256)", act: Act::Burn },
];

/// Which of the events a cursor names, by its number, and where to go on among them; the first where there is none.
pub(super) fn event_of(cursor: &str) -> (usize, Event, &str) {
    let (number, rest) = crate::plain::parted(cursor, b'.');
    let number = match number {
        "1" => 1,
        "2" => 2,
        _ => 0,
    };
    (number, EVENTS[number], rest)
}

/// The cursor of the next page of the same event, or of the next event's first; empty after the last.
pub(super) fn cursor(number: usize, next: Option<&str>) -> String {
    let mut cursor = String::new();
    let number = if next.is_some() { number } else { number + 1 };
    if number < EVENTS.len() {
        crate::plain::push_number(&mut cursor, number as u128);
        cursor.push('.');
        cursor += next.unwrap_or("");
    }
    cursor
}
