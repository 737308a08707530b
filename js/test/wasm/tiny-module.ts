// SPDX-License-Identifier: Apache-2.0
// Assembles small WebAssembly modules that misbehave, to see that the loader stands it.

const I32 = 0x7f;
const F64 = 0x7c;
const END = 0x0b;

/** A function body that answers a constant. */
export const answer = (value: number): number[] => [0x41, ...signed(value), END];
/** A function body that traps. */
export const trap = (): number[] => [0x00, END];
/** A function body that calls itself for ever: `index` is its own number. */
export const recurse = (index: number): number[] => [0x10, ...unsigned(index), END];

export interface TinyFunction {
  parameters: ("i32" | "f64")[];
  body: number[];
}

/**
 * A module that imports env.memory, exports `functions` (each answers an i32) and holds `data` at
 * address 1024.
 */
export function assemble(
  functions: Record<string, TinyFunction>,
  data: string,
): Uint8Array<ArrayBuffer> {
  const list = Object.values(functions);
  const bytes = [...Buffer.from(data), 0];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(
      1,
      list.map(({ parameters }) => [0x60, ...vector(parameters.map(typeByte)), 1, I32]),
    ),
    ...section(2, [[...text("env"), ...text("memory"), 0x02, 0x01, 1, ...unsigned(65536)]]),
    ...section(
      3,
      list.map((_, index) => unsigned(index)),
    ),
    ...section(
      7,
      Object.keys(functions).map((name, index) => [...text(name), 0, ...unsigned(index)]),
    ),
    ...section(
      10,
      list.map(({ body }) => vector([0, ...body])),
    ),
    ...section(11, [[0, 0x41, ...signed(1024), END, ...vector(bytes)]]),
  ]);
}

const typeByte = (name: "i32" | "f64"): number[] => [name === "i32" ? I32 : F64];

function section(number: number, items: number[][]): number[] {
  const content = vector(items);
  return [number, ...unsigned(content.length), ...content];
}

function vector(items: number[] | number[][]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function text(value: string): number[] {
  return vector([...Buffer.from(value)]);
}

/** LEB128 (WebAssembly specification, 5.2.2). */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(Math.floor(value / 128))];
}

function signed(value: number): number[] {
  const low = value & 127;
  const rest = value >> 7;
  const isLast = (rest === 0 && (low & 64) === 0) || (rest === -1 && (low & 64) !== 0);
  return isLast ? [low] : [low | 128, ...signed(rest)];
}
