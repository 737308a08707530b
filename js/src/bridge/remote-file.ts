// SPDX-License-Identifier: Apache-2.0
// An open file behind the bridge: blocks that have come, streams that are on their way, and the
// decision what to fetch next. Holds a token that opens this one file for a minute at a time.
import { Code } from "@connectrpc/connect";
import type { OpenResponse } from "../gen/vitrine/v1/bridge_pb.js";
import { cancelled } from "../errors.js";
import { BLOCK_SIZE, BlockCache } from "./block-cache.js";
import { isExpired, type Connection, type Ticket } from "./connection.js";
import { bridgeError, hasStatus, makeError } from "./errors.js";
import { Patience } from "./patience.js";
import { ReadAhead } from "./read-ahead.js";

const CACHE_BYTES_MAX = 32 * 2 ** 20;
const WINDOW_MAX = 4 * 2 ** 20;
/** Pictures are read from end to end; in documents the next read may be anywhere. */
const WINDOW_INITIAL_IMAGE = 512 * 1024;
const END_SIZE = 65536;

/** A `Read` in progress: whole blocks from `next` to `end` are still to come. */
interface Stream {
  next: number;
  end: number;
  /** Blocks before this one were asked for; the rest is read ahead. */
  demanded: number;
  abort: AbortController;
}

interface Waiter {
  block: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** What a reader of its own needs (the worker that may not share memory). */
export interface ReadTicket {
  endpoint: string;
  token: string;
  handle: Uint8Array;
  etag: Uint8Array;
}

export class RemoteFile {
  readonly size: number;
  readonly mediaType: string;
  /** Bytes that have come from the bridge. */
  bytesFetched = 0;
  readonly #connection: Connection;
  readonly #share: string;
  readonly #path: string;
  /** The identity of the content. */
  readonly etag: Uint8Array;
  readonly #cache = new BlockCache(CACHE_BYTES_MAX);
  readonly #readAhead: ReadAhead;
  readonly #streams = new Set<Stream>();
  readonly #waiters = new Set<Waiter>();
  readonly #head: Uint8Array;
  readonly #tail: Uint8Array;
  #handle: Uint8Array;
  #ticket: Ticket;
  #isClosed = false;

  /** Opens a file: one round trip, which also brings its first and last bytes. */
  static async open(
    connection: Connection,
    share: string,
    path: string,
    signal?: AbortSignal,
  ): Promise<RemoteFile> {
    const [answer, ticket] = await openFile(connection, share, path, END_SIZE, signal);
    return new RemoteFile(connection, share, path, answer, ticket);
  }

  private constructor(
    connection: Connection,
    share: string,
    path: string,
    answer: OpenResponse,
    ticket: Ticket,
  ) {
    this.#connection = connection;
    this.#share = share;
    this.#path = path;
    this.size = Number(answer.info?.size ?? 0n);
    this.mediaType = answer.info?.mediaType ?? "";
    this.etag = answer.info?.etag ?? new Uint8Array(0);
    this.#head = answer.head;
    this.#tail = answer.tail;
    this.#handle = answer.handle;
    this.#ticket = ticket;
    this.bytesFetched = answer.head.length + answer.tail.length;
    const initial = this.mediaType.startsWith("image/") ? WINDOW_INITIAL_IMAGE : 0;
    this.#readAhead = new ReadAhead({ initial, max: WINDOW_MAX });
  }

  /** Bytes from `offset` that are at hand: at least one, or undefined. Borrowed. */
  peek(offset: number): Uint8Array | undefined {
    if (offset < 0 || offset >= this.size) return undefined;
    if (offset < this.#head.length) return this.#head.subarray(offset);
    if (offset >= this.#tailStart()) return this.#tail.subarray(offset - this.#tailStart());
    return this.#cache.get(Math.floor(offset / BLOCK_SIZE))?.subarray(offset % BLOCK_SIZE);
  }

  /** At least one byte from `offset`, of a read that goes on to `end`. Waits for the bridge. */
  async read(offset: number, end: number, signal?: AbortSignal): Promise<Uint8Array> {
    if (offset >= this.size) throw makeError("E_IO", "a read behind the end of the file");
    let waited = false;
    for (;;) {
      if (this.#isClosed) throw cancelled();
      const bytes = this.peek(offset);
      if (bytes) {
        this.#readAhead.note(offset, Math.min(end, offset + bytes.length), waited);
        this.#fetchAhead(offset + bytes.length);
        return bytes;
      }
      waited = true;
      this.#demand(offset, end);
      await this.#arrival(Math.floor(offset / BLOCK_SIZE), signal);
    }
  }

  /** The whole file; for those that fit in memory. */
  async readAll(signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const whole = new Uint8Array(this.size);
    for (let offset = 0; offset < this.size;) {
      const bytes = await this.read(offset, this.size, signal);
      whole.set(bytes, offset);
      offset += bytes.length;
    }
    return whole;
  }

  async readTicket(): Promise<ReadTicket> {
    const { token } = await this.#freshTicket();
    return { endpoint: this.#connection.endpoint, token, handle: this.#handle, etag: this.etag };
  }

  /** Stops what is on its way and gives the handle back. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const stream of this.#streams) stream.abort.abort();
    this.#rejectWaiters(cancelled());
    void this.#giveBack();
  }

  async #giveBack(): Promise<void> {
    try {
      const { token } = await this.#freshTicket();
      await this.#connection.client.close(
        { handle: this.#handle },
        this.#connection.options(token),
      );
    } catch {
      // The handle expires by itself.
    }
  }

  async #freshTicket(): Promise<Ticket> {
    if (!this.#ticket.isFresh()) {
      this.#ticket = await this.#connection.ticket(this.#share, this.#path);
    }
    return this.#ticket;
  }

  /** Sees to it that the block at `offset` is on its way, and the rest of the read behind it. */
  #demand(offset: number, end: number): void {
    const block = Math.floor(offset / BLOCK_SIZE);
    const demanded = Math.ceil(Math.min(end, this.#tailStart()) / BLOCK_SIZE);
    const running = this.#streamOf(block);
    if (running) {
      running.demanded = Math.max(running.demanded, Math.min(demanded, running.end));
      return;
    }
    this.#dropReadAhead();
    this.#start(block, Math.max(block + 1, demanded), this.#readAhead.window);
  }

  /** Starts the next stream before the reader comes to the end of what is there. */
  #fetchAhead(offset: number): void {
    const { window } = this.#readAhead;
    if (window === 0 || this.#streams.size > 1) return;
    const limit = Math.min(offset + window / 2, this.#tailStart());
    for (let block = Math.floor(offset / BLOCK_SIZE); block * BLOCK_SIZE < limit; block++) {
      if (!this.#isKnown(block)) {
        this.#start(block, block, window);
        return;
      }
    }
  }

  /** Bytes from here on came with Open. */
  #tailStart(): number {
    return this.size - this.#tail.length;
  }

  #isKnown(block: number): boolean {
    return (
      (block + 1) * BLOCK_SIZE <= this.#head.length ||
      this.#cache.has(block) ||
      this.#streamOf(block) !== undefined
    );
  }

  #streamOf(block: number): Stream | undefined {
    for (const stream of this.#streams) {
      if (block >= stream.next && block < stream.end) return stream;
    }
    return undefined;
  }

  /** A jump makes what was only read ahead worthless: the line is wanted for something else. */
  #dropReadAhead(): void {
    for (const stream of this.#streams) {
      if (stream.next >= stream.demanded) stream.abort.abort();
    }
  }

  #start(block: number, demanded: number, ahead: number): void {
    const last = Math.ceil(this.#tailStart() / BLOCK_SIZE);
    const wanted = Math.min(last, demanded + Math.ceil(ahead / BLOCK_SIZE));
    let end = block + 1;
    while (end < wanted && !this.#isKnown(end)) end++;
    const stream = {
      next: block,
      end,
      demanded: Math.min(demanded, end),
      abort: new AbortController(),
    };
    this.#streams.add(stream);
    void this.#run(stream);
  }

  async #run(stream: Stream): Promise<void> {
    try {
      await this.#receiveStubbornly(stream);
    } catch (error) {
      this.#streams.delete(stream);
      const { demanded, next } = stream;
      if (!stream.abort.signal.aborted)
        this.#rejectWaiters(error, next, Math.max(next + 1, demanded));
    } finally {
      this.#streams.delete(stream);
      this.#wakeWaiters();
    }
  }

  /** Goes on after each break of the line, as long as every attempt brings something. */
  async #receiveStubbornly(stream: Stream): Promise<void> {
    const { signal } = stream.abort;
    for (;;) {
      const before = stream.next;
      try {
        return await this.#connection.retrying(signal, () => this.#receive(stream));
      } catch (error) {
        if (signal.aborted || stream.next === before) throw error;
      }
    }
  }

  /** Runs one Read, and again where the ticket or the handle had expired: a renewed token needs a
   *  ticket of its own, and then a handle, for handles belong to the token that opened them. */
  async #receive(stream: Stream): Promise<void> {
    const tried = new Set<string>();
    for (;;) {
      try {
        return await this.#receiveOnce(stream);
      } catch (error) {
        const isForgotten = hasStatus(error, Code.NotFound);
        const what = isForgotten ? "handle" : "ticket";
        if ((!isForgotten && !isExpired(error)) || tried.has(what)) throw error;
        tried.add(what);
        if (isForgotten) await this.#reopen(stream.abort.signal);
        else this.#ticket = await this.#connection.ticket(this.#share, this.#path);
      }
    }
  }

  async #reopen(signal: AbortSignal): Promise<void> {
    const [answer, ticket] = await openFile(this.#connection, this.#share, this.#path, 0, signal);
    if (!equal(answer.info?.etag, this.etag)) throw makeError("E_CHANGED");
    this.#handle = answer.handle;
    this.#ticket = ticket;
  }

  async #receiveOnce(stream: Stream): Promise<void> {
    const patience = new Patience(stream.abort.signal, this.#connection.silenceMs);
    try {
      await this.#receiveBlocks(stream, patience);
    } catch (error) {
      throw patience.explain(error);
    } finally {
      patience.end();
    }
  }

  async #receiveBlocks(stream: Stream, patience: Patience): Promise<void> {
    const { token } = await this.#freshTicket();
    const start = stream.next * BLOCK_SIZE;
    const end = Math.min(this.#tailStart(), stream.end * BLOCK_SIZE);
    const answer = this.#connection.client.read(
      {
        handle: this.#handle,
        offset: BigInt(start),
        length: BigInt(end - start),
        chunkSize: BLOCK_SIZE,
        etag: this.etag,
      },
      this.#connection.options(token, patience.signal),
    );
    const assembler = new BlockAssembler(start, end);
    for await (const chunk of answer) {
      patience.heard();
      this.bytesFetched += chunk.data.length;
      for (const block of assembler.add(Number(chunk.offset), chunk.data)) {
        this.#cache.set(stream.next++, block);
        this.#wakeWaiters();
      }
    }
    if (stream.next < stream.end) throw makeError("E_CHANGED", "the file ends before its size");
  }

  #arrival(block: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => (this.#waiters.delete(waiter), reject(cancelled(signal?.reason)));
      const settle = () => (
        this.#waiters.delete(waiter),
        signal?.removeEventListener("abort", onAbort)
      );
      const waiter: Waiter = {
        block,
        resolve: () => (settle(), resolve()),
        reject: (error) => (settle(), reject(error)),
      };
      if (signal?.aborted) return reject(cancelled(signal.reason));
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#waiters.add(waiter);
    });
  }

  /** Wakes those whose block has come, and those whose stream has ended without it. */
  #wakeWaiters(): void {
    for (const waiter of [...this.#waiters]) {
      if (this.#cache.has(waiter.block) || !this.#streamOf(waiter.block)) waiter.resolve();
    }
  }

  #rejectWaiters(error: unknown, from = 0, to = Number.POSITIVE_INFINITY): void {
    for (const waiter of [...this.#waiters]) {
      if (waiter.block >= from && waiter.block < to) waiter.reject(bridgeError(error));
    }
  }
}

/** Cuts chunks, which may have any size, into whole blocks. */
class BlockAssembler {
  #position: number;
  readonly #end: number;
  #block: Uint8Array | undefined;

  constructor(start: number, end: number) {
    this.#position = start;
    this.#end = end;
  }

  *add(offset: number, data: Uint8Array): Generator<Uint8Array> {
    if (offset !== this.#position || data.length > this.#end - offset) {
      throw makeError("E_IO", "the server sent bytes that were not asked for");
    }
    for (let done = 0; done < data.length;) {
      const start = Math.floor(this.#position / BLOCK_SIZE) * BLOCK_SIZE;
      const size = Math.min(BLOCK_SIZE, this.#end - start);
      this.#block ??= new Uint8Array(size);
      const at = this.#position - start;
      const part = data.subarray(done, done + size - at);
      this.#block.set(part, at);
      done += part.length;
      this.#position += part.length;
      if (at + part.length === size) {
        yield this.#block;
        this.#block = undefined;
      }
    }
  }
}

/** Opens with a narrowed token; once more where our clock had made it too short. */
async function openFile(
  connection: Connection,
  share: string,
  path: string,
  endSize: number,
  signal?: AbortSignal,
): Promise<[OpenResponse, Ticket]> {
  return connection.retrying(signal, async () => {
    const request = { file: { share, path }, headSize: endSize, tailSize: endSize };
    const ticket = await connection.ticket(share, path);
    try {
      return [
        await connection.client.open(request, connection.unaryOptions(ticket.token, signal)),
        ticket,
      ];
    } catch (error) {
      const metadata = (error as { metadata?: Headers }).metadata;
      if (!isExpired(error) || !metadata || !connection.learnClock(metadata)) throw error;
      const second = await connection.ticket(share, path);
      return [
        await connection.client.open(request, connection.unaryOptions(second.token, signal)),
        second,
      ];
    }
  });
}

function equal(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && a.length === b.length && a.every((byte, index) => byte === b[index]);
}
