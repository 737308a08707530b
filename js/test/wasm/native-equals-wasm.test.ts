// SPDX-License-Identifier: Apache-2.0
// The promise that anyone can check what the browser showed: native command and modules give the
// same pixels, warnings and errors, bit for bit, on the samples and on all of the corpus.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { open } from "../../src/node/index.js";
import type { Region } from "../../src/wasm/decoder.js";
import { VitrineError } from "../../src/wasm/errors.js";
import {
  corpus,
  filesBelow,
  makeSamples,
  root,
  runNative,
  runNode,
  temporaryFolder,
  withoutCorpus,
  withoutNative,
} from "./support.js";

const PAGES_MAX = 5;
const BATCH = 64;
const INSTANCE_MEMORY_MAX = 2 ** 32;

/** Compares `hash` of all files with the same options, several at a time. */
function compareHashes(files: string[], options: string[]): void {
  for (let start = 0; start < files.length; start += BATCH) {
    const line = ["hash", ...options, ...files.slice(start, start + BATCH)];
    const expected = runNative(line);
    const actual = runNode(line);
    assertSameLines(actual.stderr, expected.stderr);
    assertSameLines(actual.stdout.toString(), expected.stdout.toString());
    assert.equal(actual.status, expected.status);
    assert.doesNotMatch(actual.stdout.toString(), /E_INTERNAL/);
  }
}

/** Shows only the lines that differ. */
function assertSameLines(actual: string, expected: string): void {
  if (actual === expected) return;
  const [ours, theirs] = [actual.split("\n"), expected.split("\n")];
  assert.deepEqual(
    ours.filter((line) => !theirs.includes(line)),
    theirs.filter((line) => !ours.includes(line)),
    "the lines that differ: modules, then native",
  );
  assert.equal(ours.length, theirs.length);
}

/** The number of pages, or 0 for a file that does not open. */
function pageCount(file: string): number {
  try {
    using document = open(file);
    return document.pageCount;
  } catch (error) {
    assert.ok(error instanceof VitrineError && error.code !== "E_INTERNAL", `${file}: ${error}`);
    return 0;
  }
}

interface Part {
  scale: number;
  region?: Region;
}

const scratch = temporaryFolder();

/** SHA-256 of the pixels of a part of page 1 as the native command writes them, or the error. */
function nativePart(file: string, { scale, region }: Part): string {
  const output = join(scratch, "part.rgba");
  const place = region === undefined ? [] : ["--region", Object.values(region).join(",")];
  const { status, stderr } = runNative([
    "decode",
    file,
    "--scale",
    String(scale),
    ...place,
    "-o",
    output,
  ]);
  if (status !== 0) return stderr.replace(`vitrine: ${file}: `, "").trim();
  return createHash("sha256").update(readFileSync(output)).digest("hex");
}

function modulePart(file: string, part: Part): string {
  try {
    using document = open(file, { instanceMemoryMax: INSTANCE_MEMORY_MAX });
    return document
      .page(0)
      .paint(part, ({ data }) => createHash("sha256").update(data).digest("hex"));
  } catch (caught) {
    const { message, detail } = VitrineError.from(caught);
    return detail === "" ? message : `${message} (${detail})`;
  }
}

/** A rectangle off the corner that every page of a size worth it has. */
function middleOf(file: string, scale: number): Region | undefined {
  try {
    using document = open(file);
    const { width, height } = document.page(0).measure(scale);
    const part = (side: number): number => Math.max(1, Math.floor(side / 3));
    const [x, y] = [Math.floor(width / 4), Math.floor(height / 5)];
    return {
      x,
      y,
      width: Math.min(part(width), width - x),
      height: Math.min(part(height), height - y),
    };
  } catch {
    return undefined;
  }
}

function compareParts(files: string[]): void {
  for (const file of files) {
    const region = middleOf(file, 0.73);
    const parts: Part[] = [{ scale: 0.37 }, ...(region ? [{ scale: 0.73, region }] : [])];
    for (const part of parts) {
      assert.equal(
        modulePart(file, part),
        nativePart(file, part),
        `${file} ${JSON.stringify(part)}`,
      );
    }
  }
}

function comparePages(files: string[]): void {
  for (let page = 2; page <= PAGES_MAX; page++) {
    const long = files.filter((file) => pageCount(file) >= page);
    if (long.length > 0) compareHashes(long, ["--page", String(page)]);
  }
}

test("samples: the same pixels natively and in the modules", { skip: withoutNative }, () => {
  const samples = [...makeSamples(), ...filesBelow(join(root, "test/data"))];
  assert.ok(samples.length >= 50);
  compareHashes(samples, []);
  compareHashes(samples, ["--as-stored"]);
  comparePages(samples);
  compareParts(samples);
});

for (const format of ["png", "jpeg", "bmp", "gif", "tiff", "raw", "psd", "webp", "cbz",
  "heic", "avif", "pdf"]) {
  const skip = withoutNative || withoutCorpus;
  const name = (what: string): string => `corpus, ${format}: ${what}`;
  const files = skip ? [] : filesBelow(join(corpus, format));
  test(name("the same pixels, warnings and errors"), { skip }, () => compareHashes(files, []));
  test(name("the same as stored"), { skip }, () => compareHashes(files, ["--as-stored"]));
  test(name("the same on further pages"), { skip }, () => comparePages(files));
  test(name("the same scaled and in part"), { skip }, () => compareParts(files));
}
