// SPDX-License-Identifier: Apache-2.0
// What a module may reach, what it offers, what it weighs: the lists are whole.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { describeModule } from "../../../wasm/tools/module-file.mjs";
import { measure, readRecord } from "../../../wasm/tools/report.mjs";
import { parseManifest } from "../../src/wasm/manifest.js";
import { probe } from "../../src/wasm/decoder.js";
import { compileModuleSync, ModuleInstance } from "../../src/wasm/module.js";
import { DecoderInstance } from "../../src/wasm/decoder-instance.js";
import { root } from "./support.js";

const folder = join(root, "build/wasm");
const manifestPath = join(folder, "manifest.json");
const skip = existsSync(manifestPath) ? false : "build/wasm is not built";
const manifest = skip ? undefined : parseManifest(JSON.parse(readFileSync(manifestPath, "utf8")));
const modules = Object.entries(manifest?.modules ?? {});

/** Growth over the record that fails the test. */
const GROWTH_MAX = 1.02;
const DECODER_IMPORTS = ["env.abort", "env.asset", "env.memory", "env.progress", "env.read"];
/** Run once by the loader; and the table, which the linker always exports and nobody uses. */
const LINKER_EXPORTS = ["_initialize", "__indirect_function_table"];

/** The names that a header declares with VTW_EXPORT. */
function declaredExports(header: string): string[] {
  const text = readFileSync(join(root, "wasm", header), "utf8");
  return [...text.matchAll(/^VTW_EXPORT\((\w+)\)/gm)].map((match) => match[1] as string);
}

const host = {
  read: () => assert.fail("nothing is read"),
  progress: () => false,
  assetSize: () => undefined,
  assetRead: () => assert.fail("no asset is read"),
};

test("the modules are there", { skip }, () => {
  assert.deepEqual(
    modules.map(([name]) => name),
    ["image", "tiff", "webp", "comic", "heif", "avif", "pdf", "encode"],
  );
});

for (const [name, entry] of modules) {
  const path = join(folder, entry.file);
  const isDecoder = entry.formats.length > 0;

  test(`${name}: its imports are those of wasm/vtw.h`, () => {
    const { imports } = describeModule(path);
    assert.deepEqual([...imports].sort(), isDecoder ? DECODER_IMPORTS : ["env.memory"]);
  });

  test(`${name}: its exports are those of its header`, () => {
    const all = declaredExports("vtw.h");
    const common = ["vtw_abi_version", "vtw_allocate", "vtw_release"];
    const expected = isDecoder ? all : [...common, ...declaredExports("vtw_encode.h")];
    assert.ok(expected.length >= 6);
    assert.deepEqual(
      [...describeModule(path).exports].sort(),
      [...expected, ...LINKER_EXPORTS].sort(),
    );
  });

  test(`${name}: its memory starts small and has a maximum`, () => {
    const { memory } = describeModule(path);
    assert.equal(memory?.initial, entry.memoryPages);
    assert.ok(entry.memoryPages <= 128);
    assert.equal(memory?.maximum, 65536);
  });

  test(`${name}: the manifest tells its size and hash`, () => {
    const bytes = readFileSync(path);
    assert.equal(entry.size, bytes.length);
    assert.equal(entry.sha256, createHash("sha256").update(bytes).digest("hex"));
  });

  test(`${name}: it has not grown past its record`, () => {
    const record = readRecord()[name];
    assert.ok(record !== undefined, "wasm/sizes.json has no record; see docs/modules.md");
    const sizes = measure(readFileSync(path));
    for (const kind of ["raw", "brotli"] as const) {
      const limit = Math.floor(record[kind] * GROWTH_MAX);
      assert.ok(
        sizes[kind] <= limit,
        `${kind}: ${sizes[kind]} bytes, the record is ${record[kind]}`,
      );
    }
  });

  test(`${name}: an instance cannot have more memory than it is given`, () => {
    const module = compileModuleSync(name, new Uint8Array(readFileSync(path)), entry);
    const memoryMax = (entry.memoryPages + 16) * 65536;
    const instance = new ModuleInstance(
      module,
      { memoryMax },
      {
        read: () => 0,
        progress: () => 0,
        asset: () => -1,
      },
    );
    assert.notEqual(instance.callUnsigned("vtw_allocate", 65536), 0);
    assert.equal(instance.callUnsigned("vtw_allocate", memoryMax), 0);
    assert.equal(instance.isDead, false);
  });
}

for (const [name, entry] of modules.filter(([, { formats }]) => formats.length > 0)) {
  test(`${name}: its constants are those of the C tables`, () => {
    const bytes = new Uint8Array(readFileSync(join(folder, entry.file)));
    const module = compileModuleSync(name, bytes, entry);
    const { constants } = new DecoderInstance(module, host, { memoryMax: 2 ** 26 });
    const table = readFileSync(join(root, "decoders/vt_error.h"), "utf8");
    const rows = [...table.matchAll(/X\((\w+), (\d+), (\d+), "([^"]+)"\)/g)];
    assert.deepEqual(
      constants.errors.map((error) => [error.name, error.number, error.grpc, error.text]),
      rows.map(([, row, number, grpc, text]) => [row, Number(number), Number(grpc), text]),
    );
    assert.deepEqual(constants.options, { asStored: 1 });
    for (const format of entry.formats) assert.ok(constants.formats.includes(format));
  });

  test(`${name}: it tells the formats that its entry lists`, () => {
    const bytes = new Uint8Array(readFileSync(join(folder, entry.file)));
    const module = compileModuleSync(name, bytes, entry);
    assert.ok(entry.formats.every((format) => entry.probes.includes(format)));
    assert.ok(entry.probes.includes("pdf"));
    assert.equal(probe(module, Buffer.from("\n\n%PDF-1.7\n")), "pdf");
    assert.equal(probe(module, Buffer.from([0xff, 0xd8, 0xff, 0xe0])), "jpeg");
    assert.equal(probe(module, Buffer.from("hello, world")), undefined);
  });
}
