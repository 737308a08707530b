// SPDX-License-Identifier: Apache-2.0
// What keys, buttons and fingers do to a view.
import type { Anchor, Commands } from "./input.js";
import { clampZoom, nextZoom } from "./layout.js";
import { toggleFullscreen } from "./screen.js";

/** What of <vitrine-view> is for everyone. */
interface View extends HTMLElement {
  page: number;
  readonly pageCount: number;
  readonly zoom: number;
  rotation: number;
  fit(): void;
  download(): Promise<void>;
}

/** What only it can do. */
interface Hands {
  isFitting(): boolean;
  setZoom(zoom: number, anchor?: Anchor): void;
  /** To the next page, or the one before. */
  step(direction: 1 | -1): void;
}

export function createCommands(view: View, hands: Hands): Commands {
  const toActual = (anchor?: Anchor) => hands.setZoom(1, anchor);
  return {
    previous: () => hands.step(-1),
    next: () => hands.step(1),
    first: () => {
      view.page = 1;
    },
    last: () => {
      view.page = view.pageCount;
    },
    zoomIn: (anchor) => hands.setZoom(nextZoom(view.zoom, 1), anchor),
    zoomOut: (anchor) => hands.setZoom(nextZoom(view.zoom, -1), anchor),
    fit: () => view.fit(),
    actual: toActual,
    scale: (factor, anchor) => hands.setZoom(clampZoom(view.zoom * factor), anchor),
    toggle: (anchor) => (hands.isFitting() ? toActual(anchor) : view.fit()),
    download: () => void view.download(),
    turnLeft: () => (view.rotation -= 90),
    turnRight: () => (view.rotation += 90),
    fullscreen: () => void toggleFullscreen(view).catch(() => undefined),
  };
}
