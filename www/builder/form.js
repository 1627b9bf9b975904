// The campaign file as a form, made from its schema (campaign.schema.json): which fields there are, of what kind, and in
// English what each is for. The words for labels, and the help in other languages, are the page's.
import { chainsOf } from "./address.js";
import { el, hasWord, word } from "./dom.js";

/** What most campaigns say; the rest is folded. */
const COMMON = ["name", "description", "url", "addresses", "currency"];
/** Not asked for: there is one version, and editors alone read the schema's place. */
const SILENT = ["$schema", "version"];

const isEmpty = (value) => value === undefined || value === "" || (typeof value === "object" && Object.keys(value).length === 0);

/** Where in the file: `["addresses", 0, "note"]` as the core writes it, `addresses[0].note`. */
export const nameOf = (path) => path.reduce((name, step) => (typeof step === "number" ? `${name}[${step}]` : name ? `${name}.${step}` : step), "");

export class CampaignForm {
  #schema;
  #place;
  #changed;
  #lang;
  #languages;
  #ids = 0;
  #open = new Set();
  campaign = {};

  /**
   * @param languages are those that the panel has, for texts
   * @param changed is called when a field was changed, after the campaign was
   */
  constructor(schema, place, lang, languages, changed) {
    this.#schema = schema;
    this.#place = place;
    this.#lang = lang;
    this.#languages = languages;
    this.#changed = changed;
  }

  get chains() {
    return this.#schema.$defs.chain.enum;
  }

  /** Shows a campaign; `focus` is the name of the field to go to. */
  show(campaign, focus) {
    this.campaign = campaign;
    const names = Object.keys(this.#schema.properties).filter((name) => !SILENT.includes(name));
    const group = (names) => names.map((name) => this.#field(this.#schema.properties[name], [name], "campaign", name));
    const rest = names.filter((name) => !COMMON.includes(name));
    const parts = rest.map((name) => {
      const count = Array.isArray(campaign[name]) ? campaign[name].length : Number(!isEmpty(campaign[name]));
      const open = this.#open.has(name) || Boolean(focus?.startsWith(name));
      const summary = el("summary", {}, el("span", {}, word(`field.campaign.${name}`)), count ? el("small", {}, String(count)) : null);
      const toggled = ({ target }) => (target.open ? this.#open.add(name) : this.#open.delete(name));
      return el("details", { open, ontoggle: toggled }, summary, ...group([name]));
    });
    this.#place.replaceChildren(...group(COMMON.filter((name) => names.includes(name))), el("div", { class: "folds" }, ...parts));
    if (focus) this.input(focus)?.focus();
  }

  /** The input of a field by the core's name for it, or of the nearest field around it. */
  input(name) {
    for (let at = name; at; at = at.replace(/(\.[^.[]*|\[\d+\]|^[^.[]*)$/, "")) {
      const found = this.#place.querySelector(`[data-field="${CSS.escape(at)}"]`) ?? this.#place.querySelector(`[data-field^="${CSS.escape(at)}."], [data-field^="${CSS.escape(at)}["]`);
      if (found) return found;
    }
    return undefined;
  }

  #get(path) {
    return path.reduce((holder, step) => holder?.[step], this.campaign);
  }

  /** Puts a value into the campaign, and takes out what is empty. */
  #set(path, value) {
    const [first, ...rest] = path;
    const put = (holder, step, [next, ...more]) => {
      if (next === undefined) {
        if (isEmpty(value) && !Array.isArray(holder)) delete holder[step];
        else holder[step] = value;
        return;
      }
      holder[step] ??= typeof next === "number" ? [] : {};
      put(holder[step], next, more);
      if (isEmpty(holder[step]) && !Array.isArray(holder)) delete holder[step];
    };
    put(this.campaign, first, rest);
    // A campaign without addresses has an empty list of them.
    if (first === "addresses") this.campaign.addresses ??= [];
    this.#changed();
  }

  #again(focus) {
    this.show(this.campaign, focus);
  }

  #resolved(schema) {
    const { $ref, ...own } = schema;
    return $ref ? { kind: $ref.split("/").pop(), ...this.#schema.$defs[$ref.split("/").pop()], ...own } : schema;
  }

  /** `of` is the part of the schema that the field stands in: by it and the field's name the words are found. */
  #field(schema, path, of, name) {
    const is = this.#resolved(schema);
    const key = `${of}.${name}`;
    const label = word(`field.${key}`);
    // Of several entries the first one says what each field is for.
    const isSaid = path.some((step) => typeof step === "number" && step > 0);
    const help = isSaid ? undefined : this.#lang === "en" ? is.description : hasWord(`help.${key}`) ? word(`help.${key}`) : undefined;
    const kept = { label, help, path };
    if (is.kind === "text") return this.#text(kept);
    if (is.enum) return this.#choice(kept, is.enum, is.kind === "chain" ? "chain" : is.kind === "currency" ? "" : name);
    if (is.kind === "token-chain") return this.#choice(kept, this.chains, "chain");
    if (is.type === "array") return this.#list(kept, this.#resolved(is.items), is.items.$ref?.split("/").pop() ?? name);
    if (is.type === "object") return this.#group(kept, is, is.kind ?? name);
    if (is.type === "boolean") return this.#flag(kept);
    if (is.anyOf) return this.#unit(kept);
    return this.#line(kept, is);
  }

  /** A label, what is labelled, its help, and a place for what is wrong with it. */
  #labelled({ label, help, path }, make, { labelIn } = {}) {
    const id = `f${++this.#ids}`;
    const helped = help && el("p", { class: "help", id: `${id}-help` }, help);
    const input = make({ id, "data-field": nameOf(path), "aria-describedby": helped ? `${id}-help` : undefined });
    return el("div", { class: "field" }, labelIn ? null : el("label", { for: id }, label), input, helped);
  }

  #line(kept, is) {
    const { path } = kept;
    const isNumber = is.type === "integer";
    const isTechnical = isNumber || ["address", "https", "feed", "near", "day"].includes(is.kind) || is.pattern;
    return this.#labelled(kept, (attributes) => {
      const input = el("input", {
        ...attributes,
        type: "text",
        dir: isTechnical ? "ltr" : "auto",
        inputmode: isNumber ? "numeric" : undefined,
        placeholder: is.kind === "day" ? "2026-03-14" : is.kind === "https" ? "https://" : undefined,
        autocomplete: "off",
        spellcheck: isTechnical ? "false" : undefined,
        oninput: () => {
          const text = isTechnical ? input.value.trim() : input.value;
          this.#set(path, isNumber && /^\d{1,15}$/.test(text) ? Number(text) : text);
          if (is.kind === "address") this.#tellChain(path, text);
        },
      });
      input.value = this.#get(path) ?? "";
      return input;
    });
  }

  /** An address's chain, where its form tells another than the one chosen. */
  #tellChain(path, address) {
    const fitting = chainsOf(address);
    const chain = [...path.slice(0, -1), "chain"];
    const select = this.#place.querySelector(`select[data-field="${CSS.escape(nameOf(chain))}"]`);
    if (!select || !fitting.length || fitting.includes(this.#get(chain))) return;
    select.value = fitting[0];
    this.#set(chain, fitting[0]);
  }

  #choice(kept, names, words) {
    return this.#labelled(kept, (attributes) => {
      const said = (name) => (words && hasWord(`${words}.${name}`) ? word(`${words}.${name}`) : name);
      const known = names.map((name) => el("option", { value: name }, said(name)));
      const value = this.#get(kept.path) ?? "";
      const odd = value !== "" && !names.includes(value) ? el("option", { value }, String(value)) : null;
      const select = el("select", { ...attributes, onchange: ({ target }) => this.#set(kept.path, target.value) }, el("option", { value: "" }, word("choose")), odd, ...known);
      select.value = value;
      return select;
    });
  }

  #flag(kept) {
    const made = this.#labelled(
      kept,
      (attributes) => {
        const input = el("input", { ...attributes, type: "checkbox", onchange: () => this.#set(kept.path, input.checked || undefined) });
        input.checked = this.#get(kept.path) === true;
        return el("label", { class: "flag" }, input, kept.label);
      },
      { labelIn: true },
    );
    return made;
  }

  /** A text, or the same in several languages: a row each. */
  #text({ label, help, path }) {
    const value = this.#get(path);
    const rows = value && typeof value === "object" ? Object.entries(value) : [["", value ?? ""]];
    const legend = `${label}`;
    const put = () => {
      const entries = [...list.querySelectorAll(":scope > .row")].map((row) => [row.querySelector("select").value, row.querySelector("input").value]);
      const [[lang, text]] = entries.length ? entries : [["", ""]];
      const isOne = entries.length < 2 && !lang;
      this.#set(path, isOne ? text : Object.fromEntries(entries.filter(([, text]) => text !== "" || entries.length > 1).map(([lang, text]) => [lang || this.#lang, text])));
    };
    const row = ([lang, text]) => {
      const languages = [...new Set(["", ...this.#languages, lang])];
      const field = lang ? nameOf([...path, lang]) : nameOf(path);
      const select = el("select", { "aria-label": `${label}: ${word("language")}`, onchange: put }, ...languages.map((tag) => el("option", { value: tag }, tag ? (hasWord(`lang.${tag}`) ? word(`lang.${tag}`) : tag) : word("lang.any"))));
      select.value = lang;
      const input = el("input", { type: "text", dir: "auto", autocomplete: "off", "data-field": field, "aria-label": lang ? `${label}: ${select.selectedOptions[0].textContent}` : label, lang: lang || undefined, oninput: put });
      input.value = text;
      return el("div", { class: "row" }, select, input);
    };
    const list = el("div", { class: "rows" }, ...rows.map(row));
    const add = () => {
      const map = Object.fromEntries(rows.map(([lang, text]) => [lang || this.#lang, text]));
      const taken = this.#get(path);
      if (taken && typeof taken === "object") Object.assign(map, taken);
      else if (typeof taken === "string") map[this.#lang] = taken;
      const next = this.#languages.find((tag) => !(tag in map)) ?? "en";
      map[next] = "";
      this.#set(path, map);
      this.#again(nameOf([...path, next]));
    };
    const more = el("button", { type: "button", class: "quiet", onclick: add }, word("add.language"));
    return el("fieldset", { class: "field text" }, el("legend", {}, legend), list, help ? el("p", { class: "help" }, help) : null, more);
  }

  #group({ label, help, path }, is, of) {
    const fields = Object.entries(is.properties).map(([name, schema]) => this.#field(schema, [...path, name], of, name));
    return el("fieldset", { class: "group", "data-field": nameOf(path), tabindex: "-1" }, el("legend", {}, label), help ? el("p", { class: "help" }, help) : null, ...fields);
  }

  #list({ label, help, path }, items, of) {
    const values = this.#get(path) ?? [];
    const isObjects = items.type === "object";
    const remove = (index) => () => {
      const left = values.filter((_, at) => at !== index);
      this.#set(path, left.length || path[0] === "addresses" ? left : undefined);
      this.#again();
      this.#place.querySelector(`[data-add="${CSS.escape(nameOf(path))}"]`)?.focus();
    };
    const entry = (_, index) => {
      const at = [...path, index];
      const number = `${label} ${index + 1}`;
      const off = el("button", { type: "button", class: "quiet", "aria-label": `${word("remove")}: ${number}`, onclick: remove(index) }, word("remove"));
      if (!isObjects) return el("div", { class: "entry" }, this.#line({ label: number, path: at }, items), off);
      const fields = Object.entries(items.properties).map(([name, schema]) => this.#field(schema, [...at, name], of, name));
      return el("fieldset", { class: "entry", "data-field": nameOf(at), tabindex: "-1" }, el("legend", {}, number), ...fields, off);
    };
    const add = () => {
      const first = isObjects ? Object.keys(items.properties).find((name) => name !== "id") : undefined;
      const entry = [...path, values.length];
      this.#set(entry, isObjects ? {} : "");
      this.#again(nameOf(first ? [...entry, first] : entry));
    };
    const more = el("button", { type: "button", "data-add": nameOf(path), onclick: add }, `${word("add")}: ${label}`);
    return el("fieldset", { class: "items", "data-field": nameOf(path), tabindex: "-1" }, el("legend", {}, label), help ? el("p", { class: "help" }, help) : null, ...values.map(entry), more);
  }

  /** What a claim is counted in: a currency, or an asset by chain and contract. */
  #unit({ label, help, path }) {
    const value = this.#get(path);
    const of = value === undefined ? "" : typeof value === "object" ? "asset" : "currency";
    const choose = ({ target }) => {
      this.#set(path, { "": undefined, currency: "USD", asset: { chain: this.campaign.addresses?.[0]?.chain ?? "bitcoin" } }[target.value]);
      this.#again(nameOf(path));
    };
    const kinds = ["", "currency", "asset"].map((name) => el("option", { value: name }, name ? word(`unit.${name}`) : word("choose")));
    const select = el("select", { "aria-label": label, "data-field": of ? undefined : nameOf(path), onchange: choose }, ...kinds);
    select.value = of;
    const schema = this.#schema.$defs;
    const fields =
      of === "currency"
        ? [this.#choice({ label: word("unit.currency"), path }, schema.currency.enum, "")]
        : of === "asset"
          ? [this.#choice({ label: word("field.dust.chain"), path: [...path, "chain"] }, this.chains, "chain"), this.#line({ label: word("field.dust.contract"), path: [...path, "contract"] }, { kind: "address" })]
          : [];
    return el("fieldset", { class: "field" }, el("legend", {}, label), select, ...fields, help ? el("p", { class: "help" }, help) : null);
  }
}
