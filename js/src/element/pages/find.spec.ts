// SPDX-License-Identifier: Apache-2.0
// Finding: begins at the page in the window, goes round, counts in the order of the pages.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Document } from "../../document/document.js";
import type { Hit } from "../../wasm/contents.js";
import { Find, type FindState } from "./find.js";

/** A document of pages with so many hits each. */
function stand(counts: number[], broken: number[] = []) {
  const hit: Hit = [new Float32Array(8)];
  const revealed: number[] = [];
  const states: FindState[] = [];
  const asked: number[] = [];
  const page = async (index: number) => {
    asked.push(index);
    if (broken.includes(index)) throw new Error("damaged");
    return { search: async () => Array.from({ length: counts[index] ?? 0 }, () => hit) };
  };
  const document = { pageCount: counts.length, page } as unknown as Document;
  const find = new Find(document, {
    onChange: (state) => states.push(state),
    onReveal: (index) => revealed.push(index),
  });
  return { find, revealed, states, asked };
}

test("the search begins at the page in the window and goes round", async () => {
  const { find, revealed, asked } = stand([1, 0, 2, 1]);
  await find.search("x", 1);
  assert.deepEqual(asked, [1, 2, 3, 0]);
  assert.deepEqual(revealed, [2]);
  assert.deepEqual(find.state, { current: 2, count: 4, isSearching: false });
  assert.equal(find.currentOn(2), 0);
  assert.equal(find.currentOn(0), -1);
});

test("steps go round in the order of the pages", async () => {
  const { find } = stand([1, 0, 2]);
  await find.search("x", 0);
  const places = [1, 1, 1, -1, -1, -1].map((direction) => {
    find.step(direction as 1 | -1);
    return find.state.current;
  });
  assert.deepEqual(places, [2, 3, 1, 3, 2, 1]);
});

test("nothing found, nothing searched, and damaged pages", async () => {
  const { find, revealed } = stand([0, 0]);
  find.step(1);
  await find.search("x", 0);
  assert.deepEqual(find.state, { current: 0, count: 0, isSearching: false });
  await find.search("", 0);
  assert.deepEqual(revealed, []);
  const damaged = stand([1, 1, 1], [1]);
  await damaged.find.search("x", 0);
  assert.equal(damaged.find.state.count, 2);
});

test("another search ends the one before", async () => {
  const { find, states } = stand(Array.from({ length: 50 }, () => 1));
  const first = find.search("x", 0);
  await find.search("y", 3);
  await first;
  assert.equal(find.state.count, 50);
  assert.equal(find.state.current, 4);
  assert.equal(states.at(-1)?.isSearching, false);
});
