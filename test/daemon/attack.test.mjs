// SPDX-License-Identifier: Apache-2.0
// From inside: a test build with a hole tries what an attacker would who runs code in the daemon.
// Whatever it tries, on the loop's thread or a disk thread, the walls refuse it.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Daemon, request1 } from "./daemon.mjs";

const programFile = process.env.VITRINED_HOLE;
const elsewhere = mkdtempSync(join(tmpdir(), "vitrined-elsewhere-"));
let daemon;
let secret;
before(async () => {
  daemon = await Daemon.start({ programFile });
  daemon.write("photos/a.txt", "mine");
  secret = join(elsewhere, "secret");
  writeFileSync(secret, "outside");
});
after(async () => {
  await daemon?.stop();
  rmSync(elsewhere, { recursive: true });
});

/** The log of a build with sanitizers says that it has no filter of system calls. */
const has = (wall) => new RegExp(`"${wall}":(true|[1-9])`).test(daemon.log);

async function attempt(name, path = "/", where = "") {
  const { status, headers } =
    await request1(daemon, { method: "GET", path: `/hole/${where}${name}${path}` });
  assert.equal(status, 200);
  return headers["x-result"];
}

test("the hole is one: what the walls permit is done", async () => {
  assert.equal(await attempt("openat2", daemon.path("photos", "a.txt")), "done");
  assert.equal(await attempt("openat2", daemon.path("photos", "a.txt"), "thread/"), "done");
});

for (const where of ["", "thread/"]) {
  const thread = where === "" ? "the loop" : "a disk thread";

  test(`files outside the shares cannot be read from ${thread}`, async (t) => {
    if (!has("landlock-abi")) return t.skip("this kernel has no Landlock");
    const paths = ["/etc/passwd", "/dev/zero", secret];
    if (has("seccomp")) paths.push("/proc/self/mem"); // a sanitizer reads below /proc
    for (const path of paths) {
      assert.equal(await attempt("openat2", path, where), "EACCES", path);
      assert.equal(await attempt("climb", path, where), "EACCES", path);
    }
  });

  test(`nothing is written or deleted from ${thread}`, async (t) => {
    if (!has("landlock-abi")) return t.skip("this kernel has no Landlock");
    assert.equal(await attempt("write", "/", where), "EACCES");
    assert.match(await attempt("unlink", "/", where), /EACCES|EPERM/);
    assert.ok(!existsSync(daemon.path("photos", "written")));
    assert.equal(readFileSync(daemon.path("photos", "a.txt"), "utf8"), "mine");
  });

  test(`system calls that serving does not need are refused on ${thread}`, async (t) => {
    if (!has("seccomp")) return t.skip("a build with sanitizers has no filter of system calls");
    for (const name of ["open", "socket", "connect", "fork", "signal", "user", "code", "terminal",
      "ring"]) {
      assert.equal(await attempt(name, "/etc/passwd", where), "EPERM", name);
    }
  });
}

test("running a program and tracing another end the process at once", async (t) => {
  if (!has("seccomp")) return t.skip("a build with sanitizers has no filter of system calls");
  for (const [name, where] of [["exec", ""], ["exec", "thread/"], ["trace", ""]]) {
    const doomed = await Daemon.start({ programFile });
    await assert.rejects(request1(doomed, { method: "GET", path: `/hole/${where}${name}/bin/sh` }));
    assert.deepEqual(await doomed.exit, { code: null, signal: "SIGSYS" });
  }
});
