// SPDX-License-Identifier: Apache-2.0
// Builds the package into js/dist: messages, types, bundles, the content-hashed payload (modules,
// fonts, character maps) with its manifest, and the demo page, which is self-contained.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compressFolder } from "./compress.mjs";
import { writePayload } from "./payload.mjs";
import { takeSigningKey, writePublicKey } from "./signing.mjs";

const js = fileURLToPath(new URL("..", import.meta.url));
const root = join(js, "..");
const dist = join(js, "dist");
const source = (...path) => join(js, "src", ...path);
const bin = (name) => join(js, "node_modules", ".bin", name);

/** Runs a step, and says how long it took. */
async function step(name, work) {
  const start = performance.now();
  await work();
  console.log(`  ${name}: ${Math.round(performance.now() - start)} ms`);
}

/** Runs a command; ends the build with a sentence where it fails. */
function command(what, file, args) {
  const result = spawnSync(file, args, { cwd: js, stdio: "inherit" });
  if (result.error)
    throw new Error(`${what}: ${file} could not be started (${result.error.message})`);
  if (result.status !== 0) throw new Error(`${what} failed`);
}

function generateMessages() {
  rmSync(source("gen"), { recursive: true, force: true });
  mkdirSync(source("gen"), { recursive: true });
  command("Generating messages from bridge/proto", process.env.PROTOC ?? "protoc", [
    `--plugin=protoc-gen-es=${bin("protoc-gen-es")}`,
    `--es_out=${source("gen")}`,
    "--es_opt=target=ts,import_extension=js",
    `--proto_path=${join(root, "bridge/proto")}`,
    "vitrine/v1/bridge.proto",
  ]);
}

const common = {
  absWorkingDir: js,
  bundle: true,
  format: "esm",
  target: ["es2022"],
  sourcemap: "linked",
  sourcesContent: false,
  legalComments: "linked",
  logLevel: "warning",
  outdir: dist,
};
const browser = { ...common, platform: "browser", minify: true };

function declareTypes() {
  command("Type check", bin("tsc"), ["-p", "tsconfig.types.json"]);
  // The sentences are part of the types: codes are their keys. The compiler leaves the attribute
  // out that their import needs.
  cpSync(source("text/en.json"), join(dist, "types/text/en.json"));
  const path = join(dist, "types/text/text.d.ts");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(/"\.\/en\.json"/g, '$& with { type: "json" }'));
}

/** Entry points that a page imports share chunks; a worker is one file, so that any bundler can
 *  treat it as an asset. */
async function bundle() {
  await Promise.all([
    build({
      ...browser,
      splitting: true,
      chunkNames: "chunk-[hash]",
      entryPoints: { index: source("index.ts"), element: source("element/index.ts") },
    }),
    build({
      ...browser,
      entryPoints: {
        "io-worker": source("workers/io-worker.ts"),
        "decoder-worker": source("workers/decoder-worker.ts"),
      },
    }),
    bundleNode(),
  ]);
}

async function bundleNode() {
  const entries = ["index", "cli"].filter((name) => existsSync(source("node", `${name}.ts`)));
  if (entries.length === 0) return;
  await build({
    ...common,
    platform: "node",
    target: ["node20"],
    packages: "external",
    outdir: join(dist, "node"),
    entryPoints: Object.fromEntries(entries.map((name) => [name, source("node", `${name}.ts`)])),
  });
}

/** The demo uses the package as a page does: as files beside its own. */
const fromPackage = {
  name: "from-package",
  setup: ({ onResolve }) => {
    onResolve({ filter: /src\/index\.js$/ }, () => ({ path: "./index.js", external: true }));
    onResolve({ filter: /src\/element\/index\.js$/ }, () => ({
      path: "./element.js",
      external: true,
    }));
  },
};

/** Where the page names the scripts that its own script will ask for. */
const PRELOADS = "<!-- modulepreload -->";

function preloads() {
  const names = readdirSync(dist).filter((name) => /^(chunk-.*|index|element)\.js$/.test(name));
  return names.map((name) => `<link rel="modulepreload" href="${name}">`).join("\n");
}

/** dist/demo is all that a web server needs: page, bundles, payload. */
async function buildDemo() {
  const demo = join(dist, "demo");
  rmSync(demo, { recursive: true, force: true });
  mkdirSync(demo, { recursive: true });
  await build({
    ...browser,
    outdir: demo,
    plugins: [fromPackage],
    entryPoints: { demo: join(js, "demo/demo.ts") },
  });
  const page = readFileSync(join(js, "demo/index.html"), "utf8");
  writeFileSync(join(demo, "index.html"), page.replace(PRELOADS, preloads()));
  for (const name of ["demo.css", "icon.svg"]) {
    cpSync(join(js, "demo", name), join(demo, name));
  }
  const parts = readdirSync(dist).filter(
    (name) => /\.(js|map)$/.test(name) || name === "w" || name.startsWith("manifest.json"),
  );
  for (const name of parts) cpSync(join(dist, name), join(demo, name), { recursive: true });
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
try {
  await step("messages", generateMessages);
  const { publicKey, sign } = takeSigningKey(process.env.VITRINE_SIGNING_KEY);
  writePublicKey(source("gen/manifest-key.ts"), publicKey);
  await step("types", declareTypes);
  await step("bundles", bundle);
  await step("modules and assets", () =>
    writePayload({ root, dist, withoutPdf: process.argv.includes("--without-pdf"), sign }),
  );
  await step("demo", buildDemo);
  await step("compressed forms", () =>
    compressFolder(join(dist, "demo"), join(root, "build/compressed")),
  );
} catch (error) {
  console.error(`js build: ${error.message}`);
  process.exitCode = 1;
}
