// SPDX-License-Identifier: Apache-2.0
// Decoding in the modules: the interface, limits, damaged files, and what happens to a hostile one.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import {
  FileSource,
  MemorySource,
  open,
  packageFiles,
  SyncDocument,
} from "../../src/node/index.js";
import type { OpenOptions } from "../../src/wasm/decoder.js";
import { VitrineError } from "../../src/wasm/errors.js";
import { checkRange, type SyncByteSource } from "../../src/wasm/source.js";
import { makeSamples, root } from "./support.js";

const skip = existsSync(`${root}js/dist/manifest.json`) ? false : "js/dist is not built";
const samples = skip ? [] : makeSamples();

function sample(name: string): string {
  const found = samples.find((path) => basename(path) === name);
  assert.ok(found, `there is a sample ${name}`);
  return found;
}

function fails(work: () => unknown, code: string): VitrineError {
  let caught: unknown;
  try {
    work();
  } catch (error) {
    caught = error;
  }
  assert.ok(caught instanceof VitrineError, `fails with a VitrineError, not ${caught}`);
  assert.equal(caught.code, code, `${caught.message} (${caught.detail})`);
  return caught;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}

/** CRC of PNG, annex D. */
function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** An RGBA PNG; the header's size may lie about the rows that follow. */
function makePng(
  width: number,
  height: number,
  pixel: (x: number, y: number) => number[],
  rows = height,
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const lines = Buffer.alloc(rows * (1 + 4 * width));
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++) lines.set(pixel(x, y), y * (1 + 4 * width) + 1 + 4 * x);
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(lines)),
    chunk("IEND", new Uint8Array()),
  ]);
}

const gradient = (x: number, y: number): number[] => [
  x * 16,
  y * 16,
  255 - x * 8,
  x === y ? 0 : 255,
];
const opened = (bytes: Uint8Array, options: OpenOptions = {}): SyncDocument => open(bytes, options);

test("a PNG's pixels come out as they were put in", { skip }, () => {
  using document = opened(makePng(12, 9, gradient));
  assert.deepEqual(
    [document.format, document.mediaType, document.pageCount, document.isPaged],
    ["png", "image/png", 1, false],
  );
  using page = document.page(0);
  assert.deepEqual([page.width, page.height, page.bitDepth, page.hasAlpha], [12, 9, 8, true]);
  const { width, height, data } = page.render();
  assert.deepEqual([width, height, data.length], [12, 9, 12 * 9 * 4]);
  const expected = Array.from({ length: 12 * 9 }, (_, index) =>
    gradient(index % 12, Math.floor(index / 12)).map((value) => value & 255),
  ).flat();
  assert.deepEqual([...data], expected);
});

test("regions are parts of the whole", { skip }, () => {
  for (const name of ["dusk.png", "dusk.jpg", "document.pdf", "palette, interlaced.png"]) {
    using document = open(sample(name));
    const page = document.page(0);
    const whole = page.render({ scale: 0.5 });
    const region = { x: 10, y: 20, width: 33, height: 17 };
    const part = page.render({ scale: 0.5, region });
    for (let row = 0; row < region.height; row++) {
      const start = 4 * ((region.y + row) * whole.width + region.x);
      assert.deepEqual(
        part.data.subarray(4 * row * 33, 4 * (row + 1) * 33),
        whole.data.subarray(start, start + 4 * 33),
        `${name}, row ${row}`,
      );
    }
  }
});

test("EXIF orientation is applied, unless the pixels are wanted as stored", { skip }, () => {
  const path = sample("upright (EXIF orientation 6).jpg");
  using upright = open(path);
  using stored = open(path, { asStored: true });
  const [turned, raw] = [upright.page(0), stored.page(0)];
  assert.equal(turned.orientation, 6);
  assert.deepEqual([turned.width, turned.height], [raw.height, raw.width]);
});

test("a document has pages, each rendered at any scale", { skip }, () => {
  using document = open(sample("document.pdf"));
  assert.ok(document.isPaged && document.pageCount > 1);
  for (let index = 0; index < document.pageCount; index++) {
    using page = document.page(index);
    const { data } = page.render({ scale: 0.25 });
    assert.ok(data.every((value, position) => position % 4 !== 3 || value === 255));
  }
});

test("a file source reads what is asked for, and nothing after close", { skip }, () => {
  const source = new FileSource(sample("dusk.jpg"));
  const bytes = readFileSync(sample("dusk.jpg"));
  const target = new Uint8Array(100);
  source.read(1000, target);
  assert.deepEqual(Buffer.from(target), bytes.subarray(1000, 1100));
  fails(() => source.read(bytes.length - 10, target), "E_IO");
  source.close();
  fails(() => source.read(0, target), "E_IO");
});

test("half a file shows what has come, and says so", { skip }, () => {
  for (const name of ["cut off.png", "cut off.jpg"]) {
    using document = open(sample(name));
    const { data } = document.page(0).render();
    assert.ok(document.isPartial, name);
    assert.notEqual(document.message, "");
    assert.ok(data.some((value) => value !== 0));
  }
});

test("what is no picture is an error in words", { skip }, () => {
  const error = fails(() => open(new TextEncoder().encode("This is text.")), "E_UNSUPPORTED");
  assert.match(error.message, /^The file's format/);
  fails(() => open(new Uint8Array()), "E_TRUNCATED");
});

test(
  "every cut and many flips of a file end in pixels or an error, never in a trap",
  { skip },
  () => {
    const files = [
      makePng(40, 30, gradient),
      readFileSync(sample("small.jpg")),
      readFileSync(sample("document.pdf")),
    ];
    for (const bytes of files) {
      const step = Math.max(1, Math.floor(bytes.length / 60));
      for (let position = 0; position < bytes.length; position += step) {
        const flipped = Uint8Array.from(bytes);
        flipped[position] = (flipped[position] ?? 0) ^ (1 + (position % 255));
        for (const hostile of [bytes.subarray(0, position), flipped]) attempt(hostile);
      }
    }
  },
);

function attempt(bytes: Uint8Array): void {
  try {
    using document = open(bytes, { timeoutMs: 20_000 });
    document.page(0).render({ scale: 0.3 });
  } catch (error) {
    assert.ok(error instanceof VitrineError, String(error));
    assert.notEqual(error.code, "E_INTERNAL", error.detail);
  }
}

test("pages, scales and regions out of range are refused", { skip }, () => {
  using document = opened(makePng(12, 9, gradient));
  for (const index of [1, -1, 0.5, Number.NaN, 2 ** 32]) {
    fails(() => document.page(index), "E_ARGUMENT");
  }
  const page = document.page(0);
  for (const scale of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    fails(() => page.measure(scale), "E_ARGUMENT");
  }
  fails(() => page.measure(1e12), "E_LIMIT");
  const square = { x: 0, y: 0, width: 4, height: 4 };
  for (const wrong of [
    { x: 9 },
    { y: -1 },
    { width: 0 },
    { width: 13 },
    { height: 2 ** 31 },
    { x: 0.5 },
  ]) {
    fails(() => page.render({ region: { ...square, ...wrong } }), "E_ARGUMENT");
  }
});

test("a bomb is refused from its header, or shown small within the memory", { skip }, () => {
  const bomb = makePng(40000, 40000, () => [], 1);
  const start = performance.now();
  fails(() => opened(bomb).page(0).render(), "E_LIMIT");
  assert.ok(performance.now() - start < 1000);
  using document = opened(bomb, { pixelsMax: 2e9, instanceMemoryMax: 64 * 2 ** 20 });
  const { width, height } = document.page(0).render({ scale: 1 / 400 });
  assert.deepEqual([width, height, document.isPartial], [100, 100, true]);
});

test("an instance stays within its memory, and says so when that is too little", { skip }, () => {
  const path = sample("dusk.jpg");
  const error = fails(
    () =>
      open(path, { instanceMemoryMax: 2 ** 20 })
        .page(0)
        .render(),
    "E_NOMEM",
  );
  assert.match(error.message, /memory/);
  const pdf = sample("document.pdf");
  fails(() => open(pdf, { memoryMax: 100_000 }).page(0).render(), "E_LIMIT");
});

test("work is stopped by the caller and by the clock", { skip }, () => {
  const path = sample("dusk.jpg");
  let isWanted = true;
  using document = open(path, { onProgress: () => !isWanted });
  const page = document.page(0);
  isWanted = false;
  fails(() => page.render(), "E_CANCELLED");
  isWanted = true;
  assert.ok(page.render().width > 0, "a cancelled page can be rendered again");
  using late = open(path, { timeoutMs: Number.MIN_VALUE, onProgress: () => waitOneMillisecond() });
  const error = fails(() => late.page(0).render(), "E_LIMIT");
  assert.match(error.detail, /time limit/);
});

function waitOneMillisecond(): void {
  const end = performance.now() + 1;
  while (performance.now() < end);
}

test("what the source throws is what the caller catches", { skip }, () => {
  const denied = new VitrineError("E_DENIED", "You may not read this.");
  const bytes = makePng(400, 300, gradient);
  const source: SyncByteSource = {
    size: bytes.length,
    read(offset, target) {
      checkRange(this, offset, target.length);
      if (offset + target.length > bytes.length / 2) throw denied;
      target.set(bytes.subarray(offset, offset + target.length));
    },
  };
  const files = packageFiles();
  const image = files.module("image");
  assert.ok(image);
  assert.equal(
    catchFrom(() => SyncDocument.open(image, source).page(0).render()),
    denied,
  );
});

function catchFrom(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test("a closed document and its pages answer no more", { skip }, () => {
  let closed = 0;
  const bytes = makePng(12, 9, gradient);
  const memory = new MemorySource(bytes);
  const document = open({
    size: memory.size,
    read: memory.read.bind(memory),
    close: () => closed++,
  });
  const page = document.page(0);
  document.close();
  document.close();
  assert.equal(closed, 1);
  fails(() => document.page(0), "E_ARGUMENT");
  fails(() => page.render(), "E_ARGUMENT");
});

test("pages that need fonts ask for them, and show without them", { skip }, () => {
  using complete = open(sample("document.pdf"));
  complete.page(0).render();
  assert.equal(complete.message, "");
  using bare = open(sample("document.pdf"), {
    assets: { find: () => undefined, read: () => assert.fail("nothing was found") },
  });
  assert.ok(bare.page(0).render().width > 0);
  assert.match(bare.message, /asset/);
});
