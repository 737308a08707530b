// SPDX-License-Identifier: Apache-2.0
// One endpoint and the token for it. Lives in the I/O worker (and in Node); no other part of the
// package keeps a token.
import {
  createClient,
  Code,
  type CallOptions,
  type Client,
  type Transport,
} from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { FileBridge, FileType, type FileInfo } from "../gen/vitrine/v1/bridge_pb.js";
import { throwIfAborted, type VitrineError } from "../errors.js";
import { bridgeError, hasStatus, isPassing } from "./errors.js";
import { Patience } from "./patience.js";
import { narrowToken, RIGHT_READ, RIGHT_STAT, rightsOf } from "./token.js";

/** Seconds that a narrowed token lives, and how many must be left for it to be used again. */
const TICKET_LIFE_S = 60;
const TICKET_REST_S = 20;
const SILENCE_MS = 10_000;
const RETRY_DELAYS_MS = [150, 500, 1500];

/** A file or folder as the bridge describes it. */
export interface Entry {
  name: string;
  kind: "file" | "folder" | "symlink" | "other";
  /** Bytes; 0 for what is not a file. */
  size: number;
  /** Milliseconds since 1970-01-01 UTC. */
  modified: number;
}

export interface ConnectionOptions {
  /** Default: gRPC-Web by fetch. */
  transport?: Transport;
  /** Milliseconds of silence after which a server counts as gone. Default: 10 s. */
  silenceMs?: number;
}

export class Connection {
  readonly endpoint: string;
  readonly client: Client<typeof FileBridge>;
  readonly silenceMs: number;
  #token: string;
  /** Milliseconds that the server's clock is ahead of ours. */
  #clockAheadMs = 0;

  constructor(endpoint: string, token: string, options: ConnectionOptions = {}) {
    const { transport, silenceMs = SILENCE_MS } = options;
    this.silenceMs = silenceMs;
    this.endpoint = endpoint;
    this.#token = token;
    this.client = createClient(
      FileBridge,
      transport ?? createGrpcWebTransport({ baseUrl: endpoint, useBinaryFormat: true }),
    );
  }

  /** Takes a fresh token in place of one that is about to expire. */
  renew(token: string): void {
    this.#token = token;
  }

  /** The token cut down to reading one file for a minute. */
  async ticket(share: string, path: string): Promise<Ticket> {
    const now = this.#serverNow();
    const expires = Math.floor(now / 1000) + TICKET_LIFE_S;
    const rights = RIGHT_STAT | RIGHT_READ;
    const token = await narrowToken(this.#token, { share, path, rights, expires });
    return { token, isFresh: () => this.#serverNow() / 1000 < expires - TICKET_REST_S };
  }

  #serverNow(): number {
    return Date.now() + this.#clockAheadMs;
  }

  async stat(share: string, path: string, signal?: AbortSignal): Promise<Entry> {
    return this.retrying(signal, async () => {
      const answer = await this.client.stat(
        { file: { share, path } },
        this.unaryOptions(this.#token, signal),
      );
      return toEntry(answer.info);
    });
  }

  /** The identity of a file's content; undefined where the token does not let one read it. */
  async readableEtag(
    share: string,
    path: string,
    signal?: AbortSignal,
  ): Promise<Uint8Array | undefined> {
    const token = this.#token;
    if ((rightsOf(token) & RIGHT_READ) === 0) return undefined;
    return this.retrying(signal, async () => {
      const request = { file: { share, path } };
      const answer = await this.client.stat(request, this.unaryOptions(token, signal));
      return answer.info?.etag;
    });
  }

  /** The entries of a folder, handed over in parts as they come. */
  async list(
    share: string,
    path: string,
    onEntries: (entries: Entry[]) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const patience = new Patience(signal ?? new AbortController().signal, this.silenceMs);
    try {
      const stream = this.client.list(
        { folder: { share, path } },
        this.options(this.#token, patience.signal),
      );
      for await (const part of stream) {
        patience.heard();
        onEntries(part.entries.map(toEntry));
      }
    } catch (error) {
      throw bridgeError(patience.explain(error));
    } finally {
      patience.end();
    }
  }

  /** Headers of a call, and an ear for the server's clock. */
  options(token: string, signal?: AbortSignal): CallOptions {
    return {
      headers: { authorization: `Bearer ${token}` },
      onHeader: (headers) => this.learnClock(headers),
      ...(signal ? { signal } : {}),
    };
  }

  /** The same for a call with one answer, which must come in time. */
  unaryOptions(token: string, signal?: AbortSignal): CallOptions {
    return { ...this.options(token, signal), timeoutMs: this.silenceMs };
  }

  /** True when the headers say that our clock was wrong by more than a ticket forgives. */
  learnClock(headers: Headers): boolean {
    const date = Date.parse(headers.get("date") ?? "");
    if (Number.isNaN(date)) return false;
    const before = this.#clockAheadMs;
    this.#clockAheadMs = date - Date.now();
    return Math.abs(this.#clockAheadMs - before) > TICKET_REST_S * 1000;
  }

  /** Runs an idempotent call again after a lost connection, a few times, with growing pauses. */
  async retrying<Result>(
    signal: AbortSignal | undefined,
    call: () => Promise<Result>,
  ): Promise<Result> {
    for (let attempt = 0; ; attempt++) {
      throwIfAborted(signal);
      try {
        return await call();
      } catch (error) {
        const delay = RETRY_DELAYS_MS[attempt];
        if (delay === undefined || signal?.aborted || !isPassing(error)) throw bridgeError(error);
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
    }
  }
}

/** A narrowed token while it can be used. */
export interface Ticket {
  token: string;
  isFresh(): boolean;
}

/** Whether an error may come from a ticket that our wrong clock made too short. */
export function isExpired(error: unknown): boolean {
  return hasStatus(error, Code.Unauthenticated) || (error as VitrineError)?.code === "E_EXPIRED";
}

const KINDS = new Map<FileType, Entry["kind"]>([
  [FileType.REGULAR, "file"],
  [FileType.FOLDER, "folder"],
  [FileType.SYMLINK, "symlink"],
]);

function toEntry(info: FileInfo | undefined): Entry {
  return {
    name: info?.name ?? "",
    kind: KINDS.get(info?.type ?? FileType.UNSPECIFIED) ?? "other",
    size: Number(info?.size ?? 0n),
    modified: Number(info?.modifiedMs ?? 0n),
  };
}
