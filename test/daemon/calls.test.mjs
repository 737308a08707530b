// SPDX-License-Identifier: Apache-2.0
// What the methods answer: to good requests, over HTTP/1.1 and HTTP/2.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, symlinkSync } from "node:fs";
import { after, before, test } from "node:test";
import { Daemon, call, transports } from "./daemon.mjs";
import { parse, parseChunk, parseInfo, parseOpen, requests } from "./wire.mjs";

const large = randomBytes(3_000_001);
let daemon;
let token;

before(async () => {
  daemon = await Daemon.start();
  daemon.write("photos/large.bin", large);
  daemon.write("photos/empty", "");
  daemon.write("photos/a 文件.png", Buffer.from("\x89PNG\r\n\x1a\n0123456789", "latin1"));
  mkdirSync(daemon.path("photos/folder"));
  daemon.write("photos/folder/inside.pdf", "%PDF-1.7\n");
  symlinkSync("folder", daemon.path("photos/link"));
  token = daemon.mint();
});
after(() => daemon.stop());

for (const [name, send] of Object.entries(transports)) {
  const ask = (method, payload, options) =>
    call(send, daemon, method, payload, { token, ...options });

  test(`${name}: Open gives properties, head and tail`, async () => {
    const { status, messages } = await ask("Open", requests.open("photos", "large.bin", 100, 50));
    assert.equal(status, 0);
    assert.equal(messages.length, 1);
    const { handle, info, head, tail } = parseOpen(messages[0]);
    assert.equal(handle.length, 16);
    assert.deepEqual([info.name, info.type, info.size], ["large.bin", 1, large.length]);
    assert.equal(info.etag.length, 16);
    assert.ok(head.equals(large.subarray(0, 100)));
    assert.ok(tail.equals(large.subarray(-50)));
  });

  test(`${name}: head and tail never overlap`, async () => {
    const { messages } = await ask("Open", requests.open("photos", "a 文件.png", 65536, 65536));
    const { info, head, tail } = parseOpen(messages[0]);
    assert.equal(info.mediaType, "image/png");
    assert.equal(info.name, "a 文件.png");
    assert.equal(head.length, 18);
    assert.equal(tail.length, 0);
  });

  test(`${name}: Read streams a whole file in chunks, in order`, async () => {
    const opened = await ask("Open", requests.open("photos", "large.bin"));
    const { handle } = parseOpen(opened.messages[0]);
    const { status, messages } = await ask("Read", requests.read(handle, 0, 0, 100_000));
    assert.equal(status, 0);
    const chunks = messages.map(parseChunk);
    assert.equal(chunks.length, 31);
    let expected = 0;
    for (const { offset, data } of chunks) {
      assert.equal(offset, expected);
      expected += data.length;
    }
    assert.ok(Buffer.concat(chunks.map(({ data }) => data)).equals(large));
  });

  test(`${name}: Read of a range is cut at the end of the file`, async () => {
    const opened = await ask("Open", requests.open("photos", "large.bin"));
    const { handle, info } = parseOpen(opened.messages[0]);
    const { status, messages } =
      await ask("Read", requests.read(handle, 2_999_000, 2n ** 63n, 1_048_576, info.etag));
    assert.equal(status, 0);
    assert.equal(messages.length, 1);
    assert.ok(parseChunk(messages[0]).data.equals(large.subarray(2_999_000)));
    const middle = await ask("Read", requests.read(handle, 5, 10));
    assert.ok(parseChunk(middle.messages[0]).data.equals(large.subarray(5, 15)));
  });

  test(`${name}: an empty file reads as nothing`, async () => {
    const opened = await ask("Open", requests.open("photos", "empty", 10, 10));
    const { handle, info } = parseOpen(opened.messages[0]);
    assert.equal(info.size, 0);
    const { status, messages } = await ask("Read", requests.read(handle));
    assert.deepEqual([status, messages.length], [0, 0]);
  });

  test(`${name}: a closed handle is gone`, async () => {
    const opened = await ask("Open", requests.open("photos", "empty"));
    const { handle } = parseOpen(opened.messages[0]);
    const closed = await ask("Close", requests.close(handle));
    assert.deepEqual([closed.status, closed.messages.length], [0, 1]);
    assert.equal((await ask("Read", requests.read(handle))).status, 5);
    assert.equal((await ask("Close", requests.close(handle))).status, 5);
  });

  test(`${name}: Stat of a file, a folder and the share itself`, async () => {
    const stat = async (path) => {
      const { status, messages } = await ask("Stat", requests.stat("photos", path));
      assert.equal(status, 0);
      return parseInfo(parse(messages[0])[0][1]);
    };
    for (const path of ["folder", ""]) {
      const folder = await stat(path);
      assert.deepEqual([folder.name, folder.type], [path, 2]);
    }
    const file = await stat("folder/inside.pdf");
    assert.deepEqual([file.name, file.type, file.size, file.mediaType], ["inside.pdf", 1, 9, ""]);
    assert.ok(Math.abs(file.modified - Date.now()) < 600_000);
  });

  test(`${name}: List gives folders first, in pages, links by type only`, async () => {
    const { status, messages } = await ask("List", requests.list("photos", "", 2));
    assert.equal(status, 0);
    assert.equal(messages.length, 3);
    const entries = messages.flatMap((bytes) => parse(bytes).map(([, entry]) => parseInfo(entry)));
    assert.deepEqual(entries.map(({ name: each, type }) => [each, type]),
      [["folder", 2], ["a 文件.png", 1], ["empty", 1], ["large.bin", 1], ["link", 3]]);
    assert.equal(entries[3].size, large.length);
  });

  test(`${name}: the health service answers without a token`, async () => {
    const health = "/grpc.health.v1.Health/Check";
    const { status, messages } = await call(send, daemon, health, Buffer.alloc(0));
    assert.equal(status, 0);
    assert.deepEqual([...messages[0]], [8, 1]);
    const other = await call(send, daemon, health, Buffer.from("\x0a\x01x"));
    assert.equal(other.status, 5);
  });
}
