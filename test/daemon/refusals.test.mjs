// SPDX-License-Identifier: Apache-2.0
// What must not work, each with its own gRPC or HTTP status; the log shows that nothing was read.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { appendFileSync, mkdirSync, renameSync, symlinkSync } from "node:fs";
import { after, before, test } from "node:test";
import { Daemon, call, program, transports } from "./daemon.mjs";
import { field, frame, message, parseOpen, requests, service } from "./wire.mjs";

const secret = "the bytes that nobody may see";
let daemon;
let token;

before(async () => {
  daemon = await Daemon.start({ shares: ["photos", "papers"] });
  daemon.write("secret", secret);
  daemon.write("photos/a.png", "inside");
  mkdirSync(daemon.path("photos/private"));
  daemon.write("photos/private/b.png", secret);
  daemon.write("papers/c.pdf", secret);
  symlinkSync("../secret", daemon.path("photos/way-out"));
  symlinkSync("a.png", daemon.path("photos/link-inside"));
  symlinkSync("..", daemon.path("photos/up"));
  execFileSync("mkfifo", [daemon.path("photos/fifo")]);
  token = daemon.mint();
});
after(() => daemon.stop());

/** Appends a caveat as any holder can (docs/token.md). */
function appendCaveat(text, type, value) {
  const bytes = Buffer.from(text.slice(4), "base64url");
  const caveat = Buffer.concat([Buffer.from([type, value.length >> 8, value.length & 255]), value]);
  const tag = createHmac("sha256", bytes.subarray(-32)).update(caveat).digest();
  return "fb1." + Buffer.concat([bytes.subarray(0, -32), caveat, tag]).toString("base64url");
}

function changeLastByte(text) {
  const bytes = Buffer.from(text.slice(4), "base64url");
  bytes[bytes.length - 1] ^= 1;
  return "fb1." + bytes.toString("base64url");
}

const expired = () => appendCaveat(token, 2, Buffer.from("0000000000000001", "hex"));
const later = () => appendCaveat(token, 1, Buffer.from("00000fffffffffff", "hex"));

for (const [name, send] of Object.entries(transports)) {
  const ask = (method, payload, options) =>
    call(send, daemon, method, payload, { token, ...options });

  /** Open, Stat and List of a path all give this status, and no message. */
  async function refused(status, share, path, options, methods = ["Open", "Stat", "List"]) {
    for (const method of methods) {
      const payload = requests[method.toLowerCase()](share, path, 100);
      const answer = await ask(method, payload, options);
      assert.equal(answer.status, status, `${method} of ${share}:${path}: ${answer.message}`);
      assert.equal(answer.messages.length, 0);
      assert.ok(answer.message.length > 10, "a sentence says why");
      assert.ok(!answer.http.body.includes(secret));
    }
  }

  test(`${name}: no token, malformed, forged, of another key`, async () => {
    await refused(16, "photos", "a.png", { token: undefined });
    await refused(16, "photos", "a.png", { token: "x" });
    await refused(16, "photos", "a.png", { token: "fb1." });
    await refused(16, "photos", "a.png", { token: token + "A" });
    await refused(16, "photos", "a.png", { token: token.replace("fb1.", "fb2.") });
    await refused(16, "photos", "a.png", { token: changeLastByte(token) });
    const other = daemon.path(`other-${name[5]}`);
    execFileSync(program, ["key", "new", other]);
    await refused(16, "photos", "a.png", { token: daemon.mint({ key: other }) });
    await refused(16, "photos", "a.png", { token: undefined, headers: { authorization: token } });
    await refused(16, "photos", "a.png",
      { token: undefined, headers: { authorization: `Basic ${token}` } });
  });

  test(`${name}: a token that has expired, is not valid yet, or of another epoch`, async () => {
    await refused(16, "photos", "a.png", { token: expired() });
    await refused(16, "photos", "a.png", { token: later() });
    await refused(16, "photos", "a.png", { token: daemon.mint({ more: ["--epoch", "1"] }) });
    await refused(16, "photos", "a.png", { token: daemon.mint({ more: ["--audience", "nas"] }) });
  });

  test(`${name}: a token with a restriction that nobody enforces`, async () => {
    for (const type of [0, 7, 8, 11, 13, 14, 15, 16, 200, 255]) {
      await refused(7, "photos", "a.png", { token: appendCaveat(token, type, Buffer.alloc(8)) });
    }
  });

  test(`${name}: another share, a path outside the prefix, there or not`, async () => {
    await refused(7, "papers", "c.pdf");
    await refused(7, "papers", "missing");
    await refused(7, "nowhere", "c.pdf");
    const narrow = daemon.mint({ more: ["--prefix", "private"] });
    await refused(7, "photos", "a.png", { token: narrow });
    await refused(7, "photos", "missing", { token: narrow });
    await refused(7, "photos", "private2/b.png", { token: narrow });
    await refused(7, "photos", "", { token: narrow });
    const open = await ask("Open", requests.open("photos", "private/b.png"), { token: narrow });
    assert.equal(open.status, 0);
    const wide = await ask("Open", requests.open("photos", "a.png"), { token: narrow });
    const missing = await ask("Open", requests.open("photos", "missing"), { token: narrow });
    assert.equal(wide.message, missing.message, "the refusals do not differ");
  });

  test(`${name}: a right that the token lacks`, async () => {
    const stat = daemon.mint({ rights: "stat" });
    await refused(7, "photos", "a.png", { token: stat }, ["Open", "List"]);
    const list = daemon.narrow(token, "--rights", "list");
    await refused(7, "photos", "a.png", { token: list }, ["Open", "Stat"]);
    const only = daemon.narrow(token, "--method", "vitrine.v1.FileBridge/Stat");
    await refused(7, "photos", "a.png", { token: only }, ["Open", "List"]);
    assert.equal((await ask("Stat", requests.stat("photos", "a.png"), { token: only })).status, 0);
  });

  test(`${name}: paths that are malformed`, async () => {
    const paths = ["..", "../secret", "a/../../secret", "/etc/passwd", "a//b", "a/", ".", "a/./b",
      "a\\b", "a\nb", "a\u0000b", "private/..", "x".repeat(256), "a/".repeat(64) + "b",
      "abcdefg/".repeat(600) + "x"];
    for (const path of paths) await refused(3, "photos", path);
    const wrong = message(field(1, message(field(1, "photos"), field(2, Buffer.from([0xff])))));
    assert.equal((await ask("Stat", wrong)).status, 3);
    for (const share of ["", "a/b", "..", "x".repeat(64)]) await refused(3, share, "a.png");
    assert.equal((await ask("Open", Buffer.alloc(0))).status, 3);
  });

  test(`${name}: links, ways out, FIFOs, folders and what is missing`, async () => {
    await refused(7, "photos", "way-out");
    await refused(7, "photos", "link-inside");
    await refused(7, "photos", "up/secret");
    await refused(9, "photos", "fifo", {}, ["Open", "List"]);
    await refused(9, "photos", "private", {}, ["Open"]);
    await refused(9, "photos", "a.png", {}, ["List"]);
    await refused(5, "photos", "missing");
    await refused(5, "photos", "a.png/below");
    await refused(5, "photos", "%2e%2e/secret");
  });

  test(`${name}: ranges, handles and etags of Read`, async () => {
    const { handle, info } =
      parseOpen((await ask("Open", requests.open("photos", "a.png"))).messages[0]);
    const read = async (...values) => (await ask("Read", requests.read(...values))).status;
    assert.equal(await read(handle, 7), 11);
    assert.equal(await read(handle, 2n ** 64n - 1n, 2n ** 64n - 1n), 11);
    assert.equal(await read(handle, 6), 0);
    assert.equal(await read(handle, 0, 0, 0, Buffer.alloc(16)), 10);
    assert.equal(await read(handle, 0, 0, 0, info.etag), 0);
    assert.equal(await read(handle, 0, 0, 0, "short"), 3);
    assert.equal(await read(Buffer.alloc(16)), 5);
    assert.equal(await read(Buffer.alloc(17)), 5);
    assert.equal(await read(""), 5);
    assert.equal(await read("x".repeat(1000)), 5);
    const others = { token: daemon.mint() };
    assert.equal((await ask("Read", requests.read(handle), others)).status, 5);
    const narrowed = { token: daemon.narrow(token, "--share", "photos", "--prefix", "private") };
    assert.equal((await ask("Read", requests.read(handle), narrowed)).status, 7);
    const rights = { token: daemon.narrow(token, "--rights", "stat,list") };
    assert.equal((await ask("Read", requests.read(handle), rights)).status, 7);
    assert.equal((await ask("Close", requests.close(handle), rights)).status, 7);
  });

  test(`${name}: a file that changes after Open`, async () => {
    daemon.write("photos/changing", "before");
    const { handle } =
      parseOpen((await ask("Open", requests.open("photos", "changing"))).messages[0]);
    appendFileSync(daemon.path("photos/changing"), " and after");
    const answer = await ask("Read", requests.read(handle));
    assert.deepEqual([answer.status, answer.messages.length], [10, 0]);
  });

  test(`${name}: a renamed file stays readable by its handle`, async () => {
    daemon.write("photos/old-name", "content");
    const { handle } =
      parseOpen((await ask("Open", requests.open("photos", "old-name"))).messages[0]);
    const again = await ask("Read", requests.read(handle));
    assert.equal(again.status, 0);
    renameSync(daemon.path("photos/old-name"), daemon.path("photos/new-name"));
    assert.ok([0, 10].includes((await ask("Read", requests.read(handle))).status));
  });

  test(`${name}: frames and messages that are malformed`, async () => {
    const body = async (bytes, headers = {}) =>
      (await ask("Stat", undefined, { body: bytes, headers })).status;
    const good = frame(requests.stat("photos", "a.png"));
    assert.equal(await body(good), 0);
    assert.equal(await body(Buffer.alloc(0)), 12);
    assert.equal(await body(Buffer.concat([good, good])), 12);
    assert.equal(await body(good.subarray(0, 3)), 13);
    assert.equal(await body(good.subarray(0, 9)), 13);
    assert.equal(await body(frame(Buffer.from([0x0f]))), 13);
    assert.equal(await body(frame(Buffer.from([0x0a, 0x7f]))), 13);
    assert.equal(await body(frame(requests.stat("photos", "a.png"), 1)), 13);
    assert.equal(await body(frame(requests.stat("photos", "a.png"), 0x80)), 13);
    assert.equal(await body(Buffer.from([0, 255, 255, 255, 255])), 8);
    assert.equal(await body(frame(Buffer.alloc(65537))), 8);
    assert.equal(await body(frame(field(15, Buffer.alloc(65000)))), 3); // no file named
    assert.equal(await body(good, { "grpc-encoding": "gzip" }), 12);
    assert.equal(await body(good, { "grpc-encoding": "identity" }), 0);
    assert.equal(await body(good, { "grpc-timeout": "1" }), 3);
    assert.equal(await body(good, { "grpc-timeout": "0m" }), 4);
    assert.equal(await body(good, { "grpc-timeout": "10S" }), 0);
  });

  test(`${name}: methods that are not there`, async () => {
    for (const path of [`${service}open`, `${service}Nothing`, "/x.Y/Z", "/", service]) {
      assert.equal((await ask(path, Buffer.alloc(0))).status, 12);
    }
  });

  test(`${name}: HTTP that is not gRPC`, async () => {
    const path = `${service}Stat`;
    const status = async (request) => (await send(daemon, { path, body: "x", ...request })).status;
    const headers = { "content-type": "application/grpc-web+proto" };
    for (const type of ["image/jpeg", "application/grpc+json", "application/grpc-web+json", ""]) {
      assert.equal(await status({ headers: { "content-type": type } }), 415, type);
    }
    for (const method of ["DELETE", "PUT", "PATCH", "OPTIONS", "BREW"]) {
      assert.equal(await status({ method, headers, body: undefined }), 405, method);
    }
    for (const host of ["evil.example", "evil.example:8080", "localhost.evil.example", "[::2]",
      "127.0.0.2", "localhost:x"]) {
      assert.equal(await status({ headers: { ...headers, host } }), 421, host);
    }
    for (const origin of ["https://evil.example", "null", `http://127.0.0.1:${daemon.port}.x`]) {
      assert.equal(await status({ headers: { ...headers, origin } }), 403, origin);
    }
    assert.equal(await status({ headers: { ...headers, origin: daemon.url } }), 200);
  });

  test(`${name}: a token for a web origin`, async () => {
    const bound = daemon.narrow(token, "--origin", daemon.url);
    const payload = requests.stat("photos", "a.png");
    const with_ = (origin) => ask("Stat", payload, { token: bound, headers: origin });
    assert.equal((await with_({ origin: daemon.url })).status, 0);
    assert.equal((await with_({})).status, 7);
    assert.equal((await with_({ origin: `http://localhost:${daemon.port}`,
      host: `localhost:${daemon.port}` })).status, 7);
  });

  test(`${name}: neither a token nor its key is in the log`, () => {
    assert.ok(daemon.log.includes('"event":"call"'));
    assert.ok(!daemon.log.includes("fb1."));
    assert.ok(!daemon.log.includes(token.slice(60)));
    assert.ok(!daemon.log.includes(secret));
  });
}
