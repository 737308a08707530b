// SPDX-License-Identifier: Apache-2.0
// A folder of files served by the real vitrined, for one test file.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Daemon,
  ensureKey,
  mintToken,
  nativeProgram,
  startDaemon,
} from "../../scripts/daemon.mjs";

/** A reason to skip, or false. */
export const lacksDaemon =
  !existsSync(nativeProgram("vitrined")) && `${nativeProgram("vitrined")} is not built`;

/** Bytes that differ everywhere. */
export function pattern(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let index = 0, state = 1; index < size; index++) {
    state = (Math.imul(state, 1103515245) + 12345) | 0;
    bytes[index] = state >>> 16;
  }
  return bytes;
}

export const BIG = pattern(3 * 2 ** 20 + 12345);
export const SMALL = pattern(1000);

export class Served {
  readonly folder = mkdtempSync(join(tmpdir(), "vitrine-test-"));
  readonly key = join(this.folder, "key");
  readonly files = join(this.folder, "files");
  daemon!: Daemon;

  static async start(): Promise<Served> {
    const served = new Served();
    mkdirSync(join(served.files, "inner"), { recursive: true });
    writeFileSync(join(served.files, "big.bin"), BIG);
    writeFileSync(join(served.files, "small.bin"), SMALL);
    writeFileSync(join(served.files, "empty.bin"), "");
    writeFileSync(join(served.files, "inner/文件.bin"), SMALL);
    ensureKey(served.key);
    served.daemon = await startDaemon({
      shares: { test: served.files, other: served.folder },
      key: served.key,
    });
    return served;
  }

  get address(): string {
    return this.daemon.address;
  }

  token(more: string[] = [], rights = "read,list,stat", expires = "5m"): string {
    return mintToken({ key: this.key, share: "test", rights, expires, more });
  }

  /** Runs `vitrined token …` with the token on standard input. Answers its standard output. */
  tokenCommand(token: string, line: string[]): string {
    return execFileSync(nativeProgram("vitrined"), ["token", ...line], {
      input: token,
      encoding: "utf8",
      stdio: ["pipe", "pipe", "pipe"],
    }).trim();
  }

  /** Runs `vitrined …`. Answers its standard output. */
  command(line: string[]): string {
    return execFileSync(nativeProgram("vitrined"), line, { encoding: "utf8" }).trim();
  }

  async stop(): Promise<void> {
    await this.daemon?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
