// SPDX-License-Identifier: Apache-2.0
// The words of a page above its picture: transparent, but for being selected, copied, searched by
// the browser and read out.
import type { TextLine } from "../../wasm/contents.js";
import { element } from "../parts.js";

/** Words are laid out so many times larger than the page, as browsers may enlarge small text. */
export const TEXT_SCALE = 4;
/** Beyond this many, lines are not split into words any longer. */
const SPANS_MAX = 4000;
const FONT = "sans-serif";

interface Run {
  text: string;
  left: number;
  top: number;
  width: number;
  height: number;
  /** Clockwise, in radians. */
  angle: number;
}

let measuring: OffscreenCanvasRenderingContext2D | null | undefined;

/** The width of text at a font size of 100. */
function naturalWidth(text: string): number {
  measuring ??= new OffscreenCanvas(1, 1).getContext("2d");
  if (!measuring) return 0;
  measuring.font = `100px ${FONT}`;
  return measuring.measureText(text).width;
}

/** The layer for a page; its caller scales it to the page's size, from units of the page. */
export function createTextLayer(lines: readonly TextLine[]): HTMLDivElement {
  const layer = element("div", "words");
  layer.style.fontFamily = FONT;
  const isLong = lines.reduce((sum, { text }) => sum + text.split(" ").length, 0) > SPANS_MAX;
  for (const line of lines) {
    for (const run of isLong ? [runOf(line, 0, lengthOf(line))] : runsOf(line)) {
      layer.append(spanOf(run));
    }
    layer.append(element("br"));
    if (line.endsBlock) layer.append(element("br"));
  }
  return layer;
}

function lengthOf({ quads }: TextLine): number {
  return quads.length / 8;
}

/** Each word with the space after it, so that a selection has no holes. */
export function runsOf(line: TextLine): Run[] {
  const letters = [...line.text];
  const runs: Run[] = [];
  let start = 0;
  for (let index = 1; index <= letters.length; index++) {
    const isEnd = index === letters.length;
    const isStart = !isEnd && letters[index] !== " " && letters[index - 1] === " ";
    if (!isEnd && !isStart) continue;
    runs.push(runOf(line, start, index, isEnd ? undefined : index));
    start = index;
  }
  return runs;
}

/** Letters from `start` up to `end`; as wide as up to letter `next`, where that follows. */
function runOf({ text, quads }: TextLine, start: number, end: number, next?: number): Run {
  const at = (letter: number, corner: number) => quads[8 * letter + corner] ?? 0;
  const [left, top] = [at(start, 0), at(start, 1)];
  const follows = next !== undefined && isSameLine(quads, start, next);
  const right = follows ? at(next, 0) : at(end - 1, 2);
  const bottom = follows ? at(next, 1) : at(end - 1, 3);
  const [dx, dy] = [right - left, bottom - top];
  const height = Math.hypot(at(start, 4) - left, at(start, 5) - top);
  const letters = [...text].slice(start, end).join("");
  return { text: letters, left, top, width: Math.hypot(dx, dy), height, angle: Math.atan2(dy, dx) };
}

/** Whether a letter stands behind another, as one reads, at about the same height. */
function isSameLine(quads: Float32Array, first: number, next: number): boolean {
  const at = (letter: number, corner: number) => quads[8 * letter + corner] ?? 0;
  const along = [at(first, 2) - at(first, 0), at(first, 3) - at(first, 1)] as const;
  const step = [at(next, 0) - at(first, 0), at(next, 1) - at(first, 1)] as const;
  const across = along[0] * step[1] - along[1] * step[0];
  const length = Math.hypot(...along) * Math.hypot(...step);
  return along[0] * step[0] + along[1] * step[1] > 0 && Math.abs(across) < 0.2 * length;
}

function spanOf({ text, left, top, width, height, angle }: Run): HTMLSpanElement {
  const span = element("span", "", text);
  const { style } = span;
  const size = height * TEXT_SCALE;
  const natural = (naturalWidth(text) * size) / 100;
  const stretch = natural > 0 ? (width * TEXT_SCALE) / natural : 1;
  style.left = `${left * TEXT_SCALE}px`;
  style.top = `${top * TEXT_SCALE}px`;
  style.fontSize = `${size}px`;
  const turn = Math.abs(angle) > 0.001 ? `rotate(${angle}rad) ` : "";
  style.transform = `${turn}scaleX(${stretch})`;
  return span;
}
