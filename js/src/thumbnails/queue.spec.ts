// SPDX-License-Identifier: Apache-2.0
// The queue under random wishes: never too many at a time, nothing that is not wanted begins, the
// most urgent first, and what is wanted to the end is done once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Queue } from "./queue.js";

interface Running {
  key: string;
  end(): void;
  signal: AbortSignal;
}

function random(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % bound;
  };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

for (let seed = 1; seed <= 60; seed++) {
  test(`wishes of seed ${seed}`, async () => {
    const next = random(seed);
    const limit = 1 + next(4);
    let running: Running[] = [];
    let wanted: { key: string }[] = [];
    let isPaused = false;
    const done = new Set<string>();
    const queue = new Queue<{ key: string }>(limit, ({ key }, signal) => {
      assert.equal(isPaused, false, "begins while paused");
      assert.ok(running.length < limit, "too many at a time");
      const rank = wanted.findIndex((work) => work.key === key);
      assert.ok(rank >= 0, `${key} is not wanted`);
      for (const before of wanted.slice(0, rank)) {
        const isBusy = running.some((other) => other.key === before.key);
        assert.ok(isBusy || done.has(before.key), `${before.key} was more urgent than ${key}`);
      }
      return new Promise((resolve) => {
        const end = () => {
          running = running.filter((other) => other.key !== key);
          if (!signal.aborted) done.add(key);
          resolve();
        };
        running.push({ key, end, signal });
      });
    });
    for (let step = 0; step < 300; step++) {
      const choice = next(10);
      if (choice < 4) {
        done.clear();
        const keys = Array.from({ length: next(12) }, () => `${next(20)}`);
        wanted = [...new Set(keys)].map((key) => ({ key }));
        queue.want(wanted);
        for (const { key, signal } of running)
          assert.equal(signal.aborted, signal.aborted || !keys.includes(key));
      } else if (choice < 9) {
        running[next(Math.max(1, running.length))]?.end();
        await settle();
      } else {
        isPaused = !isPaused;
        queue.isPaused = isPaused;
      }
      assert.equal(queue.runningCount, running.length);
    }
    isPaused = false;
    queue.isPaused = false;
    while (running.length > 0) {
      running[0]?.end();
      await settle();
    }
    for (const { key } of wanted) assert.ok(done.has(key), `${key} was never done`);
  });
}
