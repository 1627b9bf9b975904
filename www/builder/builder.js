// The builder: a campaign and the panel's attributes in; the live panel, the snippet, its policy, the commands and the
// campaign file out. Nobody but this site is asked before "Show".
import { get } from "../common.js";
import { addressesIn, chainsOf } from "./address.js";
import { askedBy } from "../asked.js";
import { core } from "./core.js";
import { code, el, speak, word } from "./dom.js";
import { CampaignForm } from "./form.js";
import { needed, neededByFrame, policyText } from "./policy.js";
import { Preview } from "./preview.js";
import { commands, framed, slug, snippet } from "./snippet.js";

/** Milliseconds after the last change until everything is worked out anew. */
const SETTLE = 250;
const SECTIONS = ["head", "net", "timeline", "flow", "claims", "transactions", "foot"];
const RIGHT_TO_LEFT = /^(ar|fa|he)\b/;
/** Those that only `donation-flow serve` has, and a real one. */
const SAMPLES = ["relief", "pledge", "listed", "alliance", "chains", "tangle"];
/** Where readers can look at an address, for the inner link. */
const PAGES = {
  bitcoin: "https://mempool.space/address/",
  litecoin: "https://litecoinspace.org/address/",
  dogecoin: "https://dogechain.info/address/",
  tron: "https://tronscan.org/#/address/",
  solana: "https://explorer.solana.com/address/",
  ethereum: "https://eth.blockscout.com/address/",
  polygon: "https://polygon.blockscout.com/address/",
  arbitrum: "https://arbitrum.blockscout.com/address/",
  optimism: "https://explorer.optimism.io/address/",
  base: "https://base.blockscout.com/address/",
  gnosis: "https://gnosis.blockscout.com/address/",
};

const root = new URL("../", import.meta.url);
const $ = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const lang = query.get("lang") === "ar" ? "ar" : "en";

/** What was chosen. `text` is the campaign file as it stands in the text area; `campaign` is it read, or none. */
const state = {
  text: "",
  campaign: undefined,
  way: "src",
  src: "",
  snapshot: "",
  base: root.href,
  page: new URL("/", location).href,
  attributes: {},
  sections: SECTIONS.map((name) => ({ name, on: true })),
  inner: { text: "", href: "" },
  reserve: true,
  second: true,
  trusted: false,
};

/** What was wrong with a field is said once the reader has left it, or has tried: the panel's fields by their names, the file's by the core's. */
const left = new Set();
/** A file was taken over, or the panel was to be shown: all of it is said. */
const tried = { file: false, all: false };

let manifest, check, form, preview;
/** What the panels that stand were asked about: a change of it is asked only after "Show". */
let shownFor;
/** Whether something is wrong with what the panel is to be given. */
let isBad = true;
/** Which run of the panels what they tell is of. */
let run = 0;

async function begin() {
  document.documentElement.lang = lang;
  document.documentElement.dir = lang === "ar" ? "rtl" : "ltr";
  const theme = query.get("theme");
  if (theme) document.documentElement.dataset.theme = theme;
  const read = async (name) => (await get(new URL(name, root))).json();
  const [schema, list] = await Promise.all([read("campaign.schema.json"), read("manifest.json"), speak(lang)]);
  manifest = list.files;
  document.title = word("title");
  Object.assign($("other"), { href: `?lang=${lang === "ar" ? "en" : "ar"}`, lang: lang === "ar" ? "en" : "ar" });
  state.inner.text = word("inner.default");
  state.attributes.lang = lang;
  form = new CampaignForm(schema, $("fields"), lang, languages(), () => {
    state.campaign = form.campaign;
    state.text = written(state.campaign);
    $("json").value = state.text;
    later();
  });
  preview = new Preview($("stages"), heard);
  makePanelForm(schema);
  listen();
  take(written({ version: 1, name: "", addresses: [{ chain: "bitcoin", address: "" }] }), { quiet: true });
  check = await core(lang, integrity("donation-flow.wasm"));
  document.body.dataset.ready = "";
  update();
  offerExamples();
}

const written = (campaign) => `${JSON.stringify(campaign, null, 2)}\n`;
const integrity = (name) => manifest.find(({ path }) => path === name)?.integrity;
const languages = () => manifest.filter(({ role }) => role === "locale").map(({ path }) => path.match(/(\w+)\.json$/)[1]);
/** The finished themes, by the names of their style sheets. */
const looks = () => manifest.flatMap(({ path }) => path.match(/^themes\/(\w+)\.css$/)?.[1] ?? []);
/** A URL that is whole, as the article's page makes it; none where it is none. */
const whole = (url) => (url && URL.canParse(url, state.page) ? new URL(url, state.page).href : undefined);
const folder = (url) => url && `${url.replace(/\/+$/, "")}/`;

/** Takes a campaign file's text: into the text area, and where it can be read into the form. */
function take(text, { quiet, focus } = {}) {
  state.text = text;
  if ($("json").value !== text) $("json").value = text;
  try {
    const read = JSON.parse(text);
    state.campaign = read && typeof read === "object" && !Array.isArray(read) ? read : undefined;
  } catch {
    state.campaign = undefined;
  }
  // A form of what cannot be read would undo what is being written.
  $("form").disabled = !state.campaign;
  if (state.campaign && document.activeElement?.closest("#fields") == null) form.show(state.campaign, focus);
  if (quiet) return;
  tried.file = true;
  later();
}

/** Whether what is wrong with a field is to be said. */
const isSaid = (field) => tried.all || left.has(field) || (tried.file && !field.startsWith("@"));

let timer;
/** What is printed is behind what was typed, until the next update. */
function wait() {
  clearTimeout(timer);
  $("out").setAttribute("aria-busy", "true");
}

function later() {
  wait();
  timer = setTimeout(update, SETTLE);
}

/** Where a place is for what was typed wrong, says so there. */
function complain(input, message) {
  const place = $(`${input.id}-problem`);
  place.textContent = message;
  if (message) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

function listen() {
  $("json").addEventListener("input", () => take($("json").value));
  $("take").addEventListener("click", () => {
    const text = $("paste").value.trim();
    complain($("paste"), text ? "" : word("paste.nothing"));
    if (!text) return;
    if (/^[[{]/.test(text)) {
      take(`${text}\n`);
      $("status").textContent = word("taken.file");
      return;
    }
    const addresses = addressesIn(text, form.chains);
    const before = (state.campaign?.addresses ?? []).filter(({ address }) => address);
    const fresh = addresses.filter(({ chain, address }) => !before.some((one) => one.chain === chain && one.address === address));
    take(written({ ...(state.campaign ?? { version: 1, name: "" }), addresses: [...before, ...fresh] }));
    $("paste").value = "";
    $("status").textContent = word("taken.addresses", { n: fresh.length });
  });
  $("fetch").addEventListener("click", () => fetchFile($("from-url").value.trim()));
  $("from-url").addEventListener("keydown", (event) => event.key === "Enter" && fetchFile($("from-url").value.trim()));
  $("upload").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    if (!file) return;
    complain(target, file.size > 1_000_000 ? word("upload.large") : "");
    if (file.size > 1_000_000) return;
    wait();
    take(await file.text());
    $("status").textContent = word("taken.file");
  });
  $("example").addEventListener("change", ({ target }) => target.value && fetchFile(new URL(target.value, root).href));
  $("show").addEventListener("click", () => {
    tried.all = true;
    update();
    const wrong = $("problems").querySelector("button");
    if (isBad) return wrong?.focus();
    preview.forget();
    show();
  });
  // Nobody is told of a field before they have left it.
  document.addEventListener("focusout", ({ target }) => {
    const field = target.dataset?.field ?? (/^at-/.test(target.id) ? `@${target.id.slice(3)}` : target.closest?.("#sections") ? "@sections" : undefined);
    if (field === undefined || left.has(field)) return;
    left.add(field);
    later();
  });
}

/** Reads a campaign file by its URL; of a snapshot's folder, the one in it. */
async function fetchFile(text) {
  const input = $("from-url");
  const url = whole(text);
  if (!url) return complain(input, word("from-url.bad"));
  const isFolder = url.endsWith("/");
  wait();
  try {
    const answer = await fetch(isFolder ? new URL("campaign.json", url) : url, { credentials: "omit", referrerPolicy: "no-referrer" });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    take(await answer.text());
    complain(input, "");
    const attribute = new URL(url).origin === new URL(state.page).origin ? url.slice(new URL(url).origin.length) : url;
    choose(isFolder ? { way: "snapshot", snapshot: attribute } : { way: "src", src: attribute });
    $("status").textContent = word(isFolder ? "taken.folder" : "taken.file");
  } catch (error) {
    complain(input, word("from-url.failed", { why: error.message }));
    input.focus();
    later();
  }
}

async function offerExamples() {
  const names = ["ukraine"];
  const isServed = await fetch(new URL("campaigns/relief.json", root), { method: "HEAD" }).then(({ ok }) => ok, () => false);
  if (isServed) names.unshift(...SAMPLES);
  const options = names.map((name) => el("option", { value: `campaigns/${name}.json` }, word(`example.${name}`)));
  if (isServed) options.push(el("option", { value: "snapshots/relief/" }, word("example.snapshot")));
  $("example").replaceChildren(el("option", { value: "" }, word("choose")), ...options);
}

/** Changes what was chosen for the panel, and shows it in its fields. */
function choose(changes) {
  Object.assign(state, changes);
  for (const radio of document.querySelectorAll("[name=way]")) radio.checked = radio.value === state.way;
  for (const name of ["src", "snapshot"]) if ($(`at-${name}`)) $(`at-${name}`).value = state[name];
  later();
}

function makePanelForm(schema) {
  for (const radio of document.querySelectorAll("[name=way]")) radio.addEventListener("change", () => choose({ way: radio.value }));
  const field = (id, input, { help } = {}) => {
    input.id = id;
    input.setAttribute("aria-describedby", `${id}-help ${id}-problem`);
    return el(
      "div",
      { class: "field", id: `${id}-field` },
      el("label", { for: id }, word(`at.${id.replace(/^at-/, "")}`)),
      input,
      el("p", { class: "help", id: `${id}-help` }, word(help ?? `help.${id}`)),
      el("p", { class: "problem", id: `${id}-problem` }),
    );
  };
  const line = (holder, name, attributes = {}) => {
    const isText = attributes.dir === "auto";
    const input = el("input", { type: "text", dir: "ltr", autocomplete: "off", spellcheck: isText ? undefined : "false", ...attributes });
    input.value = holder[name] ?? "";
    input.addEventListener("input", () => {
      holder[name] = isText ? input.value : input.value.trim();
      later();
    });
    return input;
  };
  const pick = (name, values, words) => {
    const none = el("option", { value: "" }, word(`none.${name}`));
    const select = el("select", {}, none, ...values.map((value) => el("option", { value }, words ? word(`${words}.${value}`) : value)));
    select.value = state.attributes[name] ?? "";
    select.addEventListener("change", () => {
      state.attributes[name] = select.value;
      later();
    });
    return select;
  };
  const flag = (holder, name) => {
    const input = el("input", { type: "checkbox", id: `is-${name}`, "aria-describedby": `is-${name}-help` });
    input.checked = Boolean(holder[name]);
    input.addEventListener("change", () => {
      holder[name] = input.checked;
      later();
    });
    return el("div", { class: "field", id: `is-${name}-field` }, el("label", { class: "flag" }, input, el("span", {}, word(`is.${name}`))), el("p", { class: "help", id: `is-${name}-help` }, word(`help.is-${name}`)));
  };
  $("places").append(
    field("at-src", line(state, "src", { placeholder: "/campaigns/relief.json" })),
    field("at-snapshot", line(state, "snapshot", { placeholder: "/snapshots/relief/" })),
    field("at-base", line(state, "base")),
    field("at-page", line(state, "page")),
  );
  const tags = languages();
  $("attributes").append(
    field("at-lang", pick("lang", tags, "lang")),
    field("at-load", pick("load", ["click", "visible", "eager"], "load")),
    field("at-look", pick("look", looks(), "look")),
    field("at-theme", pick("theme", ["light", "dark"], "theme")),
    field("at-currency", pick("currency", schema.$defs.currency.enum)),
    field("at-from", line(state.attributes, "from", { placeholder: "2026-01-01", inputmode: "numeric" })),
    field("at-to", line(state.attributes, "to", { placeholder: "2026-12-31", inputmode: "numeric" })),
    field("at-verify", pick("verify", ["auto", "off"], "verify")),
    field("at-inner-text", line(state.inner, "text", { dir: "auto" })),
    field("at-inner-href", line(state.inner, "href", { placeholder: "https://" })),
    flag(state.attributes, "live"),
    flag(state, "reserve"),
    flag(state, "second"),
    flag(state, "trusted"),
  );
  listSections();
  choose({});
}

/** The sections in their order, each to be left out or moved up. */
function listSections(focus) {
  const item = (section, index) => {
    const input = el("input", { type: "checkbox" });
    input.checked = section.on;
    input.addEventListener("change", () => {
      section.on = input.checked;
      later();
    });
    const up = el(
      "button",
      {
        type: "button",
        class: "quiet",
        disabled: index === 0,
        "aria-label": `${word("up")}: ${word(`section.${section.name}`)}`,
        onclick: () => {
          state.sections.splice(index - 1, 2, section, state.sections[index - 1]);
          listSections(index - 1);
          later();
        },
      },
      word("up"),
    );
    return el("li", {}, el("label", { class: "flag" }, input, el("span", {}, word(`section.${section.name}`))), up);
  };
  $("sections").replaceChildren(...state.sections.map(item));
  if (focus !== undefined) [...$("sections").children][focus].querySelector(focus === 0 ? "input" : "button").focus();
}

/** The element's attributes, in the order of the README's table. */
function attributes() {
  const { way, src, snapshot, sections } = state;
  const [first] = state.campaign?.addresses ?? [];
  const { lang, load, look, theme, currency, from, to, verify, live } = state.attributes;
  const isUsual = sections.every(({ name, on }, index) => on && name === SECTIONS[index]);
  const all = {
    src: way === "src" && src,
    address: way === "address" && first && `${first.chain}:${first.address}`,
    snapshot: way === "snapshot" && snapshot,
    lang,
    sections: !isUsual && sections.filter(({ on }) => on).map(({ name }) => name).join(" "),
    // What it does anyway.
    load: load !== "click" || way === "snapshot" ? load : undefined,
    from,
    to,
    class: look,
    theme,
    currency,
    verify: way === "snapshot" && verify,
    live: way === "snapshot" && live,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value));
}

/** Works everything out anew: what is wrong, whom a panel will ask, what is to be taken away. */
function update() {
  clearTimeout(timer);
  if (!check) return;
  const { way, campaign } = state;
  const addresses = campaign?.addresses ?? [];
  const isAlone = addresses.length === 1;
  const alone = document.querySelector("[name=way][value=address]");
  alone.disabled = !isAlone;
  if (!isAlone && way === "address") choose({ way: "src" });
  for (const name of ["src", "snapshot"]) $(`at-${name}-field`).hidden = name !== state.way;
  for (const name of ["at-verify", "is-live"]) $(`${name}-field`).hidden = state.way !== "snapshot";

  const { from, to, currency } = state.attributes;
  const period = { from, to, currency };
  let problems;
  if (state.way === "address") {
    const [{ chain, address }] = addresses;
    problems = check(undefined, address ? `${chain}:${address}` : "", period).map(({ field, message }) => ({ field: field.startsWith("@") ? field : "addresses[0].address", message: message ?? word("problem.nothing") }));
  } else {
    problems = check(state.text, state.src || "campaign.json", period);
    // Which of several would be told first hangs on nothing that the reader sees.
    if (problems.some(({ field }) => field.startsWith("@"))) problems.push(...check(state.text, "campaign.json"));
  }
  for (const problem of problems) problem.message ??= word(`problem.${problem.field.slice(1)}`);
  for (const name of ["base", "page"]) if (!/^https?:/.test(whole(state[name]) ?? "")) problems.push({ field: `@${name}`, message: word("problem.url") });
  for (const name of ["src", "snapshot"]) {
    if (state.way === name && !whole(state[name])) problems.push({ field: `@${name}`, message: word(`problem.${name}`) });
  }
  if (from && to && from > to) problems.push({ field: "@to", message: word("problem.order") });
  if (state.sections.every(({ on }) => !on)) problems.push({ field: "@sections", message: word("problem.sections") });
  name(problems.filter(({ field }) => isSaid(field)), problems.length > 0);
  hint(addresses);
  // A snapshot has its campaign file in it: what stands in the form is only for the commands.
  const ofPanel = state.way === "snapshot" ? problems.filter(({ field }) => field.startsWith("@")) : problems;
  const isTold = ofPanel.some(({ field }) => isSaid(field));
  ask(ofPanel, isTold);
  give(ofPanel, isTold, problems.length === ofPanel.length);
  $("out").removeAttribute("aria-busy");
}

/** Puts each problem at its field, and all of them into a list whose entries lead there; `isOpen` where there may be more. */
function name(problems, isOpen) {
  for (const input of document.querySelectorAll("#campaign [aria-invalid], #places [aria-invalid], #attributes [aria-invalid], #sections[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    const kept = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && !id.startsWith("p-"));
    if (kept.length) input.setAttribute("aria-describedby", kept.join(" "));
    else input.removeAttribute("aria-describedby");
  }
  for (const said of document.querySelectorAll(".problem")) if (!["paste-problem", "from-url-problem", "upload-problem"].includes(said.id)) said.textContent = "";
  for (const said of document.querySelectorAll("#fields .said")) said.remove();
  const items = problems.map(({ field, message }, index) => {
    const isOwn = field.startsWith("@");
    const input = isOwn ? ($(`at-${field.slice(1)}`) ?? $("sections").querySelector("input")) : ((state.campaign && field && form.input(field)) || $("json"));
    input.setAttribute("aria-invalid", "true");
    const id = `p-${index}`;
    const place = $(`${input.id}-problem`);
    if (place) place.textContent = place.textContent || (input.id === "json" && field ? `${field}: ${message}` : message);
    else {
      input.setAttribute("aria-describedby", [input.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
      const said = el("p", { class: "problem said", id }, message);
      (input.matches("fieldset") ? (input.querySelector("legend") ?? input.firstChild) : (input.closest(".row") ?? input)).after(said);
    }
    const label = isOwn ? word(`at.${field.slice(1)}`) : field || word("json.label");
    const go = () => {
      for (let around = input.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
      input.focus();
    };
    return el("li", {}, el("button", { type: "button", class: "link", onclick: go }, isOwn ? label : code(label)), ` ${message}`);
  });
  const place = $("problems");
  const said = problems.length ? [el("p", {}, word("problems", { n: problems.length })), el("ul", {}, ...items)] : [el("p", { class: "fine" }, word(isOpen ? "problems.later" : "problems.none"))];
  // What is said again is not spoken again.
  const text = JSON.stringify([problems, isOpen]);
  if (place.dataset.said !== text) {
    place.dataset.said = text;
    place.replaceChildren(...said);
  }
}

/** A form that fits several chains. */
function hint(addresses) {
  const several = addresses.some(({ chain, address }) => chainsOf(address ?? "").filter((one) => !one.includes("-")).length > 1 && chain);
  $("fields").querySelector(".several")?.remove();
  if (several) $("fields").querySelector('[data-field="addresses"] > legend')?.after(el("p", { class: "help several" }, word("several")));
}

/** Whose answers a panel is made of: another one asks others, or otherwise. */
const subject = () => {
  const { addresses, tokens, explorers, prices, dollar, lists, max_requests } = state.campaign ?? {};
  const { way, snapshot, attributes } = state;
  const folder = way === "snapshot" && [snapshot, attributes.live];
  return JSON.stringify([way === "address", folder, addresses, tokens, explorers, prices, dollar, lists, max_requests]);
};

/** Names who will be asked on "Show"; goes on showing what asks nobody new. */
function ask(problems, isTold) {
  isBad = problems.length > 0;
  const isSnapshot = state.way === "snapshot";
  const ours = isSnapshot ? whole(folder(state.snapshot)) : undefined;
  const explorers = isSnapshot && !state.attributes.live ? [] : (askedBy(state.text, "") ?? []);
  const hosts = isBad ? [] : [...new Set([...(ours ? [new URL(ours).host] : []), ...explorers])];
  const named = new Intl.ListFormat(lang, { type: "conjunction" }).format(hosts.map((host) => `\u2066${host}\u2069`));
  $("asked").textContent = isBad ? (isTold ? word("show.not-yet") : "") : hosts.length ? word("show.sees", { hosts: named }) : "";
  if (isBad || shownFor === undefined) return;
  if (subject() === shownFor) return show();
  preview.hide();
  shownFor = undefined;
  $("shown").textContent = word("show.changed");
}

let lastShown;
function show() {
  const all = attributes();
  const shown = JSON.stringify([all, state.text, state.inner, shownFor === undefined && Math.random()]);
  shownFor = subject();
  if (shown === lastShown) return;
  lastShown = shown;
  run++;
  const mine = run;
  $("shown").textContent = word("shown.loading");
  const src = all.src && whole(all.src);
  const given = { ...all, ...(all.src && { src }), ...(all.snapshot && { snapshot: whole(all.snapshot) }), load: "eager" };
  const language = (all.lang ?? lang).split("-")[0];
  preview
    .show({ attributes: given, inner: state.inner, dir: RIGHT_TO_LEFT.test(language) ? "rtl" : "ltr", file: src ? state.text : undefined })
    .catch((error) => mine === run && ($("shown").textContent = String(error)));
}

/** What the panels tell of themselves. */
function heard(name, detail, width) {
  if (name === "error") {
    $("shown").textContent = word("shown.error", { code: detail.code, width, message: detail.message ?? "" });
    // A snapshot's files are known only when they are read.
    if (state.way === "snapshot" && detail.code !== "bad-period") complain($("at-snapshot"), detail.message ?? detail.code);
  } else if (name === "report" || (name === "load" && state.way === "snapshot")) $("shown").textContent = word("shown.done");
}

/** The texts to take away; none while something is wrong. */
function give(problems, isTold, isRight) {
  $("not-yet").className = isTold ? "problem" : "help";
  $("not-yet").textContent = problems.length ? word(isTold ? "out.not-yet" : "out.later") : "";
  $("out").hidden = problems.length > 0;
  if (problems.length) return;
  const all = attributes();
  const [first] = state.campaign?.addresses ?? [];
  const pages = PAGES[first?.chain];
  const explorer = pages && first ? pages + first.address : "";
  const href = state.inner.href || explorer || state.campaign?.url || all.src || "";
  // What it leads to, while nobody has said otherwise.
  const isOther = !state.inner.href && !explorer && state.inner.text === word("inner.default");
  const text = isOther ? word("inner.page") : state.inner.text;
  const language = (state.attributes.lang || lang).split("-")[0];
  const base = folder(whole(state.base));
  const snapshot = all.snapshot && folder(whole(all.snapshot));
  const { reserve, second, trusted } = state;
  const of = { base, integrity, attributes: all, inner: { text, href }, reserve, lang: language, chain: first?.chain };
  const alone = state.way === "address" && { addresses: state.campaign.addresses };
  const campaign = alone || (isRight ? state.campaign : undefined);
  const needs = needed({ base, src: all.src && whole(all.src), snapshot, campaign, currency: all.currency, reserve, look: all.class, second, trusted, live: all.live });
  const policy = policyText(needs);
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}">\n`;
  const name = slug(state.campaign);
  const download = el("a", { class: "button", download: `${name}.json`, href: "data:application/json;charset=utf-8," + encodeURIComponent(state.text) }, word("download", { name: `${name}.json` }));
  const rows = needs.map(({ directive, source, why }) => el("tr", {}, el("td", {}, code(directive)), el("td", {}, code(source)), el("td", {}, word(why))));
  const head = ["directive", "source", "why"].map((name) => el("th", { scope: "col" }, word(`policy.${name}`)));
  $("out").replaceChildren(
    copyable("snippet", snippet(of), word("snippet.help")),
    copyable("policy-header", `Content-Security-Policy: ${policy}\n`, word("policy.help")),
    el("details", { class: "fold" }, el("summary", {}, word("policy.reasons")), el("div", { class: "wide-table", tabindex: "0", role: "region", "aria-label": word("policy.reasons") }, el("table", {}, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows)))),
    copyable("policy-meta", meta, word("policy.meta-help")),
    el("details", { class: "fold" }, el("summary", {}, word("frame")), ...frame(of, all)),
    copyable("command", commands(name, snapshot, state.attributes.lang || lang), word("command.help")),
    el("div", { class: "taken" }, el("h3", {}, word("file")), el("p", { class: "help" }, word(state.way === "src" ? "file.upload" : "file.help", { url: all.src ?? "" })), download),
  );
}

/** The same in an iframe. Its files must be of the site that has dist/, for whose they seem to be. */
function frame({ base, reserve }, all) {
  const { name } = state.campaign ?? {};
  const title = (typeof name === "string" ? name : (name?.[lang] ?? Object.values(name ?? {})[0])) || word("stage.title");
  const files = [all.src, all.snapshot].filter(Boolean).map((url) => new URL(whole(url)));
  const { origin } = new URL(base);
  if (files.some((file) => file.origin !== origin)) return [el("p", { class: "help" }, word("frame.elsewhere", { origin }))];
  const paths = Object.fromEntries(["src", "snapshot"].filter((name) => all[name]).map((name) => [name, new URL(whole(all[name])).pathname]));
  const text = framed({ base, integrity, reserve, title, attributes: { ...all, ...paths } });
  const policy = `Content-Security-Policy: ${policyText(neededByFrame({ base, reserve }))}\n`;
  return [copyable("frame", text, word("frame.help")), copyable("frame-policy", policy, word("frame-policy.help"))];
}

/** A text with a button that copies it. */
function copyable(name, text, help) {
  const said = el("span", { role: "status", class: "copied" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = word("copied");
    } catch {
      // Where the browser lets nobody write there, it is marked for the reader's own keys.
      const range = document.createRange();
      range.selectNodeContents(shown);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      said.textContent = word("marked");
    }
  };
  const shown = el("pre", { dir: "ltr", tabindex: "0", "aria-label": word(`${name}.title`), id: `out-${name}` }, text);
  return el("div", { class: "taken" }, el("h3", {}, word(`${name}.title`)), el("p", { class: "help" }, help), shown, el("p", {}, el("button", { type: "button", onclick: copy }, word("copy")), " ", said));
}

try {
  await begin();
} catch (error) {
  $("status").textContent = String(error.message ?? error);
}
