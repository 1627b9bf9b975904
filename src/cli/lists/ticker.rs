//! Where an address that a list quotes under a ticker stands in the compact file.

use crate::chain::{Address, AddressError, Chain, Form};
use crate::listing;

/// The chains that a ticker's addresses can be on; none for a ticker whose addresses this program does not read.
fn chains(ticker: &str) -> &'static [Chain] {
    match ticker {
        "XBT" => &[Chain::Bitcoin],
        // Chains with Ethereum's addresses, listed here or not: one key serves them all.
        "ETC" | "ARB" | "BSC" | "BEP20" | "MATIC" | "OP" => &[Chain::Ethereum],
        // Tokens: the address's form tells the chain. Tether began on Bitcoin.
        "USDT" | "USDC" | "DAI" | "BUSD" | "TUSD" | "WETH" | "WBTC" => {
            &[Chain::Ethereum, Chain::Tron, Chain::Bitcoin, Chain::Solana]
        }
        _ => of_the_table(ticker),
    }
}

/// The chain whose name or coin a ticker is. A test network's coin is none: what is listed as TBTC is a token.
fn of_the_table(ticker: &str) -> &'static [Chain] {
    let is_it = |chain: &&Chain| {
        chain.name().eq_ignore_ascii_case(ticker)
            || !chain.is_test() && chain.facts().symbol.eq_ignore_ascii_case(ticker)
    };
    match Chain::ALL.iter().find(is_it) {
        Some(chain) if chain.facts().form == Form::Evm => &[Chain::Ethereum],
        Some(chain) => std::slice::from_ref(chain),
        None => &[],
    }
}

/// An address's line in the compact file, without its entries.
#[derive(Debug, PartialEq, Eq)]
pub struct Placed {
    pub line: String,
    /// How it is read otherwise than it is quoted.
    pub note: Option<&'static str>,
    /// It stands under its ticker, and no campaign address is compared with it.
    pub is_kept: bool,
}

const OTHER_CASE: &str = "the case of its letters is not that of its checksum: read as if of one case";
const OTHER_CHAIN: &str = "it is an address of another chain than its ticker's: its form decided";

/// Places an address under its chain's key, or, where its ticker's addresses are not read, under the ticker as it is
/// written.
///
/// # Errors
///
/// Says why it is no address of the ticker's.
pub fn place(ticker: &str, text: &str) -> Result<Placed, String> {
    let chains = chains(ticker);
    if chains.is_empty() {
        return kept(ticker, text);
    }
    let mut fault = None;
    for chain in chains {
        match on(*chain, text) {
            Ok(placed) => return Ok(placed),
            Err(error) => _ = fault.get_or_insert(error),
        }
    }
    // Lists have been seen to quote a Tron address as Bitcoin's: whole as it is, it can be no other.
    if let Some(AddressError::Network { found: Some(_), .. }) = fault
        && let Ok(placed) = place_by_form(text)
    {
        return Ok(Placed { note: Some(OTHER_CHAIN), ..placed });
    }
    // Of a token, whose address could be of several forms, its own form says more than the first chain does.
    Err(match (chains, Address::parse_uri(text)) {
        ([_], _) | (_, Ok(_)) => fault.map_or_else(String::new, |error| error.to_string()),
        (_, Err(error)) => error.to_string(),
    })
}

/// Places an address by its form alone.
///
/// # Errors
///
/// Says why it is no address of a chain that is read here.
pub fn place_by_form(text: &str) -> Result<Placed, String> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("a number is no address: perhaps of an account at a platform".into());
    }
    match Address::parse_uri(text) {
        Ok(address) => Ok(placed(&address)),
        Err(AddressError::Checksum) if text.starts_with("0x") => {
            on(Chain::Ethereum, text).map_err(|error| error.to_string())
        }
        Err(error) => Err(error.to_string()),
    }
}

fn on(chain: Chain, text: &str) -> Result<Placed, AddressError> {
    match Address::parse(chain, text) {
        Ok(address) => Ok(placed(&address)),
        Err(AddressError::Checksum) if chain == Chain::Ethereum => {
            let address = Address::parse(chain, &text.to_ascii_lowercase())?;
            Ok(Placed { note: Some(OTHER_CASE), ..placed(&address) })
        }
        Err(error) => Err(error),
    }
}

fn placed(address: &Address) -> Placed {
    Placed { line: listing::line_of(address), note: None, is_kept: false }
}

fn kept(ticker: &str, text: &str) -> Result<Placed, String> {
    let is_ticker = matches!(ticker.len(), 1..=16)
        && ticker.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if !is_ticker {
        return Err("its ticker is none of capitals and digits".into());
    }
    if !matches!(text.len(), 1..=200) || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("an address is up to 200 visible characters, without spaces".into());
    }
    Ok(Placed { line: format!("{ticker} {text}"), note: None, is_kept: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVM: &str = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    const TRON: &str = "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW";
    const BITCOIN: &str = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";

    fn line(ticker: &str, text: &str) -> String {
        place(ticker, text).map_or_else(|why| format!("refused: {why}"), |placed| placed.line)
    }

    #[test]
    fn an_address_stands_under_its_chain_s_key() {
        assert_eq!(line("XBT", BITCOIN), format!("bitcoin {BITCOIN}"));
        for ticker in ["ETH", "USDT", "ARB", "ETC"] {
            assert_eq!(line(ticker, EVM), format!("evm {}", EVM.to_lowercase()));
        }
        assert_eq!(line("USDT", TRON), format!("tron {TRON}"));
        assert_eq!(line("USDT", BITCOIN), format!("bitcoin {BITCOIN}"));
    }

    #[test]
    fn every_chain_s_name_and_coin_is_a_ticker() {
        for chain in Chain::ALL {
            let read = chains(&chain.name().to_ascii_uppercase());
            assert_eq!(read.len(), 1, "{}", chain.name());
            assert_eq!(listing::key(read[0]), listing::key(chain), "{}", chain.name());
            let by_coin = chains(&chain.facts().symbol.to_ascii_uppercase());
            assert_eq!(by_coin.is_empty(), chain.is_test(), "{}", chain.facts().symbol);
            assert!(by_coin.iter().all(|read| listing::key(*read) == listing::key(chain)));
        }
        assert_eq!(line("BNB", EVM), format!("evm {}", EVM.to_lowercase()));
        assert_eq!(line("bitcoin", BITCOIN), format!("bitcoin {BITCOIN}"));
    }

    #[test]
    fn another_chain_s_address_keeps_its_ticker() {
        assert_eq!(line("BCH", BITCOIN), format!("BCH {BITCOIN}"));
        assert_eq!(line("XMR", "4abc"), "XMR 4abc");
    }

    #[test]
    fn a_checksum_in_the_wrong_case_is_read_and_told() {
        let other = EVM.replace("aAeb", "AAeb");
        let read =
            Placed { line: format!("evm {}", EVM.to_lowercase()), note: Some(OTHER_CASE), is_kept: false };
        assert_eq!(place_by_form(&other).as_ref(), Ok(&read));
        assert_eq!(place("ETH", &other), Ok(read));
    }

    #[test]
    fn a_whole_address_under_another_ticker_stands_under_its_own_chain() {
        let read = Placed { line: format!("tron {TRON}"), note: Some(OTHER_CHAIN), is_kept: false };
        assert_eq!(place("XBT", TRON), Ok(read));
    }

    #[test]
    fn what_is_no_address_is_refused_with_the_reason() {
        for (ticker, text, why) in [
            ("XBT", "1Gq", "the address is too short or too long"),
            (
                "XBT",
                "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
                "the checksum does not match: some character is wrong",
            ),
            ("ETH", "0xa7e5d5a720f06526557c513402f2e6b5fa20b00", "the address is too short or too long"),
            ("USDT", "nonsense", "the address is too short or too long"),
            ("xmr", "4abc", "its ticker is none of capitals and digits"),
            ("XMR", "4 abc", "an address is up to 200 visible characters, without spaces"),
        ] {
            assert_eq!(line(ticker, text), format!("refused: {why}"), "{ticker} {text}");
        }
        assert!(place_by_form("361738751").is_err_and(|why| why.contains("account")));
        // A Cyrillic Н and с.
        assert!(place_by_form("TН96tFMn8KGiYSLiwсV3E2UiaJc8jmcbz3").is_err());
    }
}
