// SPDX-License-Identifier: Apache-2.0
// Thumbnails that were made, kept by the browser between visits (Cache API), by the identity of the
// file's content. Lives in the I/O worker, which asks the server first whether the token still
// opens the file. Where the origin is not secure nothing is kept.

const CACHE_NAME = "vitrine-thumbnails-1";
const COUNT_MAX = 4000;
/** Larger ones are made anew. COUNT_MAX times this is what the store takes at most. */
const SIZE_MAX = 48 * 1024;

/** What of the Cache API is used. */
export interface Shelf {
  keys(): Promise<readonly { url: string }[]>;
  match(url: string): Promise<Response | undefined>;
  put(url: string, response: Response): Promise<void>;
  delete(url: string): Promise<boolean>;
}

export interface Shelves {
  open(name: string): Promise<Shelf>;
  delete(name: string): Promise<boolean>;
}

/** What a thumbnail is of. */
export interface ThumbnailKey {
  endpoint: string;
  etag: Uint8Array;
  /** Pixels of its longer side at most. */
  size: number;
}

export class ThumbnailStore {
  readonly #shelves: Shelves | undefined;
  readonly #countMax: number;
  #opening: Promise<Shelf | undefined> | undefined;
  /** Addresses, the least recently used first. */
  readonly #known = new Set<string>();

  constructor(
    shelves: Shelves | undefined = globalThis.caches as Shelves | undefined,
    countMax = COUNT_MAX,
  ) {
    this.#shelves = shelves;
    this.#countMax = countMax;
  }

  async get(key: ThumbnailKey): Promise<Blob | undefined> {
    const url = addressOf(key);
    const shelf = await this.#open();
    if (!shelf || !this.#known.has(url)) return undefined;
    const kept = await shelf.match(url).catch(() => undefined);
    this.#known.delete(url);
    if (!kept) return undefined;
    this.#known.add(url);
    return kept.blob();
  }

  async put(key: ThumbnailKey, thumbnail: Blob): Promise<void> {
    if (key.etag.length === 0 || thumbnail.size > SIZE_MAX) return;
    const shelf = await this.#open();
    if (!shelf) return;
    const url = addressOf(key);
    try {
      await shelf.put(url, new Response(thumbnail));
      this.#known.delete(url);
      this.#known.add(url);
    } catch {
      return this.clear(); // the browser has no more room for this origin
    }
    for (const oldest of this.#known) {
      if (this.#known.size <= this.#countMax) break;
      this.#known.delete(oldest);
      await shelf.delete(oldest).catch(() => false);
    }
  }

  /** Forgets all, for a user who signs out. */
  async clear(): Promise<void> {
    this.#known.clear();
    this.#opening = undefined;
    await this.#shelves?.delete(CACHE_NAME).catch(() => false);
  }

  #open(): Promise<Shelf | undefined> {
    this.#opening ??= this.#load().catch(() => undefined);
    return this.#opening;
  }

  async #load(): Promise<Shelf | undefined> {
    const shelf = await this.#shelves?.open(CACHE_NAME);
    for (const { url } of (await shelf?.keys()) ?? []) this.#known.add(url);
    return shelf;
  }
}

/** An address of nothing: it only names. */
function addressOf({ endpoint, etag, size }: ThumbnailKey): string {
  const hex = Array.from(etag, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `https://thumbnail.invalid/${encodeURIComponent(endpoint)}/${hex}/${size}`;
}
