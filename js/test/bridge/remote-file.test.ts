// SPDX-License-Identifier: Apache-2.0
// Reading through the bridge: bytes, how many of them cross the line, read-ahead, ends and errors,
// against the real daemon.
import assert from "node:assert/strict";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { after, before, suite, test } from "node:test";
import { Connection } from "../../src/bridge/connection.js";
import { RemoteFile } from "../../src/bridge/remote-file.js";
import { BIG, lacksDaemon, Served, SMALL } from "../support/served.js";

/** A line to the daemon each of whose connections breaks after so many bytes. */
class BrokenLine {
  breaks = 0;
  readonly #server: Server;

  static async start(port: number, bytesMax: number): Promise<BrokenLine> {
    const line = new BrokenLine(port, bytesMax);
    await once(line.#server.listen(0, "127.0.0.1"), "listening");
    return line;
  }

  private constructor(port: number, bytesMax: number) {
    this.#server = createServer((near) => {
      const far = connect(port, "127.0.0.1");
      let left = bytesMax;
      near.pipe(far);
      far.on("data", (bytes) => {
        near.write(bytes.subarray(0, left));
        left -= bytes.length;
        if (left > 0) return;
        this.breaks++;
        near.destroySoon();
        far.destroy();
      });
      for (const socket of [near, far]) socket.on("error", () => undefined);
      near.on("close", () => far.destroy());
      far.on("close", () => near.destroySoon());
    });
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
  }
}

suite("remote file", { skip: lacksDaemon }, () => {
  let served: Served;
  let connection: Connection;
  before(async () => {
    served = await Served.start();
    connection = new Connection(served.address, served.token());
  });
  after(() => served.stop());

  const open = (path: string, signal?: AbortSignal) =>
    RemoteFile.open(connection, "test", path, signal);

  async function readRange(file: RemoteFile, offset: number, size: number): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for (let at = offset; at < offset + size;) {
      const bytes = (await file.read(at, offset + size)).subarray(0, offset + size - at);
      parts.push(bytes.slice());
      at += bytes.length;
    }
    return Buffer.concat(parts);
  }

  test("a small file comes with Open", async () => {
    const file = await open("small.bin");
    assert.deepEqual(Buffer.from(file.peek(0) ?? []), SMALL);
    assert.equal(file.bytesFetched, SMALL.length);
    file.close();
  });

  test("an empty file is empty", async () => {
    const file = await open("empty.bin");
    assert.equal(file.size, 0);
    assert.equal(file.peek(0), undefined);
    await assert.rejects(file.read(0, 1), { code: "E_IO" });
    file.close();
  });

  test("from end to end, every byte crosses the line once", async () => {
    const file = await open("big.bin");
    assert.deepEqual(Buffer.from(await file.readAll()), BIG);
    assert.equal(file.bytesFetched, BIG.length);
    file.close();
  });

  test("reads that jump fetch little more than they need", async () => {
    const file = await open("big.bin");
    for (const offset of [2_000_000, 500_000, 2_500_000, 1_000_001]) {
      assert.deepEqual(await readRange(file, offset, 100), BIG.subarray(offset, offset + 100));
    }
    assert.ok(file.bytesFetched <= 2 * 65536 + 4 * 65536, `${file.bytesFetched} bytes`);
    file.close();
  });

  test("many random reads at once give the right bytes", async () => {
    const file = await open("big.bin");
    let state = 99;
    const next = (limit: number) => (state = (state * 48271) % 2147483647) % limit;
    await Promise.all(
      Array.from({ length: 60 }, async () => {
        const size = 1 + next(200_000);
        const offset = next(BIG.length - size);
        assert.deepEqual(await readRange(file, offset, size), BIG.subarray(offset, offset + size));
      }),
    );
    file.close();
  });

  test("refusals have codes for users", async () => {
    await assert.rejects(open("missing.bin"), { code: "E_NOT_FOUND" });
    await assert.rejects(open("../key"), { code: "E_DENIED" });
    await assert.rejects(connection.stat("test", "../key"), { code: "E_PATH" });
    await assert.rejects(open("inner"), { code: "E_NOT_A_FILE" });
    await assert.rejects(RemoteFile.open(connection, "nothing", "small.bin"), { code: "E_DENIED" });
    const forged = served.token().replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    const bad = new Connection(served.address, forged);
    await assert.rejects(RemoteFile.open(bad, "test", "small.bin"), { code: "E_EXPIRED" });
  });

  test("a file that changes under the reader is noticed", async () => {
    const path = join(served.files, "changing.bin");
    writeFileSync(path, BIG);
    const file = await open("changing.bin");
    writeFileSync(join(served.files, "next.bin"), BIG);
    renameSync(join(served.files, "next.bin"), path);
    writeFileSync(path, BIG.subarray(0, 100_000));
    const result = await file.read(1_000_000, 1_000_001).then(
      () => "read",
      (error) => error.code,
    );
    assert.ok(["read", "E_CHANGED"].includes(result), result);
    file.close();
    rmSync(path);
  });

  test("aborting and closing end what waits", async () => {
    const gone = new AbortController();
    gone.abort();
    await assert.rejects(open("big.bin", gone.signal), { code: "E_CANCELLED" });
    const file = await open("big.bin");
    const waiting = file.read(1_500_000, 1_600_000);
    file.close();
    await assert.rejects(waiting, { code: "E_CANCELLED" });
  });

  test("a line that breaks again and again is taken up where it broke", async () => {
    const line = await BrokenLine.start(Number(new URL(served.address).port), 400_000);
    const file = await RemoteFile.open(
      new Connection(line.address, served.token()),
      "test",
      "big.bin",
    );
    assert.deepEqual(Buffer.from(await file.readAll()), BIG);
    assert.ok(line.breaks > 4, `${line.breaks} breaks`);
    file.close();
    line.stop();
  });

  test("a server that has gone silent is not waited for", async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const patient = new Connection(`http://127.0.0.1:${port}`, served.token(), { silenceMs: 50 });
    await assert.rejects(patient.stat("test", ""), { code: "E_CONNECTION" });
    await assert.rejects(
      patient.list("test", "", () => undefined),
      { code: "E_CONNECTION" },
    );
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  test("a server that is gone is said to be gone", async () => {
    const nobody = new Connection("http://127.0.0.1:9", served.token());
    await assert.rejects(nobody.stat("test", ""), { code: "E_CONNECTION" });
  });
});
