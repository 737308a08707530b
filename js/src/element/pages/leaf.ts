// SPDX-License-Identifier: Apache-2.0
// A page of a document on screen: its picture, and above it its words, the places that were found,
// and its links. All of it is turned together.
import type { Page } from "../../document/document.js";
import type { Region, Size } from "../../wasm/decoder.js";
import { turnSize } from "../layout.js";
import { element } from "../parts.js";
import type { Shown } from "../picture.js";

export class Leaf {
  readonly index: number;
  readonly root = element("div", "leaf");
  /** Upright, in the middle of the root. */
  readonly face = element("div", "face");
  readonly canvas = element("canvas");
  readonly #context = this.canvas.getContext("bitmaprenderer");
  #shown: Shown | undefined;
  #size: Size = { width: 1, height: 1 };
  /** What is known of the page, once it has been opened. */
  page: Page | undefined;
  hasText = false;
  /** Why it cannot be shown. */
  error: unknown;

  constructor(index: number, label: string) {
    this.index = index;
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", label);
    this.root.dataset["page"] = String(index + 1);
    this.canvas.setAttribute("aria-hidden", "true");
    this.face.append(this.canvas);
    this.root.append(this.face);
  }

  get shown(): Shown | undefined {
    return this.#shown;
  }

  /** The upright page, in CSS pixels. */
  get size(): Size {
    return this.#size;
  }

  /** Puts it at its place in the column, turned. `unit`: CSS pixels for a unit of the page. */
  place(box: Region, turns: number, unit: number): void {
    const { style } = this.root;
    this.face.style.setProperty("--unit", String(unit));
    style.left = `${snapped(box.x)}px`;
    style.top = `${snapped(box.y)}px`;
    style.width = `${box.width}px`;
    style.height = `${box.height}px`;
    const upright = turnSize(box, turns);
    this.#size = upright;
    this.face.style.width = `${upright.width}px`;
    this.face.style.height = `${upright.height}px`;
    this.face.style.left = `${(box.width - upright.width) / 2}px`;
    this.face.style.top = `${(box.height - upright.height) / 2}px`;
    this.face.style.transform = turns === 0 ? "" : `rotate(${turns * 90}deg)`;
    this.#fit();
  }

  /** Shows a picture, which moves to the canvas. */
  present(shown: Shown, bitmap: ImageBitmap): void {
    this.canvas.width = bitmap.width;
    this.canvas.height = bitmap.height;
    this.#context?.transferFromImageBitmap(bitmap);
    this.#shown = shown;
    this.#fit();
  }

  /** Gives its memory back. */
  remove(): void {
    this.root.remove();
    this.canvas.width = 0;
    this.canvas.height = 0;
  }

  /** The canvas covers the part of the page that its region is; between two pictures the old one is
   *  stretched. */
  #fit(): void {
    if (!this.#shown) return;
    const { region, whole } = this.#shown;
    const isExact = Math.abs(this.#size.width * devicePixelRatio - whole.width) < 1;
    const unitX = isExact ? 1 / devicePixelRatio : this.#size.width / whole.width;
    const unitY = isExact ? 1 / devicePixelRatio : this.#size.height / whole.height;
    this.canvas.style.left = `${region.x * unitX}px`;
    this.canvas.style.top = `${region.y * unitY}px`;
    this.canvas.style.width = `${region.width * unitX}px`;
    this.canvas.style.height = `${region.height * unitY}px`;
  }
}

/** Pictures are sharp only where they begin at a pixel of the screen. */
function snapped(length: number): number {
  return Math.round(length * devicePixelRatio) / devicePixelRatio;
}
