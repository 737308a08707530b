// SPDX-License-Identifier: Apache-2.0
// Starts the package's workers from the page, and keeps one decoder worker ready for the next file.
import { VitrineError } from "../errors.js";
import type { IoMethods } from "./messages.js";
import { type CallOptions, Rpc } from "./rpc.js";

const IO_WORKER = new URL("./io-worker.js", import.meta.url);
const DECODER_WORKER = new URL("./decoder-worker.js", import.meta.url);

/** Pages with Trusted Types let scripts start from these two addresses only. */
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy(
  "vitrine",
  {
    createScriptURL: (url: string) => {
      if (url === IO_WORKER.href || url === DECODER_WORKER.href) return url;
      throw new TypeError("not a worker of this package");
    },
  },
);

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): {
    createScriptURL(url: string): string;
  };
}

/** When the next decoder worker is made ready: after this file's first page is on its way. */
const SPARE_DELAY_MS = 400;

/** Whether memory can be shared: the page must be cross-origin isolated (COOP and COEP headers). */
export function canShareMemory(): boolean {
  return typeof SharedArrayBuffer === "function" && globalThis.crossOriginIsolated === true;
}

/** A worker and the calls to it. */
export class WorkerClient {
  readonly #worker: Worker;
  readonly #rpc: Rpc;
  #fault: VitrineError | undefined;

  constructor(url: URL, name: string) {
    this.#worker = new Worker(policy?.createScriptURL(url.href) ?? url.href, {
      type: "module",
      name,
    });
    this.#rpc = new Rpc(this.#worker);
    this.#worker.addEventListener("error", (event) => {
      const detail = event.message || `${url.pathname} could not be started`;
      const sentence = "A part of the viewer could not be started.";
      this.#fault = new VitrineError("E_INTERNAL", sentence, { detail });
      this.#rpc.abandon(this.#fault);
    });
  }

  /** Whether it could not be started, such as on a lost line, or has failed. */
  get isBroken(): boolean {
    return this.#fault !== undefined;
  }

  call<Result>(method: string, parameters: unknown, options?: CallOptions): Promise<Result> {
    if (this.#fault) return Promise.reject(this.#fault);
    return this.#rpc.call(method, parameters, options);
  }

  /** Stops the worker at once; what was called rejects with `error`. */
  terminate(error: VitrineError): void {
    this.#worker.terminate();
    this.#rpc.abandon(error);
  }
}

let ioWorker: WorkerClient | undefined;
let nextId = 1;

/** A number that nothing else of this page has. */
export function newId(): number {
  return nextId++;
}

/** Calls the page's one I/O worker, which starts when first needed. */
export function callIo<Name extends keyof IoMethods>(
  name: Name,
  parameters: IoMethods[Name]["parameters"],
  options?: CallOptions,
): Promise<IoMethods[Name]["result"]> {
  if (!ioWorker || ioWorker.isBroken) ioWorker = new WorkerClient(IO_WORKER, "vitrine-io");
  return ioWorker.call(name, parameters, options);
}

let spare: WorkerClient | undefined;

export function startDecoderWorker(): WorkerClient {
  return new WorkerClient(DECODER_WORKER, "vitrine-decoder");
}

function startSpare(): WorkerClient {
  if (!spare || spare.isBroken) spare = startDecoderWorker();
  return spare;
}

/** A decoder worker that has opened nothing yet. */
export function takeDecoderWorker(): WorkerClient {
  const worker = startSpare();
  spare = undefined;
  setTimeout(startSpare, SPARE_DELAY_MS);
  return worker;
}

/** Starts what the next document will need: workers, and the modules of `formats` ("pdf"). */
export function prepare(formats: string[] = []): Promise<void> {
  startSpare();
  return callIo("warm", { formats });
}
