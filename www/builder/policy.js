// The Content-Security-Policy that one snippet needs, source by source, each with what it is for. It is exact:
// tests/browser/builder.test.mjs takes each source away in turn and sees something break.
import { namedOn, publicHosts } from "../asked.js";

const LOOPBACK = /^(127\.|localhost(:|$)|\[)/;
/** Chains whose lists tell counts and sums, so that a second explorer is compared with the first at one height. */
const OUTPUTS = /^(bitcoin|litecoin|dogecoin)/;

/** A URL as a source: without what a policy cannot hold. */
const source = (url) => {
  const { origin, pathname } = new URL(url);
  return origin + pathname.replaceAll(";", "%3B").replaceAll(",", "%2C");
};

/** Who runs a host, as `agreement::operator` has it: its registered domain; of a number and of this machine all of it. */
export function operator(host) {
  const name = host.replace(/:\d+$/, "");
  const labels = name.split(".");
  if (labels.length < 2 || /^[\d.]+$/.test(name) || host.includes("[")) return host;
  const [top, second] = [labels.at(-1), labels.at(-2)];
  return labels.slice(top.length === 2 && second.length <= 3 ? -3 : -2).join(".");
}

/** Origins of the explorers that a campaign's panel asks on a chain, in their order, and of a second one that readers may ask. */
function explorersOn(chain, { explorers = [] }) {
  const named = namedOn(chain, explorers);
  const known = publicHosts(chain).map((host) => `https://${host}`);
  const asked = named.length ? named.map(({ url }) => new URL(url).origin) : known;
  const hostOf = (origin) => new URL(origin).host;
  if (!asked.length) return { asked };
  const first = operator(hostOf(asked[0]));
  // Of a chain on this machine nobody else knows.
  const others = LOOPBACK.test(hostOf(asked[0])) ? asked : [...asked, ...known];
  return { asked, second: others.find((origin) => operator(hostOf(origin)) !== first) };
}

/** Currencies that mempool.space tells. */
const MEMPOOL_TELLS = ["USD", "EUR", "GBP", "CAD", "CHF", "AUD", "JPY"];
const SOURCES = { mempool: "https://mempool.space", llama: "https://coins.llama.fi" };

/** Origins that a live panel asks for prices, by the rules of `price::Quotes`. */
function pricesOf(campaign, chains, currency) {
  const own = campaign.currency ?? "USD";
  const wanted = (currency || own).toUpperCase();
  const isExchanged = Boolean(campaign.dollar) && wanted === own && wanted !== "USD";
  const tells = {
    mempool: isExchanged || MEMPOOL_TELLS.includes(wanted),
    llama: isExchanged || wanted === "USD",
    csv: wanted === own,
  };
  const feeds = (campaign.prices ?? []).filter(({ chain }) => chains.includes(chain));
  for (const chain of chains.filter((chain) => !chain.includes("-"))) {
    const isOwn = feeds.some((feed) => feed.chain === chain && !feed.contract);
    if (!isOwn) feeds.push({ source: chain === "bitcoin" ? "mempool" : "llama" });
    // Its tokens are valued, too, whichever come.
    if (!OUTPUTS.test(chain)) feeds.push({ source: "llama" });
  }
  const origins = feeds.filter(({ source }) => tells[source]).map(({ source, url }) => (url ? new URL(url).origin : SOURCES[source]));
  if (isExchanged) origins.push(new URL(campaign.dollar).origin);
  return origins;
}

/**
 * What a snippet needs, as `{directive, source, why}`; `why` is a word of the page. `of` has URLs that are whole: `base` (the
 * folder of donation-flow.js), `src` or none, `snapshot` or none; the `campaign`, where it is known; the `look` or none; and whether `reserve.css`
 * is linked, readers may ask a `second` explorer, and the page enforces Trusted Types (`trusted`).
 */
export function needed({ base, src, snapshot, campaign, currency, reserve, look, second, trusted, live }) {
  const needs = [];
  const need = (directive, source, why) => {
    const isThere = needs.some((one) => one.directive === directive && covers(one.source, source));
    if (!isThere) needs.push({ directive, source, why });
  };
  need("script-src", source(base), "why.code");
  need("script-src", "'wasm-unsafe-eval'", "why.wasm");
  need("connect-src", source(base), "why.parts");
  if (snapshot) need("connect-src", source(snapshot), "why.snapshot");
  if (src) need("connect-src", source(src), "why.campaign");
  const asks = !snapshot || live || src;
  const chains = [...new Set((campaign?.addresses ?? []).map(({ chain }) => chain))];
  const on = chains.map((chain) => [chain, explorersOn(chain, campaign)]);
  if (asks) {
    for (const [, { asked }] of on) for (const origin of asked) need("connect-src", origin, "why.explorer");
    if (campaign) {
      for (const origin of pricesOf(campaign, chains, currency)) need("connect-src", origin, "why.prices");
      for (const url of campaign.lists ?? []) {
        if (URL.canParse(url)) need("connect-src", new URL(url).origin, "why.list");
        else if (src) need("connect-src", source(new URL(url, src)), "why.list");
      }
    }
  }
  if (second) {
    for (const [chain, { asked, second: other }] of on) {
      if (!other) continue;
      if (OUTPUTS.test(chain)) need("connect-src", asked[0], "why.second");
      need("connect-src", other, "why.second");
    }
  }
  if (reserve) need("style-src", source(new URL("reserve.css", base)), "why.reserve");
  if (look) need("style-src", source(new URL(`themes/${look}.css`, base)), "why.look");
  if (trusted) {
    need("require-trusted-types-for", "'script'", "why.require");
    need("trusted-types", "donation-flow", "why.trusted");
  }
  return needs;
}

/** The same of a page that has the panel in an iframe, which has a policy of its own. */
export function neededByFrame({ base, reserve }) {
  const at = (name) => source(new URL(name, base));
  const needs = [
    { directive: "script-src", source: at("frame-parent.js"), why: "why.height" },
    { directive: "frame-src", source: at("frame.html"), why: "why.frame" },
  ];
  if (reserve) needs.push({ directive: "style-src", source: at("reserve.css"), why: "why.reserve" });
  return needs;
}

/** Whether a source allows all that another one would: the same, its whole origin, or a folder above it. */
function covers(wide, narrow) {
  if (wide === narrow) return true;
  if (!URL.canParse(wide) || !URL.canParse(narrow)) return false;
  const [one, other] = [new URL(wide), new URL(narrow)];
  return one.origin === other.origin && (wide === one.origin || (one.pathname.endsWith("/") && other.pathname.startsWith(one.pathname)));
}

/** The policy as one line. */
export function policyText(needs) {
  const directives = new Map([["default-src", ["'none'"]]]);
  for (const { directive, source } of needs) directives.set(directive, [...(directives.get(directive) ?? []), source]);
  return [...directives].map(([name, sources]) => [name, ...sources].join(" ")).join("; ");
}
