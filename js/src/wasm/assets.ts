// SPDX-License-Identifier: Apache-2.0
// Fonts and character maps that a module asks for by name while it renders.

/** Files by name ("fonts/NAME", "cmaps/NAME"), for synchronous readers. */
export interface SyncAssets {
  /** The size in bytes, or undefined where there is no such asset. */
  find(name: string): number | undefined;
  /** Fills `target`, whose length is what `find` answered, or throws. */
  read(name: string, target: Uint8Array): void;
}

/** Assets that are already in memory. */
export class MemoryAssets implements SyncAssets {
  readonly #files: ReadonlyMap<string, Uint8Array>;

  constructor(files: ReadonlyMap<string, Uint8Array>) {
    this.#files = files;
  }

  find(name: string): number | undefined {
    return this.#files.get(name)?.length;
  }

  read(name: string, target: Uint8Array): void {
    const bytes = this.#files.get(name);
    if (bytes === undefined || bytes.length !== target.length) throw new Error(`no asset ${name}`);
    target.set(bytes);
  }
}

/** For those who want none: what needs a font shows its fallback. */
export const NO_ASSETS: SyncAssets = new MemoryAssets(new Map());
