// SPDX-License-Identifier: Apache-2.0
// Where a decoder worker's bytes come from, each answering at once: the shared ring, a synchronous
// request where memory cannot be shared, and a cache before either.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { makeError } from "../bridge/errors.js";
import type { ReadTicket } from "../bridge/remote-file.js";
import { ReadRequestSchema, ReadResponseSchema } from "../gen/vitrine/v1/bridge_pb.js";
import { RingError, type RingReader } from "../ring/ring.js";
import type { SyncAssets } from "../wasm/assets.js";
import { findAsset, type Manifest } from "../wasm/manifest.js";
import { checkRange, type SyncByteSource } from "../wasm/source.js";
import { verifyBytesSync } from "./payload.js";

/** Reads from the ring, with errors that have a sentence. */
function readRing(ring: RingReader, kind: number, offset: number, target: Uint8Array): void {
  try {
    ring.read(kind, offset, target);
  } catch (error) {
    throw error instanceof RingError ? makeError(error.code, "", error) : error;
  }
}

/** The file at the other end of a ring. */
export class RingSource implements SyncByteSource {
  constructor(
    readonly size: number,
    readonly ring: RingReader,
  ) {}

  read(offset: number, target: Uint8Array): void {
    checkRange(this, offset, target.length);
    readRing(this.ring, 0, offset, target);
  }
}

/** Keeps blocks of a source whose every read is dear. */
export class CachedSource implements SyncByteSource {
  readonly size: number;
  readonly #source: SyncByteSource;
  readonly #blockSize: number;
  readonly #countMax: number;
  readonly #blocks = new Map<number, Uint8Array>();

  constructor(source: SyncByteSource, blockSize: number, countMax: number) {
    this.size = source.size;
    this.#source = source;
    this.#blockSize = blockSize;
    this.#countMax = countMax;
  }

  read(offset: number, target: Uint8Array): void {
    checkRange(this, offset, target.length);
    for (let done = 0; done < target.length;) {
      const at = offset + done;
      const block = this.#block(Math.floor(at / this.#blockSize));
      const part = block.subarray(at % this.#blockSize).subarray(0, target.length - done);
      target.set(part, done);
      done += part.length;
    }
  }

  #block(index: number): Uint8Array {
    let bytes = this.#blocks.get(index);
    if (bytes === undefined) {
      const start = index * this.#blockSize;
      bytes = new Uint8Array(Math.min(this.#blockSize, this.size - start));
      this.#source.read(start, bytes);
    }
    this.#blocks.delete(index);
    this.#blocks.set(index, bytes);
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= this.#countMax) break;
      this.#blocks.delete(oldest);
    }
    return bytes;
  }
}

const FRAME_HEADER_SIZE = 5;
const FLAG_TRAILER = 0x80;

/** `Read` of the bridge as a synchronous request: gRPC-Web by hand, inside a worker only. */
export class RequestSource implements SyncByteSource {
  readonly size: number;
  /** Set anew before each operation: it lives for a minute. */
  ticket: ReadTicket;

  constructor(size: number, ticket: ReadTicket) {
    this.size = size;
    this.ticket = ticket;
  }

  read(offset: number, target: Uint8Array): void {
    checkRange(this, offset, target.length);
    const body = this.#request(offset, target.length);
    let done = 0;
    for (const { flags, payload } of frames(body)) {
      if (flags & FLAG_TRAILER) continue;
      const { offset: at, data } = fromBinary(ReadResponseSchema, payload);
      if (Number(at) !== offset + done || data.length > target.length - done) {
        throw makeError("E_IO", "the server sent bytes that were not asked for");
      }
      target.set(data, done);
      done += data.length;
    }
    if (done !== target.length) throw statusError(body);
  }

  #request(offset: number, size: number): Uint8Array {
    const { endpoint, token, handle, etag } = this.ticket;
    const message = toBinary(
      ReadRequestSchema,
      create(ReadRequestSchema, {
        handle,
        etag,
        offset: BigInt(offset),
        length: BigInt(size),
        chunkSize: 262144,
      }),
    );
    const request = new XMLHttpRequest();
    request.open("POST", `${endpoint.replace(/\/$/, "")}/vitrine.v1.FileBridge/Read`, false);
    request.responseType = "arraybuffer";
    request.setRequestHeader("content-type", "application/grpc-web+proto");
    request.setRequestHeader("x-grpc-web", "1");
    request.setRequestHeader("authorization", `Bearer ${token}`);
    try {
      request.send(frame(message));
    } catch (cause) {
      throw makeError("E_CONNECTION", "", cause);
    }
    const status = request.getResponseHeader("grpc-status");
    if (request.status !== 200 || (status !== null && status !== "0")) {
      throw codeError(status ?? "", request.getResponseHeader("grpc-message") ?? "");
    }
    return new Uint8Array(request.response as ArrayBuffer);
  }
}

function frame(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const framed = new Uint8Array(FRAME_HEADER_SIZE + message.length);
  new DataView(framed.buffer).setUint32(1, message.length);
  framed.set(message, FRAME_HEADER_SIZE);
  return framed;
}

function* frames(body: Uint8Array): Generator<{ flags: number; payload: Uint8Array }> {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  for (let position = 0; position < body.length;) {
    if (body.length - position < FRAME_HEADER_SIZE) throw makeError("E_IO", "a frame is cut off");
    const size = view.getUint32(position + 1);
    const start = position + FRAME_HEADER_SIZE;
    if (size > body.length - start) throw makeError("E_IO", "a frame is cut off");
    yield { flags: body[position] ?? 0, payload: body.subarray(start, start + size) };
    position = start + size;
  }
}

/** The error that the trailer of a body names. */
function statusError(body: Uint8Array): Error {
  for (const { flags, payload } of frames(body)) {
    if (!(flags & FLAG_TRAILER)) continue;
    const text = new TextDecoder().decode(payload);
    const status = /^grpc-status: (\d+)\r$/m.exec(text)?.[1] ?? "";
    return codeError(status, /^grpc-message: (.*)\r$/m.exec(text)?.[1] ?? "");
  }
  return makeError("E_IO", "the answer is cut off");
}

function codeError(status: string, detail: string): Error {
  const codes = { 5: "E_NOT_FOUND", 7: "E_DENIED", 10: "E_CHANGED", 16: "E_EXPIRED" } as const;
  return makeError(codes[Number(status) as keyof typeof codes] ?? "E_IO", detail);
}

/** Fonts and character maps that come through the ring. */
export class RingAssets implements SyncAssets {
  readonly #manifest: Manifest;
  readonly #names: string[];
  readonly #ring: RingReader;

  constructor(manifest: Manifest, ring: RingReader) {
    this.#manifest = manifest;
    this.#names = Object.keys(manifest.assets).sort();
    this.#ring = ring;
  }

  find(name: string): number | undefined {
    return findAsset(this.#manifest, name)?.size;
  }

  read(name: string, target: Uint8Array): void {
    readRing(this.#ring, 1 + this.#names.indexOf(name), 0, target);
  }
}

/** The same by synchronous requests to where the package lies. */
export class RequestAssets implements SyncAssets {
  readonly #manifest: Manifest;
  readonly #base: string;

  constructor(manifest: Manifest, base: string) {
    this.#manifest = manifest;
    this.#base = base;
  }

  find(name: string): number | undefined {
    return findAsset(this.#manifest, name)?.size;
  }

  read(name: string, target: Uint8Array): void {
    const entry = findAsset(this.#manifest, name);
    if (!entry) throw makeError("E_NOT_FOUND", `no asset ${name}`);
    const request = new XMLHttpRequest();
    request.open("GET", new URL(entry.file, this.#base).href, false);
    request.responseType = "arraybuffer";
    request.send();
    if (request.status !== 200)
      throw makeError("E_CONNECTION", `${entry.file}: HTTP ${request.status}`);
    const bytes = new Uint8Array(request.response as ArrayBuffer);
    verifyBytesSync(entry, bytes);
    target.set(bytes);
  }
}
