// Answers tests/locale.rs: how does this Node's `Intl` write it? Questions come as JSON on standard input,
// `[kind, tag, value]`; answers leave in the same order.
import { readFileSync } from "node:fs";

const formats = new Map();
const format = (make, tag, options) => {
  const key = JSON.stringify([make.name, tag, options]);
  if (!formats.has(key)) formats.set(key, new make(tag, options));
  return formats.get(key);
};
// Day before month before year, as in a news text.
const written = (tag) => (tag === "en" ? "en-GB" : tag);
const date = (tag, value, options) =>
  format(Intl.DateTimeFormat, written(tag), { ...options, calendar: "gregory", timeZone: "UTC" }).format(
    new Date(`${value}T12:00:00Z`),
  );
const number = (tag, value, options) =>
  format(Intl.NumberFormat, tag, { maximumSignificantDigits: 3, ...options }).format(value);

const money = (tag, value, currency) =>
  format(Intl.NumberFormat, tag, { style: "currency", currency }).format(value).replace(/[\u200e\u200f]/g, "");

const answers = {
  integer: (tag, value) => format(Intl.NumberFormat, tag).format(BigInt(value)),
  headline: (tag, value) =>
    number(tag, value, Number(value) >= 999_500 ? { notation: "compact", compactDisplay: "long" } : {}),
  short: (tag, value) => number(tag, value, { notation: "compact", compactDisplay: "short" }),
  // Marks of direction are no part of a sum; ours has more of them, so that "US$" keeps its order in Arabic.
  USD: (tag, value) => money(tag, value, "USD"),
  EUR: (tag, value) => money(tag, value, "EUR"),
  GBP: (tag, value) => money(tag, value, "GBP"),
  date: (tag, value) => date(tag, value, { dateStyle: "long" }),
  "date-short": (tag, value) => date(tag, value, { day: "numeric", month: "short", year: "numeric" }),
  "day-month": (tag, value) => date(tag, value, { day: "numeric", month: "long" }),
  "day-month-short": (tag, value) => date(tag, value, { day: "numeric", month: "short" }),
  "month-short": (tag, value) => date(tag, value, { month: "short", year: "numeric" }),
  month: (tag, value) => date(tag, value, { month: "long", year: "numeric" }),
  plural: (tag, value) => format(Intl.PluralRules, tag, { maximumFractionDigits: 3 }).select(Number(value)),
};
const questions = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(questions.map(([kind, tag, value]) => answers[kind](tag, value))));
