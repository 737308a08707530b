// SPDX-License-Identifier: Apache-2.0
// Printing: the pages are drawn for paper, laid over the page for print only, and taken away again.
import type { Document } from "../../document/document.js";
import type { Progress } from "../../workers/messages.js";

const DOTS_PER_POINT_MAX = 200 / 72;
/** Device pixels of all printed pages together at most. */
const PIXELS_MAX = 64 * 2 ** 20;
/** Beyond these, printing belongs to the downloaded file. */
export const PRINT_PAGES_MAX = 60;
const NAME = "vitrine-print";

const STYLE = `
.${NAME} { display: none; }
@media print {
  @page { margin: 0; }
  body > :not(.${NAME}) { display: none !important; }
  .${NAME} { display: block !important; }
  .${NAME} canvas {
    display: block;
    break-after: page;
    max-width: 100%;
    max-height: 100vh;
    margin: 0 auto;
  }
}
`;

/** Prints up to PRINT_PAGES_MAX pages, beginning with `first`. */
export async function printPages(
  opened: Document,
  first: number,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  const count = Math.min(PRINT_PAGES_MAX, opened.pageCount - first);
  const sheets = document.createElement("div");
  sheets.className = NAME;
  try {
    for (let index = 0; index < count; index++) {
      onProgress({ done: index, total: count });
      sheets.append(await drawPage(opened, first + index, count, signal));
    }
    await show(sheets);
  } finally {
    for (const canvas of sheets.querySelectorAll("canvas")) canvas.width = 0;
    sheets.remove();
  }
}

async function drawPage(
  opened: Document,
  index: number,
  count: number,
  signal: AbortSignal,
): Promise<HTMLCanvasElement> {
  const page = await opened.page(index, signal);
  const { width, height } = page.info;
  const scale = Math.min(DOTS_PER_POINT_MAX, Math.sqrt(PIXELS_MAX / count / (width * height)));
  const bitmap = await page.renderBitmap({ scale, signal });
  const canvas = document.createElement("canvas");
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.style.width = `${width}pt`;
  canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(bitmap);
  return canvas;
}

/** Kept when the browser has taken what it prints. */
async function show(sheets: HTMLElement): Promise<void> {
  const style = new CSSStyleSheet();
  style.replaceSync(STYLE);
  document.adoptedStyleSheets.push(style);
  document.body.append(sheets);
  try {
    // A frame, so that the canvases are there when the browser lays out the paper.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    window.print();
  } finally {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== style);
  }
}
