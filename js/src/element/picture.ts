// SPDX-License-Identifier: Apache-2.0
// What is on the stage: a sheet of the page's size, and on it a canvas with the part that has been
// rendered. Decides what to render next; between two renderings the old picture is stretched.
import type { Page } from "../document/document.js";
import type { Region, Size } from "../wasm/decoder.js";
import type { Progress } from "../workers/messages.js";
import { contains, fitZoom, turnRegion, turnSize, unitSize, visibleRegion } from "./layout.js";
import type { Parts } from "./parts.js";

/** A page at a zoom. */
export interface Scene {
  page: Page;
  isPaged: boolean;
  zoom: number;
  /** Quarter turns clockwise, 0 to 3, that the user has made. */
  turns: number;
}

/** What the canvas shows: a region of the page as rendered at a scale. */
export interface Shown {
  page: Page;
  scale: number;
  region: Region;
  /** The whole page at that scale, in pixels. */
  whole: Size;
}

/** The same with its picture, which is whoever's has it to close. */
export interface Drawn extends Shown {
  bitmap: ImageBitmap;
}

/** What stays free around a page that fits. */
const MARGIN = 32;

export class Picture {
  readonly #parts: Parts;
  readonly #context: ImageBitmapRenderingContext | null;
  #scene: Scene | undefined;
  #shown: Shown | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#context = parts.canvas.getContext("bitmaprenderer");
  }

  get shown(): Readonly<Shown> | undefined {
    return this.#shown;
  }

  /** The room for a page, in CSS pixels. */
  get view(): Size {
    const { clientWidth, clientHeight } = this.#parts.stage;
    return { width: Math.max(1, clientWidth), height: Math.max(1, clientHeight) };
  }

  /** The size of a page, turned as it is, in CSS pixels at zoom 1. */
  static sizeOf({ page, isPaged, turns }: Omit<Scene, "zoom">): Size {
    const unit = unitSize(isPaged, devicePixelRatio);
    const { width, height } = page.info;
    return turnSize({ width: width * unit, height: height * unit }, turns);
  }

  /** The zoom at which a page fits the room. */
  fitting(scene: Omit<Scene, "zoom">): number {
    const { width, height } = this.view;
    const room = { width: Math.max(1, width - MARGIN), height: Math.max(1, height - MARGIN) };
    return fitZoom(Picture.sizeOf(scene), room, scene.isPaged);
  }

  /** Changes the zoom of what is shown at once, by stretching, and turns it. `anchor`: a place in
   *  the window that stays where it is. */
  stretch(scene: Scene, anchor?: { x: number; y: number }): void {
    const { stage } = this.#parts;
    const before = this.#scene;
    const point = anchor ?? { x: stage.clientWidth / 2, y: stage.clientHeight / 2 };
    const place = { x: stage.scrollLeft + point.x, y: stage.scrollTop + point.y };
    const from = this.#sheetSize(before ?? scene);
    const turns = scene.turns - (before ?? scene).turns;
    const turned = turnRegion({ ...place, width: 0, height: 0 }, from, turns);
    const factor = before ? scene.zoom / before.zoom : 1;
    this.#lay(scene);
    stage.scrollTo(turned.x * factor - point.x, turned.y * factor - point.y);
  }

  /** Renders what will be visible of a scene when its page is new on screen. */
  async draw(scene: Scene, signal: AbortSignal): Promise<Drawn> {
    const scale = renderScale(scene);
    const whole = await scene.page.measure(scale);
    const region = visibleRegion(whole, this.#visible(scene, whole));
    const bitmap = await scene.page.renderBitmap({ scale, region, signal });
    return { page: scene.page, scale, region, whole, bitmap };
  }

  /** Shows what was drawn ahead, where it is what is wanted; else closes it. */
  #useDrawn(scene: Scene, { bitmap, ...shown }: Drawn): Shown | undefined {
    const isSame = shown.page === scene.page && shown.scale === renderScale(scene);
    if (isSame && contains(shown.region, this.#visible(scene, shown.whole))) {
      return this.#present(scene, shown, bitmap);
    }
    bitmap.close();
    return undefined;
  }

  /** Renders what is visible of a scene, unless it is on the canvas already or was drawn ahead. */
  async render(
    scene: Scene,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void,
    drawn?: Drawn,
  ): Promise<Shown> {
    const ahead = drawn && this.#useDrawn(scene, drawn);
    if (ahead) return ahead;
    const scale = renderScale(scene);
    const whole = await scene.page.measure(scale);
    const visible = this.#visible(scene, whole);
    const shown = this.#shown;
    const isSame = shown?.page === scene.page && shown.scale === scale && this.#scene === scene;
    if (isSame && contains(shown.region, visible)) return shown;
    const region = visibleRegion(whole, visible);
    const bitmap = await scene.page.renderBitmap({ scale, region, signal, onProgress });
    if (signal.aborted) {
      bitmap.close();
      signal.throwIfAborted();
    }
    return this.#present(scene, { page: scene.page, scale, region, whole }, bitmap);
  }

  clear(): void {
    this.#scene = undefined;
    this.#shown = undefined;
    this.#parts.sheet.hidden = true;
    this.#context?.transferFromImageBitmap(null);
  }

  /** Puts a new picture and its place on the page on screen in one step. */
  #present(scene: Scene, shown: Shown, bitmap: ImageBitmap): Shown {
    const isOtherPage = this.#shown?.page !== shown.page;
    const { canvas } = this.#parts;
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    this.#context?.transferFromImageBitmap(bitmap);
    this.#shown = shown;
    this.#parts.sheet.classList.toggle("is-image", !scene.isPaged);
    this.#parts.sheet.classList.toggle("is-opaque", !scene.page.info.hasAlpha);
    this.#parts.sheet.hidden = false;
    // The zoom may have changed while this was rendered: then it is stretched until the next comes.
    if (this.#scene?.page === scene.page) this.#place();
    else this.#lay(scene);
    if (isOtherPage) this.#parts.stage.scrollTo(0, 0);
    return shown;
  }

  /** Gives the sheet its size, and the canvas its place on it. */
  #lay(scene: Scene): void {
    this.#scene = scene;
    const { width, height } = this.#sheetSize(scene);
    const { sheet, stage } = this.#parts;
    sheet.style.width = `${width}px`;
    sheet.style.height = `${height}px`;
    this.#place();
    stage.classList.toggle("can-pan", width > stage.clientWidth || height > stage.clientHeight);
  }

  #sheetSize(scene: Scene): Size {
    const { width, height } = Picture.sizeOf(scene);
    return { width: width * scene.zoom, height: height * scene.zoom };
  }

  /** The canvas covers the part of the sheet that its region is of the page. It is turned about its
   *  middle, which lies where that of the turned region does. */
  #place(): void {
    if (!this.#shown || !this.#scene) return;
    const { turns } = this.#scene;
    const region = turnRegion(this.#shown.region, this.#shown.whole, turns);
    const whole = turnSize(this.#shown.whole, turns);
    const sheet = this.#sheetSize(this.#scene);
    const isExact = Math.abs(sheet.width * devicePixelRatio - whole.width) < 1;
    const unitX = isExact ? 1 / devicePixelRatio : sheet.width / whole.width;
    const unitY = isExact ? 1 / devicePixelRatio : sheet.height / whole.height;
    const { canvas } = this.#parts;
    const box = { width: region.width * unitX, height: region.height * unitY };
    const { width, height } = turnSize(box, turns);
    canvas.style.left = `${region.x * unitX + (box.width - width) / 2}px`;
    canvas.style.top = `${region.y * unitY + (box.height - height) / 2}px`;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    canvas.style.transform = turns === 0 ? "" : `rotate(${turns * 90}deg)`;
    canvas.classList.toggle("is-pixelated", unitX * devicePixelRatio > 1.5);
  }

  /** The part of the page in the window, in pixels of the page as rendered. */
  #visible(scene: Scene, page: Size): Region {
    const whole = turnSize(page, scene.turns);
    const sheet = this.#sheetSize(scene);
    const { stage } = this.#parts;
    const isNew = this.#scene?.page !== scene.page;
    const scrollLeft = isNew ? 0 : stage.scrollLeft;
    const scrollTop = isNew ? 0 : stage.scrollTop;
    const x = Math.floor((scrollLeft / sheet.width) * whole.width);
    const y = Math.floor((scrollTop / sheet.height) * whole.height);
    const width = Math.ceil((stage.clientWidth / sheet.width) * whole.width) + 1;
    const height = Math.ceil((stage.clientHeight / sheet.height) * whole.height) + 1;
    const visible = {
      x: Math.min(x, whole.width - 1),
      y: Math.min(y, whole.height - 1),
      width: Math.min(width, whole.width - x),
      height: Math.min(height, whole.height - y),
    };
    return turnRegion(visible, whole, -scene.turns);
  }
}

/** Pixels to render for a unit of the page. Images are enlarged by the canvas, not the decoder. */
function renderScale({ isPaged, zoom }: Scene): number {
  if (!isPaged) return Math.min(1, zoom);
  return unitSize(isPaged, devicePixelRatio) * zoom * devicePixelRatio;
}
