// SPDX-License-Identifier: Apache-2.0
// The cache held against a plain list, in random sequences of calls.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Lru } from "./lru.js";

interface Item {
  name: string;
  weight: number;
}

test("the cache behaves as a list ordered by last use, cut at its weight", () => {
  let state = 1;
  const random = (bound: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % bound;
  };
  const dropped: Item[] = [];
  const weightMax = 40;
  const cache = new Lru<number, Item>({
    weightMax,
    weigh: ({ weight }) => weight,
    drop: (item) => dropped.push(item),
  });
  let model: { key: number; item: Item }[] = []; // the last is the newest
  const gone: Item[] = [];
  const remove = (key: number) => {
    const found = model.find((entry) => entry.key === key);
    if (found) gone.push(found.item);
    model = model.filter((entry) => entry !== found);
  };
  for (let step = 0; step < 20_000; step++) {
    const key = random(12);
    const choice = random(10);
    if (choice < 5) {
      const item = { name: `${step}`, weight: 1 + random(step % 50 === 0 ? 60 : 12) };
      cache.set(key, item);
      remove(key);
      model.push({ key, item });
      const weight = () => model.reduce((sum, entry) => sum + entry.item.weight, 0);
      while (weight() > weightMax && model.length > 1) remove(model[0]?.key ?? -1);
    } else if (choice < 8) {
      const found = model.find((entry) => entry.key === key);
      assert.equal(cache.get(key), found?.item);
      if (found) model = [...model.filter((entry) => entry !== found), found];
    } else if (choice < 9) {
      assert.equal(
        cache.has(key),
        model.some((entry) => entry.key === key),
      );
    } else if (random(20) === 0) {
      cache.clear();
      for (const entry of [...model]) remove(entry.key);
    } else {
      cache.delete(key);
      remove(key);
    }
    assert.equal(
      cache.weight,
      model.reduce((sum, entry) => sum + entry.item.weight, 0),
    );
    assert.deepEqual(dropped, gone, `step ${step}`);
  }
  assert.ok(gone.length > 1000);
});
