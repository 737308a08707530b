// SPDX-License-Identifier: Apache-2.0
// The small picture that a camera puts into a JPEG's EXIF data (EXIF 2.3, 4.5.5; TIFF 6.0): where
// it lies among the first bytes of a file. Every offset is checked against the bytes there are.

const SOI = 0xffd8;
const APP1 = 0xffe1;
const SOS = 0xffda;
const EXIF = 0x45786966;
const TAG_OFFSET = 0x0201;
const TAG_LENGTH = 0x0202;
const ENTRIES_MAX = 256;

/** The preview's bytes, a JPEG of its own, as a part of `head`; undefined where there is none. */
export function findExifPreview(head: Uint8Array): Uint8Array | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  if (head.length < 4 || view.getUint16(0) !== SOI) return undefined;
  for (let at = 2; at + 4 <= head.length;) {
    const marker = view.getUint16(at);
    const size = view.getUint16(at + 2);
    if (marker < 0xff00 || marker === SOS || size < 2) return undefined;
    const end = Math.min(head.length, at + 2 + size);
    const isExif = marker === APP1 && at + 10 <= end && view.getUint32(at + 4) === EXIF;
    if (isExif) return previewOf(head.subarray(at + 10, end));
    at += 2 + size;
  }
  return undefined;
}

/** The picture that the second directory of a TIFF structure names. */
function previewOf(tiff: Uint8Array): Uint8Array | undefined {
  if (tiff.length < 8) return undefined;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.length);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const isLittle = order === 0x4949;
  const first = view.getUint32(4, isLittle);
  const second = nextDirectory(view, first, isLittle);
  const entries = second === undefined ? undefined : readEntries(view, second, isLittle);
  const offset = entries?.get(TAG_OFFSET);
  const length = entries?.get(TAG_LENGTH);
  if (!offset || !length || length > tiff.length - offset) return undefined;
  const preview = tiff.subarray(offset, offset + length);
  return preview[0] === 0xff && preview[1] === 0xd8 ? preview : undefined;
}

function nextDirectory(view: DataView, at: number, isLittle: boolean): number | undefined {
  if (at + 2 > view.byteLength) return undefined;
  const link = at + 2 + 12 * view.getUint16(at, isLittle);
  return link + 4 <= view.byteLength ? view.getUint32(link, isLittle) : undefined;
}

/** Values of 32 bits by their tag. */
function readEntries(view: DataView, at: number, isLittle: boolean): Map<number, number> {
  const entries = new Map<number, number>();
  if (at === 0 || at + 2 > view.byteLength) return entries;
  const count = Math.min(ENTRIES_MAX, view.getUint16(at, isLittle));
  for (let entry = at + 2; entries.size < count && entry + 12 <= view.byteLength; entry += 12) {
    entries.set(view.getUint16(entry, isLittle), view.getUint32(entry + 8, isLittle));
  }
  return entries;
}
