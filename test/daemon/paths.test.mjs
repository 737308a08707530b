// SPDX-License-Identifier: Apache-2.0
// Every kind of object and name below a share: what is not a plain file or folder inside it is
// refused, whatever way asks, and names that change while they are opened lead nowhere else.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, chownSync, linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync,
  writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Daemon, call, launcher, request1 } from "./daemon.mjs";
import { parseOpen, requests } from "./wire.mjs";

const outside = mkdtempSync(join(tmpdir(), "vitrined-outside-"));
const isRoot = process.getuid() === 0;
const secret = "what is outside";
let daemon;
let socket;

before(async () => {
  writeFileSync(join(outside, "secret"), secret);
  daemon = await Daemon.start({ web: false });
  const at = (...parts) => daemon.path("photos", ...parts);
  writeFileSync(at("file"), "inside");
  mkdirSync(at("folder"));
  writeFileSync(at("folder", "deep"), "deep");
  symlinkSync(join(outside, "secret"), at("link-out"));
  symlinkSync("file", at("link-in"));
  symlinkSync("folder", at("folder-link"));
  symlinkSync("/proc/self/root", at("magic"));
  symlinkSync("loop", at("loop"));
  execFileSync("mkfifo", [at("fifo")]);
  socket = net.createServer().listen(at("socket"));
  linkSync(at("file"), at("hard-in"));
});
after(async () => {
  socket.close();
  await daemon.stop();
  rmSync(outside, { recursive: true });
});

const token = () => daemon.mint();
const status = async (method, path, key = token()) => (await call(request1, daemon, method,
  requests[method.toLowerCase()]("photos", path, 100), { token: key })).status;
const all = async (path) => [await status("Open", path), await status("Stat", path),
  await status("List", path)];
const get = (path, key = token()) => request1(daemon, { method: "GET",
  path: `/v1/files/photos/${path}`, headers: { authorization: `Bearer ${key}` } });

test("an old kernel has neither openat2 nor Landlock", { skip: !launcher }, () => {
  assert.match(daemon.log, /"landlock-abi":0,"seccomp":\w+,"paths":"walk"/);
});

test("kinds of objects", async () => {
  const rows = { "file": [0, 0, 9], "folder": [9, 0, 0], "folder/deep": [0, 0, 9],
    "": [9, 0, 0], "hard-in": [0, 0, 9], "none": [5, 5, 5], "file/below": [5, 5, 5],
    "link-out": [7, 7, 7], "link-in": [7, 7, 7], "folder-link": [7, 7, 7],
    "folder-link/deep": [7, 7, 7], "magic": [7, 7, 7], "magic/etc/passwd": [7, 7, 7],
    "loop": [7, 7, 7], "fifo": [9, 0, 9], "socket": [9, 0, 9] };
  for (const [path, wanted] of Object.entries(rows)) {
    assert.deepEqual(await all(path), wanted, path);
  }
  assert.equal((await get("link-out")).status, 403);
  assert.equal((await get("fifo")).status, 400);
});

test("devices", { skip: !isRoot && "only root makes devices" }, async (t) => {
  const made = spawnSync("mknod", [daemon.path("photos", "zero"), "c", "1", "5"]);
  if (made.status !== 0) return t.skip("this container may not make devices");
  assert.deepEqual(await all("zero"), [9, 0, 9]);
  assert.equal((await get("zero")).status, 400);
});

test("a hard link to the file of another owner",
  { skip: !isRoot && "only root gives files away" }, async () => {
    const foreign = daemon.path("photos", "foreign");
    writeFileSync(foreign, secret);
    chownSync(foreign, 12345, 12345);
    chmodSync(foreign, 0o644);
    assert.equal(await status("Open", "foreign"), 0); // one name: it was put here
    linkSync(foreign, daemon.path("photos", "folder", "second"));
    assert.deepEqual([await status("Open", "foreign"), (await get("folder/second")).status],
      [7, 403]);
  });

test("names that are refused as they stand", async () => {
  const long = Array(18).fill("n".repeat(255)).join("/");
  const wrong = ["/file", "file/", "folder//deep", "./file", "folder/./deep", "..", "../secret",
    "folder/../file", "folder/../../secret", "a\\b", "a\0b", "a\nb", "\x7f", "n".repeat(256),
    Array(65).fill("d").join("/"), long.slice(0, 4097)];
  for (const path of wrong) {
    assert.deepEqual(await all(path), [3, 3, 3], JSON.stringify(path.slice(0, 40)));
  }
  for (const bytes of ["ff", "c0af", "c3", "eda080", "f4908080", "66696c65fe"]) {
    assert.deepEqual(await all(Buffer.from(bytes, "hex")), [3, 3, 3], bytes);
  }
  // Plain HTTP decodes once, after it has split.
  for (const path of ["..%2fsecret", "%2e%2e/secret", "%252e%252e/file", "a%5cb", "a%00b", "%ff"]) {
    const answer = await get(path);
    assert.ok([400, 404].includes(answer.status), `${path}: ${answer.status}`);
  }
});

test("names at the limits are served", async () => {
  const name = "ü".repeat(127) + "x"; // 255 bytes
  daemon.write(join("photos", name), "long");
  assert.deepEqual(await all(name), [0, 0, 9]);
  const folders = Array(16).fill("f".repeat(254));
  const deep = [...folders, "z".repeat(15)].join("/"); // what the kernel takes
  assert.equal(deep.length, 4095);
  execFileSync("python3", ["-c", `
import os, sys
os.chdir(sys.argv[1])
for name in sys.argv[2].split("/")[:-1]:
    os.mkdir(name); os.chdir(name)
open(sys.argv[2].split("/")[-1], "w").write("deep")`, daemon.path("photos"), deep]);
  assert.equal(await status("Stat", deep), 0);
  const opened = await call(request1, daemon, "Open", requests.open("photos", deep, 4),
    { token: token() });
  assert.equal(parseOpen(opened.messages[0]).head.toString(), "deep");
  assert.equal(await status("Stat", `${deep}z`), 5); // legal, and there is none
  execFileSync("rm", ["-r", daemon.path("photos", folders[0])]); // Node's own cannot
});

test("names that change while they are opened lead nowhere else", async () => {
  const key = token();
  const place = (name) => daemon.path("photos", name);
  mkdirSync(place("swap"));
  writeFileSync(join(place("swap"), "secret"), "harmless");
  symlinkSync(outside, place("swap-link"));
  let isDone = false;
  const swapping = (async () => {
    for (let turn = 0; !isDone; turn++) {
      renameSync(place("swap"), place("swap-away"));
      renameSync(place("swap-link"), place("swap"));
      renameSync(place("swap"), place("swap-link"));
      renameSync(place("swap-away"), place("swap"));
      if (turn % 8 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  const seen = new Set();
  const ask = async () => {
    for (let turn = 0; turn < 150; turn++) {
      const payload = requests.open("photos", "swap/secret", 64);
      const answer = await call(request1, daemon, "Open", payload, { token: key });
      seen.add(answer.status);
      if (answer.status === 0) {
        assert.equal(parseOpen(answer.messages[0]).head.toString(), "harmless");
      }
      assert.ok(!answer.http.body.includes(secret));
    }
  };
  await Promise.all([ask(), ask()]);
  isDone = true;
  await swapping;
  assert.ok([...seen].every((each) => [0, 5, 7, 8, 14].includes(each)), [...seen].join());
});
