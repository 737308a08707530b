// SPDX-License-Identifier: Apache-2.0
// Documents and pages for the page's own thread: decoded in a worker, asked for by promises. Names
// follow decoders/vt.h.
import type { Bridge } from "../bridge/bridge.js";
import { makeError } from "../bridge/errors.js";
import { throwIfAborted } from "../errors.js";
import type { Hit, Link, OutlineItem, Properties, TextLine } from "../wasm/contents.js";
import type { Pixels, Region, Size } from "../wasm/decoder.js";
import type {
  DecoderLimits,
  DocumentState,
  PageState,
  Progress,
  Rendered,
} from "../workers/messages.js";
import { Session, type SessionSource } from "./session.js";
import { locate, type Source } from "./source.js";
import { Turns } from "./turns.js";

const TIMEOUT_MS = 30_000;

export interface DocumentOptions {
  password?: string | undefined;
  /** No orientation, no colour management, 16-bit samples cut to their high byte. */
  asStored?: boolean | undefined;
  limits?: DecoderLimits | undefined;
  /** Milliseconds that one call may spend decoding; then its worker is stopped. Default: 30 s. */
  timeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface RenderOptions {
  /** 1 is one pixel for each pixel of an image, or for each point (1/72 inch) of a page. */
  scale?: number | undefined;
  /** In pixels of the page at that scale; the whole page where left out. */
  region?: Region | undefined;
  signal?: AbortSignal | undefined;
  /** How far the decoder is, now and then. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** What close() gives back. */
interface Held {
  session: Session;
  readonly ownBridge: Bridge | undefined;
}

function release({ session, ownBridge }: Held): void {
  session.end();
  ownBridge?.close();
}

/** The net below those who forget close(): a document holds a worker. */
const FORGOTTEN = new FinalizationRegistry(release);

/** An open file. Close it when done: it holds a worker. */
export class Document {
  readonly #source: SessionSource;
  readonly #options: DocumentOptions;
  readonly #held: Held;
  readonly #turns = new Turns();
  #state: DocumentState;
  #isClosed = false;

  /** Opens a file. Rejects with a VitrineError. */
  static async open(source: Source, options: DocumentOptions = {}): Promise<Document> {
    throwIfAborted(options.signal);
    const { ownBridge, ...sessionSource } = locate(source);
    const session = startSession(sessionSource, options);
    try {
      return new Document(sessionSource, options, ownBridge, session, await session.state);
    } catch (error) {
      session.end();
      ownBridge?.close();
      throw error;
    }
  }

  private constructor(
    source: SessionSource,
    options: DocumentOptions,
    ownBridge: Bridge | undefined,
    session: Session,
    state: DocumentState,
  ) {
    this.#source = source;
    this.#options = { ...options, signal: undefined };
    this.#held = { session, ownBridge };
    this.#state = state;
    FORGOTTEN.register(this, this.#held, this);
  }

  /** What is known now: whether the file is partial may show only while it is rendered. */
  get info(): Readonly<DocumentState> {
    return this.#state;
  }

  get pageCount(): number {
    return this.#state.pageCount;
  }

  /** Opens a page, counted from 0. */
  async page(index: number, signal?: AbortSignal): Promise<Page> {
    const state = await this.usingSession(signal, (session) =>
      session.run("page", { page: index }, { signal }),
    );
    return new Page(this, index, state);
  }

  /** The table of contents, from front to back; empty where there is none. */
  outline(signal?: AbortSignal): Promise<OutlineItem[]> {
    return this.usingSession(signal, (session) => session.run("outline", {}, { signal }));
  }

  /** What the file says about itself: "title", "author", "created"… */
  properties(signal?: AbortSignal): Promise<Properties> {
    return this.usingSession(signal, (session) => session.run("properties", {}, { signal }));
  }

  /** Ends the worker. Calls that wait reject with E_CLOSED. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    FORGOTTEN.unregister(this);
    release(this.#held);
  }

  /** Runs work in the decoder, in a clean one where the last had to be stopped. For Page. */
  usingSession<Result>(
    signal: AbortSignal | undefined,
    work: (session: Session) => Promise<Result>,
  ): Promise<Result> {
    const begin = async () => {
      const held = this.#held;
      if (this.#isClosed) throw makeError("E_CLOSED");
      if (held.session.isOver) held.session = startSession(this.#source, this.#options);
      await held.session.state;
      return work(held.session);
    };
    return this.#turns.take(signal, begin, () => this.#held.session.settled);
  }

  /** Takes over what rendering has found out. For Page. */
  learn(state: DocumentState): void {
    this.#state = state;
  }
}

/** A page of an open document. */
export class Page {
  readonly index: number;
  readonly info: Readonly<PageState>;
  readonly #document: Document;

  constructor(document: Document, index: number, info: PageState) {
    this.#document = document;
    this.index = index;
    this.info = info;
  }

  /** The size in pixels of the whole page at `scale`. */
  measure(scale = 1): Promise<Size> {
    return this.#document.usingSession(undefined, (session) =>
      session.run("measure", { page: this.index, scale }),
    );
  }

  /** RGBA, 8 bits each, straight alpha, sRGB, rows from the top. */
  async render(options: RenderOptions = {}): Promise<Pixels> {
    const { width, height, data } = await this.#render(options, false);
    if (!data || data.length !== 4 * width * height) throw makeError("E_INTERNAL");
    return { width, height, data };
  }

  /** The same as a bitmap that a canvas shows without a copy on this thread. Close it after use. */
  async renderBitmap(options: RenderOptions = {}): Promise<ImageBitmap> {
    const { bitmap } = await this.#render(options, true);
    if (!bitmap) throw makeError("E_INTERNAL");
    return bitmap;
  }

  /** The lines of a laid-out page, with a place for each character; none of a picture. */
  text(signal?: AbortSignal): Promise<TextLine[]> {
    const page = this.index;
    return this.#document.usingSession(signal, (session) =>
      session.run("text", { page }, { signal }),
    );
  }

  /** Where `words` stand on the page, whatever their case. */
  search(words: string, signal?: AbortSignal): Promise<Hit[]> {
    const page = this.index;
    return this.#document.usingSession(signal, (session) =>
      session.run("search", { page, words }, { signal }),
    );
  }

  links(signal?: AbortSignal): Promise<Link[]> {
    const page = this.index;
    return this.#document.usingSession(signal, (session) =>
      session.run("links", { page }, { signal }),
    );
  }

  async #render(options: RenderOptions, asBitmap: boolean): Promise<Rendered> {
    const { scale = 1, region, signal, onProgress } = options;
    const parameters = { page: this.index, scale, region, asBitmap };
    const rendered = await this.#document.usingSession(signal, (session) =>
      session.run("render", parameters, { signal, onNote: onProgress }),
    );
    this.#document.learn(rendered.document);
    return rendered;
  }
}

function startSession(source: SessionSource, options: DocumentOptions): Session {
  const { password, asStored, limits, signal, timeoutMs = TIMEOUT_MS } = options;
  return new Session(source, { password, asStored, limits, timeoutMs }, { signal });
}
