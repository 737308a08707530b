// SPDX-License-Identifier: Apache-2.0
// Makes the TIFF samples of this folder; see README.md. Usage: node make_tiff.mjs (needs tiffcp)
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sampleAt } from "./picture.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "tiff");
const scratch = mkdtempSync(join(tmpdir(), "vitrine-tiff-"));
const width = 45;
const height = 37;
const [BYTE, SHORT, LONG] = [1, 3, 4];

/** A sample of the picture; cyan, magenta and yellow are what red, green and blue lack. */
function level(x, y, channel, bits, isInk) {
  const value = isInk && channel === 3 ? 0 : sampleAt(x, y, channel, width, height);
  return Math.round((isInk && channel < 3 ? 1 - value : value) * (2 ** bits - 1));
}

function rows(first, count, { bits, channels, isInk = false }) {
  const out = [];
  for (let y = first; y < first + count; y++) {
    const row = Buffer.alloc(Math.ceil((width * channels * bits) / 8));
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        const at = x * channels + c;
        const value = level(x, y, c, bits, isInk);
        if (bits === 16) row.writeUInt16LE(value, at * 2);
        else row[(at * bits) >> 3] |= value << (8 - bits - ((at * bits) % 8));
      }
    }
    out.push(row);
  }
  return Buffer.concat(out);
}

/** One directory, its values and its strips; `start` is where it lies. */
function page(start, options, hasNext) {
  const { bits, channels, colours, extras = [], palette = [], rowsPerStrip = 8,
    orientation = 1 } = options;
  const strips = [];
  for (let y = 0; y < height; y += rowsPerStrip)
    strips.push(rows(y, Math.min(rowsPerStrip, height - y), options));
  const tags = [[256, LONG, [width]], [257, LONG, [height]],
    [258, SHORT, Array(channels).fill(bits)], [259, SHORT, [1]], [262, SHORT, [colours]],
    [273, LONG, strips.map(() => 0)], [274, SHORT, [orientation]], [277, SHORT, [channels]],
    [278, LONG, [rowsPerStrip]], [279, LONG, strips.map((strip) => strip.length)],
    ...(palette.length > 0 ? [[320, SHORT, palette]] : []),
    ...(extras.length > 0 ? [[338, SHORT, extras]] : [])];
  const sizes = { [BYTE]: 1, [SHORT]: 2, [LONG]: 4 };
  const directorySize = 2 + tags.length * 12 + 4;
  const valueSize = tags.reduce((sum, [, type, values]) =>
    sum + (values.length * sizes[type] > 4 ? values.length * sizes[type] : 0), 0);
  let place = start + directorySize + valueSize;
  tags.find(([tag]) => tag === 273)[2] = strips.map((strip) => {
    place += strip.length;
    return place - strip.length;
  });
  const bytes = Buffer.alloc(directorySize + valueSize);
  bytes.writeUInt16LE(tags.length, 0);
  let free = directorySize;
  tags.forEach(([tag, type, values], i) => {
    const at = 2 + i * 12;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(values.length, at + 4);
    const isInline = values.length * sizes[type] <= 4;
    let target = isInline ? at + 8 : free;
    if (!isInline) bytes.writeUInt32LE(start + free, at + 8);
    for (const value of values) target = bytes.writeUIntLE(value, target, sizes[type]);
    if (!isInline) free = target;
  });
  bytes.writeUInt32LE(hasNext ? place : 0, directorySize - 4);
  return Buffer.concat([bytes, ...strips]);
}

function write(path, ...pages) {
  const parts = [Buffer.from("49492a0008000000", "hex")];
  pages.forEach((options, i) => parts.push(
    page(parts.reduce((sum, part) => sum + part.length, 0), options, i + 1 < pages.length)));
  writeFileSync(path, Buffer.concat(parts));
}

const kinds = {
  rgb8: { bits: 8, channels: 3, colours: 2 },
  rgb16: { bits: 16, channels: 3, colours: 2 },
  rgba8: { bits: 8, channels: 4, colours: 2, extras: [2] },
  gray1: { bits: 1, channels: 1, colours: 1 },
  gray4: { bits: 4, channels: 1, colours: 1 },
  fax: { bits: 1, channels: 1, colours: 0 },
  cmyk8: { bits: 8, channels: 4, colours: 5, isInk: true },
  palette4: { bits: 4, channels: 1, colours: 3,
    palette: [0, 1, 2].flatMap((c) => Array.from({ length: 16 }, (_, i) =>
      257 * [i * 17, 255 - i * 17, (i * 5) & 255][c])) },
};
for (const [name, options] of Object.entries(kinds)) write(join(scratch, `${name}.tif`), options);
for (const name of ["rgb8", "rgba8", "gray4", "cmyk8", "palette4"])
  write(join(folder, `${name}.tif`), kinds[name]);
write(join(folder, "pages.tif"), kinds.rgb8, { ...kinds.gray1, orientation: 6 }, kinds.rgba8);

const variants = {
  lzw: ["rgb8", "-c", "lzw:2"],
  lzw16_big_endian: ["rgb16", "-B", "-c", "lzw:2"],
  deflate_tiles: ["rgba8", "-c", "zip:2", "-t", "-w", "16", "-l", "16"],
  deflate_planes: ["rgb8", "-c", "zip", "-p", "separate"],
  packbits: ["palette4", "-c", "packbits"],
  bigtiff: ["rgb8", "-8", "-c", "zip"],
  fax3: ["fax", "-c", "g3:1d"],
  fax3_2d: ["fax", "-c", "g3:2d:fill"],
  fax4: ["fax", "-c", "g4", "-f", "lsb2msb"],
  jpeg_tiles: ["rgb8", "-c", "jpeg:90", "-t", "-w", "16", "-l", "32"],
  jpeg_whole: ["rgb8", "-c", "jpeg:90", "-r", "-1"],
};
for (const [name, [from, ...options]] of Object.entries(variants))
  execFileSync("tiffcp", [...options, join(scratch, `${from}.tif`), join(folder, `${name}.tif`)]);
rmSync(scratch, { recursive: true });
