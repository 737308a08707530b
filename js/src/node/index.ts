// SPDX-License-Identifier: Apache-2.0
// The entry point `vitrine/node`: opens files with the modules of the package, in this thread.
import { existsSync } from "node:fs";
import { type OpenOptions, probe, SyncDocument } from "../wasm/decoder.js";
import { VitrineError } from "../wasm/errors.js";
import { findModule, probingModules } from "../wasm/manifest.js";
import type { CompiledModule } from "../wasm/module.js";
import { MemorySource, type SyncByteSource } from "../wasm/source.js";
import { FileSource } from "./file-source.js";
import { PackageFiles } from "./package-files.js";

export { type SyncAssets, MemoryAssets } from "../wasm/assets.js";
export type {
  Destination,
  Hit,
  Link,
  OutlineItem,
  Properties,
  Quad,
  TextLine,
} from "../wasm/contents.js";
export {
  type OpenOptions,
  type Pixels,
  type Region,
  type RenderOptions,
  type Size,
  SyncDocument,
  SyncPage,
} from "../wasm/decoder.js";
export { VitrineError } from "../wasm/errors.js";
export { MemorySource, type SyncByteSource } from "../wasm/source.js";
export { FileSource } from "./file-source.js";
export { PackageFiles } from "./package-files.js";

/** Bytes that tell every format. */
const HEAD_SIZE = 1024;

/**
 * Opens a file by its path, or bytes in memory. The content decides the format. The document has a
 * module instance of its own and is closed with close() or `using`.
 */
export function open(
  file: string | Uint8Array | ArrayBuffer | SyncByteSource,
  options: OpenOptions & { files?: PackageFiles } = {},
): SyncDocument {
  const files = options.files ?? packageFiles();
  const source = sourceOf(file);
  try {
    return SyncDocument.open(chooseModule(files, source), source, { assets: files, ...options });
  } catch (error) {
    source.close?.();
    throw error;
  }
}

/** The module that decodes what the first bytes look like. Where none does, one that says so. */
export function chooseModule(files: PackageFiles, source: SyncByteSource): CompiledModule {
  const head = new Uint8Array(Math.min(HEAD_SIZE, source.size));
  source.read(0, head);
  const modules = probingModules(files.manifest).map((name) => files.module(name));
  const [first] = modules;
  if (!first) throw new VitrineError("E_UNSUPPORTED", "The package was built without decoders.");
  for (const module of modules) {
    const format = module && probe(module, head);
    if (format === undefined) continue;
    const [name = ""] = findModule(files.manifest, format) ?? [];
    return files.module(name) ?? first;
  }
  return first;
}

let shared: PackageFiles | undefined;

/** The modules and assets that came with this package. */
export function packageFiles(): PackageFiles {
  shared ??= new PackageFiles(packageFolder());
  return shared;
}

/** dist/ beside dist/node/; seen from src/node/ while developing. */
function packageFolder(): URL {
  const built = new URL("../", import.meta.url);
  return existsSync(new URL("manifest.json", built))
    ? built
    : new URL("../../dist/", import.meta.url);
}

function sourceOf(file: string | Uint8Array | ArrayBuffer | SyncByteSource): SyncByteSource {
  if (typeof file === "string") return new FileSource(file);
  if (file instanceof Uint8Array || file instanceof ArrayBuffer) return new MemorySource(file);
  return file;
}
