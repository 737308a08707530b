// SPDX-License-Identifier: Apache-2.0
// Quotas of tokens and subjects: bytes, rate, requests at a time, opens; and what clients are told.
import assert from "node:assert/strict";
import http2 from "node:http2";
import { after, before, test } from "node:test";
import { Daemon, call, request1, request2 } from "./daemon.mjs";
import { frame, parseOpen, requests, service } from "./wire.mjs";

const SIZE = 2 ** 20;
let daemon;
before(async () => {
  daemon = await Daemon.start();
  daemon.write("photos/a.bin", Buffer.alloc(SIZE, "a"));
  daemon.write("photos/small", "0123456789");
});
after(() => daemon.stop());

const mint = (...more) => daemon.mint({ more });
const get = (path, token, headers = {}) => request1(daemon, { method: "GET",
  path: `/v1/files/photos/${path}`, headers: { authorization: `Bearer ${token}`, ...headers } });
const stat = (token, send = request1) =>
  call(send, daemon, "Stat", requests.stat("photos", "small"), { token });

/** Reads all of a.bin; answers status and size of the payload with its frames. */
async function readAll(token) {
  const opened = await call(request1, daemon, "Open", requests.open("photos", "a.bin"), { token });
  if (opened.status !== 0) return { status: opened.status, size: 0 };
  const { handle } = parseOpen(opened.messages[0]);
  const { status, messages } =
    await call(request1, daemon, "Read", requests.read(handle), { token });
  return { status, size: messages.reduce((sum, each) => sum + each.length, 0) };
}

test("the bytes of a token run out, for it and for all that were made of it", async () => {
  const token = mint("--max-bytes", String(SIZE + SIZE / 2));
  const [narrow, stricter] =
    [daemon.narrow(token, "--rights", "read,stat"), daemon.narrow(token, "--max-bytes", "1000")];
  assert.equal((await readAll(token)).status, 0);
  const ended = await readAll(narrow);
  assert.equal(ended.status, 8);
  assert.ok(ended.size >= SIZE / 4 && ended.size < SIZE, `${ended.size}`);
  const refused = await stat(token);
  assert.deepEqual([refused.status, refused.message], [8, "The token's bytes are used up."]);
  assert.equal(refused.http.headers["grpc-retry-pushback-ms"], undefined); // it will not help
  assert.equal((await stat(stricter)).status, 8);
  assert.equal((await stat(mint("--max-bytes", "1000"))).status, 0); // another token
});

test("a narrower quota holds beside the wider one", async () => {
  const token = mint("--max-bytes", String(10 * SIZE));
  const stricter = daemon.narrow(token, "--max-bytes", "1000");
  assert.equal((await readAll(stricter)).status, 8);
  assert.equal((await stat(stricter)).status, 8);
  assert.equal((await readAll(token)).status, 0);
});

test("a GET that uses up the bytes is cut, and the next one is 429 without a date", async () => {
  const token = mint("--max-bytes", String(SIZE / 2));
  await assert.rejects(get("a.bin", token), /aborted/);
  const refused = await get("small", token);
  assert.equal(refused.status, 429);
  assert.equal(JSON.parse(refused.body).code, "QUOTA");
});

test("a rate paces streams, and refuses other calls with the time to wait", async () => {
  const token = mint("--max-rate", "1024"); // a burst of two MiB, then one in a second
  const start = Date.now();
  assert.equal((await readAll(token)).status, 0);
  assert.equal((await readAll(token)).status, 0);
  let isRunning = true;
  const slow = get("a.bin", token).finally(() => (isRunning = false));
  let refused;
  do refused = await stat(token, request2);
  while (refused.status === 0 && isRunning);
  const { status, body } = await slow;
  assert.deepEqual([status, body.length], [200, SIZE]);
  assert.ok(Date.now() - start > 800, `${Date.now() - start} ms`);
  assert.equal(refused.status, 8);
  const wait = Number(refused.http.headers["grpc-retry-pushback-ms"]);
  assert.ok(wait > 0 && wait < 3000, String(wait));
  const details = Buffer.from(refused.http.headers["grpc-status-details-bin"], "base64");
  assert.ok(details.includes("type.googleapis.com/google.rpc.RetryInfo"));
  const limited = await get("small", token);
  assert.equal(limited.status, 200); // a stream waits for its turn
});

test("requests at a time are counted while they run", async () => {
  const token = mint("--max-streams", "2");
  const session = http2.connect(daemon.url);
  try {
    const opened =
      await call(request1, daemon, "Open", requests.open("photos", "a.bin"), { token });
    const { handle } = parseOpen(opened.messages[0]);
    const streams = [0, 1].map(() => session.request({ ":method": "POST",
      ":path": `${service}Read`, "content-type": "application/grpc",
      authorization: `Bearer ${token}` }));
    for (const stream of streams) {
      stream.end(frame(requests.read(handle)));
      await new Promise((resolve) => stream.on("response", resolve));
    }
    const refused = await stat(token);
    assert.equal(refused.status, 8);
    assert.equal(refused.http.headers["grpc-retry-pushback-ms"], "1000");
    const limited = await get("small", token);
    assert.deepEqual([limited.status, limited.headers["retry-after"]], [429, "1"]);
    streams[0].close(http2.constants.NGHTTP2_CANCEL);
    while ((await stat(token)).status === 8); // until the daemon has seen it
    const trailers = new Promise((resolve) => streams[1].on("trailers", resolve));
    streams[1].resume();
    assert.equal((await trailers)["grpc-status"], "0");
  } finally {
    session.destroy();
  }
});

test("opens are counted by the minute, over calls and GET", async () => {
  const token = mint("--max-opens", "3");
  const open = async () =>
    call(request1, daemon, "Open", requests.open("photos", "small"), { token });
  assert.deepEqual([(await open()).status, (await get("small", token)).status,
    (await open()).status], [0, 200, 0]);
  const refused = await open();
  assert.equal(refused.status, 8);
  const wait = Number(refused.http.headers["grpc-retry-pushback-ms"]);
  assert.ok(wait > 10000 && wait <= 20001, String(wait));
  const limited = await get("small", token);
  assert.equal(limited.status, 429);
  assert.ok(Number(limited.headers["retry-after"]) > 10);
  assert.equal((await stat(token)).status, 0);
});

test("a native client reads the time to wait in the trailers", async () => {
  const token = mint("--max-opens", "0");
  const session = http2.connect(daemon.url);
  const stream = session.request({ ":method": "POST", ":path": `${service}Open`,
    "content-type": "application/grpc", authorization: `Bearer ${token}` });
  stream.end(frame(requests.open("photos", "small")));
  const head = await new Promise((resolve) => stream.on("response", resolve));
  assert.deepEqual([head["grpc-status"], head["grpc-retry-pushback-ms"]], ["8", "60000"]);
  session.destroy();
});

test("limits of subjects hold over all their tokens", async () => {
  daemon.write("strict.ini", "[limits]\nsubject_opens_per_minute = 2\nsubject_requests = 5\n");
  const strict = await Daemon.start({ options: ["--config", daemon.path("strict.ini")] });
  try {
    strict.write("photos/small", "0123456789");
    const open = async (...more) => (await call(request1, strict, "Open",
      requests.open("photos", "small"), { token: strict.mint({ more }) })).status;
    const alice = ["--subject", "alice"];
    assert.deepEqual([await open(...alice), await open(...alice), await open(...alice)],
      [0, 0, 8]);
    assert.equal(await open(...alice, "--tenant", "other"), 0); // another alice
    assert.deepEqual([await open("--subject", "bob"), await open()], [0, 0]);
  } finally {
    await strict.stop();
  }
});

test("tokens with quotas that make no sense are not minted", () => {
  for (const [name, value] of [["--max-bytes", "-1"], ["--max-rate", "4294967296"],
    ["--max-streams", "65536"], ["--max-opens", "many"], ["--max-bytes", "99999999999999999999"],
    ["--subject", "a/b"], ["--tenant", ""], ["--subject", "x".repeat(129)]]) {
    assert.throws(() => mint(name, value), /vitrined: --/, `${name} ${value}`);
  }
});
