// SPDX-License-Identifier: Apache-2.0
// Drawing a thumbnail in a decoder worker: from the preview that a camera has put into the file
// where that will do for now, else from the page itself at the scale that is needed.
import { makeError } from "../bridge/errors.js";
import { findExifPreview } from "../exif/preview.js";
import { type Pixels, type Size, SyncDocument, type SyncPage } from "../wasm/decoder.js";
import type { CompiledModule } from "../wasm/module.js";
import { MemorySource, type SyncByteSource } from "../wasm/source.js";

const HEAD_SIZE = 128 * 1024;
/** Smaller files are as fast to decode. */
const ROUGH_FILE_SIZE_MIN = 256 * 1024;
/** A preview this much smaller than what is wanted is too coarse even for a moment. */
const ROUGH_SHARE_MIN = 0.4;

/** The page, so that its longer side has `size` pixels at most. Pictures are not enlarged. */
export function drawThumbnail(page: SyncPage, isPaged: boolean, size: number): OffscreenCanvas {
  const longer = Math.max(page.width, page.height);
  const scale = isPaged ? size / longer : Math.min(1, size / longer);
  return page.paint({ scale }, toCanvas);
}

/** The preview in the file's EXIF data, turned and cut as the page is; undefined for none. */
export function drawPreview(
  module: CompiledModule,
  source: SyncByteSource,
  page: SyncPage,
  size: number,
): OffscreenCanvas | undefined {
  if (source.size < ROUGH_FILE_SIZE_MIN) return undefined;
  const head = new Uint8Array(Math.min(HEAD_SIZE, source.size));
  source.read(0, head);
  const preview = findExifPreview(head);
  if (!preview) return undefined;
  try {
    const document = SyncDocument.open(module, new MemorySource(preview), { asStored: true });
    const picture = document.page(0);
    const isFine = Math.max(picture.width, picture.height) >= size * ROUGH_SHARE_MIN;
    const drawn = isFine ? picture.paint({}, toCanvas) : undefined;
    document.close();
    return drawn && turned(drawn, page);
  } catch {
    return undefined; // the page itself may be in order
  }
}

function toCanvas({ width, height, data }: Pixels): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  contextOf(canvas).putImageData(new ImageData(data, width, height), 0, 0);
  return canvas;
}

/** As EXIF orientation asks; bars that fill the preview up to the camera's shape are cut off. */
function turned(preview: OffscreenCanvas, page: SyncPage): OffscreenCanvas {
  const isAcross = page.orientation > 4;
  const shape = isAcross ? page.height / page.width : page.width / page.height;
  const part = cut(preview, shape);
  const [width, height] = isAcross ? [part.height, part.width] : [part.width, part.height];
  const canvas = new OffscreenCanvas(width, height);
  const context = contextOf(canvas);
  context.transform(...matrixOf(page.orientation, part));
  const [x, y] = [(preview.width - part.width) / 2, (preview.height - part.height) / 2];
  context.drawImage(preview, x, y, part.width, part.height, 0, 0, part.width, part.height);
  return canvas;
}

/** The largest size of a shape (width by height) that fits. */
function cut({ width, height }: Size, shape: number): Size {
  if (width / height > shape) return { width: Math.max(1, Math.round(height * shape)), height };
  return { width, height: Math.max(1, Math.round(width / shape)) };
}

/** Where a picture goes that is stored with an EXIF orientation. */
function matrixOf(
  orientation: number,
  { width, height }: Size,
): [number, number, number, number, number, number] {
  switch (orientation) {
    case 2:
      return [-1, 0, 0, 1, width, 0];
    case 3:
      return [-1, 0, 0, -1, width, height];
    case 4:
      return [1, 0, 0, -1, 0, height];
    case 5:
      return [0, 1, 1, 0, 0, 0];
    case 6:
      return [0, 1, -1, 0, height, 0];
    case 7:
      return [0, -1, -1, 0, height, width];
    case 8:
      return [0, -1, 1, 0, 0, width];
    default:
      return [1, 0, 0, 1, 0, 0];
  }
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (!context) throw makeError("E_NOMEM", "the browser has no canvas of this size");
  return context;
}
