// SPDX-License-Identifier: Apache-2.0
// A share whose disk fails or hangs, too many descriptors, a full disk under the audit log, clients
// that take nothing: the rest goes on, and what is refused says when to come again.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync,
  writeFileSync } from "node:fs";
import http2 from "node:http2";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Daemon, call, program, request1 } from "./daemon.mjs";
import { frame, parseOpen, requests, service } from "./wire.mjs";

const faulty = process.env.VITRINED_HOLE; // the build whose disk has faults
const folder = mkdtempSync(join(tmpdir(), "vitrined-overload-"));
after(() => rmSync(folder, { recursive: true }));

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const ask = (daemon, method, share, path, token) => call(request1, daemon, method,
  requests[method.toLowerCase()](share, path), { token });
const get = (daemon, path) => request1(daemon, { method: "GET", path });

async function logged(daemon, text) {
  while (!daemon.log.includes(text)) await sleep(10); // the runner's time limit ends this
}

async function startFaulty(limits = "") {
  const config = join(folder, "faulty.ini");
  writeFileSync(config, `[limits]\nshare_seconds = 1\n${limits}`);
  const daemon = await Daemon.start({ shares: ["good", "bad"], programFile: faulty,
    options: ["--config", config] });
  for (const kind of ["hung", "broken"]) {
    mkdirSync(daemon.path("bad", kind));
    daemon.write(`bad/${kind}/a.txt`, "late");
  }
  daemon.write("good/a.txt", "fine");
  daemon.write("web/index.html", "page");
  return [daemon, daemon.mint({ share: "good" }), daemon.mint({ share: "bad" })];
}

test("a share that hangs keeps no other waiting, and is refused until it answers", async () => {
  const [daemon, good, bad] = await startFaulty();
  try {
    const stuck = Array.from({ length: 12 }, () => ask(daemon, "Open", "bad", "hung/a.txt", bad));
    assert.equal((await ask(daemon, "Stat", "good", "a.txt", good)).status, 0);
    assert.equal((await get(daemon, "/")).status, 200);
    await logged(daemon, '"share hangs"');
    const ended = await Promise.all(stuck); // each is told, though its thread still hangs
    assert.deepEqual(new Set(ended.map(({ status }) => status)), new Set([14]));
    const refused = await ask(daemon, "Stat", "bad", "repaired", bad);
    assert.equal(refused.status, 14);
    assert.equal(refused.message, "The disk of this share does not answer now: try again later.");
    assert.equal(refused.http.headers["grpc-retry-pushback-ms"], "5000");
    const http = await request1(daemon, { method: "GET", path: "/v1/files/bad/a.txt",
      headers: { authorization: `Bearer ${bad}` } });
    assert.deepEqual([http.status, http.headers["retry-after"]], [503, "5"]);
    assert.equal((await ask(daemon, "Open", "good", "a.txt", good)).status, 0);
    assert.match((await get(daemon, "/metrics")).body.toString(), /\nvitrined_shares_failing 1\n/);
    assert.equal((await get(daemon, "/readyz")).status, 200);
    daemon.write("bad/repaired", "");
    await logged(daemon, '"share answers again"');
    assert.equal((await ask(daemon, "Open", "bad", "hung/a.txt", bad)).status, 0);
  } finally {
    await daemon.stop();
  }
});

test("a share whose disk fails is tried again after a while", async () => {
  const [daemon, good, bad] = await startFaulty();
  try {
    for (let turn = 0; turn < 5; turn++) {
      assert.equal((await ask(daemon, "Stat", "bad", "broken/a.txt", bad)).status, 15);
    }
    await logged(daemon, '"share fails"');
    assert.equal((await ask(daemon, "Stat", "bad", "hung", bad)).status, 14);
    assert.equal((await ask(daemon, "Stat", "good", "a.txt", good)).status, 0);
    daemon.write("bad/repaired", "");
    let refused = 0;
    for (; (await ask(daemon, "Stat", "bad", "broken/a.txt", bad)).status !== 0; refused++) {
      await sleep(50);
    }
    assert.ok(refused > 3, "it was not asked at once");
    await logged(daemon, '"share works again"');
  } finally {
    await daemon.stop();
  }
});

test("reads that hang do not keep the daemon from ending", async () => {
  const [daemon, , bad] = await startFaulty("drain_seconds = 0\n");
  const stuck = ask(daemon, "Open", "bad", "hung/a.txt", bad).catch(() => {});
  await sleep(200);
  assert.equal((await daemon.stop()).code, 0);
  assert.match(daemon.log, /"stopped while reads hang"/);
  await stuck;
});

/** A program that starts the daemon with a limit of the shell. */
function limited(limit) {
  const launcher = join(folder, `limited-${limit.replace(/\W/g, "")}`);
  writeFileSync(launcher, `#!/bin/sh\nulimit ${limit}\nexec '${program}' "$@"\n`);
  chmodSync(launcher, 0o755);
  return launcher;
}

test("without descriptors requests are refused, and served when there are some again", async () => {
  const daemon = await Daemon.start({ programFile: limited("-n 48") });
  try {
    daemon.write("photos/a.txt", "text");
    const token = daemon.mint();
    const handles = [];
    let answer;
    while ((answer = await ask(daemon, "Open", "photos", "a.txt", token)).status === 0) {
      handles.push(parseOpen(answer.messages[0]).handle);
    }
    assert.ok(handles.length > 5 && handles.length < 48, `${handles.length} handles`);
    assert.equal(answer.status, 8);
    const sockets = Array.from({ length: 60 }, () => net.connect(daemon.port, "127.0.0.1")
      .on("error", () => {}));
    await sleep(200);
    assert.equal(daemon.process.exitCode, null);
    for (const socket of sockets) socket.destroy();
    const close = async () => call(request1, daemon, "Close", requests.close(handles[0]), { token })
      .then(({ status }) => status, () => undefined);
    while (await close() !== 0) await sleep(20); // until the sockets are gone
    assert.equal((await ask(daemon, "Open", "photos", "a.txt", token)).status, 0);
  } finally {
    await daemon.stop();
  }
});

test("a full disk under the audit log is told, and requests go on", async () => {
  const audit = join(folder, "audit");
  const daemon = await Daemon.start({ programFile: limited("-f 2"), options: ["--audit", audit] });
  try {
    daemon.write("photos/a.txt", "text");
    const token = daemon.mint();
    for (let turn = 0; turn < 20; turn++) {
      assert.equal((await ask(daemon, "Stat", "photos", "a.txt", token)).status, 0);
    }
    await logged(daemon, '"audit failed"');
    assert.match((await get(daemon, "/metrics")).body.toString(),
      /\nvitrined_audit_failures_total [1-9]/);
  } finally {
    await daemon.stop();
  }
  assert.ok(readFileSync(audit).length <= 2048);
});

test("a full disk under the log stops nothing", async () => {
  const launcher = join(folder, "mute");
  writeFileSync(launcher, `#!/bin/sh\nexec '${program}' "$@" 2>/dev/full\n`);
  chmodSync(launcher, 0o755);
  const daemon = await Daemon.start({ programFile: launcher, isMute: true });
  try {
    daemon.write("photos/a.txt", "text");
    const token = daemon.mint();
    for (let turn = 0; turn < 50; turn++) {
      assert.equal((await ask(daemon, "Stat", "photos", "a.txt", token)).status, 0);
    }
  } finally {
    await daemon.stop();
  }
});

test("while content is shed, names and sizes are answered", async () => {
  const config = join(folder, "small.ini");
  writeFileSync(config, "[limits]\nbuffer_bytes = 1048576\nhandles = 100\n");
  const daemon = await Daemon.start({ options: ["--config", config] });
  daemon.write("photos/large.bin", "");
  truncateSync(daemon.path("photos/large.bin"), 64 * 2 ** 20);
  const token = daemon.mint();
  const opened = await ask(daemon, "Open", "photos", "large.bin", token);
  const { handle } = parseOpen(opened.messages[0]);
  const sessions = [];
  try {
    let shed = 0;
    while (shed === 0) { // clients that take nothing, until the limit is met
      assert.ok(sessions.length < 40, "nothing was shed");
      const session = http2.connect(daemon.url);
      session.on("error", () => {});
      sessions.push(session);
      const stream = session.request({ ":method": "POST", ":path": `${service}Read`,
        "content-type": "application/grpc", authorization: `Bearer ${token}` });
      stream.on("error", () => {});
      stream.on("trailers", (trailers) => (shed += trailers["grpc-status"] === "8" ? 1 : 0));
      stream.end(frame(requests.read(handle)));
      const head = await new Promise((resolve) => stream.on("response", resolve));
      if (head["grpc-status"] === "8") shed++;
      assert.equal((await ask(daemon, "Stat", "photos", "large.bin", token)).status, 0);
    }
    assert.equal((await ask(daemon, "List", "photos", "", token)).status, 0);
    assert.equal((await get(daemon, "/healthz")).status, 200);
  } finally {
    for (const session of sessions) session.destroy();
    await daemon.stop();
  }
});
