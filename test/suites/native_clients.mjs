// SPDX-License-Identifier: Apache-2.0
// Runs a native client in another language. Each makes the same calls, prints a line for each, and
// fails by itself.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { Daemon } from "../daemon/daemon.mjs";
import { run } from "./tools.mjs";

const lines = ["unary", "stream", "both ways", "error", "deadline", "cancel"];

export function testClient(name, { program, skip }, list = []) {
  test(name, { skip, timeout: 120_000 }, async () => {
    const daemon = await Daemon.start({ web: false });
    daemon.write("photos/large.bin", randomBytes(5_000_000));
    const { code, text } = await run(program,
      [...list, `127.0.0.1:${daemon.port}`, daemon.mint()], { timeout: 100_000 });
    assert.equal(code, 0, text);
    assert.deepEqual(text.trim().split("\n"), lines);
    for (let tries = 0; !/Read","status":1,/.test(daemon.log); tries++) {
      assert.ok(tries < 200, "the daemon stops reading");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await daemon.stop();
  });
}
