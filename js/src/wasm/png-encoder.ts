// SPDX-License-Identifier: Apache-2.0
// PNG files from pixels, by the module that holds the native command's own writer.
import { VitrineError } from "./errors.js";
import { type CompiledModule, ModuleInstance } from "./module.js";
import type { Pixels } from "./decoder.js";

const MEMORY_MAX = 2 ** 32;

/** The bytes of a PNG file: the same as `vitrine decode` writes for the same pixels. */
export function encodePng(module: CompiledModule, pixels: Pixels): Uint8Array<ArrayBuffer> {
  const instance = new ModuleInstance(module, { memoryMax: MEMORY_MAX });
  const { width, height, data } = pixels;
  return instance.withBytes(data, (pointer) => {
    if (instance.call("vtw_png_encode", pointer, width, height) !== 0) {
      throw new VitrineError("E_NOMEM", "There is not enough memory to write this file.");
    }
    const size = instance.callUnsigned("vtw_png_size");
    return instance.view(instance.callUnsigned("vtw_png_bytes"), size).slice();
  });
}
