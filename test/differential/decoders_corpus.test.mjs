// SPDX-License-Identifier: Apache-2.0
// The vitrine command against other decoders, on the corpus beside the checkout (see its
// README.md):
// pixels of images, page counts and page pictures of PDFs; broken files end in good time.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const corpus = join(here, "../../../shared/corpus");
const program = process.env.VITRINE_PROGRAM ?? join(here, "../../build/native/vitrine");
const skip = existsSync(join(corpus, "reference/png.tsv")) ? false
  : "there is no corpus beside the checkout";
const folder = mkdtempSync(join(tmpdir(), "vitrine-corpus-"));
const output = join(folder, "pixels.rgba");
const deadline = 20_000;
const slowdown = process.env.VITRINE_SANITIZED ? 6 : 1;
// Address space; sanitizers need more of it than there is memory.
const memory = process.env.VITRINE_SANITIZED ? "unlimited" : String(1_500_000);

after(() => rmSync(folder, { recursive: true }));

function table(name) {
  const [head, ...rows] = readFileSync(join(corpus, "reference", name), "utf8").trimEnd()
    .split("\n").map((line) => line.split("\t"));
  return rows.map((row) => Object.fromEntries(head.map((key, i) => [key, row[i]])));
}

/** Runs the command; a signal or a missed deadline is a failure whatever the file is. */
function run(parameters) {
  const script = `ulimit -v ${memory}; exec "$0" "$@"`;
  const result = spawnSync("bash", ["-c", script, program, ...parameters], {
    encoding: "utf8", timeout: deadline * slowdown, maxBuffer: 1 << 24,
  });
  assert.equal(result.signal, null, `ended by ${result.signal}: ${parameters.join(" ")}`);
  assert.ok([0, 1].includes(result.status), `status ${result.status}: ${result.stderr}`);
  if (result.status !== 0) assert.match(result.stderr, /^vitrine: .+: .+\./);
  assert.ok(!/E_INTERNAL|fault of its own/.test(result.stderr + result.stdout), result.stderr);
  return result;
}

const counts = {};
const count = (key) => { counts[key] = (counts[key] ?? 0) + 1; };
const report = (t, about) => {
  const entries = Object.entries(counts).map(([key, value]) => `${key} ${value}`);
  t.diagnostic(`${about}: ${entries.join(", ")}`);
  for (const key of Object.keys(counts)) delete counts[key];
};

/** Means of each channel over a grid of cells, as the reference tables hold them. */
function grid(pixels, width, height, cells, values) {
  const means = [];
  const edge = (index, size) => Math.floor(index * size / cells);
  for (let gy = 0; gy < cells; gy++) {
    for (let gx = 0; gx < cells; gx++) {
      const sums = [];
      let number = 0;
      for (let y = edge(gy, height); y < edge(gy + 1, height); y++) {
        for (let x = edge(gx, width); x < edge(gx + 1, width); x++) {
          values(pixels, (y * width + x) * 4).forEach((value, i) => {
            sums[i] = (sums[i] ?? 0) + value;
          });
          number++;
        }
      }
      means.push(...sums.map((sum) => sum / number));
    }
  }
  return means;
}

const bytesOf = (hex) => [...Buffer.from(hex, "hex")];
const largest = (a, b) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));
const rgb = (pixels, at) => [pixels[at], pixels[at + 1], pixels[at + 2]];

// Their first frame is not the image that libpng decodes, which no browser shows.
const hiddenImage = ["png/valid/wuffs-png/apng-skip-idat.png",
  "png/valid/wpt-apng/fcTL-dispose-in-region-previous.png"];

test("PNG pixels equal the reference", { skip }, (t) => {
  for (const row of table("png.tsv")) {
    const { stdout, stderr } = run(["hash", "--as-stored", join(corpus, row.file)]);
    const [first, second] = stdout.split(" ");
    const isPartial = stderr.includes("as far as it goes");
    const equal = first === row.rgba8_hi_sha256 || first === row.rgba8_round_sha256;
    const outcome = first === "error" ? second : equal ? "equal" : "partial";
    if (hiddenImage.includes(row.file)) assert.notEqual(outcome, "equal", row.file);
    else if (row.libpng.startsWith("ok")) assert.equal(outcome, "equal", row.file);
    if (row.consensus === "all-reject")
      assert.ok(first === "error" || isPartial, `${row.file} is shown`);
    count(outcome);
  }
  report(t, "png");
});

test("frames of animated PNG equal the reference", { skip }, (t) => {
  const frames = readdirSync(join(corpus, "png/reference/wpt-apng"))
    .map((name) => name.match(/^(.*\.png)\.anim_(\d+)\.png$/)).filter(Boolean);
  assert.ok(frames.length > 0);
  for (const [reference, name, page] of frames) {
    const hash = (parameters) => run(["hash", ...parameters]).stdout.split(" ")[0];
    const file = join(corpus, "png/valid/wpt-apng", name);
    assert.equal(hash(["--page", String(Number(page)), file]),
      hash([join(corpus, "png/reference/wpt-apng", reference)]), reference);
    count("equal");
  }
  report(t, "frames");
});

// Of up to three decoders, those that agree are the reference; a file that all refuse may be shown
// as far as it goes.
const firstFrameKnown = "a frame smaller than the screen: browsers leave the rest transparent";
const otherKnown = {
  "gif/valid/wuffs-gif/metadata-full.gif": firstFrameKnown,
  "gif/valid/wuffs-gif/multiple-loop-counts.gif": firstFrameKnown,
  "gif/valid/wuffs-gif/small-frame-interlaced.gif": firstFrameKnown,
};

for (const format of ["bmp", "gif", "psd", "raw", "tiff", "webp"]) {
  test(`${format}: pixels equal those that other decoders agree on`, { skip }, (t) => {
    for (const row of table("other.tsv").filter(({ file }) => file.startsWith(`${format}/`))) {
      const { stdout, stderr } = run(["hash", "--as-stored", join(corpus, row.file)]);
      const [first, second] = stdout.split(" ");
      const names = row.pixels_agree === "same" ? ["d1"] : row.pixels_agree.split("=");
      const expected = names.map((name) => row[`${name}_rgba8_sha256`]).filter(Boolean);
      const isPartial = stderr.includes("as far as it goes");
      const outcome = first === "error" ? second : expected.includes(first) ? "equal"
        : isPartial ? "partial" : "other";
      if (row.file in otherKnown) assert.equal(outcome, "other", row.file);
      else if (row.consensus === "all-accept" && expected.length > 0)
        assert.equal(outcome, "equal", row.file);
      if (row.consensus === "all-reject")
        assert.ok(first === "error" || isPartial, `${row.file} is shown`);
      count(outcome);
    }
    report(t, format);
  });
}

// Lossy, and each decoder fills in colours in its own way: a file that any of them shows is shown.
for (const format of ["heic", "avif"]) {
  test(`${format}: what other decoders show is shown`, { skip }, (t) => {
    for (const row of table("other.tsv").filter(({ file }) => file.startsWith(`${format}/`))) {
      const [first, second] = run(["hash", join(corpus, row.file)]).stdout.split(" ");
      const hashes = ["d1", "d2", "d3"].map((name) => row[`${name}_rgba8_sha256`]);
      const outcome = first === "error" ? second : hashes.includes(first) ? "equal" : "shown";
      if (row.consensus === "all-reject") assert.equal(first, "error", `${row.file} is shown`);
      else assert.notEqual(first, "error", `${row.file}: ${second}`);
      count(outcome);
    }
    report(t, format);
  });
}

function checkJpeg(row, pixels, size) {
  const [width, height] = size.split("x").map(Number);
  const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");
  const channels = Number(row.out_channels);
  const grey = Buffer.from(pixels.filter((_, i) => i % 4 === 0));
  const colour = Buffer.from(pixels.filter((_, i) => i % 4 !== 3));
  if (digest(channels === 1 ? grey : colour) === row.pixels_sha256) return "equal";
  if (row.libjpeg === "error" && row.ffmpeg !== "ok") return "shown, no reference";
  if (width < 16 || height < 16) return "too small for the grid";
  const reference = bytesOf(
    row.libjpeg === "error" ? row.ffmpeg_grid8x8_if_libjpeg_fails : row.grid8x8);
  if (channels === 4) {
    // Inks of the reference are stored inverted where Adobe wrote the file. A product of means is
    // not the mean of products; a wrong polarity would differ by far more.
    const inks = row.adobe_transform === "-1" ? reference.map((ink) => 255 - ink) : reference;
    const expected = [];
    for (let i = 0; i < inks.length; i += 4)
      for (let c = 0; c < 3; c++) expected.push(inks[i + c] * inks[i + 3] / 255);
    const difference = largest(grid(pixels, width, height, 8, rgb), expected);
    assert.ok(difference <= 40, `${row.file} differs by ${difference} (CMYK)`);
    return "near (CMYK)";
  }
  const values = reference.length === 64 ? (all, at) => [all[at]] : rgb;
  const difference = largest(grid(pixels, width, height, 8, values), reference);
  const tolerance = row.file.startsWith("jpeg/valid/") ? 4 : 12;
  assert.ok(difference <= tolerance, `${row.file} differs by ${difference}`);
  return "near";
}

// Two kinds of files are not expected to be equal. Damaged ones: where numbers overflow, the
// assembly behind the tables and the C in use here give different noise. And libjpeg-turbo 3.1
// refines the first scans of a progressive file in another way than 2.1.5, from which the tables
// are: such files are compared by their grid.
test("JPEG pixels equal the reference, or are near it", { skip }, (t) => {
  for (const row of table("jpeg.tsv")) {
    const file = join(corpus, row.file);
    const result = run(["decode", "--as-stored", file, "-o", output]);
    if (result.status !== 0) {
      if (row.libjpeg.startsWith("ok")) assert.fail(`${row.file}: ${result.stderr}`);
      count("refused");
      continue;
    }
    assert.notEqual(row.consensus, "all-reject", `${row.file} is shown`);
    const info = JSON.parse(run(["info", "--json", file]).stdout);
    const turned = info.orientation >= 5;
    const size = turned ? `${info.height}x${info.width}` : `${info.width}x${info.height}`;
    if (row.libjpeg.startsWith("ok")) assert.equal(size, `${row.width}x${row.height}`, row.file);
    if (row.exif_orientation !== "-" && row.exif_orientation !== undefined)
      assert.equal(info.orientation, Number(row.exif_orientation) || 1, row.file);
    const damaged = row.libjpeg === "ok-warn" || row.libjpeg === "error";
    try {
      count(checkJpeg(row, readFileSync(output), size));
    } catch (error) {
      if (!damaged) throw error;
      count("damaged, other than the reference");
    }
  }
  report(t, "jpeg");
});

// MuPDF 1.25 against 1.21 and poppler; what is known to differ, and why.
const pdfKnown = {
  "pdf/valid/pdfium-pixel/bug_524043_4.pdf": "1.25 ends a broken stream earlier when it repairs",
};

test("PDF page counts equal the reference, first pages look alike", { skip }, (t) => {
  for (const row of table("pdf.tsv")) {
    const file = join(corpus, row.file);
    const password = row.password_used === "-" ? [] : ["--password", row.password_used];
    const result = run(["info", "--json", ...password, file]);
    if (result.status !== 0) {
      assert.notEqual(row.consensus, "all-accept", `${row.file}: ${result.stderr}`);
      count("refused");
      continue;
    }
    const info = JSON.parse(result.stdout);
    const pages = [row.pages_mupdf, row.pages_poppler].map(Number);
    if (row.consensus === "all-accept") assert.ok(pages.includes(info.pages), row.file);
    const drawn = run(["decode", ...password, file, "-o", output]);
    if (drawn.status !== 0) {
      assert.ok(!row.mutool.startsWith("ok"), `${row.file}: ${drawn.stderr}`);
      count("not drawn");
      continue;
    }
    if (row.grid12_mupdf === "-" || info.width < 24 || info.height < 24 || row.file in pdfKnown) {
      count("drawn, not compared");
      continue;
    }
    const means = grid(readFileSync(output), info.width, info.height, 12,
      (pixels, at) => [(pixels[at] + pixels[at + 1] + pixels[at + 2]) / 3]);
    const differences = [row.grid12_mupdf, row.grid12_poppler].filter((hex) => hex !== "-")
      .map((hex) => largest(means, bytesOf(hex)));
    assert.ok(Math.min(...differences) <= 15, `${row.file} differs by ${differences}`);
    count(Math.min(...differences) <= 3 ? "alike" : "nearly alike");
  }
  report(t, "pdf");
});
