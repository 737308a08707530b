// SPDX-License-Identifier: Apache-2.0
// Starts vitrined for the demo and for tests, and mints tokens with it.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where the native programs are; VITRINE_NATIVE names another folder. */
export function nativeProgram(name) {
  return join(process.env.VITRINE_NATIVE ?? join(root, "build/native"), name);
}

/** Makes a key file (mode 0600) where there is none. */
export function ensureKey(path) {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  execFileSync(nativeProgram("vitrined"), ["key", "new", path], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** Mints a token. `more`: further arguments, such as ["--prefix", "a/b"]. */
export function mintToken({ key, share, rights = "read,list,stat", expires = "15m", more = [] }) {
  return execFileSync(
    nativeProgram("vitrined"),
    [
      "token",
      "mint",
      "--key",
      key,
      "--share",
      share,
      "--rights",
      rights,
      "--expires",
      expires,
      ...more,
    ],
    { encoding: "utf8" },
  ).trim();
}

/** Starts the daemon and waits until it listens.
 *  Answers {address, child, log(), stop()}; `log` has what it wrote on stderr. */
export async function startDaemon({
  shares,
  key,
  web,
  listen = "127.0.0.1:0",
  more = [],
  quiet = true,
}) {
  const line = [
    ...Object.entries(shares).flatMap(([name, folder]) => ["--share", `${name}=${folder}`]),
    "--listen",
    listen,
    "--key",
    key,
    ...(web ? ["--web", web] : []),
    ...more,
  ];
  const child = spawn(nativeProgram("vitrined"), line, { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    log += text;
    if (!quiet) process.stderr.write(text);
  });
  const stop = () =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode);
      child.once("exit", resolve);
      child.kill("SIGTERM");
    });
  const address = await listeningAddress(child, () => log);
  return { address, child, log: () => log, stop };
}

function listeningAddress(child, log) {
  return new Promise((resolve, reject) => {
    let text = "";
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`vitrined ended with ${code}: ${log().trim()}`)));
    child.stdout.setEncoding("utf8").on("data", (part) => {
      text += part;
      const found = /listening on (https?:\/\/\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
  });
}
