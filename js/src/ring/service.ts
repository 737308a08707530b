// SPDX-License-Identifier: Apache-2.0
// The I/O worker's half of a ring at work: answers the reader's requests with bytes that it waits
// for, and adds what happens to be at hand.
import { VitrineError } from "../errors.js";
import { RING_FAILURES, type RingFailure, type RingRequest, RingWriter } from "./ring.js";

/** Something that a request can name: the file, or an asset. */
export interface RingFeed {
  readonly size: number;
  /** Bytes that are at hand, at least one, or undefined. */
  peek(offset: number): Uint8Array | undefined;
  /** At least one byte from `offset`, of a read that goes on to `end`. */
  read(offset: number, end: number, signal: AbortSignal): Promise<Uint8Array>;
}

export class RingService {
  readonly #writer: RingWriter;
  readonly #feed: (kind: number) => Promise<RingFeed>;
  #serving: AbortController | undefined;
  #room: (() => void) | undefined;

  /** `feed` answers what a request's kind stands for. */
  constructor(memory: SharedArrayBuffer, feed: (kind: number) => Promise<RingFeed>) {
    this.#writer = new RingWriter(memory);
    this.#feed = feed;
  }

  /** The reader's bell: there is a request, or room for more bytes. */
  look(): void {
    const request = this.#writer.takeRequest();
    if (request) {
      this.#serving?.abort();
      this.#serving = new AbortController();
      void this.#serve(request, this.#serving.signal);
    }
    this.#room?.();
  }

  close(): void {
    this.#serving?.abort();
    this.#writer.close();
    this.#room?.();
  }

  async #serve(request: RingRequest, signal: AbortSignal): Promise<void> {
    this.#writer.acknowledge(request);
    try {
      const feed = await this.#feed(request.kind);
      if (signal.aborted) return;
      const end = request.offset + request.needed;
      if (end > feed.size) throw new VitrineError("E_IO", "a read behind the end");
      await this.#stream(feed, request.offset, end, signal);
      if (!signal.aborted) this.#addWhatIsThere(feed, end);
    } catch (error) {
      if (!signal.aborted) this.#writer.fail(failureOf(error));
    }
  }

  /** The page closes the ring before its message can abort the serving: a full ring that nobody
   *  empties any longer ends it too. */
  async #stream(feed: RingFeed, start: number, end: number, signal: AbortSignal): Promise<void> {
    const isOver = () => signal.aborted || this.#writer.isClosed;
    for (let offset = start; offset < end && !isOver();) {
      const bytes = feed.peek(offset) ?? (await feed.read(offset, end, signal));
      if (isOver()) return;
      const written = this.#writer.write(bytes.subarray(0, end - offset));
      offset += written;
      if (written === 0) await this.#waitForRoom(signal);
    }
  }

  #waitForRoom(signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#writer.park()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#room = () => {
        this.#room = undefined;
        resolve();
      };
    });
  }

  #addWhatIsThere(feed: RingFeed, start: number): void {
    for (let offset = start; offset < feed.size;) {
      const bytes = feed.peek(offset);
      const written = bytes ? this.#writer.write(bytes) : 0;
      if (written === 0) return;
      offset += written;
    }
  }
}

function failureOf(error: unknown): RingFailure {
  const code = VitrineError.from(error).code;
  return (RING_FAILURES as readonly string[]).includes(code) && code !== ""
    ? (code as RingFailure)
    : "E_IO";
}
