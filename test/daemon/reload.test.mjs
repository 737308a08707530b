// SPDX-License-Identifier: Apache-2.0
// SIGHUP: keys, shares, limits and certificate are swapped while streams go on; a wrong
// configuration changes nothing and the log says why.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import http2 from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import tls from "node:tls";
import { Daemon, call, program, request1 } from "./daemon.mjs";
import { reloadWith, stalledRead } from "./running.mjs";
import { parseOpen, requests } from "./wire.mjs";

const SIZE = 64 * 2 ** 20;
let folder;
let config;
let daemon;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrined-reload-"));
  config = join(folder, "vitrined.ini");
});
afterEach(async () => {
  await daemon?.stop();
  daemon = undefined;
  rmSync(folder, { recursive: true });
});

async function start(text, ...options) {
  writeFileSync(config, text);
  daemon = await Daemon.start({ web: false, options: ["--config", config, ...options] });
  daemon.write("photos/large.bin", "");
  truncateSync(daemon.path("photos/large.bin"), SIZE);
}

const reload = (text, outcome) => reloadWith(daemon, config, text, outcome);

const ask = (method, payload, token) => call(request1, daemon, method, payload, { token });
const stat = async (share, token) =>
  (await ask("Stat", requests.stat(share, ""), token)).status;

test("keys are replaced: streams of a key that stays go on, those of one that goes end",
  async () => {
    await start("");
    const first = daemon.mint();
    execFileSync(program, ["key", "new", daemon.path("key2")]);
    const second = readFileSync(daemon.path("key2"), "utf8").replace(/^1 /, "2 ");
    writeFileSync(daemon.path("key2"), second);
    const youngest = daemon.mint({ key: daemon.path("key2") });
    assert.deepEqual([await stat("photos", first), await stat("photos", youngest)], [0, 16]);
    const session = http2.connect(daemon.url);
    try {
      const ends = await stalledRead(daemon, session, first);
      writeFileSync(daemon.key, second + readFileSync(daemon.key, "utf8"));
      assert.match(await reload(""), /"ended":0/);
      assert.deepEqual([await stat("photos", first), await stat("photos", youngest)], [0, 0]);
      const goesOn = await stalledRead(daemon, session, youngest);
      writeFileSync(daemon.key, second);
      assert.match(await reload(""), /"ended":1/);
      const ended = await ends();
      assert.equal(ended.status, "16");
      assert.ok(ended.size < SIZE / 4);
      const whole = await goesOn();
      assert.equal(whole.status, "0");
      assert.ok(whole.size > SIZE);
      assert.equal(await stat("photos", first), 16);
    } finally {
      session.destroy();
    }
  });

test("shares come and go; handles and streams of one that goes end", async () => {
  const roots = join(folder, "roots");
  mkdirSync(join(roots, "music"), { recursive: true });
  mkdirSync(join(roots, "films"));
  writeFileSync(join(roots, "music", "song"), "la");
  const root = `[server]\nshare-root = ${roots}\n`;
  const music = `${root}[share music]\nfolder = ${join(roots, "music")}\n`;
  await start(root);
  const [photos, songs] = [daemon.mint(), daemon.mint({ share: "music" })];
  const session = http2.connect(daemon.url);
  try {
    const goesOn = await stalledRead(daemon, session, photos);
    assert.equal(await stat("music", songs), 5);
    await reload(music);
    const opened = await ask("Open", requests.open("music", "song"), songs);
    const { handle } = parseOpen(opened.messages[0]);
    assert.equal((await ask("Read", requests.read(handle), songs)).status, 0);
    await reload(music.replace("[share", "[limits]\nhandles = 100\n[share"));
    assert.equal((await ask("Read", requests.read(handle), songs)).status, 0);
    assert.match(await reload(music.replace("roots/music", "roots/films")), /closed":1/);
    assert.equal((await ask("Read", requests.read(handle), songs)).status, 5);
    assert.equal((await ask("Open", requests.open("music", "song"), songs)).status, 5);
    await reload(root);
    assert.deepEqual([await stat("music", songs), await stat("photos", photos)], [5, 0]);
    assert.equal((await goesOn()).status, "0");
  } finally {
    session.destroy();
  }
});

test("limits hold from the reload on", async () => {
  await start("[limits]\nhandles_per_token = 2\n");
  const token = daemon.mint();
  const open = async () => (await ask("Open", requests.open("photos", "large.bin"), token)).status;
  assert.deepEqual([await open(), await open(), await open()], [0, 0, 8]);
  await reload("[limits]\nhandles_per_token = 3\n");
  assert.deepEqual([await open(), await open()], [0, 8]);
});

test("a certificate is replaced for new connections", async () => {
  const [certificate, secret] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const make = () => execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt",
    "ec_paramgen_curve:P-256", "-nodes", "-keyout", secret, "-out", certificate, "-days", "2",
    "-subj", "/CN=localhost"], { stdio: "ignore" });
  const shown = () => new Promise((resolve, reject) => {
    const socket = tls.connect(daemon.port, "127.0.0.1", { rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on("error", reject);
  });
  make();
  await start("", "--tls-cert", certificate, "--tls-key", secret);
  const session = http2.connect(daemon.url, { rejectUnauthorized: false });
  try {
    const answer = async () => {
      const stream = session.request({ ":path": "/v1/files/photos/none" });
      const [head] = await Promise.all([new Promise((resolve) => stream.on("response", resolve)),
        new Promise((resolve) => stream.resume().on("end", resolve))]);
      return head[":status"];
    };
    assert.equal(await answer(), 401);
    const old = await shown();
    make();
    await reload("");
    assert.notEqual(await shown(), old);
    assert.equal(await answer(), 401); // on the old connection
    const current = await shown();
    writeFileSync(certificate, "nonsense");
    assert.match(await reload("", "configuration kept"), /no certificate in PEM|no start line/);
    assert.equal(await shown(), current);
  } finally {
    session.destroy();
  }
});

test("a wrong configuration changes nothing, and the log says where it is wrong", async () => {
  await start("");
  const token = daemon.mint();
  const kept = (text) => reload(text, "configuration kept");
  assert.match(await kept("[limits]\nhandles = 0\n"), /vitrined\.ini:2: a number from 1 to/);
  for (const line of ["listen = 127.0.0.1:1", "user = nobody", "tls = self"]) {
    const name = line.split(" ")[0];
    assert.match(await kept(`[server]\n${line}\n`), new RegExp(`${name}: this changes with a`));
  }
  assert.match(await kept(`[share new]\nfolder = ${folder}/none\n`), /no such file or folder/);
  assert.match(await kept(`[server]\nkey = ${folder}\n`), /not a regular file/);
  if (/"landlock-abi":[1-9]/.test(daemon.log)) {
    assert.match(await kept("[share new]\nfolder = /usr/share\n"), /walls that were built/);
  }
  assert.equal(await stat("photos", token), 0);
});

test("many reloads leave nothing open", async (t) => {
  await start("");
  if (process.getuid() !== 0) return t.skip("only root sees the descriptors of the daemon");
  const token = daemon.mint();
  const count = () => execFileSync("ls", [`/proc/${daemon.process.pid}/fd`]).toString().split("\n");
  await reload("");
  const before = count().length;
  for (let turn = 0; turn < 10; turn++) {
    assert.equal((await ask("Open", requests.open("photos", "large.bin"), token)).status, 0);
    await reload(turn % 2 === 0 ? "[limits]\nhandles = 10\n" : "[limits]\nhandles = none\n",
      turn % 2 === 0 ? "configuration loaded" : "configuration kept");
  }
  // Ten handles more, and the setups that the handles hold: a share's folder each.
  assert.ok(count().length <= before + 10 + 10, `${before}, then ${count().length}`);
});
