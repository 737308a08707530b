// SPDX-License-Identifier: Apache-2.0
// Seals of tokens that an Ed25519 key signed (docs/token.md): each names the key that signs the
// next one, and whoever holds the token holds that key. By @noble/ed25519 everywhere: a seal is
// made once for each file.
import { getPublicKey, hashes, sign } from "@noble/ed25519";
import { sha512 } from "@noble/hashes/sha2.js";

const CONTEXT = new TextEncoder().encode("vitrine fb1 seal");
const TYPE_AND_SIZE = [0, 0, 96];

/** What follows `body`, the token up to its last caveat: the seal, and the key after it. */
export function makeSeal(body: Uint8Array, seed: Uint8Array): Uint8Array<ArrayBuffer>[] {
  hashes.sha512 = sha512;
  const nextSeed = crypto.getRandomValues(new Uint8Array(32));
  const head = Uint8Array.from([...TYPE_AND_SIZE, ...getPublicKey(nextSeed)]);
  const signature = sign(Uint8Array.from([...CONTEXT, ...body, ...head]), seed);
  return [head, new Uint8Array(signature), nextSeed];
}
