// SPDX-License-Identifier: Apache-2.0
// `npm run demo`: starts at once, prints an address that works, and ends with all it started.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { root } from "../../scripts/daemon.mjs";
import { Connection } from "../../src/bridge/connection.js";
import { lacksDaemon } from "../support/served.js";

const SCRIPT = join(root, "js/scripts/demo.mjs");
const isBuilt = existsSync(join(root, "js/dist/demo/index.html"));
const skip = lacksDaemon || (!isBuilt && "js/dist/demo is not built");

/** Starts the script and waits for the address it prints. */
async function start(folder: string) {
  const child = spawn(process.execPath, [SCRIPT, folder, "0"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  let text = "";
  for await (const part of child.stdout.setEncoding("utf8")) {
    text += part;
    const address = /http:\S+/.exec(text);
    if (address) return { child, ended, address: new URL(address[0]) };
  }
  throw new Error(`it ended without an address: ${text}`);
}

suite("demo script", { skip }, () => {
  test("serves the page and the folder, and stops", async () => {
    const folder = mkdtempSync(join(tmpdir(), "vitrine-demo-"));
    writeFileSync(join(folder, "a.txt"), "text");
    const before = performance.now();
    const { child, ended, address } = await start(folder);
    assert.ok(performance.now() - before < 5000);
    const page = await fetch(address.origin);
    assert.match(await page.text(), /<vitrine-view/);
    assert.equal(statSync(join(root, "build/demo/key")).mode & 0o777, 0o600);
    const access = new URLSearchParams(address.hash.slice(1));
    const connection = new Connection(address.origin, access.get("token") ?? "");
    const names: string[] = [];
    await connection.list(access.get("share") ?? "", "", (entries) =>
      names.push(...entries.map(({ name }) => name)),
    );
    assert.deepEqual(names, ["a.txt"]);
    child.kill("SIGINT");
    assert.deepEqual(await ended, [0, null]);
    await assert.rejects(fetch(address.origin));
    rmSync(folder, { recursive: true });
  });

  test("says what is wrong with a folder that is not there", async () => {
    const child = spawn(process.execPath, [SCRIPT, "/nowhere/at/all"]);
    let complaint = "";
    child.stderr.setEncoding("utf8").on("data", (text) => (complaint += text));
    assert.deepEqual(await once(child, "close"), [2, null]);
    assert.match(complaint, /There is no folder/);
  });
});
