// SPDX-License-Identifier: Apache-2.0
// How the user has turned which file, while the element lives. Files are not changed by it.
import type { Source } from "../document/source.js";

const KEPT_MAX = 1000;

/** Quarter turns clockwise, 0 to 3, of files that are turned. */
export class Rotations {
  readonly #kept = new WeakMap<object, Map<string, number>>();

  turnsOf(source: Source | undefined): number {
    if (!source) return 0;
    const [owner, name] = this.#keyOf(source);
    return this.#kept.get(owner)?.get(name) ?? 0;
  }

  keep(source: Source | undefined, turns: number): void {
    if (!source) return;
    const [owner, name] = this.#keyOf(source);
    const kept = this.#kept.get(owner) ?? new Map<string, number>();
    this.#kept.set(owner, kept);
    kept.delete(name);
    if (turns !== 0) kept.set(name, turns);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
  }

  /** Local files are told apart by what they are, others by where they are. */
  #keyOf(source: Source): [object, string] {
    if (!("path" in source)) return [source, ""];
    const { share, path } = source;
    if ("bridge" in source) return [source.bridge, JSON.stringify([share, path])];
    return [this, JSON.stringify([source.endpoint, share, path])];
  }
}
