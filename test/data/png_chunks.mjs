// SPDX-License-Identifier: Apache-2.0
// Chunks and filtered rows of a PNG, for the programs that make samples.
import { crc32 } from "node:zlib";
import { sampleAt } from "./picture.mjs";

export const crc = crc32 ?? ((bytes) => {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
});

export function chunk(type, data = Buffer.alloc(0)) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const head = Buffer.alloc(4);
  const tail = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  tail.writeUInt32BE(crc(body) >>> 0);
  return Buffer.concat([head, body, tail]);
}

const channelsOf = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Packs the pixels of one pass; each row is preceded by its filter type (all five in turn). */
export function packRows(columns, rows, { color, depth, width, height }) {
  const channels = channelsOf[color];
  const rowBytes = Math.ceil((columns.length * channels * depth) / 8);
  const pixelBytes = Math.max(1, (channels * depth) / 8);
  let above = Buffer.alloc(rowBytes);
  const out = [];
  rows.forEach((y, index) => {
    const raw = Buffer.alloc(rowBytes);
    columns.forEach((x, i) => {
      for (let c = 0; c < channels; c++) {
        const channel = color === 4 && c === 1 ? 3 : c;
        const value = Math.round(sampleAt(x, y, channel, width, height) * (2 ** depth - 1));
        const position = i * channels + c;
        if (depth === 16) raw.writeUInt16BE(value, position * 2);
        else if (depth === 8) raw[position] = value;
        else raw[(position * depth) >> 3] |= value << (8 - depth - ((position * depth) % 8));
      }
    });
    const filter = index % 5;
    const line = Buffer.alloc(rowBytes + 1);
    line[0] = filter;
    for (let i = 0; i < rowBytes; i++) {
      const left = i >= pixelBytes ? raw[i - pixelBytes] : 0;
      const corner = i >= pixelBytes ? above[i - pixelBytes] : 0;
      line[i + 1] = raw[i] - predict(filter, left, above[i], corner);
    }
    above = raw;
    out.push(line);
  });
  return Buffer.concat(out);
}

function predict(filter, left, above, corner) {
  if (filter === 4) {
    const estimate = left + above - corner;
    const [a, b, c] = [left, above, corner].map((value) => Math.abs(estimate - value));
    return a <= b && a <= c ? left : b <= c ? above : corner;
  }
  return [0, left, above, (left + above) >> 1][filter];
}

export const range = (first, step, end) => {
  const list = [];
  for (let i = first; i < end; i += step) list.push(i);
  return list;
};
export const adam7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4],
  [1, 0, 2, 2], [0, 1, 1, 2]];

export const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 0x1a, 10]);

export function header(width, height, depth, color, interlaced = false) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([depth, color, 0, 0, interlaced ? 1 : 0], 8);
  return chunk("IHDR", head);
}
