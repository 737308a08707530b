// SPDX-License-Identifier: Apache-2.0
// The package's own modules and assets on disk, each checked against the manifest before its use,
// and the manifest against its signature.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MANIFEST_KEY } from "../gen/manifest-key.js";
import type { SyncAssets } from "../wasm/assets.js";
import { VitrineError } from "../wasm/errors.js";
import {
  checkFile,
  findAsset,
  type Manifest,
  type ManifestFile,
  parseManifest,
} from "../wasm/manifest.js";
import { unsigned } from "../wasm/signature.js";
import { compileModuleSync, type CompiledModule } from "../wasm/module.js";

/** Modules and assets beside a manifest.json; each is read once, when it is wanted. */
export class PackageFiles implements SyncAssets {
  readonly manifest: Manifest;
  readonly #folder: URL;
  readonly #modules = new Map<string, CompiledModule>();
  readonly #assets = new Map<string, Uint8Array>();

  /** `folder`: where manifest.json is; ends in a slash. `key`: who must have signed it. */
  constructor(folder: URL, key = MANIFEST_KEY) {
    this.#folder = folder;
    const text = readPart(new URL("manifest.json", folder));
    const signature = readPart(new URL("manifest.json.sig", folder));
    const jwk = { kty: "OKP", crv: "Ed25519", x: key };
    if (!verify(null, text, createPublicKey({ key: jwk, format: "jwk" }), signature)) {
      throw unsigned();
    }
    this.manifest = parseManifest(JSON.parse(text.toString("utf8")));
  }

  /** The compiled module, or undefined where the package was built without it. */
  module(name: string): CompiledModule | undefined {
    const entry = this.manifest.modules[name];
    if (entry === undefined) return undefined;
    const known = this.#modules.get(name);
    if (known !== undefined) return known;
    const module = compileModuleSync(name, this.#readChecked(entry), entry);
    this.#modules.set(name, module);
    return module;
  }

  find(name: string): number | undefined {
    return findAsset(this.manifest, name)?.size;
  }

  read(name: string, target: Uint8Array): void {
    const bytes = this.#assets.get(name) ?? this.#readAsset(name);
    if (bytes.length !== target.length) throw new Error(`asset ${name} has another size`);
    target.set(bytes);
  }

  #readAsset(name: string): Uint8Array {
    const entry = findAsset(this.manifest, name);
    if (entry === undefined) throw new Error(`no asset ${name}`);
    const bytes = this.#readChecked(entry);
    this.#assets.set(name, bytes);
    return bytes;
  }

  #readChecked(entry: ManifestFile): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(readFileSync(new URL(entry.file, this.#folder)));
    checkFile(entry, bytes.length, createHash("sha256").update(bytes).digest("hex"));
    return bytes;
  }
}

function readPart(url: URL): Buffer {
  try {
    return readFileSync(url);
  } catch (cause) {
    throw new VitrineError("E_IO", "The modules are missing; build the package first.", {
      detail: fileURLToPath(url),
      cause,
    });
  }
}
