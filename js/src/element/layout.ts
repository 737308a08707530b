// SPDX-License-Identifier: Apache-2.0
// The arithmetic of the view: sizes, zoom steps, and which part of a page to render. No DOM.
import type { Region, Size } from "../wasm/decoder.js";

export const ZOOM_MIN = 0.02;
export const ZOOM_MAX = 16;
const STEPS = [0.05, 0.1, 0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.25, 1.5, 2, 3, 4, 6, 8, 12, 16];
/** Pages are laid out in points; at 100 % an inch of paper is an inch of CSS. */
export const CSS_PIXELS_PER_POINT = 96 / 72;
/** What is rendered beside the window, as a share of it, so that a short scroll is sharp. */
const MARGIN = 0.25;
/** Device pixels of one rendered picture at most. */
const PIXELS_MAX = 32 * 2 ** 20;

export function clampZoom(zoom: number): number {
  return Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, zoom));
}

/** The next of the usual steps above (direction 1) or below (-1) a zoom. */
export function nextZoom(zoom: number, direction: 1 | -1): number {
  const steps = direction > 0 ? STEPS : [...STEPS].reverse();
  const found = steps.find((step) => (step - zoom) * direction > zoom * 0.02);
  return clampZoom(found ?? zoom);
}

/** CSS pixels of a page's unit at zoom 1. An image's pixel is one device pixel at 100 %. */
export function unitSize(isPaged: boolean, pixelRatio: number): number {
  return isPaged ? CSS_PIXELS_PER_POINT : 1 / pixelRatio;
}

/** The zoom at which a page (in CSS pixels at zoom 1) fits a window. Images are not enlarged. */
export function fitZoom(page: Size, view: Size, isPaged: boolean): number {
  const zoom = Math.min(view.width / page.width, view.height / page.height);
  return clampZoom(isPaged ? zoom : Math.min(1, zoom));
}

/** The part of a page to render, in its device pixels, and where it lies. */
export function visibleRegion(whole: Size, visible: Region): Region {
  if (whole.width * whole.height <= PIXELS_MAX / 4) return { x: 0, y: 0, ...whole };
  const marginX = Math.round(visible.width * MARGIN);
  const marginY = Math.round(visible.height * MARGIN);
  const x = clamp(visible.x - marginX, 0, whole.width - 1);
  const y = clamp(visible.y - marginY, 0, whole.height - 1);
  const right = clamp(visible.x + visible.width + marginX, x + 1, whole.width);
  const bottom = clamp(visible.y + visible.height + marginY, y + 1, whole.height);
  return { x, y, width: right - x, height: bottom - y };
}

/** A size after quarter turns. */
export function turnSize({ width, height }: Size, turns: number): Size {
  return turns % 2 === 0 ? { width, height } : { width: height, height: width };
}

/** Where a region of something of `size` lies after quarter turns clockwise. */
export function turnRegion(region: Region, size: Size, turns: number): Region {
  let [turned, whole] = [region, size];
  for (let left = turns & 3; left > 0; left--) {
    const { x, y, width, height } = turned;
    turned = { x: whole.height - y - height, y: x, width: height, height: width };
    whole = turnSize(whole, 1);
  }
  return turned;
}

/** Whether `inner` lies within `outer`. */
export function contains(outer: Region, inner: Region): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, Math.round(value)));
}
