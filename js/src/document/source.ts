// SPDX-License-Identifier: Apache-2.0
// What can be opened, and how the workers are told of it.
import { Bridge, type BridgeOptions } from "../bridge/bridge.js";
import type { SessionSource } from "./session.js";

/** A file behind a bridge: with a token of its own, or with a Bridge that holds one. */
export type BridgeFile =
  | (BridgeOptions & { share: string; path: string })
  | { bridge: Bridge; share: string; path: string };

/** What can be opened. Local bytes and files are read on this machine and go nowhere. */
export type Source = Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | BridgeFile;

/** A source as the workers see it. `ownBridge` is the caller's to close. */
export type Located = SessionSource & { ownBridge: Bridge | undefined };

export function locate(source: Source): Located {
  if (source instanceof Blob) return { blob: source, file: undefined, ownBridge: undefined };
  if (source instanceof ArrayBuffer || source instanceof Uint8Array) {
    return { blob: new Blob([source]), file: undefined, ownBridge: undefined };
  }
  const ownBridge = "bridge" in source ? undefined : new Bridge(source);
  const bridge = "bridge" in source ? source.bridge : ownBridge;
  return { blob: undefined, file: bridge?.locate(source.share, source.path), ownBridge };
}

/** What a file is called; undefined for bytes without a name. */
export function nameOf(source: Source | undefined): string | undefined {
  if (source instanceof File) return source.name;
  if (source && "path" in source) return source.path.split("/").at(-1);
  return undefined;
}

/** The same file, opened with the same rights. */
export function isSameSource(a: Source, b: Source): boolean {
  if (a === b) return true;
  if (!("path" in a) || !("path" in b) || a.path !== b.path || a.share !== b.share) return false;
  if ("bridge" in a) return "bridge" in b && a.bridge === b.bridge;
  return !("bridge" in b) && a.endpoint === b.endpoint && a.token === b.token;
}
