// SPDX-License-Identifier: Apache-2.0
// Where the tests of the modules find what they compare: the native command, samples, the corpus.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url));
export const native = process.env["VITRINE_NATIVE"] ?? join(root, "build/native/vitrine");
export const corpus = join(root, "../shared/corpus");
const nodeCommand = join(root, "js/bin/vitrine.js");

/** For the `skip` of a test: false, or why it cannot run. */
export const withoutNative = existsSync(native) ? false : "build/native/vitrine is not built";
export const withoutCorpus = existsSync(corpus) ? false : "../shared/corpus is not there";

/** A folder that is removed at the end of the process. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The sample files of the demo. */
export function makeSamples(): string[] {
  const folder = temporaryFolder();
  execFileSync(process.execPath, [join(root, "js/scripts/make-samples.mjs"), folder]);
  return filesBelow(folder);
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

export interface Outcome {
  status: number | null;
  signal: string | null;
  stdout: Buffer;
  stderr: string;
}

const LIMITS = { timeout: 120_000, maxBuffer: 2 ** 30 };

export function runNative(line: string[], input?: Buffer): Outcome {
  const outcome = spawnSync(native, line, { ...LIMITS, input, argv0: "vitrine" });
  return { ...outcome, stderr: outcome.stderr.toString() };
}

export function runNode(line: string[], input?: Buffer): Outcome {
  const outcome = spawnSync(process.execPath, [nodeCommand, ...line], { ...LIMITS, input });
  return { ...outcome, stderr: outcome.stderr.toString() };
}
