// SPDX-License-Identifier: Apache-2.0
// Narrowing in JavaScript gives the very token that `vitrined token narrow` gives, with WebCrypto
// and without; and the daemon holds it to what it says.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, suite, test } from "node:test";
import { Connection } from "../../src/bridge/connection.js";
import { narrowToken, RIGHT_READ, RIGHT_STAT, rightsOf } from "../../src/bridge/token.js";
import { lacksDaemon, Served } from "../support/served.js";

const rights = RIGHT_STAT | RIGHT_READ;

suite("token narrowing", { skip: lacksDaemon }, () => {
  let served: Served;
  before(async () => {
    served = await Served.start();
  });
  after(() => served.stop());

  test("a token's rights are those that all its caveats leave", async () => {
    const token = served.token();
    assert.equal(rightsOf(token) & rights, rights);
    const expires = Math.floor(Date.now() / 1000) + 60;
    const narrowing = { share: "test", path: "", rights: RIGHT_STAT, expires };
    const narrowed = await narrowToken(token, narrowing);
    assert.equal(rightsOf(narrowed), RIGHT_STAT);
    const again = await narrowToken(narrowed, { ...narrowing, rights: RIGHT_READ });
    assert.equal(rightsOf(again), 0);
  });

  /** Narrows with a duration there and the same moment here; the clock may tick between. */
  async function narrowBoth(path: string): Promise<[string, string]> {
    for (let attempt = 0; ; attempt++) {
      const token = served.token();
      const expires = Math.floor(Date.now() / 1000) + 60;
      const theirs = served.tokenCommand(token, [
        "narrow",
        "--share",
        "test",
        "--prefix",
        path,
        "--rights",
        "stat,read",
        "--expires",
        "60s",
      ]);
      const ours = await narrowToken(token, { share: "test", path, rights, expires });
      if (ours === theirs || attempt === 4) return [ours, theirs];
    }
  }

  for (const path of ["big.bin", "inner/文件.bin"]) {
    test(`equals the daemon's own for ${path}`, async () => {
      const [ours, theirs] = await narrowBoth(path);
      assert.equal(ours, theirs);
    });
  }

  test("is the same without WebCrypto", async () => {
    const narrowing = { share: "test", path: "big.bin", rights, expires: 2_000_000_000 };
    const token = served.token();
    const withIt = await narrowToken(token, narrowing);
    const crypto = Object.getOwnPropertyDescriptor(globalThis, "crypto");
    Object.defineProperty(globalThis, "crypto", { value: {}, configurable: true });
    try {
      assert.equal(await narrowToken(token, narrowing), withIt);
    } finally {
      if (crypto) Object.defineProperty(globalThis, "crypto", crypto);
    }
  });

  test("seals a token of an Ed25519 key, as the daemon does", async () => {
    const keys = join(mkdtempSync(join(tmpdir(), "vitrine-keys-")), "signing");
    served.command(["key", "new", "--kind", "ed25519", "--id", "5", keys]);
    const options = ["--share", "test", "--rights", "stat,list,read", "--expires", "5m"];
    const token = served.command(["token", "mint", "--key", keys, ...options]);
    const known = `${keys}.public`;
    writeFileSync(known, `${served.command(["key", "public", keys])}\n`, { mode: 0o600 });
    const narrowing = { share: "test", path: "small.bin", rights, expires: 4_000_000_000 };
    const once = await narrowToken(token, narrowing);
    const twice = await narrowToken(once, { ...narrowing, rights: RIGHT_STAT });
    for (const each of [token, once, twice]) {
      assert.match(served.tokenCommand(each, ["verify", "--key", known]), /^valid until/);
    }
    assert.match(served.tokenCommand(twice, ["show"]), /small\.bin\nrights stat\nexpires/);
    const bytes = Buffer.from(twice.slice(4), "base64url");
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    const changed = `fb1.${bytes.toString("base64url")}`;
    assert.throws(() => served.tokenCommand(changed, ["verify", "--key", known]), /not signed/);
    rmSync(dirname(keys), { recursive: true });
  });

  test("verifies, and opens its one file only", async () => {
    const expires = Math.floor(Date.now() / 1000) + 60;
    const narrow = await narrowToken(served.token(), {
      share: "test",
      path: "small.bin",
      rights,
      expires,
    });
    assert.match(served.tokenCommand(narrow, ["verify", "--key", served.key]), /^valid until/);
    assert.match(served.tokenCommand(narrow, ["show"]), /small\.bin/);
    const connection = new Connection(served.address, narrow);
    assert.equal((await connection.stat("test", "small.bin")).size, 1000);
    await assert.rejects(connection.stat("test", "big.bin"), { code: "E_DENIED" });
    await assert.rejects(connection.stat("other", "small.bin"), { code: "E_DENIED" });
    await assert.rejects(
      connection.list("test", "", () => undefined),
      { code: "E_DENIED" },
    );
  });

  test("an expired one is refused", async () => {
    const narrow = await narrowToken(served.token(), {
      share: "test",
      path: "small.bin",
      rights,
      expires: 1,
    });
    await assert.rejects(new Connection(served.address, narrow).stat("test", "small.bin"), {
      code: "E_EXPIRED",
    });
  });

  test("what is no token is refused before it is used", async () => {
    const narrowing = { share: "test", path: "", rights, expires: 1 };
    for (const bad of ["", "fb1.", "fb2.AAAA", "fb1.AAAA", "fb1.!!!!", `fb1.${"A".repeat(77)}`]) {
      await assert.rejects(narrowToken(bad, narrowing), { code: "E_EXPIRED" }, bad);
    }
  });
});
