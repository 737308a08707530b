// SPDX-License-Identifier: Apache-2.0
// grpc-web-text: base64 both ways, and each frame of the answer a padded run of its own.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { Daemon, transports } from "./daemon.mjs";
import { frame, parseChunk, parseOpen, parseTrailers, requests, service, unframe }
  from "./wire.mjs";

const large = randomBytes(300_001);
let daemon;
let token;

before(async () => {
  daemon = await Daemon.start({ web: false });
  daemon.write("photos/large.bin", large);
  token = daemon.mint();
});
after(() => daemon.stop());

/** Decodes run by run, and refuses what the official client would not take. */
function decodeRuns(text) {
  assert.equal(text.length % 4, 0);
  assert.match(text, /^([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)*$/);
  return Buffer.concat(text.match(/.{4}/g).map((group) => Buffer.from(group, "base64")));
}

for (const [name, send] of Object.entries(transports)) {
  const ask = (method, body, type = "application/grpc-web-text") =>
    send(daemon, { path: service + method, body,
      headers: { "content-type": type, authorization: `Bearer ${token}` } });
  const base64 = (bytes) => Buffer.from(bytes).toString("base64");

  test(`${name}: open and read`, async () => {
    const opened = await ask("Open", base64(frame(requests.open("photos", "large.bin", 10))));
    assert.equal(opened.headers["content-type"], "application/grpc-web-text+proto");
    const first = unframe(decodeRuns(opened.body.toString("latin1")));
    assert.equal(parseTrailers(first.trailers)["grpc-status"], "0");
    const { handle, head } = parseOpen(first.messages[0]);
    assert.ok(head.equals(large.subarray(0, 10)));
    const request = base64(frame(requests.read(handle, 0, 0, 70_000)));
    const read = await ask("Read", request, "application/grpc-web-text+proto");
    const text = read.body.toString("latin1");
    const { messages, trailers } = unframe(decodeRuns(text));
    assert.equal(messages.length, 5);
    assert.ok(Buffer.concat(messages.map((each) => parseChunk(each).data)).equals(large));
    assert.ok(text.endsWith(base64(frame(Buffer.from(trailers), 0x80)))); // its own run
  });

  test(`${name}: a request in several padded runs`, async () => {
    const bytes = frame(requests.stat("photos", "large.bin"));
    const runs = base64(bytes.subarray(0, 5)) + base64(bytes.subarray(5, 9)) +
      base64(bytes.subarray(9));
    assert.ok(runs.includes("="));
    const { body } = await ask("Stat", runs);
    const { messages, trailers } = unframe(decodeRuns(body.toString("latin1")));
    assert.deepEqual([messages.length, parseTrailers(trailers)["grpc-status"]], [1, "0"]);
  });

  test(`${name}: what is not base64 is refused`, async () => {
    const good = base64(frame(requests.stat("photos", "large.bin")));
    const wrong = [good.slice(0, -1), `${good}A`, ` ${good}`, `${good}\n`, `=${good}`,
      frame(requests.stat("photos", "large.bin"))];
    for (const body of wrong) {
      const { status, headers, body: nothing } = await ask("Stat", body);
      assert.deepEqual([status, headers["grpc-status"], nothing.length], [200, "13", 0]);
    }
  });
}
