// SPDX-License-Identifier: Apache-2.0
// Lines split into words: nothing is lost, each is as wide as it is on the page.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TextLine } from "../../wasm/contents.js";
import { runsOf } from "./text-layer.js";

/** A line of letters 10 wide and 20 high; `turned` reads downwards. */
function line(text: string, turned = false): TextLine {
  const quads = [...text].flatMap((_, index) => {
    const [near, far] = [10 * index, 10 * index + 10];
    return turned ? [0, near, 0, far, -20, near, -20, far] : [near, 0, far, 0, near, 20, far, 20];
  });
  return { text, quads: Float32Array.from(quads), endsBlock: false };
}

test("words keep the space after them, and reach to the next", () => {
  const runs = runsOf(line("two  words a"));
  assert.deepEqual(
    runs.map(({ text, left, width }) => [text, left, width]),
    [
      ["two  ", 0, 50],
      ["words ", 50, 60],
      ["a", 110, 10],
    ],
  );
  assert.equal(runs.map(({ text }) => text).join(""), "two  words a");
});

test("turned lines have turned words", () => {
  const [first] = runsOf(line("ab c", true));
  assert.equal(first?.width, 30);
  assert.equal(first?.height, 20);
  assert.ok(Math.abs((first?.angle ?? 0) - Math.PI / 2) < 1e-6);
});

test("letters beyond 16 bits are one letter", () => {
  assert.deepEqual(
    runsOf(line("𝒜𝒷 x")).map(({ text, left }) => [text, left]),
    [
      ["𝒜𝒷 ", 0],
      ["x", 30],
    ],
  );
});

test("a word that goes on elsewhere ends with itself", () => {
  const made = line("ab c");
  made.quads.set([0, 100, 10, 100, 0, 120, 10, 120], 24);
  assert.deepEqual(
    runsOf(made).map(({ width }) => width),
    [30, 10],
  );
});
