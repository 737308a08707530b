// SPDX-License-Identifier: Apache-2.0
// One decoder worker from start to end: its ring, its file, its time limit. A worker that fails
// badly or takes too long is stopped; the document then starts a clean one.
import { makeError } from "../bridge/errors.js";
import { cancelled, VitrineError } from "../errors.js";
import { abortable } from "./turns.js";
import { createRing, RingControl } from "../ring/ring.js";
import type {
  DecoderLimits,
  DecoderMethods,
  DocumentState,
  FileParameters,
} from "../workers/messages.js";
import { countForeground } from "../workers/foreground.js";
import {
  callIo,
  canShareMemory,
  newId,
  takeDecoderWorker,
  type WorkerClient,
} from "../workers/start.js";

const RING_SIZE = 2 ** 20;
const WATCH_INTERVAL_MS = 200;
/** How long a decoder may take to notice that it shall stop. */
const GRACE_MS = 500;

/** What a session opens: a local file, or a place behind the bridge. */
export interface SessionSource {
  blob: Blob | undefined;
  file: FileParameters | undefined;
}

export interface SessionOptions {
  password?: string | undefined;
  asStored?: boolean | undefined;
  limits?: DecoderLimits | undefined;
  /** Milliseconds that one call may spend decoding. */
  timeoutMs: number;
}

export interface RunOptions {
  signal?: AbortSignal | undefined;
  onNote?: ((note: never) => void) | undefined;
}

/** The eye on one operation. */
interface Watch {
  end(): void;
  /** Why the operation was told to stop, if it was. */
  reason(): VitrineError | undefined;
}

export class Session {
  readonly #id = newId();
  readonly #worker: WorkerClient;
  readonly #control: RingControl | undefined;
  readonly #timeoutMs: number;
  #nextOperation = 1;
  #isOver = false;
  #settled: Promise<unknown> = Promise.resolve();
  readonly state: Promise<DocumentState>;

  constructor(source: SessionSource, options: SessionOptions, run: RunOptions = {}) {
    this.#timeoutMs = options.timeoutMs;
    const ring = canShareMemory() ? createRing(RING_SIZE) : undefined;
    this.#control = ring && new RingControl(ring);
    this.#worker = takeDecoderWorker();
    const { port1, port2 } = new MessageChannel();
    const served = { id: this.#id, port: port1, ring, file: source.file };
    callIo("serve", served, { transfer: [port1] }).catch((error) =>
      this.end(VitrineError.from(error)),
    );
    this.state = this.run(
      "open",
      {
        supply: port2,
        ring,
        blob: source.blob,
        limits: options.limits ?? {},
        password: options.password,
        asStored: options.asStored ?? false,
      },
      run,
      [port2],
    );
    this.state.catch((error) => this.end(VitrineError.from(error)));
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Calls the decoder, under the time limit. After a fault of the decoder's own it is stopped. */
  async run<Name extends keyof DecoderMethods>(
    name: Name,
    parameters: Omit<DecoderMethods[Name]["parameters"], "operation">,
    options: RunOptions = {},
    transfer: Transferable[] = [],
  ): Promise<DecoderMethods[Name]["result"]> {
    if (this.#isOver) throw makeError("E_CLOSED");
    const operation = this.#nextOperation++;
    const work = this.#worker.call<DecoderMethods[Name]["result"]>(
      name,
      { ...parameters, operation },
      { transfer, onNote: options.onNote },
    );
    // Watched until the worker has answered, also where nobody waits for the answer any longer.
    const watch = this.#watch(operation, options.signal);
    const watched = work
      .catch((error) => this.#fail(VitrineError.from(error), watch))
      .finally(() => watch.end());
    this.#settled = watched.catch(() => undefined);
    countForeground(this.#settled);
    return abortable(options.signal, watched);
  }

  /** Kept when the worker has answered the last call. */
  get settled(): Promise<unknown> {
    return this.#settled;
  }

  /** A decoder that failed through a fault of its own is not asked again. */
  #fail(error: VitrineError, watch: Watch): never {
    if (error.code === "E_INTERNAL") this.end(error);
    throw (error.code === "E_CANCELLED" && watch.reason()) || error;
  }

  /** Stops the worker and gives back the file. Calls that wait reject with `error`. */
  end(error: VitrineError = makeError("E_CLOSED")): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#control?.close();
    this.#worker.terminate(error);
    callIo("release", { id: this.#id }).catch(() => undefined);
  }

  /** Ends an operation that is aborted or late: by asking, then by stopping the worker. */
  #watch(operation: number, signal: AbortSignal | undefined): Watch {
    const waitedBefore = this.#control?.waitedMs ?? 0;
    const start = performance.now();
    let grace: ReturnType<typeof setTimeout> | undefined;
    let reason: VitrineError | undefined;
    const stop = (error: VitrineError) => {
      reason ??= error;
      this.#control?.cancel(operation);
      grace ??= setTimeout(() => this.end(error), this.#control ? GRACE_MS : 0);
    };
    const onAbort = () => {
      if (this.#control) stop(cancelled(signal?.reason));
    };
    const timer = setInterval(() => {
      const waited = (this.#control?.waitedMs ?? 0) - waitedBefore;
      if (performance.now() - start - waited > this.#timeoutMs) stop(makeError("E_DEADLINE"));
    }, WATCH_INTERVAL_MS);
    signal?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onAbort();
    const end = () => {
      clearInterval(timer);
      clearTimeout(grace);
      signal?.removeEventListener("abort", onAbort);
    };
    return { end, reason: () => reason };
  }
}
