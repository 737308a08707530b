// SPDX-License-Identifier: Apache-2.0
// What is fetched ahead, and what is kept.
import assert from "node:assert/strict";
import { test } from "node:test";
import { BlockCache } from "./block-cache.js";
import { ReadAhead } from "./read-ahead.js";

test("the window grows while a straight reader has to wait, up to its limit", () => {
  const ahead = new ReadAhead({ initial: 0, max: 500_000 });
  assert.equal(ahead.window, 0);
  const windows = [0, 1, 2, 3, 4, 5].map((index) => {
    ahead.note(index * 1000, (index + 1) * 1000, true);
    return ahead.window;
  });
  assert.deepEqual(windows, [65536, 131072, 262144, 500_000, 500_000, 500_000]);
});

test("it does not grow while bytes are there in time, and a jump ends it", () => {
  const ahead = new ReadAhead({ initial: 0, max: 500_000 });
  ahead.note(0, 1000, true);
  ahead.note(1000, 2000, false);
  assert.equal(ahead.window, 65536);
  ahead.note(900_000, 901_000, true);
  assert.equal(ahead.window, 0);
});

test("the cache keeps its bound, and what was used last", () => {
  const cache = new BlockCache(300);
  for (let block = 0; block < 3; block++) cache.set(block, new Uint8Array(100));
  cache.get(0);
  cache.set(3, new Uint8Array(100));
  assert.deepEqual(
    [0, 1, 2, 3].map((block) => cache.has(block)),
    [true, false, true, true],
  );
  cache.set(9, new Uint8Array(1000));
  assert.deepEqual(
    [0, 2, 3, 9].map((block) => cache.has(block)),
    [false, false, false, true],
  );
});
