// SPDX-License-Identifier: Apache-2.0
// The shared ring: bytes of one file flow from the I/O worker (one writer, never blocks) to the
// decoder worker (one reader, waits). Layout: 16 words of control, then `capacity` bytes of data.
//
// A request names a kind, an offset and how many bytes are needed; posting it starts a new stream.
// The writer acknowledges it with the position in the ring where that stream begins, and what was
// in the ring before is skipped by the reader. A reader that goes on where it stopped and finds
// bytes in the ring needs no further request: the writer may add what it has at hand.

/** Words of the control block. */
export const enum Word {
  /** Requests posted so far; the writer answers the latest. Reader. */
  Request = 0,
  /** The request that the stream in the ring belongs to. Writer. */
  Acknowledged = 1,
  /** Where that stream begins, as a count of bytes ever written (modulo 2^32). Writer. */
  Start = 2,
  /** Bytes ever written (modulo 2^32). Writer. */
  Head = 3,
  /** Bytes ever taken or skipped (modulo 2^32). Reader. */
  Tail = 4,
  /** A RingFailure: why no more bytes come for the acknowledged request. Writer. */
  Failure = 5,
  /** Changes whenever the reader may have something to look at; it sleeps on it. Both sides. */
  Signal = 6,
  /** 1 while the writer has bytes but no room: the reader then rings the bell. Writer. */
  IsParked = 7,
  /** 1 when the ring is closed: nobody waits any longer. Both sides. */
  IsClosed = 8,
  /** The number of the operation that the page wants stopped. Page. */
  Cancelled = 9,
  /** Milliseconds that the reader has spent waiting: they do not count as decoding. Reader. */
  WaitedMs = 10,
  /** The request: kind, offset (low and high 32 bits), bytes needed. Reader. */
  Kind = 11,
  OffsetLow = 12,
  OffsetHigh = 13,
  Needed = 14,
}

const CONTROL_WORDS = 16;
const CONTROL_SIZE = CONTROL_WORDS * 4;
/** The reader looks up at least this often, so that a lost signal costs time only. */
const SLEEP_MS_MAX = 250;

/** Why a request gets no more bytes. The codes of the errors that the reader throws. */
export const RING_FAILURES = [
  "",
  "E_IO",
  "E_DENIED",
  "E_NOT_FOUND",
  "E_EXPIRED",
  "E_CONNECTION",
  "E_CHANGED",
  "E_CANCELLED",
  "E_LIMIT",
  "E_INTERNAL",
  "E_CLOSED",
  "E_DEADLINE",
] as const;
export type RingFailure = Exclude<(typeof RING_FAILURES)[number], "">;

/** Thrown by the reader; the worker gives it its sentence. */
export class RingError extends Error {
  constructor(readonly code: RingFailure) {
    super(code);
  }
}

export interface RingRequest {
  number: number;
  /** 0: the file. 1 + n: asset n of the list that both sides share. */
  kind: number;
  offset: number;
  needed: number;
}

/** Memory for a ring; `capacity` is a power of two. */
export function createRing(capacity: number): SharedArrayBuffer {
  if (!Number.isInteger(Math.log2(capacity)) || capacity > 2 ** 30) {
    throw new RangeError("the capacity of a ring is a power of two");
  }
  return new SharedArrayBuffer(CONTROL_SIZE + capacity);
}

class RingSide {
  protected readonly words: Int32Array;
  protected readonly data: Uint8Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory, 0, CONTROL_WORDS);
    this.data = new Uint8Array(memory, CONTROL_SIZE);
  }

  get isClosed(): boolean {
    return this.load(Word.IsClosed) !== 0;
  }

  /** Ends all waiting, on both sides. */
  close(): void {
    this.store(Word.IsClosed, 1);
    this.signal();
  }

  protected load(word: Word): number {
    return Atomics.load(this.words, word);
  }

  protected store(word: Word, value: number): void {
    Atomics.store(this.words, word, value);
  }

  protected signal(): void {
    Atomics.add(this.words, Word.Signal, 1);
    Atomics.notify(this.words, Word.Signal);
  }

  /** Bytes between two counts; counts wrap at 2^32. */
  protected distance(from: number, to: number): number {
    return (to - from) >>> 0;
  }
}

/** The page's view: it asks for a stop and sees how long the reader has waited. */
export class RingControl extends RingSide {
  /** Makes `operation` end soon: its reads fail and its progress answers "stop". */
  cancel(operation: number): void {
    this.store(Word.Cancelled, operation);
    this.signal();
  }

  get waitedMs(): number {
    return this.load(Word.WaitedMs);
  }
}

/** The I/O worker's side. Nothing here waits. */
export class RingWriter extends RingSide {
  /** The latest request, if it has not been acknowledged yet. */
  takeRequest(): RingRequest | undefined {
    const number = this.load(Word.Request);
    if (number === this.load(Word.Acknowledged)) return undefined;
    const offset = (this.load(Word.OffsetHigh) >>> 0) * 2 ** 32 + (this.load(Word.OffsetLow) >>> 0);
    return { number, kind: this.load(Word.Kind), offset, needed: this.load(Word.Needed) >>> 0 };
  }

  /** Starts the stream that answers a request. */
  acknowledge(request: RingRequest): void {
    this.store(Word.Failure, 0);
    this.store(Word.IsParked, 0);
    this.store(Word.Start, this.load(Word.Head));
    this.store(Word.Acknowledged, request.number);
    this.signal();
  }

  /** Whether the reader has asked for something else meanwhile. */
  get isStale(): boolean {
    return this.load(Word.Request) !== this.load(Word.Acknowledged);
  }

  /** Copies as much of `bytes` into the ring as there is room for, and answers how much. */
  write(bytes: Uint8Array): number {
    const capacity = this.data.length;
    const head = this.load(Word.Head);
    const size = Math.min(bytes.length, capacity - this.distance(this.load(Word.Tail), head));
    if (size === 0) return 0;
    const start = (head >>> 0) % capacity;
    const first = Math.min(size, capacity - start);
    this.data.set(bytes.subarray(0, first), start);
    this.data.set(bytes.subarray(first, size), 0);
    this.store(Word.Head, (head + size) | 0);
    this.signal();
    return size;
  }

  /** Asks the reader to ring when there is room again. True where there is some already. */
  park(): boolean {
    this.store(Word.IsParked, 1);
    const used = this.distance(this.load(Word.Tail), this.load(Word.Head));
    if (used === this.data.length) return false;
    this.store(Word.IsParked, 0);
    return true;
  }

  fail(failure: RingFailure): void {
    this.store(Word.Failure, RING_FAILURES.indexOf(failure));
    this.signal();
  }
}

/** The decoder worker's side: reads block until the bytes are there. */
export class RingReader extends RingSide {
  readonly #ring: () => void;
  #position = -1;
  #kind = -1;
  /** Bytes that the writer still owes to the request; below 0 when it gave more than it had to. */
  #owed = 0;
  #waitedMs = 0;
  /** The operation that Word.Cancelled may name. */
  operation = 0;
  /** performance.now() at which reads give up. */
  deadline = Number.POSITIVE_INFINITY;

  /** `ring` tells the writer's thread to look at the ring, by a message. */
  constructor(memory: SharedArrayBuffer, ring: () => void) {
    super(memory);
    this.#ring = ring;
  }

  get isCancelled(): boolean {
    return this.operation !== 0 && this.load(Word.Cancelled) === this.operation;
  }

  /** Fills `target` with bytes from `offset` of `kind`, waiting for them. Throws a RingError. */
  read(kind: number, offset: number, target: Uint8Array): void {
    if (target.length === 0) return;
    const goesOn = kind === this.#kind && offset === this.#position && this.#available() > 0;
    this.#position = -1;
    if (!goesOn) this.#request(kind, offset, target.length);
    let done = 0;
    while (done < target.length) {
      if (this.#available() === 0) {
        if (this.#owed > 0) this.#waitForBytes();
        else this.#request(kind, offset + done, target.length - done);
      }
      done += this.#take(target.subarray(done));
    }
    this.#kind = kind;
    this.#position = offset + done;
  }

  /** Posts a request and waits until the writer has begun to answer it. */
  #request(kind: number, offset: number, needed: number): void {
    this.store(Word.Kind, kind);
    this.store(Word.OffsetLow, (offset % 2 ** 32) | 0);
    this.store(Word.OffsetHigh, Math.floor(offset / 2 ** 32));
    this.store(Word.Needed, needed);
    this.#owed = needed;
    const number = (Atomics.add(this.words, Word.Request, 1) + 1) | 0;
    this.#ring();
    this.#sleepUntil(() => this.load(Word.Acknowledged) === number);
    this.store(Word.Tail, this.load(Word.Start));
    this.#ringIfParked();
  }

  #available(): number {
    return this.distance(this.load(Word.Tail), this.load(Word.Head));
  }

  /** Moves what there is, at most all of `target`, and answers how much. */
  #take(target: Uint8Array): number {
    const capacity = this.data.length;
    const tail = this.load(Word.Tail);
    const size = Math.min(target.length, this.#available());
    const start = (tail >>> 0) % capacity;
    const first = Math.min(size, capacity - start);
    target.set(this.data.subarray(start, start + first));
    target.set(this.data.subarray(0, size - first), first);
    this.store(Word.Tail, (tail + size) | 0);
    this.#owed -= size;
    this.#ringIfParked();
    return size;
  }

  #ringIfParked(): void {
    if (Atomics.compareExchange(this.words, Word.IsParked, 1, 0) === 1) this.#ring();
  }

  /** A failure of the writer counts only when all that it wrote before has been taken. */
  #waitForBytes(): void {
    this.#sleepUntil(() => this.#available() > 0 || this.load(Word.Failure) !== 0);
    const failure = RING_FAILURES[this.load(Word.Failure)];
    if (this.#available() === 0) throw new RingError(failure || "E_INTERNAL");
  }

  #sleepUntil(isReady: () => boolean): void {
    for (;;) {
      const before = this.load(Word.Signal);
      if (isReady()) return;
      if (this.isClosed) throw new RingError("E_CLOSED");
      if (this.isCancelled) throw new RingError("E_CANCELLED");
      const start = performance.now();
      const left = this.deadline - start;
      if (left <= 0) throw new RingError("E_DEADLINE");
      Atomics.wait(this.words, Word.Signal, before, Math.min(SLEEP_MS_MAX, left));
      this.#countWait(performance.now() - start);
    }
  }

  #countWait(ms: number): void {
    this.#waitedMs += ms;
    this.store(Word.WaitedMs, Math.round(this.#waitedMs));
  }
}
