//! How large a list is and how long a look-up takes: `npm run bench -- lists` runs it, natively and as wasm.

use donation_flow::chain::{Address, Chain};
use donation_flow::listing::{ListFile, line_of};
use std::fmt::Write;

/// A list of so many entries with one address each, half of Ethereum's form and half of Tron's, and the addresses.
fn list(entries: usize) -> (String, Vec<Address>) {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = || {
        // xorshift64 (Marsaglia 2003): the same list in every run, and nothing in it that compresses.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut text = String::from(
        "donation-flow list 1\nname A list\nissuer Somebody\nurl https://lists.example/\nentry-url https://lists.example/entry?id=\n",
    );
    let programmes = 40;
    let _ = writeln!(text, "programmes {programmes}");
    (0..programmes).for_each(|number| _ = writeln!(text, "PROGRAMME{number}"));
    let _ = writeln!(text, "entries {entries}");
    let (mut lines, mut addresses) = (Vec::new(), Vec::new());
    for entry in 0..entries {
        let [a, b, c] = [random(), random(), random()];
        let _ = writeln!(
            text,
            "{}\tNAME{:05X}, Given{:04x}\t{}\t20{:02}-{:02}-{:02}\t\t",
            10_000 + entry,
            a & 0xf_ffff,
            b & 0xffff,
            c % programmes,
            10 + c % 16,
            1 + a % 12,
            1 + b % 28
        );
        let digits = format!("{a:016x}{b:016x}{:08x}", c as u32);
        let (chain, start) = if entry % 2 == 0 { (Chain::Ethereum, "0x") } else { (Chain::Tron, "41") };
        if let Ok(address) = Address::parse(chain, &format!("{start}{digits}")) {
            lines.push(format!("{} {entry}", line_of(&address)));
            addresses.push(address);
        }
    }
    lines.sort_unstable();
    let _ = writeln!(text, "addresses {}\n{}", lines.len(), lines.join("\n"));
    (text, addresses)
}

/// Looks so many addresses up, every second of which is not listed; how many were.
fn look_up(list: &ListFile, addresses: &[Address], count: usize) -> usize {
    (0..count).filter(|number| !list.find(&addresses[number * 7_919 % addresses.len()]).is_empty()).count()
}

/// Those of a list, and as many that are not in it.
fn asked(listed: Vec<Address>) -> Vec<Address> {
    let others: Vec<Address> = (0..listed.len())
        .filter_map(|number| Address::parse(Chain::Ethereum, &format!("0x{number:040x}")).ok())
        .collect();
    listed.into_iter().zip(others).flat_map(|(listed, other)| [listed, other]).collect()
}

/// Writes a list into a file, and prints in nanoseconds how long it takes to check it once and to look one address up.
#[cfg(not(target_arch = "wasm32"))]
pub fn measure() {
    let mut arguments = std::env::args().skip(1);
    let entries = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(1_000);
    let (text, listed) = list(entries);
    if let Some(file) = arguments.next() {
        std::fs::write(file, &text).expect("the list is written");
    }
    let begun = std::time::Instant::now();
    let list = ListFile::parse(text).expect("it is a list");
    let parsed = begun.elapsed();
    let addresses = asked(listed);
    let count = 2_000;
    let begun = std::time::Instant::now();
    let found = look_up(&list, &addresses, count);
    println!("{} {} {found}", parsed.as_nanos(), begun.elapsed().as_nanos() / count as u128);
}

/// What bench/list_sizes.mjs calls, in turn.
#[cfg(target_arch = "wasm32")]
mod exports {
    use super::*;
    use std::cell::RefCell;

    thread_local! {
        static TEXT: RefCell<(String, Vec<Address>)> = const { RefCell::new((String::new(), Vec::new())) };
        static LIST: RefCell<Option<ListFile>> = const { RefCell::new(None) };
    }

    #[unsafe(no_mangle)]
    pub extern "C" fn make(entries: usize) {
        let (text, listed) = list(entries);
        TEXT.set((text, asked(listed)));
    }

    #[unsafe(no_mangle)]
    pub extern "C" fn parse() {
        let text = TEXT.with_borrow_mut(|(text, _)| std::mem::take(text));
        LIST.set(ListFile::parse(text).ok());
    }

    #[unsafe(no_mangle)]
    pub extern "C" fn find(count: usize) -> usize {
        TEXT.with_borrow(|(_, addresses)| {
            LIST.with_borrow(|list| list.as_ref().map_or(0, |list| look_up(list, addresses, count)))
        })
    }
}
