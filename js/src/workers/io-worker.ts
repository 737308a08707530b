// SPDX-License-Identifier: Apache-2.0
// The I/O worker: holds endpoints and tokens, fetches, and serves decoder workers. One for a page.
import { Connection, type Entry } from "../bridge/connection.js";
import { makeError } from "../bridge/errors.js";
import { RemoteFile } from "../bridge/remote-file.js";
import { RingService, type RingFeed } from "../ring/service.js";
import type {
  FileParameters,
  IoMethods,
  Opened,
  ServeParameters,
  SupplyMethods,
} from "./messages.js";
import { formatOfName } from "../wasm/manifest.js";
import { ThumbnailStore } from "../thumbnails/store.js";
import { OpenFiles } from "./open-files.js";
import { Payload } from "./payload.js";
import { type CallContext, Rpc, Transferred } from "./rpc.js";
import { scope } from "./scope.js";

const HEAD_SIZE = 4096;
/** The message with which a decoder worker says that it waits at the ring. */
const BELL = "bell";

type Parameters<Name extends keyof IoMethods> = IoMethods[Name]["parameters"];

const base = new URL(".", import.meta.url).href;
const payload = new Payload(base);
// Needed by whatever comes; nobody waits for it yet.
payload.manifest().catch(() => undefined);
const connections = new Map<number, Connection>();
const thumbnails = new ThumbnailStore();
const openFiles = new OpenFiles();
const services = new Map<number, Service>();

function connectionOf(id: number): Connection {
  const connection = connections.get(id);
  if (!connection) throw makeError("E_CLOSED", "the connection is closed");
  return connection;
}

/** All that one decoder worker gets. */
class Service {
  readonly #place: FileParameters | undefined;
  #file: Promise<RemoteFile> | undefined;
  readonly #ring: RingService | undefined;
  readonly #port: MessagePort;
  readonly #abort = new AbortController();
  readonly #assetNames: Promise<string[]>;
  #isOpen = false;

  constructor({ port, ring, file, isLazy }: ServeParameters) {
    this.#port = port;
    this.#place = file;
    if (file && !isLazy) this.#open(file);
    if (file) warmFor(file.path);
    this.#assetNames = payload.manifest().then((manifest) => Object.keys(manifest.assets).sort());
    this.#assetNames.catch(() => undefined);
    this.#ring = ring && new RingService(ring, (kind) => this.#feed(kind));
    port.addEventListener("message", (event) => {
      if (event.data === BELL) this.#ring?.look();
    });
    new Rpc(withoutBells(port), this.#methods());
  }

  close(): void {
    // A file that is open stops its own calls; aborting one that is done would look like an error.
    if (!this.#isOpen) this.#abort.abort();
    this.#ring?.close();
    this.#port.close();
    this.#file?.then(
      (file) => file.close(),
      () => undefined,
    );
  }

  #methods() {
    type Answer<Name extends keyof SupplyMethods> = Promise<SupplyMethods[Name]["result"]>;
    return {
      opened: (): Answer<"opened"> => this.#opened(),
      module: ({ name }: { name: string }): Answer<"module"> => payload.module(name),
      manifest: async (): Answer<"manifest"> => ({ manifest: await payload.manifest(), base }),
      whole: async () => {
        const bytes = await (await this.#remote()).readAll(this.#abort.signal);
        return new Transferred(bytes, [bytes.buffer]);
      },
      ticket: async (): Answer<"ticket"> => (await this.#remote()).readTicket(),
      keptThumbnail: ({ size }: SupplyMethods["keptThumbnail"]["parameters"]) =>
        this.#keptThumbnail(size),
      keepThumbnail: ({ size, thumbnail }: SupplyMethods["keepThumbnail"]["parameters"]) =>
        this.#keepThumbnail(size, thumbnail),
    };
  }

  async #opened(): Promise<Opened> {
    const file = await this.#remote();
    const head = (file.peek(0) ?? new Uint8Array(0)).slice(0, HEAD_SIZE);
    return { size: file.size, head, mediaType: file.mediaType };
  }

  #open({ connection, share, path }: FileParameters): void {
    const { signal } = this.#abort;
    this.#file = RemoteFile.open(connectionOf(connection), share, path, signal);
    this.#file.then(
      () => {
        this.#isOpen = true;
      },
      () => undefined,
    );
  }

  async #remote(): Promise<RemoteFile> {
    if (!this.#file && this.#place) this.#open(this.#place);
    if (!this.#file) throw makeError("E_INTERNAL", "the file is a local one");
    return this.#file;
  }

  async #keptThumbnail(size: number): Promise<Blob | undefined> {
    if (!this.#place) return undefined;
    const { connection, share, path } = this.#place;
    const holder = connectionOf(connection);
    const etag = await holder.readableEtag(share, path, this.#abort.signal);
    return etag && thumbnails.get({ endpoint: holder.endpoint, etag, size });
  }

  async #keepThumbnail(size: number, thumbnail: Blob): Promise<void> {
    if (!this.#place) return;
    const { endpoint } = connectionOf(this.#place.connection);
    const { etag } = await this.#remote();
    await thumbnails.put({ endpoint, etag, size }, thumbnail);
  }

  async #feed(kind: number): Promise<RingFeed> {
    if (kind === 0) return this.#remote();
    const name = (await this.#assetNames)[kind - 1];
    const bytes = await payload.asset(name ?? "");
    const peek = (offset: number) => (offset < bytes.length ? bytes.subarray(offset) : undefined);
    return { size: bytes.length, peek, read: async (offset) => bytes.subarray(offset) };
  }
}

/** What a name promises is fetched while the file is opened. */
function warmFor(path: string): void {
  const format = formatOfName(path);
  if (format) payload.moduleFor(format).catch(() => undefined);
}

/** The port as Rpc shall see it: bells are for the ring. */
function withoutBells(port: MessagePort) {
  return {
    postMessage: (message: unknown, transfer: Transferable[]) =>
      port.postMessage(message, transfer),
    addEventListener: (type: "message", listener: (event: MessageEvent) => void) =>
      port.addEventListener(type, (event) => event.data === BELL || listener(event)),
    start: () => port.start(),
  };
}

new Rpc(scope, {
  connect: ({ id, endpoint, token }: Parameters<"connect">) => {
    const known = connections.get(id);
    if (known && known.endpoint === endpoint) known.renew(token);
    else connections.set(id, new Connection(endpoint, token));
  },
  disconnect: ({ id }: Parameters<"disconnect">) => void connections.delete(id),
  stat: ({ connection, share, path }: FileParameters, { signal }: CallContext) =>
    connectionOf(connection).stat(share, path, signal),
  list: ({ connection, share, path }: FileParameters, { note, signal }: CallContext) =>
    connectionOf(connection).list(share, path, (entries: Entry[]) => note(entries), signal),
  openBytes: async (
    { id, connection, share, path }: Parameters<"openBytes">,
    { signal }: CallContext,
  ) => {
    const file = await RemoteFile.open(connectionOf(connection), share, path, signal);
    openFiles.add(id, file);
    return { size: file.size };
  },
  readBytes: async ({ id, offset, size }: Parameters<"readBytes">, { signal }: CallContext) => {
    const bytes = await openFiles.read(id, offset, size, signal);
    return new Transferred(bytes, [bytes.buffer]);
  },
  closeBytes: ({ id }: Parameters<"closeBytes">) => openFiles.close(id),
  forget: () => thumbnails.clear(),
  serve: (parameters: ServeParameters) => void services.set(parameters.id, new Service(parameters)),
  release: ({ id }: Parameters<"release">) => {
    services.get(id)?.close();
    services.delete(id);
  },
  warm: async ({ formats }: Parameters<"warm">) => {
    await Promise.all(formats.map((format) => payload.moduleFor(format)));
  },
});
