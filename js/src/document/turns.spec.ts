// SPDX-License-Identifier: Apache-2.0
// Turns: strict order, failures that stop nobody, and giving up while waiting.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { abortable, Turns } from "./turns.js";

const nothing = () => Promise.resolve();

test("work runs in order, one at a time, and the next waits until all is settled", async () => {
  const turns = new Turns();
  const log: string[] = [];
  const work = (name: string) => async () => {
    log.push(`${name} begins`);
    await pause(5);
    log.push(`${name} ends`);
  };
  const settled = async () => {
    await pause(5);
    log.push("settled");
  };
  await Promise.all([
    turns.take(undefined, work("a"), settled),
    turns.take(undefined, work("b"), nothing),
  ]);
  assert.deepEqual(log, ["a begins", "a ends", "settled", "b begins", "b ends"]);
});

test("a failure is the caller's own", async () => {
  const turns = new Turns();
  const failing = turns.take(undefined, () => Promise.reject(new Error("no")), nothing);
  await assert.rejects(failing, /no/);
  assert.equal(await turns.take(undefined, async () => "next", nothing), "next");
});

test("who gives up while waiting is passed over", async () => {
  const turns = new Turns();
  const abort = new AbortController();
  let isDone = false;
  const first = turns.take(undefined, () => pause(20), nothing);
  const second = turns.take(abort.signal, async () => (isDone = true), nothing);
  const third = turns.take(undefined, async () => "third", nothing);
  abort.abort();
  await assert.rejects(second, { code: "E_CANCELLED" });
  await first;
  assert.equal(await third, "third");
  assert.equal(isDone, false);
});

test("abortable lets go at once", async () => {
  const abort = new AbortController();
  const never = abortable(abort.signal, new Promise(() => undefined));
  abort.abort();
  await assert.rejects(never, { code: "E_CANCELLED" });
  assert.equal(await abortable(undefined, Promise.resolve(1)), 1);
});
