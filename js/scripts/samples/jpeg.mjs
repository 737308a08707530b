// SPDX-License-Identifier: Apache-2.0
// A small baseline JPEG encoder (ITU-T T.81): YCbCr 4:4:4, the Huffman tables of annex K, EXIF
// orientation. Made for samples: plain and always the same.

const ZIGZAG = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
  13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52,
  45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];
/** Table K.1, at quality 50. */
const QUANTA = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
  14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
  92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const DC_COUNTS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_VALUES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const AC_COUNTS = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125];
/** Table K.5: the 162 codes in order of their length. */
const AC_VALUES = Buffer.from(
  "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a" +
    "25262728292a3435363738393a434445464748494a535455565758595a636465666768696a73747576777879" +
    "7a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9" +
    "cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa",
  "hex",
);

function codesOf(counts, values) {
  const codes = new Map();
  let code = 0;
  let at = 0;
  counts.forEach((count, index) => {
    for (let number = 0; number < count; number++) codes.set(values[at++], [code++, index + 1]);
    code <<= 1;
  });
  return codes;
}

class BitWriter {
  constructor() {
    this.bytes = [];
    this.bits = 0;
    this.count = 0;
  }

  write(value, size) {
    for (let bit = size - 1; bit >= 0; bit--) {
      this.bits = (this.bits << 1) | ((value >> bit) & 1);
      if (++this.count === 8) this.#flush();
    }
  }

  /** Fills the last byte with ones (F.1.2.3). */
  end() {
    while (this.count !== 0) this.write(1, 1);
  }

  #flush() {
    this.bytes.push(this.bits);
    if (this.bits === 0xff) this.bytes.push(0);
    this.bits = 0;
    this.count = 0;
  }
}

/** By frequency u and place x, at 8 * u + x. */
const COSINES = Float64Array.from(
  { length: 64 },
  (_, at) =>
    (Math.cos(((2 * (at % 8) + 1) * (at >> 3) * Math.PI) / 16) * (at < 8 ? Math.SQRT1_2 : 1)) / 2,
);

/** The discrete cosine transform of 64 samples (A.3.3), by rows and columns. */
function transform(block) {
  const half = new Float64Array(64);
  for (let y = 0; y < 8; y++)
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let x = 0; x < 8; x++) sum += block[y * 8 + x] * COSINES[u * 8 + x];
      half[y * 8 + u] = sum;
    }
  const out = new Float64Array(64);
  for (let v = 0; v < 8; v++)
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let y = 0; y < 8; y++) sum += half[y * 8 + u] * COSINES[v * 8 + y];
      out[v * 8 + u] = sum;
    }
  return out;
}

const sizeOf = (value) => (value === 0 ? 0 : 32 - Math.clz32(Math.abs(value)));
const bitsOf = (value, size) => (value < 0 ? value + (1 << size) - 1 : value);

/** Writes one block (F.1.2) and answers its DC value. */
function writeBlock(writer, coefficients, previousDc, dc, ac) {
  const put = (codes, symbol) => writer.write(...codes.get(symbol));
  const difference = coefficients[0] - previousDc;
  put(dc, sizeOf(difference));
  writer.write(bitsOf(difference, sizeOf(difference)), sizeOf(difference));
  let zeros = 0;
  for (let at = 1; at < 64; at++) {
    const value = coefficients[at];
    if (value === 0) {
      zeros++;
      continue;
    }
    for (; zeros > 15; zeros -= 16) put(ac, 0xf0);
    put(ac, (zeros << 4) | sizeOf(value));
    writer.write(bitsOf(value, sizeOf(value)), sizeOf(value));
    zeros = 0;
  }
  if (zeros > 0) put(ac, 0);
  return coefficients[0];
}

function segment(marker, ...parts) {
  const data = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

/** EXIF with nothing but the orientation (TIFF 6.0, tag 274). */
function exif(orientation) {
  return segment(
    0xe1,
    Buffer.from("Exif\0\0MM\0*\0\0\0\b\0\x01\x01\x12\0\x03\0\0\0\x01\0", "latin1"),
    [orientation, 0, 0, 0, 0, 0, 0],
  );
}

function toYcc([red, green, blue]) {
  return [
    0.299 * red + 0.587 * green + 0.114 * blue - 128,
    -0.168736 * red - 0.331264 * green + 0.5 * blue,
    0.5 * red - 0.418688 * green - 0.081312 * blue,
  ];
}

/** `picture`: {width, height, sample(x, y) → [red, green, blue], quality, orientation}. */
export function encodeJpeg({ width, height, sample, quality = 88, orientation }) {
  const factor = (quality < 50 ? 5000 / quality : 200 - 2 * quality) / 100;
  const quanta = QUANTA.map((value) => Math.min(255, Math.max(1, Math.round(value * factor))));
  const writer = new BitWriter();
  const [dc, ac] = [codesOf(DC_COUNTS, DC_VALUES), codesOf(AC_COUNTS, AC_VALUES)];
  const last = [0, 0, 0];
  for (let top = 0; top < height; top += 8)
    for (let left = 0; left < width; left += 8) {
      const planes = [new Float64Array(64), new Float64Array(64), new Float64Array(64)];
      for (let at = 0; at < 64; at++) {
        const x = Math.min(width - 1, left + (at % 8));
        const y = Math.min(height - 1, top + (at >> 3));
        toYcc(sample(x, y)).forEach((value, plane) => {
          planes[plane][at] = value;
        });
      }
      planes.forEach((plane, index) => {
        const spectrum = transform(plane);
        const coefficients = ZIGZAG.map((at) => Math.round(spectrum[at] / quanta[at]));
        last[index] = writeBlock(writer, coefficients, last[index], dc, ac);
      });
    }
  writer.end();
  const size = [height >> 8, height & 255, width >> 8, width & 255];
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    orientation
      ? exif(orientation)
      : segment(0xe0, Buffer.from("JFIF\0\x01\x01\0\0\x01\0\x01\0\0", "latin1")),
    segment(
      0xdb,
      [0],
      ZIGZAG.map((at) => quanta[at]),
    ),
    segment(0xc0, [8, ...size, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]),
    segment(0xc4, [0x00], DC_COUNTS, DC_VALUES),
    segment(0xc4, [0x10], AC_COUNTS, AC_VALUES),
    segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
    Buffer.from(writer.bytes),
    Buffer.from([0xff, 0xd9]),
  ]);
}
