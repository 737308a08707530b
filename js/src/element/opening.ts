// SPDX-License-Identifier: Apache-2.0
// Opening files for <vitrine-view>: with what was prepared ahead, where there is any.
import { Document, type DocumentOptions } from "../document/document.js";
import type { Source } from "../document/source.js";
import { Ahead, type Ready } from "./ahead.js";
import { Picture, type Scene } from "./picture.js";

/** A document, and its first page as it was drawn ahead. */
export interface Opening {
  document: Document;
  ready: Ready | undefined;
}

export class Opener {
  readonly ahead: Ahead;
  readonly #picture: Picture;
  readonly #sceneOf: (source: Source, scene: Pick<Scene, "page" | "isPaged">) => Scene;

  /** `sceneOf`: how a file that is new will be shown. */
  constructor(
    picture: Picture,
    sceneOf: (source: Source, scene: Pick<Scene, "page" | "isPaged">) => Scene,
  ) {
    this.#picture = picture;
    this.#sceneOf = sceneOf;
    this.ahead = new Ahead((source, signal) => this.#prepare(source, signal));
  }

  async open(source: Source, options: DocumentOptions, signal: AbortSignal): Promise<Opening> {
    const ready = await this.ahead.take(source, signal);
    if (ready && Object.keys(options).length === 0) return { document: ready.document, ready };
    ready?.drawn.bitmap.close();
    ready?.document.close();
    return { document: await Document.open(source, { ...options, signal }), ready: undefined };
  }

  async #prepare(source: Source, signal: AbortSignal): Promise<Ready> {
    const opened = await Document.open(source, { signal });
    try {
      const page = await opened.page(0, signal);
      const scene = this.#sceneOf(source, { page, isPaged: opened.info.isPaged });
      const drawn = await this.#picture.draw(scene, signal);
      return { document: opened, page, drawn };
    } catch (error) {
      opened.close();
      throw error;
    }
  }
}
