// SPDX-License-Identifier: Apache-2.0
// The manifest's signature: Ed25519 (RFC 8032) over the bytes of manifest.json, kept beside it in
// manifest.json.sig as 64 bytes. By WebCrypto, or by @noble/ed25519 where that has no Ed25519 (an
// origin that is not secure, an older browser).
import { hashes, verify } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";
import { VitrineError } from "./errors.js";

/** Throws unless `signature` is that of `bytes`. `key`: the public key, in base64url. */
export async function verifyManifest(
  bytes: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
  key: string,
): Promise<void> {
  const known = await verifyNatively(bytes, signature, key);
  if (!(known ?? verifySlowly(bytes, signature, key))) throw unsigned();
}

/** The error for a manifest that the package's maker has not signed. */
export function unsigned(): VitrineError {
  return new VitrineError("E_INTERNAL", "The viewer's list of modules is damaged.", {
    detail: "manifest.json does not match its signature",
  });
}

/** Undefined where the browser cannot tell. */
async function verifyNatively(
  bytes: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
  key: string,
): Promise<boolean | undefined> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  const jwk = { kty: "OKP", crv: "Ed25519", x: key };
  const imported = await subtle
    ?.importKey("jwk", jwk, "Ed25519", false, ["verify"])
    .catch(() => undefined);
  return imported && subtle?.verify("Ed25519", imported, signature, bytes);
}

function verifySlowly(bytes: Uint8Array, signature: Uint8Array, key: string): boolean {
  hashes.sha512 = sha512;
  const base64 = key.replace(/-/g, "+").replace(/_/g, "/");
  const point = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return signature.length === 64 && verify(signature, bytes, point);
}
