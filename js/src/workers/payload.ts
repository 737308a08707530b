// SPDX-License-Identifier: Apache-2.0
// Modules, fonts and character maps, fetched from beside the package and used only when their bytes
// match the manifest. What has come is kept for the next document.
import { MANIFEST_KEY } from "../gen/manifest-key.js";
import {
  checkFile,
  findAsset,
  findModule,
  integrityOf,
  parseManifest,
  verifyBytes,
} from "../wasm/manifest.js";
import type { Manifest, ManifestFile, ManifestModule } from "../wasm/manifest.js";
import { verifyManifest } from "../wasm/signature.js";
import { compileModule, type CompiledModule } from "../wasm/module.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { makeError } from "../bridge/errors.js";

const ASSET_BYTES_MAX = 24 * 2 ** 20;

export class Payload {
  readonly #base: string;
  #manifest: Promise<Manifest> | undefined;
  readonly #modules = new Map<string, Promise<CompiledModule>>();
  readonly #assets = new Map<string, Uint8Array<ArrayBuffer>>();
  #assetBytes = 0;

  /** `base`: the address of the folder that holds manifest.json. */
  constructor(base: string) {
    this.#base = base;
  }

  manifest(): Promise<Manifest> {
    this.#manifest ??= this.#fetchManifest();
    this.#manifest.catch(() => (this.#manifest = undefined));
    return this.#manifest;
  }

  /** A module by its name in the manifest. */
  async module(name: string): Promise<CompiledModule> {
    const { modules } = await this.manifest();
    return this.#module(name, Object.hasOwn(modules, name) ? modules[name] : undefined);
  }

  /** The module that decodes `format`. Throws E_UNSUPPORTED. */
  async moduleFor(format: string): Promise<CompiledModule> {
    const found = findModule(await this.manifest(), format);
    if (!found) throw makeError("E_UNSUPPORTED", `no module decodes ${format}`);
    return this.#module(...found);
  }

  /** The bytes of an asset. Borrowed. */
  async asset(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const known = this.#assets.get(name);
    if (known) return known;
    const entry = findAsset(await this.manifest(), name);
    if (!entry) throw makeError("E_NOT_FOUND", `no asset ${name}`);
    const bytes = await this.#fetchVerified(entry);
    this.#keep(name, bytes);
    return bytes;
  }

  #keep(name: string, bytes: Uint8Array<ArrayBuffer>): void {
    this.#assets.set(name, bytes);
    this.#assetBytes += bytes.length;
    for (const [oldest, old] of this.#assets) {
      if (this.#assetBytes <= ASSET_BYTES_MAX || oldest === name) break;
      this.#assets.delete(oldest);
      this.#assetBytes -= old.length;
    }
  }

  #module(name: string, entry: ManifestModule | undefined): Promise<CompiledModule> {
    let module = this.#modules.get(name);
    if (module === undefined) {
      module = this.#compile(name, entry);
      module.catch(() => this.#modules.delete(name));
      this.#modules.set(name, module);
    }
    return module;
  }

  async #compile(name: string, entry: ManifestModule | undefined): Promise<CompiledModule> {
    if (!entry) throw makeError("E_INTERNAL", `the viewer was built without the module ${name}`);
    const streamed = await this.#compileStream(name, entry);
    if (streamed) return streamed;
    return compileModule(name, await this.#fetchVerified(entry), entry);
  }

  /** Compiles while bytes come, which the browser holds against their hash; it may have kept
   *  the machine code of an earlier visit. Undefined where all is not well: the slow way tells. */
  async #compileStream(name: string, entry: ManifestModule): Promise<CompiledModule | undefined> {
    const url = new URL(entry.file, this.#base);
    try {
      const answer = fetch(url, { integrity: integrityOf(entry), credentials: "same-origin" });
      const wasm = await WebAssembly.compileStreaming(answer);
      return { name, wasm, memoryPages: entry.memoryPages };
    } catch {
      return undefined;
    }
  }

  async #fetchManifest(): Promise<Manifest> {
    const [bytes, signature] = await Promise.all([
      this.#fetch("manifest.json", "no-cache"),
      this.#fetch("manifest.json.sig", "no-cache"),
    ]);
    await verifyManifest(bytes, signature, MANIFEST_KEY);
    return parseManifest(JSON.parse(new TextDecoder().decode(bytes)));
  }

  async #fetchVerified(entry: ManifestFile): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#fetch(entry.file, "default");
    if (globalThis.crypto?.subtle) await verifyBytes(entry, bytes);
    else verifyBytesSync(entry, bytes);
    return bytes;
  }

  async #fetch(file: string, cache: RequestCache): Promise<Uint8Array<ArrayBuffer>> {
    try {
      const answer = await fetch(new URL(file, this.#base), { cache, credentials: "same-origin" });
      if (!answer.ok) throw new Error(`${file}: HTTP ${answer.status}`);
      return new Uint8Array(await answer.arrayBuffer());
    } catch (cause) {
      throw makeError("E_CONNECTION", cause instanceof Error ? cause.message : "", cause);
    }
  }
}

/** Where there is no WebCrypto (an origin that is not secure), or no time to await it. */
export function verifyBytesSync(entry: ManifestFile, bytes: Uint8Array): void {
  checkFile(entry, bytes.length, bytesToHex(sha256(bytes)));
}
