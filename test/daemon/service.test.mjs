// SPDX-License-Identifier: Apache-2.0
// Under a service manager: news by datagrams, a socket that it listens on, and the end of it all.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http2 from "node:http2";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Daemon, call, program, request1 } from "./daemon.mjs";
import { frame, parseOpen, requests, service } from "./wire.mjs";

const folder = mkdtempSync(join(tmpdir(), "vitrined-service-"));
const hasPython = spawnSync("python3", ["--version"]).status === 0;
after(() => rmSync(folder, { recursive: true }));

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Receives datagrams at a path, or at an abstract name after "@"; Node has no such sockets. */
class Manager {
  news = "";

  static async start(address) {
    const manager = new Manager();
    manager.process = spawn("python3", ["-uc", `
import socket, sys
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.stdin.readline().rstrip("\\n").replace("@", "\\0"))
print("bound")
while True: print(repr(receiver.recv(4096).decode()))`], { stdio: ["pipe", "pipe", "inherit"] });
    manager.process.stdin.end(`${address}\n`);
    manager.process.stdout.on("data", (bytes) => (manager.news += bytes));
    await manager.hears("bound");
    return manager;
  }

  async hears(text) {
    while (!this.news.includes(text)) await sleep(10); // the runner's time limit ends this
  }

  stop() {
    this.process.kill();
  }
}

const needsPython = { skip: !hasPython && "python3 is missing" };

const addresses = { "a path": join(folder, "notify"), "a name": `@vitrined-${process.pid}` };
for (const [kind, address] of Object.entries(addresses)) {
  test(`ready, alive, reloading and stopping are told at ${kind}`, needsPython, async () => {
    const manager = await Manager.start(address);
    const env = { NOTIFY_SOCKET: address, WATCHDOG_USEC: "1000000" };
    const daemon = await Daemon.start({ env });
    try {
      await manager.hears("READY=1\\nSTATUS=serving");
      await manager.hears("WATCHDOG=1");
      manager.news = "";
      daemon.process.kill("SIGHUP");
      await manager.hears("RELOADING=1\\nMONOTONIC_USEC=");
      await manager.hears("READY=1");
    } finally {
      await daemon.stop();
      await manager.hears("STOPPING=1");
      manager.stop();
    }
  });
}

test("signs of life are for the process that they are asked of", needsPython, async () => {
  const manager = await Manager.start(join(folder, "watchdog"));
  const daemon = await Daemon.start({ env: { NOTIFY_SOCKET: join(folder, "watchdog"),
    WATCHDOG_USEC: "200000", WATCHDOG_PID: "1" } });
  await manager.hears("READY=1");
  await sleep(1200);
  await daemon.stop();
  await manager.hears("STOPPING=1");
  assert.ok(!manager.news.includes("WATCHDOG"));
  manager.stop();
});

test("a socket of news that is not there stops the start", () => {
  const key = join(folder, "key");
  spawnSync(program, ["key", "new", key]);
  const { status, stderr } = spawnSync(program, ["--share", `a=${folder}`, "--listen",
    "127.0.0.1:0", "--key", key], { encoding: "utf8", timeout: 10000,
    env: { ...process.env, NOTIFY_SOCKET: join(folder, "nothing") } });
  assert.equal(status, 1);
  assert.match(stderr, /NOTIFY_SOCKET: No such file/);
});

test("the service manager's socket is served", async () => {
  const launcher = join(folder, "launcher");
  writeFileSync(launcher, `#!/bin/sh\nLISTEN_PID=$$ exec '${program}' "$@"\n`);
  chmodSync(launcher, 0o755);
  const listener = net.createServer();
  await new Promise((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address();
  const daemon = await Daemon.start({ programFile: launcher, listen: "127.0.0.1:1",
    env: { LISTEN_FDS: "1" }, stdio: [listener._handle.fd] });
  listener.close();
  try {
    assert.equal(daemon.port, port);
    daemon.write("photos/a.txt", "text");
    assert.equal((await call(request1, daemon, "Stat", requests.stat("photos", "a.txt"),
      { token: daemon.mint() })).status, 0);
  } finally {
    await daemon.stop();
  }
});

/** A Read that nobody takes bytes from keeps a connection busy. */
async function stall(daemon, session) {
  daemon.write("photos/large.bin", Buffer.alloc(32 * 2 ** 20));
  const token = daemon.mint();
  const opened =
    await call(request1, daemon, "Open", requests.open("photos", "large.bin"), { token });
  const stream = session.request({ ":method": "POST", ":path": `${service}Read`,
    "content-type": "application/grpc", authorization: `Bearer ${token}` });
  stream.on("error", () => {});
  stream.end(frame(requests.read(parseOpen(opened.messages[0]).handle)));
  await new Promise((resolve) => stream.on("response", resolve));
}

test("draining waits for calls; a second signal does not", async () => {
  writeFileSync(join(folder, "drain.ini"), "[limits]\ndrain_seconds = 600\n");
  const daemon = await Daemon.start({ options: ["--config", join(folder, "drain.ini")] });
  const session = http2.connect(daemon.url);
  session.on("error", () => {});
  await stall(daemon, session);
  daemon.process.kill("SIGTERM");
  while (!daemon.log.includes("draining")) await sleep(10);
  await sleep(300);
  assert.equal(daemon.process.exitCode, null); // it waits
  assert.deepEqual(await daemon.stop(), { code: 0, signal: null });
  session.destroy();
});
