// SPDX-License-Identifier: Apache-2.0
// Recorded client traffic, changed at random (with a fixed seed) and played back: the daemon may
// refuse or close, but it stays alive, and never sends what the token does not permit.
import assert from "node:assert/strict";
import net from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Daemon, call, request1, request2 } from "./daemon.mjs";
import { parseOpen, requests } from "./wire.mjs";

const rounds = Number(process.env.VITRINE_MUTATIONS ?? 400);
const secret = "the bytes that nobody may see";
let daemon;
let token;

before(async () => {
  daemon = await Daemon.start({ shares: ["photos", "papers"] });
  daemon.write("photos/a.bin", Buffer.alloc(300_000, "open to all "));
  daemon.write("papers/b.bin", secret);
  daemon.write("web/index.html", "page");
  token = daemon.mint();
});
after(() => daemon.stop());

/** What clients send while they list, open, read and get the page. */
async function record(send) {
  const recorded = [];
  const proxy = net.createServer((client) => {
    const upstream = net.connect(daemon.port, "127.0.0.1");
    const parts = [];
    recorded.push(parts);
    client.on("data", (bytes) => parts.push(Buffer.from(bytes)));
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on("error", () => {});
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address();
  const through = { port, url: `http://127.0.0.1:${port}` };
  const ask = (method, payload) => call(send, through, method, payload, { token });
  await ask("List", requests.list("photos", ""));
  const { messages } = await ask("Open", requests.open("photos", "a.bin", 100, 100));
  await ask("Read", requests.read(parseOpen(messages[0]).handle, 1000, 50_000, 4096));
  await send(through, { method: "GET", path: "/" });
  await new Promise((resolve) => proxy.close(resolve));
  return recorded.map((parts) => Buffer.concat(parts));
}

/** A small random generator, so that a failure comes again. */
function generator(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function mutate(bytes, random) {
  let changed = Buffer.from(bytes);
  for (let count = 1 + random(4); count > 0; count--) {
    const at = random(changed.length);
    const kind = random(5);
    if (kind === 0) changed[at] ^= 1 << random(8);
    else if (kind === 1) changed[at] = [0, 1, 0x7f, 0x80, 0xff, 13, 10, 32][random(8)];
    else if (kind === 2) changed = Buffer.from(changed.filter((_, index) => index !== at));
    else if (kind === 3) changed = changed.subarray(0, at + 1);
    else {
      const piece = changed.subarray(at, at + 1 + random(64));
      changed = Buffer.concat([changed.subarray(0, at), piece, changed.subarray(at)]);
    }
  }
  return changed;
}

/** Plays bytes, in two parts, and gives what comes back within a moment. */
function play(bytes, cut) {
  return new Promise((resolve) => {
    const socket = net.connect(daemon.port, "127.0.0.1");
    const parts = [];
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(Buffer.concat(parts));
    };
    const timer = setTimeout(end, 60);
    socket.on("data", (part) => parts.push(part));
    socket.on("close", end);
    socket.on("error", () => {});
    socket.on("connect", async () => {
      socket.write(bytes.subarray(0, cut));
      await sleep(1);
      if (!socket.destroyed) socket.write(bytes.subarray(cut));
    });
  });
}

for (const [name, send, seed] of [["HTTP/1.1", request1, 1], ["HTTP/2", request2, 2]]) {
  test(`${name}: changed traffic is survived`, async () => {
    const recorded = await record(send);
    assert.equal(recorded.length, 4);
    const random = generator(seed);
    let answered = 0;
    for (let round = 0; round < rounds; round += 20) {
      const batch = Array.from({ length: 20 }, () => {
        const bytes = mutate(recorded[random(recorded.length)], random);
        return play(bytes, random(bytes.length));
      });
      for (const answer of await Promise.all(batch)) {
        answered += answer.length > 0 ? 1 : 0;
        assert.ok(!answer.includes(secret));
      }
    }
    assert.ok(answered > rounds / 4, "most of the changes are small");
    assert.equal(daemon.process.exitCode, null);
    const { status } = await call(send, daemon, "List", requests.list("photos", ""), { token });
    assert.equal(status, 0);
  });
}
