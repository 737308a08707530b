// SPDX-License-Identifier: Apache-2.0
// Tokens that are taken back: new requests are refused and running ones end within a second.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import http2 from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Daemon, call, program, request1 } from "./daemon.mjs";
import { stalledRead } from "./running.mjs";
import { requests } from "./wire.mjs";

const SIZE = 64 * 2 ** 20;
const folder = mkdtempSync(join(tmpdir(), "vitrined-revoked-"));
const file = join(folder, "revoked");
let daemon;

before(async () => {
  writeFileSync(file, "");
  daemon = await Daemon.start({ web: false, options: ["--revoked", file] });
  daemon.write("photos/large.bin", "");
  truncateSync(daemon.path("photos/large.bin"), SIZE);
});
after(async () => {
  await daemon.stop();
  rmSync(folder, { recursive: true });
});

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const idOf = (token) => Buffer.from(token.slice(4), "base64url").subarray(4, 20).toString("hex");

/** As an administrator's program would: a new file takes the old one's place. */
function revoke(...lines) {
  writeFileSync(`${file}.new`, lines.map((line) => `${line}\n`).join(""));
  renameSync(`${file}.new`, file);
}

async function logged(text, from) {
  const start = Date.now();
  while (!daemon.log.slice(from).includes(text)) {
    if (Date.now() - start > 5000) throw new Error(`no ${text} in the log`);
    await sleep(10);
  }
  return Date.now() - start;
}

async function stat(token) {
  const { status, message } =
    await call(request1, daemon, "Stat", requests.stat("photos", "large.bin"), { token });
  return status === 16 ? message : status;
}

test("a token is refused a moment after its id is in the file, and so is what was made of it",
  async () => {
    const [token, other] = [daemon.mint(), daemon.mint()];
    const narrowed = daemon.narrow(token, "--rights", "stat");
    assert.deepEqual([await stat(token), await stat(narrowed)], [0, 0]);
    const from = daemon.log.length;
    revoke("# taken back", `token ${idOf(token)}`);
    assert.ok(await logged('"revocations read"', from) < 1500);
    assert.equal(await stat(token), "The token has been revoked.");
    assert.equal(await stat(narrowed), "The token has been revoked.");
    assert.equal(await stat(other), 0);
    revoke();
    await logged('"revocations read"', daemon.log.length);
    assert.equal(await stat(token), 0);
  });

test("running streams of a revoked token end, others go on", async () => {
  const [token, other] = [daemon.mint(), daemon.mint()];
  const session = http2.connect(daemon.url);
  try {
    const [ends, goesOn] =
      [await stalledRead(daemon, session, token), await stalledRead(daemon, session, other)];
    const getting = session.request({ ":path": "/v1/files/photos/large.bin",
      authorization: `Bearer ${token}` });
    const head = await new Promise((resolve) => getting.on("response", resolve));
    assert.equal(head[":status"], 200);
    const broken = new Promise((resolve) => getting.on("error", resolve));
    const from = daemon.log.length;
    revoke(`token ${idOf(token)}`);
    await logged('"ended":2', from);
    const ended = await ends();
    assert.equal(ended.status, "16");
    assert.ok(ended.size < SIZE / 4, `${ended.size} bytes came`);
    getting.resume();
    assert.match((await broken).message, /INTERNAL_ERROR/);
    const whole = await goesOn();
    assert.equal(whole.status, "0");
    assert.ok(whole.size > SIZE);
  } finally {
    session.destroy();
  }
});

test("an epoch revokes all tokens of a share", async () => {
  const [old, young] = [daemon.mint(), daemon.mint({ more: ["--epoch", "5"] })];
  assert.deepEqual([await stat(old), await stat(young)], [0, "The token has been revoked."]);
  const from = daemon.log.length;
  revoke("epoch 5 photos");
  await logged('"revocations read"', from);
  assert.deepEqual([await stat(old), await stat(young)], ["The token has been revoked.", 0]);
  const again = daemon.log.length;
  revoke();
  await logged('"revocations read"', again);
  assert.equal(await stat(old), 0);
});

test("a file that is malformed or gone changes nothing", async () => {
  const token = daemon.mint();
  let from = daemon.log.length;
  revoke(`token ${idOf(token)}`);
  await logged('"revocations read"', from);
  from = daemon.log.length;
  revoke("token nonsense");
  await logged('"revocations kept"', from);
  assert.equal(await stat(token), "The token has been revoked.");
  from = daemon.log.length;
  unlinkSync(file);
  await logged("NOT_FOUND", from);
  await sleep(1200);
  assert.equal(daemon.log.slice(from).split("revocations kept").length, 2); // told once
  assert.equal(await stat(token), "The token has been revoked.");
  from = daemon.log.length;
  revoke();
  await logged('"revocations read"', from);
  assert.equal(await stat(token), 0);
});

test("SIGHUP reads it at once", async () => {
  const token = daemon.mint();
  const from = daemon.log.length;
  revoke(`token ${idOf(token)}`);
  daemon.process.kill("SIGHUP");
  assert.ok(await logged('"revocations read"', from) < 400);
  assert.equal(await stat(token), "The token has been revoked.");
});

test("without its file the daemon does not start", () => {
  const list = ["--listen", "127.0.0.1:0", "--key", daemon.key, "--share",
    `photos=${daemon.path("photos")}`, "--revoked"];
  const start = (name) => spawnSync(program, [...list, name], { encoding: "utf8" });
  const missing = start(join(folder, "nothing"));
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /nothing: There is no such file/);
  writeFileSync(join(folder, "wrong"), "token 12\n");
  assert.match(start(join(folder, "wrong")).stderr, /The file of revoked tokens is malformed/);
});
