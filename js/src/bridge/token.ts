// SPDX-License-Identifier: Apache-2.0
// The capability token fb1 (docs/token.md) as a holder sees it: it can be narrowed, never widened.
// WebCrypto does the HMACs where the origin is secure; elsewhere the same by @noble/hashes.
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { VitrineError } from "../errors.js";
import { makeSeal } from "./token-seal.js";

const HEADER_SIZE = 24;
const TAG_SIZE = 32;
const CAVEATS_MAX = 32;
const CAVEAT_BYTES_MAX = 2048;
const SEAL_SIZE = 99;
const ALGORITHM_ED25519 = 2;

const enum Caveat {
  Expires = 2,
  Share = 4,
  Rights = 5,
}

/** Bits of the rights caveat. */
export const RIGHT_STAT = 1;
export const RIGHT_READ = 4;

export interface Narrowing {
  share: string;
  /** A file or folder; what is not it or beneath it is out of reach. */
  path: string;
  rights: number;
  /** Seconds since 1970-01-01 UTC, by the server's clock. */
  expires: number;
}

/** The token with the restrictions appended. Throws E_EXPIRED for text that is no token. */
export async function narrowToken(token: string, narrowing: Narrowing): Promise<string> {
  let bytes = parse(token);
  const shareId = (await digest(new TextEncoder().encode(narrowing.share))).subarray(0, 4);
  const path = new TextEncoder().encode(narrowing.path);
  bytes = await append(bytes, Caveat.Share, concatenate(shareId, path));
  bytes = await append(bytes, Caveat.Rights, bigEndian(narrowing.rights, 4));
  bytes = await append(bytes, Caveat.Expires, bigEndian(narrowing.expires, 8));
  if (isSigned(bytes)) bytes = seal(bytes);
  return `fb1.${encodeBase64Url(bytes)}`;
}

const isSigned = (token: Bytes) => token[1] === ALGORITHM_ED25519;

/** Signs what was appended with the key at the token's end, which another one replaces. */
function seal(token: Bytes): Bytes {
  const end = token.length - TAG_SIZE;
  if (end - HEADER_SIZE + SEAL_SIZE > CAVEAT_BYTES_MAX) throw malformed("it is too long");
  const body = token.subarray(0, end);
  return concatenate(body, ...makeSeal(body, token.subarray(end)));
}

/** Each caveat is signed with the tag before it, which its own tag replaces; or by a seal later. */
async function append(token: Bytes, type: Caveat, value: Bytes): Promise<Bytes> {
  const end = token.length - TAG_SIZE;
  const caveat = concatenate(Uint8Array.of(type), bigEndian(value.length, 2), value);
  if (end - HEADER_SIZE + caveat.length > CAVEAT_BYTES_MAX) throw malformed("it is too long");
  const before = token.subarray(end);
  const tag = isSigned(token) ? before : await sign(before, caveat);
  return concatenate(token.subarray(0, end), caveat, tag);
}

function parse(text: string): Bytes {
  const match = /^fb1\.([A-Za-z0-9_-]+)$/.exec(text);
  if (!match?.[1]) throw malformed("it does not begin with fb1.");
  const bytes = decodeBase64Url(match[1]);
  if (bytes.length < HEADER_SIZE + TAG_SIZE) throw malformed("it is too short");
  if ([...caveats(bytes)].length > CAVEATS_MAX - 4) throw malformed("it has too many restrictions");
  return bytes;
}

/** What a token permits as far as it says itself; the server has the last word. */
export function rightsOf(token: string): number {
  let rights = ~0;
  for (const { type, value } of caveats(parse(token))) {
    if (type !== Caveat.Rights || value.length !== 4) continue;
    rights &= new DataView(value.buffer, value.byteOffset, 4).getInt32(0);
  }
  return rights;
}

function* caveats(token: Bytes): Generator<{ type: number; value: Bytes }> {
  const view = new DataView(token.buffer, token.byteOffset, token.length);
  const end = token.length - TAG_SIZE;
  let position = HEADER_SIZE;
  while (position + 3 <= end) {
    const next = position + 3 + view.getUint16(position + 1);
    if (next > end) break;
    yield { type: view.getUint8(position), value: token.subarray(position + 3, next) };
    position = next;
  }
  if (position !== end) throw malformed("it is cut off");
}

type Bytes = Uint8Array<ArrayBuffer>;

async function sign(key: Bytes, message: Bytes): Promise<Bytes> {
  if (globalThis.crypto?.subtle === undefined) return new Uint8Array(hmac(sha256, key, message));
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}

async function digest(bytes: Bytes): Promise<Bytes> {
  if (globalThis.crypto?.subtle === undefined) return new Uint8Array(sha256(bytes));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function concatenate(...parts: Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}

function bigEndian(value: number, size: 2 | 4 | 8): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes.subarray(8 - size);
}

function encodeBase64Url(bytes: Bytes): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decodeBase64Url(text: string): Bytes {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch (cause) {
    throw malformed("it is not base64url", cause);
  }
}

function malformed(detail: string, cause?: unknown): VitrineError {
  const sentence = "The access token is malformed.";
  return new VitrineError("E_EXPIRED", sentence, { detail, cause });
}
