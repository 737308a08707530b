// SPDX-License-Identifier: Apache-2.0
// The layers over a page's picture: words and links.
import type { Link, TextLine } from "../../wasm/contents.js";
import type { Size } from "../../wasm/decoder.js";
import type { Words } from "../words.js";
import { createLinks, type Guide } from "./overlay.js";
import { createTextLayer, TEXT_SCALE } from "./text-layer.js";

export interface Content {
  text: readonly TextLine[];
  links: readonly Link[];
}

export function createContent(
  { text, links }: Content,
  page: Size,
  words: Words,
  guide: Guide,
): HTMLElement[] {
  const layer = createTextLayer(text);
  layer.style.width = `${page.width * TEXT_SCALE}px`;
  layer.style.height = `${page.height * TEXT_SCALE}px`;
  // A double click selects a word here; elsewhere it changes the zoom.
  layer.addEventListener("dblclick", (event) => event.stopPropagation());
  return [layer, createLinks(links, page, words, guide)];
}
