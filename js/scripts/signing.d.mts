// SPDX-License-Identifier: Apache-2.0
// Types of signing.mjs.

export interface SigningKey {
  /** 32 bytes, in base64url. */
  publicKey: string;
  /** The signature, 64 bytes. */
  sign(bytes: Uint8Array): Buffer;
}

export function takeSigningKey(path: string | undefined): SigningKey;
export function writePublicKey(path: string, publicKey: string): void;
