// SPDX-License-Identifier: Apache-2.0
// The store held against a list, in random sequences, over a Cache API of a few lines; after a new
// start it has what was kept; after sign-out it has nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Shelf, type Shelves, ThumbnailStore } from "./store.js";

class Browser implements Shelves {
  readonly shelves = new Map<string, Map<string, Blob>>();
  isFull = false;

  async open(name: string): Promise<Shelf> {
    const kept = this.shelves.get(name) ?? new Map<string, Blob>();
    this.shelves.set(name, kept);
    return {
      keys: async () => [...kept.keys()].map((url) => ({ url })),
      match: async (url) => (kept.has(url) ? new Response(kept.get(url)) : undefined),
      put: async (url, response) => {
        if (this.isFull) throw new DOMException("full", "QuotaExceededError");
        kept.delete(url);
        kept.set(url, await response.blob());
      },
      delete: async (url) => kept.delete(url),
    };
  }

  async delete(name: string): Promise<boolean> {
    return this.shelves.delete(name);
  }

  get count(): number {
    return [...this.shelves.values()].reduce((sum, shelf) => sum + shelf.size, 0);
  }
}

const keyOf = (number: number, size = 128) => ({
  endpoint: "https://nas.example",
  etag: Uint8Array.of(number >> 8, number),
  size,
});

test("the store behaves as a list ordered by last use, cut at its length", async () => {
  let state = 3;
  const random = (bound: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % bound;
  };
  const browser = new Browser();
  const store = new ThumbnailStore(browser, 8);
  let model: { key: number; text: string }[] = [];
  for (let step = 0; step < 3000; step++) {
    const key = random(20);
    const found = model.find((entry) => entry.key === key);
    const others = model.filter((entry) => entry !== found);
    if (random(2) === 0) {
      const text = `thumbnail ${step}`;
      await store.put(keyOf(key), new Blob([text]));
      model = [...others, { key, text }].slice(-8);
    } else {
      const got = await store.get(keyOf(key));
      assert.equal(await got?.text(), found?.text, `step ${step}`);
      if (found) model = [...others, found];
    }
    assert.equal(browser.count, model.length);
  }
});

test("a new visit finds what was kept, by content, size and server", async () => {
  const browser = new Browser();
  await new ThumbnailStore(browser).put(keyOf(1), new Blob(["one"]));
  const store = new ThumbnailStore(browser);
  assert.equal(await (await store.get(keyOf(1)))?.text(), "one");
  assert.equal(await store.get(keyOf(2)), undefined);
  assert.equal(await store.get(keyOf(1, 256)), undefined);
  assert.equal(await store.get({ ...keyOf(1), endpoint: "https://other.example" }), undefined);
});

test("signing out leaves nothing; neither does a browser without room", async () => {
  const browser = new Browser();
  const store = new ThumbnailStore(browser);
  await store.put(keyOf(1), new Blob(["one"]));
  await store.clear();
  assert.equal(browser.count, 0);
  assert.equal(await store.get(keyOf(1)), undefined);
  await store.put(keyOf(2), new Blob(["two"]));
  browser.isFull = true;
  await store.put(keyOf(3), new Blob(["three"]));
  assert.equal(browser.count, 0);
});

test("what is too large, or of no known content, is not kept", async () => {
  const browser = new Browser();
  const store = new ThumbnailStore(browser);
  await store.put(keyOf(1), new Blob([new Uint8Array(50_000)]));
  await store.put({ ...keyOf(1), etag: new Uint8Array(0) }, new Blob(["x"]));
  assert.equal(browser.count, 0);
  const nowhere = new ThumbnailStore(undefined);
  await nowhere.put(keyOf(1), new Blob(["x"]));
  assert.equal(await nowhere.get(keyOf(1)), undefined);
});
