// SPDX-License-Identifier: Apache-2.0
// EXIF data in the first bytes of a JPEG (EXIF 2.3, 4.5; TIFF 6.0, section 2): directories and
// their values. Every offset is checked against the bytes that are there.

const SOI = 0xffd8;
const APP1 = 0xffe1;
const SOS = 0xffda;
const EXIF = 0x45786966;
const ENTRIES_MAX = 256;
const VALUE_BYTES_MAX = 1024;
/** Bytes of a value by its type: 1 byte, text, 16 bits, 32 bits, ratio, …; 0: not known. */
const TYPE_SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

export interface Value {
  type: number;
  count: number;
  /** Where its bytes lie in the structure. */
  offset: number;
}

/** The TIFF structure of a JPEG's EXIF data, as a part of `head`; undefined where there is none. */
export function findExif(head: Uint8Array): Tiff | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  if (head.length < 4 || view.getUint16(0) !== SOI) return undefined;
  for (let at = 2; at + 4 <= head.length;) {
    const marker = view.getUint16(at);
    const size = view.getUint16(at + 2);
    if (marker < 0xff00 || marker === SOS || size < 2) return undefined;
    const end = Math.min(head.length, at + 2 + size);
    const isExif = marker === APP1 && at + 10 <= end && view.getUint32(at + 4) === EXIF;
    if (isExif) return Tiff.open(head.subarray(at + 10, end));
    at += 2 + size;
  }
  return undefined;
}

export class Tiff {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #isLittle: boolean;

  static open(bytes: Uint8Array): Tiff | undefined {
    const order = bytes.length < 8 ? "" : String.fromCharCode(bytes[0] ?? 0, bytes[1] ?? 0);
    return order === "II" || order === "MM" ? new Tiff(bytes, order === "II") : undefined;
  }

  private constructor(bytes: Uint8Array, isLittle: boolean) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#isLittle = isLittle;
  }

  /** Where the first directory begins. */
  get first(): number {
    return this.#view.getUint32(4, this.#isLittle);
  }

  /** Where the directory after the one at `directory` begins; undefined where that is cut off. */
  next(directory: number): number | undefined {
    if (directory + 2 > this.bytes.length) return undefined;
    const link = directory + 2 + 12 * this.#view.getUint16(directory, this.#isLittle);
    return link + 4 <= this.bytes.length ? this.#view.getUint32(link, this.#isLittle) : undefined;
  }

  /** The values of a directory by their tag; what does not lie within the bytes is left out. */
  values(directory: number | undefined): Map<number, Value> {
    const values = new Map<number, Value>();
    if (!directory || directory + 2 > this.bytes.length) return values;
    const count = Math.min(ENTRIES_MAX, this.#view.getUint16(directory, this.#isLittle));
    for (let index = 0; index < count; index++) {
      const entry = directory + 2 + 12 * index;
      if (entry + 12 > this.bytes.length) break;
      const value = this.#value(entry);
      if (value) values.set(this.#view.getUint16(entry, this.#isLittle), value);
    }
    return values;
  }

  #value(entry: number): Value | undefined {
    const type = this.#view.getUint16(entry + 2, this.#isLittle);
    const count = this.#view.getUint32(entry + 4, this.#isLittle);
    const size = (TYPE_SIZES[type] ?? 0) * count;
    if (size === 0 || size > VALUE_BYTES_MAX) return undefined;
    const offset = size <= 4 ? entry + 8 : this.#view.getUint32(entry + 8, this.#isLittle);
    return size <= this.bytes.length - offset ? { type, count, offset } : undefined;
  }

  /** Text without what follows its end. */
  text(value: Value | undefined): string | undefined {
    if (!value || value.type !== 2) return undefined;
    const bytes = this.bytes.subarray(value.offset, value.offset + value.count);
    const end = bytes.indexOf(0);
    const text = new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end)).trim();
    return text.replace(/[\p{Cc}\p{Cf}]/gu, " ") || undefined;
  }

  /** One of a value's numbers; ratios are divided. Undefined for what is no finite number. */
  number(value: Value | undefined, index = 0): number | undefined {
    if (!value || index >= value.count) return undefined;
    const at = value.offset + index * (TYPE_SIZES[value.type] ?? 0);
    const number = this.#read(value.type, at);
    return Number.isFinite(number) ? number : undefined;
  }

  #read(type: number, at: number): number {
    const [view, isLittle] = [this.#view, this.#isLittle];
    if (type === 1) return view.getUint8(at);
    if (type === 3) return view.getUint16(at, isLittle);
    if (type === 4) return view.getUint32(at, isLittle);
    if (type === 5) return view.getUint32(at, isLittle) / view.getUint32(at + 4, isLittle);
    if (type === 10) return view.getInt32(at, isLittle) / view.getInt32(at + 4, isLittle);
    return Number.NaN;
  }
}
