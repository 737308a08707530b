// SPDX-License-Identifier: Apache-2.0
// What tests do to a daemon at work: change a file that it reads and have it look, and hold up a
// stream meanwhile.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { call, request1 } from "./daemon.mjs";
import { frame, parseOpen, requests, service } from "./wire.mjs";

/** Writes `text` to a file of the configuration and has it read; answers what the log says. */
export async function reloadWith(daemon, file, text, outcome = "configuration loaded") {
  const from = daemon.log.length;
  writeFileSync(file, text);
  daemon.process.kill("SIGHUP");
  for (let wait = 0; !/configuration (loaded|kept)/.test(daemon.log.slice(from)); wait++) {
    assert.ok(wait < 1000, "no word of a reload");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.ok(daemon.log.slice(from).includes(outcome), daemon.log.slice(from));
  return daemon.log.slice(from);
}

/** A Read of photos/large.bin that nobody takes bytes from. Answers how it ends once it is taken:
 *  status, and bytes that came after all. */
export async function stalledRead(daemon, session, token) {
  const opened =
    await call(request1, daemon, "Open", requests.open("photos", "large.bin"), { token });
  const { handle } = parseOpen(opened.messages[0]);
  const stream = session.request({ ":method": "POST", ":path": `${service}Read`,
    "content-type": "application/grpc", authorization: `Bearer ${token}` });
  stream.end(frame(requests.read(handle)));
  await new Promise((resolve) => stream.on("response", resolve));
  return () => new Promise((resolve, reject) => {
    let size = 0;
    stream.on("trailers", (trailers) => resolve({ status: trailers["grpc-status"], size }));
    stream.on("data", (bytes) => (size += bytes.length));
    stream.on("error", reject);
  });
}
