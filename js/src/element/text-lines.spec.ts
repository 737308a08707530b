// SPDX-License-Identifier: Apache-2.0
// Text as lines, in pieces of any size: held against splitting the whole; and what counts as text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodingOf, looksLikeText } from "./plain-text.js";
import { LINE_BYTES_MAX, TextLines } from "./text-lines.js";

const utf8 = (text: string) => new TextEncoder().encode(text);

/** Numbers below a bound that are the same in each run. */
function random(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % bound;
  };
}

test("lines are those of the whole text, however it is cut in pieces", () => {
  const words = ["", "a", "写真", "café", "x".repeat(90), "\r"];
  for (let seed = 1; seed <= 200; seed++) {
    const next = random(seed);
    const text = Array.from({ length: next(60) }, () => words[next(words.length)]).join("\n");
    const bytes = utf8(text);
    const lines = new TextLines("utf-8", 1e6, 1e6);
    for (let at = 0; at < bytes.length;) {
      const size = 1 + next(40);
      assert.equal(lines.add(bytes.subarray(at, at + size)), true);
      at += size;
    }
    const got = Array.from({ length: lines.count }, (_, index) => lines.line(index));
    const wanted = text.split("\n").map((line, index, all) => {
      return index < all.length - 1 ? line.replace(/\r$/, "") : line;
    });
    assert.deepEqual(got, wanted, `seed ${seed}`);
    assert.equal(lines.text(), text);
  }
});

test("long lines are folded between characters", () => {
  const text = "é".repeat(LINE_BYTES_MAX * 2);
  const lines = new TextLines("utf-8", 1e6, 1e6);
  lines.add(utf8(text));
  assert.ok(lines.count >= 4);
  const got = Array.from({ length: lines.count }, (_, index) => lines.line(index));
  assert.equal(got.join(""), text);
});

test("no more is kept than was said", () => {
  const byBytes = new TextLines("utf-8", 1000, 1e6);
  assert.equal(byBytes.add(utf8("0123456789".repeat(90))), true);
  assert.equal(byBytes.add(utf8("0123456789".repeat(90))), false);
  assert.equal(byBytes.text().length, 1000);
  const byLines = new TextLines("utf-8", 1e6, 10);
  assert.equal(byLines.add(utf8("a\n".repeat(50))), false);
  assert.equal(byLines.count, 10);
  assert.ok(byLines.isCut);
});

test("text of other encodings is read as what it is", () => {
  const gb = Uint8Array.of(0xd6, 0xd0, 0xce, 0xc4, 0x0a, 0x61);
  assert.equal(encodingOf(gb), "gb18030");
  const lines = new TextLines("gb18030", 1000, 1000);
  lines.add(gb);
  assert.deepEqual([lines.line(0), lines.line(1)], ["中文", "a"]);
  const wide = Uint8Array.of(0xff, 0xfe, 0x61, 0, 0x0a, 0, 0x62, 0);
  assert.equal(encodingOf(wide), "utf-16le");
});

test("what has zeros or is noise is no text; a character cut at the end does not matter", () => {
  assert.equal(looksLikeText(utf8("plain")), true);
  assert.equal(looksLikeText(utf8("写真").subarray(0, 5)), true);
  assert.equal(looksLikeText(Uint8Array.of(0x41, 0, 0x42)), false);
  const next = random(7);
  const noise = Uint8Array.from({ length: 4000 }, () => next(256));
  assert.equal(looksLikeText(noise), false);
  assert.equal(looksLikeText(new Uint8Array(0)), false);
});
