// SPDX-License-Identifier: Apache-2.0
// Assets out of a folder that the user names; names cannot lead out of it.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { SyncAssets } from "../wasm/assets.js";

/** "fonts/NAME" or "cmaps/NAME" with letters, digits, '.', '-', '_' and '+'; no dot in front. */
const PLAIN_NAME = /^[A-Za-z0-9_+-][A-Za-z0-9._+-]*\/[A-Za-z0-9_+-][A-Za-z0-9._+-]*$/;

export class FolderAssets implements SyncAssets {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  find(name: string): number | undefined {
    if (!PLAIN_NAME.test(name)) return undefined;
    const status = statSync(join(this.#folder, name), { throwIfNoEntry: false });
    return status?.isFile() ? status.size : undefined;
  }

  read(name: string, target: Uint8Array): void {
    const bytes = readFileSync(join(this.#folder, name));
    if (bytes.length !== target.length) throw new Error(`asset ${name} has changed its size`);
    target.set(bytes);
  }
}
