// SPDX-License-Identifier: Apache-2.0
// What is prepared ahead: begun when idle, taken once by whoever wants that file, else stopped and
// closed.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Source } from "../document/source.js";
import { Ahead, type Ready } from "./ahead.js";

/** An Ahead whose browser is always idle, and what became of its files. */
function stand() {
  const log: string[] = [];
  let finish: () => void = () => undefined;
  const prepare = (source: Source, signal: AbortSignal): Promise<Ready> => {
    const { path } = source as { path: string };
    log.push(`open ${path}`);
    signal.addEventListener("abort", () => log.push(`abort ${path}`));
    const close = (what: string) => ({ close: () => log.push(`${what} ${path}`) });
    const ready = { document: close("close"), page: {}, drawn: { bitmap: close("free") } };
    return new Promise((resolve) => (finish = () => resolve(ready as unknown as Ready)));
  };
  return { ahead: new Ahead(prepare, async () => undefined), log, finish: () => finish() };
}

const place = (path: string, token = "t") => ({ endpoint: "e", token, share: "s", path });
const settle = () => new Promise((resolve) => setImmediate(resolve));
const never = new AbortController().signal;

test("the file that was wanted is handed over once", async () => {
  const { ahead, log, finish } = stand();
  ahead.want(place("a"));
  assert.equal(ahead.take(place("b"), never), undefined);
  ahead.want(place("a"));
  ahead.begin();
  await settle();
  finish();
  assert.ok(await ahead.take(place("a"), never));
  assert.equal(ahead.take(place("a"), never), undefined);
  assert.deepEqual(log, ["open a"]);
});

test("another file, or another token, ends it and closes what is open", async () => {
  for (const other of [place("b"), place("a", "renewed"), new Blob()]) {
    const { ahead, log, finish } = stand();
    ahead.want(place("a"));
    ahead.begin();
    await settle();
    assert.equal(ahead.take(other, never), undefined);
    finish();
    await settle();
    assert.deepEqual(log, ["open a", "abort a", "free a", "close a"]);
  }
});

test("work on screen stops what is not ready, and keeps what is", async () => {
  const { ahead, log, finish } = stand();
  ahead.want(place("a"));
  ahead.begin();
  await settle();
  ahead.pause();
  ahead.begin();
  await settle();
  finish();
  await settle();
  ahead.pause();
  assert.ok(await ahead.take(place("a"), never));
  assert.deepEqual(log, ["open a", "abort a", "open a"]);
});

test("one who takes it and goes away stops it", async () => {
  const { ahead, log } = stand();
  const abort = new AbortController();
  ahead.want(place("a"));
  ahead.begin();
  await settle();
  ahead.take(place("a"), abort.signal);
  abort.abort();
  assert.deepEqual(log, ["open a", "abort a"]);
});
