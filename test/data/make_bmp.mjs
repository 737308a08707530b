// SPDX-License-Identifier: Apache-2.0
// Makes the BMP samples of this folder; see README.md. Usage: node make_bmp.mjs
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sampleAt } from "./picture.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "bmp");
const width = 45;
const height = 37;
const level = (x, y, channel, most) => Math.round(sampleAt(x, y, channel, width, height) * most);

function words(size, ...values) {
  const bytes = Buffer.alloc(size * values.length);
  values.forEach((value, i) => {
    for (let k = 0; k < size; k++) bytes[i * size + k] = Math.floor(value / 256 ** k) & 255;
  });
  return bytes;
}

/** Rows of `bits` a pixel from the bottom (or the top), each filled up to four bytes. */
function packRows(bits, pixelAt, isTopDown) {
  const rows = [];
  for (let y = 0; y < height; y++) {
    const row = Buffer.alloc(Math.ceil((width * bits) / 32) * 4);
    for (let x = 0; x < width; x++) {
      const pixel = pixelAt(x, y);
      if (bits < 8) row[(x * bits) >> 3] |= pixel << (8 - bits - ((x * bits) % 8));
      else row.set(words(bits / 8, pixel), (x * bits) / 8);
    }
    rows.push(row);
  }
  return Buffer.concat(isTopDown ? rows : rows.reverse());
}

/** Run lengths: runs, literals and, where the picture is 0 for long, jumps. */
function packRuns(bits, pixelAt) {
  const out = [];
  for (let y = height - 1; y >= 0; y--) {
    const line = Array.from({ length: width }, (_, x) => pixelAt(x, y));
    for (let x = 0; x < width;) {
      let run = 1;
      while (x + run < width && run < 255 && line[x + run] === line[x]) run++;
      if (line[x] === 0 && run > 4) out.push(0, 2, run, 0);
      else if (run > 2 || x + 3 > width) out.push(run, bits === 8 ? line[x] : line[x] * 17);
      else {
        run = 3;
        const three = line.slice(x, x + 3);
        if (bits === 8) out.push(0, 3, ...three, 0);
        else out.push(0, 3, three[0] * 16 + three[1], three[2] * 16);
      }
      x += run;
    }
    out.push(0, y === 0 ? 1 : 0);
  }
  return Buffer.from(out);
}

const grays = (count, entry) => Buffer.concat(Array.from({ length: count }, (_, i) => {
  const value = Math.round((i * 255) / (count - 1));
  return Buffer.from([value, 255 - value, value, 0].slice(0, entry));
}));

function write(name, bits, pixels, { compression = 0, extra = Buffer.alloc(0), rows = height,
  palette = Buffer.alloc(0), headSize = 40, masks = [] } = {}) {
  const head = headSize === 12
    ? Buffer.concat([words(4, 12), words(2, width, height, 1, bits)])
    : Buffer.concat([words(4, headSize, width, rows >>> 0), words(2, 1, bits),
      words(4, compression, pixels.length, 2835, 2835, palette.length / 4, 0), words(4, ...masks)]);
  const whole = Buffer.concat([head, Buffer.alloc(Math.max(0, headSize - head.length)), extra,
    palette]);
  const offset = 14 + whole.length;
  writeFileSync(join(folder, `${name}.bmp`), Buffer.concat([
    Buffer.from("BM"), words(4, offset + pixels.length, 0, offset), whole, pixels]));
}

const index = (bits) => (x, y) => level(x, y, 0, 2 ** bits - 1);
const rgb = (x, y) => level(x, y, 0, 255) * 65536 + level(x, y, 1, 255) * 256 + level(x, y, 2, 255);
const rgb565 = (x, y) => level(x, y, 0, 31) * 2048 + level(x, y, 1, 63) * 32 + level(x, y, 2, 31);
const rgb555 = (x, y) => level(x, y, 0, 31) * 1024 + level(x, y, 1, 31) * 32 + level(x, y, 2, 31);
const rgba = (x, y) => level(x, y, 3, 255) * 2 ** 24 + rgb(x, y);

for (const bits of [1, 4, 8])
  write(`palette${bits}`, bits, packRows(bits, index(bits)), { palette: grays(2 ** bits, 4) });
write("os2", 4, packRows(4, index(4)), { headSize: 12, palette: grays(16, 3) });
write("rle4", 4, packRuns(4, index(4)), { compression: 2, palette: grays(16, 4) });
write("rle8", 8, packRuns(8, index(5)), { compression: 1, palette: grays(32, 4) });
write("rgb555", 16, packRows(16, rgb555));
write("rgb565", 16, packRows(16, rgb565),
  { compression: 3, extra: words(4, 0xf800, 0x07e0, 0x001f) });
write("rgb24", 24, packRows(24, rgb));
write("rgb24_top", 24, packRows(24, rgb, true), { rows: -height });
write("rgb32", 32, packRows(32, rgba));
write("rgba32", 32, packRows(32, rgba),
  { compression: 3, headSize: 108, masks: [0xff0000, 0xff00, 0xff, 0xff000000] });
