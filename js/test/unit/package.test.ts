// SPDX-License-Identifier: Apache-2.0
// The package as others get it: what it exports is there, its types hold in a strict program, the
// lock file names no registry.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const js = fileURLToPath(new URL("../..", import.meta.url));
const readJson = (name: string) => JSON.parse(readFileSync(join(js, name), "utf8"));
const skip = !existsSync(join(js, "dist/index.js")) && "js/dist is not built";

const PROGRAM = `
import { Bridge, Document, errorSentence, type VitrineError } from "vitrine";
import { VitrineView } from "vitrine/element";
import { open } from "vitrine/node";
const opened = await Document.open(new Uint8Array(3), { password: "x" });
const page = await opened.page(0);
const { data } = await page.render({ scale: 2, region: { x: 0, y: 0, width: 1, height: 1 } });
const bridge = new Bridge({ endpoint: "https://nas.example", token: "fb1." });
document.querySelector("vitrine-view")!.addEventListener("vitrine-page", ({ detail }) => {
  const number: number = detail.page + opened.pageCount + data.length;
  return [number, bridge];
});
const sentence: string | undefined = errorSentence("E_DENIED", "zh");
export { open, sentence, VitrineView, type VitrineError };
`;

test("everything that package.json names is there", { skip }, () => {
  const { exports, bin } = readJson("package.json");
  const targets = Object.values(exports).flatMap((target) =>
    typeof target === "string" ? [target] : Object.values(target as Record<string, string>),
  );
  for (const path of [...targets, ...Object.values(bin as Record<string, string>)]) {
    assert.ok(existsSync(join(js, path)), path);
  }
  const beside = ["io-worker.js", "decoder-worker.js", "manifest.json", "manifest.json.sig"];
  for (const part of beside) {
    assert.ok(existsSync(join(js, "dist", part)), part);
  }
});

test("its types hold in a strict program that checks its libraries too", { skip }, () => {
  // In js/, so that "vitrine" is this package by its own exports.
  const folder = mkdtempSync(join(js, "node_modules/.consumer-"));
  try {
    const program = join(folder, "program.ts");
    writeFileSync(program, PROGRAM);
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    const compiler = join(js, "node_modules/.bin/tsc");
    const config = join(folder, "tsconfig.json");
    writeFileSync(
      config,
      JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          module: "NodeNext",
          target: "ES2022",
          types: [],
          lib: ["ES2022", "DOM", "ESNext.Disposable"],
          skipLibCheck: false,
          paths: Object.fromEntries(
            [
              ["vitrine", "types/index"],
              ["vitrine/element", "types/element/index"],
              ["vitrine/node", "types/node/index"],
            ].map(([name, path]) => [name, [join(js, "dist", `${path}.d.ts`)]]),
          ),
        },
        files: [program],
      }),
    );
    execFileSync(compiler, ["-p", config], { encoding: "utf8" });
  } catch (error) {
    assert.fail(String((error as { stdout?: string }).stdout ?? error));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the lock file names no registry", () => {
  const text = readFileSync(join(js, "package-lock.json"), "utf8");
  assert.ok(!text.includes('"resolved"'), "npm install wrote addresses: see .npmrc");
});
