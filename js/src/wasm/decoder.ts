// SPDX-License-Identifier: Apache-2.0
// Documents and pages as decoders/vt.h names them, decoded at once: for Workers and Node.
import { NO_ASSETS, type SyncAssets } from "./assets.js";
import { optionFlag } from "./constants.js";
import {
  type Hit,
  ITEM_WORDS,
  Items,
  type Link,
  type ListName,
  type OutlineItem,
  type Properties,
  readHits,
  readLinks,
  readOutline,
  readProperties,
  readText,
  type TextLine,
} from "./contents.js";
import { type DecoderHost, DecoderInstance } from "./decoder-instance.js";
import { VitrineError } from "./errors.js";
import type { CompiledModule, Pointer } from "./module.js";
import type { SyncByteSource } from "./source.js";

(Symbol as { dispose?: symbol }).dispose ??= Symbol.for("Symbol.dispose");

const MEBIBYTE = 2 ** 20;
const HANDLE = 7;

export interface OpenOptions {
  password?: string | undefined;
  /** No orientation, no colour management, 16-bit samples cut to their high byte. */
  asStored?: boolean | undefined;
  /** Pixels of one page as it is stored; the module's default where left out. */
  pixelsMax?: number | undefined;
  /** Bytes that the decoder may hold; the module's default where left out. */
  memoryMax?: number | undefined;
  /** Bytes that the whole instance may have, pixels included. Default: 1 GiB. */
  instanceMemoryMax?: number | undefined;
  /** Milliseconds that one call may take; checked whenever the module reports its progress. */
  timeoutMs?: number | undefined;
  assets?: SyncAssets | undefined;
  /** How far the work is (total 0: not known). Answer true to stop it. */
  onProgress?: ((done: number, total: number) => boolean | void) | undefined;
}

export interface Region {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface RenderOptions {
  /** 1 is one pixel for each pixel of an image, or for each point (1/72 inch) of a page. */
  scale?: number | undefined;
  /** In pixels of the page at that scale; the whole page where left out. */
  region?: Region | undefined;
}

/** RGBA, 8 bits each, straight alpha, sRGB, rows from the top. */
export interface Pixels extends Size {
  data: Uint8ClampedArray<ArrayBuffer>;
}

/** The name of the format that the first bytes of a file look like. Another module may be the one
 *  that decodes it. */
export function probe(module: CompiledModule, head: Uint8Array): string | undefined {
  const instance = new DecoderInstance(module, CLOSED_HOST, { memoryMax: 16 * MEBIBYTE });
  return instance.withBytes(head, (pointer) =>
    instance.string(instance.call("vtw_probe", pointer, head.length)),
  );
}

/** An open file in an instance of its own. */
export class SyncDocument {
  readonly format: string;
  readonly mediaType: string;
  readonly pageCount: number;
  readonly isPaged: boolean;
  readonly hasPassword: boolean;
  readonly #session: Session;
  #pointer: Pointer;

  private constructor(session: Session, pointer: Pointer) {
    const { instance } = session;
    this.#session = session;
    this.#pointer = pointer;
    this.format = instance.string(instance.call("vtw_document_format", pointer)) ?? "";
    this.mediaType = instance.string(instance.call("vtw_document_media_type", pointer)) ?? "";
    this.pageCount = instance.callUnsigned("vtw_document_page_count", pointer);
    this.isPaged = instance.call("vtw_document_is_paged", pointer) !== 0;
    this.hasPassword = instance.call("vtw_document_has_password", pointer) !== 0;
  }

  /** Starts a fresh instance of `module` and opens `source`, which is borrowed until close(). */
  static open(
    module: CompiledModule,
    source: SyncByteSource,
    options: OpenOptions = {},
  ): SyncDocument {
    const session = new Session(module, source, options);
    const document = new SyncDocument(session, session.openDocument(options));
    FORGOTTEN.register(document, source, document);
    return document;
  }

  /** The file ends early or had to be repaired; may turn true while rendering. */
  get isPartial(): boolean {
    return this.#session.instance.call("vtw_document_is_partial", this.#open()) !== 0;
  }

  /** What the decoder last failed at or warned of; empty when there is nothing. */
  get message(): string {
    const { instance } = this.#session;
    return instance.string(instance.call("vtw_document_message", this.#open())) ?? "";
  }

  /** The table of contents, from front to back; empty where there is none. */
  outline(): OutlineItem[] {
    const { instance } = this.#session;
    return readOutline(this.#session.list("vtw_document_outline", this.#open()), instance);
  }

  /** What the file says about itself. */
  properties(): Properties {
    const { instance } = this.#session;
    return readProperties(this.#session.list("vtw_document_properties", this.#open()), instance);
  }

  /** Opens a page, counted from 0. */
  page(index: number): SyncPage {
    if (!Number.isInteger(index) || index < 0 || index >= 2 ** 32) {
      throw this.#session.argumentError(`there is no page ${index}`);
    }
    return new SyncPage(this.#session, this.#open(), index);
  }

  /** Ends the instance and closes the source; pages opened from it are closed with it. */
  close(): void {
    if (this.#pointer === 0) return;
    this.#pointer = 0;
    FORGOTTEN.unregister(this);
    this.#session.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #open(): Pointer {
    if (this.#pointer === 0) throw this.#session.argumentError("the document is closed");
    return this.#pointer;
  }
}

/** A page of an open document. */
export class SyncPage {
  readonly index: number;
  /** At scale 1 after orientation: pixels of an image, points of a laid-out page. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation 1..8 that the file asks for; applied already unless asStored. */
  readonly orientation: number;
  /** Bits per sample as stored; 0 where it has no meaning. */
  readonly bitDepth: number;
  readonly hasAlpha: boolean;
  /** Milliseconds that an animation shows this page; 0 where nothing moves. */
  readonly durationMs: number;
  readonly #session: Session;
  #pointer: Pointer;

  constructor(session: Session, document: Pointer, index: number) {
    const { instance } = session;
    this.#session = session;
    this.#pointer = session.run(() => instance.callUnsigned("vtw_page_open", document, index));
    if (this.#pointer === 0) throw session.takeError();
    this.index = index;
    this.width = instance.call("vtw_page_width", this.#pointer);
    this.height = instance.call("vtw_page_height", this.#pointer);
    this.orientation = instance.call("vtw_page_orientation", this.#pointer);
    this.bitDepth = instance.call("vtw_page_bit_depth", this.#pointer);
    this.hasAlpha = instance.call("vtw_page_has_alpha", this.#pointer) !== 0;
    this.durationMs = instance.callUnsigned("vtw_page_duration", this.#pointer);
  }

  /** The limits of the module, by their names in its constants. */
  get limits(): Readonly<Record<string, number>> {
    return this.#session.instance.constants.limits;
  }

  /** An error of the module's table with a detail of the caller's. */
  error(name: string, detail: string): VitrineError {
    return this.#session.instance.errorByName(name, detail);
  }

  /** The size in pixels of the whole page at `scale`. */
  measure(scale = 1): Size {
    const { instance } = this.#session;
    const width = instance.call("vtw_page_measure_width", this.#open(), scale);
    const height = instance.call("vtw_page_measure_height", this.#open(), scale);
    if (width < 0 || height < 0) throw this.#session.takeError();
    if (!isSide(width) || !isSide(height))
      throw this.#session.argumentError("the page has no size");
    return { width, height };
  }

  /** Renders into memory of the caller's own. */
  render(options: RenderOptions = {}): Pixels {
    return this.paint(options, (pixels) => ({ ...pixels, data: pixels.data.slice() }));
  }

  /** Renders and lends the pixels to `use`, without a copy; they are gone when it returns. */
  paint<Result>(options: RenderOptions, use: (pixels: Pixels) => Result): Result {
    const { instance } = this.#session;
    const scale = options.scale ?? 1;
    const whole = this.measure(scale);
    const { x, y, width, height } = this.#region(options.region ?? { x: 0, y: 0, ...whole });
    const size = 4 * width * height;
    return instance.withMemory(size, (pointer) => {
      const error = this.#session.run(() =>
        instance.call("vtw_page_render", this.#open(), scale, x, y, width, height, pointer),
      );
      if (error !== 0) throw this.#session.takeError();
      const { buffer, byteOffset } = instance.view(pointer, size);
      return use({ width, height, data: new Uint8ClampedArray(buffer, byteOffset, size) });
    });
  }

  /** The lines of a laid-out page; none of a picture. */
  text(): TextLine[] {
    return readText(this.#session.list("vtw_page_text", this.#open()));
  }

  /** Where `words` stand, whatever their case. */
  search(words: string): Hit[] {
    const { instance } = this.#session;
    return instance.withString(words, (needle) =>
      readHits(this.#session.list("vtw_page_search", this.#open(), needle)),
    );
  }

  links(): Link[] {
    return readLinks(
      this.#session.list("vtw_page_links", this.#open()),
      this.#session.instance,
    );
  }

  close(): void {
    if (this.#pointer === 0) return;
    if (this.#session.isUsable) this.#session.instance.call("vtw_page_close", this.#pointer);
    this.#pointer = 0;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Numbers that fit the module's; whether they lie within the page is for the module to say. */
  #region(region: Region): Region {
    const { x, y, width, height } = region;
    if (![x, y, width, height].every((number) => isSide(number) || number === 0)) {
      throw this.#session.argumentError("the region is not made of whole numbers");
    }
    return region;
  }

  #open(): Pointer {
    if (this.#pointer === 0 || !this.#session.isUsable) {
      throw this.#session.argumentError("the page is closed");
    }
    return this.#pointer;
  }
}

/** One instance, the source it reads from, and the watch over its time. */
class Session {
  readonly instance: DecoderInstance;
  readonly #source: SyncByteSource;
  readonly #options: OpenOptions;
  #deadline = Number.POSITIVE_INFINITY;
  #isLate = false;
  #isClosed = false;

  constructor(module: CompiledModule, source: SyncByteSource, options: OpenOptions) {
    const memoryMax = options.instanceMemoryMax ?? 1024 * MEBIBYTE;
    this.#source = source;
    this.#options = options;
    this.instance = new DecoderInstance(module, this.#host(), { memoryMax });
  }

  get isUsable(): boolean {
    return !this.#isClosed && !this.instance.isDead;
  }

  openDocument(options: OpenOptions): Pointer {
    const { instance } = this;
    const flags = options.asStored ? optionFlag(instance.constants, "asStored") : 0;
    const limits = [options.pixelsMax ?? 0, options.memoryMax ?? 0];
    const pointer = instance.withString(options.password, (password) =>
      this.run(() =>
        instance.callUnsigned(
          "vtw_document_open",
          HANDLE,
          this.#source.size,
          flags,
          ...limits,
          password,
        ),
      ),
    );
    if (pointer === 0) throw this.takeError();
    return pointer;
  }

  /** Runs work that may read the file, under the time limit. */
  run<Result>(work: () => Result): Result {
    this.#deadline = performance.now() + (this.#options.timeoutMs ?? Number.POSITIVE_INFINITY);
    this.#isLate = false;
    this.instance.forgetHostError();
    return work();
  }

  /** Asks for one of the lists of a document or page. Its items are valid until the next call. */
  list(name: ListName, ...values: number[]): Items {
    const { instance } = this;
    const count = this.run(() => instance.call(name, ...values));
    if (count < 0) throw this.takeError();
    const size = 4 * ITEM_WORDS[name] * count;
    const bytes = size > 0 ? instance.view(instance.callUnsigned("vtw_items"), size) : NOTHING;
    return new Items(
      new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      ITEM_WORDS[name],
    );
  }

  /** The error of the call that just failed. */
  takeError(): VitrineError {
    const error = this.instance.lastError();
    if (!this.#isLate || error.code !== "E_CANCELLED") return error;
    return this.instance.errorByName(
      "E_LIMIT",
      `the time limit of ${this.#options.timeoutMs} ms was reached`,
    );
  }

  argumentError(detail: string): VitrineError {
    return this.instance.errorByName("E_ARGUMENT", detail);
  }

  close(): void {
    this.#isClosed = true;
    this.#source.close?.();
  }

  #host(): DecoderHost {
    const assets = this.#options.assets ?? NO_ASSETS;
    return {
      read: (handle, offset, target) => {
        if (handle !== HANDLE) throw this.argumentError(`there is no file ${handle}`);
        this.#source.read(offset, target);
      },
      progress: (done, total) => {
        this.#isLate = performance.now() > this.#deadline;
        return this.#isLate || this.#options.onProgress?.(done, total) === true;
      },
      assetSize: (name) => assets.find(name),
      assetRead: (name, target) => assets.read(name, target),
    };
  }
}

const NOTHING = new Uint8Array(0);

/** The net below those who forget close(): the source may hold a file or a handle. */
const FORGOTTEN = new FinalizationRegistry((source: SyncByteSource) => source.close?.());

const CLOSED_HOST: DecoderHost = {
  read: () => {
    throw new VitrineError("E_IO", "The file could not be read.");
  },
  progress: () => false,
  assetSize: () => undefined,
  assetRead: () => {
    throw new VitrineError("E_IO", "The file could not be read.");
  },
};

function isSide(number: number): boolean {
  return Number.isInteger(number) && number > 0 && number < 2 ** 31;
}
