// SPDX-License-Identifier: Apache-2.0
// The vitrine command: its output, its exit statuses, its errors in sentences.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const data = join(here, "../data");
const program = process.env.VITRINE_PROGRAM ?? join(here, "../../build/native/vitrine");
const folder = mkdtempSync(join(tmpdir(), "vitrine-command-"));
const at = (name) => join(folder, name);
const sample = (name) => join(data, name);

after(() => rmSync(folder, { recursive: true }));

const run = (parameters, input) =>
  spawnSync(program, parameters, { encoding: "buffer", input, timeout: 60_000 });
const text = (parameters) => {
  const result = run(parameters);
  assert.equal(result.status, 0, result.stderr.toString());
  return result.stdout.toString();
};
const pixels = (file, ...parameters) => {
  const result = run(["decode", file, ...parameters, "-o", at("pixels.rgba")]);
  assert.equal(result.status, 0, result.stderr.toString());
  return readFileSync(at("pixels.rgba"));
};

test("hash prints the SHA-256 of the pixels, the size and the name", () => {
  const file = sample("png/rgba8.png");
  const digest = createHash("sha256").update(pixels(file)).digest("hex");
  assert.equal(text(["hash", file]), `${digest} 45x37 ${file}\n`);
});

test("hash goes on after a file that fails", () => {
  writeFileSync(at("broken.png"), "no picture");
  const good = sample("png/rgb8.png");
  const result = run(["hash", at("broken.png"), good]);
  assert.equal(result.status, 1);
  const [first, second] = result.stdout.toString().split("\n");
  assert.equal(first, `error E_UNSUPPORTED - ${at("broken.png")}`);
  assert.match(second, /^[0-9a-f]{64} 45x37 /);
  assert.match(result.stderr.toString(), /^vitrine: .*broken\.png: The file's format/);
});

test("as-stored leaves the orientation alone", () => {
  const turned = sample("png/rgb8_exif6.png");
  const upright = text(["hash", sample("png/rgb8.png")]).split(" ")[0];
  assert.match(text(["hash", turned]), / 37x45 /);
  assert.equal(text(["hash", "--as-stored", turned]).split(" ")[0], upright);
});

test("info as JSON has the same keys in the same order for every format", () => {
  const keys = ["format", "media_type", "size", "pages", "page", "width", "height", "orientation",
    "bit_depth", "has_alpha", "duration_ms", "partial", "password", "message"];
  for (const name of ["png/rgb16.png", "jpeg/ycc420.jpg", "pdf/shapes.pdf"]) {
    const printed = text(["info", "--json", sample(name)]);
    const info = JSON.parse(printed);
    assert.deepEqual(Object.keys(info), keys);
    assert.equal(printed, `${JSON.stringify(info, null, 2)}\n`);
    assert.equal(info.format, name.split("/")[0]);
    assert.equal(info.size, readFileSync(sample(name)).length);
    assert.equal(info.partial, false);
  }
  assert.equal(JSON.parse(text(["info", "--json", sample("png/rgb16.png")])).bit_depth, 16);
  assert.match(text(["info", sample("pdf/shapes.pdf")]), /^format: pdf\n.*\npages: 2\n/s);
});

test("PNG, PPM and RGBA files hold the same picture", () => {
  const file = sample("jpeg/ycc444.jpg");
  const rgba = pixels(file);
  assert.equal(run(["decode", file, "-o", at("a.png")]).status, 0);
  assert.deepEqual(pixels(at("a.png")), rgba);
  assert.equal(run(["decode", file, "-o", at("a.ppm")]).status, 0);
  const ppm = readFileSync(at("a.ppm"));
  const head = Buffer.from("P6\n83 61\n255\n");
  assert.deepEqual(ppm.subarray(0, head.length), head);
  assert.deepEqual(ppm.subarray(head.length), Buffer.from(rgba.filter((_, i) => i % 4 !== 3)));
});

test("a region is cut out of the scaled picture", () => {
  const file = sample("png/rgba8.png");
  const whole = pixels(file, "--scale", "2");
  assert.equal(whole.length, 90 * 74 * 4);
  const part = pixels(file, "--scale", "2", "--region", "10,20,30,5");
  for (let y = 0; y < 5; y++) {
    const from = ((20 + y) * 90 + 10) * 4;
    assert.deepEqual(part.subarray(y * 120, y * 120 + 120), whole.subarray(from, from + 120));
  }
});

test("fit makes pages larger and pictures not", () => {
  assert.equal(pixels(sample("png/rgb8.png"), "--fit", "1000x1000").length, 45 * 37 * 4);
  assert.equal(pixels(sample("png/rgb8.png"), "--fit", "20x1000").length, 20 * 17 * 4);
  assert.equal(pixels(sample("pdf/shapes.pdf"), "--fit", "400x1000").length, 400 * 300 * 4);
});

test("pages are counted from 1", () => {
  assert.equal(pixels(sample("pdf/shapes.pdf"), "--page", "2").length, 130 * 180 * 4);
  const result = run(["decode", sample("pdf/shapes.pdf"), "--page", "3", "-o", at("x.png")]);
  assert.equal(result.status, 1);
  assert.match(result.stderr.toString(), /number of pages is 2\./);
});

test("standard input and output", () => {
  const content = readFileSync(sample("png/graya8.png"));
  const result = run(["decode", "-", "-o", "-"], content);
  assert.equal(result.status, 0, result.stderr.toString());
  writeFileSync(at("piped.png"), result.stdout);
  assert.deepEqual(pixels(at("piped.png")), pixels(sample("png/graya8.png")));
});

test("passwords from the command line and from a file", () => {
  const file = sample("pdf/password.pdf");
  const locked = run(["info", file]);
  assert.equal(locked.status, 1);
  assert.match(locked.stderr.toString(), /protected by a password\. \(A password is needed\.\)/);
  const wrong = run(["info", "--password", "door", file]);
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr.toString(), /The password is wrong\./);
  assert.equal(JSON.parse(text(["info", "--json", "--password", "window", file])).password, true);
  writeFileSync(at("secret"), "window\n");
  assert.match(text(["info", "--password-file", at("secret"), file]), /password: yes/);
});

test("half a file is shown, with a warning and status 0", () => {
  for (const name of ["png/rgb8.png", "jpeg/ycc420.jpg"]) {
    const content = readFileSync(sample(name));
    writeFileSync(at("half"), content.subarray(0, content.length * 0.7));
    const result = run(["decode", at("half"), "-o", at("half.png")]);
    assert.equal(result.status, 0);
    assert.match(result.stderr.toString(), /Shown as far as it goes\. \(The file ends early\.\)/);
    assert.equal(JSON.parse(text(["info", "--json", at("half")])).partial, true);
  }
});

test("missing fonts are told, the page is shown", () => {
  const result = run(["decode", "--assets", folder, sample("pdf/text.pdf"), "-o", at("x.png")]);
  assert.equal(result.status, 0);
  assert.match(result.stderr.toString(), /there is no asset fonts\//);
});

test("files that cannot be read or written end with status 3", () => {
  assert.equal(run(["info", at("nothing-here")]).status, 3);
  assert.equal(run(["info", folder]).status, 3);
  const file = sample("png/rgb8.png");
  assert.equal(run(["decode", file, "-o", join(folder, "no", "folder.png")]).status, 3);
});

test("wrong usage ends with status 2 and a sentence", () => {
  const file = sample("png/rgb8.png");
  const wrong = [[], ["show", file], ["info"], ["info", file, file], ["decode", file],
    ["decode", file, "-o", "x.gif"], ["decode", file, "-o", "x.png", "--scale", "0"],
    ["decode", file, "-o", "x.png", "--scale", "1", "--fit", "2x2"],
    ["decode", file, "-o", "x.png", "--fit", "20"], ["decode", file, "-o", "x.png", "--page", "0"],
    ["decode", file, "-o", "x.png", "--region", "1,2,3"], ["hash", "--json", file],
    ["info", "--unknown", file], ["info", "-o", "x.png", file]];
  for (const parameters of wrong) {
    const result = run(parameters);
    assert.equal(result.status, 2, parameters.join(" "));
    assert.match(result.stderr.toString(), /vitrine: /, parameters.join(" "));
  }
});

test("a deadline stops long work", () => {
  const file = sample("pdf/text.pdf");
  const late = ["--scale", "60", "--timeout", "0.000001"];
  const result = run(["decode", file, ...late, "-o", at("x.rgba")]);
  assert.equal(result.status, 1);
  assert.match(result.stderr.toString(), /The work was cancelled\./);
});

test("help and version; the man page describes every option", () => {
  const help = text(["--help"]);
  assert.match(text(["--version"]), /^vitrine \d+\.\d+\.\d+\n$/);
  const manual = readFileSync(join(here, "../../docs/man/vitrine.1"), "utf8")
    .replaceAll("\\-", "-").replaceAll("Fl -", "--");
  for (const [option] of help.matchAll(/--[a-z][a-z-]*/g))
    assert.ok(manual.includes(option), `${option} is not in the man page`);
});

test("docs/ERRORS.md is the error table of the code", () => {
  const header = readFileSync(join(here, "../../decoders/vt_error.h"), "utf8");
  const table = readFileSync(join(here, "../../docs/ERRORS.md"), "utf8");
  const rows = [...header.matchAll(/X\((\w+), (\d+), (\d+), "([^"]*)"\)/g)];
  assert.ok(rows.length >= 12);
  for (const [, name, number, grpc, sentence] of rows)
    assert.ok(table.includes(`| ${number} | \`${name}\` | ${grpc} | ${sentence} |`), name);
});
