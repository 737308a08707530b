// SPDX-License-Identifier: Apache-2.0
// The key that signs the manifest (Ed25519, RFC 8032): a release's own, or one made for this build
// and forgotten after it. The code of the package gets the public half.
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** `path`: a PKCS #8 key in PEM; where it is not given, the key is a new one. */
export function takeSigningKey(path) {
  const privateKey = path
    ? createPrivateKey(readFileSync(path))
    : generateKeyPairSync("ed25519").privateKey;
  if (privateKey.asymmetricKeyType !== "ed25519") throw new Error(`${path} is no Ed25519 key`);
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  return {
    /** 32 bytes, in base64url. */
    publicKey: x,
    /** 64 bytes. */
    sign: (bytes) => sign(null, bytes, privateKey),
  };
}

/** Writes the module from which the loaders take the key. */
export function writePublicKey(path, publicKey) {
  mkdirSync(dirname(path), { recursive: true });
  const lines = [
    "// Made by scripts/signing.mjs: the key that this build's manifest is signed with.",
    `export const MANIFEST_KEY = ${JSON.stringify(publicKey)};`,
  ];
  writeFileSync(path, `${lines.join("\n")}\n`);
}
