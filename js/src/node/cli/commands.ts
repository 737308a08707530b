// SPDX-License-Identifier: Apache-2.0
// `vitrine info`, `decode` and `hash`. Each answers the exit status.
import { createHash } from "node:crypto";
import type { Pixels, Region, Size } from "../../wasm/decoder.js";
import { VitrineError } from "../../wasm/errors.js";
import type { Arguments } from "./arguments.js";
import { complain, type Input, STATUS, warn, withInput } from "./input.js";
import { canWrite, writePicture } from "./output.js";

/** What a file is, as lines or as JSON. */
export function info(line: Arguments): number {
  return forFile(line.files[0] ?? "", line, (input) => {
    const description = describe(input, line);
    process.stdout.write(line.isJson ? asJson(description) : asLines(description));
    return STATUS.done;
  });
}

/** Renders a page, or a part of it, into a file. */
export function decode(line: Arguments): number {
  const output = line.output ?? "";
  if (!canWrite(output)) {
    process.stderr.write(`vitrine: ${output}: The name must end in .png, .ppm or .rgba.\n`);
    return STATUS.usage;
  }
  return forFile(line.files[0] ?? "", line, (input) => {
    const scale = line.fit === undefined ? (line.scale ?? 1) : scaleToFit(input, line.fit);
    return paint(input, scale, line.region, (pixels) => {
      warn(input);
      return writePicture(pixels, output) ? STATUS.done : STATUS.io;
    });
  });
}

/** SHA-256 of the RGBA pixels of a page at full size, to compare decoders. */
export function hash(line: Arguments): number {
  const statuses = line.files.map((name) => hashFile(name, line));
  return statuses.find((status) => status !== STATUS.done) ?? STATUS.done;
}

function hashFile(name: string, line: Arguments): number {
  try {
    return withInput(name, line, (input) =>
      paint(input, 1, undefined, ({ width, height, data }) => {
        warn(input);
        const digest = createHash("sha256").update(data).digest("hex");
        process.stdout.write(`${digest} ${width}x${height} ${name}\n`);
        return STATUS.done;
      }),
    );
  } catch (error) {
    process.stdout.write(`error ${VitrineError.from(error).code} - ${name}\n`);
    return complain(name, error);
  }
}

function forFile(name: string, line: Arguments, use: (input: Input) => number): number {
  try {
    return withInput(name, line, use);
  } catch (error) {
    return complain(name, error);
  }
}

/** Renders within the limit of a target's pixels. */
function paint<Result>(
  { page }: Input,
  scale: number,
  region: Region | undefined,
  use: (pixels: Pixels) => Result,
): Result {
  const whole = page.measure(scale);
  const { width, height } = region ?? whole;
  const limit = page.limits["targetPixelsMax"] ?? 0;
  if (width * height > limit) {
    throw page.error("E_LIMIT", `More pixels were asked for than the limit ${limit}.`);
  }
  return page.paint({ scale, region }, use);
}

/** The scale at which the page fits; a picture is not made larger than it is. */
function scaleToFit({ document, page }: Input, fit: Size): number {
  const scale = Math.min(fit.width / page.width, fit.height / page.height);
  return !document.isPaged && scale > 1 ? 1 : scale;
}

type Description = Record<string, string | number | boolean>;

/** Keys in the order in which they are printed. */
function describe({ document, page, size }: Input, line: Arguments): Description {
  const { width, height } = page.measure();
  return {
    format: document.format,
    media_type: document.mediaType,
    size,
    pages: document.pageCount,
    page: line.page,
    width,
    height,
    orientation: page.orientation,
    bit_depth: page.bitDepth,
    has_alpha: page.hasAlpha,
    duration_ms: page.durationMs,
    partial: document.isPartial,
    password: document.hasPassword,
    message: document.message,
  };
}

function asJson(description: Description): string {
  return `${JSON.stringify(description, null, 2)}\n`;
}

function asLines(description: Description): string {
  const word = (value: string | number | boolean): string =>
    typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
  return Object.entries(description)
    .map(([key, value]) => `${key}: ${word(value)}\n`)
    .join("");
}
