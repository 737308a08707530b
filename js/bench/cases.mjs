// SPDX-License-Identifier: Apache-2.0
// What is measured, and beside whom. Inputs are photographs and documents where ../shared/bench has
// them, else files made here from code.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeJpeg } from "../scripts/samples/jpeg.mjs";
import { samplePdf } from "../scripts/samples/pdf.mjs";
import { encodePng } from "../scripts/samples/png.mjs";
import { dusk, glass } from "../scripts/samples/scenes.mjs";

const PNG_SUBJECTS = ["libpng", "native", "wasm", "@jsquash/png"];
const JPEG_SUBJECTS = ["libjpeg", "native", "wasm", "@jsquash/jpeg"];
const PDF_SUBJECTS = ["mupdf", "native", "wasm"];
const DPI_144 = 2;

/** [name, file, scale, subjects]; the first subject is the one that the others are held against. */
const CASES = [
  ["png-1080p-rgb", "photo-1080p-rgb.png", 1, PNG_SUBJECTS],
  ["png-1080p-rgba", "photo-1080p-rgba.png", 1, PNG_SUBJECTS],
  ["jpeg-12mp", "photo-12mp.jpg", 1, JPEG_SUBJECTS],
  ["jpeg-12mp-progressive", "photo-12mp-progressive.jpg", 1, JPEG_SUBJECTS],
  ["jpeg-12mp-eighth", "photo-12mp.jpg", 1 / 8, ["libjpeg", "native", "wasm"]],
  ["pdf-page1-tracemonkey", "tracemonkey.pdf", DPI_144, PDF_SUBJECTS],
  ["pdf-page1-freeculture", "freeculture.pdf", DPI_144, PDF_SUBJECTS],
  ["pdf-page1-images", "images.pdf", DPI_144, PDF_SUBJECTS],
  ["pdf-page1-tamreview", "TAMReview.pdf", DPI_144, PDF_SUBJECTS],
  ["pdf-page1-pdkids", "pdkids.pdf", DPI_144, PDF_SUBJECTS],
  ["pdf-page1-sample", "sample.pdf", DPI_144, PDF_SUBJECTS],
];

/** A scene as a function of pixels. */
const at = (scene, width, height) => (x, y) => scene(x / width, y / height, width / height);

const screenPng = (colorType, scene) =>
  encodePng({ width: 1920, height: 1080, colorType, depth: 8, sample: at(scene, 1920, 1080) });

/** Files that can be made from code, by name. */
const MAKERS = {
  "photo-1080p-rgb.png": () => screenPng(2, dusk),
  "photo-1080p-rgba.png": () => screenPng(6, glass),
  "photo-12mp.jpg": () =>
    encodeJpeg({ width: 4000, height: 3000, quality: 85, sample: at(dusk, 4000, 3000) }),
  "sample.pdf": samplePdf,
};

/** The cases whose name contains `wanted`, each with the path of its input, and whose it is. */
export function findCases(root, wanted) {
  return CASES.filter(([name]) => name.includes(wanted)).flatMap(
    ([name, file, scale, subjects]) => {
      const input = findInput(root, file);
      return input === undefined ? [] : [{ name, scale, subjects, ...input }];
    },
  );
}

function findInput(root, file) {
  const shared = join(root, "../shared/bench", file);
  if (existsSync(shared)) return { path: shared, origin: "../shared/bench" };
  if (!(file in MAKERS)) return undefined;
  const folder = join(root, "build/bench");
  const path = join(folder, file);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, MAKERS[file]());
  }
  return { path, origin: "made from code" };
}
