// SPDX-License-Identifier: Apache-2.0
// The page and its modules as static files: headers that isolate it, types, caching, confinement.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, symlinkSync } from "node:fs";
import http from "node:http";
import { after, before, test } from "node:test";
import { Daemon, transports } from "./daemon.mjs";

const hashed = `w/${"0123456789abcdef".repeat(4)}.wasm`;
const large = randomBytes(1_500_000);
let daemon;

before(async () => {
  daemon = await Daemon.start();
  mkdirSync(daemon.path("web/w"));
  mkdirSync(daemon.path("web/sub"));
  daemon.write("web/index.html", "<!doctype html>page");
  daemon.write("web/sub/index.html", "sub");
  daemon.write("web/app.js", "script");
  daemon.write("web/app.js.br", "compressed with br");
  daemon.write("web/app.js.gz", "compressed with gzip");
  daemon.write("web/large.bin", large);
  daemon.write("web/empty.css", "");
  daemon.write(`web/${hashed}`, "\0asm");
  daemon.write("photos/private.html", "not of the page");
  symlinkSync("../photos/private.html", daemon.path("web/way-out.html"));
});
after(() => daemon.stop());

for (const [name, send] of Object.entries(transports)) {
  const get = (path, headers = {}, method = "GET") => send(daemon, { method, path, headers });

  test(`${name}: the page comes with the headers that isolate it`, async () => {
    const { status, headers, body } = await get("/");
    assert.equal(status, 200);
    assert.equal(body.toString(), "<!doctype html>page");
    assert.equal(headers["content-type"], "text/html; charset=utf-8");
    assert.equal(headers["cross-origin-opener-policy"], "same-origin");
    assert.equal(headers["cross-origin-embedder-policy"], "require-corp");
    assert.equal(headers["cross-origin-resource-policy"], "same-origin");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.equal(headers["cache-control"], "no-cache");
    const policy = headers["content-security-policy"];
    for (const rule of ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'",
      "worker-src 'self'", "connect-src 'self'", "img-src 'self' blob:", "style-src 'self'",
      "frame-ancestors 'none'", "base-uri 'none'", "trusted-types vitrine",
      "require-trusted-types-for 'script'"]) {
      assert.ok(policy.split("; ").includes(rule), rule);
    }
    assert.ok(!policy.includes("unsafe-inline") && !policy.includes("'unsafe-eval'"));
  });

  test(`${name}: types, folders, empty and large files, queries`, async () => {
    assert.equal((await get("/sub/")).body.toString(), "sub");
    assert.equal((await get("/sub")).status, 404);
    assert.equal((await get("/app.js?v=1")).body.toString(), "script");
    const module = await get(`/${hashed}`);
    assert.equal(module.headers["content-type"], "application/wasm");
    assert.equal(module.headers["cache-control"], "public, max-age=31536000, immutable");
    const empty = await get("/empty.css");
    assert.deepEqual([empty.status, empty.body.length], [200, 0]);
    assert.equal(empty.headers["content-type"], "text/css; charset=utf-8");
    const all = await get("/large.bin");
    assert.equal(all.headers["content-length"], String(large.length));
    assert.ok(all.body.equals(large));
  });

  test(`${name}: HEAD sends the head alone`, async () => {
    const { status, headers, body } = await get("/large.bin", {}, "HEAD");
    assert.deepEqual([status, body.length], [200, 0]);
    assert.equal(headers["content-length"], String(large.length));
  });

  test(`${name}: an etag that is known is answered by 304`, async () => {
    const { etag } = (await get("/")).headers;
    assert.match(etag, /^"[0-9a-f]{32}"$/);
    const again = await get("/", { "if-none-match": `"x", ${etag}` });
    assert.deepEqual([again.status, again.body.length, again.headers.etag], [304, 0, etag]);
    assert.equal((await get("/", { "if-none-match": '"x"' })).status, 200);
  });

  test(`${name}: compressed siblings are used when the client takes them`, async () => {
    const encoded = async (accepted) => {
      const wanted = accepted === undefined ? {} : { "accept-encoding": accepted };
      const answer = await get("/app.js", wanted);
      assert.equal(answer.headers["content-type"], "text/javascript; charset=utf-8");
      assert.ok(answer.headers.vary.includes("accept-encoding"));
      return [answer.headers["content-encoding"], answer.body.toString()];
    };
    assert.deepEqual(await encoded(undefined), [undefined, "script"]);
    assert.deepEqual(await encoded("identity"), [undefined, "script"]);
    assert.deepEqual(await encoded("gzip, deflate"), ["gzip", "compressed with gzip"]);
    assert.deepEqual(await encoded("gzip, deflate, br"), ["br", "compressed with br"]);
    const page = await get("/", { "accept-encoding": "br" });
    assert.equal(page.headers["content-encoding"], undefined);
  });

  test(`${name}: nothing outside the folder is served`, async () => {
    for (const path of ["/way-out.html", "/missing", "/sub", "/app.js/", "/photos/private.html"]) {
      const { status, body } = await get(path);
      assert.deepEqual([status, body.length], [404, 0], path);
    }
    for (const path of ["/%2e%2e/key", "/a%2fb", "//", "/sub//index.html", "/.", "/a\\b"]) {
      assert.equal((await get(path)).status, 400, path);
    }
    assert.equal((await get("/", { host: "evil.example" })).status, 421);
    assert.equal((await get("/", { host: `localhost:${daemon.port}` })).status, 200);
  });
}

test("without --web there are no files", async () => {
  const plain = await Daemon.start({ web: false });
  try {
    for (const send of Object.values(transports)) {
      assert.equal((await send(plain, { method: "GET", path: "/" })).status, 404);
    }
  } finally {
    await plain.stop();
  }
});

test("the address of the connection names the server, over IPv6 too", async () => {
  const answers = async (listen, addresses) => {
    const wide = await Daemon.start({ listen });
    try {
      wide.write("web/index.html", "page");
      for (const [address, host, wanted] of addresses) {
        const status = await new Promise((resolve, reject) =>
          http.get({ host: address, port: wide.port, headers: { host: `${host}:${wide.port}` } },
            (response) => resolve(response.resume().statusCode)).on("error", reject));
        assert.equal(status, wanted, `${listen} by ${address} as ${host}`);
      }
    } finally {
      await wide.stop();
    }
  };
  await answers("[::1]:0",
    [["::1", "[::1]", 200], ["::1", "localhost", 200], ["::1", "[::2]", 421]]);
  await answers("0.0.0.0:0", [["127.0.0.1", "127.0.0.1", 200], ["127.0.0.2", "127.0.0.2", 200],
    ["127.0.0.1", "127.0.0.2", 421], ["127.0.0.1", "0.0.0.0", 421]]);
  await answers("[::]:0", [["127.0.0.1", "127.0.0.1", 200], ["::1", "[::1]", 200]]);
});

test("a foreign origin needs the allow-list, and gets its CORS headers", async () => {
  const origin = "https://nas.example";
  const other = await Daemon.start({ options: ["--origin", origin, "--host", "files.example"] });
  try {
    const preflight = { origin, "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type,x-grpc-web" };
    for (const send of Object.values(transports)) {
      const ask = (headers) =>
        send(other, { method: "OPTIONS", path: "/vitrine.v1.FileBridge/Stat", headers });
      const { status, headers } = await ask(preflight);
      assert.equal(status, 204);
      assert.equal(headers["access-control-allow-origin"], origin);
      assert.ok(headers["access-control-allow-headers"].includes("authorization"));
      assert.equal(headers["access-control-allow-credentials"], undefined);
      assert.equal((await ask({ ...preflight, origin: "https://evil.example" })).status, 403);
      const call = await send(other, { path: "/vitrine.v1.FileBridge/Stat", body: "",
        headers: { origin, "content-type": "application/grpc-web", host: "files.example" } });
      assert.deepEqual([call.status, call.headers["grpc-status"]], [200, "16"]);
      assert.equal(call.headers["access-control-allow-origin"], origin);
      assert.ok(call.headers["access-control-expose-headers"].includes("grpc-status"));
    }
  } finally {
    await other.stop();
  }
});
