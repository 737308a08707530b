// SPDX-License-Identifier: Apache-2.0
// Makes the PNG samples of this folder; see README.md. Usage: node make_png.mjs
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateSync } from "node:zlib";
import { adam7, chunk, header, packRows, range, signature } from "./png_chunks.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "png");

function makePng(name, options) {
  const { width = 45, height = 37, color, depth, interlaced = false, before = [] } = options;
  const picture = { color, depth, width, height };
  const passes = interlaced
    ? adam7.map(([x, y, dx, dy]) => packRows(range(x, dx, width), range(y, dy, height), picture))
    : [packRows(range(0, 1, width), range(0, 1, height), picture)];
  const data = deflateSync(Buffer.concat(passes), { level: 9 });
  const middle = data.length >> 1;
  writeFileSync(join(folder, `${name}.png`), Buffer.concat([
    signature, header(width, height, depth, color, interlaced), ...before,
    chunk("IDAT", data.subarray(0, middle)), chunk("IDAT", data.subarray(middle)), chunk("IEND")]));
}

const palette = Buffer.from(range(0, 1, 16).flatMap((i) => [i * 17, 255 - i * 17, (i * 5) & 255]));
const exif6 = Buffer.from("4d4d002a00000008000101120003000000010006000000000000", "hex");

makePng("gray1", { color: 0, depth: 1 });
makePng("gray16", { color: 0, depth: 16 });
makePng("gray8_trns", { color: 0, depth: 8, before: [chunk("tRNS", Buffer.from([0, 26]))] });
makePng("graya8", { color: 4, depth: 8 });
makePng("palette4_trns", { color: 3, depth: 4,
  before: [chunk("PLTE", palette), chunk("tRNS", Buffer.from([0, 40, 80, 120]))] });
makePng("rgb8", { color: 2, depth: 8 });
makePng("rgb8_exif6", { color: 2, depth: 8, before: [chunk("eXIf", exif6)] });
makePng("rgb16", { color: 2, depth: 16 });
makePng("rgba8", { color: 6, depth: 8 });
makePng("rgba8_interlaced", { color: 6, depth: 8, interlaced: true });
makePng("rgba16_interlaced", { color: 6, depth: 16, interlaced: true, width: 19, height: 23 });
makePng("pixel", { color: 6, depth: 8, width: 1, height: 1 });

// ---- Animations ---------------------------------------------------------------------------------

/** A part of the picture, or one colour, as the content of IDAT. */
function pixels([x, y, width, height], color) {
  if (color !== undefined) {
    const row = Buffer.concat([Buffer.from([0]), ...range(0, 1, width).map(() => color)]);
    return deflateSync(Buffer.concat(range(0, 1, height).map(() => row)));
  }
  return deflateSync(packRows(range(x, 1, x + width), range(y, 1, y + height),
    { color: 6, depth: 8, width: 45, height: 37 }));
}

let sequence = 0;
const number = (...values) => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeUInt32BE(value, i * 4));
  return bytes;
};

function control([x, y, width, height], [delay, divisor], disposal, blending) {
  const bytes = Buffer.concat([number(sequence++, width, height, x, y), Buffer.alloc(6)]);
  bytes.writeUInt16BE(delay, 20);
  bytes.writeUInt16BE(divisor, 22);
  bytes.set([disposal, blending], 24);
  return chunk("fcTL", bytes);
}

/** The frame's data in two chunks, with another chunk between. */
function data(bytes) {
  const middle = bytes.length >> 1;
  const part = (start, end) =>
    chunk("fdAT", Buffer.concat([number(sequence++), bytes.subarray(start, end)]));
  return Buffer.concat([part(0, middle), chunk("tEXt", Buffer.from("Comment\0between")),
    part(middle)]);
}

function makeAnimation(name, count, frames, before = []) {
  writeFileSync(join(folder, `${name}.png`), Buffer.concat([signature, header(45, 37, 8, 6),
    chunk("acTL", number(count, 0)), ...before, ...frames(), chunk("IEND")]));
  sequence = 0;
}

const [LEAVE, CLEAR, RESTORE] = [0, 1, 2];
const [SOURCE, OVER] = [0, 1];
const whole = [0, 0, 45, 37];
const half = Buffer.from([255, 0, 0, 128]);
makeAnimation("animated", 5, () => [
  control(whole, [5, 100], LEAVE, SOURCE), chunk("IDAT", pixels(whole)),
  control([4, 6, 16, 12], [120, 1000], RESTORE, OVER), data(pixels([4, 6, 16, 12], half)),
  control([20, 10, 16, 12], [0, 0], LEAVE, SOURCE), data(pixels([20, 10, 16, 12], half)),
  control([20, 10, 8, 8], [7, 100], CLEAR, OVER), data(pixels([20, 10, 8, 8], half)),
  control([0, 30, 45, 7], [3, 1], LEAVE, SOURCE), data(pixels([0, 30, 45, 7])),
]);
// The image is not one of the frames.
makeAnimation("animated_hidden", 2, () => [
  chunk("IDAT", pixels(whole, Buffer.from([0, 0, 255, 255]))),
  control(whole, [5, 100], LEAVE, SOURCE), data(pixels(whole)),
  control([0, 0, 10, 10], [5, 100], LEAVE, SOURCE), data(pixels([0, 0, 10, 10], half)),
]);
