// SPDX-License-Identifier: Apache-2.0
// The command line: usage errors, key files, tokens, the configuration file, TLS.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import http2 from "node:http2";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import tls from "node:tls";
import { Daemon, call, program, request1 } from "./daemon.mjs";
import { frame, parseOpen, requests, service, unframe } from "./wire.mjs";

let folder;
let key;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrined-command-"));
  key = join(folder, "key");
});
after(() => rmSync(folder, { recursive: true, force: true }));

function run(list, input = "") {
  const options = { input, encoding: "utf8", timeout: 20000 };
  const { status, stdout, stderr } = spawnSync(program, list, options);
  return { status, stdout, stderr };
}

test("key new makes a private file and never overwrites one", () => {
  assert.equal(run(["key", "new", key]).status, 0);
  assert.equal(statSync(key).mode & 0o777, 0o600);
  const text = readFileSync(key, "utf8");
  assert.match(text, /^1 [0-9a-f]{64}\n$/);
  const again = run(["key", "new", key]);
  assert.equal(again.status, 1);
  assert.match(again.stderr, /exists/i);
  assert.equal(readFileSync(key, "utf8"), text);
  assert.equal(run(["key"]).status, 2);
  assert.equal(run(["key", "old", key]).status, 2);
});

test("--help and --version answer on stdout", () => {
  const help = run(["--help"]);
  assert.deepEqual([help.status, help.stderr], [0, ""]);
  for (const option of ["--share", "--listen", "--key", "--web", "--config", "token mint"]) {
    assert.ok(help.stdout.includes(option), option);
  }
  assert.match(run(["--version"]).stdout, /^vitrined \d+\.\d+\.\d+\n$/);
});

test("wrong usage is told in a sentence, with exit status 2", () => {
  const good = ["--share", `a=${folder}`, "--listen", "127.0.0.1:0", "--key", key];
  const cases = [[], ["--bogus"], ["extra"], [...good, "extra"], ["--share"],
    ["--share", "a", "--listen", "127.0.0.1:0", "--key", key], good.slice(2), good.slice(0, 4),
    [...good, "--origin", "nas.example"], [...good, "--tls-cert", "x"],
    [...good, "--config", join(folder, "none.ini")]];
  for (const list of cases) {
    const { status, stderr, stdout } = run(list);
    assert.deepEqual([status, stdout], [2, ""], list.join(" "));
    assert.match(stderr, /vitrined: .{8,}\n$/, list.join(" "));
  }
});

test("a configuration file that is wrong says where", () => {
  const file = join(folder, "wrong.ini");
  for (const text of ["[server]\nlisten = 127.0.0.1:0\nnothing = 1\n",
    "[limits]\n\nconnections = 0\n", "[limits]\n\nwidth = 3\n", "[elsewhere]\n\na = b\n",
    "[share x]\nfolder=/\nepoch = -1\n",
    "[share x]\nfolder=/\nhard-links = maybe\n"]) {
    writeFileSync(file, text);
    const { status, stderr } = run(["--config", file]);
    assert.equal(status, 2, text);
    assert.match(stderr, /wrong\.ini:3: .{8,}\n/, text);
  }
});

test("--check tells every line that is wrong, and serves nothing", () => {
  const file = join(folder, "check.ini");
  const good = `[server]\nlisten = 127.0.0.1:1\nkey = ${key}\n[share a]\nfolder = ${folder}\n`;
  const check = (text) => {
    writeFileSync(file, text);
    const { status, stdout, stderr } = run(["--config", file, "--check"]);
    return [status, stdout, stderr.replaceAll(file, "FILE")];
  };
  assert.deepEqual(check(good), [0, "the configuration is fine\n", ""]);
  assert.deepEqual(check(`${good}epok = 1\n\n[limits]\nhandles = many\n`), [2, "",
    "vitrined: FILE:6: unknown setting of a share: epok\n" +
    "vitrined: FILE:9: a number from 1 to 1000000 is wanted, not: many\n"]);
  assert.deepEqual(check(`${good}nonsense\n`), [2, "",
    "vitrined: FILE:6: this is neither [SECTION] nor NAME = VALUE\n"]);
  assert.deepEqual(check(`${good}; ${"long".repeat(100)}\n`),
    [2, "", "vitrined: FILE:6: the line is too long\n"]);
  assert.equal(check(`${good}\0`)[0], 2);
  const wrong = (name, value) => check(good.replace("[share", `${name} = ${value}\n[share`));
  assert.match(wrong("user", "nobody-of-that-name")[2], /no such user/);
  assert.match(wrong("listen", "somewhere")[2], /is written 127/);
  assert.match(wrong("revoked", join(folder, "none"))[2], /no such file/);
  assert.match(wrong("profile", "tiny")[2], /FILE:4: profile is edge or server, not: tiny/);
  assert.deepEqual([wrong("profile", "edge")[0], wrong("profile", "server")[0]], [0, 0]);
  assert.match(wrong("tls", "other")[2], /FILE:4: tls is "self"/);
  assert.deepEqual([wrong("web", "/nowhere")[0], wrong("user", "root")[0]], [1, 0]);
});

test("what cannot be served is told, with exit status 1", () => {
  const start = (share, listen, keyFile) =>
    run(["--share", share, "--listen", listen, "--key", keyFile]);
  assert.match(start("a=/nowhere/at/all", "127.0.0.1:0", key).stderr, /no such file or folder/);
  assert.match(start(`a=${key}`, "127.0.0.1:0", key).stderr, /not a folder/);
  assert.match(start(`a=${folder}`, "nonsense", key).stderr, /written 127\.0\.0\.1:8080/);
  assert.match(start(`a=${folder}`, "127.0.0.1:0", join(folder, "none")).stderr, /key new FILE/);
  const open = join(folder, "open-key");
  assert.equal(run(["key", "new", open]).status, 0);
  chmodSync(open, 0o644);
  assert.match(start(`a=${folder}`, "127.0.0.1:0", open).stderr, /chmod 600/);
  assert.equal(start(`a=${folder}`, "127.0.0.1:0", open).status, 1);
  writeFileSync(join(folder, "bad-key"), "1 00\n", { mode: 0o600 });
  assert.match(start(`a=${folder}`, "127.0.0.1:0", join(folder, "bad-key")).stderr, /malformed/);
});

test("tokens are minted, shown, narrowed and verified", () => {
  const mint = (...more) => run(["token", "mint", "--key", key, "--share", "photos", ...more]);
  const usual = ["--rights", "read,list,stat", "--expires", "15m"];
  const token = mint(...usual, "--prefix", "a/b", "--origin", "https://nas.example").stdout;
  assert.match(token, /^fb1\.[A-Za-z0-9_-]+\n$/);
  const shown = run(["token", "show"], token).stdout;
  assert.match(shown, /^id [0-9a-f]{32}\nsigned by hmac\nkey 1\nepoch 0\nshare 84a6dae4 \/a\/b\n/);
  assert.match(shown, /\nrights stat,list,read\nexpires \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\n/);
  assert.match(shown, /\norigin https:\/\/nas\.example\n$/);
  const narrowed = run(["token", "narrow", "--rights", "read", "--expires", "1m"], token).stdout;
  assert.match(run(["token", "show"], narrowed).stdout, /origin .*\nrights read\nexpires .*\n$/);
  const verify = (text, ...more) => run(["token", "verify", "--key", key, ...more], text);
  assert.equal(verify(narrowed, "--origin", "https://nas.example").status, 0);
  assert.match(verify(narrowed).stderr, /another web origin/);
  assert.match(verify("fb1.AAAA").stderr, /malformed/);
  const other = join(folder, "other");
  run(["key", "new", other]);
  const forged = run(["token", "verify", "--key", other], token);
  assert.deepEqual([forged.status, forged.stdout], [1, ""]);
  assert.match(forged.stderr, /not signed by a key/);
});

test("an issuer mints for a daemon that knows its public key only", async () => {
  const [issuer, next, known] = ["issuer", "issuer-2", "known"].map((name) => join(folder, name));
  assert.equal(run(["key", "new", "--kind", "ed25519", issuer]).status, 0);
  assert.equal(run(["key", "new", "--kind", "ed25519", "--id", "2", next]).status, 0);
  const shown = [issuer, next].map((file) => run(["key", "public", file]).stdout);
  assert.match(shown[1], /^2 ed25519-public [0-9a-f]{64}\n$/);
  writeFileSync(known, shown.join(""), { mode: 0o600 });
  const daemon = await Daemon.start({ options: ["--key", known] });
  try {
    daemon.write("photos/a.txt", "text");
    const stat = async (token) =>
      (await call(request1, daemon, "Stat", requests.stat("photos", "a.txt"), { token })).status;
    for (const key of [issuer, next]) {
      const token = daemon.mint({ key });
      const narrowed = daemon.narrow(token, "--rights", "stat");
      const useless = daemon.narrow(narrowed, "--rights", "read");
      assert.deepEqual([await stat(token), await stat(narrowed), await stat(narrowed)], [0, 0, 0]);
      assert.equal(await stat(useless), 7);
      const bytes = Buffer.from(narrowed.slice(4), "base64url");
      bytes[bytes.length - 1] ^= 1; // who has not the last key
      assert.equal(await stat(`fb1.${bytes.toString("base64url")}`), 16);
    }
    assert.equal(await stat(daemon.mint({ key })), 16);
    writeFileSync(known, shown[1]); // the first key is retired
    daemon.process.kill("SIGHUP");
    const old = daemon.mint({ key: issuer });
    for (let wait = 0; await stat(old) === 0; wait++) assert.ok(wait < 1000);
    assert.deepEqual([await stat(old), await stat(daemon.mint({ key: next }))], [16, 0]);
  } finally {
    await daemon.stop();
  }
  const options = ["--share", "a", "--rights", "read", "--expires", "1m"];
  const refused = run(["token", "mint", "--key", known, ...options]);
  assert.deepEqual([refused.status, refused.stdout], [1, ""]);
  assert.match(refused.stderr, /public keys only/);
  assert.match(run(["key", "public", key]).stderr, /only ed25519 keys/);
  for (const list of [["--kind", "rsa", "x"], ["--id", "70000", "x"], ["--id", "x", "x"], []]) {
    assert.equal(run(["key", "new", ...list]).status, 2);
  }
});

test("token mint refuses what makes no sense", () => {
  const mint = (...list) => run(["token", "mint", "--key", key, ...list]);
  const all = ["--share", "a", "--rights", "read", "--expires", "1m"];
  assert.equal(mint(...all).status, 0);
  assert.equal(mint(...all.slice(2)).status, 2);
  assert.equal(mint(...all, "--epoch", "x").status, 2);
  for (const [name, value] of [["--rights", "reed"], ["--expires", "soon"], ["--expires", "0m"],
    ["--expires", "5"], ["--prefix", "../x"], ["--share", "a/b"]]) {
    const { status, stdout, stderr } = mint(...all, name, value);
    assert.deepEqual([status, stdout], [1, ""], value);
    assert.match(stderr, /vitrined: .{8,}/);
  }
  assert.equal(run(["token"]).status, 2);
  assert.equal(run(["token", "steal"]).status, 2);
  assert.equal(run(["token", "narrow", "--prefix", "x"], mint(...all).stdout).status, 1);
});

test("the configuration file serves, and an epoch in it revokes", async () => {
  const config = join(folder, "good.ini");
  const share = `[share albums]\nfolder = ${folder}\nepoch = 2\n`;
  writeFileSync(config, `[server]\nserver-name = nas\n${share}`);
  const daemon = await Daemon.start({ options: ["--config", config] });
  try {
    const payload = requests.stat("albums", "key");
    const stat = async (more) => (await call(request1, daemon, "Stat", payload,
      { token: daemon.mint({ share: "albums", more }) })).status;
    assert.equal(await stat(["--epoch", "2"]), 0);
    assert.equal(await stat([]), 16);
    assert.equal(await stat(["--epoch", "2", "--audience", "nas"]), 0);
    assert.equal(await stat(["--epoch", "2", "--audience", "other"]), 16);
  } finally {
    await daemon.stop();
  }
});

test("TLS 1.3 serves HTTP/1.1 and HTTP/2, and nothing older", async () => {
  const certificate = join(folder, "cert.pem");
  const secret = join(folder, "cert-key.pem");
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
    "-nodes", "-keyout", secret, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], { stdio: "ignore" });
  const ca = readFileSync(certificate);
  const daemon = await Daemon.start({ options: ["--tls-cert", certificate, "--tls-key", secret] });
  try {
    assert.ok(daemon.url.startsWith("https://"));
    const large = Buffer.alloc(2_000_000, "tls");
    daemon.write("photos/large", large);
    daemon.write("web/index.html", "page");
    const page = await new Promise((resolve, reject) =>
      https.get(`${daemon.url}/`, { ca }, resolve).on("error", reject));
    assert.equal(page.statusCode, 200);
    assert.equal(page.headers["strict-transport-security"], "max-age=31536000");
    page.resume();
    const session = http2.connect(daemon.url, { ca });
    const authorization = `Bearer ${daemon.mint()}`;
    const headers = { "content-type": "application/grpc-web", authorization };
    const ask = async (method, payload) => {
      const stream = session.request({ ":method": "POST", ":path": service + method, ...headers });
      stream.end(frame(payload));
      const parts = [];
      for await (const part of stream) parts.push(part);
      return unframe(Buffer.concat(parts));
    };
    const opened = await ask("Open", requests.open("photos", "large"));
    const { handle } = parseOpen(opened.messages[0]);
    const { messages, trailers } = await ask("Read", requests.read(handle));
    assert.ok(trailers.startsWith("grpc-status: 0"));
    assert.equal(messages.length, Math.ceil(large.length / 65536));
    session.close();
    const options = { ca, maxVersion: "TLSv1.2" };
    const older = await new Promise((resolve) =>
      tls.connect(daemon.port, "127.0.0.1", options, () => resolve("accepted"))
        .on("error", (error) => resolve(error.code)));
    assert.match(older, /ALERT_PROTOCOL_VERSION|ECONNRESET/);
  } finally {
    await daemon.stop();
  }
});

/** The certificate that the server shows for a name. */
function certificateOf(daemon, options) {
  return new Promise((resolve, reject) => {
    const socket = tls.connect(daemon.port, "127.0.0.1", options, () => {
      const { subjectaltname, fingerprint256 } = socket.getPeerCertificate();
      socket.destroy();
      resolve({ subjectaltname, fingerprint256 });
    });
    socket.on("error", reject);
  });
}

test("tls = self makes a certificate for the hosts, and keeps it in its files", async () => {
  const [certificate, secret] = [join(folder, "self.pem"), join(folder, "self-key.pem")];
  const options = ["--tls", "self", "--tls-cert", certificate, "--tls-key", secret,
    "--host", "nas.example", "--host", "192.0.2.7"];
  const fingerprints = [];
  for (let run = 0; run < 2; run++) {
    const daemon = await Daemon.start({ options });
    try {
      const ca = readFileSync(certificate);
      const shown = await certificateOf(daemon, { ca, servername: "nas.example" });
      assert.equal(shown.subjectaltname, "DNS:localhost, IP Address:127.0.0.1, " +
        "IP Address:0:0:0:0:0:0:0:1, DNS:nas.example, IP Address:192.0.2.7");
      const hex = shown.fingerprint256.replaceAll(":", "").toLowerCase();
      assert.ok(daemon.log.includes(`"certificate":"${hex}"`), daemon.log);
      fingerprints.push(hex);
    } finally {
      await daemon.stop();
    }
  }
  assert.equal(fingerprints[0], fingerprints[1]);
  assert.equal(statSync(secret).mode & 0o777, 0o600);
  const memory = await Daemon.start({ options: ["--tls", "self"] });
  try {
    const shown = await certificateOf(memory, { rejectUnauthorized: false });
    assert.match(shown.subjectaltname, /^DNS:localhost, /);
  } finally {
    await memory.stop();
  }
  const { status, stderr } = run(["--share", `a=${folder}`, "--listen", "127.0.0.1:0", "--key",
    key, "--tls", "self", "--host", "nas.example,DNS:other"]);
  assert.equal(status, 1);
  assert.match(stderr, /cannot be made for this host/);
});
