// SPDX-License-Identifier: Apache-2.0
// The contract of byte sources, the same for each: whole reads, nothing beyond the end.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { FileSource } from "../node/file-source.js";
import { VitrineError } from "./errors.js";
import { BlobSource, MemorySource, type SyncByteSource } from "./source.js";

const bytes = Uint8Array.from({ length: 1000 }, (_, index) => (index * 7) & 255);
const folder = mkdtempSync(join(tmpdir(), "vitrine-"));
const path = join(folder, "file");
writeFileSync(path, bytes);
process.on("exit", () => rmSync(folder, { recursive: true }));

/** FileReaderSync as Workers have it: slices keep the bytes that they were made of. */
class KnownBlob extends Blob {
  readonly content: Uint8Array<ArrayBuffer>;

  constructor(content: Uint8Array<ArrayBuffer>) {
    super([content]);
    this.content = content;
  }

  override slice(start: number, end: number): KnownBlob {
    return new KnownBlob(this.content.slice(start, end));
  }
}
const reader = { readAsArrayBuffer: (blob: Blob) => (blob as KnownBlob).content.slice().buffer };

const sources: Record<string, () => SyncByteSource> = {
  memory: () => new MemorySource(bytes),
  "part of a buffer": () => new MemorySource(Uint8Array.from([9, ...bytes, 9]).subarray(1, 1001)),
  "array buffer": () => new MemorySource(bytes.slice().buffer),
  blob: () => new BlobSource(new KnownBlob(bytes), reader),
  file: () => new FileSource(path),
};

for (const [name, make] of Object.entries(sources)) {
  test(`${name}: reads are whole, and within the size`, () => {
    const source = make();
    assert.equal(source.size, 1000);
    for (const [offset, size] of [
      [0, 1000],
      [0, 1],
      [999, 1],
      [1000, 0],
      [333, 400],
    ] as const) {
      const target = new Uint8Array(size);
      source.read(offset, target);
      assert.deepEqual(target, bytes.slice(offset, offset + size));
    }
    for (const [offset, size] of [
      [1, 1000],
      [1000, 1],
      [-1, 1],
      [0.5, 1],
      [2 ** 53, 1],
    ] as const) {
      assert.throws(
        () => source.read(offset, new Uint8Array(size)),
        (error) => error instanceof VitrineError && error.code === "E_IO",
      );
    }
    source.close?.();
    source.close?.();
  });
}

test("file: what is no regular file is refused", () => {
  assert.throws(() => new FileSource(folder), /could not be read/);
  assert.throws(() => new FileSource(join(folder, "nothing")), /ENOENT/);
});

test("file: one that shrinks is an error", () => {
  const source = new FileSource(path);
  writeFileSync(path, bytes.subarray(0, 10));
  assert.throws(() => source.read(0, new Uint8Array(100)), /could not be read/);
  source.close();
});
