// SPDX-License-Identifier: Apache-2.0
// What was used last is kept, up to a weight: the least recently used goes first.

export interface LruOptions<Value> {
  weightMax: number;
  weigh(value: Value): number;
  /** Called with what is no longer kept. */
  drop?(value: Value): void;
}

export class Lru<Key, Value> {
  readonly #options: LruOptions<Value>;
  readonly #kept = new Map<Key, Value>();
  #weight = 0;

  constructor(options: LruOptions<Value>) {
    this.#options = options;
  }

  get weight(): number {
    return this.#weight;
  }

  has(key: Key): boolean {
    return this.#kept.has(key);
  }

  /** The value, which counts as used now. Borrowed. */
  get(key: Key): Value | undefined {
    const value = this.#kept.get(key);
    if (value === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, value);
    return value;
  }

  /** Keeps a value in place of one of the same key. The newest stays, whatever it weighs. */
  set(key: Key, value: Value): void {
    this.delete(key);
    this.#kept.set(key, value);
    this.#weight += this.#options.weigh(value);
    for (const oldest of this.#kept.keys()) {
      if (this.#weight <= this.#options.weightMax || oldest === key) break;
      this.delete(oldest);
    }
  }

  delete(key: Key): void {
    const value = this.#kept.get(key);
    if (value === undefined) return;
    this.#kept.delete(key);
    this.#weight -= this.#options.weigh(value);
    this.#options.drop?.(value);
  }

  clear(): void {
    for (const key of [...this.#kept.keys()]) this.delete(key);
  }
}
