// SPDX-License-Identifier: Apache-2.0
// Sentences: both languages have all of them, and the English ones are those of the C table.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import en from "./en.json" with { type: "json" };
import { errorSentence, label } from "./text.js";
import zh from "./zh.json" with { type: "json" };

test("English and Chinese have the same keys and placeholders", () => {
  const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const part of ["errors", "view"] as const) {
    assert.deepEqual(Object.keys(zh[part]), Object.keys(en[part]));
    for (const [key, text] of Object.entries(en[part])) {
      const other = (zh[part] as Record<string, string>)[key] ?? "";
      assert.deepEqual(placeholders(other), placeholders(text), key);
    }
  }
});

test("every error of the decoders has the sentence of vt_error.h", () => {
  const header = readFileSync(new URL("../../../decoders/vt_error.h", import.meta.url), "utf8");
  const rows = [...header.matchAll(/X\((E_\w+), \d+, \d+,\s*(?:\\\s*)?"([^"]*)"\)/g)];
  assert.ok(rows.length >= 11);
  for (const [, code, sentence] of rows) assert.equal(errorSentence(code ?? ""), sentence);
});

test("labels are filled in, and languages found by their tag", () => {
  assert.equal(label("pageOf", "en-GB", { page: 2, count: 9 }), "Page 2 of 9");
  assert.equal(label("pageOf", "zh-Hans-CN", { page: 2, count: 9 }), "第 2 页，共 9 页");
  assert.equal(errorSentence("E_DENIED", "zh"), zh.errors.E_DENIED);
  assert.equal(errorSentence("toString"), undefined);
});
