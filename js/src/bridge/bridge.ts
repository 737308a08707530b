// SPDX-License-Identifier: Apache-2.0
// A vitrined server as the page sees it: folders can be listed and files named. The token goes to
// the I/O worker at once and is not kept here.
import type { FileParameters } from "../workers/messages.js";
import { callIo, newId } from "../workers/start.js";
import type { Entry } from "./connection.js";

export interface BridgeOptions {
  /** Address of vitrined: "https://nas.example:8443". */
  endpoint: string;
  /** "fb1.…", from the server that knows the user. */
  token: string;
}

export interface ListOptions {
  signal?: AbortSignal | undefined;
  /** Called with each part of a long listing as it comes. */
  onEntries?: ((entries: Entry[]) => void) | undefined;
}

/** Dispatches "renew" when it has taken a fresh token, "close" when it has forgotten the last. */
export class Bridge extends EventTarget {
  readonly endpoint: string;
  readonly #id = newId();
  #generation = 0;

  constructor({ endpoint, token }: BridgeOptions) {
    super();
    this.endpoint = endpoint;
    this.renew(token);
  }

  /** Takes a fresh token before the old one expires; open documents go on with it. */
  renew(token: string): void {
    void callIo("connect", { id: this.#id, endpoint: this.endpoint, token });
    this.#generation++;
    this.dispatchEvent(new Event("renew"));
  }

  /** Tells it from other bridges of the page. */
  get number(): number {
    return this.#id;
  }

  /** Tokens that it has had. */
  get generation(): number {
    return this.#generation;
  }

  /** The entries of a folder: folders first, then by name in byte order. */
  async list(share: string, path: string, options: ListOptions = {}): Promise<Entry[]> {
    const all: Entry[] = [];
    const onNote = (entries: Entry[]) => {
      all.push(...entries);
      options.onEntries?.(entries);
    };
    await callIo("list", this.locate(share, path), { signal: options.signal, onNote });
    return all;
  }

  stat(share: string, path: string, signal?: AbortSignal): Promise<Entry> {
    return callIo("stat", this.locate(share, path), { signal });
  }

  /** For a user who signs out: closes it, and empties what the browser keeps of files. */
  async signOut(): Promise<void> {
    this.close();
    await callIo("forget", undefined);
  }

  /** Forgets the token. Documents that are open can read no more. */
  close(): void {
    void callIo("disconnect", { id: this.#id });
    this.dispatchEvent(new Event("close"));
  }

  /** How the I/O worker names a place; for the package itself. */
  locate(share: string, path: string): FileParameters {
    return { connection: this.#id, share, path };
  }
}
