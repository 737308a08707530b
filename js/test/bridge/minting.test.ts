// SPDX-License-Identifier: Apache-2.0
// The programs of docs/minting.md, each as it stands there: vitrined takes their tokens, holds them
// to their prefix, and refuses them when they have expired.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { root } from "../../scripts/daemon.mjs";
import { Connection } from "../../src/bridge/connection.js";
import { lacksDaemon, Served } from "../support/served.js";

interface Language {
  /** After the fence. */
  fence: string;
  file: string;
  needs: string;
  /** The command that runs the program, made ready where it must be. */
  command(path: string): string[];
}

const LANGUAGES: Language[] = [
  { fence: "js", file: "mint.mjs", needs: "node", command: (path) => ["node", path] },
  { fence: "python", file: "mint.py", needs: "python3", command: (path) => ["python3", path] },
  { fence: "go", file: "mint.go", needs: "go", command: (path) => ["go", "run", path] },
  {
    fence: "c",
    file: "mint.c",
    needs: "cc",
    command: (path) => {
      const program = path.replace(/\.c$/, "");
      execFileSync("cc", ["-Wall", "-Wextra", "-Werror", path, "-o", program, "-lcrypto"]);
      return [program];
    },
  },
];

suite("programs that mint tokens", { skip: lacksDaemon }, () => {
  const page = readFileSync(join(root, "docs/minting.md"), "utf8");
  const folder = mkdtempSync(join(tmpdir(), "vitrine-mint-"));
  let served: Served;
  before(async () => {
    served = await Served.start();
  });
  after(async () => {
    await served.stop();
    rmSync(folder, { recursive: true });
  });

  for (const { fence, file, needs, command } of LANGUAGES) {
    const isThere = spawnSync("sh", ["-c", `command -v ${needs}`]).status === 0;
    test(`in ${fence}`, { skip: !isThere && `${needs} is not there` }, async () => {
      const program = new RegExp(`^\`\`\`${fence}\\n(.*?)^\`\`\`$`, "ms").exec(page)?.[1];
      assert.ok(program, "the page has no such program");
      const path = join(folder, file);
      writeFileSync(path, program);
      const [run = "", ...line] = command(path);
      const environment = { ...process.env, GOCACHE: join(folder, "go"), GO111MODULE: "off" };
      const connection = (prefix: string, seconds: number) => {
        const parameters = [...line, served.key, "test", prefix, String(seconds)];
        const options = { encoding: "utf8", env: environment } as const;
        return new Connection(served.address, execFileSync(run, parameters, options).trim());
      };
      const inner = connection("inner", 60);
      assert.equal((await inner.stat("test", "inner/文件.bin")).kind, "file");
      await assert.rejects(inner.stat("test", "small.bin"), { code: "E_DENIED" });
      assert.equal((await connection("", 60).stat("test", "small.bin")).size, 1000);
      await assert.rejects(connection("", 0).stat("test", "small.bin"), { code: "E_EXPIRED" });
    });
  }
});
