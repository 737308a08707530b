// SPDX-License-Identifier: Apache-2.0
// Finding the EXIF preview: in both byte orders, and never outside the bytes, whatever they say.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findExifPreview } from "./preview.js";

const PREVIEW = Uint8Array.of(0xff, 0xd8, 1, 2, 3, 4, 0xff, 0xd9);

/** A JPEG that begins with EXIF data holding the preview. */
function jpegWithPreview(isLittle: boolean): Uint8Array {
  const tiff = new DataView(new ArrayBuffer(64));
  tiff.setUint16(0, isLittle ? 0x4949 : 0x4d4d);
  tiff.setUint16(2, 42, isLittle);
  tiff.setUint32(4, 8, isLittle); // first directory: empty, then the place of the second
  tiff.setUint16(8, 0, isLittle);
  tiff.setUint32(10, 14, isLittle);
  tiff.setUint16(14, 2, isLittle);
  const entry = (at: number, tag: number, value: number) => {
    tiff.setUint16(at, tag, isLittle);
    tiff.setUint16(at + 2, 4, isLittle);
    tiff.setUint32(at + 4, 1, isLittle);
    tiff.setUint32(at + 8, value, isLittle);
  };
  entry(16, 0x0201, 48);
  entry(28, 0x0202, PREVIEW.length);
  const bytes = new Uint8Array(tiff.buffer);
  bytes.set(PREVIEW, 48);
  const size = 2 + 6 + bytes.length;
  return Uint8Array.from([
    ...[0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0],
    ...[0xff, 0xe1, size >> 8, size & 255, 0x45, 0x78, 0x69, 0x66, 0, 0],
    ...bytes,
    ...[0xff, 0xda],
  ]);
}

for (const isLittle of [true, false]) {
  test(`the preview is found, ${isLittle ? "little" : "big"}-endian`, () => {
    assert.deepEqual(findExifPreview(jpegWithPreview(isLittle)), PREVIEW);
  });
}

test("what is cut off anywhere has no preview", () => {
  const whole = jpegWithPreview(true);
  for (let size = 0; size < whole.length - 10; size++) {
    assert.equal(findExifPreview(whole.subarray(0, size)), undefined, `${size} bytes`);
  }
});

test("hostile bytes yield parts of themselves or nothing", () => {
  let state = 11;
  const random = (bound: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % bound;
  };
  for (let round = 0; round < 20_000; round++) {
    const bytes = jpegWithPreview(random(2) === 0);
    for (let change = random(6); change >= 0; change--) bytes[random(bytes.length)] = random(256);
    const found = findExifPreview(bytes);
    if (!found) continue;
    assert.equal(found.buffer, bytes.buffer);
    assert.ok(found.length >= 2 && found.byteOffset + found.length <= bytes.length);
  }
});
