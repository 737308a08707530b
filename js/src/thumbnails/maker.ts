// SPDX-License-Identifier: Apache-2.0
// Decoder workers that make one thumbnail after another, each file in a fresh instance of its
// module. A worker is thrown away when a file made its decoder fail, when late, and now and then.
import { makeError } from "../bridge/errors.js";
import { cancelled, VitrineError } from "../errors.js";
import { createRing, RingControl } from "../ring/ring.js";
import type { FileParameters, Thumbnail } from "../workers/messages.js";
import {
  callIo,
  canShareMemory,
  newId,
  startDecoderWorker,
  type WorkerClient,
} from "../workers/start.js";

const RING_SIZE = 2 ** 18;
const MEMORY_MAX = 512 * 2 ** 20;
const DEADLINE_MS = 20_000;
const GRACE_MS = 300;
const IDLE_MS = 15_000;
const USES_MAX = 100;
const OPERATION = 1;
/** After these no decoder has seen the file. */
const HARMLESS: ReadonlySet<string> = new Set([
  "E_UNSUPPORTED",
  "E_DENIED",
  "E_NOT_FOUND",
  "E_EXPIRED",
  "E_NOT_A_FILE",
]);

interface Member {
  worker: WorkerClient;
  uses: number;
  idleTimer?: ReturnType<typeof setTimeout>;
}

export class ThumbnailMaker {
  readonly #idle: Member[] = [];

  /** Rejects with a VitrineError; with E_CANCELLED as soon as the signal is aborted. */
  async make(
    file: FileParameters,
    size: number,
    isRough: boolean,
    signal: AbortSignal,
  ): Promise<Thumbnail> {
    const member = this.#take();
    try {
      const thumbnail = await this.#run(member, file, size, isRough, signal);
      this.#giveBack(member);
      return thumbnail;
    } catch (caught) {
      const error = VitrineError.from(caught);
      if (HARMLESS.has(error.code)) this.#giveBack(member);
      else member.worker.terminate(error);
      throw error;
    }
  }

  async #run(
    { worker }: Member,
    file: FileParameters,
    size: number,
    isRough: boolean,
    signal: AbortSignal,
  ): Promise<Thumbnail> {
    const id = newId();
    const ring = canShareMemory() ? createRing(RING_SIZE) : undefined;
    const { port1, port2 } = new MessageChannel();
    const served = { id, port: port1, ring, file, isLazy: true };
    callIo("serve", served, { transfer: [port1] }).catch(() => undefined);
    const limits = { memoryMax: MEMORY_MAX };
    const parameters = { supply: port2, ring, blob: undefined, limits, password: undefined };
    const asked = { ...parameters, asStored: false, operation: OPERATION, size, isRough };
    const work = worker.call<Thumbnail>("thumbnail", asked, { transfer: [port2] });
    try {
      return await stoppable(work, worker, ring && new RingControl(ring), signal);
    } finally {
      callIo("release", { id }).catch(() => undefined);
    }
  }

  #take(): Member {
    for (let member = this.#idle.pop(); member; member = this.#idle.pop()) {
      clearTimeout(member.idleTimer);
      if (!member.worker.isBroken) return member;
    }
    return { worker: startDecoderWorker(), uses: 0 };
  }

  #giveBack(member: Member): void {
    const end = () => member.worker.terminate(makeError("E_CLOSED"));
    if (++member.uses >= USES_MAX) return end();
    this.#idle.push(member);
    member.idleTimer = setTimeout(() => {
      this.#idle.splice(this.#idle.indexOf(member), 1);
      end();
    }, IDLE_MS);
  }
}

/** Ends work that is aborted or late: by asking where it can be asked, else by its worker's end. */
async function stoppable(
  work: Promise<Thumbnail>,
  worker: WorkerClient,
  control: RingControl | undefined,
  signal: AbortSignal,
): Promise<Thumbnail> {
  let grace: ReturnType<typeof setTimeout> | undefined;
  const stop = (error: VitrineError) => {
    control?.cancel(OPERATION);
    grace ??= setTimeout(() => worker.terminate(error), control ? GRACE_MS : 0);
  };
  const onAbort = () => stop(cancelled(signal.reason));
  const deadline = setTimeout(() => stop(makeError("E_DEADLINE")), DEADLINE_MS);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const thumbnail = await work;
    if (!signal.aborted) return thumbnail;
    thumbnail.bitmap.close();
    throw cancelled(signal.reason);
  } finally {
    clearTimeout(deadline);
    clearTimeout(grace);
    signal.removeEventListener("abort", onAbort);
  }
}
