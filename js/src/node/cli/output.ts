// SPDX-License-Identifier: Apache-2.0
// Writes rendered pixels as PNG, PPM and raw RGBA files, the same bytes as the native command.
import { writeFileSync } from "node:fs";
import type { Pixels } from "../../wasm/decoder.js";
import { VitrineError } from "../../wasm/errors.js";
import { encodePng } from "../../wasm/png-encoder.js";
import { packageFiles } from "../index.js";
import { systemMessage } from "./input.js";

const STANDARD_OUTPUT = 1;

/** Whether the ending of `name` is one that writePicture knows; "-" is. */
export function canWrite(name: string): boolean {
  return encoderFor(name) !== undefined;
}

/** Answers false after saying on standard error what failed. */
export function writePicture(pixels: Pixels, name: string): boolean {
  try {
    writeFileSync(name === "-" ? STANDARD_OUTPUT : name, encoderFor(name)?.(pixels) ?? "");
    return true;
  } catch (error) {
    const reason = error instanceof VitrineError ? error.message : systemMessage(error);
    process.stderr.write(`vitrine: ${name}: The file could not be written. (${reason})\n`);
    return false;
  }
}

function encoderFor(name: string): ((pixels: Pixels) => Uint8Array) | undefined {
  const endsWith = (ending: string): boolean =>
    name.length > ending.length && name.endsWith(ending);
  if (name === "-" || endsWith(".png")) return makePng;
  if (endsWith(".ppm")) return makePpm;
  if (endsWith(".rgba"))
    return ({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.length);
  return undefined;
}

function makePng(pixels: Pixels): Uint8Array {
  const module = packageFiles().module("encode");
  if (module === undefined) {
    throw new VitrineError("E_UNSUPPORTED", "The package was built without its PNG writer.");
  }
  return encodePng(module, pixels);
}

/** PPM has no alpha: the picture is laid over white. */
function makePpm({ width, height, data }: Pixels): Uint8Array {
  const head = new TextEncoder().encode(`P6\n${width} ${height}\n255\n`);
  const file = new Uint8Array(head.length + 3 * width * height);
  file.set(head);
  let next = head.length;
  for (let pixel = 0; pixel < data.length; pixel += 4) {
    const alpha = data[pixel + 3] ?? 0;
    for (let channel = 0; channel < 3; channel++) {
      const value = data[pixel + channel] ?? 0;
      file[next++] = Math.floor((value * alpha + 255 * (255 - alpha) + 127) / 255);
    }
  }
  return file;
}
