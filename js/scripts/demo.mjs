// SPDX-License-Identifier: Apache-2.0
// Starts the demo: vitrined on loopback with the page and a folder, and an address to open.
// usage: node scripts/demo.mjs FOLDER [PORT]
//
// The token is handed over in the fragment of the address: browsers do not send it to any server,
// so it is in no log; the page takes it out of the address bar and the history at once.
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { ensureKey, mintToken, nativeProgram, root, startDaemon } from "./daemon.mjs";

const SHARE = "demo";
const PORT = 8737;
const EXPIRES = "8h";

async function main([folder, port]) {
  if (!folder) throw new UsageError("usage: node scripts/demo.mjs FOLDER [PORT]");
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new UsageError(`There is no folder ${folder}.`);
  }
  const web = join(root, "js/dist/demo");
  const key = join(root, "build/demo/key");
  for (const part of [web, nativeProgram("vitrined")]) {
    if (!existsSync(part)) throw new UsageError(`${part} is missing: run ./dev build first.`);
  }
  ensureKey(key);
  const daemon = await start(resolve(folder), web, key, port);
  const token = mintToken({ key, share: SHARE, expires: EXPIRES });
  const address = new URL(`/#share=${SHARE}&token=${token}`, daemon.address);
  console.log(`\nOpen in a browser on this machine (Ctrl-C ends it):\n\n  ${address}\n`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void daemon.stop());
  daemon.child.once("exit", (code) => {
    process.exitCode = code ?? 0;
  });
}

/** On the usual port, or on a free one where that is taken. */
async function start(folder, web, key, port) {
  const options = { shares: { [SHARE]: folder }, key, web };
  if (port) return startDaemon({ ...options, listen: `127.0.0.1:${port}` });
  try {
    return await startDaemon({ ...options, listen: `127.0.0.1:${PORT}` });
  } catch (error) {
    if (!/address already in use|EADDRINUSE/i.test(error.message)) throw error;
    return startDaemon({ ...options, listen: "127.0.0.1:0" });
  }
}

class UsageError extends Error {}

main(process.argv.slice(2)).catch((error) => {
  console.error(`demo: ${error.message}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
