// SPDX-License-Identifier: Apache-2.0
// Makes the PSD samples of this folder; see README.md. Usage: node make_psd.mjs
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sampleAt } from "./picture.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "psd");
const width = 45;
const height = 37;

function number(size, ...values) {
  const bytes = Buffer.alloc(size * values.length);
  values.forEach((value, i) => bytes.writeUIntBE(value, i * size, size));
  return bytes;
}

/** Runs of equal bytes, and the others, of one row. */
function packBits(row) {
  const out = [];
  for (let i = 0; i < row.length;) {
    let run = 1;
    while (i + run < row.length && run < 128 && row[i + run] === row[i]) run++;
    if (run > 2) out.push(257 - run, row[i]);
    else {
      run = Math.min(2, row.length - i);
      out.push(run - 1, ...row.subarray(i, i + run));
    }
    i += run;
  }
  return Buffer.from(out);
}

function write(name, { mode, bits = 8, planes, isPacked = false, isBig = false, palette, layers,
  isInk = false }) {
  const rows = [];
  for (let c = 0; c < planes; c++) {
    for (let y = 0; y < height; y++) {
      const row = Buffer.alloc(Math.ceil((width * bits) / 8));
      for (let x = 0; x < width; x++) {
        const level = isInk && c === 3 ? 1 : sampleAt(x, y, c, width, height);
        const value = Math.round(level * (2 ** bits - 1));
        if (bits === 16) row.writeUInt16BE(value, x * 2);
        else if (bits === 8) row[x] = value;
        else row[x >> 3] |= (1 - value) << (7 - (x % 8));
      }
      rows.push(isPacked ? packBits(row) : row);
    }
  }
  const word = isBig ? 8 : 4;
  const layer = layers === undefined ? Buffer.alloc(0)
    : Buffer.concat([number(word > 6 ? 4 : word, ...(isBig ? [0, 2] : [2])), layers]);
  const layerSize = isBig ? number(4, 0, layer.length) : number(4, layer.length);
  const resource = Buffer.concat([Buffer.from("8BIM"), number(2, 1005), Buffer.from([3]),
    Buffer.from("odd"), number(4, 3), Buffer.from([1, 2, 3, 0])]);
  const sizes = number(isBig ? 4 : 2, ...(isPacked ? rows.map((row) => row.length) : []));
  writeFileSync(join(folder, name), Buffer.concat([
    Buffer.from("8BPS"), number(2, isBig ? 2 : 1), Buffer.alloc(6), number(2, planes),
    number(4, height, width), number(2, bits, mode), number(4, palette?.length ?? 0),
    palette ?? Buffer.alloc(0), number(4, resource.length), resource, layerSize, layer,
    number(2, isPacked ? 1 : 0), sizes, ...rows]));
}

const palette = Buffer.from([0, 1, 2].flatMap((c) =>
  Array.from({ length: 256 }, (_, i) => [i, 255 - i, (i * 5) & 255][c])));
const merged = Buffer.from([0xff, 0xff]); // -1: the fourth plane is transparency
write("rgb8.psd", { mode: 3, planes: 3 });
write("rgb8_packed.psd", { mode: 3, planes: 3, isPacked: true });
write("rgba8.psb", { mode: 3, planes: 4, isPacked: true, isBig: true, layers: merged });
write("rgba8.psd", { mode: 3, planes: 4, layers: merged });
write("rgb16.psd", { mode: 3, planes: 3, bits: 16 });
write("gray8.psd", { mode: 1, planes: 1, isPacked: true });
write("bitmap.psd", { mode: 0, planes: 1, bits: 1 });
write("indexed.psd", { mode: 2, planes: 1, palette });
write("cmyk8.psd", { mode: 4, planes: 4, isInk: true });
write("lab8.psd", { mode: 9, planes: 3 });
