// SPDX-License-Identifier: Apache-2.0
// Native gRPC, frame by frame: where the status stands, and that nothing else is in the body.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import http2 from "node:http2";
import { after, before, test } from "node:test";
import { Daemon, request1 } from "./daemon.mjs";
import { duplex2 } from "./streams.mjs";
import { field, frame, parse, parseChunk, parseOpen, requests, service, unframe } from "./wire.mjs";

const large = randomBytes(1_000_003);
let daemon;
let session;
let mine;

before(async () => {
  daemon = await Daemon.start({ web: false });
  daemon.write("photos/large.bin", large);
  daemon.write("photos/empty", "");
  mine = daemon.mint();
  session = http2.connect(daemon.url);
});
after(async () => {
  session.close();
  await daemon.stop();
});

/** Makes a call and answers the head, the body, the trailers, and whether the head ended all. */
function ask(method, payload, { headers = {}, token = mine } = {}) {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ":method": "POST", ":path": service + method, te: "trailers",
      "content-type": "application/grpc", authorization: `Bearer ${token}`, ...headers });
    const answer = { trailers: undefined };
    const parts = [];
    stream.on("response", (head, flags) => {
      Object.assign(answer, { head, isHeadLast: (flags & 1) === 1 });
    });
    stream.on("trailers", (trailers) => (answer.trailers = trailers));
    stream.on("data", (bytes) => parts.push(bytes));
    stream.on("end", () => resolve({ ...answer, body: Buffer.concat(parts) }));
    stream.on("error", reject);
    stream.end(frame(payload));
  });
}

test("the status follows the messages in a HEADERS frame", async () => {
  const opened = await ask("Open", requests.open("photos", "large.bin", 7));
  assert.equal(opened.head[":status"], 200);
  assert.equal(opened.head["content-type"], "application/grpc+proto");
  assert.equal(opened.head["grpc-status"], undefined);
  const { messages, trailers } = unframe(opened.body);
  assert.equal(trailers, undefined); // no frame of gRPC-Web
  assert.equal(messages.length, 1);
  assert.equal(opened.trailers["grpc-status"], "0");
  assert.equal(opened.trailers["grpc-message"], undefined);
  const { handle, head } = parseOpen(messages[0]);
  assert.ok(head.equals(large.subarray(0, 7)));
  const read = await ask("Read", requests.read(handle));
  const chunks = unframe(read.body).messages.map((message) => parseChunk(message).data);
  assert.ok(Buffer.concat(chunks).equals(large));
  assert.equal(read.trailers["grpc-status"], "0");
});

test("a stream without messages has a head and trailers", async () => {
  const opened = await ask("Open", requests.open("photos", "empty"));
  const { handle } = parseOpen(unframe(opened.body).messages[0]);
  const read = await ask("Read", requests.read(handle));
  assert.deepEqual([read.isHeadLast, read.body.length], [false, 0]);
  assert.equal(read.trailers["grpc-status"], "0");
});

test("a refusal is one HEADERS frame", async () => {
  const missing = await ask("Stat", requests.stat("photos", "nothing"));
  assert.equal(missing.isHeadLast, true);
  assert.equal(missing.head["grpc-status"], "5");
  assert.equal(missing.head["grpc-message"], "There is no such file or folder.");
  assert.equal(missing.head["content-type"], "application/grpc+proto");
  assert.equal(missing.head["content-length"], undefined);
  assert.equal(missing.trailers, undefined);
  const encoded = { "grpc-encoding": "gzip" };
  const gzip = await ask("Stat", requests.stat("photos", "empty"), { headers: encoded });
  assert.equal(gzip.head["grpc-status"], "12");
  assert.equal(gzip.head["grpc-accept-encoding"], "identity");
  const forged = await ask("Stat", requests.stat("photos", "empty"), { token: "fb1.AAAA" });
  assert.equal(forged.head["grpc-status"], "16");
});

test("an error after messages stands in the trailers", async () => {
  const opened = await ask("Open", requests.open("photos", "large.bin"));
  const { handle } = parseOpen(unframe(opened.body).messages[0]);
  const running = session.request({ ":method": "POST", ":path": `${service}Read`, te: "trailers",
    "content-type": "application/grpc", authorization: `Bearer ${mine}`, "grpc-timeout": "300m" });
  running.end(frame(requests.read(handle, 0, 0, 1000)));
  await new Promise((resolve) => running.on("response", resolve)); // nothing is read meanwhile
  await new Promise((resolve) => setTimeout(resolve, 600));
  const trailers = new Promise((resolve) => running.on("trailers", resolve));
  running.resume();
  assert.equal((await trailers)["grpc-status"], "4");
});

test("Watch says that it serves, and that it shuts down; reflection knows services", async () => {
  const other = await Daemon.start({ web: false });
  const watch = duplex2(other, "/grpc.health.v1.Health/Watch");
  const unknown = duplex2(other, "/grpc.health.v1.Health/Watch");
  const mirror = duplex2(other, "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo");
  watch.send(Buffer.alloc(0));
  watch.end();
  unknown.send(Buffer.from("\x0a\x01x"));
  unknown.end();
  for (const each of [watch, unknown]) await each.until(() => each.messages.length === 1);
  assert.deepEqual([[...watch.messages[0]], [...unknown.messages[0]]], [[8, 1], [8, 3]]);
  for (const name of ["vitrine.v1.FileBridge", "vitrine.v1.Nothing"]) {
    mirror.send(field(4, name));
    mirror.send(field(7, ""));
  }
  await mirror.until(() => mirror.messages.length === 4);
  const kinds = mirror.messages.map((bytes) => parse(bytes)[1][0]);
  assert.deepEqual(kinds, [4, 6, 7, 6]);
  assert.ok(mirror.messages[1].includes("vitrine.v1.PreviewService"));
  other.process.kill("SIGTERM");
  for (const each of [watch, unknown, mirror]) await each.done();
  assert.deepEqual([...watch.messages[1]], [8, 2]);
  assert.deepEqual([watch.status, mirror.status], [14, 14]);
  await other.stop();
});

test("HTTP/1.1 has no trailers to answer with", async () => {
  const headers = { "content-type": "application/grpc" };
  const body = frame(Buffer.alloc(0));
  const { status } = await request1(daemon, { path: `${service}Stat`, headers, body });
  assert.equal(status, 415);
});
