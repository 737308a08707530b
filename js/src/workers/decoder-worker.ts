// SPDX-License-Identifier: Apache-2.0
// The decoder worker: one file, one fresh instance of a module, thrown away afterwards. It reaches
// the file through the ring only (or a ticket for this file, where memory cannot be shared).
import { makeError } from "../bridge/errors.js";
import { cancelled, VitrineError } from "../errors.js";
import { RingReader } from "../ring/ring.js";
import { findModule, type Manifest, probingModules } from "../wasm/manifest.js";
import { moment, type Moments } from "../timing.js";
import type { CompiledModule } from "../wasm/module.js";
import { probe, SyncDocument, SyncPage, type Pixels, type Size } from "../wasm/decoder.js";
import { BlobSource, MemorySource, type SyncByteSource } from "../wasm/source.js";
import type {
  DecoderMethods,
  DocumentState,
  Opened,
  OpenParameters,
  Progress,
  Rendered,
  SupplyMethods,
  Thumbnail,
  ThumbnailParameters,
} from "./messages.js";
import { type CallContext, Rpc, Transferred } from "./rpc.js";
import { scope } from "./scope.js";
import { drawPreview, drawThumbnail } from "./thumbnail.js";
import { CachedSource, RequestAssets, RequestSource, RingAssets, RingSource } from "./sources.js";

/** When this worker was ready. */
const STARTED = moment();
const PROGRESS_INTERVAL_MS = 50;
/** Files up to this size are fetched whole where memory cannot be shared. */
const WHOLE_SIZE_MAX = 8 * 2 ** 20;
const HEAD_SIZE = 4096;
const PAGES_KEPT = 3;
const THUMBNAIL_TYPE = { type: "image/webp", quality: 0.82 };

type Parameters<Name extends keyof DecoderMethods> = DecoderMethods[Name]["parameters"];

class Decoder {
  readonly #supply: Rpc;
  readonly #ring: RingReader | undefined;
  readonly #parameters: OpenParameters;
  #request: RequestSource | undefined;
  #start: (() => SyncDocument) | undefined;
  #preview: ((page: SyncPage, size: number) => OffscreenCanvas | undefined) | undefined;
  #document: SyncDocument | undefined;
  #hasReadError = false;
  #size = 0;
  readonly #pages = new Map<number, SyncPage>();
  #note: (progress: Progress) => void = () => undefined;
  #notedAt = 0;
  readonly #moments: Moments = { worker: STARTED };

  constructor(parameters: OpenParameters) {
    const { supply, ring } = parameters;
    this.#parameters = parameters;
    this.#supply = new Rpc(supply);
    this.#ring = ring && new RingReader(ring, () => supply.postMessage("bell"));
  }

  async open(context: CallContext): Promise<DocumentState> {
    const { limits, password, asStored, operation } = this.#parameters;
    this.#begin(operation, context);
    const [opened, { manifest, base }] = await Promise.all([this.#opened(), this.#ask("manifest")]);
    this.#moments.opened = moment();
    this.#size = opened.size;
    const module = await this.#choose(manifest, opened);
    this.#moments.module = moment();
    const source = this.#watched(await this.#source(opened.size));
    const assets = this.#ring
      ? new RingAssets(manifest, this.#ring)
      : new RequestAssets(manifest, base);
    const options = {
      password,
      asStored,
      assets,
      pixelsMax: limits.pixelsMax,
      instanceMemoryMax: limits.memoryMax,
      onProgress: (done: number, total: number) => this.#progress(done, total),
    };
    this.#start = () => SyncDocument.open(module, source, options);
    this.#preview = (page, size) => drawPreview(module, source, page, size);
    this.#open();
    this.#moments.document = moment();
    return this.#state();
  }

  /** The thumbnail that is kept, or a new one, which is kept from now on unless it is rough. */
  async thumbnail(
    { size, isRough }: ThumbnailParameters,
    context: CallContext,
  ): Promise<Transferred> {
    const kept = await this.#ask("keptThumbnail", { size });
    const known = kept && (await createImageBitmap(kept).catch(() => undefined));
    if (known) return transferThumbnail(known, false);
    const { isPaged } = await this.open(context);
    const page = this.#page(0);
    const preview = isRough ? this.#preview?.(page, size) : undefined;
    if (preview) return transferThumbnail(preview.transferToImageBitmap(), true);
    const canvas = drawThumbnail(page, isPaged, size);
    const thumbnail = await canvas.convertToBlob(THUMBNAIL_TYPE);
    await this.#ask("keepThumbnail", { size, thumbnail });
    return transferThumbnail(canvas.transferToImageBitmap(), false);
  }

  /** Nothing more will be asked of it. */
  end(): void {
    this.spoil();
    this.#parameters.supply.close();
  }

  async page({ page, operation }: Parameters<"page">, context: CallContext) {
    await this.#prepare(operation, context);
    const { width, height, orientation, bitDepth, hasAlpha, durationMs } = this.#page(page);
    return { width, height, orientation, bitDepth, hasAlpha, durationMs };
  }

  measure({ page, scale }: Parameters<"measure">) {
    return this.#page(page).measure(scale);
  }

  /** Asks the document, or a page of it, in an operation of its own. */
  async ask<Result>(
    operation: number,
    context: CallContext,
    question: (document: SyncDocument, page: (index: number) => SyncPage) => Result,
  ): Promise<Result> {
    await this.#prepare(operation, context);
    return question(this.#open(), (index) => this.#page(index));
  }

  /** What was stopped in the middle, or could not read on, may have kept half of something: the
   *  next call gets a fresh instance. */
  spoil(): void {
    this.#document?.close();
    this.#document = undefined;
    this.#pages.clear();
  }

  get isCancelled(): boolean {
    return this.#ring?.isCancelled ?? false;
  }

  async render(parameters: Parameters<"render">, context: CallContext): Promise<Transferred> {
    const { page, scale, region, asBitmap, operation } = parameters;
    await this.#prepare(operation, context);
    const output = this.#page(page).paint<Output>({ scale, region }, asBitmap ? toBitmap : toData);
    this.#moments.drawn = moment();
    const rendered: Rendered = { ...output, document: this.#state() };
    return new Transferred(rendered, [output.bitmap ?? output.data.buffer]);
  }

  #begin(operation: number, context: CallContext): void {
    if (this.#hasReadError) this.spoil();
    this.#hasReadError = false;
    this.#note = context.note;
    if (this.#ring) this.#ring.operation = operation;
  }

  async #prepare(operation: number, context: CallContext): Promise<void> {
    if (this.#request) this.#request.ticket = await this.#ask("ticket");
    this.#begin(operation, context);
  }

  #ask<Name extends keyof SupplyMethods>(
    name: Name,
    parameters?: SupplyMethods[Name]["parameters"],
  ) {
    return this.#supply.call<SupplyMethods[Name]["result"]>(name, parameters);
  }

  async #opened(): Promise<Opened> {
    const { blob } = this.#parameters;
    if (!blob) return this.#ask("opened");
    const head = new Uint8Array(await blob.slice(0, HEAD_SIZE).arrayBuffer());
    return { size: blob.size, head, mediaType: blob.type };
  }

  async #source(size: number): Promise<SyncByteSource> {
    const { blob } = this.#parameters;
    if (blob) return new CachedSource(new BlobSource(blob), 262144, 16);
    if (this.#ring) return new CachedSource(new RingSource(size, this.#ring), 65536, 32);
    if (size <= WHOLE_SIZE_MAX) return new MemorySource(await this.#ask("whole"));
    this.#request = new RequestSource(size, await this.#ask("ticket"));
    return new CachedSource(this.#request, 524288, 16);
  }

  /** Takes note when a read fails: a decoder may make do with that, and remember it. */
  #watched(source: SyncByteSource): SyncByteSource {
    const read = (offset: number, target: Uint8Array) => {
      try {
        source.read(offset, target);
      } catch (error) {
        this.#hasReadError = true;
        throw error;
      }
    };
    return { size: source.size, read };
  }

  /** The module that decodes what the file's first bytes look like; what the server makes of them
   *  is fetched meanwhile. Where no format is known, a module shall say so. */
  async #choose(manifest: Manifest, { head, mediaType }: Opened): Promise<CompiledModule> {
    const [likely] = findModule(manifest, mediaType.replace(/^\w+\//, "")) ?? [];
    if (likely && !this.#parameters.blob) {
      this.#ask("module", { name: likely }).catch(() => undefined);
    }
    const [first, ...others] = probingModules(manifest);
    if (!first) throw makeError("E_INTERNAL", "the viewer was built without modules");
    for (const name of [first, ...others]) {
      const format = probe(await this.#ask("module", { name }), head);
      if (format === undefined) continue;
      const [decoder] = findModule(manifest, format) ?? [];
      if (!decoder) throw makeError("E_UNSUPPORTED", `this viewer was built without ${format}`);
      return this.#ask("module", { name: decoder });
    }
    return this.#ask("module", { name: first });
  }

  #progress(done: number, total: number): boolean {
    const now = performance.now();
    if (now - this.#notedAt >= PROGRESS_INTERVAL_MS) {
      this.#notedAt = now;
      this.#note({ done, total });
    }
    return this.isCancelled;
  }

  #page(index: number): SyncPage {
    const page = this.#pages.get(index) ?? this.#open().page(index);
    this.#pages.delete(index);
    this.#pages.set(index, page);
    // A page holds what it has laid out, so few are kept: those that a window shows.
    for (const [oldest, other] of this.#pages) {
      if (this.#pages.size <= PAGES_KEPT) break;
      other.close();
      this.#pages.delete(oldest);
    }
    return page;
  }

  #open(): SyncDocument {
    if (!this.#start) throw makeError("E_CLOSED", "the document is not open");
    this.#document ??= this.#start();
    return this.#document;
  }

  #state(): DocumentState {
    const { format, mediaType, pageCount, isPaged, hasPassword, isPartial, message } = this.#open();
    const [size, moments] = [this.#size, { ...this.#moments }];
    return {
      format,
      mediaType,
      pageCount,
      isPaged,
      hasPassword,
      isPartial,
      message,
      size,
      moments,
    };
  }
}

function transferThumbnail(bitmap: ImageBitmap, isRough: boolean): Transferred {
  const thumbnail: Thumbnail = { bitmap, isRough };
  return new Transferred(thumbnail, [bitmap]);
}

type Output = Size &
  (
    | { data: Uint8ClampedArray<ArrayBuffer>; bitmap: undefined }
    | { data: undefined; bitmap: ImageBitmap }
  );

function toData({ width, height, data }: Pixels): Output {
  return { width, height, data: data.slice(), bitmap: undefined };
}

function toBitmap({ width, height, data }: Pixels): Output {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context) throw makeError("E_NOMEM", "the browser has no canvas of this size");
  context.putImageData(new ImageData(data, width, height), 0, 0);
  return { width, height, data: undefined, bitmap: canvas.transferToImageBitmap() };
}

let decoder: Decoder | undefined;
let queue: Promise<unknown> = Promise.resolve();

/** One call after another: a decoder does one thing at a time. */
function inTurn<P, R>(work: (parameters: P, context: CallContext) => R | Promise<R>) {
  return (parameters: P, context: CallContext): Promise<R> => {
    const turn = queue.then(() => work(parameters, context)).catch(spoilAfter);
    queue = turn.catch(() => undefined);
    return turn;
  };
}

function spoilAfter(caught: unknown): never {
  const error = decoder?.isCancelled ? cancelled(caught) : VitrineError.from(caught);
  if (error.code !== "E_ARGUMENT") decoder?.spoil();
  throw error;
}

function current(): Decoder {
  if (!decoder) throw makeError("E_CLOSED", "nothing is open");
  return decoder;
}

new Rpc(scope, {
  open: inTurn((parameters: OpenParameters, context) => {
    if (decoder) throw makeError("E_INTERNAL", "a decoder worker opens one file only");
    decoder = new Decoder(parameters);
    return decoder.open(context);
  }),
  thumbnail: async (parameters: ThumbnailParameters, context: CallContext) => {
    const own = new Decoder(parameters);
    try {
      return await own.thumbnail(parameters, context);
    } catch (error) {
      throw own.isCancelled ? cancelled(error) : error;
    } finally {
      own.end();
    }
  },
  page: inTurn((parameters: Parameters<"page">, context) => current().page(parameters, context)),
  measure: inTurn((parameters: Parameters<"measure">) => current().measure(parameters)),
  render: inTurn((parameters: Parameters<"render">, context) =>
    current().render(parameters, context),
  ),
  text: inTurn(({ page, operation }: Parameters<"text">, context) =>
    current().ask(operation, context, (_, pageAt) => pageAt(page).text()),
  ),
  search: inTurn(({ page, words, operation }: Parameters<"search">, context) =>
    current().ask(operation, context, (_, pageAt) => pageAt(page).search(words)),
  ),
  links: inTurn(({ page, operation }: Parameters<"links">, context) =>
    current().ask(operation, context, (_, pageAt) => pageAt(page).links()),
  ),
  outline: inTurn(({ operation }: Parameters<"outline">, context) =>
    current().ask(operation, context, (document) => document.outline()),
  ),
  properties: inTurn(({ operation }: Parameters<"properties">, context) =>
    current().ask(operation, context, (document) => document.properties()),
  ),
});
