// SPDX-License-Identifier: Apache-2.0
// Puts a Brotli form beside each file of a folder that gains by it; vitrined sends it to those who
// take it. Compressed forms are kept in build/compressed by content: most builds change few files.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

const compress = promisify(brotliCompress);
const TEXT_LIKE = /\.(js|css|html|svg|json|wasm|ttf|otf|cff|t1|pfb)$|\/[^./]+$/;
const SIZE_MIN = 1024;
/** The best level takes 20 s for a large font, which few pages want. */
const LARGE = 2 ** 20;

/** Compresses the files of `folder`, whatever their depth. */
export async function compressFolder(folder, cache) {
  mkdirSync(cache, { recursive: true });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => TEXT_LIKE.test(path));
  await Promise.all(files.map((path) => compressFile(path, cache)));
}

async function compressFile(path, cache) {
  const bytes = readFileSync(path);
  if (bytes.length < SIZE_MIN) return;
  const kept = join(cache, `${createHash("sha256").update(bytes).digest("hex")}.br`);
  if (!existsSync(kept)) {
    const isSlow = bytes.length > LARGE && !path.endsWith(".wasm");
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: isSlow ? 9 : 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    };
    writeFileSync(kept, await compress(bytes, { params }));
  }
  const small = readFileSync(kept);
  if (small.length < bytes.length * 0.95) writeFileSync(`${path}.br`, small);
}
