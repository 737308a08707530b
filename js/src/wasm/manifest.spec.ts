// SPDX-License-Identifier: Apache-2.0
// The manifest: what is not whole is refused, bytes that do not match are not used.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { takeSigningKey } from "../../scripts/signing.mjs";
import { PackageFiles } from "../node/package-files.js";
import { VitrineError } from "./errors.js";
import {
  findAsset,
  findModule,
  integrityOf,
  parseManifest,
  probingModules,
  verifyBytes,
} from "./manifest.js";

const bytes = new TextEncoder().encode("the bytes of a module");
const sha256 = createHash("sha256").update(bytes).digest("hex");
const file = { file: "w/module.wasm", size: bytes.length, sha256 };
const module = { ...file, memoryPages: 16, formats: ["png", "jpeg"], probes: ["png"] };
const manifest = { version: 1, modules: { image: module }, assets: { "fonts/A.otf": file } };

const isInternal = (error: unknown): boolean =>
  error instanceof VitrineError && error.code === "E_INTERNAL";

test("a whole manifest is taken, and found in", () => {
  const parsed = parseManifest(manifest);
  assert.deepEqual(findModule(parsed, "jpeg"), ["image", module]);
  assert.equal(findModule(parsed, "pdf"), undefined);
  assert.deepEqual(findAsset(parsed, "fonts/A.otf"), file);
  for (const name of ["constructor", "__proto__", "fonts/B.otf", ""]) {
    assert.equal(findAsset(parsed, name), undefined);
  }
});

test("a manifest that is not whole is refused", () => {
  const withModule = (change: object): unknown => ({
    ...manifest,
    modules: { image: { ...module, ...change } },
  });
  const wrong: unknown[] = [
    null,
    [],
    {},
    "manifest",
    { ...manifest, version: 2 },
    { version: 1 },
    { ...manifest, assets: { a: {} } },
    ...[{ file: "../x" }, { file: "/x" }, { file: "" }, { file: "a//b" }].map(withModule),
    ...[{ size: -0.5 }, { size: "1" }, { sha256: "ab" }, { sha256: sha256.toUpperCase() }].map(
      withModule,
    ),
    ...[{ memoryPages: "1" }, { memoryPages: undefined }, { formats: "png" }, { formats: [1] }].map(
      withModule,
    ),
    ...[{ probes: undefined }, { probes: "png" }, { probes: [null] }].map(withModule),
  ];
  for (const value of wrong) {
    assert.throws(() => parseManifest(value), isInternal, JSON.stringify(value));
  }
});

test("a module is asked what a file is only if it knows a format that none before it knows", () => {
  const entry = (formats: string[], probes: string[]) => ({ ...module, formats, probes });
  const names = (modules: Parameters<typeof probingModules>[0]["modules"]) =>
    probingModules({ version: 1, modules, assets: {} });
  const image = entry(["png"], ["png", "pdf"]);
  const pdf = entry(["pdf"], ["png", "pdf"]);
  assert.deepEqual(names({ image, pdf, encode: entry([], []) }), ["image"]);
  assert.deepEqual(names({ image, webp: entry(["webp"], ["webp"]), pdf }), ["image", "webp"]);
  assert.deepEqual(names({ pdf }), ["pdf"]);
});

test("bytes are checked by size and hash", async () => {
  await verifyBytes(file, bytes);
  const changed = Uint8Array.from(bytes);
  changed[3] = 0;
  await assert.rejects(verifyBytes(file, changed), isInternal);
  await assert.rejects(verifyBytes(file, bytes.slice(1)), isInternal);
});

test("the integrity value is what browsers understand", () => {
  const base64 = createHash("sha256").update(bytes).digest("base64");
  assert.equal(integrityOf(file), `sha256-${base64}`);
});

test("in Node, a module or asset that does not match is not used", () => {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-"));
  const flat = { ...module, file: "module.wasm" };
  const assets = { "fonts/A.otf": { ...file, file: "module.wasm" } };
  const text = Buffer.from(JSON.stringify({ version: 1, modules: { image: flat }, assets }));
  const signer = takeSigningKey(undefined);
  writeFileSync(join(folder, "manifest.json"), text);
  writeFileSync(join(folder, "manifest.json.sig"), signer.sign(text));
  writeFileSync(join(folder, "module.wasm"), "the bytes of a nodule");
  const place = pathToFileURL(`${folder}/`);
  assert.throws(() => new PackageFiles(place, takeSigningKey(undefined).publicKey), isInternal);
  const files = new PackageFiles(place, signer.publicKey);
  assert.throws(() => files.module("image"), isInternal);
  assert.throws(() => files.read("fonts/A.otf", new Uint8Array(bytes.length)), isInternal);
  assert.equal(files.module("pdf"), undefined);
  writeFileSync(join(folder, "module.wasm"), bytes);
  const target = new Uint8Array(bytes.length);
  files.read("fonts/A.otf", target);
  assert.deepEqual(target, bytes);
  rmSync(folder, { recursive: true });
});
