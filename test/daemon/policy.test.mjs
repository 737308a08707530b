// SPDX-License-Identifier: Apache-2.0
// Rules over subjects, tenants, shares, paths, actions, media types and time, in a running daemon;
// and who asked, in the audit log.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import http2 from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Daemon, call, request1 } from "./daemon.mjs";
import { reloadWith } from "./running.mjs";
import { frame, parseOpen, requests, service } from "./wire.mjs";

const folder = mkdtempSync(join(tmpdir(), "vitrined-policy-"));
const [file, audit] = [join(folder, "policy"), join(folder, "audit")];
const png = Buffer.from("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489",
  "hex");
let daemon;

before(async () => {
  writeFileSync(file, "");
  daemon = await Daemon.start({ shares: ["photos", "music"], web: false,
    options: ["--policy", file, "--audit", audit] });
  daemon.write("photos/a.txt", "some text\n");
  daemon.write("photos/a.png", png);
  daemon.write("music/song", "la");
  daemon.write("photos/large.bin", "");
  truncateSync(daemon.path("photos/large.bin"), 64 * 2 ** 20);
});
after(async () => {
  await daemon.stop();
  rmSync(folder, { recursive: true });
});

const rules = (text, outcome) => reloadWith(daemon, file, text, outcome);

const mint = (subject, tenant = "family", share = "photos") =>
  daemon.mint({ share, more: ["--subject", subject, "--tenant", tenant] });
const ask = async (method, payload, token) => call(request1, daemon, method, payload, { token });
const stat = async (token, path = "a.txt", share = "photos") =>
  (await ask("Stat", requests.stat(share, path), token)).status;
const open = (token, path) => ask("Open", requests.open("photos", path), token);
const get = async (token, path) => (await request1(daemon, { method: "GET",
  path: `/v1/files/photos/${path}`, headers: { authorization: `Bearer ${token}` } })).status;

test("subjects, tenants and shares", async () => {
  const [alice, bob, guest] = [mint("alice"), mint("bob"), mint("eve", "guests")];
  assert.deepEqual([await stat(alice), await stat(bob), await stat(guest)], [0, 0, 0]);
  await rules("deny subject=bob\nallow tenant=family\n");
  assert.deepEqual([await stat(alice), await stat(bob), await stat(guest)], [0, 7, 7]);
  assert.deepEqual([await stat(daemon.mint()), await get(alice, "a.txt"), await get(bob, "a.txt")],
    [7, 200, 403]);
  await rules("deny share=music\n");
  const song = mint("alice", "family", "music");
  assert.deepEqual([await stat(song, "song", "music"), await stat(bob)], [7, 0]);
});

test("paths and actions", async () => {
  const alice = mint("alice");
  await rules("deny path=a.txt action=read\n");
  assert.deepEqual([await stat(alice), (await open(alice, "a.txt")).status,
    (await open(alice, "a.png")).status, await get(alice, "a.txt")], [0, 7, 0, 403]);
  const { message } = await open(alice, "a.txt");
  assert.equal(message, "A rule of the server does not permit this.");
});

test("media types are what the file is, whatever its name", async () => {
  const alice = mint("alice");
  daemon.write("photos/picture.txt", png);
  await rules("deny type=image/*\n");
  for (const [path, status, http] of [["a.txt", 0, 200], ["a.png", 7, 403],
    ["picture.txt", 7, 403]]) {
    assert.deepEqual([(await open(alice, path)).status, await get(alice, path)], [status, http]);
  }
  await rules("allow type=image/png action=stat,read\n");
  assert.deepEqual([(await open(alice, "a.txt")).status, (await open(alice, "a.png")).status],
    [7, 0]);
});

test("a time that is not now", async () => {
  const alice = mint("alice");
  const clock = (minutes) => new Date(Date.now() + minutes * 60000).toISOString().slice(11, 16);
  await rules(`deny time=${clock(-60)}-${clock(60)}\n`);
  assert.equal(await stat(alice), 7);
  await rules(`deny time=${clock(60)}-${clock(120)}\n`);
  assert.equal(await stat(alice), 0);
});

test("new rules end streams and close to handles that they deny", async () => {
  await rules("");
  const [alice, bob] = [mint("alice"), mint("bob")];
  const session = http2.connect(daemon.url);
  const stalled = async (token) => {
    const { handle } = parseOpen((await open(token, "large.bin")).messages[0]);
    const stream = session.request({ ":method": "POST", ":path": `${service}Read`,
      "content-type": "application/grpc", authorization: `Bearer ${token}` });
    stream.end(frame(requests.read(handle)));
    await new Promise((resolve) => stream.on("response", resolve));
    return { handle, stream };
  };
  try {
    const [kept, cut] = [await stalled(alice), await stalled(bob)];
    assert.match(await rules("deny subject=bob\n"), /"ended":1/);
    const trailers = new Promise((resolve) => cut.stream.on("trailers", resolve));
    cut.stream.resume();
    assert.equal((await trailers)["grpc-status"], "7");
    assert.equal((await ask("Read", requests.read(cut.handle), bob)).status, 7);
    await rules("deny type=image/*\ndeny path=other\n");
    const ends = new Promise((resolve) => kept.stream.on("trailers", resolve));
    kept.stream.resume();
    assert.equal((await ends)["grpc-status"], "0");
  } finally {
    session.destroy();
  }
});

test("a malformed policy changes nothing and is told with its line", async () => {
  await rules("deny subject=bob\n");
  assert.match(await rules("deny subject=alice\n\nalow\n", "configuration kept"),
    /policy:3: this is not a rule/);
  assert.deepEqual([await stat(mint("alice")), await stat(mint("bob"))], [0, 7]);
});

test("the audit log names tenant and subject, and tells reloads and revocations", async () => {
  const lines = readFileSync(audit, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
  const denied = lines.find(({ subject, result }) => subject === "bob" && result === "POLICY");
  assert.deepEqual([denied.tenant, denied.method], ["family", "vitrine.v1.FileBridge/Stat"]);
  const reloads = lines.filter(({ event }) => event === "reload");
  assert.ok(reloads.length >= 8);
  assert.deepEqual(reloads.at(-1).taken, false);
  assert.ok(reloads.some(({ taken, ended }) => taken && ended === 1));
});
