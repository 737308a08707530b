// SPDX-License-Identifier: Apache-2.0
// The public API for browsers: documents, pages, the bridge, errors.
export { Document, Page } from "./document/document.js";
export type { DocumentOptions, RenderOptions } from "./document/document.js";
export { Bytes, download } from "./document/bytes.js";
export type { BridgeFile, Source } from "./document/source.js";
export { Bridge } from "./bridge/bridge.js";
export type { BridgeOptions, ListOptions } from "./bridge/bridge.js";
export type { Entry } from "./bridge/connection.js";
export { VitrineError } from "./errors.js";
export type {
  Destination,
  Hit,
  Link,
  OutlineItem,
  Properties,
  Quad,
  TextLine,
} from "./wasm/contents.js";
export type { Pixels, Region, Size } from "./wasm/decoder.js";
export type { DecoderLimits, DocumentState, PageState, Progress } from "./workers/messages.js";
export { canShareMemory, prepare } from "./workers/start.js";
export { errorSentence } from "./text/text.js";
