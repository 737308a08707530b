// SPDX-License-Identifier: Apache-2.0
// A subject that runs in Node: decodes a file in memory whenever it is told to, and tells the time.
//
// usage: node subject.mjs NAME FILE SCALE. For each line of standard input a line of milliseconds.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [name, path, scaleText] = process.argv.slice(2);
const bytes = new Uint8Array(readFileSync(path));
const scale = Number(scaleText);

/** The compiled WebAssembly file of a package. */
function compiled(specifier) {
  const file = createRequire(import.meta.url).resolve(specifier);
  return new WebAssembly.Module(readFileSync(file));
}

/** By name: answers the function that decodes once. */
const SUBJECTS = {
  async wasm() {
    const { open } = await import("../dist/node/index.js");
    return () => {
      const document = open(bytes);
      document.page(0).paint({ scale }, () => undefined);
      document.close();
    };
  },

  async "@jsquash/png"() {
    const { decode, init } = await import("@jsquash/png/decode.js");
    await init(compiled("@jsquash/png/codec/pkg/squoosh_png_bg.wasm"));
    return () => decode(bytes);
  },

  async "@jsquash/jpeg"() {
    // Node has no ImageData; the package makes one of its result.
    globalThis.ImageData ??= class {
      constructor(data, width, height) {
        Object.assign(this, { data, width, height });
      }
    };
    const { default: decode, init } = await import("@jsquash/jpeg/decode.js");
    await init(compiled("@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm"));
    return () => decode(bytes);
  },

  async mupdf() {
    const mupdf = await import("mupdf");
    return () => {
      const document = mupdf.Document.openDocument(bytes, "application/pdf");
      const page = document.loadPage(0);
      const matrix = mupdf.Matrix.scale(scale, scale);
      const pixmap = page.toPixmap(matrix, mupdf.ColorSpace.DeviceRGB, true, true);
      for (const object of [pixmap, page, document]) object.destroy();
    };
  },
};

const decodeOnce = await SUBJECTS[name]();
for await (const _ of createInterface({ input: process.stdin })) {
  const start = performance.now();
  await decodeOnce();
  process.stdout.write(`${(performance.now() - start).toFixed(3)}\n`);
}
