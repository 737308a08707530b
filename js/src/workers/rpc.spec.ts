// SPDX-License-Identifier: Apache-2.0
// Calls over a real MessageChannel: results, errors, notes, cancelling, transfers, a dead end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { VitrineError } from "../errors.js";
import { type CallContext, type Methods, type Port, Rpc, Transferred } from "./rpc.js";

/** Runs `body` with a caller whose other end has these methods. */
async function withMethods(methods: Methods, body: (caller: Rpc) => Promise<void>): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  new Rpc(port1 as unknown as Port, methods);
  try {
    await body(new Rpc(port2 as unknown as Port));
  } finally {
    port1.close();
    port2.close();
  }
}

test("results and errors come back to their own callers", () =>
  withMethods(
    {
      double: (value: number) => value * 2,
      fail: () => {
        throw new VitrineError("E_CORRUPT", "The file is damaged.", { detail: "row 7" });
      },
      break: () => {
        throw new RangeError("oops");
      },
    },
    async (caller) => {
      const results = await Promise.all([1, 2, 3].map((value) => caller.call("double", value)));
      assert.deepEqual(results, [2, 4, 6]);
      const { code, message, detail } = await caller.call("fail", 0).then(
        () => assert.fail("it succeeded"),
        (error) => error,
      );
      assert.deepEqual([code, message, detail], ["E_CORRUPT", "The file is damaged.", "row 7"]);
      await assert.rejects(caller.call("break", 0), { code: "E_INTERNAL", detail: "oops" });
      await assert.rejects(caller.call("toString", 0), { code: "E_INTERNAL" });
    },
  ));

test("notes come before the result", () =>
  withMethods(
    { count: (to: number, { note }: CallContext) => void [...Array(to).keys()].map(note) },
    async (caller) => {
      const notes: number[] = [];
      await caller.call("count", 4, { onNote: (value: number) => notes.push(value) });
      assert.deepEqual(notes, [0, 1, 2, 3]);
    },
  ));

test("an aborted call aborts the method", () =>
  withMethods(
    {
      wait: (_: unknown, { signal }: CallContext) =>
        new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(new Error("stop"))),
        ),
    },
    async (caller) => {
      const abort = new AbortController();
      const waiting = caller.call("wait", 0, { signal: abort.signal });
      setTimeout(() => abort.abort(), 5);
      await assert.rejects(waiting, { detail: "stop" });
      await assert.rejects(caller.call("wait", 0, { signal: abort.signal }), {
        code: "E_CANCELLED",
      });
    },
  ));

test("a transferred result moves", () => {
  const bytes = new Uint8Array([1, 2, 3]);
  return withMethods({ take: () => new Transferred(bytes, [bytes.buffer]) }, async (caller) => {
    assert.deepEqual([...(await caller.call<Uint8Array>("take", 0))], [1, 2, 3]);
    assert.equal(bytes.length, 0);
  });
});

test("when the other end is gone, all that wait are told", () =>
  withMethods({ never: () => new Promise(() => undefined) }, async (caller) => {
    const waiting = [caller.call("never", 0), caller.call("never", 0)];
    caller.abandon(new VitrineError("E_DEADLINE", "late"));
    for (const call of waiting) await assert.rejects(call, { code: "E_DEADLINE" });
  }));
