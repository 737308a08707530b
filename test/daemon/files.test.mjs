// SPDX-License-Identifier: Apache-2.0
// GET and HEAD of /v1/files: files, ranges, conditions, refusals; with Node's clients and curl.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Daemon, request1, transports } from "./daemon.mjs";

const large = randomBytes(2_000_003);
const lacksCurl = spawnSync("curl", ["--version"]).error !== undefined && "curl is not installed";
let daemon;
let token;

before(async () => {
  daemon = await Daemon.start({ options: ["--origin", "https://viewer.example"] });
  mkdirSync(daemon.path("photos/in ner"));
  daemon.write("photos/large.bin", large);
  daemon.write("photos/empty", "");
  daemon.write("photos/in ner/文件 100%.png", Buffer.from("\x89PNG\r\n\x1a\n0123", "latin1"));
  daemon.write("photos/%2e", "literally");
  daemon.write("secret", "outside");
  symlinkSync("../secret", daemon.path("photos/link"));
  token = daemon.mint({ rights: "read,stat" });
});
after(() => daemon.stop());

for (const [name, send] of Object.entries(transports)) {
  const get = (path, headers = {}, { method = "GET", bearer = token } = {}) =>
    send(daemon, { method, path: `/v1/files/${path}`,
      headers: { ...(bearer && { authorization: `Bearer ${bearer}` }), ...headers } });
  const problem = ({ status, headers, body }) => {
    assert.equal(headers["content-type"], "application/problem+json");
    const details = JSON.parse(body);
    assert.equal(details.status, status);
    return details.code;
  };

  test(`${name}: a whole file`, async () => {
    const { status, headers, body } = await get("photos/large.bin");
    assert.equal(status, 200);
    assert.ok(body.equals(large));
    assert.equal(headers["content-length"], String(large.length));
    assert.equal(headers["accept-ranges"], "bytes");
    assert.equal(headers["content-type"], "application/octet-stream");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.match(headers["content-security-policy"], /sandbox/);
    assert.match(headers.etag, /^"[0-9a-f]{32}"$/);
    const empty = await get("photos/empty");
    assert.deepEqual([empty.status, empty.body.length], [200, 0]);
    const image = await get(`photos/${encodeURIComponent("in ner")}/${
      encodeURIComponent("文件 100%.png")}?unread=query`);
    assert.deepEqual([image.status, image.headers["content-type"]], [200, "image/png"]);
  });

  test(`${name}: HEAD has the same head and no body`, async () => {
    const range = { range: "bytes=0-1" }; // has a meaning for GET only
    const { status, headers, body } = await get("photos/large.bin", range, { method: "HEAD" });
    assert.deepEqual([status, headers["content-length"], body.length],
      [200, String(large.length), 0]);
    assert.equal((await get("photos/none", {}, { method: "HEAD" })).status, 404);
  });

  test(`${name}: ranges`, async () => {
    const rows = { "bytes=0-99": [0, 100], "bytes=1999999-": [1_999_999, 2_000_003],
      "bytes=-3": [2_000_000, 2_000_003], "bytes=100-99999999999": [100, 2_000_003] };
    for (const [range, [start, end]] of Object.entries(rows)) {
      const { status, headers, body } = await get("photos/large.bin", { range });
      assert.equal(status, 206, range);
      assert.equal(headers["content-range"], `bytes ${start}-${end - 1}/2000003`);
      assert.equal(headers["content-length"], String(end - start));
      assert.ok(body.equals(large.subarray(start, end)));
    }
    for (const range of ["bytes=0-1,5-6", "lines=0-1", "bytes=5-1"]) {
      const { status, headers, body } = await get("photos/large.bin", { range });
      assert.deepEqual([status, headers["content-range"], body.length],
        [200, undefined, 2_000_003]);
    }
    for (const [path, range] of [["photos/large.bin", "bytes=2000003-"], ["photos/empty",
      "bytes=0-"], ["photos/large.bin", "bytes=-0"]]) {
      const answer = await get(path, { range });
      assert.equal(answer.status, 416);
      assert.equal(problem(answer), "RANGE");
      assert.match(answer.headers["content-range"], /^bytes \*\/(2000003|0)$/);
    }
  });

  test(`${name}: conditions`, async () => {
    const { headers: { etag } } = await get("photos/empty");
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
      const { status, headers, body } = await get("photos/empty", { "if-none-match": known });
      assert.deepEqual([status, headers.etag, body.length], [304, etag, 0], known);
    }
    assert.equal((await get("photos/empty", { "if-none-match": '"x"' })).status, 200);
    const date = (await get("photos/empty")).headers["last-modified"];
    assert.ok(Math.abs(Date.parse(date) - Date.now()) < 600_000);
    const before_ = "Sun, 06 Nov 1994 08:49:37 GMT";
    for (const [condition, value, wanted] of [["if-match", etag, 200], ["if-match", "*", 200],
      ["if-match", '"x"', 412], ["if-match", `W/${etag}`, 412],
      ["if-modified-since", date, 304], ["if-modified-since", before_, 200],
      ["if-unmodified-since", date, 200], ["if-unmodified-since", before_, 412]]) {
      for (const method of ["GET", "HEAD"]) {
        const answer = await get("photos/empty", { [condition]: value }, { method });
        assert.equal(answer.status, wanted, `${method} ${condition}: ${value}`);
        if (wanted === 412 && method === "GET") assert.equal(problem(answer), "PRECONDITION");
      }
    }
    const tag = (await get("photos/large.bin", {}, { method: "HEAD" })).headers.etag;
    const part = (condition) =>
      get("photos/large.bin", { range: "bytes=0-9", "if-range": condition });
    assert.equal((await part(tag)).status, 206);
    for (const other of ['"x"', `W/${tag}`, "Mon, 23 Nov 2026 00:00:00 GMT"]) {
      assert.equal((await part(other)).status, 200, other);
    }
  });

  test(`${name}: paths are decoded once and then refused or taken as they stand`, async () => {
    const literal = await get("photos/%252e");
    assert.deepEqual([literal.status, literal.body.toString()], [200, "literally"]);
    for (const path of ["photos/%2e%2e/secret", "photos/../secret", "photos/%2e",
      "photos//large.bin", "photos/large.bin/", "photos/in%20ner%2Flarge.bin", "photos/%",
      "photos/%4", "photos/%zz",
      "photos/a%00b", "photos/a%5cb", "photos/%ff", "photos/%c0%af", "%2e%2e/secret", "",
      "/large.bin", "photos/%0d%0aa", `photos/${"a".repeat(256)}`]) {
      const answer = await get(path);
      assert.equal(answer.status, 400, path);
      assert.equal(problem(answer), "PATH", path);
    }
    assert.equal(problem(await get("photos/link")), "OUTSIDE");
    assert.equal(problem(await get("photos/in%20ner")), "NOT_A_FILE");
    assert.equal(problem(await get("photos")), "NOT_A_FILE");
    assert.equal(problem(await get("photos/none")), "NOT_FOUND");
  });

  test(`${name}: tokens`, async () => {
    const none = await get("photos/empty", {}, { bearer: "" });
    assert.deepEqual([none.status, problem(none)], [401, "TOKEN_MISSING"]);
    assert.equal(none.headers["www-authenticate"], "Bearer");
    const forged = await get("photos/empty", {}, { bearer: `${token.slice(0, -2)}AA` });
    assert.deepEqual([forged.status, problem(forged)], [401, "TOKEN_FORGED"]);
    for (const [bearer, path] of [[daemon.mint({ rights: "stat,list" }), "photos/empty"],
      [daemon.mint({ rights: "read" }), "photos/empty"], [token, "other/empty"],
      [daemon.narrow(token, "--share", "photos", "--prefix", "in ner"), "photos/empty"],
      [daemon.narrow(token, "--method", "vitrine.v1.FileBridge/Open"), "photos/empty"]]) {
      const answer = await get(path, {}, { bearer });
      assert.deepEqual([answer.status, problem(answer)], [403, "DENIED"]);
    }
    assert.ok(!daemon.log.includes(token));
  });

  test(`${name}: hosts and origins`, async () => {
    assert.equal((await get("photos/empty", { host: "evil.example" })).status, 421);
    assert.equal((await get("photos/empty", { origin: "https://evil.example" })).status, 403);
    const listed = await get("photos/empty", { origin: "https://viewer.example" });
    assert.equal(listed.headers["access-control-allow-origin"], "https://viewer.example");
    assert.match(listed.headers["access-control-expose-headers"], /content-range/);
    const preflight = await send(daemon, { method: "OPTIONS", path: "/v1/files/photos/empty",
      headers: { origin: "https://viewer.example", "access-control-request-method": "GET",
        "access-control-request-headers": "authorization, range" } });
    assert.equal(preflight.status, 204);
    assert.match(preflight.headers["access-control-allow-methods"], /GET/);
    assert.match(preflight.headers["access-control-allow-headers"], /range/);
  });
}

test("a log line for each request", async () => {
  linkSync(daemon.path("photos/large.bin"), daemon.path("photos/second-name"));
  await request1(daemon, { method: "GET", path: "/v1/files/photos/second-name",
    headers: { authorization: `Bearer ${token}`, range: "bytes=0-4" } });
  const deadline = Date.now() + 5000;
  while (!daemon.log.includes("second-name") && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const lines = daemon.log.trim().split("\n").map((line) => JSON.parse(line));
  const line = lines.find(({ path }) => path === "second-name");
  assert.deepEqual([line.event, line.method, line.share, line.bytes, line.result],
    ["call", "GET", "photos", 5, "OK"]);
});

test("curl resumes, and takes two protocols", { skip: lacksCurl }, () => {
  const address = `${daemon.url}/v1/files/photos/large.bin`;
  const target = daemon.path("copy");
  writeFileSync(target, large.subarray(0, 1_234_567));
  const bearer = ["--header", `authorization: Bearer ${token}`];
  for (const protocol of ["--http1.1", "--http2-prior-knowledge"]) {
    const line = ["-sS", "--fail", protocol, ...bearer];
    execFileSync("curl", [...line, "--continue-at", "-", "--output", target, address]);
    assert.ok(readFileSync(target).equals(large));
    const sum = execFileSync("curl", [...line, address], { maxBuffer: 1 << 24 });
    assert.equal(createHash("sha256").update(sum).digest("hex"),
      createHash("sha256").update(large).digest("hex"));
    writeFileSync(target, large.subarray(0, 5));
  }
  const failed = spawnSync("curl", ["-sS", "--fail", "--path-as-is", ...bearer,
    `${daemon.url}/v1/files/photos/../secret`]);
  assert.equal(failed.status, 22);
});
