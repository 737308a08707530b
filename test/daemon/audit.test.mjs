// SPDX-License-Identifier: Apache-2.0
// The audit log: a line for each request, chained over restarts, and "audit verify" finds edits.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Daemon, call, program, request1 } from "./daemon.mjs";
import { parseOpen, requests } from "./wire.mjs";

const folder = mkdtempSync(join(tmpdir(), "vitrined-audit-"));
const file = join(folder, "audit");
const lines = () => readFileSync(file, "utf8").trimEnd().split("\n");
const verify = (...list) =>
  spawnSync(program, ["audit", "verify", ...list], { encoding: "utf8" });
let token;

/** Starts, makes some requests and stops. */
async function serve() {
  const daemon = await Daemon.start({ web: false, options: ["--audit", file] });
  try {
    daemon.write("photos/a \"b\".txt", "0123456789");
    token = daemon.mint();
    const ask = (method, payload, options = { token }) =>
      call(request1, daemon, method, payload, options);
    const opened = await ask("Open", requests.open("photos", 'a "b".txt'));
    await ask("Read", requests.read(parseOpen(opened.messages[0]).handle));
    await ask("List", requests.list("photos", ""));
    await ask("Stat", requests.stat("photos", "none"));
    await ask("Stat", requests.stat("photos", "none"), { token: `${token}A` });
    await ask("/grpc.health.v1.Health/Check", Buffer.alloc(0), {});
    await request1(daemon, { method: "GET", path: "/v1/files/photos/a%20%22b%22.txt",
      headers: { authorization: `Bearer ${token}` } });
  } finally {
    await daemon.stop();
  }
}

before(serve);
after(() => rmSync(folder, { recursive: true }));

test("each request has a line, probes have none, and no token is in it", () => {
  const entries = lines().map((line) => JSON.parse(line));
  const told = entries.map(({ event, method, path, result }) => [event, method, path, result]);
  assert.deepEqual(told, [
    ["start", undefined, undefined, undefined],
    ["call", "vitrine.v1.FileBridge/Open", 'a "b".txt', "OK"],
    ["call", "vitrine.v1.FileBridge/Read", 'a "b".txt', "OK"],
    ["call", "vitrine.v1.FileBridge/List", "", "OK"],
    ["call", "vitrine.v1.FileBridge/Stat", "none", "NOT_FOUND"],
    ["call", "vitrine.v1.FileBridge/Stat", "", "TOKEN_TEXT"],
    ["call", "GET", 'a "b".txt', "OK"],
    ["stop", undefined, undefined, undefined],
  ]);
  assert.deepEqual(entries.map(({ seq }) => seq), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(entries[1].token, Buffer.from(token.slice(4), "base64url")
    .subarray(4, 20).toString("hex"));
  assert.equal(entries[6].bytes, 10);
  assert.equal(entries[6].peer, "127.0.0.1");
  assert.ok(!readFileSync(file, "utf8").includes(token.slice(0, 40)));
  assert.equal(statSync(file).mode & 0o777, 0o600);
});

test("the chain is what the documentation says", () => {
  let previous = "0".repeat(64);
  for (const line of lines()) {
    const [, body, chain] = /^(.*),"chain":"([0-9a-f]{64})"}$/.exec(line);
    assert.equal(chain, createHash("sha256").update(previous + body).digest("hex"));
    previous = chain;
  }
  const { status, stdout } = verify(file);
  assert.deepEqual([status, stdout], [0, `8 lines, ${previous}\n`]);
});

test("an edit, a cut, an exchange and an insertion show, with their line", () => {
  const whole = lines();
  const copy = join(folder, "copy");
  const broken = (list, line) => {
    writeFileSync(copy, list.map((each) => `${each}\n`).join(""));
    const { status, stderr } = verify(copy);
    assert.deepEqual([status, /line (\d+)/.exec(stderr)?.[1]], [1, String(line)]);
  };
  broken(whole.map((line) => line.replace('"bytes":10,', '"bytes":9,')), 7);
  broken(whole.toSpliced(2, 1), 3);
  broken(whole.slice(1), 1);
  broken([...whole.slice(0, 4), whole[5], whole[4], ...whole.slice(6)], 5);
  broken(whole.toSpliced(5, 0, whole[4]), 6);
  broken([...whole, ""], 9);
  writeFileSync(copy, whole.join("\n")); // the last feed is missing
  assert.equal(verify(copy).status, 1);
  writeFileSync(copy, `${whole.slice(0, 5).join("\n")}\n`); // a cut end needs to be known
  assert.equal(verify(copy).status, 0);
  const last = JSON.parse(whole.at(-1)).chain;
  assert.match(verify(copy, last).stderr, /cut off or replaced/);
  assert.equal(verify(file, last).status, 0);
});

test("a rotated log is gone on after", async () => {
  const log = join(folder, "rotated");
  const restart = async () => {
    const daemon = await Daemon.start({ web: false, options: ["--audit", log] });
    await daemon.stop();
  };
  await restart();
  renameSync(log, `${log}.1`);
  await restart();
  assert.match(readFileSync(log, "utf8"), /^{"seq":3,/);
  assert.match(verify(`${log}.1`, log).stdout, /^4 lines, /);
  assert.match(verify(log).stderr, /line 1: the chain is broken/);
  assert.match(verify(log, `${log}.1`).stderr, /line 1: the chain is broken/);
  const last = JSON.parse(readFileSync(`${log}.1`, "utf8").trimEnd().split("\n").at(-1)).chain;
  assert.equal(verify(`${log}.1`, log, last).status, 0);
  assert.match(verify(`${log}.1`, log, "0".repeat(64)).stderr, /cut off or replaced/);
  rmSync(log);
  writeFileSync(`${log}.1`, "nonsense\n");
  await assert.rejects(restart(), /rotated\.1: this audit log/);
});

test("revocations are told", async () => {
  const [told, revoked] = [join(folder, "told"), join(folder, "revoked")];
  writeFileSync(revoked, "");
  const daemon = await Daemon.start({ web: false,
    options: ["--audit", told, "--revoked", revoked] });
  const id = Buffer.from(daemon.mint().slice(4), "base64url").subarray(4, 20).toString("hex");
  writeFileSync(revoked, `token ${id}\nepoch 3 photos\n`);
  while (!daemon.log.includes("revocations read")) {
    await new Promise((resolve) => setTimeout(resolve, 10)); // the runner's time limit ends this
  }
  await daemon.stop();
  const entries = readFileSync(told, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(entries.map(({ event, tokens, epochs, ended }) =>
    [event, tokens, epochs, ended]),
  [["start", undefined, undefined, undefined], ["revocations", 1, 1, 0],
    ["stop", undefined, undefined, undefined]]);
  assert.match(verify(told).stdout, /^3 lines, /);
});

test("a restart goes on with the chain; a broken end is not written after", async () => {
  await serve();
  assert.match(verify(file).stdout, /^16 lines, /);
  const [key, torn] = [join(folder, "key"), join(folder, "torn")];
  execFileSync(program, ["key", "new", key]);
  const start = (name) => spawnSync(program, ["--listen", "127.0.0.1:0", "--key", key, "--share",
    `photos=${folder}`, "--audit", name], { encoding: "utf8", timeout: 5000 });
  for (const text of [lines()[0].slice(0, 50), `${lines()[0]}`, "nonsense\n", "\n"]) {
    writeFileSync(torn, text);
    const { status, stderr } = start(torn);
    assert.equal(status, 1);
    assert.match(stderr, /does not end with a line of ours/);
    assert.equal(readFileSync(torn, "utf8"), text);
  }
  assert.match(start(folder).stderr, /directory|regular file/i);
  const daemon = await Daemon.start({ web: false, options: ["--audit", file] });
  assert.match(start(file).stderr, /another process/);
  await daemon.stop();
});
