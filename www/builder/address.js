// Which chains an address can be of, told from its form: a first guess for the form, which the core then checks.

const EVM = ["ethereum", "polygon", "arbitrum", "optimism", "base", "gnosis", "bnb", "ethereum-sepolia", "base-sepolia"];

/** The first that fits tells; of its chains the likeliest comes first. */
const FORMS = [
  [/^bc1/i, ["bitcoin"]],
  [/^tb1/i, ["bitcoin-testnet"]],
  [/^bcrt1/i, ["bitcoin-regtest"]],
  [/^ltc1/i, ["litecoin"]],
  [/^tltc1/i, ["litecoin-testnet"]],
  [/^0x[0-9a-f]*$/i, EVM],
  [/^(T\w{33}|41[0-9a-f]{40})$/, ["tron", "tron-nile"]],
  [/^1\w{24,34}$/, ["bitcoin"]],
  [/^3\w{24,34}$/, ["bitcoin", "litecoin"]],
  [/^[mn]\w{24,34}$/, ["bitcoin-testnet", "bitcoin-regtest", "litecoin-testnet", "dogecoin-testnet"]],
  [/^2\w{24,34}$/, ["bitcoin-testnet", "bitcoin-regtest", "dogecoin-testnet"]],
  [/^[LM]\w{24,34}$/, ["litecoin"]],
  [/^Q\w{24,34}$/, ["litecoin-testnet"]],
  [/^[DA9]\w{24,34}$/, ["dogecoin"]],
  [/^[1-9A-HJ-NP-Za-km-z]{32,44}$/, ["solana", "solana-devnet"]],
];

export const chainsOf = (address) => FORMS.find(([form]) => form.test(address))?.[1] ?? [];

/** Of CAIP-10's namespaces, those whose chain their reference names. */
const CAIP = {
  ...{ "eip155:1": "ethereum", "eip155:10": "optimism", "eip155:56": "bnb", "eip155:100": "gnosis", "eip155:137": "polygon" },
  ...{ "eip155:8453": "base", "eip155:42161": "arbitrum", "eip155:11155111": "ethereum-sepolia", "eip155:84532": "base-sepolia" },
  ...{ "tron:0x2b6653dc": "tron", "tron:0xcd8690dc": "tron-nile" },
  ...{ "bip122:000000000019d6689c085ae165831e93": "bitcoin", "bip122:12a765e31ffd4059bada1e25190f6e98": "litecoin" },
  "bip122:1a91e3dace36e2be3bf030a65679fe82": "dogecoin",
  "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp": "solana",
};

/** Addresses, one a line, each bare, with its chain's name before it (`tron:T…`), or as CAIP-10. */
export function addressesIn(text, chains) {
  return text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map((line) => {
      const at = line.lastIndexOf(":");
      const [scheme, address] = [line.slice(0, Math.max(at, 0)), line.slice(at + 1)];
      const named = CAIP[scheme] ?? (chains.includes(scheme) ? scheme : undefined);
      // A scheme that nobody knows stays where it is, for the core to name it.
      if (scheme && !named) return { chain: chainsOf(address)[0] ?? "bitcoin", address: line };
      return { chain: named ?? chainsOf(address)[0] ?? "bitcoin", address };
    });
}
