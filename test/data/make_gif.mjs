// SPDX-License-Identifier: Apache-2.0
// Makes the GIF samples of this folder; see README.md. Usage: node make_gif.mjs
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sampleAt } from "./picture.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "gif");
const width = 45;
const height = 37;
const word = (value) => [value & 255, value >> 8];

/** The codes of GIF89a, appendix F, in blocks of up to 255 bytes. */
function pack(indices, bits) {
  const clear = 1 << bits;
  const bytes = [];
  let buffer = 0;
  let filled = 0;
  let size = bits + 1;
  let next = clear + 2;
  let table = new Map();
  const write = (code) => {
    buffer |= code << filled;
    for (filled += size; filled >= 8; filled -= 8, buffer >>>= 8) bytes.push(buffer & 255);
  };
  write(clear);
  let current = indices[0];
  for (const index of indices.slice(1)) {
    const known = table.get(current * 256 + index);
    if (known !== undefined) {
      current = known;
      continue;
    }
    write(current);
    if (next === 4096) {
      write(clear);
      [size, next, table] = [bits + 1, clear + 2, new Map()];
    } else {
      table.set(current * 256 + index, next);
      if (next++ === 1 << size) size++;
    }
    current = index;
  }
  write(current);
  if (next === 1 << size && size < 12) size++; // the reader has defined one more by then
  write(clear + 1);
  if (filled > 0) bytes.push(buffer & 255);
  const blocks = [bits];
  for (let at = 0; at < bytes.length; at += 255) {
    const part = bytes.slice(at, at + 255);
    blocks.push(part.length, ...part);
  }
  return [...blocks, 0];
}

const interlacedRows = (rows) => [[0, 8], [4, 8], [2, 4], [1, 2]]
  .flatMap(([first, step]) => rows.filter((_, y) => y >= first && (y - first) % step === 0));

/** A frame: an optional control block, its place, an optional palette of its own, its rows. */
function frame({ left = 0, top = 0, rows, bits, palette, delay, disposal = 0, transparent,
  interlaced }) {
  const control = delay === undefined && transparent === undefined ? []
    : [0x21, 0xf9, 4, (disposal << 2) | (transparent === undefined ? 0 : 1), ...word(delay ?? 0),
      transparent ?? 0, 0];
  const flags = (interlaced ? 0x40 : 0) | (palette ? 0x80 | (bits - 1) : 0);
  return [...control, 0x2c, ...word(left), ...word(top), ...word(rows[0].length),
    ...word(rows.length), flags, ...(palette ?? []),
    ...pack((interlaced ? interlacedRows(rows) : rows).flat(), Math.max(2, bits))];
}

function write(name, bits, palette, ...parts) {
  writeFileSync(join(folder, `${name}.gif`), Buffer.from([...Buffer.from("GIF89a"), ...word(width),
    ...word(height), 0x80 | (bits - 1), 0, 0, ...palette, ...parts.flat(), 0x3b]));
}

const area = (w, h, indexAt) => Array.from({ length: h }, (_, y) =>
  Array.from({ length: w }, (_, x) => indexAt(x, y)));
const level = (x, y, channel, most) => Math.round(sampleAt(x, y, channel, width, height) * most);
const ramp = (count) =>
  Array.from({ length: count }, (_, i) => Math.round((i * 255) / (count - 1)));
const gray = (count) => ramp(count).flatMap((value) => [value, value, value]);
/** 8 levels of red, 8 of green, 4 of blue. */
const cube = Array.from({ length: 256 }, (_, i) =>
  [ramp(8)[i >> 5], ramp(8)[(i >> 2) & 7], ramp(4)[i & 3]]).flat();
const picture = area(width, height,
  (x, y) => level(x, y, 0, 7) * 32 + level(x, y, 1, 7) * 4 + level(x, y, 2, 3));
const hole = picture.map((row, y) => row.map((index, x) => (level(x, y, 3, 9) > 8 ? 3 : index)));
const comment = [0x21, 0xfe, 5, ...Buffer.from("A sample".slice(0, 5)), 0];
const loop = [0x21, 0xff, 11, ...Buffer.from("NETSCAPE2.0"), 3, 1, 0, 0, 0];
const ball = (index) => area(12, 10, (x, y) => ((x - 6) ** 2 + (y - 5) ** 2 < 20 ? index : 0));

write("gray", 4, gray(16), comment, frame({ rows: area(width, height,
  (x, y) => level(x, y, 0, 15)), bits: 4 }));
write("interlaced", 8, cube, frame({ rows: picture, bits: 8, interlaced: true }));
write("transparent", 8, cube, frame({ rows: hole, bits: 8, transparent: 3 }));
// Each kind of disposal, a palette of its own, and parts that reach over the edge of the screen.
write("animated", 8, cube, loop,
  frame({ rows: picture, bits: 8, delay: 5 }),
  frame({ left: 3, top: 4, rows: ball(224), bits: 8, delay: 12, disposal: 3, transparent: 0 }),
  frame({ left: 20, top: 8, rows: ball(28), bits: 8, delay: 0, disposal: 2, transparent: 0 }),
  frame({ left: 38, top: 30, rows: ball(1), bits: 2, delay: 300, disposal: 1, transparent: 0,
    palette: [0, 0, 0, 255, 255, 0, 0, 0, 255, 255, 255, 255] }),
  frame({ left: 10, top: 20, rows: ball(3), bits: 8, delay: 7, interlaced: true }));
