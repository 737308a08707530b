// SPDX-License-Identifier: Apache-2.0
// Calls between threads over a message port: promises, notes on the way, cancelling, transfers.
import { cancelled, errorFromData, errorToData, type ErrorData } from "../errors.js";

/** What a Worker, a MessagePort and a worker's own global scope have in common. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  start?(): void;
}

/** What a method may use while it runs. */
export interface CallContext {
  /** Aborted when the caller has lost interest. */
  signal: AbortSignal;
  /** Sends a note to the caller before the result. */
  note(value: unknown): void;
}

export type Method = (parameters: never, context: CallContext) => unknown;
export type Methods = Readonly<Record<string, Method>>;

export interface CallOptions {
  transfer?: Transferable[];
  signal?: AbortSignal | undefined;
  onNote?: ((value: never) => void) | undefined;
}

/** A result whose parts move to the caller instead of being copied. */
export class Transferred {
  constructor(
    readonly value: unknown,
    readonly transfer: Transferable[],
  ) {}
}

type Message =
  | { kind: "call"; id: number; method: string; parameters: unknown }
  | { kind: "cancel"; id: number }
  | { kind: "note"; id: number; value: unknown }
  | { kind: "result"; id: number; value: unknown }
  | { kind: "error"; id: number; error: ErrorData };

interface Pending {
  resolve(value: unknown): void;
  reject(error: unknown): void;
  onNote: ((value: never) => void) | undefined;
}

/** One end of a port: it calls the methods of the other end and answers with its own. */
export class Rpc {
  readonly #port: Port;
  readonly #methods: Methods;
  readonly #pending = new Map<number, Pending>();
  readonly #running = new Map<number, AbortController>();
  #nextId = 1;

  constructor(port: Port, methods: Methods = {}) {
    this.#port = port;
    this.#methods = methods;
    port.addEventListener("message", (event) => this.#receive(event.data as Message));
    port.start?.();
  }

  /** Calls `method` at the other end. Rejects with a VitrineError. */
  call<Result>(method: string, parameters: unknown, options: CallOptions = {}): Promise<Result> {
    const { signal, transfer = [], onNote } = options;
    if (signal?.aborted) return Promise.reject(cancelled(signal.reason));
    const id = this.#nextId++;
    return new Promise<Result>((resolve, reject) => {
      const onAbort = () => this.#post({ kind: "cancel", id });
      const settle = () => signal?.removeEventListener("abort", onAbort);
      this.#pending.set(id, {
        resolve: (value) => (settle(), resolve(value as Result)),
        reject: (error) => (settle(), reject(error)),
        onNote,
      });
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#post({ kind: "call", id, method, parameters }, transfer);
    });
  }

  /** Rejects all calls that are waiting: the other end is gone. */
  abandon(error: unknown): void {
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const call of waiting) call.reject(error);
  }

  #post(message: Message, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  #receive(message: Message): void {
    switch (message.kind) {
      case "call":
        void this.#answer(message.id, message.method, message.parameters);
        break;
      case "cancel":
        this.#running.get(message.id)?.abort();
        break;
      case "note":
        this.#pending.get(message.id)?.onNote?.(message.value as never);
        break;
      case "result":
        this.#take(message.id)?.resolve(message.value);
        break;
      case "error":
        this.#take(message.id)?.reject(errorFromData(message.error));
        break;
    }
  }

  #take(id: number): Pending | undefined {
    const call = this.#pending.get(id);
    this.#pending.delete(id);
    return call;
  }

  async #answer(id: number, name: string, parameters: unknown): Promise<void> {
    const abort = new AbortController();
    this.#running.set(id, abort);
    try {
      const method = Object.hasOwn(this.#methods, name) ? this.#methods[name] : undefined;
      if (method === undefined) throw new Error(`there is no method ${name}`);
      const note = (value: unknown) => this.#post({ kind: "note", id, value });
      const result = await method(parameters as never, { signal: abort.signal, note });
      if (result instanceof Transferred) {
        this.#post({ kind: "result", id, value: result.value }, result.transfer);
      } else {
        this.#post({ kind: "result", id, value: result });
      }
    } catch (error) {
      this.#post({ kind: "error", id, error: errorToData(error) });
    } finally {
      this.#running.delete(id);
    }
  }
}
