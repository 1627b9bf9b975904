//! The asset table: all facts of a chain, one row each. A new chain is a new row here: docs/adding-a-chain.md.

use super::Family;
use crate::plain::named;

/// A chain's row.
pub struct Facts {
    /// In campaign files and reports.
    pub name: &'static str,
    /// For readers, in languages that have no word of their own for it (`chain.NAME` in their file).
    pub title: &'static str,
    /// `namespace:reference` (<https://chainagnostic.org/CAIPs/caip-2>; bip122 by genesis hash, eip155 by chain id).
    pub caip2: &'static str,
    pub form: Form,
    /// The native asset's symbol and places.
    pub symbol: &'static str,
    pub decimals: u8,
    /// Seconds after which a row's block is final; where confirmations are counted, only while the tip is not known.
    pub final_after: u64,
    /// What a receipt of the native asset must be above to count as a donation, in whole units.
    pub dust: &'static str,
    /// By which prices are told: the native asset's id at CoinGecko, and the chain's name before its tokens' contracts at
    /// DefiLlama, where it has tokens. A test network's are those of the true one, for publishers who value it all the same.
    pub coins: (&'static str, &'static str),
    /// Public explorers, in the order of preference.
    pub explorers: &'static [(Api, &'static str)],
}

/// A token that counts on a chain even where the publisher names none: contract, symbol, places.
pub type KnownToken = (&'static str, &'static str, u8);

/// How addresses are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Base58check with one of these version bytes, and bech32 or bech32m with this prefix, where the chain has segwit.
    Bitcoin([u8; 2], &'static str),
    /// Base58check of version 0x41, or its hexadecimal digits.
    Tron,
    /// `0x` and 40 hexadecimal digits, with the checksum of EIP-55 in their case.
    Evm,
    /// Base58 of 32 bytes.
    Solana,
}

/// A schema that explorers answer in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Api {
    Esplora,
    TronGrid,
    Blockscout,
    Etherscan,
    BlockCypher,
    Blockbook,
    Solana,
}

impl Api {
    pub const ALL: [Api; 7] = [
        Api::Esplora,
        Api::TronGrid,
        Api::Blockscout,
        Api::Etherscan,
        Api::BlockCypher,
        Api::Blockbook,
        Api::Solana,
    ];

    /// Their names, in the same order.
    pub const NAMES: [&str; 7] =
        ["esplora", "trongrid", "blockscout", "etherscan", "blockcypher", "blockbook", "solana"];

    /// The name in campaign files.
    pub const fn name(self) -> &'static str {
        Api::NAMES[self as usize]
    }

    pub fn from_name(name: &str) -> Option<Api> {
        Some(Api::ALL[named(name, &Api::NAMES)?])
    }

    /// Whether browsers may read its answers as they come: Blockbook's are without CORS headers, unless a publisher's proxy adds them. See
    /// `campaign::for_browsers`.
    pub const fn is_for_browsers(self) -> bool {
        !matches!(self, Api::Blockbook)
    }

    /// Whether it tells of this chain.
    pub fn fits(self, chain: Chain) -> bool {
        let form = chain.facts().form;
        match self {
            Api::Esplora => matches!(form, Form::Bitcoin(_, prefix) if !prefix.is_empty()),
            Api::BlockCypher | Api::Blockbook => chain.family() == Family::Utxo,
            Api::TronGrid => form == Form::Tron,
            Api::Blockscout | Api::Etherscan => form == Form::Evm,
            Api::Solana => form == Form::Solana,
        }
    }
}

const HOUR: u64 = 3_600;

/// Makes the table and the names of its rows.
macro_rules! chains {
    ($($chain:ident {
        name: $name:expr, title: $title:expr, caip2: $caip2:expr, form: $form:expr, symbol: $symbol:expr, decimals: $decimals:expr,
        final_after: $final_after:expr, dust: $dust:expr, coins: $coins:expr, tokens: $tokens:expr, explorers: $explorers:expr,
    })*) => {
        /// A chain that a campaign's address can be on.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Chain {
            $($chain,)*
        }

        impl Chain {
            pub const ALL: [Chain; [$(Chain::$chain),*].len()] = [$(Chain::$chain),*];
        }

        /// By chain.
        pub(super) const TABLE: [Facts; Chain::COUNT] = [$(Facts {
            name: $name, title: $title, caip2: $caip2, form: $form, symbol: $symbol, decimals: $decimals,
            final_after: $final_after, dust: $dust, coins: $coins, explorers: $explorers,
        }),*];

        /// By chain: the first figure does without, and they are half of the table.
        pub(super) const TOKENS: [&[KnownToken]; Chain::COUNT] = [$($tokens),*];
    };
}

// Six blocks of a UTXO chain rarely take longer than the time given; Ethereum finalises after two epochs, the chains on
// top of it once they are posted there.
chains! {
    Bitcoin {
        name: "bitcoin",
        title: "Bitcoin",
        caip2: "bip122:000000000019d6689c085ae165831e93",
        form: Form::Bitcoin([0x00, 0x05], "bc"),
        symbol: "BTC",
        decimals: 8,
        final_after: 2 * HOUR,
        dust: "0.00001",
        coins: ("bitcoin", ""),
        tokens: &[],
        explorers: &[
            (Api::Esplora, "https://mempool.space/api"),
            (Api::Esplora, "https://blockstream.info/api"),
        ],
    }
    BitcoinTestnet {
        name: "bitcoin-testnet",
        title: "Bitcoin testnet",
        caip2: "bip122:000000000933ea01ad0ee984209779ba",
        form: Form::Bitcoin([0x6f, 0xc4], "tb"),
        symbol: "tBTC",
        decimals: 8,
        final_after: 2 * HOUR,
        dust: "0.00001",
        coins: ("bitcoin", ""),
        tokens: &[],
        explorers: &[
            (Api::Esplora, "https://mempool.space/testnet/api"),
            (Api::Esplora, "https://blockstream.info/testnet/api"),
        ],
    }
    BitcoinRegtest {
        name: "bitcoin-regtest",
        title: "Bitcoin regtest",
        caip2: "bip122:0f9188f13cb7b2c71f2a335e3a4fc328",
        form: Form::Bitcoin([0x6f, 0xc4], "bcrt"),
        symbol: "tBTC",
        decimals: 8,
        final_after: 2 * HOUR,
        dust: "0.00001",
        coins: ("bitcoin", ""),
        tokens: &[],
        explorers: &[],
    }
    Tron {
        name: "tron",
        title: "Tron",
        caip2: "tron:0x2b6653dc",
        form: Form::Tron,
        symbol: "TRX",
        decimals: 6,
        final_after: 60,
        dust: "0.01",
        coins: ("tron", "tron"),
        tokens: &[("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "USDT", 6)],
        explorers: &[(Api::TronGrid, "https://api.trongrid.io")],
    }
    TronNile {
        name: "tron-nile",
        title: "Tron Nile testnet",
        caip2: "tron:0xcd8690dc",
        form: Form::Tron,
        symbol: "tTRX",
        decimals: 6,
        final_after: 60,
        dust: "0.01",
        coins: ("tron", "tron"),
        tokens: &[],
        explorers: &[(Api::TronGrid, "https://nile.trongrid.io")],
    }
    Litecoin {
        name: "litecoin",
        title: "Litecoin",
        caip2: "bip122:12a765e31ffd4059bada1e25190f6e98",
        form: Form::Bitcoin([0x30, 0x32], "ltc"),
        symbol: "LTC",
        decimals: 8,
        final_after: HOUR / 2,
        dust: "0.00001",
        coins: ("litecoin", ""),
        tokens: &[],
        explorers: &[(Api::Esplora, "https://litecoinspace.org/api")],
    }
    LitecoinTestnet {
        name: "litecoin-testnet",
        title: "Litecoin testnet",
        caip2: "bip122:4966625a4b2851d9fdee139e56211a0d",
        form: Form::Bitcoin([0x6f, 0x3a], "tltc"),
        symbol: "tLTC",
        decimals: 8,
        final_after: HOUR / 2,
        dust: "0.00001",
        coins: ("litecoin", ""),
        tokens: &[],
        explorers: &[],
    }
    Dogecoin {
        name: "dogecoin",
        title: "Dogecoin",
        caip2: "bip122:1a91e3dace36e2be3bf030a65679fe82",
        form: Form::Bitcoin([0x1e, 0x16], ""),
        symbol: "DOGE",
        decimals: 8,
        final_after: HOUR / 3,
        dust: "0.01",
        coins: ("dogecoin", ""),
        tokens: &[],
        explorers: &[(Api::BlockCypher, "https://api.blockcypher.com/v1/doge/main")],
    }
    DogecoinTestnet {
        name: "dogecoin-testnet",
        title: "Dogecoin testnet",
        caip2: "bip122:bb0a78264637406b6360aad926284d54",
        form: Form::Bitcoin([0x71, 0xc4], ""),
        symbol: "tDOGE",
        decimals: 8,
        final_after: HOUR / 3,
        dust: "0.01",
        coins: ("dogecoin", ""),
        tokens: &[],
        explorers: &[],
    }
    Solana {
        name: "solana",
        title: "Solana",
        caip2: "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp",
        form: Form::Solana,
        symbol: "SOL",
        decimals: 9,
        final_after: 60,
        // Above the rent of a token account: who opens one for the campaign gives it that, to send something else.
        dust: "0.01",
        coins: ("solana", "solana"),
        tokens: &[
            ("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", "USDC", 6),
            ("Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB", "USDT", 6),
            ("So11111111111111111111111111111111111111112", "WSOL", 9),
        ],
        explorers: &[(Api::Solana, "https://api.mainnet-beta.solana.com")],
    }
    SolanaDevnet {
        name: "solana-devnet",
        title: "Solana devnet",
        caip2: "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1",
        form: Form::Solana,
        symbol: "tSOL",
        decimals: 9,
        final_after: 60,
        dust: "0.01",
        coins: ("solana", "solana"),
        tokens: &[],
        explorers: &[],
    }
    Ethereum {
        name: "ethereum",
        title: "Ethereum",
        caip2: "eip155:1",
        form: Form::Evm,
        symbol: "ETH",
        decimals: 18,
        final_after: 16 * 60,
        dust: "0.0001",
        coins: ("ethereum", "ethereum"),
        tokens: &[
            ("0xdAC17F958D2ee523a2206206994597C13D831ec7", "USDT", 6),
            ("0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "USDC", 6),
            ("0x6B175474E89094C44Da98b954EedeAC495271d0F", "DAI", 18),
            ("0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2", "WETH", 18),
        ],
        explorers: &[(Api::Blockscout, "https://eth.blockscout.com/api/v2")],
    }
    EthereumSepolia {
        name: "ethereum-sepolia",
        title: "Ethereum Sepolia testnet",
        caip2: "eip155:11155111",
        form: Form::Evm,
        symbol: "tETH",
        decimals: 18,
        final_after: 16 * 60,
        dust: "0.0001",
        coins: ("ethereum", "ethereum"),
        tokens: &[],
        explorers: &[],
    }
    Polygon {
        name: "polygon",
        title: "Polygon",
        caip2: "eip155:137",
        form: Form::Evm,
        symbol: "POL",
        decimals: 18,
        final_after: 5 * 60,
        dust: "0.01",
        coins: ("polygon-ecosystem-token", "polygon"),
        tokens: &[
            ("0xc2132D05D31c914a87C6611C10748AEb04B58e8F", "USDT", 6),
            ("0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359", "USDC", 6),
            ("0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174", "USDC.e", 6),
            ("0x8f3Cf7ad23Cd3CaDbD9735AFf958023239c6A063", "DAI", 18),
            ("0x0d500B1d8E8eF31E21C99d1Db9A6444d3ADf1270", "WPOL", 18),
        ],
        explorers: &[(Api::Blockscout, "https://polygon.blockscout.com/api/v2")],
    }
    Bnb {
        name: "bnb",
        title: "BNB Chain",
        caip2: "eip155:56",
        form: Form::Evm,
        symbol: "BNB",
        decimals: 18,
        final_after: 60,
        dust: "0.001",
        coins: ("binancecoin", "bsc"),
        tokens: &[
            ("0x55d398326f99059fF775485246999027B3197955", "USDT", 18),
            ("0x8AC76a51cc950d9822D68b83fE1Ad97B32Cd580d", "USDC", 18),
            ("0x1AF3F329e8BE154074D8769D1FFa4eE058B1DBc3", "DAI", 18),
            ("0xbb4CdB9CBd36B01bD1cBaEBF2De08d9173bc095c", "WBNB", 18),
        ],
        // Whatever is asked there wants a key, which is the publisher's to name.
        explorers: &[],
    }
    Arbitrum {
        name: "arbitrum",
        title: "Arbitrum",
        caip2: "eip155:42161",
        form: Form::Evm,
        symbol: "ETH",
        decimals: 18,
        final_after: 30 * 60,
        dust: "0.0001",
        coins: ("ethereum", "arbitrum"),
        tokens: &[
            ("0xFd086bC7CD5C481DCC9C85ebE478A1C0b69FCbb9", "USDT", 6),
            ("0xaf88d065e77c8cC2239327C5EDb3A432268e5831", "USDC", 6),
            ("0xFF970A61A04b1cA14834A43f5dE4533eBDDB5CC8", "USDC.e", 6),
            ("0xDA10009cBd5D07dd0CeCc66161FC93D7c9000da1", "DAI", 18),
            ("0x82aF49447D8a07e3bd95BD0d56f35241523fBab1", "WETH", 18),
        ],
        explorers: &[(Api::Blockscout, "https://arbitrum.blockscout.com/api/v2")],
    }
    Optimism {
        name: "optimism",
        title: "Optimism",
        caip2: "eip155:10",
        form: Form::Evm,
        symbol: "ETH",
        decimals: 18,
        final_after: 30 * 60,
        dust: "0.0001",
        coins: ("ethereum", "optimism"),
        tokens: &[
            ("0x94b008aA00579c1307B0EF2c499aD98a8ce58e58", "USDT", 6),
            ("0x0b2C639c533813f4Aa9D7837CAf62653d097Ff85", "USDC", 6),
            ("0x7F5c764cBc14f9669B88837ca1490cCa17c31607", "USDC.e", 6),
            ("0xDA10009cBd5D07dd0CeCc66161FC93D7c9000da1", "DAI", 18),
            ("0x4200000000000000000000000000000000000006", "WETH", 18),
        ],
        explorers: &[(Api::Blockscout, "https://explorer.optimism.io/api/v2")],
    }
    Base {
        name: "base",
        title: "Base",
        caip2: "eip155:8453",
        form: Form::Evm,
        symbol: "ETH",
        decimals: 18,
        final_after: 30 * 60,
        dust: "0.0001",
        coins: ("ethereum", "base"),
        tokens: &[
            ("0xfde4C96c8593536E31F229EA8f37b2ADa2699bb2", "USDT", 6),
            ("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", "USDC", 6),
            ("0x50c5725949A6F0c72E6C4a641F24049A917DB0Cb", "DAI", 18),
            ("0x4200000000000000000000000000000000000006", "WETH", 18),
        ],
        explorers: &[(Api::Blockscout, "https://base.blockscout.com/api/v2")],
    }
    BaseSepolia {
        name: "base-sepolia",
        title: "Base Sepolia testnet",
        caip2: "eip155:84532",
        form: Form::Evm,
        symbol: "tETH",
        decimals: 18,
        final_after: 30 * 60,
        dust: "0.0001",
        coins: ("ethereum", "base"),
        tokens: &[],
        explorers: &[],
    }
    Gnosis {
        name: "gnosis",
        title: "Gnosis",
        caip2: "eip155:100",
        form: Form::Evm,
        symbol: "xDAI",
        decimals: 18,
        final_after: 4 * 60,
        dust: "0.01",
        coins: ("xdai", "xdai"),
        tokens: &[
            ("0x4ECaBa5870353805a9F068101A40E0f32ed605C6", "USDT", 6),
            ("0xDDAfbb505ad214D7b80b1f830fcCc89B60fb7A83", "USDC", 6),
            ("0x2a22f9c3b484c3629090FeED35F17Ff8F88f76F0", "USDC.e", 6),
            ("0xe91D153E0b41518A2Ce8Dd3D7944Fa863463a97d", "WXDAI", 18),
        ],
        explorers: &[(Api::Blockscout, "https://gnosis.blockscout.com/api/v2")],
    }
}
