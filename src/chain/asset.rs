//! Assets: a chain's native one, or a token by its contract. Never by symbol: symbols are forged.

use super::{Chain, Facts, Form};

/// What an amount is an amount of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Asset {
    pub chain: Chain,
    /// The token's contract in the chain's usual form; none for the native asset.
    pub contract: Option<Box<str>>,
}

/// A token on an allow-list, or a chain's native asset: what it is called, and its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub asset: Asset,
    pub symbol: Box<str>,
    pub decimals: u8,
}

impl Asset {
    pub fn native(chain: Chain) -> Asset {
        Asset { chain, contract: None }
    }

    pub fn token(chain: Chain, contract: &str) -> Asset {
        Asset { chain, contract: Some(contract.into()) }
    }
}

impl Token {
    /// Whether it is the native asset in another form: WETH of ETH, WXDAI of xDAI. By the symbol, which is the allow-list's.
    pub fn is_wrapped_native(&self) -> bool {
        let native = self.asset.chain.facts().symbol;
        let symbol = self.symbol.strip_prefix('W').unwrap_or("");
        self.asset.contract.is_some() && symbol.eq_ignore_ascii_case(native)
    }
}

/// Tether's contracts by which it freezes addresses, and destroys what lies there: `isBlackListed`, `addBlackList`,
/// `destroyBlackFunds` in their published sources. Its tokens on other chains have other ways, or none.
const FREEZABLE: [(Chain, &str); 2] = [
    (Chain::Ethereum, "0xdAC17F958D2ee523a2206206994597C13D831ec7"),
    (Chain::Tron, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
];

/// The token of a chain whose issuer can freeze it at an address, where it is among these; on a test network, what is
/// called USDT.
pub fn freezable(chain: Chain, tokens: &[Token]) -> Option<&Token> {
    tokens.iter().find(|token| {
        let contract = token.asset.contract.as_deref().unwrap_or("");
        let is_it = match chain.is_test() {
            true => &*token.symbol == "USDT" && matches!(chain.facts().form, Form::Evm | Form::Tron),
            false => FREEZABLE.iter().any(|(of, known)| *of == chain && *known == contract),
        };
        is_it && token.asset.chain == chain
    })
}

/// A chain's native asset.
pub fn native(chain: Chain) -> Token {
    let Facts { symbol, decimals, .. } = *chain.facts();
    Token { asset: Asset::native(chain), symbol: symbol.into(), decimals }
}

/// The tokens that count on a chain even where the publisher names none.
pub fn default_tokens(chain: Chain) -> Vec<Token> {
    let mut tokens = Vec::new();
    for &(contract, symbol, decimals) in chain.known_tokens() {
        tokens.push(Token { asset: Asset::token(chain, contract), symbol: symbol.into(), decimals });
    }
    tokens
}

/// Whether a token's symbol reads like that of a token, or of the native asset, that counts on the chain: the same
/// letters to the eye, whatever stands between them. It is asked of tokens that do not count.
pub fn imitates(chain: Chain, symbol: &str, allowed: &[Token]) -> bool {
    let seen = skeleton(symbol);
    seen == chain.facts().symbol.as_bytes()
        || allowed.iter().any(|known| known.asset.chain == chain && seen == skeleton(&known.symbol))
}

/// Letters beside the ASCII letter that they look like, as forged symbols use them: Greek, Cyrillic, Cherokee,
/// Armenian, Lisu (from Unicode's list of confusable characters, <https://www.unicode.org/reports/tr39/>).
const ALIKE: &str = "AАаΑαᎪꓮ BВвΒᏴꓐ CСсϹᏟꓚ DᎠꓓ EЕеΕᎬꓰ FϜꓝ GԌᏀꓖ HНнΗᎻꓧ IІіΙꓲ JЈјᎫꓙ KКкΚκᏦꓗ LᏞꓡ MМмΜᎷꓟ NΝꓠ OОоΟοՕꓳ PРрΡρᏢꓑ RᎡꓣ SЅѕᏚՏꓢ TТтΤτᎢꓔ UՍꓴ VѴѵᏙꓦ WԜԝᎳꓪ XХхΧχꓫ YУуΥγᎩꓬ ZΖᏃꓜ";

/// Stands for a letter that looks like none of ASCII's.
const STRANGE: u8 = 0x7f;

/// The letters and digits of a text as the eye takes them: in capitals, each look-alike as the letter that it looks
/// like, wide and mathematical forms as plain ones. What is neither letter nor digit is passed over.
fn skeleton(text: &str) -> Vec<u8> {
    let mut skeleton = Vec::new();
    for letter in text.chars() {
        let code = letter as u32;
        let plain = match code {
            0x30 => b'O',
            0x00..=0x7f => letter as u8,
            // Full width.
            0xff01..=0xff5e => (code - 0xfee0) as u8,
            // Mathematical alphabets, each of 26 capitals and 26 small letters.
            0x1d400..=0x1d6a3 => b'A' + ((code - 0x1d400) % 26) as u8,
            _ => looks_like(letter),
        };
        if plain.is_ascii_alphanumeric() || plain == STRANGE {
            skeleton.push(plain.to_ascii_uppercase());
        }
    }
    skeleton
}

fn looks_like(letter: char) -> u8 {
    let mut latin = 0;
    for known in ALIKE.chars() {
        if known.is_ascii() {
            latin = known as u8;
        } else if known == letter {
            return latin;
        }
    }
    // Zero-width characters and marks show nothing; any other letter shows.
    if matches!(letter, '\u{300}'..='\u{36f}' | '\u{2000}'..='\u{206f}' | '\u{fe00}'..='\u{feff}') {
        0
    } else {
        STRANGE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_symbol_is_known_by_its_look() {
        let usdt = Token { asset: Asset::token(Chain::Ethereum, "0x"), symbol: "USDT".into(), decimals: 6 };
        for forged in
            ["USDT", "usdt", "USDТ", "ՍSDT", "ꓴꓢꓓꓔ", "U\u{200b}SDT", "U.S.D.T", " ＵＳＤＴ ", "𝐔𝐒𝐃𝐓", "EТН"]
        {
            assert!(imitates(Chain::Ethereum, forged, std::slice::from_ref(&usdt)), "{forged}");
        }
        for other in ["USDC", "USD", "USDTE", "ÜSDT", "", "ABC"] {
            assert!(!imitates(Chain::Ethereum, other, std::slice::from_ref(&usdt)), "{other}");
        }
        assert!(!imitates(Chain::Polygon, "USDT", &[usdt]), "another chain's token");
    }
}
