// SPDX-License-Identifier: Apache-2.0
// Copies what the decoders need at run time (modules, fonts, character maps) into dist/w under the
// SHA-256 of its content, and writes dist/manifest.json with its signature, which is all that the
// loaders believe.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";

/** Writes the payload.
 *  manifest: {"version":1, "modules": {NAME: ENTRY}, "assets": {"fonts/NAME": ENTRY}} with
 *  ENTRY = {"file": path beside the manifest, "size": bytes, "sha256": hexadecimal}; a module also
 *  has memoryPages (at the start), formats and probes. See src/wasm/manifest.ts. */
export function writePayload({ root, dist, withoutPdf, sign }) {
  mkdirSync(join(dist, "w"), { recursive: true });
  const manifest = { version: 1, modules: {}, assets: {} };
  for (const [name, { file, ...entry }] of modules(join(root, "build/wasm"))) {
    if (name === "pdf" && withoutPdf) continue;
    manifest.modules[name] = {
      ...entry,
      ...store(dist, join(root, "build/wasm", file)),
    };
  }
  for (const [name, path] of assets(join(root, "build/assets"))) {
    manifest.assets[name] = store(dist, path);
  }
  if (Object.keys(manifest.modules).length === 0) {
    console.warn("  (no modules in build/wasm yet: build the wasm preset, then this again)");
  }
  const text = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`);
  writeFileSync(join(dist, "manifest.json"), text);
  writeFileSync(join(dist, "manifest.json.sig"), sign(text));
}

/** What the WASM build lists: see wasm/tools/report.mjs. */
function modules(folder) {
  const list = join(folder, "manifest.json");
  return existsSync(list) ? Object.entries(JSON.parse(readFileSync(list, "utf8")).modules) : [];
}

function assets(folder) {
  const found = [];
  for (const kind of ["cmaps", "fonts"]) {
    const below = join(folder, kind);
    if (!existsSync(below)) continue;
    for (const entry of readdirSync(below, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath ?? entry.path, entry.name);
      found.push([relative(folder, path).split(sep).join("/"), path]);
    }
  }
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}

function store(dist, path) {
  const bytes = readFileSync(path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const file = `w/${sha256}${extname(path)}`;
  writeFileSync(join(dist, file), bytes);
  return { file, size: bytes.length, sha256 };
}
