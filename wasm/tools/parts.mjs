// SPDX-License-Identifier: Apache-2.0
// Prints what each module consists of: its sizes, its sections, and its largest functions.
//
// usage: node wasm/tools/parts.mjs BUILD_FOLDER [COUNT]
// The names come from NAME.wasm.symbols, which the linker writes beside NAME.wasm.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Reader } from "./module-file.mjs";
import { measure } from "./report.mjs";

const SECTION_NAMES = { 0: "custom", 1: "types", 9: "elements", 10: "code", 11: "data" };
const CODE_SECTION = 10;
const HEADER_SIZE = 8;

/** {sections: Map of sizes by name, bodies: sizes of the module's own functions, in their order} */
export function parts(bytes) {
  const sections = new Map();
  const bodies = [];
  const reader = new Reader(bytes, HEADER_SIZE);
  while (!reader.isAtEnd) {
    const id = reader.byte();
    const size = reader.number();
    const name = SECTION_NAMES[id] ?? "other";
    sections.set(name, (sections.get(name) ?? 0) + size);
    if (id !== CODE_SECTION) {
      reader.skip(size);
      continue;
    }
    for (let count = reader.number(); count > 0; count--) {
      bodies.push(reader.number());
      reader.skip(bodies.at(-1));
    }
  }
  return { sections, bodies };
}

/** Names by index; imported functions come first. */
function readNames(path) {
  const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
  return new Map(lines.map((line) => [Number(line.split(":")[0]), line.replace(/^\d+:/, "")]));
}

function print(folder, file, count) {
  const bytes = readFileSync(join(folder, file));
  const module = new WebAssembly.Module(bytes);
  const imports = WebAssembly.Module.imports(module).filter(({ kind }) => kind === "function");
  const names = readNames(join(folder, `${file}.symbols`));
  const { sections, bodies } = parts(bytes);
  const sizes = Object.entries(measure(bytes)).map((entry) => entry.join(" "));
  console.log(`${file}: ${sizes.join(", ")}; ${bodies.length} functions`);
  for (const [name, size] of sections) console.log(`${String(size).padStart(9)}  ${name}`);
  bodies
    .map((size, index) => ({ size, name: names.get(index + imports.length) ?? `${index}` }))
    .sort((a, b) => b.size - a.size)
    .slice(0, count)
    .forEach(({ size, name }) => console.log(`${String(size).padStart(9)}    ${name}`));
}

const [folder, count = "25"] = process.argv.slice(2);
for (const file of readdirSync(folder).filter((name) => name.endsWith(".wasm")))
  print(folder, file, Number(count));
