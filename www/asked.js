/**
 * Whom a panel will ask, told before the core is there: of what asks the reader first. Fetched when such a panel comes near.
 */

/**
 * What a panel says before it asks anybody: who will be asked, and the button that lets it. None where nobody will be.
 * What it returns is called with the language's words, with what makes a button, and makes elements by `node`.
 */
export function asking(folder, campaign, address, node) {
  const hosts = folder ? [folder.host] : askedBy(campaign, address ?? "");
  return (
    hosts &&
    ((said, button) => {
      const list = hosts.slice(0, -1).join(said["list.next"]);
      const named = [list, ...hosts.slice(-1)].filter(Boolean).join(said["list.last"]);
      return [button("load", "ask.show"), node("p", {}, said["ask.sees"].replace("{hosts}", named))];
    })
  );
}

/** The hosts that a panel will ask, each once; none where it will ask nobody, but say what is wrong or not known. */
export function askedBy(campaign, address) {
  try {
    const alone = { addresses: [{ chain: chainOf(address) }] };
    const { addresses, explorers = [], prices = [], lists = [], dollar } = campaign === undefined ? alone : JSON.parse(campaign.replace(/^\ufeff/, ""));
    if (!addresses.length) return undefined;
    const hosts = [];
    for (const { chain } of addresses) {
      const named = namedOn(chain, explorers);
      const known = publicHosts(chain);
      // Where nobody tells of one of its chains, a campaign is refused.
      if (!named.length && !known.length) return undefined;
      hosts.push(...(named.length ? named.flatMap(at) : known));
    }
    // Better that one is named for nothing than that one is not named: a chain's tokens may have no source of their own. What is on a
    // test network is worth nothing.
    const isValued = ({ chain }) => !/-/.test(chain) && !prices.some((own) => /coin/.test(chain) && own.chain === chain);
    const feeds = [...addresses.filter(isValued), ...prices];
    for (const feed of feeds) if (feed.source !== "none") hosts.push(...(feed.url ? at(feed) : [pricedBy(feed)]));
    // A relative one is where the campaign file was fetched.
    for (const url of [dollar, ...lists]) hosts.push(...at({ url }));
    return hosts.length ? [...new Set(hosts)] : undefined;
  } catch {
    return undefined;
  }
}

/** The host of a whole URL; none of what a browser cannot ask, though the core takes it for one: the others are asked all the same. */
function at({ url }) {
  try {
    return [new URL(url).host];
  } catch {
    return [];
  }
}

/**
 * A campaign's explorers of a chain that browsers ask: one without a CORS header only where there is no other, for then it is behind a proxy
 * (a test compares with the core).
 */
export function namedOn(chain, explorers) {
  const named = explorers.filter((explorer) => explorer.chain === chain);
  const others = named.filter(({ api }) => api !== "blockbook");
  return others.length ? others : named;
}

/** The public explorers' hosts that are asked on a chain where a campaign names none. */
export const publicHosts = (chain) => EXPLORERS.find(([name]) => name === chain)?.slice(2) ?? [];

/** Whom a panel asks for prices where its publisher names no other server: as in the core (a test compares). */
function pricedBy({ chain, source }) {
  return /^(me|bit)/.test(source ?? chain) ? "mempool.space" : "coins.llama.fi";
}

/**
 * By its scheme, or by the form of a bare address; none of what no public explorer tells. The core reads all of it: whatever it takes for an
 * address has the same chain here (a test compares).
 */
function chainOf(address) {
  const [, scheme, bare] = /^\s*(?:([^?]*):)?([^?\s]*)/.exec(address);
  if (scheme !== undefined) return EXPLORERS.find(([name, id]) => name === scheme.toLowerCase() || id === scheme.slice(-4))?.[0];
  // A bech32 address in capitals can begin with T. What begins as others do and is longer is Solana's.
  const forms = {
    tron: /^(T(?=.*[a-z]).{33}|41.{40})$/,
    "bitcoin-testnet": /^(tb1|TB1|([2m]|n[1-4]).{0,34}$)/,
    bitcoin: /^(bc1|[13].{0,34}$)/i,
    ethereum: /^0x/i,
    litecoin: /^(ltc1|[LM].{0,34}$)/i,
    dogecoin: /^[DA9].{0,34}$/,
    solana: /^(?!bcrt1|tltc1).{36}/i,
  };
  return Object.keys(forms).find((chain) => forms[chain].test(bare));
}
