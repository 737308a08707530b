// SPDX-License-Identifier: Apache-2.0
// The list of modules and assets with their hashes: bytes that do not match it are not used.
import { VitrineError } from "./errors.js";

export interface ManifestFile {
  /** Path beside the manifest. */
  file: string;
  /** Bytes. */
  size: number;
  /** Hexadecimal, lower case. */
  sha256: string;
}

export interface ManifestModule extends ManifestFile {
  /** Memory that the module starts with, in pages of 64 KiB. */
  memoryPages: number;
  /** Names of decoders/formats.def that it decodes. */
  formats: readonly string[];
  /** Names of those that it can tell from a file's first bytes, also where another decodes them. */
  probes: readonly string[];
}

export interface Manifest {
  version: 1;
  modules: Readonly<Record<string, ManifestModule>>;
  /** By the name that a module asks for: "fonts/NAME", "cmaps/NAME". */
  assets: Readonly<Record<string, ManifestFile>>;
}

/** Checks the shape of a parsed manifest.json. */
export function parseManifest(value: unknown): Manifest {
  if (!isRecord(value) || value["version"] !== 1) throw broken("its version is not 1");
  const { modules, assets = {} } = value;
  if (!isRecord(modules) || !isRecord(assets)) throw broken("modules or assets are not listed");
  for (const [name, entry] of Object.entries(modules)) {
    if (!isModule(entry)) throw broken(`the entry of module ${name} is not complete`);
  }
  for (const [name, entry] of Object.entries(assets)) {
    if (!isFile(entry)) throw broken(`the entry of asset ${name} is not complete`);
  }
  return { version: 1, modules, assets } as Manifest;
}

/** The name and entry of the module that decodes `format`, if there is one. */
export function findModule(
  manifest: Manifest,
  format: string,
): [string, ManifestModule] | undefined {
  return Object.entries(manifest.modules).find(([, module]) => module.formats.includes(format));
}

/** Endings of names whose format has another name. */
const ENDINGS: Readonly<Record<string, string>> = { jpg: "jpeg", jfif: "jpeg" };

/** The format that the name of a file promises; a hint, for what it is its bytes tell. */
export function formatOfName(path: string): string | undefined {
  const ending = /\.(\w{2,5})$/.exec(path)?.[1]?.toLowerCase();
  return ending && (Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : ending);
}

/** Names of the modules to ask, in this order, what a file is, so that each format is known to one:
 *  a module whose formats another can tell is fetched only for a file that it decodes. */
export function probingModules(manifest: Manifest): string[] {
  const told = new Set<string>();
  return Object.entries(manifest.modules).flatMap(([name, { formats, probes }]) => {
    if (formats.every((format) => told.has(format))) return [];
    for (const format of probes) told.add(format);
    return [name];
  });
}

/** Own properties only: a name from a hostile file must not find "constructor". */
export function findAsset(manifest: Manifest, name: string): ManifestFile | undefined {
  return Object.hasOwn(manifest.assets, name) ? manifest.assets[name] : undefined;
}

/** Throws unless the bytes are the listed ones. `sha256` is their hash, in hexadecimal. */
export function checkFile(entry: ManifestFile, size: number, sha256: string): void {
  if (size === entry.size && sha256 === entry.sha256) return;
  throw new VitrineError("E_INTERNAL", "A part of the viewer is damaged and was not started.", {
    detail: `${entry.file} does not match its hash in the manifest`,
  });
}

/** Checks bytes with WebCrypto (page, Worker, Node); browsers offer it on secure origins only. */
export async function verifyBytes(
  entry: ManifestFile,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  checkFile(entry, bytes.length, sha256);
}

/** The value for `integrity` of fetch(), with which a browser checks on any origin. */
export function integrityOf(entry: ManifestFile): string {
  const bytes = entry.sha256.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
  return `sha256-${btoa(String.fromCharCode(...bytes))}`;
}

function isFile(value: unknown): value is ManifestFile {
  return (
    isRecord(value) &&
    typeof value["file"] === "string" &&
    isRelativePath(value["file"]) &&
    Number.isSafeInteger(value["size"]) &&
    typeof value["sha256"] === "string" &&
    /^[0-9a-f]{64}$/.test(value["sha256"])
  );
}

function isModule(value: unknown): value is ManifestModule {
  if (!isRecord(value) || !isFile(value)) return false;
  const { memoryPages, formats, probes } = value as Record<string, unknown>;
  return Number.isInteger(memoryPages) && isNames(formats) && isNames(probes);
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}

function isRelativePath(path: string): boolean {
  return path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function broken(detail: string): VitrineError {
  return new VitrineError("E_INTERNAL", "The viewer's list of modules is damaged.", { detail });
}
