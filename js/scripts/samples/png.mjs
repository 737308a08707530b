// SPDX-License-Identifier: Apache-2.0
// Writes PNG files (ISO/IEC 15948): any colour type, 8 or 16 bits, plain or Adam7.
import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];
const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Node 20 has no zlib.crc32 before 20.15. */
const crc =
  crc32 ??
  ((bytes) => {
    let sum = ~0;
    for (const byte of bytes) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
    }
    return ~sum >>> 0;
  });

export function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc(body) >>> 0);
  return Buffer.concat([size, body, sum]);
}

/** Rows of one pass, each filtered by Paeth, which suits smooth pictures (section 9.4). */
function passRows({ width, height, colorType, depth, sample }, [x0, y0, dx, dy]) {
  const columns = Math.ceil((width - x0) / dx);
  const rows = Math.ceil((height - y0) / dy);
  if (columns <= 0 || rows <= 0) return Buffer.alloc(0);
  const step = (CHANNELS[colorType] * depth) / 8;
  const rowSize = columns * step;
  const out = Buffer.alloc(rows * (rowSize + 1));
  let previous = Buffer.alloc(rowSize);
  for (let row = 0; row < rows; row++) {
    const current = Buffer.alloc(rowSize);
    for (let column = 0; column < columns; column++) {
      sample(x0 + column * dx, y0 + row * dy).forEach((value, channel) => {
        const at = column * step + (channel * depth) / 8;
        if (depth === 16) current.writeUInt16BE(value, at);
        else current[at] = value;
      });
    }
    const start = row * (rowSize + 1);
    out[start] = 4;
    for (let at = 0; at < rowSize; at++) {
      const left = at >= step ? current[at - step] : 0;
      const corner = at >= step ? previous[at - step] : 0;
      out[start + 1 + at] = current[at] - paeth(left, previous[at], corner);
    }
    previous = current;
  }
  return out;
}

function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(guess - value));
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** `picture`: {width, height, colorType, depth, sample(x, y) → channel values, isInterlaced,
 *  chunks: [[type, data]] before the pixels}. */
export function encodePng(picture) {
  const { width, height, colorType, depth, isInterlaced = false, chunks = [] } = picture;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colorType, 0, 0, isInterlaced ? 1 : 0], 8);
  const passes = isInterlaced ? ADAM7 : [[0, 0, 1, 1]];
  const pixels = deflateSync(Buffer.concat(passes.map((pass) => passRows(picture, pass))));
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    ...chunks.map(([type, data]) => chunk(type, data)),
    ...slices(pixels, 65536).map((part) => chunk("IDAT", part)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function slices(bytes, size) {
  const parts = [];
  for (let at = 0; at < bytes.length; at += size) parts.push(bytes.subarray(at, at + size));
  return parts;
}
