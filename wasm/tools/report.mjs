// SPDX-License-Identifier: Apache-2.0
// Prints the size of each module beside its budget and its record, and writes the manifest.
//
// usage: node wasm/tools/report.mjs BUILD_FOLDER [--record] NAME:FORMATS:BUDGET:PROBES…
//   --record   takes the sizes as the new record (wasm/sizes.json)
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { describeModule } from "./module-file.mjs";

const recordPath = fileURLToPath(new URL("../sizes.json", import.meta.url));

/** What a module weighs, as it is and as a server may send it; bytes. */
export function measure(bytes) {
  const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, brotliOptions).length,
  };
}

/** The sizes that were recorded last, by module. */
export function readRecord() {
  return existsSync(recordPath) ? JSON.parse(readFileSync(recordPath, "utf8")) : {};
}

function parseModule(text) {
  const [name, formats, budget, probes] = text.split(":");
  const list = (names) => names.split(",").filter(Boolean);
  const pairs = budget
    .split(",")
    .filter(Boolean)
    .map((pair) => pair.split("="));
  return {
    name,
    formats: list(formats),
    probes: [...new Set([...list(formats), ...list(probes)])],
    budget: Object.fromEntries(pairs.map(([kind, size]) => [kind, Number(size)])),
  };
}

function manifestEntry(folder, { name, formats, probes }) {
  const file = `${name}.wasm`;
  const bytes = readFileSync(join(folder, file));
  return {
    file,
    size: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    memoryPages: describeModule(join(folder, file)).memory.initial,
    formats,
    probes,
  };
}

function describe(kind, size, budget, recorded) {
  const limit = budget[kind] === undefined ? "" : ` of ${budget[kind]}`;
  const over = size > budget[kind] ? " OVER BUDGET" : "";
  const change = recorded === undefined ? 0 : size - recorded;
  const grown = change === 0 ? "" : ` (${change > 0 ? "+" : ""}${change})`;
  return `${kind} ${size}${limit}${over}${grown}`;
}

function main([folder, ...rest]) {
  const modules = rest.filter((argument) => argument !== "--record").map(parseModule);
  const record = readRecord();
  const manifest = { version: 1, modules: {}, assets: {} };
  for (const module of modules) {
    const sizes = measure(readFileSync(join(folder, `${module.name}.wasm`)));
    const columns = Object.entries(sizes).map(([kind, size]) =>
      describe(kind, size, module.budget, record[module.name]?.[kind]),
    );
    console.log(`${module.name}.wasm: ${columns.join(", ")}`);
    manifest.modules[module.name] = manifestEntry(folder, module);
    if (rest.includes("--record")) record[module.name] = sizes;
  }
  writeFileSync(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  if (rest.includes("--record")) writeFileSync(recordPath, `${JSON.stringify(record, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
