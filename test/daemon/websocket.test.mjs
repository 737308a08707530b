// SPDX-License-Identifier: Apache-2.0
// grpc-websockets, byte by byte: handshake, messages, closing, and what breaks the rules.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Daemon } from "./daemon.mjs";
import { ask, parseAnswer, sessionPath } from "./streams.mjs";
import { clientFrame, WebSocketClient } from "./websocket.mjs";
import { parseChunk, parseInfo, parseOpen, parse, requests, service } from "./wire.mjs";

const large = randomBytes(6_000_001);
const config = join(tmpdir(), `vitrined-websocket-${process.pid}.ini`);
let daemon;
let token;

before(async () => {
  writeFileSync(config, "[limits]\nheader_seconds = 2\nping_seconds = 1\n");
  daemon = await Daemon.start({ options: ["--config", config, "--origin", "https://app.example"] });
  daemon.write("photos/large.bin", large);
  daemon.write("photos/small", "small");
  token = daemon.mint();
});
after(async () => {
  await daemon.stop();
  rmSync(config);
});

const connect = (method, options) =>
  new WebSocketClient(daemon, method.startsWith("/") ? method : service + method, options);

async function call(method, payload, options) {
  const client = connect(method, options);
  client.begin(token);
  client.send(payload);
  client.end();
  await client.until(() => client.isClosed);
  return client;
}

test("a unary call: headers, message, trailers, each on its own, then 1000", async () => {
  const client = await call("Stat", requests.stat("photos", "small"));
  assert.equal(client.status, 101);
  assert.match(client.answer, new RegExp(`sec-websocket-accept: ${client.accepted()
    .replace(/[+]/g, "[+]")}\r\n`));
  assert.match(client.answer, /sec-websocket-protocol: grpc-websockets/);
  assert.doesNotMatch(client.answer, /extensions/);
  assert.equal(client.headers["content-type"], "application/grpc-web+proto");
  assert.equal(parseInfo(parse(client.messages[0])[0][1]).size, 5);
  assert.deepEqual([client.trailers["grpc-status"], client.closeCode], ["0", 1000]);
  assert.deepEqual(client.frames.map(([opcode]) => opcode), [2, 2, 2, 8]);
});

test("an error before any message is one 0x80 frame", async () => {
  const client = await call("Stat", requests.stat("photos", "missing"));
  assert.deepEqual([client.grpcStatus, client.trailers, client.closeCode], [5, undefined, 1000]);
  const none = connect("Stat");
  none.begin("fb1.AAAA");
  await none.until(() => none.isClosed);
  assert.equal(none.grpcStatus, 16);
  const unknown = await call("/a.B/C", Buffer.alloc(0));
  assert.equal(unknown.grpcStatus, 12);
});

test("a stream of chunks comes whole, and the body may be cut anywhere", async () => {
  const client = connect(sessionPath);
  client.begin(token);
  client.send(ask(1, "open", requests.open("photos", "large.bin")));
  const answers = (id, kind) => client.messages.map(parseAnswer)
    .filter((each) => each.id === id && each.kind === kind);
  await client.until(() => answers(1, "done").length > 0);
  const { handle } = parseOpen(answers(1, "open")[0].body);
  const request = ask(2, "read", requests.read(handle), { credit: large.length });
  const framed = Buffer.concat([Buffer.from([0, 0, 0, 0, request.length]), request]);
  for (const byte of framed) client.message(Buffer.from([0, byte])); // each a message
  await client.until(() => answers(2, "done").length > 0);
  const bytes = Buffer.concat(answers(2, "read").map(({ body }) => parseChunk(body).data));
  assert.ok(bytes.equals(large));
  client.end();
  await client.until(() => client.isClosed);
  assert.deepEqual([client.grpcStatus, client.closeCode], [0, 1000]);
});

test("messages in fragments, with a ping between them", async () => {
  const client = connect("Stat");
  client.begin(token);
  const body = Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 17]), requests.stat("photos", "small")]);
  assert.equal(body[5], body.length - 6);
  client.raw(clientFrame(body.subarray(0, 3), { fin: false }));
  client.raw(clientFrame(Buffer.from("hi"), { opcode: 9 }));
  client.raw(clientFrame(body.subarray(3), { opcode: 0 }));
  client.end();
  await client.until(() => client.isClosed);
  assert.equal(client.grpcStatus, 0);
  const pong = client.frames.find(([opcode]) => opcode === 10);
  assert.equal(pong[1].toString(), "hi");
});

test("closing, and a lost connection, cancel the call", async () => {
  for (const way of ["close", "destroy"]) {
    const client = connect(sessionPath);
    client.begin(token);
    client.send(ask(1, "open", requests.open("photos", "large.bin")));
    await client.until(() => client.messages.length === 2);
    const { handle } = parseOpen(parseAnswer(client.messages[0]).body);
    client.send(ask(2, "read", requests.read(handle)));
    await client.until(() => client.messages.length > 2);
    const seen = daemon.log.split('Read","status":1').length;
    if (way === "close") client.close();
    else client.socket.destroy();
    await client.until(() => daemon.log.split('Read","status":1').length > seen, way);
    if (way === "close") {
      await client.until(() => client.isClosed);
      assert.equal(client.closeCode, 1000);
    }
  }
});

test("handshakes that are refused", async () => {
  const cases = [
    [{ headers: { host: "evil.example" } }, 421],
    [{ headers: { origin: "https://evil.example" } }, 403], // cross-site WebSocket
    [{ headers: { origin: "null" } }, 403],
    [{ headers: { "sec-websocket-version": "8" } }, 426],
    [{ headers: { "sec-websocket-key": "short" } }, 400],
    [{ headers: { "sec-websocket-key": undefined } }, 400],
    [{ headers: { connection: "keep-alive" } }, 400],
    [{ headers: { "content-length": "3" } }, 400],
    [{ protocol: "chat" }, 400],
    [{ method: "POST" }, 405],
  ];
  for (const [options, status] of cases) {
    const client = connect("Stat", options);
    await client.until(() => client.status !== undefined);
    assert.equal(client.status, status, JSON.stringify(options));
    if (status === 426) assert.match(client.answer, /sec-websocket-version: 13/);
    client.socket.destroy();
  }
  for (const origin of ["https://app.example", `http://127.0.0.1:${daemon.port}`]) {
    const client = connect("Stat", { headers: { origin }, protocol: "a, GRPC-WebSockets" });
    await client.until(() => client.status !== undefined);
    assert.equal(client.status, 101, origin);
    client.socket.destroy();
  }
});

test("a token's origin is that of the handshake, whatever the first message says", async () => {
  const mine = daemon.narrow(token, "--origin", "https://app.example");
  const ways = [["https://app.example", "", 0], [undefined, "origin: https://app.example\r\n", 7]];
  for (const [origin, more, status] of ways) {
    const client = connect("Stat", { headers: { origin } });
    client.begin(mine, more);
    client.send(requests.stat("photos", "small"));
    client.end();
    await client.until(() => client.isClosed);
    assert.equal(client.grpcStatus, status);
  }
});

test("what breaks the rules is closed with the code that says so", async () => {
  const broken = [1002, 1005];
  // Of a malformed frame head wslay says no code, which reads as 1005.
  const cases = {
    "an unmasked frame": [(client) => client.message(Buffer.from("x: y\r\n"), { isMasked: false }),
      broken],
    "a reserved bit": [(client) => client.message(Buffer.from("x: y\r\n"), { rsv: 4 }), broken],
    "a text message": [(client) => client.message(Buffer.from("x: y\r\n"), { opcode: 1 }), [1003]],
    "an unknown opcode": [(client) => client.message(Buffer.alloc(1), { opcode: 3 }), broken],
    "a size that is not minimal": [(client) => client.message(Buffer.alloc(9), { sizeBytes: 2 }),
      broken],
    "a size of 2^63": [(client) => client.message(Buffer.alloc(0),
      { sizeBytes: 8, declared: 2n ** 63n }), broken],
    "a message that is too large": [(client) => client.message(Buffer.alloc(10),
      { declared: 10_000_000 }), [1009]],
    "a ping in fragments": [(client) => client.message(Buffer.alloc(1), { opcode: 9, fin: false }),
      broken],
    "a ping of 126 bytes": [(client) => client.message(Buffer.alloc(126), { opcode: 9 }), broken],
    "a fragment of nothing": [(client) => client.message(Buffer.alloc(1), { opcode: 0 }), broken],
    "headers without a colon": [(client) => client.message(Buffer.from("nonsense\r\n")), [1008]],
    "headers that end in the middle": [(client) => client.message(Buffer.from("a: b")), [1008]],
    "text mode": [(client) => client.message(
      Buffer.from("content-type: application/grpc-web-text\r\n")), [1008]],
    "an unknown message": [(client) => { client.begin(token); client.message(Buffer.from([2])); },
      [1008]],
    "an empty message": [(client) => { client.begin(token); client.message(Buffer.alloc(0)); },
      [1008]],
    "data after the end": [(client) => {
      client.begin(token, "grpc-timeout: 20S\r\n");
      client.end();
      client.message(Buffer.from([0, 0]));
    }, [1000, 1008]], // the call may have ended before
  };
  for (const [name, [breakIt, codes]] of Object.entries(cases)) {
    const client = connect(sessionPath);
    breakIt(client);
    await client.until(() => client.isClosed, name);
    assert.ok(codes.includes(client.closeCode), `${name}: ${client.closeCode}`);
    client.socket.destroy();
  }
  const fine = await call("Stat", requests.stat("photos", "small"));
  assert.equal(fine.grpcStatus, 0);
});

test("a client that says nothing, or no longer answers, is cut off", async () => {
  const silent = connect("Stat");
  await silent.until(() => silent.isClosed);
  assert.equal(silent.status, 101);
  const deaf = connect(sessionPath);
  deaf.begin(token); // it answers no ping
  await deaf.until(() => deaf.isClosed);
  assert.ok(deaf.frames.some(([opcode]) => opcode === 9));
  const alive = connect(sessionPath);
  alive.begin(token);
  const answered = setInterval(() => alive.message(Buffer.alloc(0), { opcode: 10 }), 300);
  await sleep(4000);
  assert.equal(alive.isClosed, false);
  clearInterval(answered);
  alive.socket.destroy();
});
