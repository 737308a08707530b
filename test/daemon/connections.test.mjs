// SPDX-License-Identifier: Apache-2.0
// Connections that are slow, hostile or gone: time limits, splitting, smuggling, cancelling,
// floods, and the end of the daemon.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import http2 from "node:http2";
import net from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Daemon, call, request1, request2 } from "./daemon.mjs";
import { frame, parseChunk, parseOpen, requests, service, unframe } from "./wire.mjs";

const large = randomBytes(24_000_000);
let daemon;
let token;

before(async () => {
  daemon = await Daemon.start();
  daemon.write("photos/large.bin", large);
  daemon.write("photos/small", "small");
  daemon.write("web/index.html", "page");
  token = daemon.mint();
});
after(() => daemon.stop());

/** Sends bytes and collects what comes until the server closes or `enough` holds. */
function raw(target, pieces, { enough = () => false, wait = 3000 } = {}) {
  return new Promise((resolve) => {
    const socket = net.connect(target.port, "127.0.0.1");
    let text = "";
    const end = (closed) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, closed });
    };
    const timer = setTimeout(() => end(false), wait);
    socket.on("data", (bytes) => {
      text += bytes.toString("latin1");
      if (enough(text)) end(false);
    });
    socket.on("end", () => end(true));
    socket.on("error", () => end(true));
    socket.on("connect", async () => {
      for (const piece of pieces) {
        if (typeof piece === "number") await sleep(piece);
        else if (!socket.destroyed) socket.write(piece);
      }
    });
  });
}

const statuses = (text) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => Number(code));

function callText(method, payload, extra = "") {
  const body = frame(payload);
  return Buffer.concat([Buffer.from(`POST ${service}${method} HTTP/1.1\r\nhost: localhost\r\n` +
    `content-type: application/grpc-web+proto\r\nauthorization: Bearer ${token}\r\n${extra}` +
    `content-length: ${body.length}\r\n\r\n`), body]);
}

function callHeaders() {
  return { "content-type": "application/grpc-web+proto", authorization: `Bearer ${token}` };
}

async function openLarge() {
  const { messages } = await call(request1, daemon, "Open",
    requests.open("photos", "large.bin"), { token });
  return parseOpen(messages[0]).handle;
}

async function memory() {
  const status = readFileSync(`/proc/${daemon.process.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) * 1024;
}

async function isAlive() {
  assert.equal((await request1(daemon, { method: "GET" })).status, 200);
}

test("requests that could be read two ways are refused, and the connection ends", async () => {
  const head = "POST /x HTTP/1.1\r\nhost: localhost\r\n";
  const smuggled = "GET /smuggled HTTP/1.1\r\nhost: localhost\r\n\r\n";
  const cases = {
    [`${head}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`]: 400,
    [`${head}content-length: 5\r\ncontent-length: 6\r\n\r\nhello${smuggled}`]: 400,
    [`${head}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n${smuggled}`]: 501,
    [`${head}transfer-encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`]: 400,
    [`${head}x: a\r\n folded\r\n\r\n${smuggled}`]: 400,
    [`POST /x HTTP/1.1\nhost: localhost\n\n${smuggled}`]: 400,
    [`GET /x HTTP/1.0\r\nhost: localhost\r\n\r\n${smuggled}`]: 505,
    [`GET /x HTTP/1.1\r\n\r\n${smuggled}`]: 400,
    [`${head}${"a: b\r\n".repeat(101)}\r\n${smuggled}`]: 431,
    [`${head}a: ${"b".repeat(20000)}\r\n\r\n${smuggled}`]: 431,
  };
  for (const [text, wanted] of Object.entries(cases)) {
    const { text: answer, closed } = await raw(daemon, [Buffer.from(text, "latin1")]);
    assert.deepEqual([statuses(answer), closed], [[wanted], true], text.slice(0, 120));
  }
});

test("a request split at every byte is the same request", async () => {
  const text = callText("Stat", requests.stat("photos", "small"));
  const bytes = [...text].flatMap((byte) => [Buffer.from([byte])]);
  const enough = (seen) => seen.endsWith("0\r\n\r\n");
  const { text: answer } = await raw(daemon, bytes, { enough });
  assert.deepEqual(statuses(answer), [200]);
  assert.ok(answer.includes("grpc-status: 0\r\n"));
});

test("requests sent at once are answered in order on one connection", async () => {
  const one = callText("Stat", requests.stat("photos", "small"));
  const page = Buffer.from("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
  const last = Buffer.from("GET /missing HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
  const { text, closed } = await raw(daemon, [Buffer.concat([one, page, one, last])]);
  assert.deepEqual(statuses(text), [200, 200, 200, 404]);
  assert.ok(closed);
});

test("a call that is refused early keeps its connection", async () => {
  const refused = Buffer.from(callText("Stat", requests.stat("photos", "small")).toString("latin1")
    .replace("Bearer fb1", "Bearer fb9"), "latin1");
  const good = callText("Stat", requests.stat("photos", "small"), "connection: close\r\n");
  const body = refused.subarray(refused.indexOf("\r\n\r\n") + 4);
  const head = refused.subarray(0, refused.length - body.length);
  const { text } = await raw(daemon, [head, 50, body, good]);
  assert.deepEqual(statuses(text), [200, 200]);
  assert.ok(text.includes("grpc-status: 16\r\n") && text.includes("grpc-status: 0\r\n"));
});

test("chunked bodies and Expect: 100-continue are taken", async () => {
  const body = frame(requests.stat("photos", "small"));
  const headers = callHeaders();
  const answer = await new Promise((resolve, reject) => {
    const options = { port: daemon.port, method: "POST", path: `${service}Stat`,
      headers: { ...headers, expect: "100-continue", "transfer-encoding": "chunked" } };
    const request = http.request(options, (response) => {
      const parts = [];
      response.on("data", (bytes) => parts.push(bytes));
      response.on("end", () => resolve(Buffer.concat(parts)));
    });
    request.on("error", reject);
    request.on("continue", () => {
      for (const byte of body) request.write(Buffer.from([byte]));
      request.end();
    });
  });
  assert.ok(unframe(answer).trailers.startsWith("grpc-status: 0"));
});

test("a client that goes away cancels its read", async () => {
  for (const transport of ["HTTP/1.1", "HTTP/2"]) {
    const handle = await openLarge();
    const seen = daemon.log.split('"result":"CANCELLED"').length;
    const headers = callHeaders();
    const body = frame(requests.read(handle));
    if (transport === "HTTP/1.1") {
      await raw(daemon, [callText("Read", requests.read(handle))],
        { enough: (text) => text.length > 1000 });
    } else {
      const session = http2.connect(daemon.url);
      const stream = session.request({ ":method": "POST", ":path": `${service}Read`, ...headers });
      stream.end(body);
      await new Promise((resolve) => stream.once("data", resolve));
      stream.close(http2.constants.NGHTTP2_CANCEL);
      await sleep(100);
      session.destroy();
    }
    for (let tries = 0; tries < 50; tries++) {
      if (daemon.log.split('"result":"CANCELLED"').length > seen) break;
      await sleep(20);
    }
    assert.equal(daemon.log.split('"result":"CANCELLED"').length, seen + 1, transport);
    const line = daemon.log.split("\n").reverse().find((each) => each.includes("CANCELLED"));
    assert.ok(JSON.parse(line).bytes < large.length / 2, `${transport}: reading stopped`);
  }
  await isAlive();
});

test("a client that does not read holds back the disk, not the memory", async () => {
  const before_ = await memory();
  const sockets = [];
  for (let count = 0; count < 8; count++) {
    const handle = await openLarge();
    const socket = net.connect(daemon.port, "127.0.0.1");
    socket.pause();
    socket.on("error", () => {});
    socket.write(callText("Read", requests.read(handle, 0, 0, 1_048_576)));
    sockets.push(socket);
  }
  await sleep(700);
  // 192 MB are wanted; eight streams may have some 2.5 MB each on their way, sanitizers add theirs.
  assert.ok((await memory()) - before_ < 64_000_000);
  for (const socket of sockets) socket.destroy();
  await isAlive();
});

/** Begins a read, does not take it for a while, and gives the trailers that it ends with. */
async function endOfPausedRead(path, { expires = "5m", extra = "", wait, meanwhile = () => {} }) {
  const opened = await call(request1, daemon, "Open", requests.open("photos", path), { token });
  const mine = daemon.narrow(token, "--expires", expires);
  const text = callText("Read", requests.read(parseOpen(opened.messages[0]).handle), extra);
  const socket = net.connect(daemon.port, "127.0.0.1");
  socket.pause();
  socket.write(text.toString("latin1").replace(token, mine), "latin1");
  await sleep(wait);
  meanwhile();
  let end = "";
  for await (const bytes of socket) {
    end = (end + bytes.toString("latin1")).slice(-400);
    if (end.endsWith("0\r\n\r\n")) break;
  }
  return /grpc-status: (\d+)\r\n/.exec(end)?.[1];
}

test("a running read ends by its deadline, with its token, and when the file changes", async () => {
  const ends = await Promise.all([
    endOfPausedRead("large.bin", { extra: "grpc-timeout: 300m\r\n", wait: 700 }),
    endOfPausedRead("large.bin", { expires: "1s", wait: 2200 }),
    endOfPausedRead("large.bin", { wait: 700 }),
  ]);
  assert.deepEqual(ends, ["4", "16", "0"]);
  daemon.write("photos/growing.bin", large);
  const meanwhile = () => appendFileSync(daemon.path("photos/growing.bin"), "more");
  assert.equal(await endOfPausedRead("growing.bin", { wait: 300, meanwhile }), "10");
});

test("many reads at once on one HTTP/2 connection all arrive whole", async () => {
  const handle = await openLarge();
  const session = http2.connect(daemon.url);
  const headers = callHeaders();
  const read = async (offset) => {
    const stream = session.request({ ":method": "POST", ":path": `${service}Read`, ...headers });
    stream.end(frame(requests.read(handle, offset, 300_000, 10_000)));
    const parts = [];
    for await (const part of stream) parts.push(part);
    const { messages, trailers } = unframe(Buffer.concat(parts));
    assert.ok(trailers.startsWith("grpc-status: 0"));
    const data = Buffer.concat(messages.map((each) => parseChunk(each).data));
    assert.ok(data.equals(large.subarray(offset, offset + 300_000)));
  };
  await Promise.all(Array.from({ length: 60 }, (_, index) => read(index * 350_001)));
  session.close();
});

test("a flood of resets and of hostile frames ends that connection only", async () => {
  const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0", "latin1");
  const bad = {
    "settings on a stream": "\0\0\0\x04\0\0\0\0\x01",
    "data on stream 0": "\0\0\x01\0\0\0\0\0\0x",
    "headers on an even stream": "\0\0\x01\x01\x05\0\0\0\x02\x82",
    "a ping of wrong size": "\0\0\x01\x06\0\0\0\0\0x",
    "a window of zero": "\0\0\x04\x08\0\0\0\0\0\0\0\0\0",
    "continuation from nowhere": "\0\0\x01\x09\x04\0\0\0\x01\x82",
    "a frame that is too large": "\xff\xff\xff\0\0\0\0\0\x01",
  };
  for (const [what, bytes] of Object.entries(bad)) {
    const { text, closed } = await raw(daemon, [preface, Buffer.from(bytes, "latin1")]);
    assert.ok(closed, what);
    assert.ok(text.length > 9, `${what}: a GOAWAY says so`);
  }
  const { closed } = await raw(daemon, ["PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", Buffer.alloc(64)]);
  assert.ok(closed);

  const session = http2.connect(daemon.url);
  const gone = new Promise((resolve) => session.on("close", resolve));
  session.on("error", () => {});
  for (let count = 0; count < 5000 && !session.destroyed; count++) {
    const stream = session.request({ ":path": "/" });
    stream.on("error", () => {});
    stream.close(http2.constants.NGHTTP2_CANCEL);
  }
  await Promise.race([gone, sleep(3000)]);
  assert.ok(session.destroyed, "the flood was cut off");
  await isAlive();
});

test("time and number limits of the configuration file hold", async () => {
  const config = daemon.path("limits.ini");
  writeFileSync(config, "[limits]\nheader_seconds = 1\nidle_seconds = 2\nconnections = 5\n" +
    "handles_per_token = 3\nhandle_idle_seconds = 1\nlist_entries = 2\n");
  const strict = await Daemon.start({ options: ["--config", config] });
  try {
    const half = raw(strict, ["GET / HTTP/1.1\r\nhost: localho"], { wait: 6000 });
    const silent = raw(strict, [], { wait: 6000 });
    const begun = raw(strict, ["POST /a.B/C HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n" +
      "content-type: application/grpc-web\r\n\r\nx"], { wait: 6000 });
    const idle = raw(strict, ["GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"], { wait: 8000 });
    for (const each of await Promise.all([half, silent, begun, idle])) assert.ok(each.closed);

    const held = Array.from({ length: 5 }, () => net.connect(strict.port, "127.0.0.1"));
    await sleep(100);
    assert.ok((await raw(strict, ["GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"])).closed);
    held.forEach((socket) => socket.destroy());
    await sleep(100);

    for (const each of ["a", "b", "c", "d"]) strict.write(`photos/${each}`, each);
    const mine = { token: strict.mint() };
    const open = (path) => call(request2, strict, "Open", requests.open("photos", path), mine);
    const handles = [];
    for (const each of ["a", "b", "c"]) {
      handles.push(parseOpen((await open(each)).messages[0]).handle);
    }
    assert.equal((await open("d")).status, 8);
    const list = await call(request2, strict, "List", requests.list("photos", ""), mine);
    assert.equal(list.status, 8);
    await sleep(2500);
    const read = await call(request2, strict, "Read", requests.read(handles[0]), mine);
    assert.equal(read.status, 5, "an idle handle has expired");
    assert.equal((await open("d")).status, 0);
  } finally {
    await strict.stop();
  }
});

test("a client that takes nothing is cut off, over HTTP/1.1 and HTTP/2", async () => {
  const config = daemon.path("stall.ini");
  writeFileSync(config, "[limits]\nstall_seconds = 1\n");
  const strict = await Daemon.start({ options: ["--config", config] });
  try {
    strict.write("web/large.bin", large);
    const socket = net.connect(strict.port, "127.0.0.1");
    socket.pause();
    socket.on("error", () => {});
    socket.write("GET /large.bin HTTP/1.1\r\nhost: localhost\r\n\r\n");
    const session = http2.connect(strict.url, { settings: { initialWindowSize: 0 } });
    session.on("error", () => {});
    const stream = session.request({ ":path": "/large.bin" });
    stream.on("error", () => {});
    await new Promise((resolve) => session.once("close", resolve));
    assert.ok(stream.destroyed);
    for (let tries = 0; tries < 50 && socket.readyState !== "closed"; tries++) {
      await sleep(100);
      if (tries > 20) socket.resume(); // it reads what is in its buffers, and then the end
    }
    assert.equal(socket.readyState, "closed");
    assert.ok(socket.bytesRead < large.length);
    assert.equal((await request1(strict, { method: "GET", path: "/large.bin" })).status, 200);
  } finally {
    await strict.stop();
  }
});

test("the walls stand", () => {
  const status = readFileSync(`/proc/${daemon.process.pid}/status`, "utf8");
  assert.match(status, /NoNewPrivs:\t1/);
  assert.match(status, /CapEff:\t0+\n/);
  assert.match(status, /CapPrm:\t0+\n/);
  const { walls } = JSON.parse(daemon.log.split("\n")[0]);
  assert.equal(walls["no-capabilities"], true);
  if (walls["no-dumps"]) { // not in a build with sanitizers
    assert.equal(walls.seccomp, true);
    assert.match(status, /Seccomp:\t2/);
  }
  const limits = readFileSync(`/proc/${daemon.process.pid}/limits`, "utf8");
  assert.match(limits, /Max core file size\s+0\s+0/);
});

test("SIGTERM lets a running read end, takes no new calls, and exits with 0", async () => {
  const other = await Daemon.start();
  other.write("photos/large.bin", large);
  const mine = other.mint();
  const opened = await call(request1, other, "Open", requests.open("photos", "large.bin"),
    { token: mine });
  const { handle } = parseOpen(opened.messages[0]);
  const session = http2.connect(other.url);
  const stream = session.request({ ":method": "POST", ":path": `${service}Read`,
    "content-type": "application/grpc-web", authorization: `Bearer ${mine}` });
  stream.end(frame(requests.read(handle)));
  const parts = [];
  let began = 0;
  for await (const part of stream) {
    if (parts.push(part) === 1) {
      began = Date.now();
      other.process.kill("SIGTERM");
    }
  }
  assert.equal(unframe(Buffer.concat(parts)).messages.length, Math.ceil(large.length / 65536));
  assert.deepEqual(await other.stop(), { code: 0, signal: null });
  assert.ok(Date.now() - began < 5000);
});

test("SIGTERM does not wait for a client that never reads", async () => {
  const other = await Daemon.start();
  other.write("photos/large.bin", large);
  const mine = other.mint();
  const opened = await call(request1, other, "Open", requests.open("photos", "large.bin"),
    { token: mine });
  const { handle } = parseOpen(opened.messages[0]);
  const socket = net.connect(other.port, "127.0.0.1");
  socket.pause();
  socket.on("error", () => {});
  const text = callText("Read", requests.read(handle)).toString("latin1");
  socket.write(text.replace(token, mine), "latin1");
  await sleep(200);
  const began = Date.now();
  assert.deepEqual(await other.stop(), { code: 0, signal: null });
  assert.ok(Date.now() - began < 6000);
  socket.destroy();
});
