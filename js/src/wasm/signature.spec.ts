// SPDX-License-Identifier: Apache-2.0
// The manifest's signature, with WebCrypto and without: a vector of RFC 8032, ours, and wrong ones.
import assert from "node:assert/strict";
import { test } from "node:test";
import { takeSigningKey } from "../../scripts/signing.mjs";
import { verifyManifest } from "./signature.js";

/** RFC 8032, section 7.1, test 3. */
const VECTOR = {
  key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
  message: "af82",
  signature:
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac" +
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
};

const fromHex = (text: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(text, "hex"));

/** Runs `body` as a page of an origin that is not secure would. */
async function withoutWebCrypto(body: () => Promise<void>): Promise<void> {
  const own = Object.getOwnPropertyDescriptor(globalThis, "crypto")!;
  Object.defineProperty(globalThis, "crypto", { value: undefined, configurable: true });
  try {
    await body();
  } finally {
    Object.defineProperty(globalThis, "crypto", own);
  }
}

async function checkAll(): Promise<void> {
  const key = Buffer.from(VECTOR.key, "hex").toString("base64url");
  const signature = fromHex(VECTOR.signature);
  await verifyManifest(fromHex(VECTOR.message), signature, key);
  const signer = takeSigningKey(undefined);
  const bytes = new TextEncoder().encode('{"version":1}');
  await verifyManifest(bytes, new Uint8Array(signer.sign(bytes)), signer.publicKey);
  const wrong: [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>, string][] = [
    [fromHex("af83"), signature, key],
    [fromHex("af82"), signature.map((byte, index) => (index === 40 ? byte ^ 1 : byte)), key],
    [fromHex("af82"), signature.subarray(0, 63), key],
    [fromHex("af82"), new Uint8Array(0), key],
    [fromHex("af82"), signature, signer.publicKey],
  ];
  for (const each of wrong) {
    await assert.rejects(verifyManifest(...each), { code: "E_INTERNAL" });
  }
}

test("what is signed is taken, all else is refused", checkAll);

test("the same without WebCrypto", () => withoutWebCrypto(checkAll));
