// SPDX-License-Identifier: Apache-2.0
// Session: many calls on one stream, their order, credit, cancelling, and what ends them.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Daemon } from "./daemon.mjs";
import { ask, duplex2, duplexes, parseAnswer, parseDone, priority, sessionPath }
  from "./streams.mjs";
import { parseChunk, parseOpen, requests } from "./wire.mjs";

const large = randomBytes(4_000_001);
const config = join(tmpdir(), `vitrined-session-${process.pid}.ini`);
let daemon;
let token;

before(async () => {
  writeFileSync(config, "[limits]\nsession_calls = 20\nstream_buffer_bytes = 4194304\n");
  daemon = await Daemon.start({ web: false, options: ["--config", config] });
  daemon.write("photos/large.bin", large);
  daemon.write("photos/small", "small");
  token = daemon.mint();
});
after(async () => {
  await daemon.stop();
  rmSync(config);
});

const answersOf = (call, id) => call.messages.map(parseAnswer).filter((each) => each.id === id);
const doneOf = (call, id) => answersOf(call, id).find(({ kind }) => kind === "done");
const untilDone = (call, id) => call.until(() => doneOf(call, id) !== undefined, `done ${id}`);
const codeOf = (call, id) => parseDone(doneOf(call, id).body).code;
const bytesOf = (call, id) => Buffer.concat(answersOf(call, id)
  .filter(({ kind }) => kind === "read").map(({ body }) => parseChunk(body).data));

async function open(call, id, path) {
  call.send(ask(id, "open", requests.open("photos", path, 10)));
  await untilDone(call, id);
  return parseOpen(answersOf(call, id)[0].body).handle;
}

for (const [name, start] of Object.entries(duplexes)) {
  test(`${name}: many calls at once, each with its answers and its end`, async () => {
    const call = start(daemon, sessionPath, { token });
    await call.until(() => call.head !== undefined, "the head comes before any message");
    const handle = await open(call, 1, "large.bin");
    for (let id = 2; id < 10; id++) {
      call.send(ask(id, "read", requests.read(handle, id * 1000, 300_000), { credit: 1e6 }));
    }
    call.send(ask(10, "stat", requests.stat("photos", "small")));
    call.send(ask(11, "list", requests.list("photos", "")));
    call.send(ask(12, "stat", requests.stat("photos", "missing")));
    call.send(ask(13, "ping", Buffer.from([8, 42])));
    for (let id = 2; id < 13; id++) await untilDone(call, id);
    for (let id = 2; id < 10; id++) {
      assert.ok(bytesOf(call, id).equals(large.subarray(id * 1000, id * 1000 + 300_000)), `${id}`);
      assert.equal(codeOf(call, id), 0);
    }
    assert.deepEqual(answersOf(call, 10).map(({ kind }) => kind), ["stat", "done"]);
    assert.deepEqual(answersOf(call, 11).map(({ kind }) => kind), ["list", "done"]);
    assert.equal(codeOf(call, 12), 5);
    assert.deepEqual([...answersOf(call, 13)[0].body], [8, 42]);
    call.send(ask(2, "close", requests.close(handle))); // an id that is free again
    await call.until(() => answersOf(call, 2).some(({ kind }) => kind === "close"));
    call.end();
    await call.done();
    assert.equal(call.status, 0);
  });
}

test("credit bounds what comes; more of it lets a read go on", async () => {
  const call = duplex2(daemon, sessionPath, { token });
  const handle = await open(call, 1, "large.bin");
  call.send(ask(2, "read", requests.read(handle), { credit: 100_000 }));
  await call.until(() => bytesOf(call, 2).length >= 100_000);
  call.send(ask(3, "stat", requests.stat("photos", "small"))); // what would have come, has come
  await untilDone(call, 3);
  await sleep(50);
  assert.equal(bytesOf(call, 2).length, 100_000);
  call.send(ask(2, undefined, undefined, { credit: 50_001 }));
  await call.until(() => bytesOf(call, 2).length >= 150_001);
  call.send(ask(2, undefined, undefined, { credit: large.length }));
  await untilDone(call, 2);
  assert.ok(bytesOf(call, 2).equals(large));
  call.send(ask(4, "read", requests.read(handle))); // without credit: eight chunks of 64 KiB
  await call.until(() => bytesOf(call, 4).length >= 8 * 65536);
  call.send(ask(4, "cancel"));
  await untilDone(call, 4);
  assert.deepEqual([bytesOf(call, 4).length, codeOf(call, 4)], [8 * 65536, 1]);
  call.end();
  await call.done();
});

test("a cancelled read sends no more, and takes back what is queued", async () => {
  // The client's window is closed: nothing that is queued can leave.
  const call = duplex2(daemon, sessionPath, { token, settings: { initialWindowSize: 4096 } });
  const handle = await open(call, 1, "large.bin");
  call.stream.pause();
  call.send(ask(2, "read", requests.read(handle), { credit: large.length }));
  await sleep(100); // it fills its queue
  call.send(ask(2, "cancel"));
  call.send(ask(3, "stat", requests.stat("photos", "small")));
  call.stream.resume();
  await untilDone(call, 3);
  assert.equal(codeOf(call, 2), 1);
  // Of what was queued only the chunk that had begun to go out came whole.
  assert.ok(bytesOf(call, 2).length <= 262144, `${bytesOf(call, 2).length}`);
  const order = call.messages.map(parseAnswer);
  const last = order.findIndex(({ id, kind }) => id === 2 && kind === "done");
  assert.ok(!order.slice(last).some(({ id, kind }) => id === 2 && kind === "read"));
  call.end();
  await call.done();
  assert.equal(call.status, 0);
});

test("what is wanted more goes first", async () => {
  const call = duplex2(daemon, sessionPath, { token });
  const handle = await open(call, 1, "large.bin");
  const chunk = (offset) => requests.read(handle, offset, 640_000, 16_000);
  call.send(ask(2, "read", chunk(0), { rank: priority.prefetch, credit: 1e6 }));
  call.send(ask(3, "read", chunk(0), { rank: priority.content, credit: 1e6 }));
  call.send(ask(4, "read", chunk(0), { rank: priority.thumbnail, credit: 1e6 }));
  for (const id of [2, 3, 4]) await untilDone(call, id);
  const order = call.messages.map(parseAnswer).filter(({ kind }) => kind === "read");
  const lastOf = (id) => order.findLastIndex((each) => each.id === id);
  assert.ok(lastOf(4) < lastOf(3) && lastOf(3) < lastOf(2));
  const beforeContent = order.slice(0, lastOf(3)).filter(({ id }) => id === 2).length;
  // A ninth, and what had begun.
  assert.ok(beforeContent <= 13, `${beforeContent} of 40 prefetched chunks`);
  call.end();
  await call.done();
});

test("priority can change while a read runs", async () => {
  const call = duplex2(daemon, sessionPath, { token, settings: { initialWindowSize: 4096 } });
  const handle = await open(call, 1, "large.bin");
  call.stream.pause();
  for (const id of [2, 3]) {
    call.send(ask(id, "read", requests.read(handle, 0, 1_600_000, 16_000),
      { rank: priority.content, credit: 2e6 }));
  }
  call.send(ask(3, undefined, undefined, { rank: priority.metadata }));
  call.stream.resume();
  for (const id of [2, 3]) await untilDone(call, id);
  const order = call.messages.map(parseAnswer).filter(({ kind }) => kind === "read");
  const half = order.slice(0, 100).filter(({ id }) => id === 3).length;
  assert.ok(half > 80, `${half} of the first hundred chunks`);
  call.end();
  await call.done();
});

test("a session permits no more than its token", async () => {
  const narrow = daemon.narrow(token, "--share", "photos", "--prefix", "small");
  const call = duplex2(daemon, sessionPath, { token: narrow });
  call.send(ask(1, "open", requests.open("photos", "large.bin")));
  call.send(ask(2, "open", requests.open("photos", "small")));
  call.send(ask(3, "read", requests.read(randomBytes(16))));
  for (const id of [1, 2, 3]) await untilDone(call, id);
  assert.deepEqual([codeOf(call, 1), codeOf(call, 2), codeOf(call, 3)], [7, 0, 5]);
  call.end();
  await call.done();
  const none = duplex2(daemon, sessionPath, { token: "fb1.AAAA" });
  await none.done();
  assert.equal(none.status, 16);
  const line = daemon.log.split("\n").find((each) => each.includes('"result":"DENIED"'));
  assert.deepEqual([JSON.parse(line).method, JSON.parse(line).path],
    ["vitrine.v1.FileBridge/Open", "large.bin"]);
});

test("too many calls at once, unknown actions and malformed messages are refused", async () => {
  const call = duplex2(daemon, sessionPath, { token });
  const handle = await open(call, 1, "large.bin");
  for (let id = 2; id < 30; id++) {
    call.send(ask(id, "read", requests.read(handle, 0, 0, 1000), { credit: 1000 }));
  }
  call.send(Buffer.from([8, 99, 0x7a, 0])); // id 99, field 15
  await untilDone(call, 99);
  assert.equal(codeOf(call, 99), 12);
  const refused = Array.from({ length: 28 }, (_, index) => index + 2)
    .filter((id) => doneOf(call, id) !== undefined && codeOf(call, id) === 8);
  assert.equal(refused.length, 8); // twenty may run
  call.send(ask(2, "read", requests.read(handle))); // its id is in use
  await call.done();
  assert.equal(call.status, 3);
  const broken = duplex2(daemon, sessionPath, { token });
  broken.send(Buffer.from([0x12, 0xff]));
  await broken.done();
  assert.equal(broken.status, 13);
});

test("a client that asks and takes no answers is cut off", async () => {
  const call = duplex2(daemon, sessionPath, { token, settings: { initialWindowSize: 0 } });
  for (let id = 1; id < 3000; id++) call.send(ask(id, "ping", Buffer.from([8, 1])));
  for (let tries = 0; !daemon.log.includes('Session","status":8'); tries++) {
    assert.ok(tries < 200, "the session ends");
    await sleep(50);
  }
  call.session.destroy();
});

test("an expired token ends a session, a client that goes away its reads", async () => {
  const brief = daemon.narrow(token, "--expires", "1s");
  const call = duplex2(daemon, sessionPath, { token: brief });
  await call.done();
  assert.equal(call.status, 16);
  const gone = duplex2(daemon, sessionPath, { token });
  const handle = await open(gone, 1, "large.bin");
  gone.stream.pause();
  gone.send(ask(2, "read", requests.read(handle), { credit: 1e9 }));
  gone.send(ask(3, "ping"));
  await sleep(50);
  const seen = daemon.log.split('Read","status":1').length;
  gone.session.destroy();
  for (let tries = 0; daemon.log.split('Read","status":1').length === seen; tries++) {
    assert.ok(tries < 200, "the read is cancelled");
    await sleep(50);
  }
});

test("SIGTERM ends an idle session and lets running reads end", async () => {
  const other = await Daemon.start({ web: false });
  other.write("photos/large.bin", large);
  const idle = duplex2(other, sessionPath, { token: other.mint() });
  const busy = duplex2(other, sessionPath, { token: other.mint() });
  await idle.until(() => idle.head !== undefined);
  const handle = await open(busy, 1, "large.bin");
  busy.send(ask(2, "read", requests.read(handle), { credit: large.length }));
  await busy.until(() => bytesOf(busy, 2).length > 0);
  other.process.kill("SIGTERM");
  await Promise.all([idle.done(), busy.done()]);
  assert.deepEqual([idle.status, busy.status], [14, 14]);
  assert.ok(bytesOf(busy, 2).equals(large));
  await other.stop();
});
