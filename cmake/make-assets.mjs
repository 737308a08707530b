// SPDX-License-Identifier: Apache-2.0
// Lays out the fonts and CMaps that the pdf module asks for by name, and a manifest of hashes.
//
// usage: node cmake/make-assets.mjs OUTPUT URW-FONTS-SOURCE DROID-FONTS-SOURCE MUPDF-SOURCE
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const [output, urw, droid, mupdf] = process.argv.slice(2);
if (mupdf === undefined) {
  console.error("usage: make-assets.mjs OUTPUT URW-FONTS-SOURCE DROID-FONTS-SOURCE MUPDF-SOURCE");
  process.exit(2);
}

// The 14 standard fonts of PDF, as the URW fonts that stand in for them.
const styles = ["Regular", "Bold", "Italic", "BoldItalic"];
const standardFonts = [
  ...["NimbusMonoPS", "NimbusSans", "NimbusRoman"].flatMap(
    (family) => styles.map((style) => `${family}-${style}`)),
  "StandardSymbolsPS", "D050000L",
].map((name) => `${name}.otf`);

function sources() {
  const cmaps = join(mupdf, "resources/cmaps");
  return [
    ...standardFonts.map((name) => [`fonts/${name}`, join(urw, "fonts", name)]),
    ["fonts/DroidSansFallbackFull.ttf",
      join(droid, "usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf")],
    ...readdirSync(cmaps).sort().map((name) => [`cmaps/${name}`, join(cmaps, name)]),
  ];
}

function copyAll() {
  const manifest = {};
  for (const [name, source] of sources()) {
    const bytes = readFileSync(source);
    const target = join(output, name);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(source, target);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    manifest[name] = { size: bytes.length, sha256 };
  }
  return manifest;
}

rmSync(output, { recursive: true, force: true });
const manifest = copyAll();
writeFileSync(join(output, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
