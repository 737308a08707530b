// SPDX-License-Identifier: Apache-2.0
// A thread that reads from a ring as a decoder worker does: it runs a list of reads and reports.
import { parentPort, workerData } from "node:worker_threads";
import { RingError, RingReader } from "../../src/ring/ring.js";

export interface ReadOrder {
  kind?: number;
  offset: number;
  size: number;
}

export interface ReaderOrders {
  memory: SharedArrayBuffer;
  reads: ReadOrder[];
  operation?: number;
  timeoutMs?: number;
}

export type ReaderReport = { bytes: Uint8Array } | { error: string };

const { memory, reads, operation = 0, timeoutMs } = workerData as ReaderOrders;
const reader = new RingReader(memory, () => parentPort?.postMessage("bell"));
reader.operation = operation;
for (const { kind = 0, offset, size } of reads) {
  if (timeoutMs !== undefined) reader.deadline = performance.now() + timeoutMs;
  const bytes = new Uint8Array(size);
  let report: ReaderReport = { bytes };
  try {
    reader.read(kind, offset, bytes);
  } catch (error) {
    report = { error: error instanceof RingError ? error.code : String(error) };
  }
  parentPort?.postMessage(report);
}
