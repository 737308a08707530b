// SPDX-License-Identifier: Apache-2.0
// The shared ring between two real threads: order, wrap-around, jumps, failures, ends of waiting.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import type {
  ReaderOrders,
  ReaderReport,
  ReadOrder,
} from "../../test/support/ring-reader-thread.js";
import { VitrineError } from "../errors.js";
import { createRing, RingControl, RingWriter, Word } from "./ring.js";
import { type RingFeed, RingService } from "./service.js";

const THREAD = new URL("../../test/support/thread.mjs", import.meta.url);
const MODULE = new URL("../../test/support/ring-reader-thread.ts", import.meta.url).href;
const FILE = Uint8Array.from(
  { length: 100_003 },
  (_, index) => (index * 31 + (index >> 8) * 7) & 255,
);

/** Bytes that come piece by piece, each after a turn of the loop. */
function slowFeed(bytes: Uint8Array, piece: number): RingFeed {
  return {
    size: bytes.length,
    peek: () => undefined,
    read: async (offset) => {
      await new Promise((resolve) => setImmediate(resolve));
      return bytes.subarray(offset, offset + piece);
    },
  };
}

/** Bytes that are all at hand. */
function readyFeed(bytes: Uint8Array): RingFeed {
  const peek = (offset: number) => (offset < bytes.length ? bytes.subarray(offset) : undefined);
  return { size: bytes.length, peek, read: async (offset) => bytes.subarray(offset) };
}

interface Run {
  reports: ReaderReport[];
  bells: number;
}

/** Runs reads in a thread against a feed; `during` may meddle. */
async function run(
  orders: Omit<ReaderOrders, "memory">,
  feed: (kind: number) => Promise<RingFeed>,
  capacity = 1024,
  during?: (memory: SharedArrayBuffer, service: RingService) => void,
): Promise<Run> {
  const memory = createRing(capacity);
  const service = new RingService(memory, feed);
  const worker = new Worker(THREAD, { workerData: { module: MODULE, memory, ...orders } });
  const reports: ReaderReport[] = [];
  let bells = 0;
  worker.on("message", (message: ReaderReport | "bell") => {
    if (message !== "bell") return void reports.push(message);
    bells++;
    service.look();
    during?.(memory, service);
  });
  await new Promise((resolve, reject) => worker.once("exit", resolve).once("error", reject));
  service.close();
  return { reports, bells };
}

function expectBytes({ reports }: Run, reads: ReadOrder[], bytes = FILE): void {
  assert.equal(reports.length, reads.length);
  reads.forEach(({ offset, size }, index) => {
    const report = reports[index];
    assert.ok(report && "bytes" in report, `read ${index}: ${JSON.stringify(report)}`);
    assert.deepEqual(Buffer.from(report.bytes), Buffer.from(bytes.subarray(offset, offset + size)));
  });
}

test("sequential reads wrap around a small ring", async () => {
  const reads = Array.from({ length: 70 }, (_, index) => ({ offset: index * 997, size: 997 }));
  expectBytes(await run({ reads }, async () => slowFeed(FILE, 333)), reads);
});

test("one read may be far larger than the ring", async () => {
  const reads = [
    { offset: 5, size: 90_000 },
    { offset: 90_005, size: 9_998 },
  ];
  expectBytes(await run({ reads }, async () => readyFeed(FILE)), reads);
  expectBytes(await run({ reads }, async () => slowFeed(FILE, 70)), reads);
});

test("reads that jump leave nothing of the stream before", async () => {
  let state = 7;
  const next = (limit: number) => (state = (state * 48271) % 2147483647) % limit;
  const reads = Array.from({ length: 300 }, () => {
    const size = next(3000);
    return { offset: next(FILE.length - size), size };
  });
  expectBytes(await run({ reads }, async () => readyFeed(FILE)), reads);
  expectBytes(await run({ reads }, async () => slowFeed(FILE, 257)), reads);
});

test("bytes at hand flow ahead: a straight reader rings far less often than it reads", async () => {
  const reads = Array.from({ length: 200 }, (_, index) => ({ offset: index * 100, size: 100 }));
  const result = await run({ reads }, async () => readyFeed(FILE), 32768);
  expectBytes(result, reads);
  assert.ok(result.bells <= 3, `${result.bells} bells for ${reads.length} reads`);
});

test("offsets beyond 4 GiB are whole", async () => {
  const offsets: number[] = [];
  const feed: RingFeed = {
    size: 2 ** 45,
    peek: () => undefined,
    read: async (offset) => (offsets.push(offset), FILE.subarray(0, 4)),
  };
  const reads = [{ offset: 2 ** 44 + 2 ** 31 + 12345, size: 4 }];
  const { reports } = await run({ reads }, async () => feed);
  assert.ok(reports[0] && "bytes" in reports[0]);
  assert.deepEqual(offsets, [2 ** 44 + 2 ** 31 + 12345]);
});

test("assets share the ring with the file", async () => {
  const asset = FILE.subarray(200, 700);
  const reads = [
    { offset: 0, size: 50 },
    { kind: 3, offset: 0, size: 500 },
    { offset: 50, size: 50 },
  ];
  const kinds: number[] = [];
  const { reports } = await run({ reads }, async (kind) => {
    kinds.push(kind);
    return readyFeed(kind === 3 ? asset : FILE);
  });
  const bytes = reports.map((report) => ("bytes" in report ? Buffer.from(report.bytes) : report));
  assert.deepEqual(bytes, [
    Buffer.from(FILE.subarray(0, 50)),
    Buffer.from(asset),
    Buffer.from(FILE.subarray(50, 100)),
  ]);
  assert.deepEqual(kinds, [0, 3, 0]);
});

test("a failure ends the read with its code, and the next read works", async () => {
  let calls = 0;
  const feed: RingFeed = {
    size: FILE.length,
    peek: () => undefined,
    read: async (offset) => {
      if (calls++ === 1) throw new VitrineError("E_DENIED", "no");
      return FILE.subarray(offset, offset + 100);
    },
  };
  const { reports } = await run(
    {
      reads: [
        { offset: 0, size: 300 },
        { offset: 0, size: 50 },
      ],
    },
    async () => feed,
  );
  assert.deepEqual(reports[0], { error: "E_DENIED" });
  assert.ok(reports[1] && "bytes" in reports[1]);
});

test("a read behind the end fails", async () => {
  const { reports } = await run({ reads: [{ offset: FILE.length - 10, size: 11 }] }, async () =>
    readyFeed(FILE),
  );
  assert.deepEqual(reports, [{ error: "E_IO" }]);
});

test("closing, cancelling and the deadline each end the waiting", async () => {
  const never: RingFeed = {
    size: 1000,
    peek: () => undefined,
    read: () => new Promise(() => undefined),
  };
  const reads = [{ offset: 0, size: 10 }];
  const closed = await run(
    { reads },
    async () => never,
    1024,
    (_, service) => service.close(),
  );
  assert.deepEqual(closed.reports, [{ error: "E_CLOSED" }]);
  const stopped = await run(
    { reads, operation: 41 },
    async () => never,
    1024,
    (memory) => setTimeout(() => new RingControl(memory).cancel(41), 20),
  );
  assert.deepEqual(stopped.reports, [{ error: "E_CANCELLED" }]);
  const late = await run({ reads, timeoutMs: 60 }, async () => never);
  assert.deepEqual(late.reports, [{ error: "E_DEADLINE" }]);
});

test("a full ring that the page closes is not waited for", async () => {
  const memory = createRing(1024);
  const words = new Int32Array(memory);
  words[Word.Needed] = 4096;
  words[Word.Request] = 1;
  let peeks = 0;
  const peek = (offset: number) => {
    if (++peeks > 100) throw new Error("the service spins");
    new RingControl(memory).close();
    return FILE.subarray(offset);
  };
  const feed = { size: FILE.length, peek, read: async () => FILE };
  new RingService(memory, async () => feed).look();
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(peeks > 0 && peeks < 10, `${peeks} looks`);
});

test("a stop for another operation disturbs nobody", async () => {
  const reads = [{ offset: 10, size: 2000 }];
  const result = await run(
    { reads, operation: 5 },
    async () => slowFeed(FILE, 100),
    1024,
    (memory) => new RingControl(memory).cancel(4),
  );
  expectBytes(result, reads);
});

test("waiting is counted, so that it is not taken for decoding", async () => {
  let waited = 0;
  const slow: RingFeed = {
    ...slowFeed(FILE, 1000),
    read: async (offset) => {
      await new Promise((resolve) => setTimeout(resolve, 120));
      return FILE.subarray(offset, offset + 1000);
    },
  };
  const reads = [
    { offset: 0, size: 500 },
    { offset: 5000, size: 500 },
  ];
  await run(
    { reads },
    async () => slow,
    1024,
    (memory) => {
      waited = Math.max(waited, new RingControl(memory).waitedMs);
    },
  );
  assert.ok(waited >= 100, `${waited} ms`);
});

test("a ring is a power of two, and counts survive 2^32", () => {
  assert.throws(() => createRing(1000), RangeError);
  const memory = createRing(16);
  new Int32Array(memory).fill(-3, 3, 5);
  const writer = new RingWriter(memory);
  assert.equal(writer.write(FILE.subarray(0, 20)), 16);
  assert.equal(writer.write(FILE.subarray(0, 1)), 0);
  assert.equal(writer.park(), false);
});
