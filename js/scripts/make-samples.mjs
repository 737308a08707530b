// SPDX-License-Identifier: Apache-2.0
// Makes a folder of sample files from code: good ones of every kind, and some that are not whole.
// usage: node scripts/make-samples.mjs FOLDER
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { encodeJpeg } from "./samples/jpeg.mjs";
import { samplePdf } from "./samples/pdf.mjs";
import { encodePng } from "./samples/png.mjs";
import { dusk, glass } from "./samples/scenes.mjs";

const at = (width, height, paint) => (x, y) => paint(x / width, y / height, width / height);
const even = (levels) =>
  Array.from({ length: levels }, (_, level) => Math.round((level * 255) / (levels - 1)));

function duskPng(width, height, more = {}) {
  return encodePng({
    width,
    height,
    colorType: 2,
    depth: 8,
    sample: at(width, height, dusk),
    ...more,
  });
}

function glassPng(size) {
  return encodePng({
    width: size,
    height: size,
    colorType: 6,
    depth: 8,
    sample: at(size, size, glass),
  });
}

/** 16 bits for each sample: shades that 8 bits cannot tell apart. */
function deepPng(width, height) {
  const sample = (x, y) =>
    [x / width, y / height, 1 - x / width].map((value) => Math.round(16384 + 32768 * value));
  return encodePng({ width, height, colorType: 2, depth: 16, sample });
}

/** 216 colours, of which some are see-through, Adam7. */
function palettePng(width, height) {
  const levels = even(6);
  const palette = levels.flatMap((red) =>
    levels.flatMap((green) => levels.flatMap((blue) => [red, green, blue])),
  );
  const paint = at(width, height, dusk);
  const sample = (x, y) => {
    const [red, green, blue] = paint(x, y).map((value) => Math.round(value / 51));
    return [red * 36 + green * 6 + blue];
  };
  const transparency = Buffer.from(Array.from({ length: 16 }, (_, index) => index * 16));
  return encodePng({
    width,
    height,
    colorType: 3,
    depth: 8,
    sample,
    isInterlaced: true,
    chunks: [
      ["PLTE", Buffer.from(palette)],
      ["tRNS", transparency],
    ],
  });
}

/** A picture as a camera held upright stores it: lying, with the note to turn it. */
function uprightJpeg(width, height) {
  const paint = at(width, height, dusk);
  return encodeJpeg({
    width: height,
    height: width,
    orientation: 6,
    sample: (x, y) => paint(width - 1 - y, x),
  });
}

const cut = (bytes, share) => bytes.subarray(0, Math.floor(bytes.length * share));

function noise(size) {
  const bytes = Buffer.alloc(size);
  for (let index = 0, state = 1; index < size; index++) {
    state = Math.imul(state, 48271) % 2147483647;
    bytes[index] = state >>> 8;
  }
  return bytes;
}

const dusk1 = encodeJpeg({ width: 1500, height: 1000, sample: at(1500, 1000, dusk) });
const dusk2 = duskPng(900, 600);
const samples = {
  "dusk.jpg": dusk1,
  "dusk.png": dusk2,
  "document.pdf": samplePdf(),
  "glass (transparent).png": glassPng(800),
  "more/16 bits for each sample.png": deepPng(640, 360),
  "more/palette, interlaced.png": palettePng(600, 400),
  "more/grey.png": encodePng({
    width: 512,
    height: 512,
    colorType: 0,
    depth: 8,
    sample: (x, y) => [(x ^ y) & 255],
  }),
  "more/small.jpg": encodeJpeg({ width: 37, height: 21, sample: at(37, 21, dusk) }),
  "upright (EXIF orientation 6).jpg": uprightJpeg(800, 1200),
  "不完整/damaged.png": Buffer.concat([dusk2.subarray(0, 60), noise(4000)]),
  "不完整/cut off.jpg": cut(dusk1, 0.6),
  "不完整/cut off.png": cut(dusk2, 0.5),
  "不完整/not a picture.png": Buffer.from("This is only text, whatever its name says.\n"),
  "不完整/nothing.pdf": Buffer.alloc(0),
  "不完整/noise.jpg": noise(3000),
};

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node scripts/make-samples.mjs FOLDER");
  process.exit(2);
}
for (const [name, bytes] of Object.entries(samples)) {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
console.log(`${Object.keys(samples).length} sample files in ${folder}`);
