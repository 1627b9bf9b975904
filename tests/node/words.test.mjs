// How hard the panel's words are to read.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { files, path } from "../../tools/lib.mjs";

/** Every sentence of a language's file that a reader of the panel can meet, with its key; places in it count as one word. */
function sentences(lang) {
  const { words } = JSON.parse(readFileSync(path("www/locale", `${lang}.json`), "utf8"));
  const all = Object.entries(words).flatMap(([key, word]) => (typeof word === "string" ? [[key, word]] : Object.values(word).map((form) => [key, form])));
  // What may be wrong with a campaign file is for its writer.
  return all.filter(([key]) => !/^(problem|number|date|month|list)\./.test(key)).map(([key, text]) => [key, text.replaceAll(/\{[\w-]+\}/g, "one")]);
}

const wordsOf = (text) => text.match(/[\p{L}\p{M}\p{N}\u200c’'-]+/gu) ?? [];
/** Clauses: a colon or a semicolon ends one, as a full stop does. */
const clausesOf = (text) => text.split(/[.!?:;؛؟](?=\s|$)/u).filter((clause) => wordsOf(clause).length > 0);

/** An English word's syllables: its groups of vowels, less an e that is not spoken. */
function syllables(word) {
  const spoken = word.toLowerCase().replace(/(?<=[^aeiouy]{1}[a-z]*[^laeiouy])e[sd]?$/, "");
  return Math.max(1, spoken.match(/[aeiouy]+/g)?.length ?? 1);
}

/** Flesch and Kincaid's grade of a text: years at school. */
function grade(texts) {
  const words = texts.flatMap(wordsOf);
  const clauses = texts.flatMap(clausesOf);
  return 0.39 * (words.length / clauses.length) + 11.8 * (words.reduce((sum, word) => sum + syllables(word), 0) / words.length) - 15.59;
}

test("the panel's English is of grade nine or below", () => {
  assert.ok(grade(["The cat sat on the mat."]) < 2);
  assert.ok(grade(["Multidimensional characterisations of institutional accountability necessitate interdisciplinary methodologies."]) > 15);
  const long = sentences("en").filter(([, text]) => wordsOf(text).length >= 12);
  assert.ok(long.length > 40, `${long.length} sentences`);
  assert.ok(grade(long.map(([, text]) => text)) <= 9);
  const hard = long.map(([key, text]) => [grade([text]), key]).filter(([grade]) => grade > 9);
  assert.deepEqual(hard, []);
});

test("no language has a clause of more than thirty words", () => {
  const languages = files("www/locale").map((name) => /(\w+)\.json$/.exec(name)[1]);
  assert.equal(languages.length, 10);
  for (const lang of languages) {
    for (const [key, text] of sentences(lang)) {
      for (const clause of clausesOf(text)) assert.ok(wordsOf(clause).length <= 30, `${lang}: ${key}: ${wordsOf(clause).length} words: ${clause}`);
    }
  }
});
