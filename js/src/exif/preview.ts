// SPDX-License-Identifier: Apache-2.0
// The small picture that a camera puts into a JPEG's EXIF data (EXIF 2.3, 4.5.5).
import { findExif } from "./tiff.js";

const TAG_OFFSET = 0x0201;
const TAG_LENGTH = 0x0202;

/** The preview's bytes, a JPEG of its own, as a part of `head`; undefined where there is none. */
export function findExifPreview(head: Uint8Array): Uint8Array | undefined {
  const tiff = findExif(head);
  const second = tiff?.values(tiff.next(tiff.first)); // the first is the picture's own
  const offset = tiff?.number(second?.get(TAG_OFFSET));
  const length = tiff?.number(second?.get(TAG_LENGTH));
  if (!tiff || !offset || !length || length > tiff.bytes.length - offset) return undefined;
  const preview = tiff.bytes.subarray(offset, offset + length);
  return preview[0] === 0xff && preview[1] === 0xd8 ? preview : undefined;
}
