// SPDX-License-Identifier: Apache-2.0
// What lies over a page at places of it: links to follow, and marks of what was found. Places are
// shares of the page, so that they hold at every zoom.
import type { Hit, Link, Quad } from "../../wasm/contents.js";
import type { Size } from "../../wasm/decoder.js";
import { element } from "../parts.js";
import type { Words } from "../words.js";

/** Follows a link: to a page, or out of the document. */
export interface Guide {
  goTo(page: number, y: number): void;
  goOut(uri: string): void;
}

export function createLinks(
  links: readonly Link[],
  page: Size,
  words: Words,
  guide: Guide,
): HTMLDivElement {
  const layer = element("div", "links");
  for (const link of links) {
    const made = element("button", "link");
    made.type = "button";
    made.setAttribute("role", "link");
    const { uri, page: target } = link;
    const name = uri ?? words.text("linkToPage", { page: (target ?? 0) + 1 });
    made.setAttribute("aria-label", name);
    made.title = name;
    made.addEventListener("click", () => {
      if (uri !== undefined) guide.goOut(uri);
      else if (target !== undefined) guide.goTo(target, link.y);
    });
    place(made, link.left, link.top, link.right, link.bottom, page);
    layer.append(made);
  }
  return layer;
}

/** `current`: the hit that the user is at, counted from 0 on this page. */
export function createMarks(hits: readonly Hit[], page: Size, current: number): HTMLDivElement {
  const layer = element("div", "marks");
  layer.setAttribute("aria-hidden", "true");
  hits.forEach((hit, index) => {
    for (const quad of hit) {
      const mark = element("div", index === current ? "mark is-current" : "mark");
      const { left, top, right, bottom } = boundsOf(quad);
      place(mark, left, top, right, bottom, page);
      layer.append(mark);
    }
  });
  return layer;
}

export function boundsOf(quad: Quad) {
  const xs = [0, 2, 4, 6].map((index) => quad[index] ?? 0);
  const ys = [1, 3, 5, 7].map((index) => quad[index] ?? 0);
  return {
    left: Math.min(...xs),
    top: Math.min(...ys),
    right: Math.max(...xs),
    bottom: Math.max(...ys),
  };
}

function place(
  made: HTMLElement,
  left: number,
  top: number,
  right: number,
  bottom: number,
  page: Size,
): void {
  const share = (length: number, whole: number) =>
    `${Math.min(100, Math.max(0, (100 * length) / whole))}%`;
  made.style.left = share(left, page.width);
  made.style.top = share(top, page.height);
  made.style.width = share(right - left, page.width);
  made.style.height = share(bottom - top, page.height);
}
