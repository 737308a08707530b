// SPDX-License-Identifier: Apache-2.0
// What the page and the workers say to each other. The page sees a file's bytes only where it shows
// them as they are; the decoder worker never sees a token (but a ticket for one file, where memory
// cannot be shared).
import type { Entry } from "../bridge/connection.js";
import type { Moments } from "../timing.js";
import type { ReadTicket } from "../bridge/remote-file.js";
import type { Hit, Link, OutlineItem, Properties, TextLine } from "../wasm/contents.js";
import type { Region, Size } from "../wasm/decoder.js";
import type { Manifest } from "../wasm/manifest.js";
import type { CompiledModule } from "../wasm/module.js";

/** Page → I/O worker. */
export interface IoMethods {
  connect: { parameters: { id: number; endpoint: string; token: string }; result: void };
  disconnect: { parameters: { id: number }; result: void };
  stat: { parameters: FileParameters; result: Entry };
  /** Entries come as notes. */
  list: { parameters: FileParameters; result: void };
  /** Begins to serve a decoder worker at the other end of `port`. */
  serve: { parameters: ServeParameters; result: void };
  /** Ends that, and closes the file. */
  release: { parameters: { id: number }; result: void };
  /** Opens a file that the page reads itself. `id`: a number of the page's. */
  openBytes: { parameters: FileParameters & { id: number }; result: { size: number } };
  readBytes: {
    parameters: { id: number; offset: number; size: number };
    result: Uint8Array<ArrayBuffer>;
  };
  closeBytes: { parameters: { id: number }; result: void };
  /** Empties what is kept of files between visits. */
  forget: { parameters: undefined; result: void };
  /** Fetches and compiles ahead of need. */
  warm: { parameters: { formats: string[] }; result: void };
}

export interface FileParameters {
  connection: number;
  share: string;
  path: string;
}

export interface ServeParameters {
  id: number;
  port: MessagePort;
  /** Where memory can be shared. */
  ring: SharedArrayBuffer | undefined;
  /** The file; undefined where the decoder worker has it itself. */
  file: FileParameters | undefined;
  /** The file is opened only when its bytes are asked for: a thumbnail may be kept already. */
  isLazy?: boolean;
}

/** Decoder worker → I/O worker, beside the ring. */
export interface SupplyMethods {
  opened: { parameters: undefined; result: Opened };
  module: { parameters: { name: string }; result: CompiledModule };
  manifest: { parameters: undefined; result: { manifest: Manifest; base: string } };
  /** All of the file, for decoders that cannot wait. */
  whole: { parameters: undefined; result: Uint8Array<ArrayBuffer> };
  ticket: { parameters: undefined; result: ReadTicket };
  /** The thumbnail of this file that was made before, if the token still lets one read the file. */
  keptThumbnail: { parameters: { size: number }; result: Blob | undefined };
  keepThumbnail: { parameters: { size: number; thumbnail: Blob }; result: void };
}

export interface Opened {
  /** Bytes. */
  size: number;
  /** The first bytes, enough to tell the format. */
  head: Uint8Array;
  /** What the server takes the file for; a hint which module to ask first. May be empty. */
  mediaType: string;
}

/** Page → decoder worker. */
export interface DecoderMethods {
  open: { parameters: OpenParameters; result: DocumentState };
  page: { parameters: { page: number; operation: number }; result: PageState };
  measure: { parameters: { page: number; scale: number }; result: Size };
  /** Progress comes as notes. */
  render: { parameters: RenderParameters; result: Rendered };
  /** Opens a file, draws its first page and closes it; the worker may be asked again. */
  thumbnail: { parameters: ThumbnailParameters; result: Thumbnail };
  text: { parameters: { page: number; operation: number }; result: TextLine[] };
  search: { parameters: { page: number; words: string; operation: number }; result: Hit[] };
  links: { parameters: { page: number; operation: number }; result: Link[] };
  outline: { parameters: { operation: number }; result: OutlineItem[] };
  properties: { parameters: { operation: number }; result: Properties };
}

export interface OpenParameters {
  supply: MessagePort;
  ring: SharedArrayBuffer | undefined;
  /** The file, where it is a local one. */
  blob: Blob | undefined;
  limits: DecoderLimits;
  password: string | undefined;
  asStored: boolean;
  operation: number;
}

export interface ThumbnailParameters extends OpenParameters {
  /** Pixels of the longer side at most. */
  size: number;
  /** A preview that a camera has put into the file will do. */
  isRough: boolean;
}

export interface Thumbnail {
  bitmap: ImageBitmap;
  /** Whether it is such a preview. */
  isRough: boolean;
}

export interface DecoderLimits {
  /** Bytes that the module may have. */
  memoryMax?: number | undefined;
  /** Pixels of a page as it is stored. */
  pixelsMax?: number | undefined;
}

export interface RenderParameters {
  page: number;
  scale: number;
  region: Region | undefined;
  asBitmap: boolean;
  operation: number;
}

/** What is known of a document now. */
export interface DocumentState {
  format: string;
  mediaType: string;
  pageCount: number;
  isPaged: boolean;
  hasPassword: boolean;
  isPartial: boolean;
  message: string;
  /** Bytes of the file. */
  size: number;
  /** When it was opened and drawn, for `timing.ts`. */
  moments?: Moments;
}

export interface PageState extends Size {
  orientation: number;
  bitDepth: number;
  hasAlpha: boolean;
  durationMs: number;
}

export interface Rendered extends Size {
  data: Uint8ClampedArray<ArrayBuffer> | undefined;
  bitmap: ImageBitmap | undefined;
  document: DocumentState;
}

export interface Progress {
  done: number;
  /** 0 where it is not known. */
  total: number;
}
